import Cohort
import Findings

extension OpioidDoses {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: "Patients with an opioid exposure.",
            strategies: "None: opioids as they were prescribed, dispensed or recorded.",
            variable: """
                Which opioids a patient had, and the dose of a day in morphine equivalents by \
                \(StudyWord(study.cohort.morphineEquivalents.name)), over each of the denominators of a day.
                """,
            intercurrentEvents: [
                .init(
                    "A supply that begins before an earlier one of the same drug ends",
                    "By the rule for overlapping supplies among the definitions; how many there are is counted."),
                .init(
                    "A dose, drug or route without a factor",
                    "Counts for duration and is left out of doses; such rows are counted by drug."),
                .init("Death and the end of observation", "Exposures end with the record; nothing is carried on."),
            ],
            summary:
                "Shares of patients by drug; median and quartiles of the daily dose, and the share at a high dose.",
            timeZero: """
                Of the fixed window, of \(setting: settings.window) days, a patient's first exposure; of the other denominators none.
                """,
            comparator: "None; the denominators of a day, and with and without buprenorphine, stand beside each other.",
            attacks: .init(
                "What was dispensed was not all taken, and what was taken was not all dispensed.",
                done:
                    "Nothing can be done from the data: doses are those of the record, and denominators show how much that can matter."
            ),
            .init(
                "Factors of morphine equivalents disagree, most for methadone, buprenorphine and patches.",
                done:
                    "The factor set is named and versioned, buprenorphine is shown with and without, and rows without a factor are counted."
            ))
    }
}
