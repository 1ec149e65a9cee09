/// What is planted in `mixed_patterns`, in points on the 0-10 numeric rating scale.
public struct PatternTruth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// Of all patients; patients.csv has each patient's in the column `planted_pattern`.
    public let patternShares: [String: Double]
    /// Change of pain for 30 days while the dose is stable: in hyperalgesia and tolerance from day 0, in progression after its event.
    public let slopePer30DaysAtAStableDose: [String: Double]
    /// What a rise of the dose adds to pain.
    public let changeAtRisePoints: [String: Double]
    /// What a rise multiplies the daily dose by.
    public let riseFactor: Double
    /// Mean pain from 28 to 55 days after the reduction of the dose less that of the 28 days before it.
    public let changeAfterReductionPoints: [String: Double]
    /// The same of all who have a reduction: what is found by who does not ask for the pattern.
    public let naiveChangeAfterReductionPoints: Double
    /// What the reduction takes off the daily dose, in percent.
    public let reductionPercent: Int
    /// Points that pain is raised by from a reduction on, beside that.
    public let withdrawalPainAfterReductionPoints: Double
    /// For so many days.
    public let withdrawalPainDays: Int
    /// Points that pain is raised by around a missed supply.
    public let painAtMissedSupplyPoints: Double
    /// Days without the opioid, of a missed supply.
    public let missedDays: Int
    /// The share with a symptom from day 112 on (and a person's own shift): in the pattern that it belongs to, and in all others and
    /// before.
    public let symptomShare: [String: Double]
    /// What the numbers mean, in words.
    public let notes: [String]

    init() {
        typealias Model = PatternModel
        scenario = .mixedPatterns
        patternShares = Self.byPattern(PlantedPattern.allCases, \.share)
        slopePer30DaysAtAStableDose = Self.byPattern(PlantedPattern.allCases) { pattern in
            switch pattern {
            case .hyperalgesia, .tolerance, .progression: Model.risePer30Days
            case .withdrawal, .opioidUseDisorder, .nothing: 0
            }
        }
        changeAtRisePoints = [
            PlantedPattern.hyperalgesia.rawValue: Model.pointsAtRise,
            PlantedPattern.tolerance.rawValue: Model.reliefAtRise, PlantedPattern.progression.rawValue: 0,
        ]
        riseFactor = Model.rise
        let reduced = PlantedPattern.allCases.filter(\.hasReduction)
        changeAfterReductionPoints = Self.byPattern(reduced, Self.changeAfterReduction)
        let weighted = reduced.reduce(0) { $0 + $1.share * Self.changeAfterReduction($1) }
        naiveChangeAfterReductionPoints = Truth.rounded(weighted / reduced.reduce(0) { $0 + $1.share })
        reductionPercent = Model.reductionPercent
        withdrawalPainAfterReductionPoints = Model.pointsAfterReduction
        withdrawalPainDays = Model.withdrawalDays
        painAtMissedSupplyPoints = Model.pointsAtMissedSupply
        missedDays = Model.daysOfMissedSupply
        symptomShare = ["allodynia_in_hyperalgesia": 0.75, "shorter_relief_in_tolerance": 0.75, "else": 0.1]
        notes = [
            "Synthetic: no row describes a real person; that courses are so clear is made up.",
            "hyperalgesia: the dose rises once, at day 112 or later, and is halved once, at day 280 or later.",
            "tolerance: the dose rises every 84 days from day 112 or later on, and is never reduced.",
            "progression: an event progression or new_injury at day 98 or later; dose rise and reduction change nothing.",
            "withdrawal: a supply of 8 days is missed every 98 days; pain and withdrawal are raised around it alone.",
            "opioid_use_disorder: buprenorphine or methadone in place of the opioid from day 252 or later on.",
            "nothing: the dose is halved once; pain is raised for the days of withdrawal alone.",
            "A reduction and a missed supply have assessments of withdrawal, above 4 on COWS as a rule; others are settled.",
            "Leaving depends on nothing. Age, sex, race and site have no effect.",
        ]
    }

    private static func byPattern(
        _ patterns: [PlantedPattern], _ number: (PlantedPattern) -> Double
    ) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: patterns.map { ($0.rawValue, Truth.rounded(number($0))) })
    }

    private static func changeAfterReduction(_ pattern: PlantedPattern) -> Double {
        let model = PatternModel(pattern: pattern, shift: 0, followUpDays: 540)
        guard let day = model.reductionDay else { return 0 }
        func mean(_ days: Range<Int>) -> Double {
            days.reduce(0) { $0 + model.points(on: day + $1) } / Double(days.count)
        }
        return mean(28..<56) - mean(-28..<0)
    }

    enum CodingKeys: String, CodingKey {
        case scenario
        case patternShares = "pattern_shares"
        case slopePer30DaysAtAStableDose = "slope_per_30_days_at_a_stable_dose"
        case changeAtRisePoints = "change_at_rise_points"
        case riseFactor = "rise_factor"
        case changeAfterReductionPoints = "change_after_reduction_points"
        case naiveChangeAfterReductionPoints = "naive_change_after_reduction_points"
        case reductionPercent = "reduction_percent"
        case withdrawalPainAfterReductionPoints = "withdrawal_pain_after_reduction_points"
        case withdrawalPainDays = "withdrawal_pain_days"
        case painAtMissedSupplyPoints = "pain_at_missed_supply_points"
        case missedDays = "missed_days"
        case symptomShare = "symptom_share"
        case notes
    }
}
