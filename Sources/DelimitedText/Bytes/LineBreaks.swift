import Glibc

/// How many line breaks `bytes` holds; an LF at the very start does not count if it belongs to a CR before it.
func countLineBreaks(in bytes: UnsafeRawBufferPointer, afterCarriageReturn: Bool) -> Int {
    guard let first = bytes.first, let base = bytes.baseAddress else { return 0 }
    var breaks = count(of: .lineFeed, in: bytes)
    if first == .lineFeed, afterCarriageReturn { breaks -= 1 }
    // SAFETY: `memchr` looks at the `bytes.count` bytes from `base` only.
    if memchr(base, Int32(UInt8.carriageReturn), bytes.count) != nil {
        breaks += countLoneCarriageReturns(in: bytes)
    }
    return breaks
}

/// Compares 16 bytes at a time; a lane counts to 255 at most before the lanes are added up.
func count(of byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
    let wanted = SIMD16<UInt8>(repeating: byte)
    var total = 0
    var position = 0
    // SAFETY: every load ends at or before `bytes.count`; a buffer's own subscript would check each.
    while let base = bytes.baseAddress, position &+ 16 <= bytes.count {
        var lanes = SIMD16<UInt8>.zero
        let loads = min(255, (bytes.count &- position) / 16)
        for _ in 0..<loads {
            let isEqual = base.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self) .== wanted
            // A lane of the mask is all ones, -1, where the bytes are equal.
            lanes &-= unsafeBitCast(isEqual, to: SIMD16<UInt8>.self)
            position &+= 16
        }
        for lane in lanes.indices { total &+= Int(lanes[lane]) }
    }
    while position < bytes.count {
        total &+= bytes[position] == byte ? 1 : 0
        position &+= 1
    }
    return total
}

private func countLoneCarriageReturns(in bytes: UnsafeRawBufferPointer) -> Int {
    let last = bytes.count - 1
    var total = bytes[last] == .carriageReturn ? 1 : 0
    for index in 0..<last where bytes[index] == .carriageReturn && bytes[index &+ 1] != .lineFeed { total &+= 1 }
    return total
}
