import Cohort
import Estimation
import Findings

/// Each patient with a change compared with herself: what is constant in a patient cancels.
struct SelfControlled {
    let instrument: Int
    let info: InstrumentInfo
    let study: Study
    /// Each patient's first change.
    let changes: [(person: Int, kind: StrategyWord, day: StudyDay)]
    /// The kinds of change, in order.
    let kinds: [StrategyWord]
    /// Days after a change in which a score may be withdrawal's.
    let soon: Int
    /// Days of the time before, and after.
    let reach: Int
    /// Patients without a change, whose scores tell the course over time too; without them the changed patients alone tell it, and a
    /// change at the same point in all of them cannot be told from it.
    var unchanged = PersonSet()

    private static let monthBefore = 30
    private static let seriesAfter = 60

    /// Adds the differences of each kind of change; notes what could not be estimated.
    func add(to finding: inout FindingBuilder) -> [Prose] {
        var cautions: [Prose] = []
        for kind in kinds {
            let own = changes.filter { $0.kind == kind }
            guard !own.isEmpty else { continue }
            if let note = addScores(kind, own, to: &finding) { cautions.append(note) }
            for outcome in EmulationOutcome.harms where outcome != .death {
                if let note = addEvents(outcome, kind, own, to: &finding) { cautions.append(note) }
            }
        }
        return cautions
    }

    /// Of a score so many days after the change: soon after is also what comes soon after a further reduction.
    private func period(_ days: Int, isWithdrawalProne: @autoclosure () -> Bool) -> Int? {
        guard abs(days) <= reach else { return nil }
        if days < -Self.monthBefore { return 0 }
        if days < 0 { return 1 }
        return days < soon || isWithdrawalProne() ? 2 : 3
    }

    private func addScores(
        _ kind: StrategyWord, _ own: [(person: Int, kind: StrategyWord, day: StudyDay)],
        to finding: inout FindingBuilder
    ) -> Prose? {
        var observations: [SelfControlledContrast.Observation] = []
        var seen = [Set<Int>](repeating: [], count: 4)
        let (starts, ends) = (ObservationStart(study.cohort), ObservationEnd(study.cohort))
        var timeline = DoseTimeline(study.cohort.exposures)
        let window = WithdrawalWindow(days: soon)
        for (person, _, day) in own {
            guard let start = starts[person], let end = ends[person], start <= end else { continue }
            timeline.begin(person, observed: start...end)
            let scores = DailyScores(study.cohort.pain[person], instrument: instrument)
            let first = study.cohort.exposures[person].first?.start ?? day
            for (scored, score) in zip(scores.days, scores.scores) {
                let period = period(
                    scored - Int(day.rawValue),
                    isWithdrawalProne: timeline.isWithdrawalProne(on: StudyDay(Int32(clamping: scored)), window) == true
                )
                guard let period else { continue }
                seen[period].insert(person)
                observations.append(
                    .init(
                        person: person, period: period, time: Double(scored - Int(first.rawValue)), response: score))
            }
        }
        observations += unchangedObservations(at: observations.map(\.time))
        let everybody = PersonSet(ascending: Set(own.map(\.person)).sorted())
        let periods = ChangePeriod.allCases
        let course: SelfControlledContrast.Course = .line
        switch SelfControlledContrast.fit(
            observations, periods: periods.map(\.rawValue), course: course, executor: study.executor)
        {
        case .notEstimable(let why):
            return "The self-controlled comparison around \(kind.prose) could not be estimated: \(Prose(why))."
        case .fitted(let fit):
            for (position, period) in periods.enumerated() {
                guard let estimate = fit.difference(ofPeriod: position + 1) else { continue }
                let persons = PersonSet(ascending: seen[position + 1].sorted())
                finding.add(
                    .selfControlledDifference,
                    SelfControlledKey(instrument: info, change: kind, period: period, outcome: .score), estimate.value,
                    se: estimate.standardError, fit.interval(ofPeriod: position + 1, level: study.level),
                    n: persons.count,
                    basis: .of(persons, apart: [everybody.subtracting(persons)]))
            }
            return nil
        }
    }

    /// Scores of those without a change, at the points of the course that the others have scores at.
    private func unchangedObservations(at times: [Double]) -> [SelfControlledContrast.Observation] {
        guard let first = times.min(), let last = times.max() else { return [] }
        return unchanged.persons.flatMap { person -> [SelfControlledContrast.Observation] in
            guard let start = study.cohort.exposures[person].first?.start else { return [] }
            let scores = DailyScores(study.cohort.pain[person], instrument: instrument)
            return zip(scores.days, scores.scores).compactMap { day, score in
                let time = Double(day - Int(start.rawValue))
                guard first <= time, time <= last else { return nil }
                return .init(person: person, period: 0, time: time, response: score)
            }
        }
    }

    /// The rate of an event before and after the change against the patient's other time.
    private func addEvents(
        _ outcome: EmulationOutcome, _ kind: StrategyWord, _ own: [(person: Int, kind: StrategyWord, day: StudyDay)],
        to finding: inout FindingBuilder
    ) -> Prose? {
        let (starts, ends) = (ObservationStart(study.cohort), ObservationEnd(study.cohort))
        var intervals: [SelfControlledCaseSeries.Interval] = []
        var withEvent: [Int] = []
        for (person, _, day) in own {
            guard let start = starts[person], let end = ends[person] else { continue }
            let days = study.cohort.events[person].filter { EmulationOutcome($0.kind) == outcome }.map {
                Int($0.day.rawValue)
            }
            guard !days.isEmpty else { continue }
            withEvent.append(person)
            let change = Int(day.rawValue)
            let (first, behind) = (Int(start.rawValue), max(Int(start.rawValue), Int(end.rawValue) + 1))
            // The record may end, or begin, within any of them.
            let borders = [change - Self.monthBefore, change, change + Self.seriesAfter, behind].map {
                min(max($0, first), behind)
            }
            let cuts = [
                (first..<borders[0], 0), (borders[0]..<borders[1], 1), (borders[1]..<borders[2], 2),
                (borders[2]..<borders[3], 0),
            ]
            for (range, period) in cuts where !range.isEmpty {
                intervals.append(
                    .init(
                        person: person, length: Double(range.count), riskPeriod: period,
                        events: days.count(where: range.contains)))
            }
        }
        guard !withEvent.isEmpty else { return nil }
        let periods = [ChangePeriod.before, .soonAfter]
        switch SelfControlledCaseSeries.fit(intervals, riskPeriods: periods.map(\.rawValue)) {
        case .notEstimable(let why):
            return
                "The self-controlled case series of \(outcome) around \(kind.prose) could not be estimated: \(Prose(why))."
        case .fitted(let fit):
            for (position, period) in periods.enumerated() {
                guard let ratio = fit.rateRatio(ofRiskPeriod: position + 1, .robust) else { continue }
                finding.add(
                    .selfControlledRatio,
                    SelfControlledKey(instrument: info, change: kind, period: period, outcome: outcome), ratio.value,
                    ratio.interval(level: study.level), basis: .of(PersonSet(ascending: withEvent)))
            }
            return nil
        }
    }

}
