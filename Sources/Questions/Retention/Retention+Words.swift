import Cohort
import Findings

/// What the question is about and how it is answered, in words.
extension Retention {
    static func definitions(_ settings: RetentionSettings, of study: Study) -> [Results.Study.Definition] {
        guard hasSubject(in: study, settings) else { return [] }
        return [
            Results.Study.Definition(
                term: "In treatment",
                meaning: """
                    From the first dose known to be above zero to the last covered day before a run of days without one that is longer than \
                    the gap. Time zero is day 1. An injection covers several days, as the settings say.
                    """)
        ]
    }

    static func describe(_ settings: RetentionSettings, in finding: inout FindingBuilder) {
        finding.estimand = """
            Of the patients who started medication, the share in treatment through a day without a gap of more than \
            \(settings.gaps.map { "\(setting: $0)" as Prose }.joined(separator: ", ")) days; the cumulative incidence of leaving and the \
            mean days in treatment by the first of these gaps, with death, transfer and prison competing; and the ratio of the hazards of \
            leaving per unit of pain before time zero, of its variability then, and of its change and variability \
            up to day \(setting: settings.landmark).
            """
        finding.method = """
            An injection covers \(setting: settings.injectionDays) days: a drug of which every dose is written as 1, or a dose that nobody takes \
            on a day, from \(setting: MOUDDrug.naltrexone.leastMonthlyInjection ?? 0) mg of naltrexone and \
            \(setting: MOUDDrug.buprenorphine.leastMonthlyInjection ?? 0) mg of buprenorphine. A patient has left \
            where a run without medication is longer than the gap, as far as treatment was planned and the patient observed; else the \
            patient is followed up to then (180 days without a gap of more than 7: National Quality Forum 3175). Wilson intervals for \
            shares, in which a patient of whom it is not known counts as having left; Aalen and Johansen (1978, Scandinavian Journal of \
            Statistics 5:141-150) for the incidence; restricted means (Royston and Parmar 2013, 10.1186/1471-2288-13-152); log-rank \
            tests; Cox regression with Efron's ties, a baseline hazard for each trial and the test of proportionality of Grambsch and \
            Therneau (1994, 10.1093/biomet/81.3.515). Change and variability are known at the end of day \(setting: settings.landmark), and \
            only patients still in treatment are compared (landmark; Anderson 1983, 10.1200/JCO.1983.1.11.710). \(EventFamily.adjustment)
            """
    }

    static func cautions(_ settings: RetentionSettings, _ spans: TreatmentSpans) -> [Prose] {
        var cautions: [Prose] = [
            """
            Who leaves treatment may have gone elsewhere, or be well: leaving is not return to use. Pain before time zero is not assigned, and \
            a hazard ratio is an association.
            """
        ]
        if !spans.knowsEnd {
            cautions.append(
                """
                Nothing says until when patients were to be treated or observed (columns "planned_treatment_weeks", \
                "planned_weeks", "planned_end", "observation_end"): who has no further dose counts as having left, also where the data end.
                """)
        }
        return cautions
    }
}
