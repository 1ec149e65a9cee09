import Cohort
import Findings

extension OpioidUse {
    static func frame(_ settings: OpioidUseSettings, of study: Study) -> EstimandFrame {
        let gap = study.cohort.exposureRule.gap
        return EstimandFrame(
            population: """
                For the course, patients observed on every day of a \(settings.step); for lengths, long-term therapy, switches and restarts, \
                patients with an exposure.
                """,
            strategies: "None: opioids as they were prescribed, dispensed or recorded.",
            variable: """
                Whether the patient is covered by an opioid in the \(settings.step); the length of the first era; long-term therapy; a switch \
                of the drug; a restart after the first era.
                """,
            intercurrentEvents: [
                .init(
                    "A gap without an opioid",
                    "Of at most \(setting: gap) days it is part of the era; a longer one ends it, and what follows is a restart."
                ),
                .init(
                    "Two drugs at a time",
                    "For at most \(setting: settings.overlap) days they are a switch, for longer they are two drugs together."
                ),
                .init("Death", "Ends the length of an era without its end, and competes with a restart."),
                .init(
                    "End of observation",
                    "Censors lengths and restarts; the patient leaves the course from the next \(settings.step) on."),
            ],
            summary:
                "Shares by \(settings.step), median lengths, shares of patients, and the cumulative incidence of a restart.",
            timeZero: """
                For the course \(settings.clock); for a restart the last day on which the first era could have gone on.
                """,
            comparator: "None; definitions of long-term therapy stand beside each other.",
            attacks: .init(
                "Who is observed longer has more chances: patients who stay on opioids stay in the record.",
                done: """
                    Only patients observed for the whole \(settings.step) count, lengths and restarts are censored at the end of observation, and \
                    where no end is recorded the finding says which way that errs.
                    """),
            .init(
                "Long-term therapy is what a definition makes it.",
                done: "Published definitions stand side by side, each with its source."))
    }
}
