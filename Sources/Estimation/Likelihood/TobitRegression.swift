import Foundation

/// Linear regression of a response that is only known to lie beyond a cut-off on some rows (Tobin 1958, doi:10.2307/1907382), by
/// maximum likelihood under normal residuals.
///
/// A cold-pressor time stopped at 300 s is `.above(300)`: at least 300, never taken as measured. The likelihood is maximised in
/// Olsen's parameters β/σ and 1/σ, in which it is concave (Olsen 1978, doi:10.2307/1913082).
public enum TobitRegression {
    /// A row's response.
    public enum Response: Sendable, Hashable {
        /// Measured.
        case observed(Double)
        /// Right-censored: at or above a cut-off.
        case above(Double)
        /// Left-censored: at or below a cut-off.
        case below(Double)

        /// The measured value or the cut-off.
        public var limit: Double {
            switch self {
            case .observed(let value), .above(let value), .below(let value): value
            }
        }

        /// Whether the value is known.
        public var isObserved: Bool {
            if case .observed = self { true } else { false }
        }
    }

    /// Regresses `responses` on `predictors` and an intercept.
    ///
    /// - Parameters:
    ///   - responses: One a row.
    ///   - name: What the response is called where it does not vary.
    ///   - predictors: A value for each row; none are needed.
    ///   - clusters: The cluster of each row, for cluster-robust standard errors.
    ///   - correction: What the sandwich is multiplied by.
    /// - Returns: The fit. `.allCensored` where nothing was measured; `.separated` where all rows that could bound a coefficient
    ///   are censored on the same side; `.noResidualVariation` where the measured rows lie on the line exactly.
    public static func fit(
        _ responses: [Response], name: String = "the response", predictors: [PredictorColumn], clusters: [Int]? = nil,
        correction: ClusterRobustRegression.Correction = .cr1, executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard !responses.isEmpty else { throw .noObservations }
            guard responses.allSatisfy(\.limit.isFinite) else { throw .nonFinite }
            let observed = responses.count(where: \.isObserved)
            guard observed > 0 else { throw .allCensored }
            let predictors = try StandardizedPredictors(predictors, rows: responses.count)
            let frequencies = try RowFrequencies(nil, rows: responses.count)
            let observedClusters = try ObservedClusters(clusters, frequencies)
            guard responses.count > predictors.count + 2 else {
                throw .tooFewObservations(found: responses.count, needed: predictors.count + 3)
            }
            let rows = try CensoredRows(responses, name: name)
            let likelihood = LinearPredictorLikelihood(
                predictors: predictors, rows: rows, frequencies: frequencies,
                executor: executor)
            let start = [0, 1] + Array(repeating: 0.0, count: predictors.count)
            return Fit(likelihood, try likelihood.maximum(from: start), observedClusters, correction)
        }
    }

    /// Rows with responses in units of their spread. Shared parameters: intercept / σ and 1 / σ.
    fileprivate struct CensoredRows: RowLikelihood {
        static let intercept = 0, precision = 1
        /// A residual standard deviation below this part of the response's, 1 - R² of 1e-10, is no more than rounding of cross-products.
        static let leastResidual = 1e-5

        let responses: [Response]
        /// Own units = center + scale · standardised.
        let center: Double, scale: Double
        var sharedParameters: Int { 2 }

        /// Throws where all responses and cut-offs are the same.
        init(_ responses: [Response], name: String) throws(NotEstimable) {
            let column: StandardizedPredictors
            do {
                column = try StandardizedPredictors(
                    [PredictorColumn(name, responses.map(\.limit))], rows: responses.count)
            } catch {
                throw if case .constantColumn = error { .constantResponse(name: name) } else { error }
            }
            self.responses = responses.indices.map { row in
                let value = column.values[row]
                return switch responses[row] {
                case .observed: .observed(value)
                case .above: .above(value)
                case .below: .below(value)
                }
            }
            (center, scale) = (column.scales.centers[0], column.scales.scales[0])
        }

        func term(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> RowTerm? {
            let precision = shared[Self.precision]
            guard precision > 0 else { return nil }
            let limit = responses[row].limit
            let z = precision * limit - shared[Self.intercept] - predictor
            let (value, slope, curvature): (Double, Double, Double)
            var (precisionSlope, precisionCurvature) = (0.0, 0.0)
            switch responses[row] {
            case .observed:
                (value, slope, curvature) = (NormalTail.logDensity(z) + log(precision), -z, -1)
                (precisionSlope, precisionCurvature) = (1 / precision, -1 / (precision * precision))
            case .above:
                let tail = NormalTail(-z)
                (value, slope, curvature) = (tail.logProbability, -tail.hazard, tail.curvature)
            case .below:
                let tail = NormalTail(z)
                (value, slope, curvature) = (tail.logProbability, tail.hazard, tail.curvature)
            }
            guard value.isFinite else { return nil }
            // z falls by one as η or the intercept rises by one, and rises by the limit as the precision rises by one.
            return RowTerm(
                value: value, first: Self.intercept, second: Self.precision,
                byPredictor: -slope, byFirst: -slope, bySecond: slope * limit + precisionSlope,
                byPredictorTwice: curvature, byFirstTwice: curvature,
                bySecondTwice: curvature * limit * limit + precisionCurvature,
                byPredictorAndFirst: curvature, byPredictorAndSecond: -curvature * limit,
                byFirstAndSecond: -curvature * limit)
        }

        /// A measured row holds z where it is; a censored one lets it go to its open side.
        func outwardRate(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> Double {
            let z = shared[Self.precision] * responses[row].limit - shared[Self.intercept] - predictor
            return switch responses[row] {
            case .observed: -abs(z)
            case .above: -z
            case .below: z
            }
        }

        func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable? {
            shared[Self.precision] > 1 / Self.leastResidual ? .noResidualVariation : nil
        }
    }

    /// The fitted regression, in own units.
    public struct Fit: Sendable {
        /// The intercept, the predictors in the order given, then the logarithm of σ, the residual standard deviation.
        public let estimates: ParameterEstimates
        /// σ.
        public let sdResidual: Double
        /// The greatest log likelihood, of densities in own units.
        public let logLikelihood: Double
        /// Rows.
        public let observations: Int
        /// Rows at or above a cut-off.
        public let rightCensored: Int
        /// Rows at or below a cut-off.
        public let leftCensored: Int
        /// Newton steps.
        public let iterations: Int

        fileprivate init(
            _ likelihood: LinearPredictorLikelihood<CensoredRows>,
            _ maximum: LikelihoodMaximum, _ clusters: ObservedClusters?,
            _ correction: ClusterRobustRegression.Correction
        ) {
            let (predictors, rows) = (likelihood.predictors, likelihood.rows)
            let precision = maximum.parameters[CensoredRows.precision]
            let sigma = rows.scale / precision
            // Own units: coefficient = scale / scale_j · δ_j / γ, intercept = center + scale · (δ_0 - Σ δ_j center_j / scale_j) / γ,
            // log σ = log scale - log γ; with their derivatives by δ_0, γ and δ_j.
            let weights = [[1, 0] + predictors.scales.intercept] + predictors.scales.slopes(after: 2)
            let slopes = weights.map { row in
                sigma * zip(row, maximum.parameters).reduce(0.0) { $0 + $1.0 * $1.1 }
            }
            var derivatives = weights.map { row in row.map { $0 * sigma } }
            for position in slopes.indices {
                derivatives[position][CensoredRows.precision] = -slopes[position] / precision
            }
            derivatives.append([0, -1 / precision] + Array(repeating: 0, count: predictors.count))
            estimates = ParameterEstimates(
                names: ["intercept"] + predictors.names + ["log sigma"],
                values: [slopes[0] + rows.center] + slopes.dropFirst() + [log(sigma)], derivatives: derivatives,
                maximum, of: likelihood, clusters: clusters, correction: correction)
            sdResidual = sigma
            let observed = rows.responses.count(where: \.isObserved)
            logLikelihood = maximum.logLikelihood - Double(observed) * log(rows.scale)
            observations = rows.responses.count
            rightCensored = rows.responses.count { if case .above = $0 { true } else { false } }
            leftCensored = observations - observed - rightCensored
            iterations = maximum.iterations
        }

        /// The intercept and the predictors' coefficients: what a unit adds to the mean of the response as it would be without
        /// cut-offs. Robust standard errors where clusters were given.
        public var coefficients: [Coefficient] { estimates.parameters.dropLast() }
    }
}
