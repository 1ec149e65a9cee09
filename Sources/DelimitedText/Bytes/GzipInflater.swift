import CZlib

/// Inflates a gzip file of one or more members (RFC 1952); zero bytes after the last member are padding.
final class GzipInflater {
    static let magic: [UInt8] = [0x1f, 0x8b]

    private let name: String
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var isBetweenMembers = false
    private var isFinished = false

    init(name: String) throws(DelimitedTextError) {
        self.name = name
        // SAFETY: both allocations live as long as this object, which frees them in `deinit`; zlib keeps a pointer to
        // `stream`, which therefore never moves.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 256 << 10, alignment: 16)
        let windowOfGzip: Int32 = 15 + 16
        let status = inflateInit2_(stream, windowOfGzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .unreadable(path: name, reason: "no memory for decompression") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Puts up to `buffer.count` decompressed bytes into `buffer`; 0 only at the end of the last member.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        refill: (UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int
    ) throws(DelimitedTextError) -> Int {
        guard !isFinished, let base = buffer.baseAddress else { return 0 }
        // SAFETY: zlib writes at most `avail_out` bytes from `next_out`, which is `buffer`, and reads at most
        // `avail_in` bytes from `next_in`, which is `input`.
        let space = UInt32(clamping: buffer.count)
        stream.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = space
        while stream.pointee.avail_out == space {
            if stream.pointee.avail_in == 0 {
                let count = try refill(input)
                guard count > 0 else {
                    guard isBetweenMembers else { throw .corruptGzip(path: name) }
                    isFinished = true
                    break
                }
                stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(count)
            }
            if isBetweenMembers {
                skipPadding()
                if stream.pointee.avail_in == 0 { continue }
                isBetweenMembers = false
            }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END:
                isBetweenMembers = true
                inflateReset(stream)
            default: throw .corruptGzip(path: name)
            }
        }
        return Int(space - stream.pointee.avail_out)
    }

    private func skipPadding() {
        while stream.pointee.avail_in > 0, let next = stream.pointee.next_in, next.pointee == 0 {
            stream.pointee.next_in = next + 1
            stream.pointee.avail_in -= 1
        }
    }
}
