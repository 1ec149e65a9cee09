import Cohort
import StudyFile

/// Settings of `taper`.
struct TaperSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days of a stable dose before time zero.
    var baseline = TaperRule().baselineDays
    /// The lowest mean daily dose of these days, in morphine milligram equivalents.
    var leastDose = TaperRule().leastBaseline
    /// The least change of a window's mean that is a taper or a rise, as a share of the dose before.
    var leastChange = TaperRule().leastChange
    /// Days of follow-up.
    var followUp = TaperRule().followUpDays
    /// Days within which a strategy is begun.
    var grace = 60
    /// Days after a reduction in which a score may be withdrawal's.
    var withdrawal = WithdrawalWindow().days
    /// Days before time zero within which the score before must lie.
    var scoreWithin = 90
    /// What is known at time zero besides pain and dose; absent, age and sex where the study has them.
    var adjust: [Adjustment]?

    /// The columns held alike where a study file names none.
    static let usualAdjustment = ["age", "sex"]

    init() {}

    static let fields: [SettingField<TaperSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "baseline", \.baseline, .integer(in: 30...3650), "days of a stable dose before time zero"),
        SettingField(
            "least_dose", \.leastDose, .aboveZero("milligrams of morphine equivalents a day"),
            "the lowest mean daily dose of these days"),
        SettingField(
            "least_change", \.leastChange, .share,
            "how far a window's mean lies below the dose before in a taper, above it in a rise"),
        SettingField("follow_up", \.followUp, .integer(in: 60...1080), "days of follow-up"),
        SettingField("grace", \.grace, .integer(in: 30...360), "days within which a strategy is begun"),
        SettingField(
            "withdrawal", \.withdrawal, .integer(in: 0...90),
            "days after a reduction in which a score may be withdrawal's"),
        SettingField(
            "score_within", \.scoreWithin, .integer(in: 1...365),
            "days before time zero within which the score before must lie"),
        SettingField(
            "adjust", \.adjust, SettingKind.adjustments.optional,
            otherwise: "`age` and `sex` where the study has them",
            "what groups are made alike in, besides the score, the dose and the time on opioids before"),
    ]

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {
        guard grace >= followUp else { return }
        throw (mapping["grace"]?.source ?? mapping.source).error(
            "grace must be shorter than the follow-up of \(followUp) days")
    }

    /// What is a taper, a rise and a stop.
    var rule: TaperRule {
        TaperRule(
            baselineDays: baseline, leastBaseline: leastDose, followUpDays: followUp, leastChange: leastChange,
            every: EmulatedTrials.monthDays)
    }

    /// Months of follow-up.
    var months: Int { followUp / EmulatedTrials.monthDays }

    /// Months of the grace period.
    var graceMonths: Int { max(1, grace / EmulatedTrials.monthDays) }

    /// Those of the usual columns in which somebody has a value.
    static func usualAdjustments(in cohort: Cohort) -> [Adjustment] {
        usualAdjustment.filter { name in
            switch cohort.patients.covariate(named: name)?.values {
            case .numeric(let values)?: values.contains { $0 != nil }
            case .categorical(_, let codes)?: codes.contains { $0 != nil }
            case nil: false
            }
        }.map { Adjustment(column: $0) }
    }

    /// What groups are made alike in, of a cohort.
    func adjustments(in cohort: Cohort) -> [Adjustment] {
        adjust ?? Self.usualAdjustments(in: cohort)
    }
}
