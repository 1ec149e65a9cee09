import Findings

extension BaselineTable {
    static func frame(_ settings: BaselineTableSettings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: "Everyone in the study's patient tables.",
            strategies: settings.by.map {
                "Patients by \(StudyWord($0)), as it is recorded; the table does not know whether chance decided over it."
            } ?? "None: all patients together.",
            variable: "Each recorded characteristic of the patient, and the first pain score of each instrument.",
            intercurrentEvents: [
                .init(
                    "A characteristic that is not recorded",
                    "Its share stands in the table; numeric summaries are of patients with a value, and none is imputed."
                ),
                .init(
                    "A first pain score made after treatment or exposure began",
                    "Taken as it is: the table says first, and not before treatment."),
            ],
            summary: """
                Means with standard deviations, medians with quartiles, and shares; the largest standardised difference between two columns.
                """,
            timeZero: "The patient's record, or the day of the first pain score.",
            comparator: settings.by.map { "The other levels of \(StudyWord($0))." } ?? "None.",
            attacks: .init(
                "Groups that look alike in this table may differ in what is not recorded, such as why a drug was given.",
                done:
                    "Nothing can be done from the data; balance here is never given as a reason to call a difference an effect."
            ),
            .init(
                "Tests of baseline differences invite selection of what to adjust for.",
                done: "No test is made: standardised differences do not depend on the number of patients."))
    }
}
