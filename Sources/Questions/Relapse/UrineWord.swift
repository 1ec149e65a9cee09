import Cohort

/// What the urine screens of a week say.
enum WeeklyResult: Character, Sendable, Hashable, CaseIterable {
    /// Positive results only.
    case positive = "+"
    /// Negative results only.
    case negative = "-"
    /// Both.
    case mixed = "*"
    /// None.
    case missing = "o"
}

/// The weeks of a patient's follow-up, a letter each (Odom 2023, doi:10.1371/journal.pone.0291248). Week 1 begins on the day after time
/// zero, which is the last day of week 0.
struct UrineWord: Sendable, Hashable {
    /// The weeks from week 1 on.
    let weeks: [WeeklyResult]

    /// The week of a day: floor((day - zero - 1) / 7) + 1.
    static func week(of day: StudyDay, from zero: StudyDay) -> Int {
        let days = day.days(since: zero) - 1
        return (days >= 0 ? days / 7 : -((6 - days) / 7)) + 1
    }

    /// The word of somebody followed from `zero` through `end`.
    ///
    /// - Parameters:
    ///   - positive: days with a positive result, each once.
    ///   - negative: days with a result and none that is positive, each once.
    init(from zero: StudyDay, through end: StudyDay, positive: [StudyDay], negative: [StudyDay]) {
        let last = end > zero ? min(Self.week(of: end, from: zero), Self.mostWeeks) : 0
        var found = [(positive: Bool, negative: Bool)](repeating: (false, false), count: last)
        for day in positive where day > zero && day <= end {
            let week = Self.week(of: day, from: zero)
            if week <= last { found[week - 1].positive = true }
        }
        for day in negative where day > zero && day <= end {
            let week = Self.week(of: day, from: zero)
            if week <= last { found[week - 1].negative = true }
        }
        weeks = found.map { week in
            switch week {
            case (true, false): .positive
            case (false, true): .negative
            case (true, true): .mixed
            case (false, false): .missing
            }
        }
    }

    /// Weeks by letters: for tests.
    init(_ letters: String) {
        weeks = letters.compactMap(WeeklyResult.init(rawValue:))
    }

    /// Ten years: a planned end beyond is a mistake or a code.
    static let mostWeeks = 520

    /// The week in which an endpoint is met, if it is: of the first stretch of `width` weeks with enough positive ones, the
    /// (width - positives)th after its first. Weeks before `fromWeek` are not looked at.
    static func event(_ isPositive: [Bool], _ endpoint: ReturnEndpoint) -> Int? {
        let first = endpoint.fromWeek - 1
        guard first + endpoint.width <= isPositive.count else { return nil }
        var count = 0
        for week in first..<isPositive.count {
            if isPositive[week] { count += 1 }
            let out = week - endpoint.width
            if out >= first, isPositive[out] { count -= 1 }
            let start = week - endpoint.width + 1
            if start >= first, count >= endpoint.positives {
                return start + endpoint.width - endpoint.positives + 1
            }
        }
        return nil
    }
}
