import Cohort

extension StudyReading {
    /// Says where calendar dates that are counted from one day for everybody are no clock: people who enter over months or years stop being
    /// scored on different days of it without anybody leaving.
    mutating func warnOfStaggeredEntry(in cohort: Cohort) {
        guard study.readsDates, !study.clock.isEachPersonsOwn else { return }
        let (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
        let observed = (0..<cohort.patients.count).compactMap { person -> (first: Int, days: Int)? in
            guard let first = starts[person], let last = ends[person] else { return nil }
            return (Int(first.rawValue), last.days(since: first))
        }
        guard let spread = Self.middleHalf(observed.map(\.first)), let length = Self.middle(observed.map(\.days)),
            length > 0, spread > Self.mostSpread * Double(length)
        else { return }
        warn(
            "\"dates\": patients' first days spread over more of the calendar (the middle half over \(Int(spread)) days) than patients are "
                + "observed (\(length) days); where leaving and follow-up are asked about, count from each patient's own day: "
                + "\"origin: first_exposure\" or \"origin: {column: NAME}\"")
    }

    /// Of the usual length of observation.
    private static var mostSpread: Double { 0.5 }

    private static func middle(_ values: [Int]) -> Int? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    /// From the lower to the upper quartile.
    private static func middleHalf(_ values: [Int]) -> Double? {
        guard values.count > 3 else { return nil }
        let sorted = values.sorted()
        return Double(sorted[3 * values.count / 4] - sorted[values.count / 4])
    }
}
