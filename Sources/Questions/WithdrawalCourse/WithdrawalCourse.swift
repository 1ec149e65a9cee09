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
        Quantity.medianDaysAtEarliest.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.medianDaysToNone)]

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

        for part in CoursePart.all(timelines, of: study.cohort) where !part.timelines.allSatisfy(\.assessments.isEmpty)
        {
            DailyWithdrawal(part.timelines, settings).add(to: &finding, part: part.place, level: study.level)
            var freeBefore: PersonSet?
            for ending in CourseEnding.allCases {
                freeBefore = addTime(ending, part, freeBefore, of: study, to: &finding)
            }
        }
        finding.cautions = [
            "Each day and week rests on the patients assessed then: who is still assessed changes along the curve.",
            """
            When a patient became free is known to lie between two assessments. "For the first time" says nothing of withdrawal that came \
            back; "to stay so" looks at what came later, and of a patient's last assessment nobody knows.
            """,
        ]
    }

    /// Days from the index day to freedom, known to lie between two assessments, censored at the last one. Shown at days by which at
    /// least as many more patients as a step may show have got there.
    ///
    /// - Parameter freeBefore: those who were free by the ending before, beside whom these stand.
    /// - Returns: those who became free.
    private static func addTime(
        _ ending: CourseEnding, _ part: CoursePart, _ freeBefore: PersonSet?, of study: Study,
        to finding: inout FindingBuilder
    ) -> PersonSet? {
        var followed: [(person: Int, interval: TurnbullSurvival.Interval)] = []
        for timeline in part.timelines {
            if let interval = timeline.interval(until: ending) { followed.append((timeline.person, interval)) }
        }
        guard let curve = TurnbullSurvival.fit(followed.map(\.interval), level: study.level).fit else { return nil }
        let persons = PersonSet(ascending: followed.lazy.map(\.person))
        // With an index day and no assessment after it: counted from the population.
        let notFollowed = PersonSet(ascending: part.timelines.lazy.map(\.person)).subtracting(persons)
        var known = followed.compactMap { person, interval in interval.right.map { (day: $0, person: person) } }
            .sorted { ($0.day, $0.person) < ($1.day, $1.person) }[...]
        var sinceShown: [Int] = []
        var (left, lastShown) = (followed.count, 1.0)
        for support in curve.supports {
            guard let day = support.right else { continue }
            let reached = known.prefix { $0.day <= day }
            known = known.dropFirst(reached.count)
            sinceShown += reached.map(\.person)
            left -= reached.count
            let end = support.end
            // The curve may fall by fewer than became free meanwhile, whose days are not known: that would tell of these.
            let fall = (lastShown - end.survival) * Double(persons.count)
            guard sinceShown.count >= study.minimumStep, left == 0 || left >= study.minimumStep,
                fall >= Double(study.minimumStep)
            else { continue }
            lastShown = end.survival
            finding.add(
                .notYetFreeShare, CourseKey(time: .day(day), ending: ending, part: part.place), end.survival,
                se: end.standardError, end.interval, n: persons.count,
                basis: .of(persons, apart: [PersonSet(ascending: sinceShown.sorted()), notFollowed]))
            sinceShown = []
        }
        let free = PersonSet(ascending: followed.lazy.filter { $0.interval.right != nil }.map(\.person))
        let median = curve.median
        guard let day = median.latest else { return free }
        let key = CourseKey(ending: ending, part: part.place)
        let basis = Basis.event(
            free, among: persons, apart: [notFollowed] + (freeBefore.map { [$0.subtracting(free)] } ?? []))
        finding.add(
            .medianDaysToNone, key, day,
            interval: .init(
                lower: median.lower, upper: median.upper, level: study.level.value,
                method: ConfidenceInterval.Method.turnbullLogLog.rawValue),
            n: persons.count, events: free.count, basis: basis)
        finding.add(.medianDaysAtEarliest, key, median.earliest, basis: basis)
        return free
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
            until free of withdrawal, for the first time and to stay so. Of each trial, or else each scale, where the study has several.
            """
        finding.method = """
            A day is the worst assessment of that day; a week is the assessment nearest to its last day within 3 days, as for \
            day 7. Wilson intervals. Time until free: the nonparametric maximum likelihood estimate for interval-censored times \
            (Turnbull 1976, 10.1111/j.2517-6161.1976.tb01597.x), between the last assessment with withdrawal and the first without \
            (or the first after which none has it), censored at the last assessment; log-log intervals from the observed information.
            """
    }
}

/// A patient's assessments on and after their index day; those that are before the dose which sets it are left out.
struct WithdrawalTimeline {
    let person: Int
    let index: StudyDay
    let assessments: ArraySlice<WithdrawalAssessment>

    /// Those with an index day.
    static func ofEverybody(in cohort: Cohort) -> [WithdrawalTimeline] {
        (0..<cohort.patients.count).compactMap { person in
            cohort.indexDay(of: person).map { index in
                WithdrawalTimeline(
                    person: person, index: index,
                    assessments:
                        cohort.withdrawalOnClock(of: person, index: index).drop { $0.day < index })
            }
        }
    }

    /// Between which days after the index day the patient became free; `nil` where there is no assessment after the index day itself.
    /// A day is the worst assessment of that day.
    func interval(until ending: CourseEnding) -> TurnbullSurvival.Interval? {
        var last: (day: Int, grade: WithdrawalGrade)?
        var (free, notFree): (Int?, Int) = (nil, 0)
        func end(_ day: (day: Int, grade: WithdrawalGrade)?) {
            guard let day else { return }
            if day.grade == .none {
                free = free ?? day.day
            } else if ending == .sustained || free == nil {
                notFree = day.day
                free = nil
            }
        }
        for assessment in assessments where assessment.day > index {
            let day = assessment.day.days(since: index)
            if let current = last, current.day == day {
                last = (day, max(current.grade, assessment.grade))
            } else {
                end(last)
                last = (day, assessment.grade)
            }
        }
        end(last)
        return last.flatMap { _ in TurnbullSurvival.Interval(left: notFree, right: free) }
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
