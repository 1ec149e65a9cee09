import Cohort
import Findings

extension WithdrawalCourse {
    static func frame(_ settings: WithdrawalCourseSettings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: """
                Patients with an index day, as far as they were assessed on or after it; of each trial, or else each scale, by itself where the \
                study has several.
                """,
            strategies: "Whatever treatment followed the index day; no strategies are compared.",
            variable: """
                No withdrawal on each day up to day \(setting: settings.days) and around the end of each week up to week \
                \(setting: settings.weeks); days until free of it, for the first time and to stay so.
                """,
            intercurrentEvents: [
                .init(
                    "Stop or change of treatment", "Treatment policy: assessments count whatever is taken by then."),
                .init(
                    "No assessment on a day",
                    "The patient is not in that day's share; for the time until free, the time is known to lie between two assessments."
                ),
                .init(
                    "Withdrawal that comes back",
                    "Ignored in the time to the first assessment without it, and decisive in the time to stay so."),
                .init("Dropout and death", "End the assessments: the time until free is censored at the last one."),
            ],
            summary: "Shares by day and week; the share not yet free over time, and its median.",
            timeZero: "The index day: \(StudyWord(study.cohort.indexRule.description)).",
            comparator: "None.",
            attacks: .init(
                "Those still assessed late are those who did well, so that the curve improves by itself.",
                done: """
                    Each share stands with its own number of patients, and the time until free follows everybody to the last assessment; that \
                    leaving tells nothing of withdrawal is assumed and not tested here.
                    """),
            .init(
                "When a patient became free depends on when somebody looked.",
                done:
                    "Times are taken as known between two assessments and no more; they are not put on the day of the visit."
            ))
    }
}
