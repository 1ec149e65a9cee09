import Cohort
import Estimation
import Findings
import StudyFile

/// The share without withdrawal on every day and week after the index day, and the time to the first assessment without it.
enum WithdrawalCourse: Question {
    static let id = "withdrawal_course"
    static let title = "Withdrawal over time"
    static let question = "How soon do patients become free of withdrawal?"
    static let quantities = [
        Quantity.noWithdrawalAtTime.info, Quantity.notYetFreeShare.info, Quantity.medianDaysToNone.info,
    ]
    static let tests: [TestInfo] = []

    static func definitions(
        _ settings: WithdrawalCourseSettings, of study: Study
    ) -> [Results.Study.Definition] {
        [.noWithdrawal]
    }

    static func answer(
        _ settings: WithdrawalCourseSettings, of study: Study, into finding: inout FindingBuilder
    ) {
        let timelines = WithdrawalTimeline.ofEverybody(in: study.cohort)
        describe(timelines, of: study, in: &finding)
        if study.cohort.withdrawal.isEmpty {
            return finding.notEstimable("the study has no withdrawal assessments")
        }
        if timelines.isEmpty {
            return finding.notEstimable(
                "no patient has an index day (\(StudyWord(study.cohort.indexRule.description)))")
        }
        if timelines.allSatisfy(\.assessments.isEmpty) {
            return finding.notEstimable("no withdrawal assessment falls on or after an index day")
        }

        DailyWithdrawal(timelines, settings).add(to: &finding, level: study.level)
        addTimeToNone(timelines, of: study, to: &finding)
        finding.cautions = [
            "Each day and week rests on the patients assessed then: who is still assessed changes along the curve.",
            "Time to the first assessment without withdrawal is known to the visit only; the true time is earlier.",
        ]
    }

    /// Days from the index day to the first day, 1 or later, whose worst assessment is without withdrawal; censored at the last
    /// assessment. Shown at days by which at least as many more patients as a step may show have got there.
    private static func addTimeToNone(
        _ timelines: [WithdrawalTimeline], of study: Study, to finding: inout FindingBuilder
    ) {
        var followed: [(person: Int, time: KaplanMeier.Observation)] = []
        var reached: [Int: [Int]] = [:]
        for timeline in timelines {
            guard let time = timeline.timeToNone else { continue }
            followed.append((timeline.person, time))
            if time.isEvent { reached[time.day, default: []].append(timeline.person) }
        }
        let persons = PersonSet(ascending: followed.lazy.map(\.person))
        let curve = KaplanMeier(followed.map(\.time), level: study.level)
        var sinceShown: [Int] = []
        for step in curve.steps where step.events > 0 {
            sinceShown += reached[step.day, default: []]
            let atRiskAfter = step.atRisk - step.events
            guard sinceShown.count >= study.minimumStep, atRiskAfter == 0 || atRiskAfter >= study.minimumStep else {
                continue
            }
            finding.add(
                .notYetFreeShare, CourseKey(time: .day(step.day)), step.survival, se: step.standardError,
                step.interval, n: step.atRisk,
                basis: .of(persons, apart: [PersonSet(ascending: sinceShown.sorted())]))
            sinceShown = []
        }
        let median = curve.median
        guard let day = median.day else { return }
        let free = PersonSet(ascending: followed.lazy.filter(\.time.isEvent).map(\.person))
        finding.add(
            .medianDaysToNone, CourseKey(), day,
            interval: .init(
                lower: median.lower, upper: median.upper, level: study.level.value,
                method: ConfidenceInterval.Method.kaplanMeierLogLog.rawValue),
            n: persons.count, events: free.count, basis: .event(free, among: persons))
    }

    // MARK: - Words

    private static func describe(
        _ timelines: [WithdrawalTimeline], of study: Study, in finding: inout FindingBuilder
    ) {
        let started = PersonSet(ascending: timelines.lazy.map(\.person))
        let assessed = PersonSet(ascending: timelines.lazy.filter { !$0.assessments.isEmpty }.map(\.person))
        finding.population = .init(
            "patients with an index day; observations are assessments on and after it", patients: started,
            apart: [study.everyone.subtracting(started)],
            observations: timelines.reduce(0) { $0 + $1.assessments.count }, observationsBasis: .of(assessed))
        finding.estimand = """
            Share of patients assessed on a day, or around the end of a week, who had no withdrawal; and days from the index day \
            to the first later assessment without withdrawal.
            """
        finding.method = """
            A day is the worst assessment of that day; a week is the assessment nearest to its last day within 3 days, as for \
            day 7. Wilson intervals. Kaplan-Meier estimate of the time to the first such day after the index day, with log-log \
            intervals, censored at the last assessment.
            """
    }
}

/// A patient's assessments on and after their index day.
struct WithdrawalTimeline {
    let person: Int
    let index: StudyDay
    let assessments: ArraySlice<WithdrawalAssessment>

    /// Those with an index day.
    static func ofEverybody(in cohort: Cohort) -> [WithdrawalTimeline] {
        (0..<cohort.patients.count).compactMap { person in
            cohort.indexDay(of: person).map { index in
                WithdrawalTimeline(
                    person: person, index: index, assessments: cohort.withdrawal[person].drop { $0.day < index })
            }
        }
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

    /// Calls `visit` for each run of assessments that `key` puts together, by their days since the index day.
    func forEachRun(_ key: (Int) -> Int, _ visit: (Int, ArraySlice<WithdrawalAssessment>) -> Void) {
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
