import Cohort
import Estimation
import Findings

/// What the question is about and how it is answered, in words.
extension Symptoms {
    static func definitions(_ settings: SymptomsSettings, of study: Study) -> [Results.Study.Definition] {
        guard hasSubject(in: study, settings) else { return [] }
        var definitions = [
            Results.Study.Definition(
                term: "With the symptom",
                meaning: """
                    Severity above \(NumberText.plain(settings.presentAbove)) on the data's own scale, where yes is 1 and no is 0; of \
                    several reports of a day the most severe, of several in a band \(settings.report.label).
                    """)
        ]
        if study.cohort.pain.hasSites {
            let days = settings.siteWindow == 0 ? "of the day" : "of the day and the \(settings.siteWindow) days before"
            definitions.append(
                .init(
                    term: "Pain at several body sites",
                    meaning: """
                        More than \(settings.sitesAbove) different body sites with pain above none, by clinical instruments, among the \
                        scores \(days), on days on which a score names its site.
                        """))
        }
        return definitions
    }

    static func describe(_ settings: SymptomsSettings, _ bands: DurationBands, in finding: inout FindingBuilder) {
        let horizons = bands.lowerBounds.dropFirst().map { number -> Prose in "\(setting: number)" }
        finding.estimand = """
            Of each symptom: the share with it, by band of exposure duration, of the patients asked about it in the band; and, of the \
            patients free of it when first asked, by day \(setting: settings.askedWithin) of exposure at the latest, the cumulative \
            incidence of the first report within \(horizons.listed) days of the start of exposure, with death and dropout competing, \
            whether exposure goes on or not.
            """
        finding.method = """
            A patient counts once in a band, by \(settings.report) report there; Wilson intervals. The trend is the odds ratio from one band \
            to the next by logistic regression on the number of the band, with standard errors that hold for the reports of one patient \
            together (CR1; Liang and Zeger 1986, 10.1093/biomet/73.1.13); a z test. Beside it, within patients, those who gained a symptom \
            between their first and their last band against those who lost it (McNemar 1947, 10.1007/BF02295996, exact). Severity of more \
            than two levels on days of exposure by generalised estimating equations with exchangeable correlation. Onset by Aalen and \
            Johansen (1978, Scandinavian Journal of Statistics 5:141-150), intervals on the log(-log) scale; patients exposed already when \
            their record begins are not in it. Who dies or leaves more than \(setting: settings.lastReportWithin) days after the last \
            report is followed to that report. \([HypothesisTest].adjustment(of: "each of three families: trends, changes within patients, and severity"))
            """
    }

    static func cautions(
        _ settings: SymptomsSettings, _ asked: AskedSymptoms, isSpreadTold: Bool
    ) -> [Prose] {
        var cautions: [Prose] = [
            """
            Bands compare different patients as well as the same ones later: those asked after long exposure are those who stayed on \
            opioids and in the study. Pain, age and other treatment are not held alike.
            """,
            """
            A symptom is seen when it is asked about. Onset lies between the last report without it and the first one with it \
            (interval-censored), and counts on the day of the latter, so that the curves rise late; somebody who is asked more often, \
            perhaps because of the symptom, seems to have it sooner.
            """,
            """
            These symptoms go with hyperalgesia, and with withdrawal, depression, disease and pain itself: none of them tells one from \
            the others.
            """,
        ]
        if asked.sites != nil {
            cautions.append(
                isSpreadTold
                    ? """
                    How many sites hurt depends on how many a patient was asked about on the day: where more were asked later, pain seems \
                    to spread.
                    """
                    : """
                    Whether pain spreads cannot be told: no patient has scores of pain at two body sites of one day\
                    \(settings.siteWindow > 0 ? " or window" : "").
                    """)
        }
        if !asked.untold.isEmpty {
            cautions.append(
                """
                Some words for symptoms are few patients' own and are not told one by one: \
                \(Measured.count(asked.untold, "patient has", "patients have")) a report by such a word; "recode" makes several words one.
                """)
        }
        return cautions
    }
}
