import Cohort
import Estimation
import Findings
import Foundation

/// Who entered an emulated trial of what to do with a stable dose: every month in which the dose had been stable for a year and pain had
/// been scored not long before.
struct TaperEntries: Sendable {
    /// A month in which a patient could have entered.
    private struct Candidate: Sendable {
        let person: Int
        let trial: DoseTrial
        /// What was done from its time zero on.
        let done: DoseCourse
        let score: Double
        /// Of the patient's course on opioids.
        let daysExposed: Double
        let course: EmulatedCourse
    }

    /// What one patient's record shows.
    private struct Record: Sendable {
        let person: Int
        let candidates: [Candidate]
        let changes: [DoseTrial]
    }

    /// Patients of which every month is looked at; of more, so many evenly spread.
    static let mostPatients = 3000
    /// Patients who begin a strategy for it to be compared.
    static let fewest = 10

    /// The trials; `nil` where nobody could enter, or nobody began a change.
    let trials: EmulatedTrials?
    /// Whether patients with an exposure are looked at in part.
    let isPart: Bool
    /// Patients with a stable dose at some time.
    let withStableDose: PersonSet
    /// Patients who could enter: with a score before, and every value held alike.
    let eligible: PersonSet
    /// Strategies that too few began.
    let left: [DoseStrategy]
    /// Each patient's first change that was found, with the day.
    let changes: [(person: Int, kind: DoseStrategy, day: StudyDay)]
    /// Changes with velocity: of each taper found once, by patient.
    let tapers: [(person: Int, taper: DoseCourse.Taper)]

    init(
        _ settings: TaperSettings, instrument: Int, adjustment: TrendAdjustment?, study: Study
    ) {
        let cohort = study.cohort
        let rule = settings.rule
        let everybody = (0..<cohort.patients.count).filter { !cohort.exposures[$0].isEmpty }
        let exposed = everybody.evenlySpread(Self.mostPatients)
        isPart = exposed.count < everybody.count
        let (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
        let window = WithdrawalWindow(days: settings.withdrawal)
        let leavers = EmulationLeavers(exposed, instrument: instrument, cohort: cohort, executor: study.executor)
        let blocks = study.executor.mapBlocks(of: exposed.count, size: 256) { range in
            var timeline = DoseTimeline(cohort.exposures)
            return exposed[range].compactMap { person -> Record? in
                guard let start = starts[person], let end = ends[person], start <= end else { return nil }
                timeline.begin(person, observed: start...end)
                let trials = timeline.trials(rule)
                guard !trials.isEmpty else { return nil }
                let followed = FollowedMonths(
                    scores: DailyScores(cohort.pain[person], instrument: instrument), timeline: timeline,
                    window: window, events: cohort.events[person], end: end, leaving: leavers[person],
                    most: settings.months)
                let changes = timeline.changes(rule)
                return Record(
                    person: person,
                    candidates: trials.compactMap { Self.candidate(person, $0, changes, followed, settings) },
                    changes: changes)
            }
        }.flatMap(\.self)

        withStableDose = PersonSet(ascending: blocks.map(\.person))
        let entering = blocks.flatMap(\.candidates).filter { adjustment?.isComplete[$0.person] ?? true }
        eligible = PersonSet(ascending: Set(entering.map(\.person)).sorted())
        changes = blocks.compactMap { block in
            guard let first = block.changes.first, let kind = DoseStrategy(first.course), let day = first.course.start
            else { return nil }
            return (block.person, kind, day)
        }
        tapers = blocks.flatMap { block in
            block.changes.compactMap { change in
                guard case .taper(let taper) = change.course else { return nil }
                return (block.person, taper)
            }
        }
        let all = DoseStrategies(compared: DoseStrategy.allCases, grace: settings.graceMonths)
        func initiators(_ strategy: DoseStrategy) -> Int {
            let position = DoseStrategy.allCases.firstIndex(of: strategy)
            return Set(
                entering.lazy.filter {
                    all.initiated($0.done, from: $0.trial.timeZero, months: $0.course.months.count) == position
                }.map(\.person)
            ).count
        }
        let compared = DoseStrategy.allCases.filter { initiators($0) >= Self.fewest }
        left = DoseStrategy.allCases.filter { !compared.contains($0) && initiators($0) > 0 }
        guard compared.first == .stable, compared.count > 1 else {
            trials = nil
            return
        }
        let strategies = DoseStrategies(compared: compared, grace: settings.graceMonths)
        trials = EmulatedTrials(
            strategies: compared.map { StrategyWord($0) },
            covariates: [
                StudyPlace(StudyWord("daily dose, doublings"), origin: .tool),
                StudyPlace(StudyWord("years on opioids"), origin: .tool),
                StudyPlace(StudyWord("months since the first score, doublings"), origin: .tool),
            ] + (adjustment?.terms ?? []).map(\.place),
            entries: entering.map { Self.entry($0, strategies, adjustment) }.comparable(), months: settings.months,
            instrument: cohort.instruments[instrument].info)
    }

    /// What is known of a month; `nil` where the patient could not enter then.
    private static func candidate(
        _ person: Int, _ trial: DoseTrial, _ changes: [DoseTrial], _ followed: FollowedMonths,
        _ settings: TaperSettings
    ) -> Candidate? {
        if case .underWay = trial.course { return nil }
        let zero = Int(trial.timeZero.rawValue)
        guard let score = followed.scores.last(before: zero, within: settings.scoreWithin) else { return nil }
        // A change that begins late in the follow-up is seen to be one only after it, by a later trial.
        let later = changes.first { $0.course.start.map { $0 >= trial.timeZero } ?? false }
        let done = trial.course.start == nil ? later?.course ?? trial.course : trial.course
        let course = followed.course(
            from: trial.timeZero, scoreBefore: score, decisions: DoseStrategies.decisions(done))
        guard !course.months.isEmpty else { return nil }
        let exposedDays = followed.timeline.firstExposure.map { Double(trial.timeZero.days(since: $0)) } ?? 0
        return Candidate(
            person: person, trial: trial, done: done, score: score, daysExposed: exposedDays, course: course)
    }

    private static func entry(
        _ candidate: Candidate, _ strategies: DoseStrategies, _ adjustment: TrendAdjustment?
    ) -> EmulatedEntry {
        let (course, zero) = (candidate.done, candidate.trial.timeZero)
        var followed = candidate.course
        for number in followed.months.indices {
            followed.months[number].compatible = strategies.compatible(course, from: zero, month: number)
        }
        return EmulatedEntry(
            person: candidate.person, score: candidate.score,
            covariates: [log2(candidate.trial.baseline), candidate.daysExposed / 365.25, followed.doublingsScored]
                + (adjustment?.terms ?? []).map { $0.values[candidate.person] },
            begun: strategies.begun(course, from: zero),
            initiated: strategies.initiated(course, from: zero, months: followed.months.count),
            course: followed)
    }
}
