import Cohort
import Findings

extension Taper {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        EstimandFrame(
            population: """
                Patients in each month before which the dose was stable for \(setting: settings.baseline) days, at \
                \(setting: settings.leastDose) mg of morphine equivalents a day or more, with a score in the last \
                \(setting: settings.scoreWithin) days.
                """,
            strategies: """
                Emulated trial: stay at the stable dose; begin a taper; stop abruptly; raise the dose; each within a grace period of \
                \(setting: settings.grace) days.
                """,
            variable: """
                The \(study.score(on: settings.instrument)) in each month up to day \(setting: settings.followUp), the share whose pain fell, \
                and recorded harms.
                """,
            intercurrentEvents: [EmulationFrame.leavingStrategy, EmulationFrame.withdrawal(settings.withdrawal)]
                + EmulationFrame.notScored,
            summary:
                "Mean score under each strategy by month, and its difference from the stable dose; shares and their differences.",
            timeZero: """
                The first day of each month of entry, at which eligibility, strategy and follow-up begin together; a patient may enter in \
                several months.
                """,
            comparator: "Staying at the stable dose.",
            attacks: EmulationFrame.indication("a taper", heldAlike: settings.adjustments(in: study.cohort)),
            EmulationFrame.badTime)
    }
}
