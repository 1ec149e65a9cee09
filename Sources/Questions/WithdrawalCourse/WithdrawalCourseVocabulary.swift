import Findings

/// When, since the index day.
enum CourseTime: Sendable, Hashable {
    /// On a day.
    case day(Int)
    /// Around the last day of a week.
    case week(Int)
}

/// Whether it is being free once that is waited for, or for good.
enum CourseEnding: String, Term, CaseIterable {
    /// At the first assessment without withdrawal.
    case first
    /// From an assessment on after which none has withdrawal.
    case sustained

    var label: String {
        switch self {
        case .first: "for the first time"
        case .sustained: "to stay so"
        }
    }
}

/// What a number of the course of withdrawal is about.
struct CourseKey: GroupKey {
    var denominator: Denominator?
    var time: CourseTime?
    var ending: CourseEnding?
    /// One of several trials, or those assessed on one of several scales; `nil` where the study has one.
    var part: StudyPlace?

    static let axes: [Axis] = [.denominator, .day, .week, .ending, .column]

    var coordinates: [Coordinate] {
        var coordinates: [Coordinate] = []
        if let denominator { coordinates.append(Coordinate(.denominator, denominator)) }
        switch time {
        case .day(let day): coordinates.append(Coordinate(.day, .number(day)))
        case .week(let week): coordinates.append(Coordinate(.week, .number(week)))
        case nil: break
        }
        if let ending { coordinates.append(Coordinate(.ending, ending)) }
        if let part { coordinates.append(Coordinate(.column, .study(part))) }
        return coordinates
    }
}

extension Axis {
    /// The week.
    static let week = Axis("week", label: "Week")
    /// Whether freedom is to last.
    static let ending = Axis("ending", label: "Free of withdrawal")
}

extension Quantity where Key == CourseKey {
    /// Who is free on a day.
    static let noWithdrawalAtTime = Quantity(
        "no_withdrawal_share", label: "Without withdrawal", unit: .share, format: .percent,
        meaning: "Share without withdrawal of those assessed on a day or in a week since the index day")
    /// Who has not been free yet.
    static let notYetFreeShare = Quantity(
        "not_yet_free_share", label: "Not yet free (Turnbull)", unit: .share, format: .percent,
        meaning: """
            Share not free of withdrawal yet by the day, for the first time or to stay so, by the estimate for times that are known to \
            lie between two assessments
            """)
    /// By when half are.
    static let medianDaysToNone = Quantity(
        "median_days_to_none", label: "Day by which half are free", unit: .days, format: .count, quantile: 0.5,
        meaning:
            "Days since the index day by which half were free of withdrawal; absent where fewer than half got there")
    /// When that may have been at the earliest.
    static let medianDaysAtEarliest = Quantity(
        "median_days_at_earliest", label: "The same at the earliest", unit: .days, format: .count, quantile: 0.5,
        meaning:
            "Days since the index day on which half may have been free at the earliest: the day after the assessments before"
    )
}
