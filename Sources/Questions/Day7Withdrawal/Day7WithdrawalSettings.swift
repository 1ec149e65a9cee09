import StudyFile

/// Settings of `day7_withdrawal`.
struct Day7WithdrawalSettings: QuestionSettings {
    /// The day asked for, since the index day.
    var day = 7
    /// The days that may stand for it, inclusive; absent, three days either side of ``day``.
    var window: ClosedRange<Int>?
    /// Patient columns whose levels are reported one column at a time.
    var by: [String] = []
    /// A published share to hold the data against.
    var claim: Double?
    /// Patient columns by which those assessed are weighted for the others; without any there is no weighting. Absent, those of
    /// ``usualWeightColumns`` that the study has, and the columns under `by`.
    var weightBy: [String]?

    /// What is known of nearly every patient of nearly every study.
    static let usualWeightColumns = ["age", "sex", "race", "site", "arm"]

    init() {}

    static let fields: [SettingField<Day7WithdrawalSettings>] = [
        SettingField("day", \.day, .integer(in: 0...36_500), "the day asked for, since the index day"),
        SettingField(
            "window", \.window, SettingKind.dayRange.optional, otherwise: "three days either side of `day`",
            "the days that may stand for it"),
        SettingField(
            "by", \.by, .groupColumns(or: ["scale"]), otherwise: "none",
            "groups that the share is given for, one column at a time"),
        SettingField(
            "claim", \.claim, SettingKind.share.optional, otherwise: "none",
            "a published share to hold the data against"),
        SettingField(
            "weight_by", \.weightBy, SettingKind.patientColumns.optional,
            otherwise: "`age`, `sex`, `race`, `site`, `arm` as far as the study has them, and those under `by`",
            "columns by which those assessed are weighted to stand for those who were not; `[]` turns weighting off"),
    ]

    var groupColumns: [String] { by.filter { $0 != "scale" } }

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {
        guard let window, !window.contains(day) else { return }
        throw (mapping["window"]?.source ?? mapping.source).error(
            "window must be its first and last day and hold day \(day): [4, 10]")
    }

    /// The days that may stand for the day.
    var daysAround: ClosedRange<Int> { window ?? (day - 3)...(day + 3) }
}
