/// Reads delimited text through libcsv: once, in parallel, in memory that does not grow with the input.
///
/// The input is taken in blocks that end where records end. Each block is parsed on one of several threads and handed to a
/// closure as typed columns. What a reader makes of every kind of untidy input is listed in `docs/delimited-text.md`.
public struct DelimitedReader: Sendable {
    private let input: DelimitedInput
    private let dialect: Dialect
    private let blockSize: Int?
    private let threads: Int
    private let limits: InputLimits
    /// How record ends are found; tests make it guess.
    var cutting = RecordCutter.Method.scanning
    /// Whether blocks without a quote are split without libcsv; tests ask both ways.
    var splitsPlainRecords = true
    /// The longest record that is read, in bytes.
    var recordLimit = 16 << 20

    /// A reader of `input`.
    ///
    /// - Parameters:
    ///   - blockSize: bytes a block, about; a longer record makes a longer block. By default as many as stay in a
    ///     processor's cache with their columns, and fewer in a small file, so that every thread has some. The rows do not
    ///     depend on it.
    ///   - threads: how many blocks are worked on at a time. Neither rows nor their order depend on it.
    ///   - limits: where the file may lie, how much gzip may make of it, and how long reading may take.
    public init(
        input: DelimitedInput, dialect: Dialect, blockSize: Int? = nil, threads: Int,
        limits: InputLimits = InputLimits()
    ) {
        self.limits = limits
        self.input = input
        self.dialect = dialect
        self.blockSize = blockSize.map { max(1, $0) }
        self.threads = max(1, threads)
    }

    /// Reads the input once, from its first byte to its last.
    ///
    /// - Parameters:
    ///   - preview: is shown the first rows before anything else is done, if there are any; what it throws ends the reading.
    ///   - columns: picks the columns once the header is known; the order of the requests numbers the columns of a block.
    ///   - body: what is to become of a block. It runs on worker threads, in any order. It may see a block again, with
    ///     other rows: what counts is the last it returned for that block's index.
    /// - Returns: the header; what `body` returned for each block, in file order; the amounts read.
    /// - Throws: `DelimitedTextError`; what `columns` throws; what `body` throws for the first block, in file order, for
    ///   which it throws.
    public func read<Result: Sendable>(
        preview: ((InputPreview) throws -> Void)? = nil, columns: (Header) throws -> [ColumnRequest],
        body: @Sendable (ColumnBlock) throws -> Result
    ) throws -> (header: Header, results: [Result], summary: ReadSummary) {
        let source = try ByteSource(input, limits: limits)
        let head = try InputHead(from: source, dialect: dialect, recordLimit: recordLimit)
        var plan = BlockParser.Plan(
            path: input.name, delimiter: head.header.delimiter, decimalMark: dialect.decimalMark.byte,
            missing: dialect.missing.map { Array($0.utf8) }, fieldCount: head.header.names.count, requests: [],
            splitsPlainRecords: splitsPlainRecords, fillsShortRecords: dialect.fillsShortRecords)
        if let preview, let first = head.preview(path: input.name, plan: plan) { try preview(first) }
        let requests = try columns(head.header)
        let positions = try head.header.positions(of: requests, path: input.name)
        plan.requests = zip(requests, positions).map { ($0.kind, $1) }
        let fairShare = source.fileSize.map { max(64 << 10, $0 / 16) } ?? .max
        let supply = BlockSupply(
            source: source, head: head, blockSize: blockSize ?? min(1 << 20, fairShare), recordLimit: recordLimit,
            method: cutting)
        let pipeline = BlockPipeline<Result>(supply: supply, plan: plan, threads: threads)
        let results = try pipeline.run(body)
        return (head.header, results, try pipeline.summary())
    }

    /// Looks whether a file may be read, before anything is: throws what reading it would throw at once.
    public func check() throws(DelimitedTextError) {
        guard input != .standardInput else { return }
        _ = try ByteSource(input, limits: limits)
    }

    /// Reads only the header of a file. Throws `headerOfStandardInput` for standard input, whose bytes would be lost.
    public func header() throws -> Header {
        if input == .standardInput { throw DelimitedTextError.headerOfStandardInput }
        return try InputHead(from: try ByteSource(input, limits: limits), dialect: dialect, recordLimit: recordLimit)
            .header
    }
}

/// What was read, and how much.
public struct ReadSummary: Sendable, Hashable {
    /// Records after the header: rows and malformed ones.
    public let records: Int
    /// Bytes, decompressed, with header and byte order mark.
    public let bytes: Int
    /// Physical lines, blank ones and the header's included.
    public let lines: Int
    /// Blocks that the records were read in.
    public let blocks: Int
    /// The bytes as they are stored.
    public let stored: StoredBytes
}

/// The bytes of an input as they are stored, before any decompression.
public struct StoredBytes: Sendable, Hashable {
    /// How many.
    public let count: Int
    /// Their SHA-256 in hexadecimal, taken while they were read.
    public let sha256: String
}
