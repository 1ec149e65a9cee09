/// How long a person has been exposed on a given day.
public enum ExposureClock: String, Sendable, Hashable, CaseIterable {
    /// Days since the start of the era that covers the day; the era's first day counts 0.
    case eraDays = "era_days"
    /// Days covered by any exposure, from the start of the record to the day before; counted only on days that an era
    /// covers.
    case cumulativeDays = "cumulative_days"
}

/// Walks a person's eras and exposures forward in time and tells the exposure of ascending days by a clock.
///
/// A person's assessments come in day order, so a whole person costs one pass over assessments, eras and exposures together.
public struct ExposureCursor: Sendable {
    @usableFromInline let eras: ExposureEras
    @usableFromInline let exposures: OpioidExposures
    @usableFromInline let clock: ExposureClock
    @usableFromInline var era = 0
    @usableFromInline var last = 0
    /// `nil` where eras alone tell the time.
    @usableFromInline var covered: CoveredDays?

    /// A cursor that stands at nobody: one serves many people, as making one counts references that all threads count.
    @inlinable
    public init(_ eras: ExposureEras, _ exposures: OpioidExposures, clock: ExposureClock) {
        self.eras = eras
        self.exposures = exposures
        self.clock = clock
    }

    /// Goes to the beginning of a person's eras and exposures.
    @inlinable
    public mutating func begin(_ person: Int) {
        let rows = eras.offsets[person]
        era = rows.lowerBound
        last = rows.upperBound
        covered = clock == .cumulativeDays ? CoveredDays(exposures[person]) : nil
    }

    /// Days of exposure on a day, or `nil` where no era covers it. Days must not descend.
    @inlinable
    public mutating func exposureDays(at day: StudyDay) -> Int? {
        let day = day.rawValue
        while era < last, eras.ends[era] < day { era += 1 }
        guard era < last, eras.starts[era] <= day else { return nil }
        return covered?.days(before: day) ?? (Int(day) - Int(eras.starts[era]))
    }
}

/// Counts the days that any of a person's exposures covers; overlapping exposures count a day once.
@usableFromInline
struct CoveredDays: Sendable {
    private let exposures: ArraySlice<DrugSpan>
    /// The first exposure that has not been counted.
    private var next: Int
    /// Days covered by those counted, and the first day behind them all.
    private var counted = 0
    private var reached = Int(Int32.min)

    @usableFromInline
    init(_ exposures: ArraySlice<DrugSpan>) {
        self.exposures = exposures
        next = exposures.startIndex
    }

    /// Days covered before a day. Days must not descend.
    @usableFromInline
    mutating func days(before day: Int32) -> Int {
        while next < exposures.endIndex, exposures[next].start.rawValue < day {
            let behind = Int(exposures[next].end.rawValue) + 1
            let fresh = behind - max(Int(exposures[next].start.rawValue), reached)
            if fresh > 0 {
                counted += fresh
                reached = behind
            }
            next += 1
        }
        // All counted exposures began before the day: what they cover from it on is one stretch.
        return counted - max(0, reached - Int(day))
    }
}
