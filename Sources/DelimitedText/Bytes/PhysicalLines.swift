/// Cuts bytes into physical lines: a line ends with LF, with CR LF, or with a CR that no LF follows.
struct PhysicalLines: Sequence, IteratorProtocol {
    // SAFETY: looked at through the buffer's own subscript, at positions that are compared with its bounds; a line lives as long
    // as the bytes.
    private let bytes: UnsafeRawBufferPointer
    private var start = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next line with its line break, if it has one.
    mutating func next() -> UnsafeRawBufferPointer? {
        guard start < bytes.count else { return nil }
        var end = start
        while end < bytes.count, !bytes[end].isLineBreak { end += 1 }
        if end < bytes.count {
            let isPair = bytes[end] == .carriageReturn && end + 1 < bytes.count && bytes[end + 1] == .lineFeed
            end += isPair ? 2 : 1
        }
        defer { start = end }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
