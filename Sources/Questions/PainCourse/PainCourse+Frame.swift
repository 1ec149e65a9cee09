import Cohort
import Findings

extension PainCourse {
    static func frame(_ settings: Settings, of study: Study) -> EstimandFrame {
        let columns = settings.groupColumns(in: study.cohort)
        func list(_ names: [String]) -> Prose { names.map { Prose(StudyWord($0)) }.listed }
        return EstimandFrame(
            population: "Patients with a score at a visit, of each trial by itself where the study has several.",
            strategies: columns.isEmpty
                ? "None: all patients together, whatever treatment they were on."
                : """
                Groups by \(list(columns)), whatever treatment was taken by then\(settings.randomised.isEmpty
                    ? "; the study file names none that chance decided over"
                    : "; by the study file chance decided over \(list(settings.randomised))").
                """,
            variable: "The \(study.score(on: settings.instrument)) at each planned visit, from the day nearest to it.",
            intercurrentEvents: [
                .init(
                    "Stop or change of treatment, rescue medication",
                    "Treatment policy: scores count whatever is taken by then."),
                .init(
                    "Dropout, and visits without a score",
                    """
                    Hypothetical, as if all had been scored (missing at random: mixed model and imputation); beside it as if those who left had \
                    gone the way of the reference group, and with points added to what is imputed.
                    """),
                .init("Death", "As dropout: what is imputed after it is a way of counting and no score of anybody."),
            ],
            summary: "Mean at each visit, mean change since the baseline, and the difference of means between groups.",
            timeZero: """
                The first day of the study's own clock; the baseline is the last score from up to \(setting: settings.baseline) days before it, or there is none.
                """,
            comparator: columns.isEmpty
                ? "None: a change over visits is against the baseline of the same patients."
                : settings.reference.map { "The level \(StudyWord($0))." } ?? "The most frequent level of each column.",
            attacks: .init(
                "Patients who leave are not like those who stay.",
                done: """
                    Jump to reference, copy increments and added points stand beside the model, with the points at which the conclusion tips.
                    """),
            .init(
                columns.isEmpty
                    ? "Patients enter when pain is high, and would have got better by themselves (regression to the mean)."
                    : "Groups that were not made by chance differ in more than their name.",
                done: columns.isEmpty
                    ? "Nothing takes it off: a change over visits is called a change, and no more."
                    : """
                    Baselines are held alike only where the study file says that chance made the groups; elsewhere the change since the baseline is \
                    compared, and the caution says that the groups may not be why.
                    """))
    }
}
