import Cohort
import Estimation
import Findings

/// The Theil-Sen line of each person who has scores enough for one of their own.
struct OwnSlopes: Sendable, Equatable {
    /// Scores that a person's own line needs.
    static let fewestScores = 3

    /// Slopes are per this many days of exposure, and so is the unit of spans.
    static let days = 30.0

    /// By person; people without a line of their own are left out.
    let courses: [WorseningShare.Course]
    /// Who has a line: of each course the person, ascending.
    let persons: PersonSet

    /// The line through a person's points and how far it goes; `nil` where they do not have one.
    static func course(x: [Double], y: [Double]) -> WorseningShare.Course? {
        guard let slope = TheilSen.slope(x: x, y: y).fit, let first = x.min(), let last = x.max() else { return nil }
        return WorseningShare.Course(slope: slope, span: last - first)
    }

    /// Whether most lines are level because scores tie: where more than half of a person's pairs of scores are equal, their median slope is
    /// 0 whatever the others are.
    var areMostlyLevel: Bool { 2 * courses.count { $0.slope == 0 } > courses.count }

    /// Those with a line for which a condition holds.
    func persons(where isSuch: (WorseningShare.Course) -> Bool) -> PersonSet {
        PersonSet(ascending: zip(persons.persons, courses).filter { isSuch($0.1) }.map(\.0))
    }
}
