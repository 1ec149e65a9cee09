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
        let score: Double
        /// Of the patient's course on opioids.
        let daysExposed: Double
        let months: [EmulatedEntry.Month]
    }

    /// Patients of which every month is looked at; of more, so many evenly spread.
    static let mostPatients = 5000
    /// Patients who begin a strategy for it to be compared.
    static let fewest = 10

    /// The trials; `nil` where nobody could enter, or nobody began a change.
    let trials: EmulatedTrials?
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
        let exposed = (0..<cohort.patients.count).filter { !cohort.exposures[$0].isEmpty }.evenlySpread(
            Self.mostPatients)
        let (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
        let window = WithdrawalWindow(days: settings.withdrawal)
        let blocks = study.executor.mapBlocks(of: exposed.count, size: 256) { range in
            var timeline = DoseTimeline(cohort.exposures)
            return exposed[range].map { person -> (candidates: [Candidate], changes: [DoseTrial]) in
                guard let start = starts[person], let end = ends[person], start <= end else { return ([], []) }
                timeline.begin(person, observed: start...end)
                let trials = timeline.trials(rule)
                guard !trials.isEmpty else { return ([], []) }
                let scores = DailyScores(cohort.pain[person], instrument: instrument)
                let candidates = trials.compactMap { trial in
                    Self.candidate(
                        person, trial, scores, timeline, window, end: end, settings: settings, of: cohort)
                }
                return (
                    candidates.isEmpty
                        ? [
                            Candidate(
                                person: person, trial: trials[0], score: .nan, daysExposed: 0, months: [])
                        ] : candidates, timeline.changes(rule)
                )
            }
        }.flatMap(\.self)

        withStableDose = PersonSet(ascending: blocks.compactMap { $0.candidates.first?.person })
        let entering = blocks.flatMap(\.candidates).filter {
            !$0.months.isEmpty && adjustment?.isComplete[$0.person] ?? true
        }
        eligible = PersonSet(ascending: Set(entering.map(\.person)).sorted())
        changes = blocks.compactMap { block in
            guard let first = block.changes.first, let kind = DoseStrategy(first.course), let day = first.course.start,
                let person = block.candidates.first?.person
            else { return nil }
            return (person, kind, day)
        }
        tapers = blocks.flatMap { block in
            block.changes.compactMap { change in
                guard case .taper(let taper) = change.course, let person = block.candidates.first?.person else {
                    return nil
                }
                return (person, taper)
            }
        }
        let all = DoseStrategies(compared: DoseStrategy.allCases, grace: settings.graceMonths)
        func initiators(_ strategy: DoseStrategy) -> Int {
            let position = DoseStrategy.allCases.firstIndex(of: strategy)
            return Set(
                entering.lazy.filter {
                    all.initiated($0.trial.course, from: $0.trial.timeZero, months: $0.months.count) == position
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
            ] + (adjustment?.terms ?? []).map(\.place),
            entries: entering.map { Self.entry($0, strategies, adjustment) }, months: settings.months,
            instrument: cohort.instruments[instrument].info)
    }

    /// What is known of a month; `nil` where the patient could not enter then.
    private static func candidate(
        _ person: Int, _ trial: DoseTrial, _ scores: DailyScores, _ timeline: DoseTimeline, _ window: WithdrawalWindow,
        end: StudyDay, settings: TaperSettings, of cohort: Cohort
    ) -> Candidate? {
        if case .underWay = trial.course { return nil }
        let zero = Int(trial.timeZero.rawValue)
        guard let score = scores.last(before: zero, within: settings.scoreWithin) else { return nil }
        let months = FollowedMonths(
            scores: scores, timeline: timeline, window: window, events: cohort.events[person], end: end,
            most: settings.months
        ).months(from: trial.timeZero, scoreBefore: score)
        guard !months.isEmpty else { return nil }
        let exposedDays = timeline.firstExposure.map { Double(trial.timeZero.days(since: $0)) } ?? 0
        return Candidate(person: person, trial: trial, score: score, daysExposed: exposedDays, months: months)
    }

    private static func entry(
        _ candidate: Candidate, _ strategies: DoseStrategies, _ adjustment: TrendAdjustment?
    ) -> EmulatedEntry {
        let (course, zero) = (candidate.trial.course, candidate.trial.timeZero)
        return EmulatedEntry(
            person: candidate.person, score: candidate.score,
            covariates: [log2(candidate.trial.baseline), candidate.daysExposed / 365.25]
                + (adjustment?.terms ?? []).map { $0.values[candidate.person] },
            begun: strategies.begun(course, from: zero),
            initiated: strategies.initiated(course, from: zero, months: candidate.months.count),
            months: candidate.months.enumerated().map { number, month in
                var month = month
                month.compatible = strategies.compatible(course, from: zero, month: number)
                return month
            })
    }
}
