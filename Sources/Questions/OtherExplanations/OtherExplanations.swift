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
        Quantity.slopeOfPattern.info, Quantity.tippingDelta.info,
    ]
    static let tests = [
        DeclaredTest.doseAfterPainIsZero.info, DeclaredTest.painAfterDoseIsZero.info,
        DeclaredTest.slopesAreEqualAcrossStrata.info, DeclaredTest.dropoutDoesNotDependOnLastScore.info,
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
        let leavers = StudyLeavers(courses, cohort: study.cohort, followUp: settings.followUp)
        let falls = FallFromHighScores(
            exposed: exposed, persons: persons, main: main, courses: courses, level: level)
        finding.method = method(leavers.rule)
        finding.cautions = cautions(leavers.rule)
        record(settings, of: exposed, falls.selection, leavers.rule, in: &finding)

        var explanations = Explanations(finding)
        PainDrivingDose(
            exposed: exposed, walk: subject.walk(of: study), persons: persons, main: main, level: level,
            executor: executor
        ).explain(in: &explanations)
        StrataOfFirstScore(
            exposed: exposed, persons: persons, main: main, courses: courses, level: level, executor: executor
        ).explain(in: &explanations)
        UnmeasuredConfounding(
            exposed: exposed, persons: persons, main: main, contrastAsked: settings.contrastDays, level: level
        ).explain(in: &explanations)
        falls.explain(in: &explanations)
        LeavingAndPain(
            exposed: exposed, persons: persons, main: main, leavers: leavers, level: level, executor: executor
        ).explain(in: &explanations)
        finding = explanations.finished
    }

    /// Names of settings that are read from the data or fixed by the method.
    enum Setting {
        static let instrument = "instrument"
        static let inclusionLimit = "inclusion_limit"
    }

    private static func record(
        _ settings: OtherExplanationsSettings, of exposed: ExposedPain, _ selection: RegressionToTheMean.Selection,
        _ rule: StudyLeavers.Rule, in finding: inout FindingBuilder
    ) {
        finding.set("exposure", Prose(StudyWord(exposed.clock.rawValue)))
        finding.set("maximum_gap", "\(setting: PainDrivingDose.maximumGap) days")
        finding.set(Setting.inclusionLimit, selection.words)
        finding.set("follow_up", settings.followUp.map { "day \(setting: $0)" } ?? "not stated")
        finding.set("leaving", rule.name)
    }

    // MARK: - Words

    private static func estimand(_ instrument: InstrumentInfo?) -> Prose {
        """
        Within patients, the change of the daily dose that follows a change of pain and the reverse; the slope by the first \
        score; how strong an unmeasured confounder of the slope must be; the fall of high first scores expected by chance; \
        the odds of leaving by the last score, and the slope under stated courses of those who left. The slope is that of \
        the trend: \(instrument.map { "\($0)" } ?? "pain") per \(setting: Int(MainTrend.days)) days.
        """
    }

    private static func method(_ rule: StudyLeavers.Rule?) -> Prose {
        """
        Pain and dose: least squares of the change from one scored day to the next on the other's change one step before, over \
        three scored days in a row at most \(setting: PainDrivingDose.maximumGap) days apart, errors clustered by patient \
        (CR1); the dose is log2 of the day's whole known MME. \
        First score: least-squares slopes (CR1) in thirds of the first exposed score, which is left out of them, and \
        Cochran's Q (1954, 10.2307/3001666). \
        E-value (VanderWeele and Ding 2017, 10.7326/M16-2607) of the unadjusted slope times the contrast, divided by the SD of \
        scores about the line (between patients and residual, averaged over the exposed scores), as the risk ratio \
        exp(0.91 d). \
        Regression to the mean (Davis 1976, 10.1093/oxfordjournals.aje.a112321) of patients whose first exposed score \
        reaches the inclusion limit, from the mixed model's mean and variances at the mean exposure of first scores; the \
        observed fall is the first score less the mean of the later ones, with a t interval over patients. \
        Leaving: discrete-time logistic hazard (Allison 1982, 10.2307/270718) on the day's score, errors clustered by \
        patient; \((rule ?? .lastScore(end: 0, usualGap: 0)).definition) \
        Mixture: the mixed model's slopes of those who stayed and of those who left, fitted apart (Hedeker and Gibbons 1997, \
        10.1037/1082-989X.2.1.64), weighted by their shares, with δ added for those who left (Little 1993, \
        10.1080/01621459.1993.10594302); the tipping δ is where an end of its interval meets zero. \
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
            A dose that is changed on the very day of a score counts as that day's dose; an answer on the same day is not seen.
            """,
            """
            The first score that sets a patient's third is no part of the slope there: inside it, regression to the mean would \
            turn the high thirds down and the low ones up. Least-squares slopes may differ from the mixed model's where those \
            in pain leave: compare the thirds with each other.
            """,
            """
            The fall that was observed holds the trend as well: scores that rise with exposure make it smaller, scores that \
            fall larger.
            """,
            "No data tell how those who left went on. δ is what a reader grants; the grid is fixed in advance.", ofRule,
        ]
    }
}

extension StudyLeavers.Rule {
    /// In settings.
    fileprivate var name: Prose {
        switch self {
        case .events: "events of dropout and death"
        case .lastScore: "last score before the end"
        }
    }

    /// Who left, as the end of a sentence.
    fileprivate var definition: Prose {
        switch self {
        case .events(nil):
            "a patient left by an event of dropout or death on or after the day of the last score."
        case .events:
            """
            a patient left by an event of dropout or death on or after the day of the last score and before the end of \
            follow-up.
            """
        case .lastScore:
            """
            a patient left whose last score lies more than the usual gap before the end of follow-up: the stated one or, \
            without, the 90th percentile of patients' last days with a score. The usual gap is the median over patients of \
            their median days from score to score.
            """
        }
    }
}
