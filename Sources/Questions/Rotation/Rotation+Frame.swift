import Cohort
import Findings

extension Rotation {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let month = EmulatedTrials.monthDays
        return EstimandFrame(
            population: """
                Patients in each month before which one opioid was taken alone for \(setting: settings.stableDays) days, at a known dose, with \
                a score in the last \(setting: settings.scoreWithin) days.
                """,
            strategies: """
                Emulated trial: stay on the opioid; change to another one within \(setting: settings.graceMonths * month) days and stay on that.
                """,
            variable: """
                The \(study.score(on: settings.instrument)) in each month up to day \(setting: settings.months * month), the share whose pain \
                fell, and recorded harms.
                """,
            intercurrentEvents: [
                EmulationFrame.leavingStrategy,
                .init(
                    "A stop without another opioid, a second opioid beside the first, a further change",
                    "Leave both strategies; a change of route alone leaves neither."),
                EmulationFrame.withdrawal(settings.withdrawal),
            ] + EmulationFrame.notScored,
            summary:
                "Mean score under each strategy by month, and the difference of changing from staying; shares and their differences.",
            timeZero: """
                The first day of each month of entry, at which eligibility, strategy and follow-up begin together; a patient may enter in \
                several months.
                """,
            comparator: "Staying on the opioid.",
            attacks: EmulationFrame.indication("a rotation", heldAlike: settings.adjustments(in: study.cohort)),
            EmulationFrame.badTime)
    }
}
