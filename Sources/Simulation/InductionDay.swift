/// The day of a first dose by the clock, in the scenario that has times: when the dose is given, when the day's assessments are, and two
/// more within the hour after it, some of which find withdrawal that the dose precipitated.
struct InductionDay: Sendable {
    /// When the first dose is given, in minutes since midnight.
    let doseMinute: Int
    /// Whether the dose precipitates withdrawal.
    let isPrecipitated: Bool
    private var random: RandomStream

    /// Points of underlying severity, in COWS points, that precipitated withdrawal adds within half an hour.
    static let precipitatedRise = 12.0
    /// What the dose does otherwise, half an hour and an hour after it.
    static let relief = [-1.0, -2.0]
    /// Error of each of the two assessments.
    static let sdAssessment = 2.0

    init(_ arm: MOUDArm, design: StudyDesign, person: Int) {
        random = RandomStream(seed: design.seed, person: person, purpose: .induction)
        doseMinute = 8 * 60 + random.integer(below: 6 * 60)
        isPrecipitated = random.happens(arm.precipitatedShare)
    }

    /// When the last assessment before the dose is made.
    mutating func minuteBefore() -> Int { doseMinute - 5 - random.integer(below: 25) }

    /// When the two assessments after it are made, and their underlying severity.
    mutating func assessmentsAfter(severity: Double) -> [(minute: Int, severity: Double)] {
        zip([30, 60], Self.relief).map { minutes, relief in
            let minute = doseMinute + minutes - random.integer(below: 10)
            let change = isPrecipitated ? Self.precipitatedRise : relief
            return (minute, severity + change + Self.sdAssessment * random.normal())
        }
    }
}

extension MOUDArm {
    /// The chance that the first dose precipitates withdrawal: a partial agonist and an antagonist may, a full agonist does not.
    var precipitatedShare: Double {
        switch self {
        case .buprenorphine: 0.15
        case .methadone: 0
        case .naltrexone: 0.25
        }
    }
}
