import Findings

/// What a number of the patient flow is about.
struct FlowKey: GroupKey {
    let branch: FlowBranch
    /// Number of the stage within its branch, from 1.
    let step: Int
    var stage: FlowStage?
    var reason: FlowReason?

    static let axes: [Axis] = [.branch, .step, .stage, .reason]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(.branch, branch), Coordinate(.step, .number(step))]
        if let stage { coordinates.append(Coordinate(.stage, .word(id: stage.words, label: stage.words))) }
        if let reason { coordinates.append(Coordinate(.reason, .word(id: reason.words, label: reason.words))) }
        return coordinates
    }
}

extension Axis {
    fileprivate static let branch = Axis("branch", label: "Branch")
    fileprivate static let step = Axis("step", label: "Step")
    fileprivate static let stage = Axis("stage", label: "Stage")
    fileprivate static let reason = Axis("reason", label: "Reason")
}

/// A way through the study.
enum FlowBranch: String, Term, CaseIterable {
    case all
    case withdrawal
    case pain

    var label: String {
        switch self {
        case .all: "All patients"
        case .withdrawal: "Withdrawal"
        case .pain: "Pain"
        }
    }
}

/// What the patients of a stage have in common.
enum FlowStage: Sendable, Hashable {
    case inTheStudy
    case withIndexDay
    case inTrialThatAssessed(day: Int)
    case assessed(day: Int)
    case scored(on: InstrumentInfo?)
    case scoredWhileExposed
    case scoredTwiceWhileExposed

    var words: String {
        switch self {
        case .inTheStudy: "in the study"
        case .withIndexDay: "with an index day"
        case .inTrialThatAssessed(let day): "in a trial that assessed withdrawal around day \(day)"
        case .assessed(let day): "assessed around day \(day)"
        case .scored(let instrument): "with a score: \(instrument?.title ?? "pain")"
        case .scoredWhileExposed: "scored while exposed to an opioid"
        case .scoredTwiceWhileExposed: "scored at least twice while exposed"
        }
    }
}

/// Why patients are left out on the way to a stage.
enum FlowReason: Sendable, Hashable {
    /// With the rule that finds the index day, in words.
    case noIndexDay(rule: StudyWord)
    case trialDidNotAssess(day: Int)
    case notAssessed(days: ClosedRange<Int>)
    case noScore
    case noExposedScore
    case oneExposedScore

    var words: String {
        switch self {
        case .noIndexDay(let rule): "no index day: \(rule.text)"
        case .trialDidNotAssess(let day): "in a trial that did not assess withdrawal around day \(day)"
        case .notAssessed(let days): "no withdrawal assessment on days \(days.lowerBound) to \(days.upperBound)"
        case .noScore: "no score"
        case .noExposedScore: "no score while exposed"
        case .oneExposedScore: "one score while exposed"
        }
    }
}

extension Quantity where Key == FlowKey {
    /// Who reached a stage.
    static let reached = Quantity(
        "patients", label: "Patients", unit: .patients, format: .count, meaning: "Patients who reached the stage")
    /// Who did not.
    static let leftOut = Quantity(
        "left_out", label: "Left out on the way", unit: .patients, format: .count,
        meaning: "Patients lost on the way to that step")
}
