import Findings

/// A strategy of an emulated trial, as its question calls it.
struct StrategyWord: Sendable, Hashable {
    /// Name in results.json.
    let id: String
    /// In a sentence: “an abrupt stop”.
    let label: String

    /// A word of the tool.
    init(_ term: some Term) {
        self.init(id: term.rawValue, label: term.label)
    }

    /// A strategy of which there are as many as a study has kinds of something.
    init(id: String, label: String) {
        self.id = id
        self.label = label
    }

    /// In the text of a finding.
    var prose: Prose { Prose(StudyWord(label)) }
}

/// How an emulated trial counts those who do otherwise later.
enum EmulationAnalysis: String, Term, CaseIterable {
    case perProtocol = "per_protocol"
    case perProtocolTruncated = "per_protocol_truncated"
    case intentionToTreat = "intention_to_treat"
    case beforeAfter = "before_after"

    var label: String {
        switch self {
        case .perProtocol: "per protocol (cloned, censored when the strategy is left, weighted)"
        case .perProtocolTruncated: "the same with the largest weights truncated"
        case .intentionToTreat: "by what was begun in the first month (weighted)"
        case .beforeAfter: "before and after, unadjusted"
        }
    }

    /// Whether who leaves a strategy is censored.
    var censors: Bool { self == .perProtocol || self == .perProtocolTruncated }
}

/// What is compared.
enum EmulationOutcome: String, Term, CaseIterable {
    case score
    case scoreOutsideWithdrawal = "score_outside_withdrawal"
    case responder10 = "responder_10"
    case responder30 = "responder_30"
    case responder50 = "responder_50"
    case responderTwoPoints = "responder_2_points"
    case dose
    case overdose
    case crisis
    case hospital
    case death
    case negativeControl = "negative_control"

    var label: String {
        switch self {
        case .score: "pain score"
        case .scoreOutsideWithdrawal: "pain score without those soon after a reduction"
        case .responder10: "pain down by 10% or more (minimal)"
        case .responder30: "pain down by 30% or more (moderate)"
        case .responder50: "pain down by 50% or more (substantial)"
        case .responderTwoPoints: "pain down by a fifth of the range or more (2 points of 10)"
        case .dose: "daily dose of opioids"
        case .overdose: "overdose"
        case .crisis: "mental health crisis"
        case .hospital: "hospital"
        case .death: "death"
        case .negativeControl: "the negative control"
        }
    }

    /// IMMPACT's levels (Dworkin 2008, 10.1016/j.jpain.2007.09.005).
    static let responders: [EmulationOutcome] = [.responder10, .responder30, .responder50, .responderTwoPoints]
    /// What may happen around a change.
    static let harms: [EmulationOutcome] = [.overdose, .crisis, .hospital, .death]

    /// Whether it is something that happens once, and not a number of each month.
    var isEvent: Bool { self == .negativeControl || Self.harms.contains(self) }

    /// Whether it is of the scores, so that it ends with them.
    var isOfScores: Bool { !isEvent && self != .dose }

    /// Whether it is a number of points, not whether something happened.
    var isScore: Bool { self == .score || self == .scoreOutsideWithdrawal }

    /// Whether its mean is a share: of responders, or of those with an event.
    var isShare: Bool { !isScore && self != .dose }
}

/// What a number of an emulated trial is about.
struct EmulationKey: GroupKey {
    let instrument: InstrumentInfo
    var outcome: EmulationOutcome
    var analysis: EmulationAnalysis?
    var strategy: StrategyWord?
    /// What the strategy is compared with.
    var comparator: StrategyWord?
    /// Days since time zero by which the month ends.
    var day: Int?
    /// What is held alike at time zero.
    var variable: StudyPlace?

    static let axes: [Axis] = [.instrument, .outcome, .analysis, .strategy, .comparator, .day, .variable]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument), Coordinate(.outcome, outcome)]
        if let analysis { coordinates.append(Coordinate(.analysis, analysis)) }
        if let strategy { coordinates.append(Coordinate(.strategy, .word(id: strategy.id, label: strategy.label))) }
        if let comparator {
            coordinates.append(Coordinate(.comparator, .word(id: comparator.id, label: comparator.label)))
        }
        if let day { coordinates.append(Coordinate(.day, .number(day))) }
        if let variable { coordinates.append(Coordinate(.variable, .study(variable))) }
        return coordinates
    }
}

extension EmulationAnalysis {
    /// Those whose differences answers tell.
    static let tested: [EmulationAnalysis] = [.perProtocol, .intentionToTreat]
}

extension DeclaredTest where Key == EmulationKey {
    /// No difference by the last month.
    static let strategiesAreAlike = DeclaredTest(
        "strategies_are_alike", label: "difference by the last month",
        meaning: """
            t test that the strategy and what it is compared with do not differ by the last month, with the errors of the difference (a \
            family for each analysis)
            """)
}

extension Axis {
    /// What is compared.
    static let outcome = Axis("outcome", label: "Outcome")
    /// How those are counted who do otherwise later.
    static let analysis = Axis("analysis", label: "Analysis")
    /// What is done.
    static let strategy = Axis("strategy", label: "Strategy")
    /// What it is compared with.
    static let comparator = Axis("comparator", label: "Compared with")
}

extension Quantity where Key == EmulationKey {
    /// Who begins a strategy.
    static let initiators = Quantity(
        "patients", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients who began the strategy within the grace period of at least one of the sequential trials")
    /// The score under a strategy.
    static let strategyMean = Quantity(
        "mean", label: "Mean score", unit: .score,
        meaning:
            "Mean score in the month ending on the day, had everybody eligible followed the strategy, by the weights")
    /// Between strategies.
    static let strategyDifference = Quantity(
        "difference", label: "Difference", unit: .score,
        meaning: "Difference of the mean scores under the strategy and under what it is compared with")
    /// The share with an outcome under a strategy.
    static let strategyShare = Quantity(
        "share", label: "Share", unit: .share, format: .percent,
        meaning: """
            Share with the outcome in the month ending on the day (responders), or up to that day (events, death competing), had everybody \
            eligible followed the strategy
            """)
    /// Between strategies.
    static let shareDifference = Quantity(
        "share_difference", label: "Difference of shares", unit: .share, format: .percent,
        meaning: "Difference of the shares under the strategy and under what it is compared with")
    /// What a study without a comparator would have said.
    static let beforeAfterChange = Quantity(
        "change", label: "Change from before", unit: .score,
        meaning: """
            Mean score in the last month less the score before time zero, of those who began the strategy: what a before-and-after comparison \
            sees, regression to the mean and the course of time in it
            """)
    /// How much of that is expected anyhow.
    static let expectedByChance = Quantity(
        "expected_change", label: "Change expected by regression to the mean", unit: .score,
        meaning: """
            Change expected of patients with the initiators' score before time zero if nothing had been done: (1 - r) times what their mean lies \
            away from that of all eligible, r the correlation of a score before and one in the last month among those who changed nothing
            """)
    /// What weighting leaves of the patients.
    static let effectiveSize = Quantity(
        "effective_size", label: "Effective sample size", unit: .named("clones"), format: .fixed(0),
        meaning: "Kish's effective number of the strategy's clones that are followed in the last month")
    /// The largest weight.
    static let largestWeight = Quantity(
        "largest_weight", label: "Largest weight", unit: .named("weight"), format: .fixed(2),
        meaning: "The largest weight of the strategy's clones in the last month")
    /// Whether groups are alike.
    static let balanceBefore = Quantity(
        "imbalance_unweighted", label: "Imbalance, unweighted", unit: .named("standard deviations"), format: .fixed(2),
        meaning:
            "Standardised difference between the clones followed in the last month of two strategies, without weights")
    /// Whether they are after weighting.
    static let balanceAfter = Quantity(
        "imbalance", label: "Imbalance, weighted", unit: .named("standard deviations"), format: .fixed(2),
        meaning: "The same with weights")
    /// The dose under a strategy.
    static let strategyDose = Quantity(
        "dose", label: "Mean daily dose", unit: .named("mg of morphine equivalents a day"),
        meaning: """
            Mean daily dose in the month ending on the day, days without the drug as 0, had everybody eligible on opioids followed the \
            strategy, by the weights
            """)
    /// Between strategies.
    static let doseDifference = Quantity(
        "dose_difference", label: "Difference of the daily dose", unit: .named("mg of morphine equivalents a day"),
        meaning: "Difference of the mean daily doses under the strategy and under what it is compared with")
    /// What a study without a comparator would have said of the dose.
    static let doseChange = Quantity(
        "dose_change", label: "Change of the daily dose from before", unit: .named("mg of morphine equivalents a day"),
        meaning: """
            Mean daily dose in the last month less that of the 30 days before time zero, of those on opioids then who began the strategy: \
            what a before-and-after comparison sees
            """)
}
