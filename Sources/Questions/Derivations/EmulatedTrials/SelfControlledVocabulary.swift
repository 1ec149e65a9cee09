import Findings

/// When, around a change, in a patient compared with herself.
enum ChangePeriod: String, Term, CaseIterable {
    case before
    case soonAfter = "soon_after"
    case later

    var label: String {
        switch self {
        case .before: "in the 30 days before"
        case .soonAfter: "soon after it or a further reduction, when withdrawal is likely"
        case .later: "later"
        }
    }
}

/// What a self-controlled number is about.
struct SelfControlledKey: GroupKey {
    let instrument: InstrumentInfo
    let change: StrategyWord
    var period: ChangePeriod?
    var outcome: EmulationOutcome

    static let axes: [Axis] = [.instrument, .outcome, .change, .period]

    var coordinates: [Coordinate] {
        [
            Coordinate(instrument), Coordinate(.outcome, outcome),
            Coordinate(.change, .word(id: change.id, label: change.label)),
        ]
            + (period.map { [Coordinate(.period, $0)] } ?? [])
    }
}

extension Axis {
    /// What changed.
    static let change = Axis("change", label: "Change")
    /// When, around the change.
    static let period = Axis("period", label: "Period")
}

extension Quantity where Key == SelfControlledKey {
    /// In the same patient.
    static let selfControlledDifference = Quantity(
        "within_patient_difference", label: "Difference from the time before", unit: .score,
        meaning: """
            Difference of the score in the period from the same patient's in the months before the change, at the same point of a course \
            over time that all share
            """)
    /// In the same patient.
    static let selfControlledRatio = Quantity(
        "rate_ratio", label: "Rate ratio", unit: .named("rate ratio"),
        meaning:
            "Rate of the event in the period against the same patient's rate at other times (self-controlled case series)"
    )
}
