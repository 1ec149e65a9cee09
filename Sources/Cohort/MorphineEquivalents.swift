/// A published set of factors from an opioid's daily dose to morphine milligram equivalents.
///
/// The factors themselves stand in versioned data files beside `Ingest`. An equivalent describes exposure in a
/// population; it never sets a dose for a rotation.
public struct MorphineEquivalents: Sendable, Hashable {
    /// How a drug converts.
    public enum Conversion: Sendable, Hashable {
        /// Milligrams (or, for a patch, micrograms an hour) times the factor.
        case factor(Double)
        /// The set says that there is no factor.
        case notConvertible
    }

    /// Name of the set, for example `CDC 2022`.
    public let name: String
    /// Where it was published.
    public let source: String
    private let conversions: [String: Conversion]

    /// A set of factors; drug names are compared without regard to case, spaces, hyphens and underscores.
    public init(name: String, source: String, conversions: [String: Conversion]) {
        self.name = name
        self.source = source
        self.conversions = Dictionary(
            conversions.map { (Self.key($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// How a drug converts, or `nil` where the set does not name it.
    ///
    /// A route is tried first: `fentanyl` by route `transdermal` finds `fentanyl_transdermal`.
    public func conversion(of drug: String, route: String? = nil) -> Conversion? {
        if let route, let found = conversions[Self.key(drug + route)] { return found }
        return conversions[Self.key(drug)]
    }

    /// Daily dose in morphine milligram equivalents. A drug that the set does not name has no equivalent, never 0.
    public func dailyMME(of drug: String, route: String? = nil, dailyDose: Double?) -> OpioidExposure.DailyMME {
        switch conversion(of: drug, route: route) {
        case .factor(let factor)?:
            guard let dailyDose, dailyDose.isFinite, dailyDose >= 0 else { return .unknown }
            return .milligrams(dailyDose * factor)
        case .notConvertible?, nil:
            return .notConvertible
        }
    }

    private static func key(_ name: String) -> String {
        name.lowercased().filter { $0 != " " && $0 != "-" && $0 != "_" }
    }
}
