import Cohort

/// A patient's times of stable dose and the changes between them.
struct PatientLadder: Sendable, Hashable {
    /// What happens at a change.
    enum Turn: Sendable, Hashable {
        /// The dose rises.
        case rise
        /// The dose falls or stops, or another opioid takes the place of the one before at no higher dose.
        case reduction
        /// A restart, or a rise and a rotation together: it is neither of the two.
        case neither
    }

    /// A time of stable dose.
    struct Stretch: Sendable, Hashable {
        /// Days on which the dose has settled.
        let days: ClosedRange<Int>
        /// How many changes come before it.
        let changesBefore: Int
    }

    let turns: [Turn]
    /// Of each turn.
    let dates: [ChangeDays]
    let stretches: [Stretch]
    /// The last day of which the dose is known; `nil` where the last exposure is seen to end.
    let knownUntil: Int?

    /// - Parameters:
    ///   - timeline: at the person.
    ///   - drugs: at the person.
    ///   - lastExposed: the last day of the last exposure.
    ///   - settle: days until a new dose counts as settled.
    init(
        _ timeline: DoseTimeline, _ drugs: DrugTimeline, _ rule: LadderRule, lastExposed: Int?, transition: Int,
        settle: Int
    ) {
        let ladder = timeline.ladder(rule)
        var changes = ladder.changes.map { change in (Self.turn(change.kind), ChangeDays(change)) }
        let rotations = drugs.changes(RotationRule(drugGap: rule.gap), doses: timeline).rotations.map { ChangeDays($0) }
        for rotation in rotations {
            let beside = changes.firstIndex { _, days in
                abs(days.firstDayAfter - rotation.firstDayAfter) <= transition
            }
            switch beside.map({ changes[$0].0 }) {
            case nil: changes.append((.reduction, rotation))
            case .rise?: if let beside { changes[beside].0 = .neither }
            case .reduction?, .neither?: break
            }
        }
        changes.sort { ($0.1.firstDayAfter, $0.1.lastDayBefore) < ($1.1.firstDayAfter, $1.1.lastDayBefore) }
        turns = changes.map(\.0)
        dates = changes.map(\.1)
        knownUntil = ladder.endsUnseen ? lastExposed : nil
        stretches = Self.stretches(
            dates, timeline, from: timeline.firstExposure.map { Int($0.rawValue) }, through: knownUntil, settle: settle)
    }

    private static func turn(_ kind: DoseChange.Kind) -> Turn {
        switch kind {
        case .rise: .rise
        case .fall, .stop: .reduction
        case .restart: .neither
        }
    }

    /// The times between changes on which the drug is taken at a known dose.
    private static func stretches(
        _ dates: [ChangeDays], _ timeline: DoseTimeline, from first: Int?, through last: Int?, settle: Int
    ) -> [Stretch] {
        guard let first else { return [] }
        return (0...dates.count).compactMap { number in
            // A score on the first day is from before the drug could act.
            let from = number == 0 ? first + 1 : dates[number - 1].firstDayAfter + settle
            guard let through = number < dates.count ? dates[number].lastDayBefore : last, from <= through,
                from >= Int(Int32.min), through <= Int(Int32.max),
                let mean = timeline.meanDailyMME(
                    from: StudyDay(Int32(from)), days: through - from + 1, mostUnknown: mostUnknown), mean > 0
            else { return nil }
            return Stretch(days: from...through, changesBefore: number)
        }
    }

    /// The largest share of days of unknown dose in a time of stable dose.
    static let mostUnknown = 0.10
}
