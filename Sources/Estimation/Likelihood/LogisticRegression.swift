import Foundation

/// Logistic regression of a yes-or-no outcome on rows (Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x):
/// log odds = intercept + Σ coefficient · predictor, by maximum likelihood.
public enum LogisticRegression {
    /// Regresses `outcomes` on `predictors` and an intercept.
    ///
    /// - Parameters:
    ///   - outcomes: One a row.
    ///   - response: What the outcome is called where it does not vary.
    ///   - predictors: A value for each row; none are needed.
    ///   - repeated: Where rows stand for several observations that are alike, the row of each observation.
    ///   - clusters: The cluster of each row, or of each observation where rows are repeated, for cluster-robust standard errors.
    ///   - correction: What the sandwich is multiplied by.
    /// - Returns: The fit. `.constantResponse` where all outcomes are the same and `.separated` where predictors tell them apart
    ///   without error (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1), so that a coefficient has no bound.
    public static func fit(
        _ outcomes: [Bool], response: String = "the outcome", predictors: [PredictorColumn],
        repeated: RepeatedRows? = nil, clusters: [Int]? = nil, correction: ClusterRobustRegression.Correction = .cr1,
        executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard !outcomes.isEmpty else { throw .noObservations }
            let frequencies = try RowFrequencies(repeated, rows: outcomes.count)
            let predictors = try StandardizedPredictors(predictors, rows: outcomes.count)
            let observedClusters = try ObservedClusters(clusters, frequencies)
            let (likelihood, maximum, events) = try maximum(outcomes, response, predictors, frequencies, executor)
            let scores = observedClusters.map { likelihood.clusterScores(at: maximum.parameters, $0) }
            return Fit(likelihood, maximum, scores, correction, events: events)
        }
    }

    /// What a row adds to the score: residual · [1, x].
    struct Score {
        /// In units of the predictors' spread.
        let parameters: [Double]
        let scales: PredictorScales
    }

    /// The regression of rows that stand for `counts` observations each, robust by clusters whose scores the caller sums.
    static func fit(
        _ outcomes: [Bool], response: String = "the outcome", predictors: [PredictorColumn], counts: [Double],
        correction: ClusterRobustRegression.Correction = .cr1, executor: BlockExecutor,
        scores: (Score) throws(NotEstimable) -> ClusterScores
    ) throws(NotEstimable) -> Fit {
        let predictors = try StandardizedPredictors(predictors, rows: outcomes.count)
        let (likelihood, maximum, events) = try maximum(
            outcomes, response, predictors, RowFrequencies(counts: counts), executor)
        let summed = try scores(Score(parameters: maximum.parameters, scales: predictors.scales))
        return Fit(likelihood, maximum, summed, correction, events: events)
    }

    private typealias Likelihood = LinearPredictorLikelihood<BernoulliRows>

    private static func maximum(
        _ outcomes: [Bool], _ response: String, _ predictors: StandardizedPredictors, _ frequencies: RowFrequencies,
        _ executor: BlockExecutor
    ) throws(NotEstimable) -> (Likelihood, LikelihoodMaximum, events: Int) {
        let observations = frequencies.observations
        let events = outcomes.indices.reduce(0) { $0 + (outcomes[$1] ? Int(frequencies.count($1)) : 0) }
        guard events > 0, events < observations else { throw .constantResponse(name: response) }
        guard observations > predictors.count + 1 else {
            throw .tooFewObservations(found: observations, needed: predictors.count + 2)
        }
        let likelihood = LinearPredictorLikelihood(
            predictors: predictors, rows: BernoulliRows(outcomes: outcomes), frequencies: frequencies,
            executor: executor)
        let share = Double(events) / Double(observations)
        let start = [log(share) - log1p(-share)] + Array(repeating: 0, count: predictors.count)
        return (likelihood, try likelihood.maximum(from: start), events)
    }

    /// The fitted regression, in the predictors' own units.
    public struct Fit: Sendable {
        /// The intercept, then the predictors in the order given: log odds, and log odds ratios per unit.
        public let estimates: ParameterEstimates
        /// The greatest log likelihood.
        public let logLikelihood: Double
        /// The log likelihood with an intercept alone.
        public let nullLogLikelihood: Double
        /// Rows, each as often as it was observed.
        public let observations: Int
        /// Those whose outcome is true.
        public let events: Int
        /// The fitted probability of each row.
        public let probabilities: [Double]
        /// Newton steps.
        public let iterations: Int

        private let scales: PredictorScales
        private let standardized: [Double]

        fileprivate init(
            _ likelihood: LinearPredictorLikelihood<BernoulliRows>, _ maximum: LikelihoodMaximum,
            _ scores: ClusterScores?,
            _ correction: ClusterRobustRegression.Correction, events: Int
        ) {
            let predictors = likelihood.predictors
            let rows = [[1] + predictors.scales.intercept] + predictors.scales.slopes(after: 1)
            estimates = ParameterEstimates(
                names: ["intercept"] + predictors.names,
                values: rows.map { row in zip(row, maximum.parameters).reduce(0.0) { $0 + $1.0 * $1.1 } },
                derivatives: rows, maximum, observations: likelihood.frequencies.observations, scores: scores,
                correction: correction)
            logLikelihood = maximum.logLikelihood
            observations = likelihood.frequencies.observations
            self.events = events
            let (yes, no) = (Double(events), Double(observations - events))
            nullLogLikelihood = yes * log(yes / (yes + no)) + no * log(no / (yes + no))
            probabilities = (0..<predictors.rows).map { row in
                LogisticTail.probability(maximum.parameters[0] + likelihood.linearPredictor(row, maximum.parameters))
            }
            iterations = maximum.iterations
            scales = predictors.scales
            standardized = maximum.parameters
        }

        /// The fitted probability at `values` of the predictors in own units; nil unless there is a finite value for each.
        public func probability(at values: [Double]) -> Double? {
            guard let x = scales.standardized(values) else { return nil }
            return LogisticTail(zip(standardized.dropFirst(), x).reduce(standardized[0]) { $0 + $1.0 * $1.1 })
                .probability
        }
    }
}
