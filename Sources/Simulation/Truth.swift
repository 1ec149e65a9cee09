/// The parameters that a synthetic study in which pain follows exposure was drawn from, in the units of a report.
public struct Truth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// Pain against exposure days, in NRS points for 30 days. In the tolerance scenario this is the slope at a fixed
    /// dose: what a model that holds the logarithm of daily MME finds.
    public let slopePer30Days: Double
    /// The slope that a model without the dose finds. It differs from `slopePer30Days` in the tolerance scenario, where
    /// dose increases hide most of the rise.
    public let marginalSlopePer30Days: Double
    /// NRS points for each unit of the natural logarithm of daily MME; 0 but in the tolerance scenario.
    public let doseEffectPerLogMME: Double
    /// Mean pain at the first day of an era (in the tolerance scenario at 50 MME a day), in NRS points.
    public let intercept: Double
    /// Standard deviation of people's intercepts, in NRS points.
    public let sdIntercept: Double
    /// Standard deviation of people's slopes, in NRS points for 30 days.
    public let sdSlope: Double
    /// Correlation of a person's intercept and slope.
    public let correlation: Double
    /// Standard deviation of a score about the person's own line, in NRS points, with the part that rounding to one
    /// decimal adds (a variance of 0.1² / 12: Sheppard 1897, 10.1112/plms/s1-29.1.353).
    public let sdResidual: Double
    /// Expected share without withdrawal on day 7 among those who started MOUD, had each of them been assessed.
    public let noWithdrawalShareDay7: Double
    /// The same for each arm, by the arm's name.
    public let noWithdrawalShareDay7ByArm: [String: Double]
    /// The marginal log odds ratio of each symptom for 30 days of exposure.
    public let symptomLogOddsRatioPer30Days: [String: Double]
    /// The expected share with each symptom outside every era and on its first day.
    public let symptomShareAtStart: [String: Double]
    /// The hazard of return to use a week, from the start of MOUD on.
    public let returnToUsePerWeek: Double
    /// What each point of pain on the day of the start multiplies that by.
    public let returnToUseHazardRatioPerPoint: Double
    /// That a planned visit is missed, and with it the screen, by whether the patient uses.
    public let missedVisitShare: [String: Double]
    /// What the numbers mean, in words.
    public let notes: [String]

    init(_ scenario: Scenario, _ model: PainModel) {
        self.scenario = scenario
        slopePer30Days = model.meanSlope
        marginalSlopePer30Days = Self.rounded(model.marginalSlope)
        doseEffectPerLogMME = Self.rounded(model.doseEffect)
        intercept = model.meanIntercept
        sdIntercept = model.sdIntercept
        sdSlope = model.sdSlope
        correlation = model.correlation
        sdResidual = Self.rounded((model.sdResidual * model.sdResidual + 0.1 * 0.1 / 12).squareRoot())
        var overall = 0.0
        var byArm: [String: Double] = [:]
        for arm in MOUDArm.allCases {
            let share = WithdrawalModel.noWithdrawalShareOnDay7(arm, pain: model)
            overall += arm.share * share
            byArm[arm.rawValue] = Self.rounded(share)
        }
        noWithdrawalShareDay7 = Self.rounded(overall)
        noWithdrawalShareDay7ByArm = byArm
        symptomLogOddsRatioPer30Days = Dictionary(
            uniqueKeysWithValues: model.symptoms.map { ($0.symptom, $0.logOddsRatioPer30Days) })
        symptomShareAtStart = Dictionary(
            uniqueKeysWithValues: model.symptoms.map { ($0.symptom, Self.rounded($0.share(exposureDays: nil))) })
        returnToUsePerWeek = ReturnToUseModel.perWeek
        returnToUseHazardRatioPerPoint = 1
        missedVisitShare = [
            "not_using": ReturnToUseModel.missedWithoutUse, "using": ReturnToUseModel.missedInUse,
        ]
        notes = Self.notes(scenario)
    }

    /// To 12 decimals: the last bits of the error function are the mathematics library's own.
    static func rounded(_ value: Double) -> Double {
        (value * 1e12).rounded() / 1e12
    }

    private static func notes(_ scenario: Scenario) -> [String] {
        var notes = [
            "Synthetic: no row describes a real person.",
            "Exposure days are the day minus the first day of its era; gaps of at most 30 free days are bridged.",
            "Age, sex, race and site have no effect on pain.",
            "Withdrawal on day 7 is missing more often after a painful start; that pain is recorded for everyone.",
            "Non-opioid care begins more often after a painful score and has no effect on pain.",
            "Log odds ratios of symptoms are marginal; given the days of exposure, symptoms do not depend on pain.",
            "Treatment with MOUD ends 28 to 84 days after its start, each day as likely, whoever and whatever the pain.",
            "Opioid screens are positive from the first use on; of cocaine 15% are, whoever. Visits are weekly.",
        ]
        switch scenario {
        case .null:
            notes.append("Pain does not depend on exposure duration or dose; people's own slopes vary about 0.")
        case .hyperalgesia:
            notes.append("Pain rises with exposure duration; dose has no effect and does not rise with duration.")
            notes.append("Once a taper has ended, half of a person's rise in pain is gone after 14 days.")
        case .tolerance:
            notes.append("slope_per_30_days is the slope at a fixed dose.")
            notes.append("marginal_slope_per_30_days is the slope with doses rising as they did.")
            notes.append("A dose increase multiplies the dose by 1.25 and lowers pain by 0.3 points.")
            notes.append("The marginal slope is exact without dropout; dropout is at random given the full model.")
        case .tapering, .abruptStop, .opioidRotation, .moudInitiation, .nonopioidCare, .spreading, .mixedPatterns,
            .returnToUse, .evokedTests, .painDrivesDose:
            break
        }
        return notes
    }

    enum CodingKeys: String, CodingKey {
        case scenario
        case slopePer30Days = "slope_per_30_days"
        case marginalSlopePer30Days = "marginal_slope_per_30_days"
        case doseEffectPerLogMME = "dose_effect_per_log_mme"
        case intercept
        case sdIntercept = "sd_intercept"
        case sdSlope = "sd_slope"
        case correlation
        case sdResidual = "sd_residual"
        case noWithdrawalShareDay7 = "no_withdrawal_share_day7"
        case noWithdrawalShareDay7ByArm = "no_withdrawal_share_day7_by_arm"
        case symptomLogOddsRatioPer30Days = "symptom_log_odds_ratio_per_30_days"
        case symptomShareAtStart = "symptom_share_at_start"
        case returnToUsePerWeek = "return_to_use_per_week"
        case returnToUseHazardRatioPerPoint = "return_to_use_hazard_ratio_per_point"
        case missedVisitShare = "missed_visit_share"
        case notes
    }
}
