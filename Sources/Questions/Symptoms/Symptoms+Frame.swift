import Cohort
import Findings

extension Symptoms {
    static func frame(_ settings: SymptomsSettings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population: """
                For shares, patients asked about the symptom while exposed; for onset, those free of it when first asked, by day \
                \(setting: settings.askedWithin) of exposure at the latest.
                """,
            strategies: ExposureFrame.strategies,
            variable: """
                Whether the symptom is present, above a severity of \(setting: settings.presentAbove), by \(settings.report) report in a band \
                of exposure; days to the first report of it; pain at more than \(setting: settings.sitesAbove) body sites.
                """,
            intercurrentEvents: [
                .init(
                    "Stop of the opioid, or a gap",
                    "For shares while exposed: reports in a gap or after the end are not used. For onset treatment policy: the clock goes on."
                ),
                ExposureFrame.anyDose,
                .init(
                    "Death and dropout",
                    """
                    Compete with onset, within \(setting: settings.lastReportWithin) days of the last report; later ones end the time at that \
                    report. In shares the patient is in the bands that were reached.
                    """),
                .init("Not asked", "No report is no answer: the patient is in no share of that band."),
            ],
            summary:
                "Share with the symptom by band, odds ratio from one band to the next, and the cumulative incidence of onset.",
            timeZero: ExposureFrame.timeZero(settings.exposure, rule),
            comparator:
                "Shorter exposure: the other bands, and in the same patients their first band against their last.",
            attacks: .init(
                "Late bands hold those who stayed, and symptoms keep or drive patients away.",
                done:
                    "Changes within the same patients stand beside the trend across bands, and death and dropout compete with onset."
            ),
            .init(
                "A symptom is found where it is asked about, and these go with withdrawal, depression and disease as well.",
                done:
                    "Shares are of those asked, never of everybody; nothing tells the causes apart here, and the caution says so."
            ))
    }
}
