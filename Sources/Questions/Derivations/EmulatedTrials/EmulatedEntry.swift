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
        /// When it was decided what is done in the month.
        let decision: DecisionScores.Month
        /// The last score then; settled by the trials.
        var decisionScore: Double?
        /// Mean score in the month, if there is one.
        let score: Double?
        /// The same without scores of days soon after a reduction.
        let scoreOutsideWithdrawal: Double?
        /// Mean daily dose in the month, if it is known.
        var dose: Double?
        /// Events in the month, and whether the patient died.
        var events: Set<EmulationOutcome> = []
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
    var course: EmulatedCourse
    /// Mean daily dose of the month before time zero, where it is known and asked for.
    var dose: Double?

    /// The trial, by whole months since the first score.
    var trial: Int { Int(course.monthsScored.rounded(.down)) }

    var months: [Month] { course.months }
}

extension [EmulatedEntry] {
    /// The entries of trials that somebody began a change in, and somebody did not: in another there is no comparison, and positivity
    /// would fail. A trial is that of all entries so many months after the first score.
    func comparable() -> [EmulatedEntry] {
        func trials(_ isMember: (EmulatedEntry) -> Bool) -> Set<Int> { Set(filter(isMember).map(\.trial)) }
        let both = trials { $0.initiated.map { $0 > 0 } ?? false }.intersection(trials { $0.initiated == 0 })
        return filter { both.contains($0.trial) }
    }
}

/// The entries of sequential trials that one question emulates.
struct EmulatedTrials: Sendable {
    /// The first is what the others are compared with.
    let strategies: [StrategyWord]
    /// What is known at time zero besides the score.
    let covariates: [StudyPlace]
    private(set) var entries: [EmulatedEntry]
    /// Months of follow-up.
    let months: Int
    /// Whether a higher score is more pain, and the instrument's range.
    let instrument: InstrumentInfo
    /// Entries of eligible patients who did none of what is compared; where there are some, what chance does is judged by them.
    var others: [EmulatedEntry] = []
    /// How the chance of what is done goes with a score where it need not go straight; `nil` where too few began a strategy to tell.
    private(set) var bend: RestrictedCubicSpline?
    /// The same of the months since the first score.
    private(set) var bendOfMonths: RestrictedCubicSpline?

    /// Patients who must have begun each strategy for a chance that bends, and its knots.
    static let fewestForBend = 100
    static let knots = 3
    static let knotsOfMonths = 5

    /// - Parameter entries: By ascending person.
    init(
        strategies: [StrategyWord], covariates: [StudyPlace], entries: [EmulatedEntry], months: Int,
        instrument: InstrumentInfo, others: [EmulatedEntry] = []
    ) {
        (self.strategies, self.covariates, self.months, self.instrument, self.others) = (
            strategies, covariates, months, instrument, others
        )
        self.entries = entries
        self.entries.settleDecisions()
        guard strategies.indices.allSatisfy({ initiators($0).count >= Self.fewestForBend }) else { return }
        let scores = self.entries.lazy.flatMap(\.months).compactMap(\.decisionScore).sorted()
        bend = RestrictedCubicSpline(sorted: scores, count: Self.knots)
        let scored = self.entries.map(\.course.monthsScored).sorted()
        bendOfMonths =
            RestrictedCubicSpline(sorted: scored, count: Self.knotsOfMonths)
            ?? RestrictedCubicSpline(sorted: scored, count: Self.knots)
    }

    /// Days of a month.
    static let monthDays = 30

    private static let scoreName = "score before"
    private static let lastScoreName = "last score"
    private static let decisionScoreName = "score at the decision"

    /// The trials of an outcome, to be weighted; those of all scores have the same entries and months.
    ///
    /// Scores end with the last one, harms and the dose may go on; an event ends the entry, and the dose is that of patients on opioids.
    ///
    /// - Parameter holdsDecisions: whether the score at the decision is held alike, and scores by a curve where there is one.
    func trials(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis, holdsDecisions: Bool = true
    ) throws(NotEstimable) -> SequentialTrials {
        let bends = holdsDecisions ? (bend?.columnCount ?? 1) - 1 : 0
        func names(_ score: String) -> [String] { (0..<bends).map { "\(score), bend \($0 + 1)" } }
        var trials = SequentialTrials(
            strategies: strategies.map(\.id), baseline: [Self.scoreName] + covariates.map(\.label),
            covariates: [Self.lastScoreName]
                + (0..<(holdsDecisions ? bendOfMonths?.columnCount ?? 0 : 0)).map {
                    "months since the first score, bend \($0)"
                },
            decision: holdsDecisions ? [Self.decisionScoreName] + names(Self.decisionScoreName) : [],
            intervals: months)
        for entry in entries where enters(outcome, entry) {
            let intervals = intervals(outcome, analysis, of: entry, holdsDecisions: holdsDecisions)
            guard !intervals.isEmpty else { continue }
            try trials.add(person: entry.person, baseline: [entry.score] + entry.covariates, intervals: intervals)
        }
        return trials
    }

    private func intervals(
        _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis, of entry: EmulatedEntry, holdsDecisions: Bool
    ) -> [SequentialTrials.Interval] {
        let bend = holdsDecisions ? bend : nil
        let ofTime = holdsDecisions ? bendOfMonths?.basis(at: entry.course.monthsScored) ?? [] : []
        func columns(_ score: Double) -> [Double] { bend?.basis(at: score) ?? [score] }
        let followed = followed(outcome, entry)
        var isWaiting = analysis.censors
        var intervals = zip(entry.months, followed.outcomes).map { month, value in
            isWaiting = isWaiting && month.compatible == .all(strategies.count)
            return SequentialTrials.Interval(
                compatible: analysis.censors ? month.compatible : entry.begun, isWaiting: isWaiting,
                covariates: [month.lastScore] + ofTime,
                decision: holdsDecisions ? columns(month.decisionScore ?? month.lastScore) : [], outcome: value)
        }
        if followed.endsLost {
            intervals.append(
                .lost(
                    covariates: [entry.course.lastScore] + ofTime,
                    decisions: holdsDecisions ? columns(entry.course.lastScore).count : 0))
        }
        return intervals
    }

    /// An outcome of each interval of the trials that have it, in their order; missing in the one in which follow-up was lost, and where an
    /// entry cannot have it: a responder's score of no pain.
    func outcomes(_ outcome: EmulationOutcome) -> [SequentialTrials.Outcome] {
        entries.lazy.filter { enters(outcome, $0) }.flatMap { entry in
            let followed = followed(outcome, entry)
            return followed.endsLost ? followed.outcomes + [.missing] : followed.outcomes
        }
    }

    /// The outcome of each month that an entry is followed in, to an event that ends it, and whether follow-up was lost after them.
    private func followed(
        _ outcome: EmulationOutcome, _ entry: EmulatedEntry
    ) -> (outcomes: [SequentialTrials.Outcome], endsLost: Bool) {
        let (course, isPossible) = (entry.course, canHave(outcome, entry))
        var outcomes: [SequentialTrials.Outcome] = []
        for month in outcome.isOfScores ? course.months.prefix(course.scoredMonths) : course.months[...] {
            let value = isPossible ? self.outcome(outcome, month, entry) : .missing
            outcomes.append(value)
            if case .event = value { return (outcomes, false) }
        }
        return (outcomes, outcomes.count < months && (outcome.isOfScores ? course.areScoresLost : course.isLost))
    }

    private func enters(_ outcome: EmulationOutcome, _ entry: EmulatedEntry) -> Bool {
        outcome != .dose || canHave(outcome, entry)
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

    /// Whose clones follow a strategy in a month and have an outcome there, by strategy and month.
    func persons(_ outcome: EmulationOutcome, _ analysis: EmulationAnalysis) -> [[PersonSet]] {
        var found = Array(repeating: Array(repeating: [Int](), count: months), count: strategies.count)
        for entry in entries where canHave(outcome, entry) {
            let own = entry.months
            for strategy in strategies.indices {
                let one = StrategySet.strategy(strategy)
                for (number, month) in own.prefix(months).enumerated() {
                    guard (analysis.censors ? month.compatible : entry.begun).contains(one) else { break }
                    guard found[strategy][number].last != entry.person, self.outcome(outcome, month, entry) != .missing
                    else { continue }
                    found[strategy][number].append(entry.person)
                }
            }
        }
        return found.map { $0.map { PersonSet(ascending: $0) } }
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
