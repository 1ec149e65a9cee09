import Cohort
import Findings

extension IndividualTrends {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population: """
                Patients with at least \(setting: OwnSlopes.fewestScores) scores on different days of exposure; who leaves sooner is not in it.
                """,
            strategies: ExposureFrame.strategies,
            variable:
                "The patient's own slope of the \(study.score(on: settings.instrument)) over scores made while exposed.",
            intercurrentEvents: [
                .init("Stop of the opioid, or a gap", "While exposed: scores in a gap or after the end are not used."),
                ExposureFrame.anyDose, ExposureFrame.otherCauses,
                .init("Dropout", "The slope is of the scores until then, and none is carried on."), ExposureFrame.death,
            ],
            summary: """
                The median of patients' slopes and their spread; the shares whose own line rises, and falls, by \(settings.meaningfulChange.map {
                    "\(setting: $0) points" as Prose
                } ?? "a fifth of the instrument's range") or more.
                """,
            timeZero: ExposureFrame.timeZero(settings.exposure, rule),
            comparator: "Those who improved, beside those who worsened.",
            attacks: .init(
                "With few scores a patient's slope is noise, and some pass any limit.",
                done:
                    "Both directions are counted alike, so that noise shows as many improved as worsened; \u{201C}\(StudyWord(PainTrend.title))\u{201D} tests whether slopes differ at all."
            ),
            .init(
                "Only patients scored often enough have a slope: those who are well, or who left, are missing.",
                done:
                    "How many have one is counted, beside all with exposed scores; nothing stands in for the others here."
            ))
    }
}
