import Cohort
import Estimation
import Findings

/// The regressions of one evoked test's scores on exposure, in the vocabulary of results.json. Each takes a score at the
/// cut-off for what it is: at least that much.
struct EvokedRegressions {
    /// Numbers of one regression.
    struct Numbers {
        var estimates: [Estimate] = []
        var tests: [HypothesisTest] = []
    }

    /// Why there is none: in words, and without a number, as it might count patients.
    struct Problem: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    /// A regression as the subject of a sentence, and what came of it.
    struct Attempt {
        let title: String
        let outcome: Result<Numbers, Problem>
    }

    let scores: EvokedScores
    let adjust: [AnalysisSettings.TrendModels.Adjustment]
    let cohort: Cohort
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private typealias Quantity = TrendModel.Quantity

    /// Everything beside ``main``, in the order of the report.
    func others() -> [Attempt] {
        var attempts: [Attempt] = []
        if hasRepeats {
            attempts.append(Attempt(title: "the regression within and between patients", outcome: withinBetween))
        }
        if !adjust.isEmpty { attempts.append(Attempt(title: "the adjusted regression", outcome: adjusted)) }
        if isToleranceTime { attempts.append(Attempt(title: "the survival regression", outcome: survival)) }
        return attempts
    }

    /// Whether anybody has a second score.
    var hasRepeats: Bool { scores.peopleWithScores < scores.count }

    /// Whether a score is a time until somebody withdraws the hand, which survival methods can take as such.
    private var isToleranceTime: Bool {
        scores.instrument.unit == "s" && scores.instrument.direction == .higherIsLessPain
    }

    // MARK: - Tobit

    /// On exposure alone. Where it has no answer, the scores have none.
    var main: Result<Numbers, Problem> {
        tobit(
            "tobit", scores, [PredictorColumn("exposure", scores.rows.exposure)],
            [units.intercept(of: 2), units.slope(weights: [0, 1])])
    }

    private var withinBetween: Result<Numbers, Problem> {
        let split = scores.rows.split
        return tobit(
            "tobit_within_between", scores,
            [
                PredictorColumn("deviation from a patient's mean exposure", split.deviation),
                PredictorColumn("mean exposure of a patient", split.mean),
            ],
            [
                units.intercept(of: 3), units.slope(term: "within", weights: [0, 1, 0]),
                units.slope(term: "between", weights: [0, 0, 1]),
                units.slope(term: "between_minus_within", weights: [0, -1, 1]),
            ])
    }

    /// Of the people with a value in every column.
    private var adjusted: Result<Numbers, Problem> {
        var hasScores = [Bool](repeating: false, count: cohort.patients.count)
        for person in scores.rows.people { hasScores[person] = true }
        let adjustment: TrendAdjustment
        do throws(TrendAdjustment.Problem) {
            adjustment = try TrendAdjustment(adjust, cohort: cohort, hasScores: hasScores)
        } catch {
            return .failure(Problem(error.reason))
        }
        let rows = scores.keeping { adjustment.isComplete[$0] }
        let columns = adjustment.terms.map { term in
            PredictorColumn(term.name, rows.rows.people.map { term.values[$0] })
        }
        return tobit(
            "tobit_adjusted", rows, [PredictorColumn("exposure", rows.rows.exposure)] + columns,
            adjustment.quantities(units), leavesOut: scores.peopleWithScores - rows.peopleWithScores)
    }

    /// - Parameter leavesOut: how many people with a score the regression leaves out; `nil` where it takes everybody. The
    ///   number of its people is then an estimate of its own, as it gives a small number of those left out away.
    private func tobit(
        _ model: String, _ rows: EvokedScores, _ predictors: [PredictorColumn], _ quantities: [Quantity],
        leavesOut: Int? = nil
    ) -> Result<Numbers, Problem> {
        let fit: TobitRegression.Fit
        switch TobitRegression.fit(
            rows.responses, name: "the score", predictors: predictors, clusters: rows.rows.people, correction: .cr1,
            executor: executor)
        {
        case .fitted(let fitted): fit = fitted
        case .notEstimable(let reason): return .failure(Problem(reason))
        }
        let group = group(model)
        let people = rows.peopleWithScores
        let shown = leavesOut == nil ? people : nil
        var numbers = Numbers()
        for quantity in quantities {
            var about = group
            about["term"] = quantity.term
            // The logarithm of the residual standard deviation stands behind the coefficients.
            let weights = quantity.weights + [0]
            guard let estimate = fit.estimates.estimate(weights) else { continue }
            let interval = ConfidenceInterval.wald(
                estimate: estimate.value, standardError: estimate.standardError, level: level)
            numbers.estimates.append(
                Estimate(
                    quantity.name, group: about, value: Measure(estimate.value), se: Measure(estimate.standardError),
                    interval: interval, n: shown, unit: quantity.unit, cells: [people] + quantity.cells))
            guard quantity.name == "slope", let test = fit.estimates.zTest(weights) else { continue }
            numbers.tests.append(HypothesisTest("slope_is_zero", test, group: about, cells: [people]))
        }
        if let leavesOut {
            numbers.estimates.append(
                Estimate(
                    "patients", group: group, value: Measure(people), unit: "patients", cells: [people, leavesOut]))
        }
        for (name, value, unit) in [
            ("sd_residual", fit.sdResidual, units.level), ("log_likelihood", fit.logLikelihood, "log likelihood"),
        ] {
            numbers.estimates.append(
                Estimate(name, group: group, value: Measure(value), n: shown, unit: unit, cells: [people]))
        }
        return .success(numbers)
    }

    // MARK: - Survival

    /// Cox regression of the time until the hand is withdrawn, with the cut-off as censoring: how far beyond it a score is
    /// written down makes no difference, as no event comes later.
    private var survival: Result<Numbers, Problem> {
        let outcome = CoxRegression.fit(
            [.init("exposure", scores.rows.exposure)], times: scores.rows.scores,
            isEvent: (0..<scores.count).map(scores.isMeasured), clusters: scores.rows.people)
        let fit: CoxRegression.Fit
        switch outcome {
        case .fitted(let fitted): fit = fitted
        case .notEstimable(let reason): return .failure(Problem(reason))
        }
        let group = group("cox")
        let people = scores.peopleWithScores
        let days = "\(Int(OwnSlopes.days)) days"
        var numbers = Numbers()
        for ratio in fit.coefficients {
            let log = ConfidenceInterval.wald(
                estimate: ratio.value, standardError: ratio.robustStandardError, level: level)
            let interval = ratio.hazardRatioInterval(robust: true, level: level)
            numbers.estimates += [
                Estimate(
                    "log_hazard_ratio", group: group, value: Measure(ratio.value),
                    se: Measure(ratio.robustStandardError), interval: log, n: people, unit: "log ratio per \(days)",
                    cells: []),
                Estimate(
                    "hazard_ratio", group: group, value: Measure(ratio.hazardRatio), interval: interval, n: people,
                    unit: "ratio per \(days)", cells: []),
            ]
            if let test = ratio.zTest(robust: true) {
                numbers.tests.append(HypothesisTest("hazard_ratio_is_one", test, group: group, cells: [people]))
            }
        }
        if let test = ProportionalHazardsTest.fit(fit).fit?.global {
            numbers.tests.append(HypothesisTest("proportional_hazards", test, group: group, cells: [people]))
        }
        return .success(numbers)
    }

    // MARK: - Vocabulary

    private var units: TrendModels.Units { .init(instrument: scores.instrument, days: Int(OwnSlopes.days)) }

    private func group(_ model: String) -> [String: String] {
        ["instrument": scores.instrument.id, "model": model]
    }
}

extension EvokedRegressions.Problem {
    /// The reasons that have a name of their own among scores and patients.
    init(_ reason: NotEstimable) {
        switch reason {
        case .allCensored, .noEvents: self.init("every score is at the cut-off, so none was measured")
        case .tooFewGroups: self.init("too few patients have a score")
        case .tooFewObservations: self.init("there are too few scores")
        case .constantResponse: self.init("every score is the same")
        case .constantColumn(let name): self.init("the \(name) is the same at all scores")
        case .noResidualVariation: self.init("the scores lie on a line, with next to no variation about it")
        default: self.init(reason.description)
        }
    }
}
