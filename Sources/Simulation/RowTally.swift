/// A way in which a row of a synthetic file is not a good row.
public enum RowDefect: String, CaseIterable, Sendable, Codable {
    /// A needed cell is empty, `NA` or `Missing`.
    case missingValue = "missing_value"
    /// A score that the instrument or scale cannot have.
    case outOfRange = "out_of_range"
    /// A number or day that cannot be read.
    case unreadable
    /// The patient is not in `patients.csv`.
    case unknownPatient = "unknown_patient"
    /// The row before, once more, byte for byte.
    case exactDuplicate = "exact_duplicate"
    /// A supply whose last day is before its first.
    case endBeforeStart = "end_before_start"
}

/// The rows of a synthetic file, counted as they were written. A reader's own counts must equal these.
public struct RowTally: Sendable, Equatable {
    /// Records below the header; blank lines are none.
    public private(set) var rows = 0
    /// Blank lines.
    public private(set) var blankLines = 0
    private var counts = [Int](repeating: 0, count: RowDefect.allCases.count)

    /// An empty file's.
    public init() {}

    /// Rows with this defect; a row has one at most.
    public subscript(defect: RowDefect) -> Int {
        zip(RowDefect.allCases, counts).first { $0.0 == defect }?.1 ?? 0
    }

    /// The rows that a reader rejects when it rejects every defect but `tolerated`.
    public func expectedRejects(tolerating tolerated: Set<RowDefect> = []) -> Int {
        zip(RowDefect.allCases, counts).reduce(0) { tolerated.contains($1.0) ? $0 : $0 + $1.1 }
    }

    /// The rows of both.
    public static func + (left: RowTally, right: RowTally) -> RowTally {
        var sum = left
        sum.rows += right.rows
        sum.blankLines += right.blankLines
        sum.counts = zip(left.counts, right.counts).map(+)
        return sum
    }

    mutating func countRow(_ defect: RowDefect? = nil) {
        rows += 1
        guard let defect, let slot = RowDefect.allCases.firstIndex(of: defect) else { return }
        counts[slot] += 1
    }

    mutating func countBlankLine() {
        blankLines += 1
    }
}
