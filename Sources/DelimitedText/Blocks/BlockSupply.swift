/// The blocks of one input, cut one after the other at record ends. One thread at a time uses it.
final class BlockSupply {
    private let source: ByteSource
    private let delimiter: UInt8
    private let blockSize: Int
    private let recordLimit: Int
    private var method: RecordCutter.Method

    /// Bytes that were read from the source and stand before what it gives next.
    private var pending: ArraySlice<UInt8>
    /// The index of the next block.
    private(set) var nextIndex = 0
    private var nextLine: Int
    private var followsCarriageReturn: Bool
    private var endsWithoutBreak: Bool
    private var isAtEnd = false
    private var spare: [RawBlock] = []

    /// Bytes read from the source, with the header's.
    private(set) var byteCount: Int

    /// The blocks behind the header.
    init(source: ByteSource, head: InputHead, blockSize: Int, recordLimit: Int, method: RecordCutter.Method) {
        self.source = source
        self.blockSize = blockSize
        self.recordLimit = recordLimit
        self.method = method
        delimiter = head.header.delimiter
        pending = head.rest
        nextLine = head.nextLine
        followsCarriageReturn = head.followsCarriageReturn
        endsWithoutBreak = head.endsWithoutBreak
        byteCount = head.byteCount
    }

    /// The number of physical lines up to where the supply stands.
    var lineCount: Int { nextLine - 1 + (endsWithoutBreak ? 1 : 0) }

    /// What the source has read, as it is stored. Asked for once, at the end of the input.
    func stored() throws(DelimitedTextError) -> StoredBytes { try source.stored() }

    /// The next block: about `blockSize` bytes, more if a record is longer. nil at the end of the input.
    func next() throws(DelimitedTextError) -> RawBlock? {
        if isAtEnd { return nil }
        let block = spare.popLast() ?? RawBlock(capacity: blockSize + 4096)
        block.truncate(to: 0)
        do {
            try gather(block)
        } catch {
            pending = ArraySlice(block.bytes) + pending  // a restart may need them
            throw error
        }
        guard let last = block.bytes.last else { return nil }
        block.index = nextIndex
        block.firstLine = nextLine
        block.followsCarriageReturn = followsCarriageReturn
        block.lineBreaks = countLineBreaks(in: block.bytes, afterCarriageReturn: followsCarriageReturn)
        block.isLast = isAtEnd
        block.pad()
        nextIndex += 1
        nextLine += block.lineBreaks
        followsCarriageReturn = last == .carriageReturn
        endsWithoutBreak = !last.isLineBreak
        return block
    }

    /// Reads until a record ends, or the input does, and cuts there.
    private func gather(_ block: RawBlock) throws(DelimitedTextError) {
        var cutter = RecordCutter(delimiter: delimiter, method: method)
        var wanted = blockSize
        while true {
            try fill(block, upTo: wanted)
            if isAtEnd { return }
            if let end = cutter.lastRecordEnd(in: block.bytes) {
                pending = ArraySlice(block.bytes[end...]) + pending
                block.truncate(to: end)
                return
            }
            guard block.count < recordLimit else {
                throw .recordTooLong(path: source.name, line: nextLine, limit: recordLimit)
            }
            wanted = min(block.count * 2, recordLimit + 1)
        }
    }

    private func fill(_ block: RawBlock, upTo wanted: Int) throws(DelimitedTextError) {
        while block.count < wanted {
            let added = try block.append(atMost: wanted - block.count) { (space) throws(DelimitedTextError) in
                if !self.pending.isEmpty {
                    let count = min(self.pending.count, space.count)
                    space.copyBytes(from: self.pending.prefix(count))
                    self.pending = self.pending.dropFirst(count)
                    return count
                }
                let count = try self.source.read(into: space)
                self.byteCount += count
                return count
            }
            if added == 0 {
                isAtEnd = true
                return
            }
        }
    }

    /// Takes back a block's memory once nobody else refers to it.
    func reuse(_ block: RawBlock) {
        spare.append(block)
    }

    /// Goes back to the start of `blocks`, the last ones handed out in order, and cuts by asking the parser from there on.
    func restart(with blocks: [RawBlock]) {
        guard let first = blocks.first else { return }
        let bytes = blocks.reduce(into: [UInt8]()) { $0.append(contentsOf: $1.bytes) }
        pending = ArraySlice(bytes + pending)
        nextIndex = first.index
        nextLine = first.firstLine
        followsCarriageReturn = first.followsCarriageReturn
        isAtEnd = false
        endsWithoutBreak = false
        method = .askingParser
    }
}
