import Cohort
import Estimation
import Findings

extension PainVariability {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        return EstimandFrame(
            population: """
                Patients with at least \(setting: settings.scores) scored days while exposed; for late against early, with as many on both sides; \
                for events, observed beyond day \(setting: settings.landmark) without the event.
                """,
            strategies: ExposureFrame.strategies,
            variable: """
                How much the patient's own \(study.score(on: settings.instrument)) varies from one scored day to another while exposed, and \
                events that follow.
                """,
            intercurrentEvents: [
                .init(
                    "Stop of the opioid, or a gap",
                    "While exposed: scores in a gap or after the end are not used, and no difference reaches over the end of an era."
                ),
                ExposureFrame.anyDose, ExposureFrame.otherCauses,
                .init(
                    "Dropout",
                    "Variability is of the scores until then; for events the patient is followed to the end of observation."
                ),
                .init("Death", "Scores end with it, and it ends the time in which other events could come."),
            ],
            summary: """
                Ratio of the mean variability per \(setting: Int(MainTrend.days)) days of exposure, and of late to early in the same patients; \
                hazard ratio of events.
                """,
            timeZero: """
                \(ExposureFrame.timeZero(settings.exposure, rule)) For events day \(setting: settings.landmark) from the first exposure.
                """,
            comparator: """
                Shorter exposure at the same mean score; in the same patients the days before day \(setting: settings.lateFrom) of exposure.
                """,
            attacks: .init(
                "Scores near an end of the scale cannot vary, so that variability stands for the mean.",
                done:
                    "The mean score and its square are held alike; where exposure changes the mean itself, that is not enough, and the caution says so."
            ),
            .init(
                "Patients are scored when pain changes, and those with few scores look steadier or wilder by chance.",
                done: """
                    A fewest number of scores is asked for, indices that allow for the time between stand beside, and the caution says that \
                    scores taken because of pain make every index too high.
                    """))
    }
}
