import Cohort
import Estimation
import Foundation

/// What is seen of a patient in the months after a time zero, before it is said which strategies they are compatible with.
struct FollowedMonths {
    let scores: DailyScores
    /// The patient's dose.
    let timeline: DoseTimeline
    let window: WithdrawalWindow
    let events: ArraySlice<CourseEvent>
    /// The last day of observation.
    let end: StudyDay
    /// How the patient left the study, if so.
    let leaving: EmulationLeavers.Leaving?
    /// Months of follow-up.
    let most: Int

    /// The whole months that were observed, and the one of a death, up to the follow-up's; compatible with nothing yet.
    ///
    /// - Parameter decisions: Days from which something else was done.
    func course(from timeZero: StudyDay, scoreBefore: Double, decisions: [StudyDay]) -> EmulatedCourse {
        let (zero, length) = (Int(timeZero.rawValue), EmulatedTrials.monthDays)
        let events = events.filter { $0.day >= timeZero }
        let death = events.first { $0.kind == .death }.map { DoseStrategies.month(of: $0.day, from: timeZero) }
        let whole = (Int(end.rawValue) - zero + 1) / length
        let count = max(0, min(most, death.map { $0 + 1 } ?? whole))
        let months = (0..<count).map { month in
            let first = zero + month * length
            let days = first...(first + length - 1)
            let own = events.filter { days.contains(Int($0.day.rawValue)) }.compactMap { EmulationOutcome($0.kind) }
            return EmulatedEntry.Month(
                compatible: [], lastScore: scores.last(before: first) ?? scoreBefore,
                decision: .init(days, decisions.map { Int($0.rawValue) }), score: scores.mean(days),
                scoreOutsideWithdrawal: scores.mean(days) { day in
                    timeline.isWithdrawalProne(on: StudyDay(Int32(clamping: day)), window) != true
                }, events: Set(own))
        }
        return EmulatedCourse(
            months: months, from: zero, scores, scoreBefore: scoreBefore, leaving: leaving, monthOfDeath: death)
    }
}

/// A patient's months after a time zero, with how they end.
struct EmulatedCourse: Sendable {
    var months: [EmulatedEntry.Month]
    let scores: DailyScores
    /// The first day of the first month.
    let zero: Int
    /// Months up to the last one in or after which pain was scored.
    let scoredMonths: Int
    /// Whether scores, or all records, ended because the patient left: not with the study and not by death.
    let areScoresLost: Bool
    let isLost: Bool
    /// Of all scores.
    let lastScore: Double

    /// From the first score to time zero.
    var monthsScored: Double { Double(max(0, zero - (scores.days.first ?? zero))) / Double(EmulatedTrials.monthDays) }

    /// The same by its logarithm, of a month more.
    var doublingsScored: Double { log2(1 + monthsScored) }

    /// - Parameters:
    ///   - zero: the first day of the first month.
    ///   - monthOfDeath: by its number; whoever dies in the month after the last score, or before, has not left.
    init(
        months: [EmulatedEntry.Month], from zero: Int, _ scores: DailyScores, scoreBefore: Double,
        leaving: EmulationLeavers.Leaving?, monthOfDeath: Int?
    ) {
        self.months = months
        self.scores = scores
        self.zero = zero
        let after = scores.days.last.map { $0 < zero ? 0 : ($0 - zero) / EmulatedTrials.monthDays + 1 } ?? 0
        scoredMonths = min(months.count, after)
        lastScore = scores.scores.last ?? scoreBefore
        isLost = leaving == .altogether && monthOfDeath == nil
        areScoresLost = leaving != nil && monthOfDeath.map { $0 > after } ?? true
    }
}

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

extension EmulationOutcome {
    /// The outcome that an event is, if it is one.
    init?(_ kind: CourseEvent.Kind) {
        switch kind {
        case .overdose: self = .overdose
        case .crisis: self = .crisis
        case .hospital: self = .hospital
        case .death: self = .death
        case .newInjury, .surgery, .progression, .relapse, .dropout: return nil
        }
    }
}
