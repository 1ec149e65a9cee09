import Cohort
import Findings

/// From what to what.
enum RotationPair: Sendable, Hashable {
    /// From one drug to another.
    case drugs(DrugTerm, DrugTerm)
    /// Pairs that too few patients have.
    case others

    /// “morphine to oxycodone”.
    var label: String {
        switch self {
        case .drugs(let old, let new): "\(old.label) to \(new.label)"
        case .others: "other pairs"
        }
    }
}

/// Before or after a rotation.
enum RotationTime: String, Term, CaseIterable {
    case before
    case after

    var label: String { self == .before ? "in the 30 days before" : "in the 30 days after" }
}

/// What ended a course on one opioid without a rotation.
enum OtherDeparture: String, Term, CaseIterable {
    case stop
    case addition

    var label: String {
        switch self {
        case .stop: "stopped, and no other opioid started"
        case .addition: "a second opioid was taken beside it"
        }
    }
}

/// What a number about the rotations themselves is about.
struct RotationKey: GroupKey {
    var pair: RotationPair?
    var time: RotationTime?
    var departure: OtherDeparture?
    /// Days for which both may be taken.
    var overlap: Int?

    static let axes: [Axis] = [.fromDrug, .toDrug, .time, .departure, .overlap]

    var coordinates: [Coordinate] {
        var coordinates: [Coordinate] = []
        switch pair {
        case .drugs(let old, let new)?: coordinates += [Coordinate(.fromDrug, old), Coordinate(.toDrug, new)]
        case .others?:
            coordinates += [Axis.fromDrug, .toDrug].map { Coordinate($0, .word(id: "others", label: "other pairs")) }
        case nil: break
        }
        if let time { coordinates.append(Coordinate(.time, time)) }
        if let departure { coordinates.append(Coordinate(.departure, departure)) }
        if let overlap { coordinates.append(Coordinate(.overlap, .setting(Double(overlap)))) }
        return coordinates
    }
}

extension Axis {
    /// The old drug.
    static let fromDrug = Axis("from", label: "From")
    /// The new drug.
    static let toDrug = Axis("to", label: "To")
    /// Before or after.
    static let time = Axis("time", label: "Time")
    /// What happened instead.
    static let departure = Axis("departure", label: "What happened")
    /// The most days with both drugs.
    static let overlap = Axis("overlap", label: "Most days with both")
}

extension Quantity where Key == RotationKey {
    /// Who took one opioid alone.
    static let onOneOpioid = Quantity(
        "one_opioid", label: "Patients on one opioid", unit: .patients, format: .count,
        meaning: "Patients who took one opioid and no other for the days before some month")
    /// Who changed it for another.
    static let rotated = Quantity(
        "rotated", label: "Patients with a rotation", unit: .patients, format: .count,
        meaning:
            "Patients with an opioid that ends and another that starts, with so many days of both at most, at any time")
    /// Who changed the route alone.
    static let routeChanged = Quantity(
        "route_changed", label: "Patients with a change of route alone", unit: .patients, format: .count,
        meaning: "Patients in whom one route of an opioid ends and another of the same opioid starts")
    /// Whose change cannot be told.
    static let unnamedChange = Quantity(
        "unnamed_change", label: "Patients with a change from or to a drug that no name says", unit: .patients,
        format: .count,
        meaning: "Patients with a change from or to a drug that is not named: whether it is another one is not known")
    /// Who left both strategies.
    static let departed = Quantity(
        "departed", label: "Patients who left both strategies", unit: .patients, format: .count,
        meaning:
            "Eligible patients whose course on one opioid, from their first month of entry on, ended so before any rotation"
    )
    /// From what to what.
    static let rotatedPair = Quantity(
        "pair", label: "Patients", unit: .patients, format: .count,
        meaning:
            "Patients whose first rotation was from the one drug to the other; pairs of few patients are counted together"
    )
    /// The dose.
    static let rotationMedian = Quantity(
        "mme_median", label: "Median", unit: .named("MME per day"), format: .fixed(1), quantile: 0.5,
        meaning:
            "Median over patients of the mean daily dose of all opioids in the 30 days before, or after, the first rotation"
    )
    /// The dose.
    static let rotationLowerQuartile = Quantity(
        "mme_lower_quartile", label: "Lower quartile", unit: .named("MME per day"), format: .fixed(1), quantile: 0.25,
        meaning: "Lower quartile of the same")
    /// The dose.
    static let rotationUpperQuartile = Quantity(
        "mme_upper_quartile", label: "Upper quartile", unit: .named("MME per day"), format: .fixed(1), quantile: 0.75,
        meaning: "Upper quartile of the same")
    /// Whose dose fell.
    static let doseFellShare = Quantity(
        "dose_fell_share", label: "Dose lower after than before", unit: .share, format: .percent,
        meaning:
            "Share of the patients with a rotation and a known dose before and after it whose dose was lower after it")
}
