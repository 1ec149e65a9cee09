import Cohort
import Estimation

/// Who left a study with scores of pain: as ``StudyLeavers`` tells them, and by the stated end of observation where there is one.
struct EmulationLeavers: Sendable {
    /// How a patient left.
    enum Leaving: Sendable, Hashable {
        /// Scores end, and other records go on.
        case scores
        /// All records end, by more than the usual gap before the study does.
        case altogether
    }

    private let leaving: [Leaving?]

    /// - Parameter persons: Those who are looked at.
    init(_ persons: [Int], instrument: Int, cohort: Cohort, executor: BlockExecutor) {
        let found = executor.mapBlocks(of: persons.count, size: 256) { range in
            persons[range].map { person in
                let days = DailyScores(cohort.pain[person], instrument: instrument).days
                let gaps = zip(days, days.dropFirst()).map { Double($1 - $0) }
                return (
                    person: person, last: days.last,
                    gap: Quantile.of(gaps, at: [0.5], rule: .nearestRank)?.first.map { Int($0) }
                )
            }
        }.flatMap(\.self)
        var lastDays = [StudyDay?](repeating: nil, count: cohort.patients.count)
        var gaps = [Int?](repeating: nil, count: cohort.patients.count)
        for own in found {
            lastDays[own.person] = own.last.map { StudyDay(Int32(clamping: $0)) }
            gaps[own.person] = own.gap
        }
        let leavers = StudyLeavers(lastDays: lastDays, usualGaps: gaps, cohort: cohort, followUp: nil)
        let ends = ObservationEnd(cohort)
        leaving = lastDays.enumerated().map { person, last in
            guard let last, let end = ends[person] else { return nil }
            if ends.isStated, case .lastScore(_, let gap) = leavers.rule {
                return StudyLeavers.isEarly(last, end: Int(end.rawValue), gap: gap) ? .scores : nil
            }
            guard leavers.hasLeft[person] else { return nil }
            return StudyLeavers.isEarly(end, end: Int(leavers.end.rawValue), gap: leavers.usualGap)
                ? .altogether : .scores
        }
    }

    subscript(person: Int) -> Leaving? { leaving[person] }
}
