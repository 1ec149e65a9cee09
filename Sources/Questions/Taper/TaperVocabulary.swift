import Cohort
import Findings

/// What a number about the changes themselves is about.
struct TaperKey: GroupKey {
    var change: DoseStrategy?
    var velocity: VelocityWord?

    static let axes: [Axis] = [.change, .velocity]

    var coordinates: [Coordinate] {
        var coordinates: [Coordinate] = []
        if let change { coordinates.append(Coordinate(.change, change)) }
        if let velocity { coordinates.append(Coordinate(.velocity, velocity)) }
        return coordinates
    }
}

/// How fast a dose was lowered.
enum VelocityWord: String, Term, CaseIterable {
    case below10 = "below_10"
    case from10 = "10_to_20"
    case from20 = "20_to_30"
    case from30 = "30_or_more"

    var label: String {
        switch self {
        case .below10: "below 10% of the dose before a month"
        case .from10: "10% to below 20%"
        case .from20: "20% to below 30%"
        case .from30: "30% or more"
        }
    }
}

extension Axis {
    /// How fast.
    static let velocity = Axis("velocity", label: "Velocity")
}

extension Quantity where Key == TaperKey {
    /// Whose dose was stable.
    static let stableDose = Quantity(
        "stable_dose", label: "Patients with a stable dose", unit: .patients, format: .count,
        meaning: "Patients whose dose was stable and high enough for the days before some month")
    /// Whose dose changed so.
    static let doseChanged = Quantity(
        "changed", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients whose first change of a stable dose is of this kind")
    /// How fast tapers were.
    static let taperVelocity = Quantity(
        "velocity_share", label: "Share of tapers", unit: .share, format: .percent,
        meaning: """
            Share of the patients with a taper whose fastest taper had this velocity: the largest fall of the monthly mean, in percent of the \
            dose before
            """)
}
