import Synchronization

extension DelimitedReader {
    /// Reads the input no further than its first block.
    ///
    /// - Parameters:
    ///   - columns: picks the columns once the header is known.
    ///   - body: what is to become of the block and the columns picked.
    /// - Returns: the header; what `body` returned, or nil where the input has no rows.
    /// - Throws: `DelimitedTextError`; what `columns` throws.
    public func first<Result: Sendable>(
        columns: (Header) throws -> [ColumnRequest],
        body: @escaping @Sendable (ColumnBlock, [ColumnRequest]) -> Result
    ) throws -> (header: Header, result: Result?) {
        let picked = Mutex<(header: Header, requests: [ColumnRequest])?>(nil)
        do {
            let read = try read { header in
                let requests = try columns(header)
                picked.withLock { $0 = (header, requests) }
                return requests
            } body: { block -> Void in
                throw Enough(result: body(block, picked.withLock { $0?.requests } ?? []))
            }
            return (read.header, nil)
        } catch let enough as Enough<Result> {
            guard let header = picked.withLock({ $0?.header }) else { throw enough }
            return (header, enough.result)
        }
    }
}

/// Ends the reading after the first block.
private struct Enough<Result: Sendable>: Error {
    let result: Result
}

extension Header {
    /// A request for the text of each column that has a name, which no other has.
    public var textOfNamedColumns: [ColumnRequest] {
        let times = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        return names.filter { !$0.isEmpty && times[$0] == 1 }.map { ColumnRequest(header: $0, kind: .text) }
    }

    /// A request for the text of every column, in their order: also of those without a name or with the name of another.
    public var textOfAllColumns: [ColumnRequest] {
        var times: [String: Int] = [:]
        return names.map { name in
            defer { times[name, default: 0] += 1 }
            return ColumnRequest(header: name, kind: .text, occurrence: times[name, default: 0])
        }
    }
}
