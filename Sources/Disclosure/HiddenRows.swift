import Findings

/// Which counts of a table's rows must not be shown, so that no rows from 1 to one less than a minimum, nor rows of as few patients, are
/// told or follow from the others.
///
/// How many rows were kept stands in other places: where rejected rows or duplicates are hidden, so are the rows read. Of reasons, the
/// smallest others are hidden with a small one.
public struct HiddenRows: Sendable, Hashable {
    /// Whether the rows read are hidden.
    public let hidesRead: Bool
    /// Whether the rejected rows are.
    public let hidesRejected: Bool
    /// Whether the duplicates are.
    public let hidesDuplicates: Bool
    /// The numbers of the reasons that are.
    public let reasons: Set<Int>

    /// What to hide.
    ///
    /// - Parameters:
    ///   - reasons: the rejected rows by reason.
    ///   - least: the least count that may be shown.
    public init(
        rejected: Results.RowCount, duplicates: Results.RowCount, reasons: [Results.RowCount], fewerThan least: Int
    ) {
        let hidden = HiddenCells.choose(
            reasons.map(\.rows), isSmall: reasons.map { $0.isSmall(below: least) },
            sums: [Set(reasons.indices)]
        ) { cells in Results.RowCount.sum(cells.map { reasons[$0] }).isSmall(below: least) }
        // Where all reasons together do not protect one, their sum goes too.
        let hidesRejected = rejected.isSmall(below: least) || hidden == nil
        let hidesDuplicates = duplicates.isSmall(below: least)
        let others = Results.RowCount.sum(
            (hidesRejected ? [rejected] : []) + (hidesDuplicates ? [duplicates] : []))
        self.reasons = hidden ?? Set(reasons.indices)
        self.hidesRejected = hidesRejected
        self.hidesDuplicates = hidesDuplicates
        // Two that are hidden hide each other, unless even both are few.
        hidesRead = hidesRejected != hidesDuplicates || others.isSmall(below: least)
    }
}

extension Results.RowCount {
    /// Whether there are some, but fewer rows than may be shown, or rows of fewer patients.
    public func isSmall(below least: Int) -> Bool {
        rows > 0 && (rows < least || patients.map { $0 > 0 && $0 < least } ?? false)
    }

    /// All together; how many patients they are of at most, where that is known of each.
    static func sum(_ counts: [Self]) -> Self {
        let patients = counts.compactMap(\.patients)
        return Self(
            counts.reduce(0) { $0 + $1.rows },
            ofPatients: counts.isEmpty || patients.count < counts.count ? nil : patients.reduce(0, +))
    }
}
