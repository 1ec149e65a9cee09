import Cohort
import Estimation
import Findings

/// What is done with a stable dose.
enum DoseStrategy: String, Term, CaseIterable {
    case stable
    case taper
    case abruptStop = "abrupt_stop"
    case rise

    var label: String {
        switch self {
        case .stable: "a stable dose"
        case .taper: "a taper"
        case .abruptStop: "an abrupt stop"
        case .rise: "a rise of the dose"
        }
    }

    /// What a course is the beginning of; `nil` where no change is seen.
    init?(_ course: DoseCourse) {
        switch course {
        case .taper: self = .taper
        case .abruptStop: self = .abruptStop
        case .rise: self = .rise
        case .stable, .underWay, .notJudged: return nil
        }
    }
}

/// Which strategies what is done with a dose is compatible with, month by month.
struct DoseStrategies {
    /// The ones compared, in order.
    let compared: [DoseStrategy]
    /// Months within which a strategy is begun.
    let grace: Int

    /// In a month: until the change, with a stable dose, and before the last month of the grace period with all that may yet begin; from
    /// the change on, with it, if it began within the grace period. A taper that ends in an abrupt stop is none from then on.
    func compatible(_ course: DoseCourse, from zero: StudyDay, month: Int) -> StrategySet {
        let change = course.start.map { Self.month(of: $0, from: zero) }
        let hasChanged = change.map { $0 <= month } ?? false
        guard hasChanged, let change, let kind = DoseStrategy(course) else {
            let stable = set(.stable)
            return month < grace - 1 ? set(compared) : stable
        }
        guard change < grace else { return [] }
        if case .taper(let taper) = course, let stop = taper.stop, Self.month(of: stop, from: zero) <= month {
            return []
        }
        return set(kind)
    }

    /// Days from which something else was done.
    static func decisions(_ course: DoseCourse) -> [StudyDay] {
        var days = [course.start]
        if case .taper(let taper) = course { days.append(taper.stop) }
        return days.compactMap(\.self)
    }

    /// What was begun in the first month: a change, or none.
    func begun(_ course: DoseCourse, from zero: StudyDay) -> StrategySet {
        guard let start = course.start, Self.month(of: start, from: zero) == 0, let kind = DoseStrategy(course) else {
            return set(.stable)
        }
        return set(kind)
    }

    /// The strategy that was begun within the grace period, as far as follow-up of so many months shows.
    func initiated(_ course: DoseCourse, from zero: StudyDay, months: Int) -> Int? {
        if let start = course.start, Self.month(of: start, from: zero) < grace, let kind = DoseStrategy(course) {
            return compared.firstIndex(of: kind)
        }
        return months >= grace ? compared.firstIndex(of: .stable) : nil
    }

    /// The month of a day since time zero, from 0.
    static func month(of day: StudyDay, from zero: StudyDay) -> Int {
        max(0, day.days(since: zero)) / EmulatedTrials.monthDays
    }

    private func set(_ strategy: DoseStrategy) -> StrategySet {
        compared.firstIndex(of: strategy).map(StrategySet.strategy) ?? []
    }

    private func set(_ strategies: [DoseStrategy]) -> StrategySet {
        strategies.reduce(into: []) { $0.formUnion(set($1)) }
    }
}
