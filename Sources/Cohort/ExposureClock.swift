/// How long a person has been exposed on a given day.
public enum ExposureClock: String, Sendable, Hashable, CaseIterable {
    /// Days since the start of the era that covers the day.
    case eraDays = "era_days"
    /// Days covered by any exposure, from the start of the record to the day before.
    case cumulativeDays = "cumulative_days"
}

/// When a day counts as exposed: by the past alone, never because the drug came back later.
public struct ExposureRule: Sendable, Hashable {
    /// What the first day of an era is.
    public enum FirstDay: String, Sendable, Hashable, CaseIterable {
        /// Taken for the state before the drug could act.
        case baseline
        /// Exposed like the days after it.
        case exposed
    }

    /// The longest drug-free gap inside an era, in days (the persistence window of the OMOP drug era, 30 days): days 1-10 and 41-50
    /// have 30 free days between them and are one era, 1-10 and 42-50 are two.
    public var gap: Int
    /// How many days after the last covered one still count as exposed.
    public var grace: Int
    /// What the first day of an era is.
    public var firstDay: FirstDay
    /// How many days without the drug must be observed before the first exposure of somebody who is to be a new user.
    public var washout: Int

    /// What it says, for a list of definitions.
    public var meaning: String {
        let lateDays = grace == 0 ? "" : ", or one of the \(grace) days after the last covered one"
        let firstDays =
            switch firstDay {
            case .baseline:
                "a score on the first day of an era is baseline, taken before the drug could act, and not exposed, unless its time of "
                    + "day is after that of the first dose."
            case .exposed: "the first day of an era counts."
            }
        return "A covered day\(lateDays), by what came before it and never because the drug came back later; "
            + firstDays
    }

    /// A rule; by default eras end after 30 free days, no free day is exposed, and first days are baseline.
    public init(gap: Int = 30, grace: Int = 0, firstDay: FirstDay = .baseline, washout: Int = 1) {
        self.gap = gap
        self.grace = grace
        self.firstDay = firstDay
        self.washout = washout
    }
}

/// What a day is to a person's exposure.
public enum ExposureStatus: Sendable, Hashable {
    /// No exposure has begun.
    case before
    /// The first day of an era.
    case baseline
    /// Covered, or within grace of a covered day, after so many days of exposure.
    case exposed(days: Int)
    /// In a gap, or after the end: so many days after the last covered one.
    case after(days: Int)

    /// Whether it is in a gap or after the end.
    @inlinable
    public var isAfter: Bool {
        if case .after = self { true } else { false }
    }

    /// Days of exposure; `nil` unless the day is exposed.
    @inlinable
    public var days: Int? {
        if case .exposed(let days) = self { days } else { nil }
    }
}

/// Walks a person's exposures forward in time and tells what ascending days are to them.
///
/// A person's assessments come in day order, so a whole person costs one pass over assessments and exposures together.
public struct ExposureCursor: Sendable {
    @usableFromInline let exposures: OpioidExposures
    @usableFromInline let rule: ExposureRule
    @usableFromInline let clock: ExposureClock
    @usableFromInline var spans: ArraySlice<DrugSpan> = []
    /// The first span that has not begun.
    @usableFromInline var next = 0
    /// The start of the present era; `nil` before any exposure.
    @usableFromInline var era: Int32?
    /// The last day that a span which has begun covers.
    @usableFromInline var reached = Int32.min
    /// Days covered from the start of the record to ``reached``.
    @usableFromInline var covered = 0

    /// A cursor that stands at nobody: one serves many people, as making one counts references that all threads count.
    @inlinable
    public init(_ exposures: OpioidExposures, rule: ExposureRule, clock: ExposureClock) {
        self.exposures = exposures
        self.rule = rule
        self.clock = clock
    }

    /// Goes to the beginning of a person's exposures.
    @inlinable
    public mutating func begin(_ person: Int) {
        spans = exposures[person]
        next = spans.startIndex
        era = nil
        reached = .min
        covered = 0
    }

    /// What a day is. Days must not descend.
    @inlinable
    public mutating func status(on day: StudyDay) -> ExposureStatus {
        let day = day.rawValue
        while next < spans.endIndex, spans[next].start.rawValue <= day {
            take(spans[next])
            next += 1
        }
        guard let era else { return .before }
        if day == era, rule.firstDay == .baseline { return .baseline }
        guard Int(day) - Int(reached) <= rule.grace else { return .after(days: Int(day) - Int(reached)) }
        return .exposed(days: exposure(on: day, since: era))
    }

    /// What a time on a day is: on the first day of an era what is later than the first dose is not baseline. Days must not descend.
    public mutating func status(on day: StudyDay, at time: TimeOfDay?) -> ExposureStatus {
        let status = status(on: day)
        guard status == .baseline, isAfterFirstDose(time), let era else { return status }
        return .exposed(days: exposure(on: day.rawValue, since: era))
    }

    /// Days of exposure on an exposed day.
    @inlinable @inline(__always)
    func exposure(on day: Int32, since era: Int32) -> Int {
        switch clock {
        case .eraDays: Int(day) - Int(era)
        // All spans that count began by the day: what they cover from it on is one stretch.
        case .cumulativeDays: covered - max(0, Int(reached) + 1 - Int(day))
        }
    }

    /// Whether a time of the first day of the present era, up to which all spans have been taken, is known to be after its first dose.
    private func isAfterFirstDose(_ time: TimeOfDay?) -> Bool {
        guard exposures.hasTimes, let time else { return false }
        var first: TimeOfDay?
        for span in spans[..<next].reversed() {
            guard span.start.rawValue == era else { break }
            guard let own = exposures.regimen(of: span).time else { return false }
            first = first.map { min($0, own) } ?? own
        }
        return first.map { time > $0 } ?? false
    }

    @inlinable @inline(__always)
    mutating func take(_ span: DrugSpan) {
        let (start, end) = (span.start.rawValue, span.end.rawValue)
        if era == nil || Int(start) - Int(reached) - 1 > rule.gap { era = start }
        guard end > reached else { return }
        covered += Int(end) - max(Int(start) - 1, Int(reached))
        reached = end
    }
}

/// A stretch of exposures without a longer gap than the rule lets pass.
public struct ExposureEra: Sendable, Hashable {
    /// First day.
    public let start: StudyDay
    /// The last day that still counts as exposed: covered, or within grace of a covered one.
    public let end: StudyDay
}

extension Cohort {
    /// A person's eras, in order.
    public func eras(of person: Int) -> [ExposureEra] {
        var eras: [(start: Int, reached: Int)] = []
        for span in exposures[person] {
            let (start, end) = (Int(span.start.rawValue), Int(span.end.rawValue))
            if let last = eras.last, start - last.reached - 1 <= exposureRule.gap {
                eras[eras.count - 1].reached = max(last.reached, end)
            } else {
                eras.append((start, end))
            }
        }
        return eras.map { start, reached in
            let end = Int32(clamping: reached + exposureRule.grace)
            return ExposureEra(start: StudyDay(Int32(clamping: start)), end: StudyDay(end))
        }
    }
}
