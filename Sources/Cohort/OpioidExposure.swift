/// A stretch of days on one opioid.
public struct OpioidExposure: Sendable, Hashable {
    /// Morphine milligram equivalents a day, or why there is no such number.
    public enum DailyMME: Sendable, Hashable {
        /// The dose in morphine milligram equivalents a day, at least 0.
        case milligrams(Double)
        /// The dose was not recorded: exposure counts for duration and is left out of dose models.
        case unknown
        /// The drug has no factor (buprenorphine): never taken as 0.
        case notConvertible
    }

    /// Dense person index.
    public var person: Int32
    /// First day.
    public let start: StudyDay
    /// Last day, inclusive; not before `start`.
    public let end: StudyDay
    /// Index into ``OpioidExposures/drugs``.
    public var drug: UInt16
    /// How it was given; `nil` where that is not recorded.
    public let route: Route?
    // A study of two million people has thirty million rows: what is not a number is told beside the numbers, for 32 bytes a row.
    private let known: Known
    private let equivalents: Double
    private let dose: Double

    /// Which numbers a row has.
    private struct Known: OptionSet, Hashable {
        let rawValue: UInt8

        static let equivalents = Known(rawValue: 1)
        static let noEquivalents = Known(rawValue: 2)
        static let dose = Known(rawValue: 4)
    }

    /// The dose in morphine equivalents.
    public var dailyMME: DailyMME {
        if known.contains(.equivalents) { return .milligrams(equivalents) }
        return known.contains(.noEquivalents) ? .notConvertible : .unknown
    }

    /// The dose a day as recorded: milligrams, of a patch micrograms an hour; `nil` where it is not.
    public var dailyDose: Double? { known.contains(.dose) ? dose : nil }

    /// An exposure, or `nil` where it would end before it starts.
    public init?(
        person: Int32, start: StudyDay, end: StudyDay, drug: UInt16, dailyMME: DailyMME, dailyDose: Double? = nil,
        route: Route? = nil
    ) {
        guard start <= end else { return nil }
        self.person = person
        self.start = start
        self.end = end
        self.drug = drug
        self.route = route
        var known: Known = dailyDose == nil ? [] : .dose
        var equivalents = 0.0
        switch dailyMME {
        case .milligrams(let milligrams):
            known.insert(.equivalents)
            equivalents = milligrams
        case .notConvertible: known.insert(.noEquivalents)
        case .unknown: break
        }
        self.known = known
        self.equivalents = equivalents
        dose = dailyDose ?? 0
    }
}

extension OpioidExposure: PersonRow {
    /// By first day, then last day.
    public static func precedes(_ exposure: OpioidExposure, _ other: OpioidExposure) -> Bool {
        (exposure.start, exposure.end) < (other.start, other.end)
    }
}

/// A cohort's opioid exposures: by person, then first day, then last day, then reading order.
public struct OpioidExposures: Sendable {
    /// The exposures.
    public let rows: PersonRows<OpioidExposure>
    /// The drugs.
    public let drugs: [ClinicalTerm<Opioid>]

    /// Exposures of people with numbers below `personCount`, in blocks as they were read.
    public init(personCount: Int, blocks: [PersonBlock<OpioidExposure>], drugs: [ClinicalTerm<Opioid>]) {
        rows = PersonRows(personCount: personCount, blocks: blocks)
        self.drugs = drugs
    }

    /// The exposures of a person.
    public subscript(person: Int) -> ArraySlice<OpioidExposure> { rows[person] }

    /// The drug of an exposure.
    public func drug(of exposure: OpioidExposure) -> ClinicalTerm<Opioid> { drugs[Int(exposure.drug)] }
}
