/// A published set of factors from an opioid's daily dose to morphine milligram equivalents.
///
/// The factors themselves stand in versioned data files beside `Ingest`. An equivalent describes exposure in a
/// population; it never sets a dose for a rotation.
public struct MorphineEquivalents: Sendable, Hashable {
    /// How a drug converts.
    public enum Conversion: Sendable, Hashable {
        /// Milligrams (or, for a patch, micrograms an hour) times the factor.
        case factor(Double)
        /// A factor that depends on the daily dose, in ascending bands (methadone in the CDC's set of 2016).
        case doseBands([DoseBand])
        /// The set says that there is no factor.
        case notConvertible
    }

    /// Doses above the band before and up to a bound, and their factor.
    public struct DoseBand: Sendable, Hashable {
        /// The highest daily dose of the band; infinite for the last.
        public let upTo: Double
        /// The factor for the whole dose.
        public let factor: Double

        /// A band.
        public init(upTo: Double, factor: Double) {
            self.upTo = upTo
            self.factor = factor
        }
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
    public func dailyMME(of drug: String, route: String? = nil, dailyDose: Double?) -> OpioidRegimen.DailyMME {
        Self.dailyMME(of: dailyDose, by: conversion(of: drug, route: route))
    }

    /// Daily dose in morphine milligram equivalents by a conversion that has been looked up.
    public static func dailyMME(of dailyDose: Double?, by conversion: Conversion?) -> OpioidRegimen.DailyMME {
        let factor: Double?
        switch conversion {
        case .notConvertible?, nil: return .notConvertible
        case .factor(let constant)?: factor = constant
        case .doseBands(let bands)?: factor = dailyDose.flatMap { dose in bands.first { dose <= $0.upTo }?.factor }
        }
        guard let factor, let dailyDose, dailyDose.isFinite, dailyDose >= 0 else { return .unknown }
        return .milligrams(dailyDose * factor)
    }

    private static func key(_ name: String) -> String {
        name.lowercased().filter { $0 != " " && $0 != "-" && $0 != "_" }
    }
}
