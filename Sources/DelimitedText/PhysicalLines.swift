import Glibc

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

/// Cuts bytes into physical lines: a line ends with LF, with CR LF, or with a CR that no LF follows.
struct PhysicalLines: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var start = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next line with its line break, if it has one.
    mutating func next() -> UnsafeRawBufferPointer? {
        guard start < bytes.count else { return nil }
        var end = start
        while end < bytes.count, bytes[end] != lineFeed, bytes[end] != carriageReturn { end += 1 }
        if end < bytes.count {
            let isPair = bytes[end] == carriageReturn && end + 1 < bytes.count && bytes[end + 1] == lineFeed
            end += isPair ? 2 : 1
        }
        defer { start = end }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}

/// How many line breaks `bytes` holds; an LF at the very start does not count if it belongs to a CR before it.
func countLineBreaks(in bytes: UnsafeRawBufferPointer, afterCarriageReturn: Bool) -> Int {
    guard let first = bytes.first, let base = bytes.baseAddress else { return 0 }
    var breaks = count(of: lineFeed, in: bytes)
    if first == lineFeed, afterCarriageReturn { breaks -= 1 }
    // SAFETY: `memchr` looks at the `bytes.count` bytes from `base` only.
    if memchr(base, Int32(carriageReturn), bytes.count) != nil {
        breaks += countLoneCarriageReturns(in: bytes)
    }
    return breaks
}

/// Sums over runs short enough for a one-byte count, which lets the compiler compare 16 bytes at a time.
private func count(of byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
    let run = 240
    var total = 0
    var start = 0
    while start < bytes.count {
        let end = min(start &+ run, bytes.count)
        var inRun: UInt8 = 0
        for index in start..<end { inRun &+= bytes[index] == byte ? 1 : 0 }
        total &+= Int(inRun)
        start = end
    }
    return total
}

private func countLoneCarriageReturns(in bytes: UnsafeRawBufferPointer) -> Int {
    let last = bytes.count - 1
    var total = bytes[last] == carriageReturn ? 1 : 0
    for index in 0..<last where bytes[index] == carriageReturn && bytes[index &+ 1] != lineFeed { total &+= 1 }
    return total
}
