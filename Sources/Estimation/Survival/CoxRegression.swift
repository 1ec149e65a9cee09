import Foundation

/// Cox's proportional hazards regression by maximum partial likelihood (Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x),
/// with tied events by Efron's or Breslow's approximation, strata, weights and errors robust to a wrong model and to rows
/// that belong together (Lin & Wei 1989, doi:10.1080/01621459.1989.10478874).
///
/// As R's `survival::coxph`, run until rounding is all that is left.
public enum CoxRegression {
    /// How tied events are taken.
    public enum Ties: String, Sendable, Hashable, CaseIterable, Codable {
        /// Efron (1977): next to exact with few ties, and the one to use.
        case efron
        /// Breslow (1974): biased towards no effect where ties are many.
        case breslow
    }

    /// A predictor with a value for each observation.
    public struct Covariate: Sendable, Hashable {
        /// By which results and reasons call it.
        public let name: String
        /// One for each observation.
        public let values: [Double]

        /// A predictor's values.
        public init(_ name: String, _ values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// Regresses the hazard on `covariates`.
    ///
    /// - Parameters:
    ///   - covariates: At least one; each finite, with a value for each time.
    ///   - times: Finite; those that differ by rounding alone are tied.
    ///   - isEvent: For each, false where follow-up ended first.
    ///   - strata: For each, the number of its stratum, which has a baseline hazard of its own; nil for one.
    ///   - weights: For each, how often it counts; finite and not negative, those of 0 left out. Nil for once each.
    ///   - clusters: For each, the number of the group, such as the person, within which robust errors allow for any
    ///     dependence; nil where observations are independent.
    /// - Returns: `collinear` also names a covariate that the strata determine. `separated` names a covariate whose
    ///   coefficient has no bound because the partial likelihood rises for ever (Heinze & Schemper 2001,
    ///   doi:10.1111/j.0006-341X.2001.00114.x).
    public static func fit(
        _ covariates: [Covariate], times: [Double], isEvent: [Bool], strata: [Int]? = nil, weights: [Double]? = nil,
        clusters: [Int]? = nil, ties: Ties = .efron
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            try requireOneEach(
                times.count,
                [
                    "isEvent": isEvent.count, "strata": strata?.count, "weights": weights?.count,
                    "clusters": clusters?.count,
                ])
            try check(covariates, weights, observations: times.count)
            // A weight of 0 is no observation.
            let used = weights.map { weights in times.indices.filter { weights[$0] > 0 } } ?? Array(times.indices)
            let ends = used.map { isEvent[$0] }
            let tied = try TiedTimes(used.map { times[$0] })
            let likelihood = try CoxPartialLikelihood(
                covariates.map { covariate in Covariate(covariate.name, used.map { covariate.values[$0] }) }, tied,
                isEvent: ends, strata: strata.map { strata in used.map { strata[$0] } },
                weights: weights.map { weights in used.map { weights[$0] } }, ties: ties)
            let labels = clusters.map { clusters in used.map { clusters[$0] } } ?? used
            let groups = Set(labels).count
            guard groups >= 2 else { throw .tooFewGroups(found: groups, needed: 2) }
            let fit = Fit(
                likelihood, try CoxOptimum(likelihood), clusters: likelihood.positions.map { labels[$0] },
                counts: EventCounts.count(tied, isEvent: ends))
            guard fit.isFinite else { throw .nonFinite }
            return fit
        }
    }

    private static func check(
        _ covariates: [Covariate], _ weights: [Double]?, observations: Int
    ) throws(NotEstimable) {
        guard !covariates.isEmpty else { throw .invalidArgument(name: "covariates", needed: "at least one") }
        guard observations > covariates.count || observations == 0 else {
            throw .tooFewObservations(found: observations, needed: covariates.count + 1)
        }
        for covariate in covariates {
            guard covariate.values.count == observations else {
                throw .invalidArgument(
                    name: covariate.name, needed: "one value for each of the \(observations) times")
            }
            guard covariate.values.allSatisfy(\.isFinite) else { throw .nonFinite }
        }
        guard let weights, observations > 0 else { return }
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 }) else {
            throw .unusableWeights
        }
    }
}

extension CoxRegression {
    /// The change of the log hazard for one more unit of a covariate.
    public struct Coefficient: Sendable, Hashable {
        /// The covariate's.
        public let name: String
        /// The log hazard ratio.
        public let value: Double
        /// From the information: right if the model is.
        public let standardError: Double
        /// From the sandwich over clusters.
        public let robustStandardError: Double

        /// The factor by which the hazard changes.
        public var hazardRatio: Double { exp(value) }
    }

    /// One stratum's cumulative baseline hazard, for someone whose covariates are the fit's `reference`.
    public struct BaselineHazard: Sendable, Hashable {
        /// As the caller numbered it; 0 without strata.
        public let stratum: Int
        /// The times with events, ascending.
        public let times: [Double]
        /// The hazard added up to and with each: Breslow's (1972) sums, with Efron's risk sets if ties are his.
        public let cumulativeHazard: [Double]
    }

    /// The fitted regression, in the covariates' own units.
    public struct Fit: Sendable {
        /// In the order of the covariates.
        public let coefficients: [Coefficient]
        /// The same log hazard ratios as any regression's coefficients: combinations, intervals and tests, on robust errors.
        public let estimates: ParameterEstimates
        /// The inverse information.
        public let covariance: SymmetricMatrix
        /// The sandwich: the sum of outer products of the clusters' approximate influence on the coefficients.
        public let robustCovariance: SymmetricMatrix
        /// Log partial likelihood at the coefficients.
        public let logLikelihood: Double
        /// Log partial likelihood without covariates.
        public let nullLogLikelihood: Double
        /// Twice the difference of the two, as chi-square. Not for weighted or dependent observations.
        public let likelihoodRatioTest: TestStatistic
        /// The score at zero coefficients in its information. For one two-valued covariate and no tied events, the log-rank
        /// test.
        public let scoreTest: TestStatistic
        /// The coefficients in their covariance.
        public let waldTest: TestStatistic
        /// The coefficients in their robust covariance; nil where that is singular, as with no more clusters than
        /// covariates.
        public let robustWaldTest: TestStatistic?
        /// By stratum with events, ascending.
        public let baseline: [BaselineHazard]
        /// The covariates to which the baseline hazard belongs: their means over the observations that some event compares.
        public let reference: [Double]
        /// Observations of weight above 0.
        public let observations: Int
        /// Events among them.
        public let events: Int
        /// How ties were taken.
        public let ties: Ties
        /// Newton steps.
        public let iterations: Int

        let likelihood: CoxPartialLikelihood
        let optimum: CoxOptimum
        let counts: [EventCounts]

        fileprivate init(
            _ likelihood: CoxPartialLikelihood, _ optimum: CoxOptimum, clusters: [Int], counts: [EventCounts]
        ) {
            let hazards = CoxHazards(likelihood, optimum.coefficients)
            let residuals = hazards.scoreResiduals(likelihood)
            let robust = optimum.sandwich(likelihood.summed(residuals, by: clusters))
            let scales = likelihood.scales
            func own(_ matrix: SymmetricMatrix) -> SymmetricMatrix {
                SymmetricMatrix(dimension: scales.count) { matrix[$0, $1] / scales[$0] / scales[$1] }
            }
            self.likelihood = likelihood
            self.optimum = optimum
            self.counts = counts
            let (covariance, robustCovariance) = (own(optimum.covariance), own(robust))
            (self.covariance, self.robustCovariance) = (covariance, robustCovariance)
            let coefficients = scales.indices.map {
                Coefficient(
                    name: likelihood.names[$0], value: optimum.coefficients[$0] / scales[$0],
                    standardError: max(0, optimum.covariance[$0, $0]).squareRoot() / scales[$0],
                    robustStandardError: max(0, robust[$0, $0]).squareRoot() / scales[$0])
            }
            self.coefficients = coefficients
            estimates = ParameterEstimates(
                modelBased: coefficients.map {
                    .init(name: $0.name, value: $0.value, standardError: $0.standardError)
                },
                modelCovariance: covariance,
                robust: coefficients.map {
                    .init(name: $0.name, value: $0.value, standardError: $0.robustStandardError)
                },
                robustCovariance: robustCovariance, clusters: Set(clusters).count)
            logLikelihood = optimum.value.logLikelihood
            nullLogLikelihood = optimum.null.logLikelihood
            likelihoodRatioTest = optimum.likelihoodRatioTest
            scoreTest = optimum.scoreTest
            waldTest = optimum.waldTest
            robustWaldTest = optimum.waldTest(in: robust)
            baseline = likelihood.strata.indices.map { hazards.baseline(likelihood, stratum: $0, counts) }
            reference = likelihood.centers
            observations = counts.first?.atRisk ?? 0
            events = counts.reduce(0) { $0 + $1.events }
            ties = likelihood.ties
            iterations = optimum.iterations
        }

        /// False where risks within a stratum are apart by more than the doubles' range.
        fileprivate var isFinite: Bool {
            (covariance.packed + robustCovariance.packed).allSatisfy(\.isFinite)
                && coefficients.allSatisfy { $0.value.isFinite && $0.robustStandardError.isFinite }
                && baseline.allSatisfy { $0.cumulativeHazard.allSatisfy(\.isFinite) }
        }

        /// The log hazard ratio of `covariates` to the `reference`; nil unless there is a finite value for each.
        public func logHazardRatio(_ covariates: [Double]) -> Double? {
            guard covariates.count == reference.count, covariates.allSatisfy(\.isFinite) else { return nil }
            return coefficients.indices.reduce(0.0) {
                $0 + coefficients[$1].value * (covariates[$1] - reference[$1])
            }
        }
    }
}
