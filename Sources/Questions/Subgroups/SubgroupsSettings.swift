import Cohort
import StudyFile

/// Settings of `subgroups`.
struct SubgroupsSettings: QuestionSettings {
    /// The instrument; absent, that of `pain_trend`.
    var instrument: String?
    /// What counts as exposure duration; absent, as in `pain_trend`.
    var exposure: ExposureClock?
    /// What makes the subgroups, one column at a time, beside sex; absent, age, arm, site and trial where the study has them.
    var by: [String]?
    /// Ages at which a group begins; absent, the tertiles of those with exposed scores, to five years.
    var ageCuts: [Int]?
    /// Columns whose comparison was planned before anybody looked.
    var planned: [String] = []
    /// Columns with more levels than this are pooled instead of listed.
    var mostLevels = 12

    /// The column that is always compared.
    static let sex = "sex"
    /// The column of numbers that is cut into groups.
    static let age = "age"
    /// What is compared where a study file names nothing.
    private static let usual = [age, "arm", "site", StudyTrials.column]

    init() {}

    static let fields: [SettingField<SubgroupsSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional, otherwise: "that of `pain_trend`",
            "the instrument asked about"),
        SettingField(
            "exposure", \.exposure, SettingKind.choice.optional, otherwise: "as in `pain_trend`",
            "what counts as exposure duration"),
        SettingField(
            "by", \.by, SettingKind.subgroupColumns.optional,
            otherwise: "`age`, `arm`, `site` and `trial` where the study has them",
            "what makes the subgroups, one column at a time; `sex` is always compared where the study has it"),
        SettingField(
            "age_cuts", \.ageCuts, SettingKind.ageCuts.optional,
            otherwise: "tertiles of the patients with exposed scores, to five years", "the ages at which a group begins"
        ),
        SettingField(
            "planned", \.planned, .subgroupColumns, otherwise: "none: every comparison is exploratory",
            "columns whose comparison was planned before the data were looked at"),
        SettingField(
            "most_levels", \.mostLevels, .integer(in: 2...40),
            "levels above which a column\u{2019}s are pooled with random effects instead of listed"),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure ?? .eraDays) }

    var groupColumns: [String] { ((by ?? []) + planned).filter { $0 != Self.age } }

    /// The columns compared in a cohort, sex first, each once.
    func columns(in cohort: Cohort) -> [String] {
        let asked = by ?? Self.usual.filter { cohort.patients.covariate(named: $0) != nil }
        var columns = cohort.patients.covariate(named: Self.sex) == nil ? [] : [Self.sex]
        for name in asked + planned where !columns.contains(name) { columns.append(name) }
        return columns
    }
}

extension SettingKind where Value == [String] {
    /// Columns of patients whose levels make groups, or `age`, which is cut into groups.
    static var subgroupColumns: SettingKind {
        SettingKind(
            type: "columns of patients with categories, or `age`",
            read: { value, _, names throws(StudyFileError) in
                try value.oneOrMore().map { one throws(StudyFileError) in
                    let name = try one.patientColumn(among: names)
                    return [SubgroupsSettings.age, SubgroupsSettings.sex].contains(name)
                        ? name : try one.group(among: names)
                }
            }, text: { $0.joined(separator: ", ") })
    }
}

extension SettingKind where Value == [Int] {
    /// Ages, ascending.
    static var ageCuts: SettingKind {
        SettingKind(
            type: "one to ten ages in years, ascending",
            read: { value, key, _ throws(StudyFileError) in
                let cuts = try value.list(as: key).map { cut throws(StudyFileError) in
                    try cut.integer(as: "an age of \(key)", in: 1...120)
                }
                guard (1...10).contains(cuts.count), zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) else {
                    throw value.error("\(key) must be one to ten ages, each above the one before: [40, 65]")
                }
                return cuts
            }, text: { "[\($0.map(String.init).joined(separator: ", "))]" })
    }
}
