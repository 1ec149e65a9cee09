/// An opioid as it is taken each day.
public struct OpioidRegimen: DrugRegimen {
    /// Morphine milligram equivalents a day, or why there is no such number.
    public enum DailyMME: Sendable, Hashable {
        /// The dose in morphine milligram equivalents a day, at least 0.
        case milligrams(Double)
        /// The dose was not recorded: exposure counts for duration and is left out of dose models.
        case unknown
        /// The drug has no factor (buprenorphine): never taken as 0.
        case notConvertible
    }

    /// The drugs that it can be of.
    public typealias Drug = Opioid

    /// Index into ``OpioidExposures/drugs``.
    public var drug: UInt16?
    /// How it is given; `nil` where that is not recorded.
    public let route: Route?
    /// The dose in morphine equivalents.
    public let dailyMME: DailyMME
    /// The dose a day as recorded: milligrams, of a patch micrograms an hour; `nil` where it is not.
    public let dailyDose: Double?

    /// Whether it was dispensed: the days say how long the supply lasts, not when it was taken.
    public let isSupply: Bool
    /// When on its first day it was first taken, where that is recorded.
    public let time: TimeOfDay?

    /// The dose.
    public var mark: Double {
        if let dailyDose { return dailyDose }
        if case .milligrams(let milligrams) = dailyMME { return milligrams }
        return 0
    }

    /// A regimen.
    public init(
        drug: UInt16, dailyMME: DailyMME, dailyDose: Double? = nil, route: Route? = nil, isSupply: Bool = false,
        time: TimeOfDay? = nil
    ) {
        self.drug = drug
        self.route = route
        self.dailyMME = dailyMME
        self.dailyDose = dailyDose
        self.isSupply = isSupply
        self.time = time
    }
}

/// A cohort's opioid exposures.
public typealias OpioidExposures = DrugHistory<OpioidRegimen>
