/// What a patient's course is that of, in `mixed_patterns`.
public enum PlantedPattern: String, CaseIterable, Sendable, Codable {
    /// Pain rises at a stable dose, a rise of the dose makes it worse, and after a reduction it falls.
    case hyperalgesia
    /// Pain rises at a stable dose, and falls after each rise of the dose.
    case tolerance
    /// After a progression of the disease or a new injury pain rises, whatever the dose.
    case progression
    /// Pain and withdrawal are raised around missed supplies.
    case withdrawal
    /// Medication for opioid use disorder takes the opioid's place; pain does not change.
    case opioidUseDisorder = "opioid_use_disorder"
    /// Pain does not change.
    case nothing

    /// Of all patients.
    var share: Double {
        switch self {
        case .hyperalgesia, .tolerance, .progression, .nothing: 0.2
        case .withdrawal, .opioidUseDisorder: 0.1
        }
    }

    /// Whether the dose is raised once.
    var hasRise: Bool { self == .hyperalgesia || self == .progression }
    /// Whether the dose is reduced once.
    var hasReduction: Bool { self == .hyperalgesia || self == .progression || self == .nothing }
}

/// The parameters of `mixed_patterns`: expected pain of each pattern on each day. Days of change are the same for all but for a
/// person's own `shift`.
struct PatternModel: Sendable {
    let pattern: PlantedPattern
    /// Days by which everything of a person comes later, 0 to 27.
    let shift: Int
    let followUpDays: Int

    static let meanLevel = 3.0
    static let sdLevel = 0.5
    static let sdResidual = 0.5

    static let interval = 14
    static let visitTolerance = 1
    /// That a visit was the last, whoever.
    static let chanceOfLeaving = 0.005

    /// Points for 30 days, of hyperalgesia until the reduction, of tolerance throughout and of progression after its event.
    static let risePer30Days = 0.4
    /// What a rise of the dose adds in hyperalgesia.
    static let pointsAtRise = 1.0
    /// What the reduction adds in hyperalgesia, in equal parts over the withdrawal window.
    static let pointsAtReduction = -3.0
    /// What each rise of the dose adds in tolerance.
    static let reliefAtRise = -1.2
    /// The most that progression adds.
    static let mostProgression = 5.0
    /// What withdrawal adds, after a reduction and around missed supplies.
    static let pointsAfterReduction = 1.0
    static let pointsAtMissedSupply = 2.0
    static let withdrawalDays = 14
    static let daysOfMissedSupply = 8

    static let severityAtMissedSupply = 13.0
    /// On the day of the reduction; from there it falls to nothing.
    static let severityAfterReduction = 10.0

    static let rise = 1.5
    static let reductionPercent = 50
    static let firstMME = [60.0, 90.0]

    private static let firstRise = 112
    private static let daysBetweenRises = 84
    private static let event = 98
    private static let riseOfProgression = 168
    private static let reduction = 280
    private static let firstMissed = 98
    private static let daysBetweenMissed = 98
    private static let firstMOUD = 252

    /// Days on which the daily dose is multiplied by `rise`.
    var riseDays: [Int] {
        switch pattern {
        case .hyperalgesia: [Self.firstRise + shift]
        case .progression: [Self.riseOfProgression + shift]
        case .tolerance:
            Array(stride(from: Self.firstRise + shift, through: followUpDays - 28, by: Self.daysBetweenRises))
        case .withdrawal, .opioidUseDisorder, .nothing: []
        }
    }

    /// The day on which the daily dose is reduced.
    var reductionDay: Int? { pattern.hasReduction ? Self.reduction + shift : nil }

    /// The day of the progression or the injury.
    var eventDay: Int? { pattern == .progression ? Self.event + shift : nil }

    /// The first day without the opioid, of each missed supply.
    var missedDays: [Int] {
        guard pattern == .withdrawal else { return [] }
        return Array(stride(from: Self.firstMissed + shift, through: followUpDays - 28, by: Self.daysBetweenMissed))
    }

    /// The first day of medication for opioid use disorder.
    var moudDay: Int? { pattern == .opioidUseDisorder ? Self.firstMOUD + shift : nil }

    /// Points on a day, beside the person's level.
    func points(on day: Int) -> Double {
        let days = Double(max(0, day))
        switch pattern {
        case .hyperalgesia:
            guard let reductionDay, let riseDay = riseDays.first else { return 0 }
            let risen = Self.risePer30Days * min(days, Double(reductionDay)) / 30
            let relief = Self.pointsAtReduction * share(of: reductionDay, day)
            return risen + (day >= riseDay ? Self.pointsAtRise : 0) + relief + withdrawal(after: reductionDay, day)
        case .tolerance:
            return Self.risePer30Days * days / 30 + Self.reliefAtRise * Double(riseDays.count { $0 <= day })
        case .progression:
            guard let eventDay, let reductionDay else { return 0 }
            let risen = Self.risePer30Days * Double(max(0, day - eventDay)) / 30
            return min(Self.mostProgression, risen) + withdrawal(after: reductionDay, day)
        case .withdrawal:
            return isAroundMissedSupply(day) ? Self.pointsAtMissedSupply : 0
        case .opioidUseDisorder: return 0
        case .nothing: return reductionDay.map { withdrawal(after: $0, day) } ?? 0
        }
    }

    private func share(of start: Int, _ day: Int) -> Double {
        min(1, max(0, Double(day - start + 1) / Double(Self.withdrawalDays)))
    }

    private func withdrawal(after start: Int, _ day: Int) -> Double {
        (0..<Self.withdrawalDays).contains(day - start) ? Self.pointsAfterReduction : 0
    }

    /// From the second day without it to the second day with it.
    private func isAroundMissedSupply(_ day: Int) -> Bool {
        missedDays.contains { (1...Self.daysOfMissedSupply + 1).contains(day - $0) }
    }

    /// Days of contacts beside the visits.
    var contactDays: [Int] {
        missedDays.flatMap { [$0 + 3, $0 + 6] } + (reductionDay.map { [$0 + 3, $0 + 7] } ?? [])
    }

    /// Mean severity of withdrawal on a day, in COWS points.
    func severity(on day: Int) -> Double {
        if isAroundMissedSupply(day) { return Self.severityAtMissedSupply }
        guard let reductionDay, (0..<Self.withdrawalDays).contains(day - reductionDay) else {
            return ChangeModel.settledSeverity
        }
        return Self.severityAfterReduction * (1 - Double(day - reductionDay) / Double(Self.withdrawalDays))
    }

    /// The symptoms of a pattern, whose odds change on the first day on which its pain has clearly risen.
    func symptoms(on day: Int) -> [SymptomOdds] {
        let isLate = day >= Self.firstRise + shift
        func odds(_ symptom: String, of own: PlantedPattern) -> SymptomOdds {
            let start = isLate && pattern == own ? Self.logOddsOfOwn : Self.logOddsOfOther
            return SymptomOdds(symptom, start: start, per30Days: 0)
        }
        return [odds("allodynia", of: .hyperalgesia), odds("shorter_relief", of: .tolerance)]
    }

    /// A share of 0.75 and of 0.1.
    static let logOddsOfOwn = 1.0986122886681098
    static let logOddsOfOther = -2.1972245773362196
}
