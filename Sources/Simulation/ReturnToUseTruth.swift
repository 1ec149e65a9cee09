import Foundation

/// What is planted in `return_to_use`.
public struct ReturnToUseTruth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// The hazard of return to use a week after randomisation, of a patient at the two references.
    public let returnToUsePerWeek: Double
    /// What each point of the recorded score on the day of randomisation multiplies the hazard by, at the same standard deviation.
    public let hazardRatioPerBaselinePoint: Double
    /// The reference of that.
    public let referenceBaselinePoints: Double
    /// What each point of the standard deviation (with n - 1) of a patient's recorded scores of days 0 to 27 multiplies the hazard by,
    /// at the same baseline score.
    public let hazardRatioPerPointOfSD: Double
    /// The reference of that.
    public let referenceSDPoints: Double
    /// Methadone against buprenorphine, for return to use and for leaving treatment.
    public let hazardRatioOfArm: Double
    /// The hazard of leaving treatment a week, whoever; 0 without dropout.
    public let leavingPerWeek: Double
    /// What each point of baseline pain multiplies that by.
    public let leavingHazardRatioPerBaselinePoint: Double
    /// The share still in treatment after so many weeks.
    public let retainedShare: [String: Double]
    /// That a planned visit is missed, and with it the screen, by whether the patient uses.
    public let missedVisitShare: [String: Double]
    /// The odds ratio of the two.
    public let missedVisitOddsRatioOfUse: Double
    /// Of the screens that are positive for cocaine, which has nothing to do with opioids.
    public let cocainePositiveShare: Double
    /// Who has returned to use so many weeks after randomisation, of patients at the two references who are in treatment.
    public let returnedShare: [String: Double]
    /// Of the same, the share of opioid-positive screens among those that were made in that week: what missing at random finds.
    public let naivePositiveShareOfScreensMade: [String: Double]
    /// Of the same, the share that is positive or missed in that week: what a missing screen that is counted as positive finds.
    public let naivePositiveOrMissedShare: [String: Double]
    /// Of the same, who has had a positive or a missed screen by that week: what a first missing screen that is counted as return
    /// to use finds.
    public let naiveFirstPositiveOrMissedShare: [String: Double]
    /// What the numbers mean, in words.
    public let notes: [String]

    init(_ design: StudyDesign) {
        typealias Model = ReturnToUseModel
        scenario = design.scenario
        returnToUsePerWeek = Model.perWeek
        hazardRatioPerBaselinePoint = Model.ratioPerBaselinePoint
        referenceBaselinePoints = Model.referenceBaseline
        hazardRatioPerPointOfSD = Model.ratioPerSDPoint
        referenceSDPoints = Model.referenceSD
        hazardRatioOfArm = 1
        leavingPerWeek = design.dropout ? Model.leavingPerWeek : 0
        leavingHazardRatioPerBaselinePoint = 1
        missedVisitShare = ["not_using": Model.missedWithoutUse, "using": Model.missedInUse]
        let odds = { (chance: Double) in chance / (1 - chance) }
        missedVisitOddsRatioOfUse = Truth.rounded(odds(Model.missedInUse) / odds(Model.missedWithoutUse))
        cocainePositiveShare = Model.shareOfOtherSubstance
        let rate = leavingPerWeek
        func byWeek(_ share: (Double) -> Double) -> [String: Double] {
            Dictionary(
                uniqueKeysWithValues: [4, 12, 24].map { ("week_\($0)", Truth.rounded(share(Double($0)))) })
        }
        let returned = { (weeks: Double) in 1 - exp(-Model.perWeek * weeks) }
        retainedShare = byWeek { exp(-rate * $0) }
        returnedShare = byWeek(returned)
        naivePositiveShareOfScreensMade = byWeek { weeks in
            let seenInUse = returned(weeks) * (1 - Model.missedInUse)
            return seenInUse / (seenInUse + (1 - returned(weeks)) * (1 - Model.missedWithoutUse))
        }
        naivePositiveOrMissedShare = byWeek { returned($0) + (1 - returned($0)) * Model.missedWithoutUse }
        naiveFirstPositiveOrMissedShare = byWeek { weeks in
            1 - (1 - returned(weeks)) * pow(1 - Model.missedWithoutUse, weeks)
        }
        notes = [
            "Synthetic: no row describes a real person, and no ratio is an estimate of a real one.",
            "Days 0 to 27 are a run-in with a score a day; randomisation is on one of the next seven days, with a score.",
            "The ratios are of the recorded scores: measured anew by fewer scores, a ratio is found nearer to 1.",
            "Use begins on a day and goes on: every later opioid screen that is made is positive, none before is.",
            "Nobody is screened on the day of randomisation; visits are planned every seven days from it.",
            "The first use is seen at the first visit that is made after it, so a week or more later.",
            "Leaving treatment depends on nothing; after it nothing is recorded but the event dropout.",
            "Pain has no trend, and neither the arm nor use changes it. Age, sex, race and site have no effect.",
        ]
    }

    enum CodingKeys: String, CodingKey {
        case scenario
        case returnToUsePerWeek = "return_to_use_per_week"
        case hazardRatioPerBaselinePoint = "hazard_ratio_per_baseline_point"
        case referenceBaselinePoints = "reference_baseline_points"
        case hazardRatioPerPointOfSD = "hazard_ratio_per_point_of_sd"
        case referenceSDPoints = "reference_sd_points"
        case hazardRatioOfArm = "hazard_ratio_of_arm"
        case leavingPerWeek = "leaving_per_week"
        case leavingHazardRatioPerBaselinePoint = "leaving_hazard_ratio_per_baseline_point"
        case retainedShare = "retained_share"
        case missedVisitShare = "missed_visit_share"
        case missedVisitOddsRatioOfUse = "missed_visit_odds_ratio_of_use"
        case cocainePositiveShare = "cocaine_positive_share"
        case returnedShare = "returned_share"
        case naivePositiveShareOfScreensMade = "naive_positive_share_of_screens_made"
        case naivePositiveOrMissedShare = "naive_positive_or_missed_share"
        case naiveFirstPositiveOrMissedShare = "naive_first_positive_or_missed_share"
        case notes
    }
}
