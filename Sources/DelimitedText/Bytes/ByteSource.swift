import CZlib
import Glibc

/// The decompressed bytes of one input, front to back, once. The bytes as stored are digested as they are read, so that the
/// digest is of what was used whatever happens to the file meanwhile.
///
/// A failure is sticky: every later read throws it again.
final class ByteSource {
    let name: String
    private(set) var isCompressed = false
    private let descriptor: Int32
    private let closesDescriptor: Bool
    private var inflater: GzipInflater?
    /// The first bytes, read to recognise gzip and not yet handed on.
    private var peeked: [UInt8] = []
    private var failure: DelimitedTextError?
    /// Where the input is not UTF-8, and what it has made of bytes that nobody has taken yet.
    private var transcoder: Transcoder?
    private var transcoded: ArraySlice<UInt8> = []
    private var isTranscoded = false
    private var comments: CommentLines?
    private let digest: SHA256Digest
    private var storedCount = 0
    /// What a regular file was when it was opened.
    private let opened: FileStatus?

    /// Opens the input and looks at its first bytes.
    convenience init(_ input: DelimitedInput) throws(DelimitedTextError) {
        switch input {
        case .standardInput:
            try self.init(descriptor: STDIN_FILENO, name: input.name, closesDescriptor: false)
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                guard errno == ENOENT || errno == ENOTDIR else {
                    throw .unreadable(path: path, reason: String(cString: strerror(errno)))
                }
                throw .notFound(path: path, neighbours: neighbours(of: path))
            }
            try self.init(descriptor: descriptor, name: path, closesDescriptor: true)
        }
    }

    private init(descriptor: Int32, name: String, closesDescriptor: Bool) throws(DelimitedTextError) {
        self.descriptor = descriptor
        self.name = name
        self.closesDescriptor = closesDescriptor
        digest = try Self.digesting(name) { () throws(SHA256Digest.Unavailable) in try SHA256Digest() }
        opened = FileStatus(descriptor)
        var first: [UInt8] = [0, 0]
        var count = 0
        while count < first.count {
            let read = try readDescriptor(into: &first, from: count)
            if read == 0 { break }
            count += read
        }
        peeked = Array(first[..<count])
        if peeked == GzipInflater.magic {
            inflater = try GzipInflater(name: name)
            isCompressed = true
        }
    }

    deinit {
        if closesDescriptor { close(descriptor) }
    }

    /// The size of the file, compressed if it is; nil for anything else than a regular file.
    var fileSize: Int? { opened?.size }

    /// The bytes as they are stored. Asked for once, at the end of the input.
    func stored() throws(DelimitedTextError) -> StoredBytes {
        let sha256 = try Self.digesting(name) { () throws(SHA256Digest.Unavailable) in try digest.finish() }
        return StoredBytes(count: storedCount, sha256: sha256)
    }

    private static func digesting<Value>(
        _ name: String, _ work: () throws(SHA256Digest.Unavailable) -> Value
    ) throws(DelimitedTextError) -> Value {
        do { return try work() } catch { throw .unreadable(path: name, reason: error.description) }
    }

    /// Puts up to `buffer.count` bytes into `buffer` and returns how many: 0 only at the end of the input.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int {
        if let failure { throw failure }
        do {
            let count = transcoder == nil ? try readStored(into: buffer) : try readTranscoded(into: buffer)
            comments?.blank(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
            return count
        } catch {
            failure = error
            throw error
        }
    }

    private func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int {
        guard let inflater else { return try readRaw(into: buffer) }
        return try inflater.read(into: buffer) { (raw) throws(DelimitedTextError) in try self.readRaw(into: raw) }
    }

    /// From here on the bytes are those of `dialect` as UTF-8, without comments; returns what the first ones, which were read
    /// as they are stored, are so.
    func begin(_ dialect: Dialect, encoding: TextEncoding, first: [UInt8], isAll: Bool) -> [UInt8] {
        if encoding != .utf8 { transcoder = Transcoder(from: encoding) }
        var text = transcoder?.decode(first, isLast: isAll) ?? first
        guard let mark = dialect.comment else { return text }
        var lines = CommentLines(mark: mark, delimiter: dialect.delimiter)
        text.withUnsafeMutableBytes { lines.blank($0) }
        comments = lines
        return text
    }

    private func readTranscoded(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int {
        while transcoded.isEmpty, !isTranscoded {
            let piece = RawBlock(capacity: 64 << 10)
            let count = try piece.append(atMost: piece.capacity) { (space) throws(DelimitedTextError) in
                try self.readStored(into: space)
            }
            isTranscoded = count == 0
            transcoded = transcoder?.decode(piece.bytes, isLast: isTranscoded)[...] ?? []
        }
        let count = min(transcoded.count, buffer.count)
        buffer.copyBytes(from: transcoded.prefix(count))
        transcoded = transcoded.dropFirst(count)
        return count
    }

    private func readRaw(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int {
        if !peeked.isEmpty {
            let count = min(peeked.count, buffer.count)
            buffer.copyBytes(from: peeked[..<count])
            peeked.removeFirst(count)
            return count
        }
        return try readDescriptor(into: buffer)
    }

    private func readDescriptor(into bytes: inout [UInt8], from start: Int) throws(DelimitedTextError) -> Int {
        var result: Result<Int, DelimitedTextError> = .success(0)
        bytes.withUnsafeMutableBytes { all in
            let rest = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            result = Result { () throws(DelimitedTextError) in try readDescriptor(into: rest) }
        }
        return try result.get()
    }

    private func readDescriptor(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedTextError) -> Int {
        while true {
            // SAFETY: `buffer` is memory of `buffer.count` bytes that its owner keeps during the call.
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                storedCount += count
                return count
            }
            if count == 0 {
                if opened != FileStatus(descriptor) { throw .changedWhileRead(path: name) }
                return 0
            }
            guard errno == EINTR else { throw .unreadable(path: name, reason: String(cString: strerror(errno))) }
        }
    }
}

/// A regular file's size and time of change: together they tell that somebody wrote to it.
private struct FileStatus: Equatable {
    let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// The status of an open file; nil for anything else than a regular one.
    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}

/// Inflates a gzip file of one or more members (RFC 1952); zero bytes after the last member are padding.
private final class GzipInflater {
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
