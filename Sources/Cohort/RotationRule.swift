/// When the end of one opioid and the start of another are a rotation.
public struct RotationRule: Sendable, Hashable {
    /// The most free days between the last day of the old drug and the first day of the new one.
    public var gap: Int
    /// The most days that both are taken.
    public var overlap: Int
    /// The longest gap in the supply of one drug, in days: after a longer one it has ended, as an era does (``ExposureRule/gap``).
    public var drugGap: Int
    /// Days of the means before and after.
    public var doseDays: Int
    /// The largest share of unknown days with which a mean is taken.
    public var mostUnknown: Double

    /// A rule; by default within 7 days either side. An overlap of 28 days is for sensitivity.
    public init(
        gap: Int = 7, overlap: Int = 7, drugGap: Int = 30, doseDays: Int = 30, mostUnknown: Double = 0.10
    ) {
        self.gap = gap
        self.overlap = overlap
        self.drugGap = drugGap
        self.doseDays = doseDays
        self.mostUnknown = mostUnknown
    }
}

/// An opioid, and how it is given.
public struct DrugForm: Sendable, Hashable {
    /// Which drug, whatever the study calls it.
    public let drug: Opioid
    /// How: as recorded, else as the drug's word says, else by mouth where it has an oral form; `nil` where that is not known.
    public let route: Route?
}

/// Days on one drug.
public struct DrugStretch: Sendable, Hashable {
    /// Which.
    public let drug: Opioid
    /// First day.
    public let start: StudyDay
    /// Last day, inclusive.
    public let end: StudyDay
}

/// One opioid, or one route of it, that ends where another starts.
public struct DrugChange: Sendable, Hashable {
    /// What ends, as it was taken last.
    public let old: DrugForm
    /// What starts, as it was taken first.
    public let new: DrugForm
    /// The last day of the old one.
    public let lastDayOfOld: StudyDay
    /// The first day of the new one.
    public let firstDayOfNew: StudyDay
    /// The mean daily dose of all opioids in the month before either of the two changes, in morphine milligram equivalents; `nil` where
    /// too many days are unknown.
    public let doseBefore: Double?
    /// The same in the month after both.
    public let doseAfter: Double?

    /// Days with neither; 0 where the new one starts on the day after the old one ends, or sooner.
    public var freeDays: Int { max(0, firstDayOfNew.days(since: lastDayOfOld) - 1) }
    /// Days with both.
    public var overlapDays: Int { max(0, lastDayOfOld.days(since: firstDayOfNew) + 1) }
}

/// A person's changes of drug and of route.
public struct DrugChanges: Sendable, Hashable {
    /// One drug ends, another starts.
    public internal(set) var rotations: [DrugChange] = []
    /// One route ends, another of the same drug starts.
    public internal(set) var routeChanges: [DrugChange] = []
    /// Changes from or to a drug that no name says: whether it is another one is not known.
    public internal(set) var unnamed = 0
}
