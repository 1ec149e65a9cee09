import Cohort
import Estimation

/// The Theil-Sen line of each person who has scores enough for one of their own.
struct OwnSlopes {
    /// Scores that a person's own line needs.
    static let fewestScores = 3

    /// Slopes are per this many days of exposure, and so is the unit of spans.
    static let days = 30.0

    /// By person; people without a line of their own are left out.
    let courses: [WorseningShare.Course]

    init(exposed: ExposedPain, executor: BlockExecutor) {
        guard let scores = exposed.scoresOfPeople else {
            courses = []
            return
        }
        let blocks = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size) { people in
            people.compactMap { person -> WorseningShare.Course? in
                guard Int(exposed.people[person].n) >= Self.fewestScores else { return nil }
                var x: [Double] = []
                var y: [Double] = []
                scores.forEach(of: person) { exposureDays, assessment in
                    guard let exposureDays else { return }
                    x.append(Double(exposureDays) / Self.days)
                    y.append(assessment.score)
                }
                guard let slope = TheilSen.slope(x: x, y: y).fit, let first = x.min(), let last = x.max() else {
                    return nil
                }
                return WorseningShare.Course(slope: slope, span: last - first)
            }
        }
        courses = blocks.flatMap(\.self)
    }
}
