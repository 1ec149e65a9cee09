import Cohort
import Findings

extension Day7Withdrawal {
    static func frame(_ settings: Day7WithdrawalSettings, of study: Study) -> EstimandFrame {
        let window = settings.daysAround
        let weighting: Prose =
            settings.weightBy == []
            ? "weighting is turned off by the study file"
            : "those assessed are also weighted to stand for those who were not"
        return EstimandFrame(
            population: """
                Patients with an index day (\(StudyWord(study.cohort.indexRule.description))); of each trial, or else each withdrawal scale, \
                by itself where the study has several.
                """,
            strategies: """
                Whatever treatment followed the index day; \(settings.by.isEmpty
                    ? "no strategies are compared"
                    : "groups by \(settings.by.map { Prose(StudyWord($0)) }.listed) as they are recorded").
                """,
            variable: """
                No withdrawal, by the scale's own definition, at the assessment nearest to day \(setting: settings.day) from day \
                \(setting: window.lowerBound) to day \(setting: window.upperBound).
                """,
            intercurrentEvents: [
                .init(
                    "Not assessed in the window, by dropout, death or otherwise",
                    "Left out (assessed alone), counted as in withdrawal (worst case), and counted as free of it (best case); \(weighting)."
                ),
                .init(
                    "Stop or change of treatment before the day",
                    "Treatment policy: an assessment counts whatever is taken by then."),
                .init(
                    "Several assessments as near to the day",
                    "On a tie the later day, and of several on one day the worst."),
            ],
            summary:
                "Share of patients, with Wilson and exact intervals; the share of those not assessed that a claim would need.",
            timeZero: "The index day: \(StudyWord(study.cohort.indexRule.description)).",
            comparator: settings.claim.map { "A claimed share of \(setting: $0), by an exact test." }
                ?? "None; no claim is set.",
            attacks: .init(
                "Who was not assessed is who felt worst, so that the share among those assessed is too good.",
                done:
                    "Worst case and best case bound it, and \(weighting); how many were not assessed stands beside every share."
            ),
            .init(
                "\u{201C}No withdrawal\u{201D} is what scale, threshold and window make it.",
                done:
                    "Scales are never pooled into a headline, the definition of none is printed with its source, and the window is a setting."
            ))
    }
}
