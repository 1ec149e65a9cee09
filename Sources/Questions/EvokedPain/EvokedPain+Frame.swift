import Cohort
import Findings

extension EvokedPain {
    static func frame(_ settings: EvokedPainSettings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population: "Patients with an evoked test made while exposed, each test by itself.",
            strategies: ExposureFrame.strategies,
            variable:
                "The result of each evoked test, as it would be without the cut-off at which the test is stopped.",
            intercurrentEvents: [
                .init(
                    "The test is stopped at its cut-off",
                    "Hypothetical, as if it had gone on: the result is at least the cut-off (right-censored)."),
                .init("Stop of the opioid, or a gap", "While exposed: tests in a gap or after the end are not used."),
                ExposureFrame.anyDose, ExposureFrame.otherCauses,
                .init("Dropout and death", "Tests as far as they were made; nothing is imputed."),
            ],
            summary: """
                Difference in the mean result per \(setting: Int(OwnSlopes.days)) days of \(settings.exposure == .eraDays
                    ? "the current exposure era" : "cumulative exposure"); for seconds until the hand is withdrawn, also a hazard ratio.
                """,
            timeZero: ExposureFrame.timeZero(settings.exposure, rule),
            comparator: "Tests after shorter exposure, of the same patients where they have several, and of others.",
            attacks: .init(
                "Patients who hurt more, or stand pain less, are given opioids longer (reverse causation).",
                done: """
                    The slope within patients stands apart from that between them where tests are repeated; where they are not, nothing can be done, \
                    and the finding says that it compares patients.
                    """),
            .init(
                "A test done again is done by somebody who knows it (habituation), and a drug in the blood dulls it.",
                done: "Nothing can be done from the data: there is no unexposed test that the slope is held against."))
    }
}
