import Cohort
import Estimation
import Findings

extension Subgroups {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let rule = study.cohort.exposureRule
        let columns = settings.columns(in: study.cohort)
        return EstimandFrame(
            population:
                "Patients with scores while exposed, in each subgroup by itself; those without a value of the column are in none of its.",
            strategies: """
                Exposure to opioids as it happened; subgroups by \(columns.isEmpty
                    ? "nothing, as the study has no such column" : columns.map { Prose(StudyWord($0)) }.listed), assigned to nobody.
                """,
            variable: "The \(study.score(on: settings.instrument)) at each assessment made while exposed.",
            intercurrentEvents: [
                .init(
                    "Stop of the opioid, or a gap",
                    "While exposed: scores in a gap or after the end are not used, or only for the subgroup's own course while unexposed."
                ),
                ExposureFrame.anyDose, ExposureFrame.otherCauses, ExposureFrame.leaving, ExposureFrame.death,
            ],
            summary: """
                The slope per \(setting: Int(MainTrend.days)) days of exposure in each subgroup, its difference from that of the reference \
                subgroup, and a test of interaction for each column.
                """,
            timeZero: ExposureFrame.timeZero(settings.exposure ?? .eraDays, rule),
            comparator: "The reference subgroup of the same column: the youngest age group, elsewhere the largest.",
            attacks: .init(
                "Of many subgroups some differ by chance.",
                done: """
                    Tests of interaction, and not of each subgroup, are one family adjusted for their number; \(settings.planned.isEmpty
                        ? "no column is called planned by the study file, so that every comparison is exploratory"
                        : "the study file calls planned \(settings.planned.map { Prose(StudyWord($0)) }.listed), and the rest is exploratory").
                    """),
            .init(
                "Subgroups differ in recovery, dose, leaving and scoring as well as in their name.",
                done: """
                    Each subgroup has its own level, variances and, where enough are scored while unexposed, its own course over time; what else \
                    differs is not held alike.
                    """))
    }
}
