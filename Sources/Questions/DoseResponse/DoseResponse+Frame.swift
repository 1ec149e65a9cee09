import Cohort
import Estimation
import Findings

extension DoseResponse {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population: "Patients with scores while exposed, on days of known dose; one common sample for every model.",
            strategies: "Duration and daily dose of opioids as they happened; nobody is assigned to either.",
            variable: """
                The \(study.score(on: settings.instrument)) at each assessment made while exposed, beside the day's dose in morphine equivalents \
                by \(StudyWord(study.cohort.morphineEquivalents.name)).
                """,
            intercurrentEvents: [
                .init("Stop of the opioid, or a gap", "While exposed: scores in a gap or after the end are not used."),
                .init("Change of the dose", "It is what is asked about: the dose is that of the day of the score."),
                .init(
                    "A dose, drug or route without a factor",
                    "The day's scores are left out of every model, and counted."),
                ExposureFrame.otherCauses, ExposureFrame.leaving, ExposureFrame.death,
            ],
            summary: """
                Difference in the mean score per \(setting: Int(MainTrend.days)) days of exposure at the same dose, and per doubling of the dose \
                at the same duration.
                """,
            timeZero: ExposureFrame.timeZero(settings.exposure, rule),
            comparator: """
                Shorter exposure at the same dose, and a lower dose at the same duration; low and high are the percentiles \
                \(setting: settings.lowPercentile) and \(setting: settings.highPercentile) of the doses at scores.
                """,
            attacks: .init(
                "Whoever hurts more is given more (confounding by indication), and the dose follows pain (reverse causation).",
                done: """
                    Slopes within patients stand apart from those between them; which of pain and dose comes first is asked under \
                    \u{201C}\(StudyWord(OtherExplanations.title))\u{201D}. A dose that answers to pain at once is left in the answer.
                    """),
            .init(
                "Duration and dose rise together, so that a model credits either by chance.",
                done: """
                    Their correlation is printed, and from \(setting: settings.tooAlike) on the finding says that they cannot be told apart.
                    """))
    }
}
