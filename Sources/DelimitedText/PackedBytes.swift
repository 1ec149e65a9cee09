import CZlib

/// Bytes made shorter by zlib (RFC 1950, 10.17487/RFC1950), and back.
public enum PackedBytes {
    /// The bytes could not be packed, or are not what was packed.
    public struct Damaged: Error {}

    /// The bytes, packed.
    public static func packed(_ bytes: [UInt8]) throws(Damaged) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(length))
        // SAFETY: zlib reads `bytes.count` bytes of an array that lives through the call, and writes at most `length` to another of that
        // length.
        guard compress2(&packed, &length, bytes, uLong(bytes.count), 4) == Z_OK else { throw Damaged() }
        packed.removeLast(packed.count - Int(length))
        return packed
    }

    /// The bytes that were packed, which were so many.
    public static func unpacked(_ packed: [UInt8], count: Int) throws(Damaged) -> [UInt8] {
        // Deflate makes nothing shorter than to a 1,032nd part, so that a damaged count asks for no more room than there may be.
        guard count >= 0, count / 1100 <= packed.count else { throw Damaged() }
        var bytes = [UInt8](repeating: 0, count: count)
        var length = uLong(count)
        // SAFETY: zlib reads `packed.count` bytes of an array that lives through the call, and writes at most `length` to another of that
        // length.
        guard uncompress(&bytes, &length, packed, uLong(packed.count)) == Z_OK, Int(length) == count else {
            throw Damaged()
        }
        return bytes
    }
}
