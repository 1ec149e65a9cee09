import Cohort
import Findings

extension Relapse {
    static func frame(_ settings: RelapseSettings, of study: Study) -> EstimandFrame {
        let clock = settings.from ?? .usual(in: study.cohort)
        return EstimandFrame(
            population: "Patients followed since time zero, of each trial where the study has several.",
            strategies: """
                Whatever treatment is taken\(settings.by.map { $0.isEmpty ? "" : "; groups by \($0.map { Prose(StudyWord($0)) }.listed)" } ?? ""); \
                pain before time zero as it was, assigned to nobody.
                """,
            variable: """
                Weeks to return to use by each of these definitions: \(settings.endpoints.map { "\($0.term)" as Prose }.listed).
                """,
            intercurrentEvents: [
                .init(
                    "A week without a result",
                    """
                    As each definition reads it; beside it counted as negative, and imputed with the odds of use multiplied by stated factors.
                    """),
                .init("Stop or change of treatment", "Treatment policy: results count whatever is taken by then."),
                .init(
                    "Death, transfer, prison",
                    "Compete with return to use in the cumulative incidence, and are no return."),
                .init("Dropout", "By its weeks without a result, as each definition reads them."),
            ],
            summary:
                "Share who return, cumulative incidence by week, mean weeks before return, and hazard ratios per unit of pain.",
            timeZero: """
                For each patient \(clock); change and variability of pain are known at the end of week \
                \(setting: settings.landmark), and only later returns are held against them.
                """,
            comparator: "Between patients: those with less pain before time zero, and other groups.",
            attacks: .init(
                "Return to use is what a definition makes of missing screens.",
                done: """
                    Several published definitions stand side by side, with how many returns rest on weeks without a result, and imputation under \
                    stated odds.
                    """),
            .init(
                "Pain goes with much else that leads to use, and is not assigned.",
                done: "Hazard ratios are called associations; what is held constant is named, and nothing else is."))
    }
}
