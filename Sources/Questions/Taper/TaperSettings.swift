import Cohort
import StudyFile

/// Settings of `taper`.
struct TaperSettings: GraceSettings {
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

    init() {}

    static let fields: [SettingField<TaperSettings>] =
        [
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
        ] + graceFields

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) { try checkGrace(mapping) }

    /// What is a taper, a rise and a stop.
    var rule: TaperRule {
        TaperRule(
            baselineDays: baseline, leastBaseline: leastDose, followUpDays: followUp, leastChange: leastChange,
            every: EmulatedTrials.monthDays)
    }
}
