import Cohort
import Estimation
import Findings

/// What else could explain the trend: the questions that a reviewer asks of an association of pain with exposure, each answered
/// by a number beside the slope of ``PainTrend``.
struct OtherExplanations {
    let cohort: Cohort
    let exposed: ExposedPain
    /// The line that is to be explained.
    let main: Result<MainTrend, MainTrend.Missing>
    let settings: AnalysisSettings.Explanations
    let level: ConfidenceLevel
    let executor: BlockExecutor

    func finding() -> Finding {
        let main: MainTrend
        switch self.main {
        case .success(let trend): main = trend
        case .failure(let missing): return notEstimable(missing.reason)
        }
        let courses = ScoreCourse.ofEverybody(exposed, executor: executor)
        let leavers = StudyLeavers(courses, cohort: cohort, followUp: settings.followUp)
        let falls = FallFromHighScores(exposed: exposed, main: main, courses: courses, level: level)
        let explanations = [
            PainDrivingDose(exposed: exposed, main: main, level: level, executor: executor).explanation(),
            StrataOfFirstScore(exposed: exposed, main: main, courses: courses, level: level, executor: executor)
                .explanation(),
            UnmeasuredConfounding(exposed: exposed, main: main, contrastDays: settings.contrastDays, level: level)
                .explanation(),
            falls.explanation(),
            LeavingAndPain(exposed: exposed, main: main, leavers: leavers, level: level, executor: executor)
                .explanation(),
        ]
        return Finding(
            id: Self.id, title: title, population: exposed.population, estimand: estimand, method: method(leavers.rule),
            settings: settings(main.instrument, falls.selection, leavers.rule),
            estimates: explanations.flatMap(\.estimates), tests: explanations.flatMap(\.tests).asFamily("explanations"),
            cautions: cautions(leavers.rule) + explanations.flatMap(\.cautions))
    }

    private static let id = "other_explanations"

    private func settings(
        _ instrument: Instrument, _ selection: RegressionToTheMean.Selection, _ rule: StudyLeavers.Rule
    ) -> [String: String] {
        let side = instrument.direction == .higherIsMorePain ? "at least" : "at most"
        return [
            "instrument": instrument.id, "exposure": exposed.clock.rawValue,
            "contrast_days": "\(settings.contrastDays)", "maximum_gap": "\(PainDrivingDose.maximumGap) days",
            "inclusion_limit": "\(side) \(selection.limit.plainText)",
            "follow_up": settings.followUp.map { "day \($0)" } ?? "not stated", "leaving": rule.name,
        ]
    }

    // MARK: - Words

    private var title: String { "What else could explain the trend" }

    private var estimand: String {
        "Within patients, the change of the daily dose that follows a change of pain and the reverse; the slope by the first "
            + "score; how strong an unmeasured confounder of the slope must be; the fall of high first scores expected by chance; "
            + "the odds of leaving by the last score, and the slope under stated courses of those who left. The slope is that of "
            + "the trend: \(exposed.instrument?.title ?? "pain") per \(Int(MainTrend.days)) days."
    }

    private func method(_ rule: StudyLeavers.Rule?) -> String {
        "Pain and dose: least squares of the change from one scored day to the next on the other's change one step before, over "
            + "three scored days in a row at most \(PainDrivingDose.maximumGap) days apart, errors clustered by patient (CR1); the "
            + "dose is log2 of the day's whole known MME. "
            + "First score: least-squares slopes (CR1) in thirds of the first exposed score, which is left out of them, and "
            + "Cochran's Q (1954, 10.2307/3001666). "
            + "E-value (VanderWeele and Ding 2017, 10.7326/M16-2607) of the unadjusted slope times the contrast, divided by the SD of "
            + "scores about the line (between patients and residual, averaged over the exposed scores), as the risk ratio "
            + "exp(0.91 d). "
            + "Regression to the mean (Davis 1976, 10.1093/oxfordjournals.aje.a112321) of patients whose first exposed score "
            + "reaches the inclusion limit, from the mixed model's mean and variances at the mean exposure of first scores; the "
            + "observed fall is the first score less the mean of the later ones, with a t interval over patients. "
            + "Leaving: discrete-time logistic hazard (Allison 1982, 10.2307/270718) on the day's score, errors clustered by "
            + "patient; \((rule ?? .lastScore(end: 0, usualGap: 0)).definition) "
            + "Mixture: the mixed model's slopes of those who stayed and of those who left, fitted apart (Hedeker and Gibbons 1997, "
            + "10.1037/1082-989X.2.1.64), weighted by their shares, with δ added for those who left (Little 1993, "
            + "10.1080/01621459.1993.10594302); the tipping δ is where an end of its interval meets zero. "
            + HypothesisTest.adjustment(of: "one family")
    }

    private func cautions(_ rule: StudyLeavers.Rule) -> [String] {
        var cautions = [
            "None of these rules an explanation in or out: each says how much of it the data show, or how much it would take.",
            "A dose that is changed on the very day of a score counts as that day's dose; an answer on the same day is not seen.",
            "The first score that sets a patient's third is no part of the slope there: inside it, regression to the mean would turn "
                + "the high thirds down and the low ones up. Least-squares slopes may differ from the mixed model's where those "
                + "in pain leave: compare the thirds with each other.",
            "The fall that was observed holds the trend as well: scores that rise with exposure make it smaller, scores that fall larger.",
            "No data tell how those who left went on. δ is what a reader grants; the grid is fixed in advance.",
        ]
        switch rule {
        case .lastScore:
            cautions.append(
                "The study records no dropout and no death: who left is read from the last score. Where patients are followed for "
                    + "different times by plan, that takes the shorter ones for leaving.")
        case .events:
            cautions.append(
                "Death counts as leaving: what pain would have done after it is a way of counting, no more.")
        }
        return cautions
    }

    private func notEstimable(_ reason: String) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: exposed.population, estimand: estimand,
            method: method(nil), settings: exposed.instrument.map { ["instrument": $0.id] } ?? [:])
    }
}

extension StudyLeavers.Rule {
    /// In settings.
    fileprivate var name: String {
        switch self {
        case .events: "events of dropout and death"
        case .lastScore: "last score before the end"
        }
    }

    /// Who left, as the end of a sentence.
    fileprivate var definition: String {
        switch self {
        case .events(let plannedEnd):
            "a patient left by an event of dropout or death on or after the day of the last score"
                + (plannedEnd == nil ? "." : " and before the end of follow-up.")
        case .lastScore:
            "a patient left whose last score lies more than the usual gap before the end of follow-up: the stated one or, without, "
                + "the 90th percentile of patients' last days with a score. The usual gap is the median over patients of their "
                + "median days from score to score."
        }
    }
}
