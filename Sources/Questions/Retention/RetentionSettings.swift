import Findings
import StudyFile

/// Settings of `retention`.
struct RetentionSettings: QuestionSettings {
    /// Days after time zero until which staying is asked about; the last leads.
    var days = [30, 90, 180]
    /// Days without medication that end a treatment when there are more; the first leads.
    var gaps = [7, 14, 30]
    /// Patient columns by whose levels shares are given; absent, `arm` where the study has it.
    var by: [String]?
    /// Time zero; absent, the day of randomisation where the study has it, else the first dose.
    var from: TimeZeroClock?
    /// Days that an injection covers.
    var injectionDays = 30
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days before time zero from which the last score is the one before.
    var scoreWithin = 30
    /// Percent of the maximum possible at which pain before is moderate, and severe.
    var painCuts = [40, 70]
    /// The day at whose end change and variability of pain are known.
    var landmark = 28
    /// Scores that a patient needs for variability.
    var variabilityScores = 3
    /// What the adjusted regression holds constant; absent, age and sex as far as they are known.
    var adjust: [Adjustment]?

    init() {}

    static let fields: [SettingField<RetentionSettings>] = [
        SettingField(
            "days", \.days, .visitDays,
            "the days after time zero until which staying is asked about; the last of them leads"),
        SettingField(
            "gaps", \.gaps, .gaps,
            "days without medication of which a longer run ends a treatment; the first of them leads"),
        SettingField(
            "by", \.by, SettingKind.groupColumns().optional, otherwise: "`arm` where the study has it",
            "groups that the shares are given for, one column at a time; `[]` gives none"),
        SettingField(
            "from", \.from, SettingKind.choice.optional,
            otherwise: "`randomized` where the study has the column, else the first dose of medication",
            "time zero, which is the first day"),
        SettingField(
            "injection_days", \.injectionDays, .integer(in: 1...365),
            "days that an injection covers: a drug of which every dose is written as 1, or a dose that nobody takes on one day"
        ),
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional, otherwise: "the clinical one with most scores",
            "the instrument asked about"),
        SettingField(
            "score_within", \.scoreWithin, .integer(in: 0...3650),
            "the days up to time zero from which the last score is the one before"),
        SettingField(
            "pain_cuts", \.painCuts, .twoCuts,
            "percent of the maximum possible pain from which pain before is moderate, and from which it is severe"),
        SettingField(
            "landmark", \.landmark, .integer(in: 1...3650),
            "the day after which change and variability of pain up to then are compared with what follows"),
        SettingField(
            "variability_scores", \.variabilityScores, .integer(in: 2...1000),
            "scores up to the landmark that a patient needs for a standard deviation"),
        SettingField(
            "adjust", \.adjust, SettingKind.adjustments.optional,
            otherwise: "`age` and `sex`, as far as they are known",
            "what the adjusted regression holds constant"),
    ]

    var groupColumns: [String] { by ?? [] }

    /// How pain is read.
    var pain: PainAtStartSettings {
        PainAtStartSettings(
            scoreWithin: scoreWithin, cuts: painCuts, landmark: landmark, variabilityScores: variabilityScores)
    }
}

extension SettingKind where Value == [Int] {
    /// Lengths of gaps, each once.
    static var gaps: SettingKind {
        SettingKind(
            type: "days from 0 to 365, at most 10",
            read: { value, key, _ throws(StudyFileError) in
                let gaps = try value.distinct(as: key, named: { "\($0)" }) { one throws(StudyFileError) in
                    try one.integer(as: "a length of \(key)", in: 0...365)
                }
                guard (1...10).contains(gaps.count) else {
                    throw value.error("\(key) must be 1 to 10 lengths: [7, 14, 30]")
                }
                return gaps
            }, text: { "[\($0.map(String.init).joined(separator: ", "))]" })
    }
}
