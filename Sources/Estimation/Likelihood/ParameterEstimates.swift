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

    init(
        modelBased: [Coefficient], modelCovariance: SymmetricMatrix, robust: [Coefficient]?,
        robustCovariance: SymmetricMatrix?, clusters: Int?
    ) {
        self.modelBased = modelBased
        self.modelCovariance = modelCovariance
        self.robust = robust
        self.robustCovariance = robustCovariance
        self.clusters = clusters
    }

    /// Estimates in own units from those in standardised units: own = offset + B · standardised, or a function with
    /// derivatives B.
    ///
    /// - Parameter derivatives: B, a row for each of the estimates.
    init<Rows>(
        names: [String], values: [Double], derivatives: [[Double]], _ maximum: LikelihoodMaximum,
        of likelihood: LinearPredictorLikelihood<Rows>, clusters: ObservedClusters?,
        correction: ClusterRobustRegression.Correction
    ) {
        self.init(
            names: names, values: values, derivatives: derivatives, maximum,
            observations: likelihood.frequencies.observations,
            scores: clusters.map { likelihood.clusterScores(at: maximum.parameters, $0) }, correction: correction)
    }

    /// The same from scores that the caller has summed by cluster.
    init(
        names: [String], values: [Double], derivatives: [[Double]], _ maximum: LikelihoodMaximum, observations: Int,
        scores: ClusterScores?, correction: ClusterRobustRegression.Correction
    ) {
        func coefficients(_ covariance: SymmetricMatrix) -> [Coefficient] {
            names.indices.map {
                Coefficient(
                    name: names[$0], value: values[$0], standardError: max(0, covariance[$0, $0]).squareRoot())
            }
        }
        modelCovariance = maximum.covariance.transformed(by: derivatives)
        modelBased = coefficients(modelCovariance)
        clusters = scores?.clusters
        guard let scores else {
            (robust, robustCovariance) = (nil, nil)
            return
        }
        let bread = maximum.covariance
        let dimension = bread.dimension
        let sandwich = scores.products.transformed(
            by: (0..<dimension).map { row in (0..<dimension).map { bread[row, $0] } })
        let scale = correction.factor(
            groups: scores.clusters, observations: observations, coefficients: dimension)
        let own = sandwich.transformed(by: derivatives)
        let covariance = SymmetricMatrix(dimension: own.dimension) { scale * own[$0, $1] }
        robustCovariance = covariance
        robust = coefficients(covariance)
    }
}

extension ParameterEstimates: FittedCoefficients {
    /// How many coefficients there are.
    public var coefficientCount: Int { modelBased.count }

    /// Σ weights · coefficients with its standard error; nil unless there is a finite weight for each coefficient.
    public func prediction(_ weights: [Double]) -> PointEstimate? {
        .combination(weights, of: parameters, covariance: covariance)
    }

    /// The normal distribution: likelihood theory holds for many observations.
    public func reference(of weights: [Double]) -> ReferenceDistribution? {
        .normal
    }

    /// Chi-square, on as many degrees of freedom as there are combinations.
    public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
        covariance.waldStatistic(combinations, of: combinations.map(prediction)).flatMap {
            .chiSquare($0, degreesOfFreedom: Double(combinations.count))
        }
    }
}
