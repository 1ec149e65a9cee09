import Findings

/// A kind of care.
struct CareKey: GroupKey {
    let care: StrategyWord

    static let axes: [Axis] = [.care]

    var coordinates: [Coordinate] { [Coordinate(.care, .word(id: care.id, label: care.label))] }
}

extension Axis {
    /// Which care.
    static let care = Axis("care", label: "Care")
}

extension Quantity where Key == CareKey {
    /// Who had it.
    static let hadCare = Quantity(
        "had_care", label: "Patients with this care", unit: .patients, format: .count,
        meaning: "Patients of whom this kind of care is recorded at any time")
}

extension Quantity where Key == EmulationKey {
    /// How patients differ.
    static let careScoreSD = Quantity(
        "score_sd", label: "SD between patients", unit: .score,
        meaning: "Standard deviation between patients of their mean score in the last month")
    /// What would explain a difference away.
    static let careEValue = Quantity(
        "e_value", label: "E-value", unit: .named("risk ratio"), format: .fixed(2),
        meaning: """
            Smallest risk ratio that something not held alike must have with both the beginning of the care and the pain score to \
            explain the difference of the last month away; given where its interval excludes zero
            """)
    /// The same of the interval's nearer limit.
    static let careEValueOfLimit = Quantity(
        "e_value_of_limit", label: "E-value of the nearer limit", unit: .named("risk ratio"), format: .fixed(2),
        meaning: "E-value of the interval's limit nearer to zero")
}
