import Cohort
import StudyFile

/// Settings of `rotation`.
struct RotationSettings: GraceSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days of one opioid alone before time zero.
    var stableDays = 30
    /// The most days without an opioid between the old and the new one.
    var gap = RotationRule().gap
    /// The most days with both.
    var overlap = RotationRule().overlap
    /// The same for the count beside.
    var widerOverlap = 28
    /// Days of follow-up.
    var followUp = 180
    /// Days within which a strategy is begun.
    var grace = 60
    /// Days after a reduction in which a score may be withdrawal's.
    var withdrawal = WithdrawalWindow().days
    /// Days before time zero within which the score before must lie.
    var scoreWithin = 90
    /// What is known at time zero besides pain and dose; absent, age and sex where the study has them.
    var adjust: [Adjustment]?

    init() {}

    static let fields: [SettingField<RotationSettings>] =
        [
            SettingField(
                "instrument", \.instrument, SettingKind.instrument.optional,
                otherwise: "the clinical one with most scores", "the instrument asked about"),
            SettingField(
                "stable_days", \.stableDays, .integer(in: 7...3650), "days of one opioid and no other before time zero"),
            SettingField(
                "gap", \.gap, .integer(in: 0...30), "the most days without an opioid between the old and the new one"),
            SettingField("overlap", \.overlap, .integer(in: 0...30), "the most days with both of them"),
            SettingField(
                "wider_overlap", \.widerOverlap, .integer(in: 0...90),
                "the most days with both in the count that stands beside, for sensitivity"),
        ] + graceFields

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {
        try checkGrace(mapping)
        if widerOverlap < overlap {
            throw (mapping["wider_overlap"]?.source ?? mapping["overlap"]?.source ?? mapping.source).error(
                "wider_overlap must be at least the overlap of \(overlap) days")
        }
    }

    /// What is a rotation in a cohort: a drug ends where an era of it would.
    func rule(in cohort: Cohort) -> RotationRule {
        RotationRule(gap: gap, overlap: overlap, drugGap: max(gap, cohort.exposureRule.gap))
    }

    /// The same with the longer overlap.
    func widerRule(in cohort: Cohort) -> RotationRule {
        RotationRule(gap: gap, overlap: widerOverlap, drugGap: max(gap, cohort.exposureRule.gap))
    }
}
