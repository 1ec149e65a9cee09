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
    private let conversions: [Product: Conversion]

    /// A drug, and how it is given.
    private struct Product: Hashable {
        let drug: Opioid
        /// The word of a drug that is none of the list.
        let word: String?
        /// `nil` where nobody says: then a factor holds for what is taken by mouth.
        let route: Route?

        init(_ drug: ClinicalTerm<Opioid>, by route: Route?) {
            self.drug = drug.code
            word = drug.code == .other ? Opioid.parts(drug.word).joined() : nil
            self.route = route
        }
    }

    /// A set of factors.
    ///
    /// - Parameter conversions: by the word for a drug. A word that names a way ("fentanyl transdermal") is of that way alone; any other
    ///   is of the drug by mouth or in a way that nobody wrote down. Of the same drug and way the last one holds.
    public init(name: String, source: String, conversions: [(drug: String, conversion: Conversion)]) {
        self.name = name
        self.source = source
        var known: [Product: Conversion] = [:]
        for (word, conversion) in conversions {
            let drug = ClinicalTerm<Opioid>(word)
            if let route = Route(inDrugWord: word) {
                known[Product(drug, by: route)] = conversion
            } else {
                known[Product(drug, by: nil)] = conversion
                known[Product(drug, by: .oral)] = conversion
            }
        }
        self.conversions = known
    }

    /// The same set with further factors, which win over its own.
    public func adding(_ further: MorphineEquivalents) -> MorphineEquivalents {
        MorphineEquivalents(
            name: "\(name) with factors of the study", source: source,
            conversions: conversions.merging(further.conversions) { $1 })
    }

    private init(name: String, source: String, conversions: [Product: Conversion]) {
        self.name = name
        self.source = source
        self.conversions = conversions
    }

    /// Whether the set has a factor for a drug, in any way of giving it.
    public func converts(_ drug: Opioid) -> Bool {
        conversions.contains { $0.key.drug == drug && $0.value != .notConvertible }
    }

    /// How a drug converts; `nil` where the set does not say.
    ///
    /// - Parameter route: how it is given. A factor is of a way: what the set has for tablets is not that of an infusion. `nil` where
    ///   the data do not say; then it is what the word says, and else the usual form.
    public func conversion(of drug: ClinicalTerm<Opioid>, route: Route? = nil) -> Conversion? {
        conversions[Product(drug, by: route ?? Route(inDrugWord: drug.word))]
    }

    /// Daily dose in morphine milligram equivalents. A drug that the set does not name has no equivalent, never 0.
    public func dailyMME(
        of drug: ClinicalTerm<Opioid>, route: Route? = nil, dailyDose: Double?
    ) -> OpioidRegimen.DailyMME {
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
}
