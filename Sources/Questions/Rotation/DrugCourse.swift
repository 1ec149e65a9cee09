import Cohort
import Estimation
import Findings

/// What is done with an opioid.
enum DrugStrategy: String, Term, CaseIterable {
    case stay
    case rotate

    var label: String { self == .stay ? "the same opioid" : "a rotation" }
}

/// What ends a course on one opioid alone.
enum DrugDeparture: Sendable, Hashable {
    /// It ends and another one starts.
    case rotation(DrugChange)
    /// It ends and none starts.
    case stop(StudyDay)
    /// Another one is taken beside it for longer than a rotation allows.
    case addition(StudyDay)
    /// It ends and one starts that no name says: it may be the same.
    case unnamed(StudyDay)

    /// The first day on which the old one is no longer taken alone.
    var day: StudyDay {
        switch self {
        case .rotation(let change): min(change.firstDayOfNew, change.lastDayOfOld.plus(1))
        case .stop(let day), .addition(let day), .unnamed(let day): day
        }
    }
}

/// What became of one opioid after a time zero.
enum DrugCourse: Sendable, Hashable {
    /// Taken alone as far as is known.
    case same
    /// Changed for another, which was taken alone until the day before `left`; `nil` as far as is known.
    case rotated(StudyDay, left: StudyDay?)
    /// Stopped, or no longer the only one.
    case left(StudyDay)
}

/// Which opioids a patient took when.
struct DrugCourses {
    /// Merged over the gaps that do not end a drug.
    private let stretches: [DrugStretch]
    /// The days on which each was taken.
    private let taken: [DrugStretch]
    private let rotations: [DrugChange]
    private let rule: RotationRule
    /// The last day of observation.
    private let end: StudyDay

    init(_ timeline: DrugTimeline, rotations: [DrugChange], _ rule: RotationRule, observedThrough end: StudyDay) {
        stretches = timeline.stretches(gap: rule.drugGap)
        taken = timeline.stretches(gap: 0)
        self.rotations = rotations
        self.rule = rule
        self.end = end
    }

    /// The drug of which the days have been going on for so long before time zero, with no other beside it; `nil` where there is none, or
    /// no
    /// name says which.
    ///
    /// By the past alone: it was taken on the day before, and a gap within its days is over.
    func single(before zero: StudyDay, for days: Int) -> DrugStretch? {
        let (first, last) = (zero.plus(-days), zero.plus(-1))
        let own = taken.filter { $0.start <= last && $0.end >= first }
        guard let drug = own.first?.drug, drug != .other, own.allSatisfy({ $0.drug == drug }),
            own.contains(where: { $0.end >= last })
        else { return nil }
        return stretches.first { $0.drug == drug && $0.start <= first && $0.end >= last }
    }

    /// What becomes of a drug from a day on which it is the only one.
    func course(of stretch: DrugStretch, from zero: StudyDay) -> DrugCourse {
        switch departure(from: stretch, since: zero) {
        case nil: .same
        case .rotation(let change)?: .rotated(DrugDeparture.rotation(change).day, left: left(after: change))
        case let other?: .left(other.day)
        }
    }

    /// When the new drug of a rotation ends, or is no longer the only one.
    private func left(after change: DrugChange) -> StudyDay? {
        let new = stretches.first { $0.drug == change.new.drug && $0.start == change.firstDayOfNew }
        return new.flatMap { departure(from: $0, since: $0.start)?.day }
    }

    /// What ends a course on one drug; `nil` where nothing does as far as is known. Of two on one day a rotation counts.
    func departure(from stretch: DrugStretch, since zero: StudyDay) -> DrugDeparture? {
        let added = addition(to: stretch, since: zero)
        let ended = ending(of: stretch)
        guard let added else { return ended }
        return ended.map { $0.day <= added ? $0 : .addition(added) } ?? .addition(added)
    }

    private func ending(of stretch: DrugStretch) -> DrugDeparture? {
        if let change = rotations.first(where: {
            $0.old.drug == stretch.drug && $0.lastDayOfOld == stretch.end
        }) {
            return .rotation(change)
        }
        let next = stretch.end.plus(1)
        let window = next.plus(-rule.overlap)...next.plus(rule.gap)
        if stretches.contains(where: { $0.drug == .other && window.contains($0.start) && $0.end > stretch.end }) {
            return .unnamed(next)
        }
        // As long as it could come back, it has not ended.
        return end.days(since: stretch.end) > rule.drugGap ? .stop(next) : nil
    }

    /// The first day on which another drug is taken that goes on beside this one for longer than a rotation allows.
    private func addition(to stretch: DrugStretch, since zero: StudyDay) -> StudyDay? {
        stretches.compactMap { other -> StudyDay? in
            guard other.drug != stretch.drug, other.end >= zero, other.start <= stretch.end,
                let first = taken.first(where: { $0.drug == other.drug && $0.end >= zero && $0.end >= other.start })
            else { return nil }
            let from = max(first.start, zero)
            let together = min(other.end, stretch.end).days(since: from) + 1
            return together > rule.overlap ? from : nil
        }.min()
    }
}

/// Which strategies what is done with an opioid is compatible with, month by month.
struct DrugStrategies {
    /// Months within which a strategy is begun.
    let grace: Int

    private static let stay = StrategySet.strategy(0)
    private static let rotate = StrategySet.strategy(1)

    /// In a month: until the rotation, with staying, and before the last month of the grace period with both; from the rotation on, with
    /// it, if it came within the grace period. A stop, a second opioid and a further change leave both.
    func compatible(_ course: DrugCourse, from zero: StudyDay, month: Int) -> StrategySet {
        func hasCome(_ day: StudyDay) -> Bool { self.month(of: day, from: zero) <= month }
        let unchanged: StrategySet = month < grace - 1 ? [Self.stay, Self.rotate] : Self.stay
        switch course {
        case .same: return unchanged
        case .left(let day): return hasCome(day) ? [] : unchanged
        case .rotated(let day, let left):
            guard hasCome(day) else { return unchanged }
            guard self.month(of: day, from: zero) < grace else { return [] }
            return left.map(hasCome) ?? false ? [] : Self.rotate
        }
    }

    /// Days from which something else was done.
    static func decisions(_ course: DrugCourse) -> [StudyDay] {
        switch course {
        case .same: []
        case .left(let day): [day]
        case .rotated(let day, let left): [day, left].compactMap(\.self)
        }
    }

    /// What was begun in the first month.
    func begun(_ course: DrugCourse, from zero: StudyDay) -> StrategySet {
        switch course {
        case .rotated(let day, _) where month(of: day, from: zero) == 0: Self.rotate
        case .left(let day) where month(of: day, from: zero) == 0: []
        default: Self.stay
        }
    }

    /// The strategy that was begun within the grace period, as far as follow-up of so many months shows.
    func initiated(_ course: DrugCourse, from zero: StudyDay, months: Int) -> Int? {
        switch course {
        case .rotated(let day, _) where month(of: day, from: zero) < grace: 1
        case .left(let day) where month(of: day, from: zero) < grace: nil
        default: months >= grace ? 0 : nil
        }
    }

    private func month(of day: StudyDay, from zero: StudyDay) -> Int { DoseStrategies.month(of: day, from: zero) }
}

extension StudyDay {
    fileprivate func plus(_ days: Int) -> StudyDay { StudyDay(Int32(clamping: Int(rawValue) + days)) }
}
