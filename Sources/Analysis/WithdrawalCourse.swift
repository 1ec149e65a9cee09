import Cohort
import Estimation
import Findings

/// The share without withdrawal on every day and week after the index day, and the time to the first assessment
/// without it.
struct WithdrawalCourse {
    let cohort: Cohort
    let settings: AnalysisSettings.Course
    let level: ConfidenceLevel
    let minimumStep: Int

    private static let id = "withdrawal_course"

    func finding() -> Finding {
        guard !cohort.withdrawal.isEmpty else { return notEstimable("the study has no withdrawal assessments") }
        let timelines = self.timelines
        guard !timelines.isEmpty else {
            return notEstimable("no patient has an index day (\(cohort.indexRule.description))")
        }
        let assessed = timelines.filter { !$0.assessments.isEmpty }
        guard !assessed.isEmpty else { return notEstimable("no withdrawal assessment falls on or after an index day") }

        var estimates = Course(timelines, settings: settings).estimates(level: level)
        estimates += timeToNone(timelines)
        return Finding(
            id: Self.id, title: title, population: population(timelines), estimand: estimand, method: method,
            settings: ["days": "\(settings.days)", "weeks": "\(settings.weeks)"], estimates: estimates,
            cautions: [
                "Each day and week rests on the patients assessed then: who is still assessed changes along the curve.",
                "Time to the first assessment without withdrawal is known to the visit only; the true time is earlier.",
            ])
    }

    // MARK: - Time to the first assessment without withdrawal

    /// Days from the index day to the first day, 1 or later, whose worst assessment is without withdrawal; censored at the
    /// last assessment. Shown at days by which at least ``minimumStep`` more patients have got there.
    private func timeToNone(_ timelines: [Timeline]) -> [Estimate] {
        let times = timelines.compactMap(\.timeToNone)
        let curve = KaplanMeier(times, level: level)
        var estimates: [Estimate] = []
        var sinceShown = 0
        for step in curve.steps where step.events > 0 {
            sinceShown += step.events
            let atRiskAfter = step.atRisk - step.events
            guard sinceShown >= minimumStep, atRiskAfter == 0 || atRiskAfter >= minimumStep else { continue }
            estimates.append(
                Estimate(
                    "not_yet_free_share", group: ["day": "\(step.day)"], value: Measure(step.survival),
                    se: step.standardError.flatMap { Measure($0) }, interval: step.interval, n: step.atRisk,
                    unit: "share", cells: [sinceShown]))
            sinceShown = 0
        }
        let median = curve.median
        if let day = median.day {
            estimates.append(
                Estimate(
                    "median_days_to_none", value: Measure(day), lower: median.lower.flatMap { Measure($0) },
                    upper: median.upper.flatMap { Measure($0) }, level: level.value,
                    interval: ConfidenceInterval.Method.kaplanMeierLogLog.rawValue, n: times.count,
                    events: curve.events, unit: "days"))
        }
        return estimates
    }

    // MARK: - Timelines

    /// A patient's assessments on and after their index day.
    fileprivate struct Timeline {
        let index: StudyDay
        let assessments: ArraySlice<WithdrawalAssessment>

        /// `nil` where there is no assessment after the index day itself.
        var timeToNone: KaplanMeier.Observation? {
            var worstOfDay: (day: StudyDay, grade: WithdrawalGrade)?
            for assessment in assessments where assessment.day > index {
                if let current = worstOfDay, current.day == assessment.day {
                    worstOfDay = (current.day, max(current.grade, assessment.grade))
                    continue
                }
                if let current = worstOfDay, current.grade == .none { break }
                worstOfDay = (assessment.day, assessment.grade)
            }
            return worstOfDay.map { .init(day: $0.day.days(since: index), isEvent: $0.grade == .none) }
        }
    }

    private var timelines: [Timeline] {
        (0..<cohort.patients.count).compactMap { person in
            cohort.indexDay(of: person).map { index in
                Timeline(index: index, assessments: cohort.withdrawal[person].drop { $0.day < index })
            }
        }
    }

    // MARK: - Words

    private var title: String { "Withdrawal over time" }

    private var estimand: String {
        "Share of patients assessed on a day, or around the end of a week, who had no withdrawal; and days from the index "
            + "day to the first later assessment without withdrawal."
    }

    private var method: String {
        "A day is the worst assessment of that day; a week is the assessment nearest to its last day within 3 days, as for "
            + "day 7. Wilson intervals. Kaplan-Meier estimate of the time to the first such day after the index day, with "
            + "log-log intervals, censored at the last assessment."
    }

    private func population(_ timelines: [Timeline]) -> Finding.Population {
        Finding.Population(
            patients: timelines.count, observations: timelines.reduce(0) { $0 + $1.assessments.count },
            description: "patients with an index day; observations are assessments on and after it")
    }

    private func notEstimable(_ reason: String) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: population([]), estimand: estimand,
            method: method)
    }
}

/// Who was assessed, and who was free of withdrawal, on each day and in each week.
///
/// A day is the worst assessment of that day. A week is its last day, or the assessment nearest to it within three days:
/// the windows lie end to end, so each assessment belongs to one week and one pass over the assessments fills the course.
private struct Course {
    private struct Tally {
        var assessed = 0
        var free = 0

        mutating func add(_ status: WindowedStatus) {
            assessed += 1
            free += status.grade == .none ? 1 : 0
        }

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(assessed: left.assessed + right.assessed, free: left.free + right.free)
        }
    }

    /// By scale, then by day from 0.
    private var days: [[Tally]]
    /// By scale, then by week from 1, at position week − 1.
    private var weeks: [[Tally]]

    init(_ timelines: [WithdrawalCourse.Timeline], settings: AnalysisSettings.Course) {
        let scales = WithdrawalScale.allCases.count
        days = Array(repeating: Array(repeating: Tally(), count: max(0, settings.days) + 1), count: scales)
        weeks = Array(repeating: Array(repeating: Tally(), count: max(0, settings.weeks)), count: scales)
        for timeline in timelines {
            timeline.forEachRun({ $0 }) { day, run in
                guard day < days[0].count else { return }
                add(run, of: timeline, target: day, window: day...day, to: &days, at: day)
            }
            timeline.forEachRun({ ($0 + 3) / 7 }) { week, run in
                guard week >= 1, week <= weeks[0].count else { return }
                let last = 7 * week
                add(run, of: timeline, target: last, window: (last - 3)...(last + 3), to: &weeks, at: week - 1)
            }
        }
    }

    private func add(
        _ run: ArraySlice<WithdrawalAssessment>, of timeline: WithdrawalCourse.Timeline, target: Int,
        window: ClosedRange<Int>, to tallies: inout [[Tally]], at position: Int
    ) {
        guard let status = WindowedStatus.status(of: run, index: timeline.index, target: target, window: window),
            let scale = WithdrawalScale.allCases.firstIndex(of: status.scale)
        else { return }
        tallies[scale][position].add(status)
    }

    /// Overall, and by scale where there is more than one.
    func estimates(level: ConfidenceLevel) -> [Estimate] {
        let used = WithdrawalScale.allCases.indices.filter { scale in
            (days[scale] + weeks[scale]).contains { $0.assessed > 0 }
        }
        func shares(_ key: String, _ number: Int, _ tallies: [Tally]) -> [Estimate] {
            let overall = tallies.reduce(Tally(), +)
            var estimates = share(key, number, overall, scale: nil, level: level)
            if used.count > 1 {
                for scale in used {
                    estimates += share(
                        key, number, tallies[scale], scale: WithdrawalScale.allCases[scale], level: level)
                }
            }
            return estimates
        }
        return days[0].indices.flatMap { day in shares("day", day, days.map { $0[day] }) }
            + weeks[0].indices.flatMap { week in shares("week", week + 1, weeks.map { $0[week] }) }
    }

    private func share(
        _ key: String, _ number: Int, _ tally: Tally, scale: WithdrawalScale?, level: ConfidenceLevel
    ) -> [Estimate] {
        guard tally.assessed > 0 else { return [] }
        var group = ["denominator": Denominator.assessed.rawValue, key: "\(number)"]
        group["scale"] = scale?.rawValue
        return Estimate.shares(
            "no_withdrawal_share", group: group, events: tally.free, of: tally.assessed, intervals: [.wilson],
            level: level, cells: [tally.free, tally.assessed - tally.free])
    }
}

extension WithdrawalCourse.Timeline {
    /// Calls `visit` for each run of assessments that `key` puts together, by their days since the index day.
    fileprivate func forEachRun(_ key: (Int) -> Int, _ visit: (Int, ArraySlice<WithdrawalAssessment>) -> Void) {
        var start = assessments.startIndex
        while start < assessments.endIndex {
            let own = key(assessments[start].day.days(since: index))
            var end = start + 1
            while end < assessments.endIndex, key(assessments[end].day.days(since: index)) == own { end += 1 }
            visit(own, assessments[start..<end])
            start = end
        }
    }
}
