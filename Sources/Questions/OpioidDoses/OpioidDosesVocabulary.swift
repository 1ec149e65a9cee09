import Cohort
import Findings

/// What a number about doses is about.
struct DoseKey: GroupKey {
    /// The drug.
    var drug: DrugTerm?
    /// How it is given.
    var route: RouteTerm?
    /// Over which days a dose is averaged.
    var denominator: DoseDenominator?
    /// Whether buprenorphine counts.
    var buprenorphine: BuprenorphineRule?

    static let drug = Axis("drug", label: "Drug")
    static let route = Axis("route", label: "Route")
    static let denominator = Axis("denominator", label: "Denominator")
    static let buprenorphine = Axis("buprenorphine", label: "Buprenorphine")
    static let axes: [Axis] = [drug, route, denominator, buprenorphine]

    var coordinates: [Coordinate] {
        [
            drug.map { Coordinate(Self.drug, $0) }, route.map { Coordinate(Self.route, $0) },
            denominator.map { Coordinate(Self.denominator, $0) },
            buprenorphine.map { Coordinate(Self.buprenorphine, $0) },
        ].compactMap(\.self)
    }
}

/// A drug that the tool knows, or those that it does not.
struct DrugTerm: Term {
    let opioid: Opioid

    init(_ opioid: Opioid) { self.opioid = opioid }

    init?(rawValue: String) {
        guard let opioid = Opioid(rawValue: rawValue) else { return nil }
        self.opioid = opioid
    }

    var rawValue: String { opioid.rawValue }
    var label: String { opioid == .other ? "a word that is no known drug" : opioid.rawValue }
}

/// A way of giving a drug.
struct RouteTerm: Term {
    let route: Route?

    init(_ route: Route?) { self.route = route }

    init?(rawValue: String) {
        route = Route(rawValue: rawValue)
        if route == nil, rawValue != Self.unstated { return nil }
    }

    var rawValue: String { route?.rawValue ?? Self.unstated }
    var label: String {
        switch route {
        case nil: "route not stated"
        case .other?: "another route"
        case let route?: route.rawValue
        }
    }

    private static let unstated = "unstated"
}

/// Over which days the dose of a day is an average.
enum DoseDenominator: String, Term, CaseIterable {
    case onTherapy = "on_therapy_days"
    case supplied = "days_supplied"
    case window
    case highestDay = "highest_day"

    var label: String {
        switch self {
        case .onTherapy: "days with the drug (definition 2)"
        case .supplied: "total days' supply (definition 1)"
        case .window: "fixed window (definition 3)"
        case .highestDay: "day of the highest dose (definition 4)"
        }
    }

    func value(_ doses: DailyDoses) -> Double {
        switch self {
        case .onTherapy: doses.perDayOnTherapy
        case .supplied: doses.perDaySupplied
        case .window: doses.perDayOfWindow
        case .highestDay: doses.highestDay
        }
    }
}

/// Whether buprenorphine counts among the equivalents.
enum BuprenorphineRule: String, Term, CaseIterable {
    case included
    case leftOut = "left_out"

    var label: String { self == .included ? "with buprenorphine" : "without buprenorphine" }
}

extension Quantity where Key == DoseKey {
    static let patientsTaking = Quantity(
        "taking_share", label: "Patients with the drug", unit: .share, format: .percent,
        meaning: "Share of the patients with an exposure who have one to the drug")
    static let rowsWithoutFactor = Quantity(
        "rows_without_factor", label: "Exposures without a factor", unit: .rows, format: .count,
        meaning:
            "Exposures to the drug, given in this way, that the factor set does not convert: in no question about the dose"
    )
    static let overlappingSupplies = Quantity(
        "overlapping_supplies", label: "Supplies that begin before an earlier one ends", unit: .rows, format: .count,
        meaning: "Dispensed supplies that begin before an earlier one of the same drug, route and daily dose ends")
    static let doseMedian = Quantity(
        "mme_median", label: "Median", unit: .named("MME per day"), format: .fixed(1), quantile: 0.5,
        meaning: "Median over patients of the daily dose in morphine milligram equivalents")
    static let doseLowerQuartile = Quantity(
        "mme_lower_quartile", label: "Lower quartile", unit: .named("MME per day"), format: .fixed(1), quantile: 0.25,
        meaning: "Lower quartile over patients of the daily dose in morphine milligram equivalents")
    static let doseUpperQuartile = Quantity(
        "mme_upper_quartile", label: "Upper quartile", unit: .named("MME per day"), format: .fixed(1), quantile: 0.75,
        meaning: "Upper quartile over patients of the daily dose in morphine milligram equivalents")
    static let highDoseShare = Quantity(
        "high_dose_share", label: "At 90 MME a day or more", unit: .share, format: .percent,
        meaning: "Share of patients at 90 morphine milligram equivalents a day or more")
}
