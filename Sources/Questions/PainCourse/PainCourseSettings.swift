import Cohort
import StudyFile

/// Settings of `pain_course`.
struct PainCourseSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// The days that scores were planned for, after the baseline; absent, read from how far patients' scores lie apart.
    var visits: [Int]?
    /// Days either side of a planned one that a score may stand for it from; absent, half way to the visits before and after.
    var window: Int?
    /// Days before day 0 from which a score may be the baseline.
    var baseline = 30
    /// Patient columns whose levels are compared, one column at a time; absent, `arm` where the study has it.
    var by: [String]?
    /// Of these the ones whose levels chance decided.
    var randomised: [String] = []
    /// The level that the others are compared with; absent, the most frequent one.
    var reference: String?
    /// What the models hold constant.
    var adjust: [Adjustment] = []

    init() {}

    static let fields: [SettingField<PainCourseSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "visits", \.visits, SettingKind.visitDays.optional,
            otherwise: "as far apart as patients' scores usually are, at most \(PlannedVisits.mostVisits)",
            "the days that scores were planned for, after the baseline"),
        SettingField(
            "window", \.window, SettingKind.integer(in: 0...3650).optional,
            otherwise: "half way to the visits before and after",
            "how many days from the planned one a score may lie"),
        SettingField(
            "baseline", \.baseline, .integer(in: 0...3650),
            "the days before day 0 from which the last score is the baseline"),
        SettingField(
            "by", \.by, SettingKind.groupColumns().optional, otherwise: "`arm` where the study has it",
            "groups that are compared, one column at a time; `[]` compares none"),
        SettingField(
            "randomised", \.randomised, .groupColumns(), otherwise: "none",
            "columns whose levels chance decided: their groups begin alike (constrained baseline)"),
        SettingField(
            "reference", \.reference, SettingKind.level.optional, otherwise: "the most frequent level",
            "the level that the others are compared with, and whose course those who left are given"),
        SettingField("adjust", \.adjust, .adjustments, otherwise: "none", "what the models hold constant"),
    ]

    var groupColumns: [String] { (by ?? []) + randomised }

    /// The columns compared in a cohort.
    func groupColumns(in cohort: Cohort) -> [String] {
        let columns = PatientGroups.columns(by, in: cohort)
        return columns + randomised.filter { !columns.contains($0) }
    }
}

extension PlannedVisits {
    /// The visits that the settings state, or that the data show.
    init?(_ settings: PainCourseSettings, instrument: Int, of cohort: Cohort) {
        self.init(
            stated: settings.visits, window: settings.window, baseline: settings.baseline, instrument: instrument,
            of: cohort)
    }
}

extension SettingKind where Value == String {
    /// A level of a column of patients, as the data write it.
    static var level: SettingKind {
        SettingKind(
            type: "level of the column",
            read: { value, key, _ throws(StudyFileError) in try value.text(as: key) }, text: { $0 })
    }
}
