import Cohort
import StudyFile

/// Settings of `moud_start`.
struct MOUDStartSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Patient columns by whose levels the share who started is given; absent, `arm` where the study has it.
    var by: [String]?
    /// The numeric column of patients with the day that the induction delay is counted from.
    var from: String?
    /// Days after the first dose at which the dose is read, and up to which the highest one is.
    var doseDay = 28
    /// Days after the first dose on which pain is looked at.
    var painDays = [7, 28, 90]
    /// Days after the first dose on which withdrawal is looked at.
    var withdrawalDays = [7, 28]
    /// Days either side of each that may stand for it; absent, ``reach(of:among:)``.
    var window: Int?
    /// Days before the first dose from which the last score is the one before.
    var scoreWithin = 30
    /// Minutes after the first dose within which a rise of the withdrawal score is precipitated withdrawal.
    var precipitatedWithin = 60
    /// Points of COWS that such a rise has at least.
    var precipitatedCOWS = 6
    /// Points of SOWS.
    var precipitatedSOWS = 10
    /// What the comparison of the drugs holds constant beside the score before; absent, ``usualAdjustments`` as far as they are known.
    var adjust: [Adjustment]?
    /// The drug that the others are compared with; absent, the one that most patients started.
    var reference: MOUDDrug?

    /// What is held constant where a study file says nothing.
    static let usualAdjustments = ["age", "sex"]
    /// Of those columns, one that fewer have a value of is not held constant unless a study file names it.
    static let leastKnown = 0.9
    /// What a column with the day of randomisation may be called.
    static let usualOrigins = [
        RandomizationDay.column, "randomised", "randomized_day", "randomised_day", "randomization_day",
        "randomisation_day",
        "day_randomized", "day_randomised",
    ]
    /// Days either side of a planned one, at least.
    static let leastReach = 3

    init() {}

    static let fields: [SettingField<MOUDStartSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "by", \.by, SettingKind.groupColumns().optional, otherwise: "`arm` where the study has it",
            "groups that the share who started is given for, one column at a time; `[]` gives none"),
        SettingField(
            "from", \.from, SettingKind.dayColumn.optional,
            otherwise: "`randomized` (or `randomised_day` and the like) where the study has it, else study day 0",
            "the column of patients with the study day that the induction delay is counted from"),
        SettingField(
            "dose_day", \.doseDay, .integer(in: 1...3650),
            "the day after the first dose on which the dose is read, and up to which the highest one is"),
        SettingField(
            "pain_days", \.painDays, .visitDays, "the days after the first dose on which pain is looked at"),
        SettingField(
            "withdrawal_days", \.withdrawalDays, .visitDays,
            "the days after the first dose on which withdrawal is looked at"),
        SettingField(
            "window", \.window, SettingKind.integer(in: 0...3650).optional,
            otherwise: "a quarter of the day, at least \(leastReach), and never past half way to the next of them",
            "how many days from the planned one a score or an assessment may lie"),
        SettingField(
            "score_within", \.scoreWithin, .integer(in: 0...3650),
            "the days before the first dose from which the last score is the one before"),
        SettingField(
            "precipitated_within", \.precipitatedWithin, .integer(in: 1...1440),
            "the minutes after the first dose within which a rise of the withdrawal score is precipitated withdrawal"),
        SettingField(
            "precipitated_cows", \.precipitatedCOWS, .integer(in: 1...48),
            "the points of COWS that such a rise has at least"),
        SettingField(
            "precipitated_sows", \.precipitatedSOWS, .integer(in: 1...64),
            "the points of SOWS that such a rise has at least"),
        SettingField(
            "adjust", \.adjust, SettingKind.adjustments.optional,
            otherwise: "`age` and `sex`, each where nine in ten of those compared have it",
            "what the comparison of the drugs holds constant beside the score before"),
        SettingField(
            "reference", \.reference, SettingKind.choice.optional, otherwise: "the drug that most patients started",
            "the drug that the others are compared with"),
    ]

    /// Points of a scale that a rise has at least to be precipitated withdrawal.
    func leastRise(_ scale: WithdrawalScale) -> Int {
        switch scale {
        case .cows: precipitatedCOWS
        case .sows: precipitatedSOWS
        }
    }

    var groupColumns: [String] { by ?? [] }

    /// What is held constant among some patients of a cohort.
    func adjustments(in cohort: Cohort, among persons: [Int]) -> [Adjustment] {
        adjust
            ?? Self.usualAdjustments.filter { name in
                guard let covariate = cohort.patients.covariate(named: name) else { return false }
                let known = persons.count { covariate.isKnown($0) }
                return known > 0 && Double(known) >= Self.leastKnown * Double(persons.count)
            }.map { Adjustment(column: $0) }
    }

    /// The days after the first dose that may stand for one of some planned ones.
    func days(around day: Int, among planned: [Int]) -> ClosedRange<Int> {
        let own = window ?? max(Self.leastReach, day / 4)
        let apart = planned.filter { $0 != day }.map { (abs($0 - day) - 1) / 2 }.min() ?? own
        let reach = max(0, min(own, apart, day - 1))
        return (day - reach)...(day + reach)
    }
}

extension SettingKind where Value == String {
    /// A column of patients with a study day.
    static var dayColumn: SettingKind {
        SettingKind(
            type: "column of patients with a study day",
            read: { value, _, names throws(StudyFileError) in try value.patientColumn(among: names) }, text: { $0 })
    }
}

extension Covariate {
    fileprivate func isKnown(_ person: Int) -> Bool {
        switch values {
        case .numeric(let numbers): numbers[person] != nil
        case .categorical(_, let codes): codes[person] != nil
        }
    }
}
