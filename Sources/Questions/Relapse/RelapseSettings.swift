import Cohort
import Findings
import StudyFile

/// Settings of `relapse`.
struct RelapseSettings: QuestionSettings {
    /// Which definitions of return to use are asked about; the first leads.
    var endpoints = ReturnEndpoint.library
    /// Patient columns by whose levels shares are given; absent, `arm` where the study has it.
    var by: [String]?
    /// What week 1 is counted from; absent, the first of ``TimeZeroClock`` that the study has.
    var from: TimeZeroClock?
    /// Weeks of follow-up, at most, of those for whom the patients table says none.
    var weeks = 24
    /// Substances whose finding is use.
    var substances: [Substance] = [.opioid, .methadone, .buprenorphine]
    /// What a negative result is; absent, screens where some are negative, else visits.
    var negatives: NegativeResult?
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days before time zero from which the last score is the one before.
    var scoreWithin = 30
    /// Percent of the maximum possible at which pain before is moderate, and severe.
    var painCuts = [40, 70]
    /// The week at whose end change and variability of pain are known.
    var landmark = 4
    /// Scores that a patient needs for variability.
    var variabilityScores = 3
    /// What the adjusted regression holds constant; absent, age and sex as far as they are known.
    var adjust: [Adjustment]?
    /// Completed data sets.
    var imputations = 20
    /// What the odds of use in a week without a result are multiplied by.
    var oddsFactors: [Double] = [1, 2, 5, 10]
    /// Seed of the imputations.
    var seed = 1

    init() {}

    static let fields: [SettingField<RelapseSettings>] = [
        SettingField(
            "endpoints", \.endpoints, .endpoints, "the definitions of return to use; what leads is the first of them"),
        SettingField(
            "by", \.by, SettingKind.groupColumns().optional, otherwise: "`arm` where the study has it",
            "groups that the shares are given for, one column at a time; `[]` gives none"),
        SettingField(
            "from", \.from, SettingKind.choice.optional,
            otherwise:
                "`randomized` where the study has the column, else the first dose of medication, else study day 0",
            "time zero: week 1 begins on the day after it"),
        SettingField(
            "weeks", \.weeks, .integer(in: 1...UrineWord.mostWeeks),
            "weeks of follow-up at most, of patients for whom no `planned_end` or `planned_weeks` says how long it was: they are followed to their last visit, kept or missed, or screen"
        ),
        SettingField("substances", \.substances, .substances, "the substances whose finding counts as use"),
        SettingField(
            "negatives", \.negatives, SettingKind.choice.optional,
            otherwise: "`screens` where any is negative, else `visits`",
            "what a negative result is: a screen that says so, or a visit on a day without a positive one"),
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "score_within", \.scoreWithin, .integer(in: 0...3650),
            "the days up to time zero from which the last score is the one before"),
        SettingField(
            "pain_cuts", \.painCuts, .twoCuts,
            "percent of the maximum possible pain from which pain before is moderate, and from which it is severe"),
        SettingField(
            "landmark", \.landmark, .integer(in: 1...UrineWord.mostWeeks),
            "the week after which change and variability of pain up to then are compared with what follows"),
        SettingField(
            "variability_scores", \.variabilityScores, .integer(in: 2...1000),
            "scores up to the landmark that a patient needs for a standard deviation"),
        SettingField(
            "adjust", \.adjust, SettingKind.adjustments.optional,
            otherwise: "`age` and `sex`, as far as they are known",
            "what the adjusted regression holds constant"),
        SettingField(
            "imputations", \.imputations, .integer(in: 2...1000), "completed data sets of the multiple imputation"),
        SettingField(
            "odds_factors", \.oddsFactors, .factors,
            "what the imputation multiplies the odds of use in a week without a result by, one after the other"),
        SettingField("seed", \.seed, .integer(in: 0...Int(UInt32.max)), "seed of the imputations"),
    ]

    var groupColumns: [String] { by ?? [] }

    /// How pain is read.
    var pain: PainAtStartSettings {
        PainAtStartSettings(
            scoreWithin: scoreWithin, cuts: painCuts, landmark: 7 * landmark, variabilityScores: variabilityScores)
    }
}

/// What a negative result is.
enum NegativeResult: String, Term, CaseIterable {
    case screens
    case visits

    var label: String {
        switch self {
        case .screens: "a negative screen of one of the substances"
        case .visits: "a visit on a day without a positive screen"
        }
    }
}

extension SettingKind where Value == [Substance] {
    /// Substances, each once.
    static var substances: SettingKind {
        let choices = Substance.allCases.filter { $0 != .other }.map { ($0.rawValue, $0) }
        return SettingKind(
            type: choices.map { "`\($0.0)`" }.joined(separator: ", "),
            read: { value, key, _ throws(StudyFileError) in
                let substances = try value.distinct(as: key, named: \.rawValue) { one throws(StudyFileError) in
                    try one.choice(as: key, among: choices)
                }
                guard !substances.isEmpty else { throw value.error("\(key) names no substance") }
                return substances
            }, text: { $0.map(\.rawValue).joined(separator: ", ") })
    }
}

extension SettingKind where Value == [Double] {
    /// Factors above 0, each once.
    static var factors: SettingKind {
        SettingKind(
            type: "factors above 0, at most 20",
            read: { value, key, _ throws(StudyFileError) in
                var factors: [Double] = []
                for one in value.oneOrMore() {
                    let factor = try one.number(as: key)
                    guard factor > 0, factor <= 1e6, !factors.contains(factor) else {
                        throw one.error("\(key) must be factors above 0, each once: [1, 2, 5]")
                    }
                    factors.append(factor)
                }
                guard (1...20).contains(factors.count) else {
                    throw value.error("\(key) must be 1 to 20 factors: [1, 2, 5]")
                }
                return factors
            }, text: { "[\($0.map { Int(exactly: $0).map { "\($0)" } ?? "\($0)" }.joined(separator: ", "))]" })
    }
}
