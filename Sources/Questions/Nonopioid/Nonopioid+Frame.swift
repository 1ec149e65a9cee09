import Cohort
import Findings

extension Nonopioid {
    static func frame(_ settings: NonopioidSettings, of study: Study) -> EstimandFrame {
        let held = EmulationFrame.list(
            [
                "the last score", "its change against the \(setting: settings.changeOver) days before", "other care",
                "the dose",
                "the years on opioids",
            ], and: settings.adjustments(in: study.cohort))
        return EstimandFrame(
            population: """
                New users: patients in each month without care of the kind in the \(setting: settings.washout) days before, with a score in \
                the last \(setting: settings.scoreWithin) days.
                """,
            strategies: """
                Emulated trial: begin the care in the month; begin another kind in its stead. Kinds begun within \(setting: settings.together) \
                days of each other are begun together.
                """,
            variable: """
                The \(study.score(on: settings.instrument)), and the daily opioid dose of those on opioids, in each month up to day \
                \(setting: settings.months * EmulatedTrials.monthDays).
                """,
            intercurrentEvents: [
                .init(
                    "Care ends, or another kind begins later",
                    """
                    By intention (treatment policy) it changes nothing; per protocol (hypothetical) who begins a further kind is censored. How \
                    long care lasted is no part of it.
                    """)
            ] + EmulationFrame.notScored,
            summary: "Mean score, and mean dose, by month and strategy; their difference; shares whose pain fell.",
            timeZero: """
                The first day of each month of entry, at which eligibility, what is begun and follow-up meet; a patient may enter in several \
                months.
                """,
            comparator: """
                Another kind of care begun; care not begun, where another was begun by fewer than \(setting: CareComparison.fewest).
                """,
            attacks: .init(
                "Care is begun at a bad time by patients who are motivated and have access (confounding by indication, healthy user).",
                done: """
                    An active comparator; weights for \(held); an E-value; \(settings.negativeControl == nil
                        ? "no negative control is set" : "a negative control").
                    """),
            .init(
                "Patients know that they have the care and report pain knowing it.",
                done:
                    "Nothing can be done from the data; the caution says so, and the opioid dose stands beside as an outcome that is not asked for."
            ))
    }
}
