import Cohort

/// A file that was read.
public struct InputFile: Sendable, Hashable {
    /// The table that it belongs to.
    public let table: CanonicalTable
    /// The file, relative to the data directory.
    public let file: String
    /// The file or pattern of the study file's entry by which it was read.
    public let entry: String
    /// Where it is; `nil` for standard input.
    public let path: String?
    /// How many bytes were read, as they are stored.
    public let bytes: Int
    /// Their SHA-256 in hexadecimal.
    public let sha256: String
}

/// A study that has been read.
public struct IngestResult: Sendable {
    /// The people and their timelines.
    public let cohort: Cohort
    /// The key by which each person is known again in a later run that is given the same secret, by the person's number: a keyed digest of
    /// the identifier, of which nothing can be told without the secret. None where no secret was given.
    public let personKeys: [UInt128]
    /// What became of the rows of each table, in the order in which tables are read.
    public let tables: [TableReport]
    /// Every row that was not used, and why.
    public let rejectedRows: RejectedRows
    /// The files.
    public let inputs: [InputFile]
    /// What a person should know although it stopped nothing, one sentence each; never the content of a cell.
    public let warnings: [String]
    /// Those of the warnings that must be seen in a quiet run too: a file without a row to read is hardly ever meant.
    public let alerts: [String]
}
