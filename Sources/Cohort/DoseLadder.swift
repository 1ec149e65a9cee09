/// When a change of the daily dose is a step of a person's ladder of doses.
public struct LadderRule: Sendable, Hashable {
    /// The longest drug-free gap inside an era, in days, as in ``ExposureRule/gap``: a longer one is a stop.
    public var gap: Int
    /// How many days a dose must last to count as one; shorter stretches are what lies between two.
    public var leastDays: Int
    /// The least change, as a share of the dose before it.
    public var leastChange: Double

    /// A rule; by default doses that last 14 days or more, a tenth or more apart, and stops of more than 30 days. The defaults are this
    /// tool's.
    public init(gap: Int = 30, leastDays: Int = 14, leastChange: Double = 0.10) {
        self.gap = gap
        self.leastDays = leastDays
        self.leastChange = leastChange
    }
}

/// A step of a person's ladder of doses.
public struct DoseChange: Sendable, Hashable {
    /// Which way it goes.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// To a higher dose.
        case rise
        /// To a lower dose, not to none.
        case fall
        /// To none, for longer than an era's gap.
        case stop
        /// Back to the drug after a stop.
        case restart
    }

    /// Which way it goes.
    public let kind: Kind
    /// The dose before it in morphine milligram equivalents a day, 0 before a restart; `nil` where no known dose lasted long enough.
    public let from: Double?
    /// The dose after it, 0 after a stop; `nil` where no known dose lasted long enough.
    public internal(set) var to: Double?
    /// The last day of the dose before it; where that is not known, the day before the first day after it.
    public let lastDayBefore: StudyDay
    /// The first day of the dose after it; of a stop, the first day without the drug, of a restart, the first day with it.
    public let firstDayAfter: StudyDay
    /// Days of unknown dose between the two: where there are some, the change is not dated well.
    public let unknownDays: Int

    /// Milligrams a day more than before, negative where less.
    public var change: Double? {
        if let from, let to { to - from } else { nil }
    }
}

/// A person's steps from dose to dose, and whether the last of them can be told.
public struct DoseLadder: Sendable, Hashable {
    /// In order of days.
    public internal(set) var changes: [DoseChange] = []
    /// Whether the last exposure is followed by too few observed days to say whether it was a stop.
    public internal(set) var endsUnseen = false
}

extension DoseTimeline {
    /// The person's rises, falls, stops and restarts.
    ///
    /// A dose counts that lasts a number of days; what is shorter (an early refill at both doses, some days between two supplies, a
    /// titration) lies between two doses. The change is measured from the dose at which the last step ended, so that many small steps are
    /// one in the end. A gap not longer than an era's is part of the era and no dose of 0.
    ///
    /// - Complexity: linear in the person's steps.
    public func ladder(_ rule: LadderRule) -> DoseLadder {
        var climb = Climb(rule: rule)
        for step in steps { climb.take(step) }
        return climb.finished()
    }
}

/// The walk over a person's steps.
private struct Climb {
    let rule: LadderRule
    private var ladder = DoseLadder()
    /// The present dose and its last day.
    private var level: (dose: Double, end: StudyDay)?
    /// Days of unknown dose since the present dose was last seen.
    private var unknownDays = 0
    /// Whether the drug was stopped and has not come back.
    private var isStopped = false
    /// The restart whose dose is not known yet.
    private var restart: Int?
    private var wasExposed = false

    init(rule: LadderRule) { self.rule = rule }

    mutating func take(_ step: DoseStep) {
        switch step.state {
        case .free: rest(step)
        case .unobserved: if wasExposed, !isStopped { unknownDays += step.days }
        case .unknownDose:
            expose(on: step.start)
            unknownDays += step.days
        case .milligrams(let dose):
            expose(on: step.start)
            if step.days >= rule.leastDays { reach(dose, step) }
        }
    }

    func finished() -> DoseLadder {
        var ladder = ladder
        ladder.endsUnseen = wasExposed && !isStopped
        return ladder
    }

    private mutating func rest(_ step: DoseStep) {
        guard wasExposed, !isStopped, step.days > rule.gap else { return }
        let before = StudyDay(step.start.rawValue - 1)
        ladder.changes.append(
            DoseChange(
                kind: .stop, from: level?.dose, to: 0, lastDayBefore: level?.end ?? before, firstDayAfter: step.start,
                unknownDays: unknownDays))
        (level, restart, unknownDays, isStopped) = (nil, nil, 0, true)
    }

    private mutating func expose(on day: StudyDay) {
        if isStopped {
            restart = ladder.changes.count
            ladder.changes.append(
                DoseChange(
                    kind: .restart, from: 0, to: nil, lastDayBefore: StudyDay(day.rawValue - 1), firstDayAfter: day,
                    unknownDays: unknownDays))
            unknownDays = 0
        }
        (wasExposed, isStopped) = (true, false)
    }

    private mutating func reach(_ dose: Double, _ step: DoseStep) {
        defer { unknownDays = 0 }
        if let restart {
            ladder.changes[restart].to = dose
            self.restart = nil
        }
        guard let level else {
            self.level = (dose, step.end)
            return
        }
        guard abs(dose - level.dose) * DoseTimeline.slack >= rule.leastChange * level.dose, dose != level.dose else {
            self.level = (level.dose, step.end)
            return
        }
        ladder.changes.append(
            DoseChange(
                kind: dose > level.dose ? .rise : .fall, from: level.dose, to: dose, lastDayBefore: level.end,
                firstDayAfter: step.start, unknownDays: unknownDays))
        self.level = (dose, step.end)
    }
}
