/// The shares of a synthetic study's rows that are spoilt in the ways of real files.
///
/// Each share is of the rows of every table that can hold such a defect. At most 2% of rows may be of a kind that a
/// reader rejects, so that a limit on rejected rows does not stop a study's report.
public struct Untidiness: Sendable, Codable, Equatable {
    /// A needed cell is empty, `NA` or `Missing`.
    public let missing: Double
    /// A number that the instrument cannot have, as a pain score of 11 or more.
    public let outOfRange: Double
    /// Words or another notation where a number belongs: `severe`, `"7,5"`.
    public let unreadable: Double
    /// A patient who is not in `patients.csv`.
    public let unknownPatient: Double
    /// The row stands twice, the second time straight after the first.
    public let duplicate: Double
    /// A blank line follows the row.
    public let blankLine: Double
    /// An exposure's dose is not recorded. Its days still count, so such a row is a good one.
    public let unknownDose: Double

    /// No defects at all.
    public static let none = Untidiness(
        unchecked: (missing: 0, outOfRange: 0, unreadable: 0, unknownPatient: 0, duplicate: 0, blankLine: 0),
        unknownDose: 0)

    /// About 1.3% of rows spoilt, 3% of doses unknown.
    public static let realistic = Untidiness(
        unchecked: (
            missing: 0.006, outOfRange: 0.003, unreadable: 0.002, unknownPatient: 0.001, duplicate: 0.001,
            blankLine: 0.001
        ),
        unknownDose: 0.03)

    /// Shares between 0 and 1; those of rejectable rows (all but blank lines and unknown doses) sum to at most 0.02.
    public init(
        missing: Double, outOfRange: Double, unreadable: Double, unknownPatient: Double, duplicate: Double,
        blankLine: Double, unknownDose: Double
    ) throws(StudyDesignError) {
        let shares = [
            ("missing", missing), ("outOfRange", outOfRange), ("unreadable", unreadable),
            ("unknownPatient", unknownPatient), ("duplicate", duplicate), ("blankLine", blankLine),
            ("unknownDose", unknownDose),
        ]
        for (name, share) in shares where !(0...1).contains(share) {
            throw .shareOutOfRange(name: name, share: share)
        }
        let rejectable = missing + outOfRange + unreadable + unknownPatient + duplicate
        guard rejectable <= Self.mostRejectable else { throw .tooUntidy(share: rejectable) }
        self.init(
            unchecked: (missing, outOfRange, unreadable, unknownPatient, duplicate, blankLine),
            unknownDose: unknownDose)
    }

    /// Decodes shares and checks them as the memberwise initializer does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            missing: container.decode(Double.self, forKey: .missing),
            outOfRange: container.decode(Double.self, forKey: .outOfRange),
            unreadable: container.decode(Double.self, forKey: .unreadable),
            unknownPatient: container.decode(Double.self, forKey: .unknownPatient),
            duplicate: container.decode(Double.self, forKey: .duplicate),
            blankLine: container.decode(Double.self, forKey: .blankLine),
            unknownDose: container.decode(Double.self, forKey: .unknownDose))
    }

    static let mostRejectable = 0.02

    private init(
        unchecked shares: (
            missing: Double, outOfRange: Double, unreadable: Double, unknownPatient: Double, duplicate: Double,
            blankLine: Double
        ), unknownDose: Double
    ) {
        missing = shares.missing
        outOfRange = shares.outOfRange
        unreadable = shares.unreadable
        unknownPatient = shares.unknownPatient
        duplicate = shares.duplicate
        blankLine = shares.blankLine
        self.unknownDose = unknownDose
    }
}
