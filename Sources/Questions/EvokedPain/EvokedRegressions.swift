import Cohort
import Estimation
import Findings

/// The regressions of one evoked test's scores on exposure. Each takes a score at the cut-off for what it is: at least that much.
struct EvokedRegressions {
    /// The tests of a regression, whose numbers are in the finding, or why there is none.
    typealias Outcome = Result<[HypothesisTest], Problem>

    /// Why there is none.
    struct Problem: Error {
        let reason: Prose
    }

    let scores: EvokedScores
    /// Who has them.
    let persons: PersonSet
    let adjust: [Adjustment]
    let cohort: Cohort
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// Everything beside ``main(in:)``, in the order of the report.
    func others(in finding: inout FindingBuilder) -> [Attempt<[HypothesisTest], Problem>] {
        var attempts: [Attempt<[HypothesisTest], Problem>] = []
        if hasRepeats {
            attempts.append(
                Attempt(title: "the regression within and between patients", outcome: withinBetween(in: &finding)))
        }
        if !adjust.isEmpty {
            attempts.append(Attempt(title: "the adjusted regression", outcome: adjusted(in: &finding)))
        }
        if isToleranceTime {
            attempts.append(Attempt(title: "the survival regression", outcome: survival(in: &finding)))
        }
        return attempts
    }

    /// Whether anybody has a second score.
    var hasRepeats: Bool { persons.count < scores.count }

    /// Whether a score is a time until somebody withdraws the hand, which survival methods can take as such.
    private var isToleranceTime: Bool { instrument.isTime && instrument.direction == .higherIsLessPain }

    private var instrument: InstrumentInfo { scores.instrument.info }

    // MARK: - Tobit

    /// On exposure alone. Where it has no answer, the scores have none.
    func main(in finding: inout FindingBuilder) -> Outcome {
        tobit(
            .tobit, scores, [PredictorColumn("exposure", scores.rows.exposure)],
            [.intercept(of: 2), .slope(weights: [0, 1])], in: &finding)
    }

    private func withinBetween(in finding: inout FindingBuilder) -> Outcome {
        let split = scores.rows.split
        return tobit(
            .tobitWithinBetween, scores,
            [
                PredictorColumn("deviation from a patient's mean exposure", split.deviation),
                PredictorColumn("mean exposure of a patient", split.mean),
            ],
            [
                .intercept(of: 3), .slope(.within, weights: [0, 1, 0]), .slope(.between, weights: [0, 0, 1]),
                .slope(.betweenMinusWithin, weights: [0, -1, 1]),
            ], in: &finding)
    }

    /// Of the patients with a value in every column.
    private func adjusted(in finding: inout FindingBuilder) -> Outcome {
        var hasScores = [Bool](repeating: false, count: cohort.patients.count)
        for person in scores.rows.people { hasScores[person] = true }
        let adjustment: TrendAdjustment
        do throws(TrendAdjustment.Problem) {
            adjustment = try TrendAdjustment(adjust, cohort: cohort, hasScores: hasScores)
        } catch {
            return .failure(Problem(reason: error.reason))
        }
        let rows = scores.keeping { adjustment.isComplete[$0] }
        let columns = adjustment.terms.map { term in
            PredictorColumn(term.name, rows.rows.people.map { term.values[$0] })
        }
        return tobit(
            .tobitAdjusted, rows, [PredictorColumn("exposure", rows.rows.exposure)] + columns, adjustment.reported,
            of: adjustment.persons, in: &finding)
    }

    /// - Parameter some: the patients of a regression that may leave some out; `nil` where it takes everybody. Their number is then
    ///   an estimate of its own, as it gives a small number of those left out away.
    private func tobit(
        _ model: TrendModelName, _ rows: EvokedScores, _ predictors: [PredictorColumn],
        _ quantities: [TrendModel.Reported], of some: PersonSet? = nil, in finding: inout FindingBuilder
    ) -> Outcome {
        let fit: TobitRegression.Fit
        switch TobitRegression.fit(
            rows.responses, name: "the score", predictors: predictors, clusters: rows.rows.people, correction: .cr1,
            executor: executor)
        {
        case .fitted(let fitted): fit = fitted
        case .notEstimable(let reason): return .failure(Problem(reason))
        }
        let own = some ?? persons
        let basis = Basis.of(own)
        let n = some == nil ? own.count : nil
        var tests: [HypothesisTest] = []
        for reported in quantities {
            let key = reported.key(instrument, model)
            // The logarithm of the residual standard deviation stands behind the coefficients.
            let weights = reported.weights + [0]
            guard let estimate = fit.estimates.prediction(weights) else { continue }
            finding.add(
                reported.quantity, key, estimate.value, se: estimate.standardError,
                fit.estimates.interval(weights, level: level), n: n, basis: basis.telling(apart: reported.apart))
            guard reported.quantity == .slope, let test = fit.estimates.test(weights) else { continue }
            tests.append(HypothesisTest(.slopeIsZero, key, test, basis: basis))
        }
        let key = TrendKey(instrument: instrument, model: model)
        if let some { finding.add(count: some, as: .modelPatients, key, apart: [persons.subtracting(some)]) }
        finding.add(.sdResidual, key, fit.sdResidual, n: n, basis: basis)
        finding.add(.logLikelihood, key, fit.logLikelihood, n: n, basis: basis)
        return .success(tests)
    }

    // MARK: - Survival

    /// Cox regression of the time until the hand is withdrawn, with the cut-off as censoring: how far beyond it a score is
    /// written down makes no difference, as no event comes later.
    private func survival(in finding: inout FindingBuilder) -> Outcome {
        let outcome = CoxRegression.fit(
            [.init("exposure", scores.rows.exposure)], times: scores.rows.scores,
            isEvent: (0..<scores.count).map(scores.isMeasured), clusters: scores.rows.people)
        let fit: CoxRegression.Fit
        switch outcome {
        case .fitted(let fitted): fit = fitted
        case .notEstimable(let reason): return .failure(Problem(reason))
        }
        let key = TrendKey(instrument: instrument, model: .cox)
        let basis = Basis.of(persons)
        var tests: [HypothesisTest] = []
        for (position, ratio) in fit.coefficients.enumerated() {
            let interval = ConfidenceInterval.waldLog(
                ratio: ratio.hazardRatio, logStandardError: ratio.robustStandardError, level: level)
            finding.add(
                .logHazardRatio, key, ratio.value, se: ratio.robustStandardError,
                fit.estimates.interval(ofCoefficient: position, level: level), n: persons.count, basis: basis)
            finding.add(.hazardRatio, key, ratio.hazardRatio, interval, n: persons.count, basis: basis)
            if let test = fit.estimates.test(ofCoefficient: position) {
                tests.append(HypothesisTest(.hazardRatioIsOne, key, test, basis: basis))
            }
        }
        if let test = ProportionalHazardsTest.fit(fit).fit?.global {
            tests.append(HypothesisTest(.proportionalHazards, key, test, basis: basis))
        }
        return .success(tests)
    }
}

extension EvokedRegressions.Problem {
    /// The reasons that have a name of their own among scores and patients.
    init(_ reason: NotEstimable) {
        let words: Prose =
            switch reason {
            case .allCensored, .noEvents: "every score is at the cut-off, so none was measured"
            case .tooFewGroups: "too few patients have a score"
            case .tooFewObservations: "there are too few scores"
            case .constantResponse: "every score is the same"
            case .constantColumn(let name): "the \(StudyWord(name)) is the same at all scores"
            case .noResidualVariation: "the scores lie on a line, with next to no variation about it"
            default: Prose(reason)
            }
        self.init(reason: words)
    }
}
