/// How long a person has been exposed on a given day.
public enum ExposureClock: String, Sendable, Hashable, CaseIterable {
    /// Days since the start of the era that covers the day; the era's first day counts 0.
    case eraDays = "era_days"
    /// Days covered by any exposure, from the start of the record to the day before; counted only on days that an era
    /// covers.
    case cumulativeDays = "cumulative_days"
}

/// Walks a person's eras and exposures forward in time and tells the exposure of ascending days.
///
/// A person's assessments come in day order, so a whole person costs one pass over assessments and eras together.
public struct ExposureCursor: Sendable {
    @usableFromInline let starts: [Int32]
    @usableFromInline let ends: [Int32]
    @usableFromInline var era: Int
    @usableFromInline let last: Int

    /// A cursor at the beginning of a person's eras.
    @inlinable
    public init(_ eras: ExposureEras, person: Int) {
        let rows = eras.offsets[person]
        starts = eras.starts
        ends = eras.ends
        era = rows.lowerBound
        last = rows.upperBound
    }

    /// Days since the start of the era that covers `day`, or `nil` where none does. Days must not descend.
    @inlinable
    public mutating func eraDays(at day: Int32) -> Int? {
        while era < last, ends[era] < day { era += 1 }
        guard era < last, starts[era] <= day else { return nil }
        return Int(day) - Int(starts[era])
    }
}

extension OpioidExposures {
    /// Days before `day` that any of a person's exposures covers; overlapping exposures count a day once.
    ///
    /// - Complexity: linear in the person's exposures.
    public func coveredDays(of person: Int, before day: StudyDay) -> Int {
        var covered = 0
        var reached = Int32.min
        for exposure in self[person] where exposure.start < day {
            let from = max(exposure.start.rawValue, reached)
            let to = min(exposure.end.rawValue, day.rawValue - 1)
            if to >= from { covered += Int(to) - Int(from) + 1 }
            if exposure.end.rawValue >= reached, exposure.end.rawValue < Int32.max {
                reached = exposure.end.rawValue + 1
            }
        }
        return covered
    }
}
