import Cohort
import Findings

extension Retention {
    static func frame(_ settings: RetentionSettings, of study: Study) -> EstimandFrame {
        func list(_ days: [Int]) -> Prose { days.map { "\(setting: $0)" as Prose }.listed }
        let clock = settings.from ?? .usual(in: study.cohort)
        return EstimandFrame(
            population:
                "Patients who started medication for opioid use disorder, of each trial where the study has several.",
            strategies: """
                Whatever dose is taken\(settings.by.map { $0.isEmpty ? "" : "; groups by \($0.map { Prose(StudyWord($0)) }.listed)" } ?? ""); \
                pain before time zero as it was, assigned to nobody.
                """,
            variable: """
                In treatment through days \(list(settings.days)), without a gap of more than \(list(settings.gaps)) days; an injection covers \
                \(setting: settings.injectionDays) days.
                """,
            intercurrentEvents: [
                .init(
                    "A gap without medication",
                    "Within the length of the gap it is treatment; a longer one is leaving, also if the patient comes back."
                ),
                .init("Change of the drug", "Treatment policy: any of the medications counts as treatment."),
                .init(
                    "Death, transfer, prison", "Compete with leaving in the cumulative incidence, and are no leaving."),
                .init(
                    "End of planned treatment or of observation",
                    "The patient is followed to it; in shares, who is not known to have stayed counts as having left."),
            ],
            summary:
                "Share in treatment, cumulative incidence of leaving, mean days in treatment, and hazard ratios per unit of pain.",
            timeZero: """
                For each patient \(clock), which is the first day; change and variability of pain are known at the end of day \
                \(setting: settings.landmark), and only later leaving is held against them.
                """,
            comparator: "Between patients: those with less pain before time zero, and other groups.",
            attacks: .init(
                "Who has no further dose on record may be treated elsewhere, or well.",
                done:
                    "Several lengths of the gap stand side by side, transfer and prison compete, and leaving is never called return to use."
            ),
            .init(
                "Those with pain change to be measured are those who stayed long enough.",
                done:
                    "Change and variability are taken up to a landmark, and only patients still in treatment then are compared."
            ))
    }
}
