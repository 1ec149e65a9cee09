/// Maximum likelihood estimates with their covariance from the curvature of the log likelihood and, where rows come in clusters, the
/// cluster-robust one (Huber 1967; White 1982, doi:10.2307/1912526; Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
public struct ParameterEstimates: Sendable {
    /// Standard errors from the inverse of the observed information.
    public let modelBased: [Coefficient]
    /// The inverse of the observed information.
    public let modelCovariance: SymmetricMatrix
    /// The same estimates with cluster-robust standard errors; nil where no clusters were given.
    public let robust: [Coefficient]?
    /// The sandwich; nil where no clusters were given.
    public let robustCovariance: SymmetricMatrix?
    /// Clusters; nil where none were given.
    public let clusters: Int?

    /// Cluster-robust where clusters were given, else model-based.
    public var parameters: [Coefficient] { robust ?? modelBased }
    /// The covariance that belongs to `parameters`.
    public var covariance: SymmetricMatrix { robustCovariance ?? modelCovariance }

    /// Estimates in own units from those in standardised units: own = offset + B · standardised, or a function with
    /// derivatives B.
    ///
    /// - Parameter derivatives: B, a row for each of the estimates.
    init<Rows>(
        names: [String], values: [Double], derivatives: [[Double]],
        _ maximum: LinearPredictorLikelihood<Rows>.Maximum, of likelihood: LinearPredictorLikelihood<Rows>,
        clusters: ClusterIndex?, correction: ClusterRobustRegression.Correction
    ) {
        func coefficients(_ covariance: SymmetricMatrix) -> [Coefficient] {
            names.indices.map {
                Coefficient(
                    name: names[$0], value: values[$0], standardError: max(0, covariance[$0, $0]).squareRoot())
            }
        }
        modelCovariance = maximum.covariance.transformed(by: derivatives)
        modelBased = coefficients(modelCovariance)
        self.clusters = clusters?.count
        guard let clusters else {
            (robust, robustCovariance) = (nil, nil)
            return
        }
        let middle = likelihood.scoreProducts(at: maximum.parameters, clusters)
        let bread = maximum.covariance
        let dimension = bread.dimension
        let sandwich = middle.transformed(by: (0..<dimension).map { row in (0..<dimension).map { bread[row, $0] } })
        let scale = correction.factor(
            groups: clusters.count, observations: likelihood.frequencies.observations, coefficients: dimension)
        let own = sandwich.transformed(by: derivatives)
        let covariance = SymmetricMatrix(dimension: own.dimension) { scale * own[$0, $1] }
        robustCovariance = covariance
        robust = coefficients(covariance)
    }

    /// Σ weights · parameters with its standard error; nil unless there is a finite weight for each parameter.
    public func estimate(_ weights: [Double]) -> Estimate? {
        guard weights.count == modelBased.count, weights.allSatisfy(\.isFinite) else { return nil }
        let value = zip(weights, modelBased).reduce(0.0) { $0 + $1.0 * $1.1.value }
        return Estimate(value: value, standardError: max(0, covariance.form(weights, weights)).squareRoot())
    }

    /// Wald's test that Σ weights · parameters is zero, against the normal distribution; nil without a weight for each parameter
    /// or where the standard error is zero.
    public func zTest(_ weights: [Double]) -> TestStatistic? {
        estimate(weights).flatMap(TestStatistic.normal)
    }
}
