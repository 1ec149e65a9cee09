/// A stretch of opioid exposure in which no drug-free gap is longer than the setting allows.
public struct ExposureEra: Sendable, Hashable {
    /// First day of exposure.
    public let start: StudyDay
    /// Last day of exposure, inclusive.
    public let end: StudyDay

    /// An era; `end` is not before `start`.
    init(start: StudyDay, end: StudyDay) {
        self.start = start
        self.end = end
    }

    /// Merges exposures into eras.
    ///
    /// Two exposures belong to one era while the days strictly between them number at most `maximumGap`: days 1–10 and
    /// 41–50 have 30 free days between them and are one era at the default gap of 30, 1–10 and 42–50 are two. (The
    /// persistence window of the OMOP drug era, 30 days.)
    ///
    /// - Parameter exposures: one person's, sorted by first day.
    public static func eras(of exposures: ArraySlice<DrugSpan>, maximumGap: Int) -> [ExposureEra] {
        var eras: [ExposureEra] = []
        forEachEra(of: exposures, maximumGap: maximumGap) { eras.append($0) }
        return eras
    }

    @inline(__always)
    fileprivate static func forEachEra(
        of exposures: ArraySlice<DrugSpan>, maximumGap: Int, _ take: (ExposureEra) -> Void
    ) {
        guard let first = exposures.first else { return }
        var start = first.start
        var end = first.end
        for exposure in exposures.dropFirst() {
            if exposure.start.days(since: end) - 1 <= maximumGap {
                end = max(end, exposure.end)
            } else {
                take(ExposureEra(start: start, end: end))
                (start, end) = (exposure.start, exposure.end)
            }
        }
        take(ExposureEra(start: start, end: end))
    }
}

/// The eras of every person, sorted by person and day. Eras of a person do not overlap.
public struct ExposureEras: Sendable {
    /// Rows of each person.
    public let offsets: PersonOffsets
    /// First day of each era.
    public let starts: [Int32]
    /// Last day of each era.
    public let ends: [Int32]
    /// The longest drug-free gap inside an era, in days.
    public let maximumGap: Int

    /// The eras of a cohort's exposures.
    public init(_ exposures: OpioidExposures, maximumGap: Int) {
        var counts: [Int] = []
        var starts: [Int32] = []
        var ends: [Int32] = []
        counts.reserveCapacity(exposures.spans.personCount)
        for person in 0..<exposures.spans.personCount {
            let before = starts.count
            ExposureEra.forEachEra(of: exposures[person], maximumGap: maximumGap) { era in
                starts.append(era.start.rawValue)
                ends.append(era.end.rawValue)
            }
            counts.append(starts.count - before)
        }
        self.offsets = PersonOffsets(counts: counts)
        self.starts = starts
        self.ends = ends
        self.maximumGap = maximumGap
    }
}
