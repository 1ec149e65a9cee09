import Findings

/// When, since the index day.
enum CourseTime: Sendable, Hashable {
    /// On a day.
    case day(Int)
    /// Around the last day of a week.
    case week(Int)
}

/// What a number of the course of withdrawal is about.
struct CourseKey: GroupKey {
    var denominator: Denominator?
    var time: CourseTime?
    /// Those assessed on one scale.
    var scale: WithdrawalScaleName?

    static let axes: [Axis] = [.denominator, .day, .week, .column]

    var coordinates: [Coordinate] {
        var coordinates: [Coordinate] = []
        if let denominator { coordinates.append(Coordinate(.denominator, denominator)) }
        switch time {
        case .day(let day): coordinates.append(Coordinate(.day, .number(day)))
        case .week(let week): coordinates.append(Coordinate(.week, .number(week)))
        case nil: break
        }
        if let scale { coordinates.append(Coordinate(.column, .study(scale.place))) }
        return coordinates
    }
}

extension Axis {
    /// The week.
    static let week = Axis("week", label: "Week")
}

extension Quantity where Key == CourseKey {
    /// Who is free on a day.
    static let noWithdrawalAtTime = Quantity(
        "no_withdrawal_share", label: "Without withdrawal", unit: .share, format: .percent,
        meaning: "Share without withdrawal of those assessed on a day or in a week since the index day")
    /// Who has not been free yet.
    static let notYetFreeShare = Quantity(
        "not_yet_free_share", label: "Not yet free (Kaplan\u{2013}Meier)", unit: .share, format: .percent,
        meaning: "Kaplan-Meier share with no assessment without withdrawal so far")
    /// When half have been.
    static let medianDaysToNone = Quantity(
        "median_days_to_none", label: "Median days to the first assessment without withdrawal", unit: .days,
        meaning: "Kaplan-Meier median, days since the index day; absent where fewer than half got there")
}
