import Estimation
import Findings

/// A patient's entry into one of the sequential trials.
struct EmulatedEntry: Sendable {
    /// A month of it.
    struct Month: Sendable {
        /// Strategies that what was done up to and in the month is compatible with.
        var compatible: StrategySet
        /// The last score before the month.
        let lastScore: Double
        /// Mean score in the month, if there is one.
        let score: Double?
        /// The same without scores of days soon after a reduction.
        let scoreOutsideWithdrawal: Double?
        /// Mean daily dose in the month, if it is known.
        var dose: Double?
        /// Events in the month, and whether the patient died.
        var events: Set<EmulationOutcome> = []
        /// Whether follow-up ended here before the trial did.
        var isLost: Bool
    }

    let person: Int
    /// The score before time zero.
    let score: Double
    /// What else is known at time zero, in the order of the names.
    let covariates: [Double]
    /// The strategies that the first month is compatible with, and no other: what was begun.
    var begun: StrategySet
    /// The strategy that was begun within the grace period; `nil` where none was before follow-up ended.
    var initiated: Int?
    let months: [Month]
    /// Mean daily dose of the month before time zero, where it is known and asked for.
    var dose: Double?
}

/// The entries of sequential trials that one question emulates.
struct EmulatedTrials: Sendable {
    /// The first is what the others are compared with.
    let strategies: [StrategyWord]
    /// What is known at time zero besides the score.
    let covariates: [StudyPlace]
    let entries: [EmulatedEntry]
    /// Months of follow-up.
    let months: Int
    /// Whether a higher score is more pain, and the instrument's range.
    let instrument: InstrumentInfo
    /// Entries of eligible patients who did none of what is compared; where there are some, what chance does is judged by them.
    var others: [EmulatedEntry] = []

    /// Days of a month.
    static let monthDays = 30

    private static let scoreName = "score before"
    private static let lastScoreName = "last score"

    /// The trials of an outcome, to be weighted; entries without the outcome's baseline are left out (responders: a score of no pain;
    /// dose: no opioid before).
    func trials(_ outcome: EmulationOutcome, _ analysis: EmulationAnalysis) throws(NotEstimable) -> SequentialTrials {
        var trials = SequentialTrials(
            strategies: strategies.map(\.id), baseline: [Self.scoreName] + covariates.map(\.label),
            covariates: [Self.lastScoreName], intervals: months)
        for entry in entries where canHave(outcome, entry) {
            var intervals: [SequentialTrials.Interval] = []
            for month in entry.months {
                let value = self.outcome(outcome, month, entry)
                intervals.append(
                    .init(
                        compatible: analysis.censors ? month.compatible : entry.begun,
                        covariates: [month.lastScore], outcome: value, isLost: month.isLost))
                if case .event = value { break }
            }
            try trials.add(person: entry.person, baseline: [entry.score] + entry.covariates, intervals: intervals)
        }
        return trials
    }

    /// The strategies' curves of an outcome.
    ///
    /// - Parameter weightsLosses: whether those who were not lost stand for those who were.
    func fitted(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis, _ measure: CloneCensorWeighting.Measure,
        weightsLosses: Bool = true, executor: BlockExecutor
    ) -> FitOutcome<CloneCensorWeighting.Fit> {
        do {
            return CloneCensorWeighting.fit(
                try trials(outcome, analysis), measure: measure,
                options: .init(
                    truncation: analysis == .perProtocolTruncated ? EmulationNumbers.truncation : nil,
                    weightsLosses: weightsLosses),
                executor: executor)
        } catch {
            return .notEstimable(error)
        }
    }

    /// Whether an entry can have an outcome: nobody without pain can have less, nobody without a dose a lower one.
    private func canHave(_ outcome: EmulationOutcome, _ entry: EmulatedEntry) -> Bool {
        if outcome == .dose { return entry.dose.map { $0 > 0 } ?? false }
        guard EmulationOutcome.responders.contains(outcome) else { return true }
        return pain(entry.score) > 0
    }

    /// How much pain a score is, counted from none.
    private func pain(_ score: Double) -> Double {
        instrument.isHigherMorePain ? score - instrument.range.lowerBound : instrument.range.upperBound - score
    }

    private func outcome(
        _ outcome: EmulationOutcome, _ month: EmulatedEntry.Month, _ entry: EmulatedEntry
    ) -> SequentialTrials.Outcome {
        switch outcome {
        case .score: return month.score.map { .value($0) } ?? .missing
        case .scoreOutsideWithdrawal: return month.scoreOutsideWithdrawal.map { .value($0) } ?? .missing
        case .responder10: return responds(by: 0.1, month, entry)
        case .responder30: return responds(by: 0.3, month, entry)
        case .responder50: return responds(by: 0.5, month, entry)
        case .responderTwoPoints:
            guard let score = month.score else { return .missing }
            let width = instrument.range.upperBound - instrument.range.lowerBound
            return .value(pain(entry.score) - pain(score) >= 0.2 * width * Self.slack ? 1 : 0)
        case .dose: return month.dose.map { .value($0) } ?? .missing
        case .overdose, .crisis, .hospital, .death, .negativeControl:
            if month.events.contains(outcome) { return .event(cause: 1) }
            return month.events.contains(.death) ? .event(cause: 2) : .noEvent
        }
    }

    private func responds(
        by share: Double, _ month: EmulatedEntry.Month, _ entry: EmulatedEntry
    ) -> SequentialTrials.Outcome {
        guard let score = month.score else { return .missing }
        let before = pain(entry.score)
        return .value(before - pain(score) >= share * before * Self.slack ? 1 : 0)
    }

    /// A fall of exactly a share counts, though no binary fraction is a tenth.
    private static let slack = 1 - 1e-9

    /// Whose clones follow a strategy in a month and have an outcome there.
    func persons(_ strategy: Int, month: Int, _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis) -> PersonSet {
        let one = StrategySet.strategy(strategy)
        return PersonSet(
            ascending: Set(
                entries.lazy.filter { entry in
                    guard canHave(outcome, entry), entry.months.indices.contains(month) else { return false }
                    guard self.outcome(outcome, entry.months[month], entry) != .missing else { return false }
                    return analysis.censors
                        ? entry.months[...month].allSatisfy { $0.compatible.contains(one) } : entry.begun.contains(one)
                }.map(\.person)
            ).sorted())
    }

    /// The number that an outcome is in a month; `nil` where there is none, and of events.
    func value(_ outcome: EmulationOutcome, of entry: EmulatedEntry, month: Int) -> Double? {
        guard case .value(let value) = self.outcome(outcome, entry.months[month], entry) else { return nil }
        return value
    }

    /// Who began a strategy within the grace period of one of the trials.
    func initiators(_ strategy: Int) -> PersonSet {
        PersonSet(ascending: Set(entries.lazy.filter { $0.initiated == strategy }.map(\.person)).sorted())
    }

    /// Everybody who entered a trial.
    var everybody: PersonSet { PersonSet(ascending: Set(entries.lazy.map(\.person)).sorted()) }

    /// Who had an event of a kind in a month that the strategy's clones were followed in.
    func personsWithEvent(_ outcome: EmulationOutcome) -> PersonSet {
        PersonSet(
            ascending: Set(
                entries.lazy.filter { $0.months.contains { $0.events.contains(outcome) } }.map(\.person)
            ).sorted())
    }
}
