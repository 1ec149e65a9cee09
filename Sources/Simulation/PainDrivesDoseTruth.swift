import Foundation

/// What is planted in `pain_drives_dose`, in points on the 0-10 numeric rating scale.
public struct PainDrivesDoseTruth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// What 30 days of exposure add to pain.
    public let slopePer30Days: Double
    /// What a rise of the dose adds to pain.
    public let doseEffectPoints: Double
    /// Mean pain, at all times.
    public let meanPain: Double
    /// Standard deviation of people's levels.
    public let sdLevel: Double
    /// Standard deviation of pain about a person's level.
    public let sdPain: Double
    /// Correlation of a person's pain about their level from one visit to the next, four weeks later.
    public let correlationFromVisitToVisit: Double
    /// The chance that the dose rises after a visit, given its recorded score.
    public let chanceOfRise: LinearChance
    /// What a rise adds, in MME a day, four days after the planned day of the visit.
    public let riseMME: Double
    /// The chance that a visit was the last, whatever was recorded; 0 without dropout.
    public let chanceOfLeaving: Double
    /// Who has a rise after a visit, of all visits.
    public let riseShare: Double
    /// The score of the visit that a rise follows less the mean, among those who have one.
    public let painBeforeRiseAboveMeanPoints: Double
    /// The next score less the score that a rise followed: what a comparison of before and after finds.
    public let naiveBeforeAfterPoints: Double
    /// The next score of those whose dose rose less that of those whose dose did not: what a crude comparison finds.
    public let naiveRiseAgainstNonePoints: Double
    /// What the numbers mean, in words.
    public let notes: [String]

    /// Pain is stationary and leaving depends on nothing, so that every visit is like the first: sums over the scores that can be
    /// recorded.
    init(_ design: StudyDesign) {
        typealias Model = PainDrivesDoseModel
        var (chance, before, above, aboveOfNone) = (0.0, 0.0, 0.0, 0.0)
        for bin in Self.scores {
            let rise = Model.chanceOfRise.at(tenths: bin.tenths)
            chance += bin.share * rise
            before += bin.share * rise * Double(bin.tenths) / 10
            above += bin.sumAboveMean * rise
            aboveOfNone += bin.sumAboveMean * (1 - rise)
        }
        let carried = Model.correlation(visitsApart: 1)
        scenario = design.scenario
        slopePer30Days = 0
        doseEffectPoints = 0
        meanPain = Model.meanLevel
        sdLevel = Model.sdLevel
        sdPain = Model.sdPain
        correlationFromVisitToVisit = Model.memory
        chanceOfRise = Model.chanceOfRise
        riseMME = Model.riseMME
        chanceOfLeaving = design.dropout ? Model.chanceOfLeaving : 0
        riseShare = Truth.rounded(chance)
        painBeforeRiseAboveMeanPoints = Truth.rounded(before / chance - Model.meanLevel)
        naiveBeforeAfterPoints = Truth.rounded(Model.meanLevel + carried * above / chance - before / chance)
        naiveRiseAgainstNonePoints = Truth.rounded(carried * (above / chance - aboveOfNone / (1 - chance)))
        notes = [
            "Synthetic: no row describes a real person.",
            "Neither the dose nor the length of exposure changes pain: both truths are 0.",
            "Given the recorded score of a visit, whether the dose rises after it depends on nothing else.",
            "Held alike in that score, the next score does not depend on the rise.",
            "Doses never fall, so they rise with the length of exposure, and sooner in those who always hurt more.",
            "The comparisons are exact without spoilt rows. Age, sex, race and site have no effect.",
        ]
    }

    /// The scores that can be recorded, each with its share and with the sum of pain above the mean that it stands for.
    ///
    /// E[X - mean; a < X < b] = sd · (φ(a) - φ(b)) of a normal X, at the ends in standard deviations.
    private static let scores: [(tenths: Int, share: Double, sumAboveMean: Double)] = {
        let sd = PainDrivesDoseModel.sdScore
        var below = (probability: 0.0, density: 0.0)
        return (0...100).map { tenths in
            let z = ((Double(tenths) + 0.5) / 10 - PainDrivesDoseModel.meanLevel) / sd
            let upTo =
                tenths == 100
                ? (probability: 1.0, density: 0.0)
                : (
                    probability: WithdrawalModel.normalProbability(below: z),
                    density: exp(-z * z / 2) / (2 * Double.pi).squareRoot()
                )
            defer { below = upTo }
            return (tenths, upTo.probability - below.probability, sd * (below.density - upTo.density))
        }
    }()

    enum CodingKeys: String, CodingKey {
        case scenario
        case slopePer30Days = "slope_per_30_days"
        case doseEffectPoints = "dose_effect_points"
        case meanPain = "mean_pain"
        case sdLevel = "sd_level"
        case sdPain = "sd_pain"
        case correlationFromVisitToVisit = "correlation_from_visit_to_visit"
        case chanceOfRise = "chance_of_rise"
        case riseMME = "rise_mme"
        case chanceOfLeaving = "chance_of_leaving"
        case riseShare = "rise_share"
        case painBeforeRiseAboveMeanPoints = "pain_before_rise_above_mean_points"
        case naiveBeforeAfterPoints = "naive_before_after_points"
        case naiveRiseAgainstNonePoints = "naive_rise_against_none_points"
        case notes
    }
}
