import Cohort
import Estimation
import Findings

extension PainTrend {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population: "Patients with at least two scores while exposed; new users alone in a model beside.",
            strategies: ExposureFrame.strategies,
            variable: "The \(study.score(on: settings.instrument)) at each assessment made while exposed.",
            intercurrentEvents: [
                ExposureFrame.stop(rule), ExposureFrame.doseChange, ExposureFrame.otherCauses, ExposureFrame.leaving,
                ExposureFrame.death,
            ],
            summary: """
                Slope: the difference in the mean score per \(setting: Int(MainTrend.days)) days of \(settings.exposure == .eraDays
                    ? "the current exposure era" : "cumulative exposure").
                """,
            timeZero: ExposureFrame.timeZero(settings.exposure, rule),
            comparator: """
                The same patients, and others, after shorter exposure; beside it the course of unexposed scores over time, where it can be told \
                (by \(setting: TimeComparison.fewest) or more who have one).
                """,
            attacks: ExposureFrame.painDrivesDose,
            .init(
                "Time is not exposure: pain rises or falls with time whatever the drug.",
                done: """
                    The model \u{201C}\(TrendModelName.againstUnexposed)\u{201D} takes off the course that unexposed scores follow; where the study has too few of them the slope \
                    includes that course, and the finding says so.
                    """))
    }
}
