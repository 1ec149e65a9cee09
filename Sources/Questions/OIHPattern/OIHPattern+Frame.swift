import Cohort
import Findings

extension OIHPattern {
    static func frame(_ settings: OIHPatternSettings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: """
                Patients with a time of stable dose whose windows of \(setting: settings.window) days hold scores enough to tell whether pain \
                rose under a stable or rising dose.
                """,
            strategies: "None: doses, changes of them and what else was done, as they are recorded.",
            variable: """
                The class into which a printed decision table puts the patient's course of the \(study.score(on: settings.instrument)), by facts \
                that a record can hold.
                """,
            intercurrentEvents: [
                .init(
                    "Injury, surgery, progression",
                    "A fact of the table: within \(setting: settings.causeWithin) days before a rise it is taken for its cause."
                ),
                .init(
                    "Withdrawal",
                    "A fact of the table; days before day \(setting: settings.after.lowerBound) after a change are left out as well."
                ),
                .init(
                    "Opioid use disorder and medication for it",
                    "A fact of the table, unknown where it is not recorded."),
                .init(
                    "Change of the dose or the drug",
                    "A fact of the table: what pain did after it decides between classes."),
                .init(
                    "Dropout, death, too few scores",
                    "The course cannot be judged and is counted apart; nothing is imputed."),
            ],
            summary:
                "Share of the courses judged that fall into each class, beside the share that chance alone puts there.",
            timeZero: "Of each patient the first day of a time of stable dose; of a change its first day.",
            comparator: "The same table on the same patients' scores in random order.",
            attacks: .init(
                "No test diagnoses hyperalgesia, and a pattern of records is no diagnosis.",
                done:
                    "Classes are counts of courses that are compatible with an explanation; nobody is diagnosed, and \u{201C}several\u{201D} and \u{201C}cannot be told\u{201D} are classes."
            ),
            .init(
                "With enough rules and thresholds chance or slow drift makes any pattern.",
                done: """
                    Rises are read on every other scored day and their answer on the days between, a grid of thresholds shows how far classes agree, \
                    and random orders show what chance gives; slow drift without cause is left, and the caution says so.
                    """))
    }
}
