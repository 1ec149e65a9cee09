/// Walks a person's exposures forward in time and tells the dose on ascending days.
public struct DailyDoseCursor: Sendable {
    private let regimens: [OpioidRegimen]
    private let exposures: ArraySlice<DrugSpan>
    /// The first exposure that has not begun.
    private var next: Int
    /// Exposures that have begun and not ended.
    private var active: [Int] = []

    /// A cursor before a person's first exposure.
    public init(_ exposures: OpioidExposures, person: Int) {
        regimens = exposures.regimens
        self.exposures = exposures[person]
        next = self.exposures.startIndex
    }

    /// Morphine milligram equivalents of all exposures that cover `day` together. Days must not descend.
    ///
    /// `nil` where none covers it (a gap inside an era), and where one of them has no known or convertible dose: part of a
    /// dose is not the dose.
    public mutating func milligrams(on day: StudyDay) -> Double? {
        while next < exposures.endIndex, exposures[next].start <= day {
            active.append(next)
            next += 1
        }
        active.removeAll { exposures[$0].end < day }
        guard !active.isEmpty else { return nil }
        var sum = 0.0
        for index in active {
            guard case .milligrams(let dose) = regimens[Int(exposures[index].regimen)].dailyMME else { return nil }
            sum += dose
        }
        return sum
    }
}
