import Cohort
import StudyFile

/// What questions about a change of opioids within a grace period let a study file set alike.
protocol GraceSettings: QuestionSettings {
    /// Days of follow-up.
    var followUp: Int { get set }
    /// Days within which a strategy is begun.
    var grace: Int { get set }
    /// Days after a reduction in which a score may be withdrawal's.
    var withdrawal: Int { get set }
    /// Days before time zero within which the score before must lie.
    var scoreWithin: Int { get set }
    /// What is known at time zero besides pain and dose; absent, age and sex where the study has them.
    var adjust: [Adjustment]? { get set }
}

extension GraceSettings {
    static var graceFields: [SettingField<Self>] {
        [
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
    }

    /// A strategy must be begun before follow-up ends.
    func checkGrace(_ mapping: StudyMapping) throws(StudyFileError) {
        guard grace >= followUp else { return }
        throw (mapping["grace"]?.source ?? mapping.source).error(
            "grace must be shorter than the follow-up of \(followUp) days")
    }

    /// Months of follow-up.
    var months: Int { followUp / EmulatedTrials.monthDays }

    /// Months of the grace period.
    var graceMonths: Int { max(1, grace / EmulatedTrials.monthDays) }

    /// What groups are made alike in, of a cohort.
    func adjustments(in cohort: Cohort) -> [Adjustment] { adjust ?? .usual(in: cohort) }
}
