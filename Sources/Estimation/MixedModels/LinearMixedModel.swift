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
        /// The level where the column (by its position in the moments) is 0 in its own units, and the slope on it, uncorrelated:
        /// lme4's `(1 | g) + (0 + x | g)`.
        ///
        /// The model depends on where the column has its 0: with x - 10 for x, levels and slopes that were independent are
        /// not. Give the column the zero at which independence makes sense.
        case interceptAndIndependentSlope(Int)

        var slope: Int? {
            switch self {
            case .intercept: nil
            case .interceptAndSlope(let column), .interceptAndIndependentSlope(let column): column
            }
        }

        /// With a correlation, the spread of two groups' levels and slopes is always on a line.
        var neededGroups: Int {
            if case .interceptAndSlope = self { 3 } else { 2 }
        }

        func structure(_ design: StandardizedDesign) -> CovarianceStructure {
            switch self {
            case .intercept: .intercept
            case .interceptAndSlope: .correlated
            case .interceptAndIndependentSlope: .independent(origin: design.slopeOrigin)
            }
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
    ) -> FitOutcome<Fit> {
        fit(problem, options: options, executor: executor, from: nil)
    }

    /// The same, searched from `known` parameters if there are any, such as those of nearly the same rows.
    ///
    /// - Parameter negligibleFall: A fall of the criterion below which the search ends; at 0 it goes on to rounding.
    static func fit(
        _ problem: Problem, options: Options = Options(), executor: BlockExecutor = .serial, from known: [Double]?,
        negligibleFall: Double = 0
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let (design, minimum) = try optimum(problem, options, executor, from: known, negligibleFall: negligibleFall)
            // Where levels do not vary at all, Λ may turn without changing D; elsewhere a flat direction is a lack of data.
            let covariance = minimum.point.state.covariance
            let mayTurn = covariance.parameters.count == 3 && abs(covariance.parameters[0]) < boundary
            guard mayTurn || minimum.smallestCurvature > flatCurvature else {
                throw .varianceNotIdentified
            }
            return Fit(design, problem, options.criterion, minimum)
        }
    }

    /// The optimum, searched from `known` parameters if there are any.
    static func optimum(
        _ problem: Problem, _ options: Options, _ executor: BlockExecutor, from known: [Double]? = nil,
        negligibleFall: Double = 0
    ) throws(NotEstimable) -> (StandardizedDesign, ProfiledCriterion.Minimum) {
        let design = try StandardizedDesign(
            problem.moments, response: problem.response, predictors: problem.fixed, slope: problem.random.slope,
            keepsGroupConstants: true, takesWhitened: true, executor: executor)
        let neededGroups = problem.random.neededGroups
        guard design.groups >= neededGroups else { throw .tooFewGroups(found: design.groups, needed: neededGroups) }
        guard design.largestGroup > 1 else { throw .oneObservationPerGroup }

        let criterion = ProfiledCriterion(
            design, problem.random.structure(design), isRestricted: options.criterion == .restrictedMaximumLikelihood,
            executor: executor)
        let minimum = try minimum(
            of: criterion,
            from: known.map { [awayFromBoundary($0, criterion.structure)] }
                ?? starts(problem, criterion.structure, options, executor),
            by: NewtonMinimizer(maximumIterations: options.maximumIterations, negligibleFall: negligibleFall))
        return (design, minimum)
    }

    /// The least of the minima of `criterion` that searches from `starts` lead to, the first of them unless another is below it by
    /// more than rounding; or why there is none.
    static func minimum(
        of criterion: ProfiledCriterion, from starts: [[Double]],
        by minimizer: NewtonMinimizer = .init(maximumIterations: Options().maximumIterations)
    ) throws(NotEstimable) -> ProfiledCriterion.Minimum {
        var least: ProfiledCriterion.Minimum?
        var reason = NotEstimable.noResidualVariation
        for start in starts.reversed() {
            do {
                let minimum = try minimum(of: criterion, from: start, by: minimizer)
                guard let known = least, known.point.value < minimum.point.value - 1e-9 * abs(minimum.point.value)
                else {
                    least = minimum
                    continue
                }
            } catch {
                reason = error
            }
        }
        guard let least else { throw reason }
        return least
    }

    private static func minimum(
        of criterion: ProfiledCriterion, from start: [Double], by minimizer: NewtonMinimizer
    ) throws(NotEstimable) -> ProfiledCriterion.Minimum {
        guard
            let minimum = minimizer.minimize(
                from: start, evaluate: criterion.evaluate, derivatives: { criterion.derivatives(at: $0.state) })
        else { throw .noResidualVariation }
        guard minimum.point.state.residualVariance > smallestResidualVariance else { throw .noResidualVariation }
        guard minimum.isConverged else {
            // With the likelihood unbounded as the residual variance goes to nothing, the search follows it until rounding.
            let isUnbounded = minimum.point.state.residualVariance < vanishingResidualVariance
            throw isUnbounded ? .noResidualVariation : .didNotConverge(iterations: minimum.iterations)
        }
        return minimum
    }

    /// Where the search begins: with many groups, at the optimum of a sample of them, which leaves three or four iterations. The
    /// likelihood of few groups may have several maxima, so that it is searched from several points.
    private static func starts(
        _ problem: Problem, _ structure: CovarianceStructure, _ options: Options, _ executor: BlockExecutor
    ) -> [[Double]] {
        let distant = structure.directions.indices.map { structure.scaleParameters.contains($0) ? 1.0 : 0 }
        guard problem.moments.groupCount > fewGroups else {
            let turned = distant.count == 3 ? [[1, 1, 0.3], [1, -1, 0.3]] : []
            return [distant, distant.map { 0.1 * $0 }, distant.map { 3 * $0 }] + turned
        }
        let step = problem.moments.groupCount / sampledGroups
        guard step >= 4 else { return [distant] }
        var sample = problem
        sample.moments = problem.moments.sampling(every: step)
        guard let optimum = try? optimum(sample, options, executor) else { return [distant] }
        return [awayFromBoundary(optimum.1.point.parameters, structure)]
    }

    /// Parameters near `theta` from which a search can begin: on the boundary the criterion has no slope towards the inside.
    private static func awayFromBoundary(_ theta: [Double], _ structure: CovarianceStructure) -> [Double] {
        var theta = theta
        // The sign of a column of Λ is free; made positive on the diagonal.
        if theta.count == 3, theta[0] < 0 {
            theta[1] = -theta[1]
        }
        for diagonal in structure.scaleParameters {
            theta[diagonal] = max(abs(theta[diagonal]), 0.05)
        }
        return theta
    }

    /// Groups up to which several searches take less than the reading of their rows.
    static let fewGroups = 200
    private static let sampledGroups = 1500
    /// Residual variance as a part of the response's below which the model explains all: sums of products in doubles hold no
    /// more than rounding there.
    private static let smallestResidualVariance = 1e-10
    /// The same for a search that has not converged.
    private static let vanishingResidualVariance = 1e-5
    /// Curvature of the criterion in its flattest direction, as a part of the steepest, at which it counts as flat.
    static let flatCurvature = 1e-9
    /// A diagonal element of the relative factor below this, on standardised columns, is on the boundary (as lme4's `isSingular`).
    static let boundary = 1e-4
}

extension LinearMixedModel {
    /// The fitted model. Everything is in the columns' own units.
    public struct Fit: FittedCoefficients {
        /// How the search for the optimum ended. Its numbers mean the same at any number of rows.
        public struct Convergence: Sendable, Hashable, CustomStringConvertible {
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
            /// criterion, -2 log likelihood, could still fall. In units of the parameters' standard errors, to a factor √2.
            public let gradientNorm: Double
            /// The smallest eigenvalue of the Hessian in the relative factor of the standardised columns: a variance parameter
            /// that is a part √(2 / curvature) of the residual standard deviation off is one standard error off.
            public let smallestCurvature: Double
            /// The same as a part of the largest: near 0, the data hardly tell the variance parameters apart.
            public let relativeCurvature: Double
            /// How far the optimum is from a variance of zero and a correlation of one: the smallest diagonal element of the
            /// relative factor, a standard deviation as a part of the residual one. Below 1e-4 counts as on the boundary.
            public let boundaryDistance: Double
            /// Newton iterations.
            public let iterations: Int
            /// Evaluations of the criterion.
            public let evaluations: Int
            /// Where the optimum lies.
            public let verdict: Verdict

            /// A fall of the criterion that says nothing: its own rounding is larger for any number of rows.
            private static let rounding = 1e-12

            /// The verdict and its numbers in a sentence.
            public var description: String {
                let curvature =
                    switch relativeCurvature {
                    case ..<LinearMixedModel.flatCurvature: "flat in a direction that changes nothing"
                    case ..<1e-4: "only just curved in its flattest direction"
                    default: "well curved in every direction"
                    }
                let distance =
                    verdict == .boundary
                    ? ""
                    : String(
                        format: "; the nearest boundary is %.2g residual standard deviations away", boundaryDistance)
                let fall = gradientNorm * gradientNorm / 2
                let left =
                    fall < Self.rounding
                    ? "cannot fall by more than rounding" : String(format: "could still fall by %.1g", fall)
                return "\(verdict.description): the criterion \(left) and is \(curvature)\(distance)"
            }
        }

        /// The intercept, then the predictors in the problem's order.
        public let fixedEffects: [Coefficient]
        /// Covariance of the fixed effects.
        public let covariance: SymmetricMatrix
        /// Standard deviation of the random intercept: of the groups' levels where the random slope's column is 0.
        public let sdIntercept: Double
        /// Standard deviation of the random slope; nil in a model without.
        public let sdSlope: Double?
        /// Correlation of random intercept and slope; nil in a model without and where either does not vary.
        public let correlation: Double?
        /// Standard deviation of the residuals.
        public let sdResidual: Double
        /// Of the fitted criterion: the restricted log likelihood where that was made largest.
        public let logLikelihood: Double
        /// Which likelihood.
        public let criterion: Criterion
        /// Whether the estimate lies on the boundary of the parameter space.
        public let isSingular: Bool
        /// How the search for the optimum ended.
        public let convergence: Convergence
        /// Rows.
        public let observations: Int
        /// Groups with rows.
        public let groups: Int

        /// What may vary from group to group.
        public let random: RandomEffects

        /// The optimum in standardised units, from which inference goes on.
        let solution: ProfiledCriterion.Solution
        let derivatives: ProfiledCriterion.Derivatives
        let coefficients: StandardizedCoefficients
        /// The random effects' rows of Λ in own units: what multiplies standard normal effects.
        let loadings: (intercept: SIMD2<Double>, slope: SIMD2<Double>)

        /// How many coefficients there are.
        public var coefficientCount: Int { fixedEffects.count }

        /// The fixed effects' prediction Σ weights · β with its standard error, `weights` for the intercept and each
        /// predictor: [1, x] is the mean response at x. Exact however far x lies from 0. Nil unless there is a finite weight
        /// for each fixed effect.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            coefficients.design.contrast(weights).map(coefficients.estimate)
        }

        fileprivate init(
            _ design: StandardizedDesign, _ problem: Problem, _ criterion: Criterion,
            _ minimum: ProfiledCriterion.Minimum
        ) {
            let solution = minimum.point.state
            self.solution = solution
            derivatives = minimum.derivatives
            random = problem.random
            let unscaled = solution.unscaledCovariance
            coefficients = StandardizedCoefficients(
                design: design, values: solution.coefficients,
                covariance: SymmetricMatrix(dimension: unscaled.dimension) {
                    solution.residualVariance * unscaled[$0, $1]
                })
            fixedEffects = coefficients.coefficients
            covariance = coefficients.ownCovariance

            // Lengths of rows are sums of squares, so that no difference can go below zero.
            let responseScale = design.scales[design.response]
            sdResidual = responseScale * solution.residualVariance.squareRoot()
            let rows = solution.covariance.rows(atOrigin: design.slopeOrigin)
            let slopeScale = design.slope.map { design.scales[$0] } ?? 1
            loadings = (sdResidual * rows.intercept, sdResidual / slopeScale * rows.slope)
            let (sdIntercept, sdSlope) = (loadings.intercept.length, loadings.slope.length)
            self.sdIntercept = sdIntercept
            self.sdSlope = design.slope == nil ? nil : sdSlope
            if case .interceptAndSlope = problem.random, sdIntercept > 0, sdSlope > 0 {
                let product = (loadings.intercept / sdIntercept * (loadings.slope / sdSlope)).sum()
                correlation = min(1, max(-1, product))
            } else {
                correlation = nil
            }
            isSingular = solution.covariance.boundaryDistance < boundary

            self.criterion = criterion
            logLikelihood = design.ownLogLikelihood(-minimum.point.value / 2, criterion)
            observations = design.observations
            groups = design.groups
            convergence = Convergence(
                gradientNorm: minimum.decrement,
                smallestCurvature: minimum.smallestCurvature * minimum.steepestCurvature,
                relativeCurvature: minimum.smallestCurvature,
                boundaryDistance: solution.covariance.boundaryDistance, iterations: minimum.iterations,
                evaluations: minimum.evaluations,
                verdict: isSingular ? .boundary : .interior)
        }
    }
}

extension SIMD2<Double> {
    /// √(x² + y²).
    var length: Double { (self * self).sum().squareRoot() }
}
