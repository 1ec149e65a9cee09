import Foundation

/// The linear mixed model y = Xβ + Zb + e with independent groups: b ~ N(0, σ²D) for each group, e ~ N(0, σ²).
///
/// Fitted from grouped cross-products alone, so a further model of the same rows costs no further pass over them.
public enum LinearMixedModel {
    /// Which likelihood is made largest.
    public enum Criterion: String, Sendable, Hashable, CaseIterable, Codable {
        /// The likelihood: for comparing models that differ in fixed effects.
        case maximumLikelihood = "ml"
        /// The restricted likelihood, whose variances are not biased by the fixed effects.
        case restrictedMaximumLikelihood = "reml"
    }

    /// What varies from group to group.
    public enum RandomEffects: Sendable, Hashable {
        /// The level.
        case intercept
        /// The level, and the slope on a column (by its position in the moments), correlated.
        case interceptAndSlope(Int)

        var slope: Int? {
            if case .interceptAndSlope(let column) = self { column } else { nil }
        }
    }

    /// The data and the model: a choice of columns.
    public struct Problem: Sendable {
        /// Cross-products of the design within each group.
        public var moments: GroupedMoments
        /// Position of the response in the moments' columns.
        public var response: Int
        /// Positions of the predictors. The intercept is always there and is not named.
        public var fixed: [Int]
        /// What varies between groups.
        public var random: RandomEffects

        /// The model of column `response` on the columns `fixed`, positions in `moments.columns`.
        public init(moments: GroupedMoments, response: Int, fixed: [Int], random: RandomEffects) {
            self.moments = moments
            self.response = response
            self.fixed = fixed
            self.random = random
        }
    }

    /// How to fit.
    public struct Options: Sendable, Hashable {
        /// Restricted likelihood unless said otherwise.
        public var criterion: Criterion
        /// Newton iterations before giving up; five to ten are usual.
        public var maximumIterations: Int

        /// The usual options.
        public init(criterion: Criterion = .restrictedMaximumLikelihood, maximumIterations: Int = 200) {
            self.criterion = criterion
            self.maximumIterations = maximumIterations
        }
    }

    /// Fits the model.
    ///
    /// Minimises the profiled criterion of Bates et al. (2015), doi:10.18637/jss.v067.i01, by Newton's method with exact
    /// derivatives; the estimates are accurate to rounding, not to an optimiser's tolerance. The same bits whatever the executor.
    public static func fit(
        _ problem: Problem, options: Options = Options(), executor: BlockExecutor = .serial
    ) -> Outcome<Fit> {
        Outcome { () throws(NotEstimable) in
            let (design, minimum) = try optimum(problem, options, executor)
            let fit = Fit(design, options.criterion, minimum)
            // Where levels do not vary at all, Λ may turn without changing D; elsewhere a flat direction is a lack of data.
            let levelsVary = abs(minimum.point.state.covariance.theta.0) >= boundary
            guard !levelsVary || minimum.smallestCurvature > flatCurvature else { throw .varianceNotIdentified }
            return fit
        }
    }

    private static func optimum(
        _ problem: Problem, _ options: Options, _ executor: BlockExecutor
    ) throws(NotEstimable) -> (StandardizedDesign, NewtonMinimizer.Minimum<ProfiledCriterion.Solution>) {
        let design = try StandardizedDesign(
            problem.moments, response: problem.response, predictors: problem.fixed, slope: problem.random.slope,
            executor: executor)
        let neededGroups = problem.random.slope == nil ? 2 : 3
        guard design.groups >= neededGroups else { throw .tooFewGroups(found: design.groups, needed: neededGroups) }
        guard design.largestGroup > 1 else { throw .oneObservationPerGroup }

        let criterion = ProfiledCriterion(
            design, isRestricted: options.criterion == .restrictedMaximumLikelihood, executor: executor)
        guard
            let minimum = NewtonMinimizer(maximumIterations: options.maximumIterations).minimize(
                from: start(problem, options, executor), evaluate: criterion.evaluate,
                derivatives: { criterion.derivatives(at: $0.state) })
        else { throw .noResidualVariation }
        guard minimum.point.state.residualVariance > smallestResidualVariance else { throw .noResidualVariation }
        guard minimum.isConverged else {
            // With the likelihood unbounded as the residual variance goes to nothing, the search follows it until rounding.
            let isUnbounded = minimum.point.state.residualVariance < vanishingResidualVariance
            throw isUnbounded ? .noResidualVariation : .didNotConverge(iterations: minimum.iterations)
        }
        return (design, minimum)
    }

    /// Where the search begins: with many groups, the optimum of a sample of them, which leaves three or four iterations.
    private static func start(_ problem: Problem, _ options: Options, _ executor: BlockExecutor) -> [Double] {
        let distant = problem.random.slope == nil ? [1.0] : [1, 0, 1]
        let step = problem.moments.groupCount / sampledGroups
        guard step >= 4 else { return distant }
        var sample = problem
        sample.moments = problem.moments.sampling(every: step)
        guard let optimum = try? optimum(sample, options, executor) else { return distant }
        // The sign of a column of Λ is free; made positive on the diagonal.
        var theta = optimum.1.point.parameters
        if theta.count == 3, theta[0] < 0 {
            theta[1] = -theta[1]
        }
        // On the boundary the criterion has no slope towards the inside, so the search does not begin there.
        for diagonal in [0, 2] where diagonal < theta.count {
            theta[diagonal] = max(abs(theta[diagonal]), 0.05)
        }
        return theta
    }

    private static let sampledGroups = 1500
    /// Residual variance as a part of the response's below which the model explains all: sums of products in doubles hold no
    /// more than rounding there.
    private static let smallestResidualVariance = 1e-10
    /// The same for a search that has not converged.
    private static let vanishingResidualVariance = 1e-5
    /// Curvature of the criterion in its flattest direction, as a part of the steepest, at which it counts as flat.
    private static let flatCurvature = 1e-9
    /// A diagonal element of the relative factor below this, on standardised columns, is on the boundary (as lme4's `isSingular`).
    fileprivate static let boundary = 1e-4
}

extension LinearMixedModel {
    /// The fitted model. Everything is in the columns' own units.
    public struct Fit: Sendable {
        /// How the optimiser ended.
        public struct Convergence: Sendable, Hashable {
            /// Where the optimum lies.
            public enum Verdict: String, Sendable, Hashable, Codable, CustomStringConvertible {
                /// Inside the parameter space.
                case interior
                /// On its edge: a variance of zero or a correlation of one.
                case boundary

                /// In words.
                public var description: String {
                    switch self {
                    case .interior: "converged"
                    case .boundary: "converged on the boundary: the groups do not differ in all that may vary"
                    }
                }
            }

            /// √(g'H⁻¹g) of the criterion's gradient g and Hessian H where the search ended: half its square is what the
            /// criterion, -2 log likelihood, could still fall.
            public let gradientNorm: Double
            /// Newton iterations.
            public let iterations: Int
            /// Evaluations of the criterion.
            public let evaluations: Int
            /// Where the optimum lies.
            public let verdict: Verdict
        }

        /// The intercept, then the predictors in the problem's order.
        public let fixedEffects: [Coefficient]
        /// Covariance of the fixed effects.
        public let covariance: SymmetricMatrix
        /// Standard deviation of the random intercept: of the groups' levels where the random slope's column is 0.
        public let sdIntercept: Double
        /// Standard deviation of the random slope; nil in a model without.
        public let sdSlope: Double?
        /// Correlation of random intercept and slope; nil in a model without slope and where either does not vary.
        public let correlation: Double?
        /// Standard deviation of the residuals.
        public let sdResidual: Double
        /// Of the fitted criterion: the restricted log likelihood where that was made largest.
        public let logLikelihood: Double
        /// Which likelihood.
        public let criterion: Criterion
        /// Whether the estimate lies on the boundary of the parameter space.
        public let isSingular: Bool
        /// How the optimiser ended.
        public let convergence: Convergence
        /// Rows.
        public let observations: Int
        /// Groups with rows.
        public let groups: Int

        /// The optimum in standardised units, from which inference goes on.
        let solution: ProfiledCriterion.Solution
        let coefficients: StandardizedCoefficients

        /// The fixed effects' prediction Σ weights · β with its standard error, `weights` for the intercept and each
        /// predictor: [1, x] is the mean response at x. Exact however far x lies from 0. Nil unless there is a finite weight
        /// for each fixed effect.
        public func prediction(_ weights: [Double]) -> Estimate? {
            coefficients.design.contrast(weights).map(coefficients.estimate)
        }

        fileprivate init(
            _ design: StandardizedDesign, _ criterion: Criterion,
            _ minimum: NewtonMinimizer.Minimum<ProfiledCriterion.Solution>
        ) {
            let solution = minimum.point.state
            self.solution = solution
            let unscaled = solution.unscaledCovariance
            coefficients = StandardizedCoefficients(
                design: design, values: solution.coefficients,
                covariance: SymmetricMatrix(dimension: unscaled.dimension) {
                    solution.residualVariance * unscaled[$0, $1]
                })
            fixedEffects = coefficients.coefficients
            covariance = coefficients.ownCovariance

            // Rows of TΛ, where T leads from the standardised random effects to those at 0 of the slope's own scale: sums of
            // squares, so that no difference can go below zero.
            let responseScale = design.scales[design.response]
            sdResidual = responseScale * solution.residualVariance.squareRoot()
            let theta = solution.covariance.theta
            if let slope = design.slope {
                let offset = design.centers[slope] / design.scales[slope]
                let level = (theta.0 - offset * theta.1, -offset * theta.2)
                let trend = (theta.1 / design.scales[slope], theta.2 / design.scales[slope])
                let levelLength = (level.0 * level.0 + level.1 * level.1).squareRoot()
                let trendLength = (trend.0 * trend.0 + trend.1 * trend.1).squareRoot()
                sdIntercept = sdResidual * levelLength
                sdSlope = sdResidual * trendLength
                let product = level.0 * trend.0 + level.1 * trend.1
                let isDefined = levelLength > 0 && trendLength > 0
                correlation = isDefined ? min(1, max(-1, product / levelLength / trendLength)) : nil
                isSingular = min(abs(theta.0), abs(theta.2)) < boundary
            } else {
                sdIntercept = sdResidual * abs(theta.0)
                sdSlope = nil
                correlation = nil
                isSingular = abs(theta.0) < boundary
            }

            // Standardising the response multiplies the likelihood by a power of its scale; standardising the predictors
            // changes |X'V⁻¹X|, which is a part of the restricted likelihood.
            self.criterion = criterion
            var logLikelihood = -minimum.point.value / 2
            switch criterion {
            case .maximumLikelihood:
                logLikelihood -= Double(design.observations) * log(responseScale)
            case .restrictedMaximumLikelihood:
                logLikelihood -= Double(design.observations - design.coefficients) * log(responseScale)
                for predictor in 1..<max(1, design.coefficients) {
                    logLikelihood -= log(abs(design.scales[predictor]))
                }
            }
            self.logLikelihood = logLikelihood
            observations = design.observations
            groups = design.groups
            convergence = Convergence(
                gradientNorm: minimum.decrement, iterations: minimum.iterations, evaluations: minimum.evaluations,
                verdict: isSingular ? .boundary : .interior)
        }
    }
}
