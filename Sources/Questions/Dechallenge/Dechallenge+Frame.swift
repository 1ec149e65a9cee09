import Cohort
import Findings

extension Dechallenge {
    static func frame(_ settings: DechallengeSettings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population:
                "Patients whose dose fell, stopped, rose or restarted and who were scored on both sides of the change.",
            strategies: """
                Changes of the dose by a share of \(setting: settings.leastChange) or more, as they happened, between doses that each lasted \
                \(setting: settings.leastDays) days: falls and stops, rises and restarts. Nobody is assigned one.
                """,
            variable: """
                The \(study.score(on: settings.instrument)) from day \(setting: settings.after.lowerBound) to day \
                \(setting: settings.after.upperBound) of the new dose, less that of the \(setting: settings.before) days before the change.
                """,
            intercurrentEvents: [
                .init(
                    "Withdrawal after a fall or stop",
                    "Days before day \(setting: settings.after.lowerBound) of the new dose are left out; they stand beside by themselves."
                ),
                .init("A further change of the dose", "Ends the time after; the next contrast begins behind it."),
                .init(
                    "Death, dropout, no score after the change", "The change is not in it; nothing is imputed."),
                .init(
                    "Surgery, injury, other treatment of pain", "Treatment policy: scores count whatever else happens."),
            ],
            summary:
                "Mean over patients of their differences, by direction; the share with a fall and then a rise of pain as the dose goes.",
            timeZero: "The first day of the new dose.",
            comparator:
                "The same patient before the change, beyond a straight course over time that all patients share.",
            attacks: .init(
                "The dose is changed because of pain: a month before a change is not like other months.",
                done: """
                    The comparison without the \(setting: settings.leaveOut) days before each change stands beside, and a difference that does not \
                    survive it is not called a sign of hyperalgesia.
                    """),
            .init(
                "Pain would have changed anyway, and one direction cannot tell.",
                done:
                    "Both directions are asked of, the course over time is taken off, and the pattern is held against what chance alone gives."
            ))
    }
}
