import Cohort
import Findings

/// What the question is about and how it is answered, in words.
extension OpioidUse {
    static func definitions(_ settings: OpioidUseSettings, of study: Study) -> [Results.Study.Definition] {
        guard hasSubject(in: study, settings) else { return [] }
        return [
            Results.Study.Definition(
                term: "Observed",
                meaning: """
                    From a patient's first day to the last: the study days in the columns "observation_start" and "observation_end" of \
                    patients, or else the first and the last day of which there is any record of the patient; never after death.
                    """),
            Results.Study.Definition(
                term: "Long-term opioid therapy",
                meaning: """
                    By three definitions side by side. CONSORT: an era of more than 90 days with at least 10 dispensings or 120 days' \
                    supply (Von Korff 2008, 10.1097/AJP.0b013e318169d03b). 90 days: at least 90 covered days within 365 (the commonest \
                    in the review of Oliveira Costa 2021, 10.1111/bcp.14798). Svendsen, wide: more than 4,500 mg of oral morphine \
                    equivalents within 365 days, in at least three of their four quarters (Svendsen 2012, \
                    10.1002/j.1532-2149.2011.00018.x), of which 180 defined daily doses, the other measure of its amount, are not used.
                    """),
        ]
    }

    static func describe(_ settings: OpioidUseSettings, of study: Study, in finding: inout FindingBuilder) {
        let gap = study.cohort.exposureRule.gap
        finding.estimand = """
            Of the patients observed on every day of a \(settings.step) since \(settings.clock), the share covered by an opioid on at \
            least one; of those with an exposure, how long it lasts, the share on long-term therapy by three definitions, the share who \
            switch the drug, and the cumulative incidence of a restart after the first era.
            """
        finding.method = """
            A \(settings.step) has \(setting: settings.step.days) days. An era ends where more than \(setting: gap) days without an opioid \
            follow. The length of the first era by Kaplan and Meier (1958, 10.2307/2281868), with eras that are not seen to end, or end with \
            death, censored. A switch is a drug that begins after another one, outlasts it, has it beside it for at most \
            \(setting: settings.overlap) days, and begins at most \(setting: gap) free days after its end. A restart is counted from the \
            last day on which the first era could have gone on, \(setting: gap) days after its last covered one, in those observed longer \
            (Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141-150), with death competing. Wilson intervals for shares; \
            quartiles by linear interpolation (type 7 of Hyndman and Fan 1996).
            """
        var cautions: [Prose] = [
            """
            An exposure says what was dispensed or recorded, not what was taken. Who is observed changes along the curve: a rise or a fall \
            may be of the patients who are left.
            """
        ]
        if !ObservationEnd(study.cohort).isStated {
            cautions.append(
                """
                No column "observation_end" says until when patients were observed, so that observation ends with the last record. An \
                exposure is a record: who restarts is always seen, and who stays without may not be. Shares covered and restarted are \
                then too high.
                """)
        }
        cautions.append(
            """
            Who is observed for less than a year has less time to meet a definition of long-term therapy. A row by first and last day is \
            taken for one dispensing however many it stands for, and one row a day for none.
            """)
        finding.cautions = cautions
    }
}
