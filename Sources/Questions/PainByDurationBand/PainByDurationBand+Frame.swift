import Cohort
import Findings

extension PainByDurationBand {
    static func frame(_ settings: PainByDurationBandSettings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        let bands = settings.bands ?? study.bands
        let labels = (0..<bands.count).map { Prose(StudyWord(bands.label(of: $0))) }
        return EstimandFrame(
            population: "Patients with a score while exposed; each band is of those scored in it.",
            strategies: ExposureFrame.strategies,
            variable: "The \(study.score(on: settings.instrument)) at each assessment made while exposed.",
            intercurrentEvents: [
                .init("Stop of the opioid, or a gap", "While exposed: scores in a gap or after the end are not used."),
                ExposureFrame.anyDose, ExposureFrame.otherCauses,
                .init(
                    "Dropout",
                    "The patient is in the bands that were reached; nothing is imputed, so that late bands are of those who stayed."
                ),
                ExposureFrame.death,
            ],
            summary:
                "Mean score in each band of exposure duration (\(labels.joined(separator: ", ")) days), and tests of a trend across bands.",
            timeZero: ExposureFrame.timeZero(settings.exposure, rule),
            comparator: "The other bands.",
            attacks: .init(
                "Late bands hold the survivors: who was still there differs from who was not.",
                done:
                    "The finding says so, and the slope within patients under \u{201C}\(StudyWord(PainTrend.title))\u{201D}, which compares each with herself, is to be read beside."
            ),
            .init(
                "Patients exposed before the record began sit in bands that are too short.",
                done:
                    "Their share is given beside the means; \u{201C}\(StudyWord(PainTrend.title))\u{201D} fits new users alone."
            ))
    }
}
