import StudyFile

/// Settings of `baseline_table`.
struct BaselineTableSettings: QuestionSettings {
    /// The patient column whose levels are the table's columns beside the overall one.
    var by: String?

    init() {}

    static let fields: [SettingField<BaselineTableSettings>] = [
        SettingField(
            "by", \.by, SettingKind.groupColumn.optional, otherwise: "the first column under `by` of `day7_withdrawal`",
            "the column of patients whose levels are the columns of the table")
    ]

    var groupColumns: [String] { [by].compactMap(\.self) }
}
