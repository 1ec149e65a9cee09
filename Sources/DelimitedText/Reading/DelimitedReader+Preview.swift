/// The rows that stand in the bytes which were read with the header, before anything is asked of an input: the only look ahead at an
/// input that can be read once.
public struct InputPreview: Sendable {
    /// The header.
    public let header: Header
    /// The text of every column.
    public let requests: [ColumnRequest]
    /// The rows, in the order of `requests`.
    public let block: ColumnBlock
}

extension InputHead {
    /// The rows behind the header, as far as they were read; nil where none ends there, or where they cannot be read: the reading
    /// itself says why.
    func preview(path: String, plan: BlockParser.Plan) -> InputPreview? {
        let requests = header.textOfAllColumns
        guard let raw = wholeRecords, let positions = try? header.positions(of: requests, path: path) else {
            return nil
        }
        var plan = plan
        plan.requests = zip(requests, positions).map { ($0.kind, $1) }
        guard case .block(let block) = try? BlockParser(plan).parse(raw) else { return nil }
        return InputPreview(header: header, requests: requests, block: block)
    }

    /// The records that end in the bytes behind the header.
    private var wholeRecords: RawBlock? {
        let block = RawBlock(capacity: rest.count)
        // The bytes are there, so that nothing can fail.
        _ = try? block.append(atMost: rest.count) { space in
            space.copyBytes(from: rest)
            return rest.count
        }
        if !isWhole {
            var cutter = RecordCutter(delimiter: header.delimiter, method: .scanning)
            block.truncate(to: cutter.lastRecordEnd(in: block.bytes) ?? 0)
        }
        guard block.count > 0 else { return nil }
        block.firstLine = nextLine
        block.followsCarriageReturn = followsCarriageReturn
        block.lineBreaks = countLineBreaks(in: block.bytes, afterCarriageReturn: followsCarriageReturn)
        block.isLast = isWhole
        block.pad()
        return block
    }
}
