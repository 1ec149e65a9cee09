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
    private let limits: InputLimits
    /// Bytes that gzip has made of those stored.
    private var inflatedCount = 0

    /// Opens the input and looks at its first bytes.
    convenience init(_ input: DelimitedInput, limits: InputLimits = InputLimits()) throws(DelimitedTextError) {
        switch input {
        case .standardInput:
            try self.init(descriptor: STDIN_FILENO, name: input.name, limits: limits, closesDescriptor: false)
        case .file(let path):
            let file = try OpenedFile(path, below: limits.folders)
            try self.init(descriptor: file.descriptor, name: path, limits: limits, closesDescriptor: true)
        }
    }

    private init(
        descriptor: Int32, name: String, limits: InputLimits, closesDescriptor: Bool
    ) throws(DelimitedTextError) {
        self.descriptor = descriptor
        self.name = name
        self.limits = limits
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
        let count = try inflater.read(into: buffer) { (raw) throws(DelimitedTextError) in try self.readRaw(into: raw) }
        inflatedCount += count
        guard !limits.isTooMuch(inflatedCount, from: storedCount) else {
            throw .expandsTooMuch(path: name, expansion: limits.expansion)
        }
        return count
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
            if let deadline = limits.deadline, !deadline.allowsReading(from: descriptor, isFile: opened != nil) {
                throw .tookTooLong(path: name, seconds: deadline.seconds)
            }
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
