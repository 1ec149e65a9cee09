import Cohort
import Findings

extension DataQuality {
    static func frame(_ settings: DataQualitySettings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: "Everyone with a row in the study's tables.",
            strategies: "None: tables are described as they were read.",
            variable: """
                What each table holds of a patient: rows, cells, days, scores, supplies and levels; and which of them are missing, doubled, \
                apart or out of line.
                """,
            intercurrentEvents: [
                .init(
                    "A row is rejected, or left out by the study file",
                    "It counts among the rows by outcome and has no part in ranges, levels and quantiles."),
                .init(
                    "A supply overlaps an earlier one of the same drug",
                    "By the rule for overlapping supplies among the definitions; lengths and gaps are those that it leaves."
                ),
            ],
            summary: "Counts of patients, shares of cells and rows, and quantiles over patients.",
            timeZero: "None: days are those of the record.",
            comparator: """
                None; shares are set against the levels of the study file, which are, for saying so: \(StudyWord(settings.warn.text)).
                """,
            attacks: .init(
                "Data can be complete, consistent and wrong: no table says what should have been written and was not.",
                done:
                    "Nothing can be done from the data alone; rejected rows are listed by file and line, for a comparison with the source."
            ),
            .init(
                "What is unusual need not be wrong: round scores, long supplies and gaps can be how care is given.",
                done: "Shares and quantiles are described, and no row is left out because of them."))
    }
}
