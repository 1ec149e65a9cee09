import Cohort
import Disclosure
import Estimation
import Findings
import StudyFile

/// What else could explain the trend: the questions that a reviewer asks of an association of pain with exposure, each answered
/// by a number beside the slope of ``PainTrend``.
enum OtherExplanations: Question {
    static let id = "other_explanations"
    static let title = "What else could explain the trend"
    static let question = "What else could explain the trend?"
    static let usesPainScores = true

    static let quantities = [
        Quantity.doseAfterPain.info, Quantity.painAfterDose.info, Quantity.slopeInStratum.info,
        Quantity.stratumLimit.info, Quantity.scoreSD.info, Quantity.differenceOverContrast.info, Quantity.eValue.info,
        Quantity.eValueOfLimit.info, Quantity.expectedFall.info, Quantity.observedFall.info,
        Quantity.followUpEnd.info, Quantity.usualGap.info, Quantity.dropoutOddsRatio.info,
        Quantity.slopeOfPattern.info, Quantity.tippingDelta.info, Quantity.visitRateRatio.info,
        Quantity.slopeWeighted.info, Quantity.effectiveShare.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.doseAfterPain), MainAnswer(.painAfterDose)]

    static let tests = [
        DeclaredTest.doseAfterPainIsZero.info, DeclaredTest.painAfterDoseIsZero.info,
        DeclaredTest.doseAfterPainSerial.info, DeclaredTest.doseAfterPainInstruments.info,
        DeclaredTest.painAfterDoseSerial.info, DeclaredTest.painAfterDoseInstruments.info,
        DeclaredTest.slopesAreEqualAcrossStrata.info, DeclaredTest.visitsDoNotDependOnLastScore.info,
        DeclaredTest.dropoutDoesNotDependOnLastScore.info,
    ]

    /// Instrument and exposure are those of the trend that is to be explained.
    static func completed(
        _ settings: OtherExplanationsSettings, beside asked: AskedQuestions
    ) -> OtherExplanationsSettings {
        guard let trend = asked.settings(of: PainTrend.self) else { return settings }
        var settings = settings
        settings.instrument = settings.instrument ?? trend.instrument
        settings.exposure = settings.exposure ?? trend.exposure
        return settings
    }

    static func answer(
        _ settings: OtherExplanationsSettings, of study: Study, into finding: inout FindingBuilder
    ) {
        let subject = TrendSubject(settings.trend, of: study)
        finding.population = subject.population
        finding.estimand = estimand(subject.instrument)
        finding.method = method(nil)
        if let instrument = subject.instrument { finding.set(Setting.instrument, Prose(StudyWord(instrument.id))) }
        switch subject.line(of: study) {
        case .failure(let missing): finding.notEstimable(missing.reason)
        case .success(let main): answer(settings, of: study, subject, main, into: &finding)
        }
    }

    private static func answer(
        _ settings: OtherExplanationsSettings, of study: Study, _ subject: TrendSubject, _ main: MainTrend,
        into finding: inout FindingBuilder
    ) {
        let (exposed, persons) = (subject.exposed, subject.persons.exposed)
        let (level, executor) = (study.level, study.executor)
        let courses = study.shared(ScoreCoursesOf(exposed: subject.source))
        let leavers = study.shared(StudyLeaversOf(exposed: subject.source, followUp: settings.followUp))
        let falls = FallFromHighScores(
            exposed: exposed, persons: persons, main: main, courses: courses, level: level)
        finding.method = method(leavers.rule)
        finding.cautions = cautions(leavers.rule)
        record(settings, of: exposed, falls.selection, leavers.rule, in: &finding)

        var explanations = Explanations(finding)
        PainDrivingDose(
            exposed: exposed, persons: persons, main: main, level: level,
            executor: executor
        ).explain(in: &explanations)
        StrataOfFirstScore(
            exposed: exposed, persons: persons, main: main, courses: courses, level: level, executor: executor
        ).explain(in: &explanations)
        UnmeasuredConfounding(
            exposed: exposed, persons: persons, main: main, contrastAsked: settings.contrastDays, level: level
        ).explain(in: &explanations)
        falls.explain(in: &explanations)
        let pattern = study.shared(VisitPatternOf(exposed: subject.source))
        explanations.finding.set(
            Setting.visits, pattern.followsPain ? Prose(StudyWord(Setting.followPain)) : "no sign that they follow pain"
        )
        VisitsAndPain(persons: persons, main: main, pattern: pattern, level: level).explain(in: &explanations)
        LeavingAndPain(
            exposed: exposed, persons: persons, main: main, leavers: leavers,
            hazard: study.shared(LeavingHazardOf(exposed: subject.source, followUp: settings.followUp)),
            imputed: { study.shared(ImputedTrendOf(exposed: subject.source, followUp: settings.followUp)) },
            days: pattern.days, level: level, executor: executor
        ).explain(in: &explanations)
        finding = explanations.finished
    }

    /// Names of settings that are read from the data or fixed by the method.
    enum Setting {
        static let instrument = "instrument"
        static let inclusionLimit = "inclusion_limit"
        static let leaving = "leaving"
        /// Whether scores come sooner after more or less pain: ``followPain``.
        static let visits = "visits"
        static let followPain = "follow pain"
    }

    private static func record(
        _ settings: OtherExplanationsSettings, of exposed: ExposedPain, _ selection: RegressionToTheMean.Selection,
        _ rule: StudyLeavers.Rule, in finding: inout FindingBuilder
    ) {
        finding.set("exposure", Prose(StudyWord(exposed.clock.rawValue)))
        finding.set("maximum_gap", "\(setting: PainDrivingDose.maximumGap) days")
        finding.set(Setting.inclusionLimit, selection.words)
        finding.set("follow_up", settings.followUp.map { "day \(setting: $0)" } ?? "not stated")
        finding.set(Setting.leaving, rule.name)
    }

    // MARK: - Words

    private static func estimand(_ instrument: InstrumentInfo?) -> Prose {
        """
        Within patients, the change of the daily dose that follows a change of pain and the reverse; the slope by the first \
        score; how strong an unmeasured confounder of the slope must be; the fall of high first scores expected by chance; \
        how much sooner the next score comes after a higher one; the odds of leaving by the last score, and the slope under stated courses of those who left. The slope is that of \
        the trend: \(instrument.map { "\($0)" } ?? "pain") per \(setting: Int(MainTrend.days)) days.
        """
    }

    private static func method(_ rule: StudyLeavers.Rule?) -> Prose {
        """
        Pain and dose: dynamic panel regression (Arellano and Bond 1991, 10.2307/2297968) of each on the other and on itself at the \
        scored day before, with elapsed days, in differences; one step, robust errors by patient, levels two to four scored days before \
        as instruments, collapsed (Roodman 2009, 10.1177/1536867X0900900106); scored days at most \
        \(setting: PainDrivingDose.maximumGap) days apart; the dose is log2 of the day's whole known MME; of more than \
        \(setting: PainDrivingDose.mostPatients) patients so many, evenly spread. \
        First score: least-squares slopes (CR1) in thirds of the first exposed score, which is left out of them, and \
        Cochran's Q (1954, 10.2307/3001666). \
        E-value (VanderWeele and Ding 2017, 10.7326/M16-2607) of the unadjusted slope times the contrast, divided by the SD of \
        patients about the line (the random effects', averaged over the exposed scores; without the residual, which is error of \
        measurement and passing pain), as the risk ratio exp(0.91 d): of two patients who differ in exposure by the contrast. \
        Regression to the mean (Davis 1976, 10.1093/oxfordjournals.aje.a112321) of patients whose first exposed score \
        reaches the inclusion limit, from the mixed model's mean and variances at the mean exposure of first scores; the \
        observed fall is the first score less the mean of the later ones, with a t interval over patients. \
        Visits: the rate of the next scored day of an era in proportion to the last score (Lin, Wei, Yang and Ying 2000, \
        10.1111/1467-9868.00259), errors by patient, and least squares through the days' mean scores (CR1) weighted by its inverse \
        (Bůžková and Lumley 2007, 10.1002/cjs.5550350410), or by the stabilised inverse of the probability of not having left (Robins, \
        Rotnitzky and Zhao 1995, 10.1080/01621459.1995.10476493); of more than \(setting: ScoredDays.mostPatients) patients so many. \
        Leaving: discrete-time logistic hazard (Allison 1982, 10.2307/270718) on the day's score, errors clustered by \
        patient; \((rule ?? .lastScore(end: 0, usualGap: 0)).definition) \
        Those who left: their scores from the last one to the end of follow-up are imputed from the mixed model, so many times, and \
        the model is fitted to seen and imputed scores together (Rubin 1987; degrees of freedom of Barnard and Rubin 1999, \
        10.1093/biomet/86.4.948): as they went before (missing at random), steeper by δ from the last score on (Little 1993, \
        10.1080/01621459.1993.10594302), at once like all patients (jump to reference), or with the change of all patients from their \
        last level on (copy increments; Carpenter, Roger and Kenward 2013, 10.1080/10543406.2013.834911). The tipping δ is where an end \
        of the interval meets zero. \
        \([HypothesisTest].adjustment(of: "one family"))
        """
    }

    private static func cautions(_ rule: StudyLeavers.Rule) -> [Prose] {
        let ofRule: Prose =
            switch rule {
            case .lastScore:
                """
                The study records no dropout and no death: who left is read from the last score. Where patients are followed \
                for different times by plan, that takes the shorter ones for leaving.
                """
            case .events:
                "Death counts as leaving: what pain would have done after it is a way of counting, no more."
            }
        return [
            "None of these rules an explanation in or out: each says how much of it the data show, or how much it would take.",
            """
            Pain and dose: where the dose answers to pain on the day itself and pain lasts, the score of the day before tells the \
            dose too; and patients whose pain and dose drift together pass for one following the other. The tests of the instruments see \
            only some of that.
            """,
            """
            The first score that sets a patient's third is no part of the slope there: inside it, regression to the mean would \
            turn the high thirds down and the low ones up. Where scores close in time are alike, some of that is left in the scores after it. \
            Least-squares slopes may differ from the mixed model's where those \
            in pain leave: compare the thirds with each other.
            """,
            """
            The fall that was observed holds the trend as well: scores that rise with exposure make it smaller, scores that \
            fall larger.
            """,
            """
            No data tell how those who left went on. δ is what a reader grants: so much steeper per \(setting: Int(MainTrend.days)) days \
            from their last score on; the grid is fixed in advance. It takes exposure to go on as planned.
            """, ofRule,
        ]
    }
}
