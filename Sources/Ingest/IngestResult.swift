import Cohort

/// How the files of a study are to be read.
public struct IngestOptions: Sendable {
    /// Blocks worked on at a time; the result does not depend on it.
    public var threads: Int
    /// The folder that file names are relative to, in place of the study file's.
    public var dataDirectory: String?
    /// Bytes a block, about; `nil` leaves it to the reader. The result does not depend on it.
    public var blockSize: Int?
    /// Told of rows as they are read, from any thread.
    public var progress: (@Sendable (IngestProgress) -> Void)?

    /// Options.
    public init(
        threads: Int = 1, dataDirectory: String? = nil, blockSize: Int? = nil,
        progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) {
        self.threads = threads
        self.dataDirectory = dataDirectory
        self.blockSize = blockSize
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
}

/// A file that was read.
public struct InputFile: Sendable, Hashable {
    /// The table that it belongs to.
    public let table: CanonicalTable
    /// The file, relative to the data directory.
    public let file: String
    /// Where it is; `nil` for standard input.
    public let path: String?
    /// Its size on disk, or the bytes read from standard input.
    public let bytes: Int
}

/// A study that has been read.
public struct IngestResult: Sendable {
    /// The people and their timelines.
    public let cohort: Cohort
    /// What became of the rows of each table, in the order in which tables are read.
    public let tables: [TableReport]
    /// Every row that was not used, and why.
    public let rejectedRows: RejectedRows
    /// The files.
    public let inputs: [InputFile]
    /// What a person should know although it stopped nothing, one sentence each; never the content of a cell.
    public let warnings: [String]
}
