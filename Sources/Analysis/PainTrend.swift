import Cohort
import Estimation
import Findings

/// The main question: how pain moves with the duration of opioid exposure.
///
/// A linear mixed model with a random intercept and slope for each patient, by REML: unadjusted, and with the slope split
/// into what happens within a patient over time and how patients differ (Mundlak 1978, 10.2307/1913646).
struct PainTrend {
    let exposed: ExposedPain
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let id = "pain_trend"
    /// Slopes are per this many days.
    private static let days = 30.0

    func finding() -> Finding {
        guard let instrument = exposed.instrument else { return notEstimable("the study has no pain scores") }
        guard exposed.peopleExposed > 0 else { return notEstimable("no pain score falls within an exposure era") }
        guard exposed.peopleWithTwo > 0 else {
            return notEstimable(
                "one assessment per person: a trend needs at least two scores of the same patient while exposed")
        }
        let moments = TrendMoments(exposed: exposed, days: Self.days, executor: executor)
        let unadjusted: MixedFit
        switch fit(moments.all, fixed: [TrendMoments.exposure], slope: TrendMoments.exposure) {
        case .success(let fit): unadjusted = fit
        case .failure(let reason): return notEstimable(reason.description)
        }
        let split = fit(
            moments.split, fixed: [TrendMoments.deviation, TrendMoments.personMean], slope: TrendMoments.deviation)

        var answer = Answer(instrument: instrument, people: exposed.peopleExposed, level: level, days: Self.days)
        answer.add(unadjusted.fit, model: "unadjusted", terms: [.init(term: nil, weights: [0, 1])])
        answer.addLine(unadjusted.fit, upTo: longestShownExposure)
        var cautions = self.cautions
        switch split {
        case .success(let split):
            answer.add(
                split.fit, model: "within_between",
                terms: [
                    .init(term: "within", weights: [0, 1, 0]), .init(term: "between", weights: [0, 0, 1]),
                    .init(term: "between_minus_within", weights: [0, -1, 1]),
                ])
        case .failure(let reason):
            cautions.append("The slope could not be split into within and between patients: \(reason.description).")
        }
        cautions += unadjusted.cautions
        return Finding(
            id: Self.id, title: title, population: population, estimand: estimand, method: method,
            settings: settings(unadjusted), estimates: answer.estimates, tests: answer.tests, cautions: cautions)
    }

    // MARK: - Fitting

    private struct MixedFit {
        let fit: LinearMixedModel.Fit
        let hasRandomSlope: Bool

        var cautions: [String] {
            var cautions: [String] = []
            if !hasRandomSlope {
                cautions.append(
                    "Patients have too few scores each to tell differing slopes from noise: the model has a random "
                        + "intercept only, and its interval may be too narrow.")
            }
            if fit.isSingular {
                cautions.append("The fit lies on the boundary: a variance of the random effects is estimated as zero.")
            }
            return cautions
        }
    }

    /// Random intercept and slope; with the intercept alone where the scores cannot tell slopes from noise.
    private func fit(_ moments: GroupedMoments, fixed: [Int], slope: Int) -> Result<MixedFit, NotEstimable> {
        func outcome(_ random: LinearMixedModel.RandomEffects) -> Outcome<LinearMixedModel.Fit> {
            LinearMixedModel.fit(
                .init(moments: moments, response: TrendMoments.response, fixed: fixed, random: random),
                executor: executor)
        }
        switch outcome(.interceptAndSlope(slope)) {
        case .fitted(let fit):
            return .success(MixedFit(fit: fit, hasRandomSlope: true))
        case .notEstimable(.varianceNotIdentified), .notEstimable(.didNotConverge):
            switch outcome(.intercept) {
            case .fitted(let fit): return .success(MixedFit(fit: fit, hasRandomSlope: false))
            case .notEstimable(let reason): return .failure(reason)
            }
        case .notEstimable(let reason):
            return .failure(reason)
        }
    }

    /// The line is drawn as far as at least ``fewestBeyond`` patients are observed, in whole steps of 30 days: where the
    /// data end is itself something about a few.
    private var longestShownExposure: Int {
        let longest = exposed.people.filter { $0.n > 0 }.map { Int($0.longest) }.sorted()
        guard longest.count > Self.fewestBeyond else { return 0 }
        return longest[longest.count - 1 - Self.fewestBeyond] / Int(Self.days) * Int(Self.days)
    }

    private static let fewestBeyond = 20

    // MARK: - Words

    private var title: String { "Pain against duration of opioid exposure" }

    private var estimand: String {
        "Difference in mean \(exposed.instrument?.title ?? "pain score") per \(Int(Self.days)) days of "
            + (exposed.clock == .eraDays ? "the current exposure era" : "cumulative exposure")
            + ", among assessments made while exposed."
    }

    private var method: String {
        "Linear mixed model with correlated random intercept and slope for each patient, restricted maximum likelihood "
            + "(profiled as Bates et al. 2015, 10.18637/jss.v067.i01), Wald intervals. The within/between model enters a "
            + "patient's mean exposure and the deviation from it (Mundlak 1978, 10.2307/1913646)."
    }

    private func settings(_ fit: MixedFit) -> [String: String] {
        [
            "instrument": exposed.instrument?.id ?? "", "exposure": exposed.clock.rawValue, "criterion": "REML",
            "random_effects": fit.hasRandomSlope ? "intercept and slope" : "intercept",
            "convergence": fit.fit.convergence.verdict.description,
        ]
    }

    private var population: Finding.Population {
        Finding.Population(
            patients: exposed.peopleExposed, observations: exposed.exposedScores,
            description: "patients with a pain score within an exposure era; observations are those scores")
    }

    private var cautions: [String] {
        let unexposed = exposed.scores - exposed.exposedScores
        return [
            "An association: pain that rises for another reason, or doses raised because of pain, look the same here.",
            "Scores outside any exposure era are not used (\(unexposed) of \(exposed.scores)).",
            "A patient who leaves because of pain already recorded does not bias the model; one who leaves because of pain "
                + "that nobody recorded does.",
        ]
    }

    private func notEstimable(_ reason: String) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: population, estimand: estimand,
            method: method, settings: exposed.instrument.map { ["instrument": $0.id] } ?? [:])
    }
}

/// The cross-products that every trend model chooses its columns from.
private struct TrendMoments {
    /// Columns of ``all``: exposure in units of 30 days, and the score.
    let all: GroupedMoments
    /// The same, the patient's mean exposure and the deviation from it.
    let split: GroupedMoments

    static let exposure = 0
    static let response = 1
    static let personMean = 2
    static let deviation = 3

    init(exposed: ExposedPain, days: Double, executor: BlockExecutor) {
        let total = Totals(exposed.people)
        let (xMean, xSpread) = (total.x.mean, total.x.spread)
        let (yMean, ySpread) = (total.y.mean, total.y.spread)
        let moments = GroupedMoments(
            x: .init("exposure", center: xMean / days, scale: xSpread / days),
            y: .init("pain score", center: exposed.scoreCenter + yMean, scale: ySpread),
            groupCount: exposed.people.count, executor: executor
        ) { person, sums in
            let own = exposed.people[person]
            let n = Double(own.n)
            sums.count = n
            sums.x = (own.x - n * xMean) / xSpread
            sums.y = (own.y - n * yMean) / ySpread
            sums.xx = (own.xx - 2 * xMean * own.x + n * xMean * xMean) / (xSpread * xSpread)
            sums.xy = (own.xy - xMean * own.y - yMean * own.x + n * xMean * yMean) / (xSpread * ySpread)
            sums.yy = (own.yy - 2 * yMean * own.y + n * yMean * yMean) / (ySpread * ySpread)
        }
        all = moments
        let centered = moments.columns[Self.exposure]
        split =
            moments
            .appendingGroupMean(
                of: Self.exposure, as: .init("mean exposure", center: centered.center, scale: centered.scale),
                executor: executor)?
            .appendingGroupDeviation(
                of: Self.exposure, as: .init("deviation from it", scale: centered.scale), executor: executor)
            ?? moments
    }

    /// Mean and spread of all exposed scores and their exposures.
    private struct Totals {
        let x: (mean: Double, spread: Double)
        let y: (mean: Double, spread: Double)

        init(_ people: [ExposedPain.PersonSums]) {
            let n = people.reduce(0) { $0 + Double($1.n) }
            func summary(_ sum: Double, _ squares: Double) -> (mean: Double, spread: Double) {
                let mean = sum / n
                let variance = squares / n - mean * mean
                return (mean, variance > 0 ? variance.squareRoot() : 1)
            }
            x = summary(people.reduce(0) { $0 + $1.x }, people.reduce(0) { $0 + $1.xx })
            y = summary(people.reduce(0) { $0 + $1.y }, people.reduce(0) { $0 + $1.yy })
        }
    }
}

/// The trend's estimates and tests, in the vocabulary of results.json.
private struct Answer {
    /// A slope: a combination of fixed effects.
    struct Term {
        let term: String?
        let weights: [Double]
    }

    let instrument: Instrument
    let people: Int
    let level: ConfidenceLevel
    let days: Double
    private(set) var estimates: [Estimate] = []
    private(set) var tests: [HypothesisTest] = []

    init(instrument: Instrument, people: Int, level: ConfidenceLevel, days: Double) {
        self.instrument = instrument
        self.people = people
        self.level = level
        self.days = days
    }

    mutating func add(_ fit: LinearMixedModel.Fit, model: String, terms: [Term]) {
        let group = ["instrument": instrument.id, "model": model]
        addPrediction(
            fit, [1] + Array(repeating: 0, count: fit.fixedEffects.count - 1), "intercept", group, instrument.unit)
        for term in terms {
            var about = group
            about["term"] = term.term
            addPrediction(fit, term.weights, "slope", about, "\(instrument.unit) per \(Int(days)) days")
            if let slope = fit.prediction(term.weights), slope.standardError > 0 {
                let z = slope.value / slope.standardError
                let p = (try? StandardNormal.upperTail(abs(z))).flatMap { Measure(2 * $0) }
                tests.append(
                    HypothesisTest("wald_slope_is_zero", group: about, statistic: Measure(z), p: p, cells: [people]))
            }
        }
        let spread: [(String, Double?, String)] = [
            ("sd_intercept", fit.sdIntercept, instrument.unit),
            ("sd_slope", fit.sdSlope, "\(instrument.unit) per \(Int(days)) days"),
            ("correlation", fit.correlation, "correlation"), ("sd_residual", fit.sdResidual, instrument.unit),
            ("log_likelihood", fit.logLikelihood, "log likelihood"),
        ]
        for case let (name, value?, unit) in spread {
            estimates.append(Estimate(name, group: group, value: Measure(value), n: people, unit: unit))
        }
    }

    /// The model's line: mean score by exposure.
    mutating func addLine(_ fit: LinearMixedModel.Fit, upTo last: Int) {
        let steps = 24
        let stride = max(Int(days) / 2, (last / steps + 14) / 15 * 15)
        for day in Swift.stride(from: 0, through: last, by: stride) {
            addPrediction(
                fit, [1, Double(day) / days], "predicted_mean",
                ["instrument": instrument.id, "model": "unadjusted", "exposure_days": "\(day)"], instrument.unit)
        }
    }

    private mutating func addPrediction(
        _ fit: LinearMixedModel.Fit, _ weights: [Double], _ name: String, _ group: [String: String], _ unit: String
    ) {
        guard let estimate = fit.prediction(weights) else { return }
        let interval = ConfidenceInterval.wald(
            estimate: estimate.value, standardError: estimate.standardError, level: level)
        estimates.append(
            Estimate(
                name, group: group, value: Measure(estimate.value), se: Measure(estimate.standardError),
                lower: interval.flatMap { Measure($0.lower) }, upper: interval.flatMap { Measure($0.upper) },
                level: level.value, interval: interval?.method.rawValue, n: people, unit: unit))
    }
}
