/// How the files of a study are to be read.
public struct IngestOptions: Sendable {
    /// Blocks worked on at a time; the result does not depend on it.
    public var threads: Int
    /// The folder that file names are relative to, in place of the study file's.
    public var dataDirectory: String?
    /// Bytes a block, about; `nil` leaves it to the reader. The result does not depend on it.
    public var blockSize: Int?
    /// Makes the keys by which people are known again in a later run; `nil` makes none.
    public var personSecret: [UInt8]?
    /// Told of rows as they are read, from any thread.
    public var progress: (@Sendable (IngestProgress) -> Void)?

    /// Options.
    public init(
        threads: Int = 1, dataDirectory: String? = nil, blockSize: Int? = nil,
        personSecret: [UInt8]? = nil,
        progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) {
        self.threads = threads
        self.dataDirectory = dataDirectory
        self.blockSize = blockSize
        self.personSecret = personSecret
        self.progress = progress
    }
}

/// Some more rows of a file have been read.
public struct IngestProgress: Sendable, Hashable {
    /// Which table.
    public let table: CanonicalTable
    /// Which file, relative to the data directory.
    public let file: String
    /// How many rows more.
    public let rows: Int
    /// How many bytes of text they were in.
    public let bytes: Int
    /// How many bytes of text all files have together, each as often as it is read; `nil` where that shows only when they are read: they are
    /// compressed, or no files.
    public let totalBytes: Int?
}
