import Cohort
import DelimitedText

/// How the rows of one table become part of a cohort.
protocol TableRows: Sendable {
    /// What a block becomes.
    associatedtype Batch: PersonBatch

    /// Finds the table's columns in a file.
    init(_ fields: inout FieldResolver) throws(IngestError)

    /// Reads a block; every row either joins the batch or is rejected with its reason.
    func batch(of block: ColumnBlock, rows: inout BlockRows) -> Batch

    /// The rows of a block that were rejected, in tables in which it matters whose they are.
    func lost(in block: ColumnBlock, _ rows: BlockRows) -> [LostRow]
}

extension TableRows {
    func lost(in block: ColumnBlock, _ rows: BlockRows) -> [LostRow] { [] }
}

/// Rows that refer to people.
protocol PersonBatch: Sendable {
    /// Replaces the people's numbers: without a patients table they are numbers of a block's labels at first.
    mutating func renumber(_ index: (Int32) -> Int32)
}

extension PersonBlock: PersonBatch {}
