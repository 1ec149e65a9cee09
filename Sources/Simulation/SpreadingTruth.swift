import Foundation

/// What is planted in `spreading`.
public struct SpreadingTruth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// The marginal log odds ratio of each symptom for 30 days of exposure, and as `spreading` that of pain at each further body
    /// site.
    public let logOddsRatioPer30Days: [String: Double]
    /// The share with each, by exposure days; `day_0` is also that of the unexposed.
    public let expectedShare: [String: [String: Double]]
    /// Body sites beside the first that may hurt.
    public let furtherSites: Int
    /// The mean number of sites that hurt, the first among them, by exposure days.
    public let expectedSites: [String: Double]
    /// Who hurts at a further site, by exposure days.
    public let shareWithFurtherSites: [String: Double]
    /// The chance that two answers of one person to one question rest on the same threshold: the correlation of the thresholds.
    public let thresholdCorrelation: Double
    /// Clinical pain, in points for 30 days of exposure.
    public let painSlopePer30Days: Double
    /// Mean pain without an opioid and on the first day with it.
    public let painAtStart: Double
    /// Deaths a year of 365.25 days, whoever.
    public let deathsPerYear: Double
    /// The chance that a visit was the last, given its recorded score at the first site; all 0 without dropout.
    public let chanceOfLeaving: LinearChance
    /// Who never has an opioid.
    public let neverExposedShare: Double
    /// The first days with an opioid, the first and the last, each as likely as another.
    public let firstExposureDays: [Int]
    /// The share with each symptom on study day 364 less the share on day 0, exposed or not, without dropout and deaths: what a
    /// comparison of visits finds, that does not know the exposure.
    public let naiveShareChangeDay0To364: [String: Double]
    /// What the numbers mean, in words.
    public let notes: [String]

    init(_ design: StudyDesign) {
        typealias Model = SpreadingModel
        let asked = Model.symptoms + [Model.furtherSite]
        let days = [0, 90, 180, 360]
        func byDay(_ number: (Int) -> Double) -> [String: Double] {
            Dictionary(uniqueKeysWithValues: days.map { ("day_\($0)", Truth.rounded(number($0))) })
        }
        func bySymptom<Number>(_ number: (SymptomOdds) -> Number) -> [String: Number] {
            Dictionary(uniqueKeysWithValues: asked.map { ($0.symptom, number($0)) })
        }
        let further = Model.sites.count - 1
        scenario = design.scenario
        logOddsRatioPer30Days = bySymptom(\.logOddsRatioPer30Days)
        expectedShare = bySymptom { symptom in byDay { symptom.share(exposureDays: $0) } }
        furtherSites = further
        expectedSites = byDay { 1 + Double(further) * Model.furtherSite.share(exposureDays: $0) }
        shareWithFurtherSites = byDay { 1 - pow(1 - Model.furtherSite.share(exposureDays: $0), Double(further)) }
        thresholdCorrelation = Truth.rounded(AlikeAnswers.chanceOfOwn * AlikeAnswers.chanceOfOwn)
        painSlopePer30Days = Model.slopePer30Days
        painAtStart = Model.meanLevel
        deathsPerYear = Model.deathsPerYear
        chanceOfLeaving =
            design.dropout
            ? Model.chanceOfLeaving : LinearChance(at5Points: 0, perPoint: 0, lowest: 0, highest: 0)
        neverExposedShare = SteadyOpioid.neverExposedShare
        firstExposureDays = [SteadyOpioid.startDays.lowerBound, SteadyOpioid.startDays.upperBound - 1]
        naiveShareChangeDay0To364 = bySymptom { symptom in
            Truth.rounded(Self.share(symptom, on: 364) - Self.share(symptom, on: 0))
        }
        notes = [
            "Synthetic: no row describes a real person, and no ratio is an estimate of a real one.",
            "Log odds ratios are marginal: of all patients, not of one; generalised estimating equations find them.",
            "Without an opioid the odds are those of its first day.",
            "Given the days of exposure, symptoms, sites and pain do not depend on one another.",
            "The first body site hurts at every visit; a site that hurts has a row of its own, with the same mean pain.",
            "Who hurts more leaves sooner, so those who stay hurt less; symptoms are not affected.",
            "Supplies go on after dropout, as dispensing records do; nothing is recorded after death.",
            "Doses do not change. Age, sex, race and site of care have no effect.",
        ]
    }

    /// The expected share of everybody on a study day: a mean over the first days of exposure.
    private static func share(_ symptom: SymptomOdds, on day: Int) -> Double {
        let exposed = SteadyOpioid.startDays.reduce(0.0) { sum, start in
            sum + symptom.share(exposureDays: max(0, day - start))
        }
        let never = SteadyOpioid.neverExposedShare
        return never * symptom.share(exposureDays: nil)
            + (1 - never) * exposed / Double(SteadyOpioid.startDays.count)
    }

    enum CodingKeys: String, CodingKey {
        case scenario
        case logOddsRatioPer30Days = "log_odds_ratio_per_30_days"
        case expectedShare = "expected_share"
        case furtherSites = "further_sites"
        case expectedSites = "expected_sites"
        case shareWithFurtherSites = "share_with_further_sites"
        case thresholdCorrelation = "threshold_correlation"
        case painSlopePer30Days = "pain_slope_per_30_days"
        case painAtStart = "pain_at_start"
        case deathsPerYear = "deaths_per_year"
        case chanceOfLeaving = "chance_of_leaving"
        case neverExposedShare = "never_exposed_share"
        case firstExposureDays = "first_exposure_days"
        case naiveShareChangeDay0To364 = "naive_share_change_day_0_to_364"
        case notes
    }
}
