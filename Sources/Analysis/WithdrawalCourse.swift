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
        guard !cohort.withdrawal.rows.isEmpty else { return notEstimable("the study has no withdrawal assessments") }
        let timelines = self.timelines
        guard !timelines.isEmpty else {
            return notEstimable("no patient has an index day (\(cohort.indexRule.description))")
        }
        let assessed = timelines.filter { !$0.assessments.isEmpty }
        guard !assessed.isEmpty else { return notEstimable("no withdrawal assessment falls on or after an index day") }

        let scales = WithdrawalScale.allCases.filter { scale in assessed.contains { $0.uses(scale) } }
        let points = Point.days(through: settings.days) + Point.weeks(through: settings.weeks)
        var estimates: [Estimate] = []
        for point in points {
            let statuses = timelines.compactMap {
                WindowedStatus.status(of: $0.assessments, index: $0.index, target: point.target, window: point.window)
            }
            estimates += share(statuses, at: point, scale: nil)
            if scales.count > 1 {
                for scale in scales { estimates += share(statuses.filter { $0.scale == scale }, at: point, scale: scale) }
            }
        }
        estimates += timeToNone(timelines)
        return Finding(
            id: Self.id, title: title, population: population(timelines), estimand: estimand, method: method,
            settings: ["days": "\(settings.days)", "weeks": "\(settings.weeks)"], estimates: estimates,
            cautions: [
                "Each day and week rests on the patients assessed then: who is still assessed changes along the curve.",
                "Time to the first assessment without withdrawal is known to the visit only; the true time is earlier.",
            ])
    }

    // MARK: - Shares

    /// A day or a week of the course.
    private struct Point {
        /// `day` or `week`.
        let key: String
        let number: Int
        /// The day asked for, since the index day.
        let target: Int
        /// The days that may stand for it.
        let window: ClosedRange<Int>

        static func days(through last: Int) -> [Point] {
            (0...max(0, last)).map { Point(key: "day", number: $0, target: $0, window: $0...$0) }
        }

        /// A week is its last day, or the assessment nearest to it within three days.
        static func weeks(through last: Int) -> [Point] {
            (0..<max(0, last)).map { week in
                let day = 7 * (week + 1)
                return Point(key: "week", number: week + 1, target: day, window: (day - 3)...(day + 3))
            }
        }
    }

    private func share(_ statuses: [WindowedStatus], at point: Point, scale: WithdrawalScale?) -> [Estimate] {
        guard !statuses.isEmpty else { return [] }
        let free = statuses.count { $0.grade == .none }
        var group = ["denominator": Denominator.assessed.rawValue, point.key: "\(point.number)"]
        group["scale"] = scale?.rawValue
        return Estimate.shares(
            "no_withdrawal_share", group: group, events: free, of: statuses.count, intervals: [.wilson], level: level,
            cells: [free, statuses.count - free])
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
                    se: step.standardError.flatMap { Measure($0) }, lower: step.interval.flatMap { Measure($0.lower) },
                    upper: step.interval.flatMap { Measure($0.upper) }, level: level.value,
                    interval: step.interval?.method.rawValue, n: step.atRisk, unit: "share", cells: [sinceShown]))
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
    private struct Timeline {
        let index: StudyDay
        let assessments: ArraySlice<WithdrawalAssessment>

        func uses(_ scale: WithdrawalScale) -> Bool {
            assessments.contains { $0.scale == scale }
        }

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
