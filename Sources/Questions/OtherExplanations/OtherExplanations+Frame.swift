import Cohort
import Estimation
import Findings

extension OtherExplanations {
    static func frame(_ settings: OtherExplanationsSettings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population:
                "Patients with scores while exposed; for pain and dose, those with known doses on days that were scored.",
            strategies: ExposureFrame.strategies,
            variable: """
                The \(study.score(on: settings.instrument)) while exposed, the daily dose of scored days, the time to the next score, and \
                whether the patient left.
                """,
            intercurrentEvents: [
                ExposureFrame.stop(rule),
                .init("Change of the dose", "It is what is asked about: it follows pain, pain follows it, or neither."),
                ExposureFrame.otherCauses,
                .init(
                    "Dropout",
                    """
                    It is what is asked about as well: its odds by the last score, and the slope with the scores of those who left imputed \
                    under stated courses.
                    """),
                .init("Death", "Counts as leaving: what pain would have done after it is a way of counting, no more."),
            ],
            summary: """
                For each rival explanation a number of its own: regression coefficients, slopes in thirds, an E-value, an expected fall, a rate \
                ratio, an odds ratio, a tipping point.
                """,
            timeZero: ExposureFrame.timeZero(settings.exposure ?? .eraDays, rule),
            comparator:
                "The slope under \u{201C}\(StudyWord(PainTrend.title))\u{201D}, which leaves the explanation out.",
            attacks: .init(
                "Explanations are tried one at a time, and several small ones together could make the trend.",
                done:
                    "Nothing adds them up: each is given with its size, so that a reader can, and none is ruled in or out."
            ),
            .init(
                "A test that does not find an explanation is taken for its absence.",
                done: """
                    Each is given as an amount with an interval, or as what it would take (E-value, tipping point), and not as a verdict by a \
                    p-value.
                    """))
    }
}
