import Findings

/// What became of the rows of one table, as it may be shown. Made by disclosure control alone.
public struct ReleasedQuality: Sendable {
    /// A column with a count of rows or cells.
    public struct Count: Sendable {
        /// The column; empty where the whole row is meant.
        public let column: String
        /// Why rows were rejected; empty of cells that could not be read.
        public let reason: String
        /// How many.
        public let rows: Measure
    }

    /// The canonical table.
    public let table: String
    /// Rows read: kept, rejected and duplicates together.
    public let read: Measure
    /// Rows that are in the cohort.
    public let kept: Measure
    /// Rows that are not.
    public let rejected: Measure
    /// Rows alike with an earlier one, which is used in their stead.
    public let duplicates: Measure
    /// Such rows that are used all the same.
    public let doubled: Measure
    /// Rows that a `where` left out.
    public let filtered: Measure
    /// Rejected rows by reason.
    public let reasons: [Count]
    /// Cells of rows that were kept which could not be read.
    public let unreadable: [Count]
    /// The day of the earlier release that stands, where a count changed by too few since.
    public var asOf: ReleaseDate?

    /// Whether anything of it is withheld.
    public var hasWithheld: Bool {
        [read, kept, rejected, duplicates, doubled, filtered].contains(where: \.isWithheld)
            || (reasons + unreadable).contains { $0.rows.isWithheld }
    }
}

extension PrimarySuppression {
    /// What may be shown of a table's rows; see ``HiddenRows``.
    func quality(_ quality: Results.TableQuality) -> ReleasedQuality {
        let least = policy.isInternal ? 1 : policy.minimumCell
        let hidden = HiddenRows(
            rejected: quality.rejected, duplicates: quality.duplicates, reasons: quality.reasons.map(\.count),
            fewerThan: least)
        func measure(_ rows: Int, _ isWithheld: Bool) -> Measure {
            isWithheld ? .withheld("rests on 1 to \(policy.minimumCell - 1) rows or patients") : .number(Double(rows))
        }
        func measure(_ count: Results.RowCount) -> Measure { measure(count.rows, count.isSmall(below: least)) }
        return ReleasedQuality(
            table: quality.table, read: measure(quality.read, hidden.hidesRead), kept: measure(quality.kept),
            rejected: measure(quality.rejected.rows, hidden.hidesRejected),
            duplicates: measure(quality.duplicates.rows, hidden.hidesDuplicates),
            doubled: measure(quality.doubled), filtered: measure(.init(quality.filtered)),
            reasons: quality.reasons.enumerated().map { number, reason in
                .init(
                    column: reason.column, reason: reason.reason,
                    rows: measure(reason.count.rows, hidden.reasons.contains(number)))
            }, unreadable: quality.unreadable.map { .init(column: $0.column, reason: "", rows: measure($0.count)) })
    }
}
