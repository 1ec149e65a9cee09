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
    /// The dose.
    public let dailyMME: DailyMME

    /// An exposure, or `nil` where it would end before it starts.
    public init?(person: Int32, start: StudyDay, end: StudyDay, drug: UInt16, dailyMME: DailyMME) {
        guard start <= end else { return nil }
        self.person = person
        self.start = start
        self.end = end
        self.drug = drug
        self.dailyMME = dailyMME
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
    /// Names of the drugs, as in the data or recoded by the study file.
    public let drugs: [String]

    /// Exposures of people with numbers below `personCount`, in blocks as they were read.
    public init(personCount: Int, blocks: [PersonBlock<OpioidExposure>], drugs: [String]) {
        rows = PersonRows(personCount: personCount, blocks: blocks)
        self.drugs = drugs
    }

    /// The exposures of a person.
    public subscript(person: Int) -> ArraySlice<OpioidExposure> { rows[person] }
}
