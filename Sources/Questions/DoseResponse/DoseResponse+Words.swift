import Cohort
import Findings

/// What the question is about, how it is answered and what a reader must know, in words.
extension DoseResponse {
    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        guard hasSubject(in: study, settings) else { return [] }
        return [
            Results.Study.Definition(
                term: "Daily dose at a score",
                meaning: """
                    Morphine milligram equivalents, by \(study.cohort.morphineEquivalents.name), of all exposures that cover the day of the \
                    score, each supply spread evenly over the days that it lasts: the dose of a day on therapy. Days without the drug have no \
                    dose and are averaged into none; a day on which any exposure has no dose, or no factor, is of unknown dose.
                    """)
        ]
    }

    static func describe(
        _ settings: Settings, _ subject: TrendSubject, _ study: Study, in finding: inout FindingBuilder
    ) {
        let score: Prose = subject.instrument.map { "score on the \($0)" } ?? "pain score"
        finding.population = subject.population
        finding.estimand = """
            Difference in the mean \(score) per \(setting: MainTrend.days) days of exposure at the same daily dose, and with twice the daily \
            dose at the same duration, among assessments made while exposed on a day of known dose.
            """
        finding.method = """
            Linear mixed models by restricted maximum likelihood, as in pain_trend, of one common sample, the exposed scores on days of known \
            dose: duration alone, log2 of the daily MME alone, both, and both with their product. Random intercept and slope of duration for \
            each patient (of the dose, where it is alone); t intervals and tests with Satterthwaite's degrees of freedom (Kuznetsova et \
            al. 2017, 10.18637/jss.v082.i13). Within and between patients: each of the two as the patient's mean and the deviation from it \
            (Mundlak 1978, 10.2307/1913646), also by least squares with errors clustered by patient (CR2; Pustejovsky and Tipton 2018, \
            10.1080/07350015.2016.1247004), which hold where what the dose goes with differs between patients. Equivalents by \
            \(StudyWord(study.cohort.morphineEquivalents.name)); the dose is that of the day of the score, of a day on therapy \
            (denominator 2 of the NIH HEAL calculator, 10.1097/j.pain.0000000000003529, taken day by day). Low, median and high dose are \
            the percentiles \(setting: settings.lowPercentile), 50 and \(setting: settings.highPercentile) of the daily doses at these \
            scores (nearest rank, within a 64th of a doubling). \([HypothesisTest].adjustment(of: "one family: duration given dose, dose given duration, and their product"))
            """
        finding.set("factors", Prose(StudyWord(study.cohort.morphineEquivalents.name)))
        finding.set("daily_dose", "of the day of the score, on therapy")
        if let instrument = subject.instrument { finding.set("instrument", Prose(StudyWord(instrument.id))) }
    }

    /// What a reader must know whatever the fit.
    static func cautions(_ settings: Settings, _ numbers: DoseResponseNumbers) -> [Prose] {
        let dosed = numbers.dosed
        let unknown = Measured.rows(
            dosed.scores - dosed.known,
            of: .of(dosed.personsWithUnknown, apart: [numbers.everybody.subtracting(dosed.personsWithUnknown)]))
        let leftOut = numbers.everybody.subtracting(dosed.persons)
        let constant = Measured.count(dosed.persons.subtracting(dosed.personsWithVaryingDose))
        var cautions: [Prose] = [
            """
            Doses are given because of pain: whoever hurts more gets more (confounding by indication), and a dose that is raised when pain \
            rises makes higher doses go with more pain although they change nothing (reverse causation). Both look here like an \
            association of the dose; which of pain and dose came first is asked under \u{201C}\(StudyWord(OtherExplanations.title))\u{201D}.
            """,
            """
            To hold the dose constant is to compare patients whose dose was not raised with those whose dose was. Where longer exposure makes \
            doses rise, as tolerance does, the slope at the same dose leaves that part out.
            """,
            """
            Of \(Measured.rows(dosed.scores, of: .of(numbers.everybody))) exposed scores, \(unknown) on days of unknown dose are left out of \
            every model, so that the slope of duration need not be that of pain_trend.
            """,
            """
            Patients whose dose is the same at all their scores: \(constant) of \(Measured.count(dosed.persons, apart: [leftOut])). They tell nothing of the \
            dose within patients.
            """,
        ]
        let correlations = [dosed.overScores.correlation, dosed.within.correlation].compactMap(\.self)
        if correlations.contains(where: { abs($0) >= settings.tooAlike }) {
            cautions.insert(
                """
                Duration and dose move together: their correlation is \(setting: settings.tooAlike) or more in size, over scores or within patients. \
                What goes with the one can then hardly be told from what goes with the other, and which of them a model favours is chance.
                """, at: 0)
        }
        if numbers.instrument.isOrdinal {
            cautions.append("The instrument has ordered levels: a line treats the steps between them as equal.")
        }
        return cautions
    }
}
