import Foundation

/// The linear mixed model of a score with a floor and a ceiling: a latent y* = Xβ + Zb + e with b ~ N(0, D) for each group and
/// e ~ N(0, σ²), of which min(max(y*, lower), upper) is observed (Hughes 1999, doi:10.1111/j.0006-341X.1999.00625.x; Twisk & Rijmen 2009,
/// doi:10.1016/j.jclinepi.2008.10.003).
///
/// A slope of scores that cannot fall any further is too flat in the ordinary model; here a score at a limit says that the latent value is
/// there or beyond. By maximum likelihood, with the random effects integrated out by adaptive Gauss-Hermite quadrature (Liu & Pierce
/// 1994, doi:10.1093/biomet/81.3.624; Pinheiro & Bates 1995, doi:10.1080/10618600.1995.10474663). Without scores at a limit it is the
/// ordinary model's maximum likelihood.
public enum TwoLimitMixedModel {
    /// The data and the model.
    public struct Problem: Sendable {
        /// What the score is called where it does not vary or lies outside the limits.
        public var name: String
        /// One a row, from `lower` to `upper`.
        public var scores: [Double]
        /// The floor; -∞ for none.
        public var lower: Double
        /// The ceiling; +∞ for none.
        public var upper: Double
        /// A value for each row; none are needed.
        public var predictors: [PredictorColumn]
        /// The group of each row, by any number; its rows need not stand together.
        public var groups: [Int]
        /// The position of the predictor whose slope varies from group to group, correlated with the level; nil where the level alone
        /// does.
        public var randomSlope: Int?

        /// The model of `scores` on `predictors` and an intercept.
        public init(
            name: String = "the score", scores: [Double], lower: Double, upper: Double, predictors: [PredictorColumn],
            groups: [Int], randomSlope: Int? = nil
        ) {
            self.name = name
            self.scores = scores
            self.lower = lower
            self.upper = upper
            self.predictors = predictors
            self.groups = groups
            self.randomSlope = randomSlope
        }
    }

    /// How to fit.
    public struct Options: Sendable, Hashable {
        /// Quadrature points a dimension, 3 to 64. What they leave is largest for groups with all rows at one limit.
        public var points: Int
        /// At most this many groups are used, evenly spaced in the order in which they first appear; nil for all.
        public var maximumGroups: Int?
        /// What the sandwich is multiplied by.
        public var correction: ClusterRobustRegression.Correction

        /// The usual options.
        public init(
            points: Int = 15, maximumGroups: Int? = nil, correction: ClusterRobustRegression.Correction = .cr1
        ) {
            self.points = points
            self.maximumGroups = maximumGroups
            self.correction = correction
        }
    }

    /// Fits the model.
    ///
    /// Where the groups' levels and slopes lie on a line (a correlation of ±1) and the random slope gains less than Akaike's two units of
    /// log likelihood, the random intercept's model is the one reported.
    ///
    /// - Returns: The fit, the same bits whatever the executor. `.allCensored` where every score is at a limit; `.separated` where a
    ///   coefficient has no bound, as all rows that could give it one are at the same limit; `.varianceNotIdentified` where the
    ///   likelihood is flat in a direction; otherwise as `LinearMixedModel`, from whose estimates the search starts.
    /// - Complexity: A search takes about ten passes, each O(rows · points²) normal tails with a random slope.
    public static func fit(
        _ problem: Problem, options: Options = Options(), executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard options.points >= leastPoints, let quadrature = GaussHermite(points: options.points),
                let exact = GaussHermite(points: leastPoints)
            else {
                throw .invalidArgument(
                    name: "the number of quadrature points",
                    needed: "\(leastPoints) to \(GaussHermite.allowed.upperBound)")
            }
            if let limit = options.maximumGroups, limit < 2 {
                throw .invalidArgument(name: "the greatest number of groups", needed: "at least 2")
            }
            let rows = try TwoLimitRows(problem, maximumGroups: options.maximumGroups)
            let fit = try fit(rows, (quadrature, exact), options, executor)
            guard rows.slope != nil, fit.isSingular else { return fit }
            var level = try Self.fit(rows.withoutRandomSlope, (quadrature, exact), options, executor)
            guard fit.logLikelihood - level.logLikelihood < leastGain else { return fit }
            level.leavesRandomSlopeOut = true
            return level
        }
    }

    private static func fit(
        _ rows: TwoLimitRows, _ quadrature: (used: GaussHermite, exact: GaussHermite), _ options: Options,
        _ executor: BlockExecutor
    ) throws(NotEstimable) -> Fit {
        let likelihood = TwoLimitLikelihood(rows, quadrature.used, exact: quadrature.exact, executor: executor)
        let needed = likelihood.shared + rows.predictors.count + 1
        guard rows.responses.count >= needed else {
            throw .tooFewObservations(found: rows.responses.count, needed: needed)
        }
        let found = try likelihood.maximum(from: start(rows, executor))
        let fit = Fit(rows, found.maximum, found.sums, options)
        // In units near the ends of a double's range variances overflow or vanish.
        let isFinite = fit.estimates.modelBased.allSatisfy {
            $0.value.isFinite && $0.standardError.isFinite && $0.standardError > 0
        }
        guard isFinite else { throw .nonFinite }
        return fit
    }

    /// The ordinary model's estimates, in the likelihood's parameters.
    private static func start(_ rows: TwoLimitRows, _ executor: BlockExecutor) throws(NotEstimable) -> [Double] {
        let ordinary = try rows.ordinaryModel(executor)
        let precision = 1 / ordinary.sdResidual
        let fixed = ordinary.fixedEffects.map { $0.value * precision }
        // On the boundary the likelihood has no slope towards the inside, so the search does not begin there.
        var factor = [max(ordinary.sdIntercept * precision, leastStart)]
        if rows.slope != nil, let sd = ordinary.sdSlope {
            let correlation = ordinary.correlation ?? 0
            factor += [
                sd * precision * correlation,
                max(sd * precision * max(0, 1 - correlation * correlation).squareRoot(), leastStart),
            ]
        }
        return [fixed[0], precision] + factor + fixed.dropFirst()
    }

    /// Fewer do not give the information of normal responses exactly.
    private static let leastPoints = 3
    private static let leastStart = 0.05
    /// One unit for each of the two parameters of a random slope (Akaike 1974, doi:10.1109/TAC.1974.1100705).
    private static let leastGain = 2.0
}

extension TwoLimitMixedModel {
    /// The fitted model, in own units: of y*, as the score would be without limits.
    public struct Fit: Sendable {
        /// The intercept, the predictors in the order given, then the logarithm of σ; standard errors from the observed information and,
        /// beside them, from the sandwich over groups.
        public let estimates: ParameterEstimates
        /// Standard deviation of the random intercept: of the groups' levels where the random slope's predictor is 0.
        public let sdIntercept: Double
        /// Standard deviation of the random slope; nil in a model without.
        public let sdSlope: Double?
        /// Correlation of random intercept and slope; nil in a model without and where either does not vary.
        public let correlation: Double?
        /// σ.
        public let sdResidual: Double
        /// The greatest log likelihood, of densities in own units, by quadrature.
        public let logLikelihood: Double
        /// Whether the estimate lies on the boundary of the parameter space: a variance of zero or a correlation of one.
        public let isSingular: Bool
        /// Whether a random slope was asked for and left out, as it was on the boundary.
        public internal(set) var leavesRandomSlopeOut = false
        /// Rows used.
        public let observations: Int
        /// Rows used at the floor.
        public let atLower: Int
        /// Rows used at the ceiling.
        public let atUpper: Int
        /// Groups used.
        public let groups: Int
        /// Groups that there are; more than were used where the options limit them.
        public let offeredGroups: Int
        /// Quadrature points a dimension.
        public let points: Int
        /// Newton steps.
        public let iterations: Int

        init(
            _ rows: TwoLimitRows, _ maximum: LikelihoodMaximum, _ sums: TwoLimitLikelihood.Sums, _ options: Options
        ) {
            let predictors = rows.predictors
            let shared = maximum.parameters.count - predictors.count
            let precision = maximum.parameters[TwoLimitLikelihood.precision]
            let sigma = rows.scale / precision
            // Own units: coefficient = scale / scale_j · δ_j / γ, intercept = center + scale · (δ_0 - Σ δ_j center_j / scale_j) / γ,
            // log σ = log scale - log γ; with their derivatives by δ_0, γ and δ_j.
            let intercept = [1] + Array(repeating: 0, count: shared - 1) + predictors.scales.intercept
            let weights = [intercept] + predictors.scales.slopes(after: shared)
            let coefficients = weights.map { row in
                sigma * zip(row, maximum.parameters).reduce(0.0) { $0 + $1.0 * $1.1 }
            }
            var derivatives = weights.map { row in row.map { $0 * sigma } }
            for position in coefficients.indices {
                derivatives[position][TwoLimitLikelihood.precision] = -coefficients[position] / precision
            }
            derivatives.append(
                maximum.parameters.indices.map { $0 == TwoLimitLikelihood.precision ? -1 / precision : 0 })
            estimates = ParameterEstimates(
                names: ["intercept"] + predictors.names + ["log sigma"],
                values: [coefficients[0] + rows.center] + coefficients.dropFirst() + [log(sigma)],
                derivatives: derivatives, maximum, observations: rows.responses.count,
                scores: ClusterScores(products: sums.scoreProducts, clusters: rows.groups),
                correction: options.correction)

            let factor = maximum.parameters[TwoLimitLikelihood.factor..<shared]
            let first = SIMD2(factor[factor.startIndex], 0)
            if let slope = rows.slope {
                let second = SIMD2(factor[factor.startIndex + 1], factor[factor.startIndex + 2])
                let (center, scale) = (predictors.scales.centers[slope], predictors.scales.scales[slope])
                // Lengths of rows are sums of squares, so that no difference can go below zero.
                let level = sigma * (first - center / scale * second)
                let rise = sigma / scale * second
                (sdIntercept, sdSlope) = (level.length, rise.length)
                let vary = level.length > 0 && rise.length > 0
                correlation = vary ? min(1, max(-1, (level / level.length * (rise / rise.length)).sum())) : nil
                isSingular = min(abs(first[0]), abs(second[1])) < LinearMixedModel.boundary
            } else {
                (sdIntercept, sdSlope, correlation) = (sigma * first.length, nil, nil)
                isSingular = first.length < LinearMixedModel.boundary
            }
            sdResidual = sigma
            observations = rows.responses.count
            atLower = rows.responses.count { if case .below = $0 { true } else { false } }
            atUpper = rows.responses.count { if case .above = $0 { true } else { false } }
            logLikelihood = maximum.logLikelihood - Double(observations - atLower - atUpper) * log(rows.scale)
            groups = rows.groups
            offeredGroups = rows.offeredGroups
            points = options.points
            iterations = maximum.iterations
        }

        /// The intercept and the predictors' coefficients: what a unit adds to the mean of the score as it would be without limits.
        /// Cluster-robust standard errors.
        public var coefficients: [Coefficient] { estimates.parameters.dropLast() }
    }
}
