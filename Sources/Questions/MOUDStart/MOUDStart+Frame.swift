import Cohort
import Findings

extension MOUDStart {
    static func frame(_ settings: MOUDStartSettings, of study: Study) -> EstimandFrame {
        func list(_ days: [Int]) -> Prose { days.map { "\(setting: $0)" as Prose }.listed }
        return EstimandFrame(
            population: """
                For the share who started all patients; for everything else those who started, by the drug of the first dose. Of each trial by \
                itself where the study has several.
                """,
            strategies: "Starting buprenorphine, methadone or naltrexone, as it happened; whatever was taken later.",
            variable: """
                Whether and when the first dose was given; the dose on day \(setting: settings.doseDay); no withdrawal around days \
                \(list(settings.withdrawalDays)); the \(study.score(on: settings.instrument)) around days \(list(settings.painDays)).
                """,
            intercurrentEvents: [
                .init(
                    "Stop or change of the drug",
                    "Treatment policy: scores and assessments count whatever is taken by then."),
                .init("Never started", "Counts in the share who started, and is in nothing else."),
                .init(
                    "Dropout, and days without a score",
                    "Left out at that day; the mixed model over the days takes them as missing at random."),
                .init("Death", "As dropout; scores end with it."),
            ],
            summary: """
                Shares, median days to the first dose, mean change of the score, and the difference of mean scores between drugs at the same \
                score before.
                """,
            timeZero: "The first dose; for the delay the day that it is counted from.",
            comparator: settings.reference.map {
                "Between drugs: those who started \(StudyWord($0.rawValue)). A change since before has none."
            }
                ?? "Between drugs: those who started the drug that most started. A change since before has none.",
            attacks: .init(
                "Patients start when they are unwell, and would have got better anyway (regression to the mean).",
                done:
                    "A change since before is called no effect; only differences between drugs have a comparator, at the same score before."
            ),
            .init(
                "Who starts which drug is a selection, the more so where starting is hard.",
                done: """
                    The share who started stands first, what is held constant is named, and the caution says that this is not the randomised \
                    comparison even where chance assigned the drug.
                    """))
    }
}
