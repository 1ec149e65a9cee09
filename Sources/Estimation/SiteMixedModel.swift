import Foundation

/// The linear mixed model with persons nested in sites: y = Xβ + Zb + c + e with b ~ N(0, σ²D) for each person (a
/// level, and a slope if asked for), c ~ N(0, σ²τ²) for each site, e ~ N(0, σ²).
///
/// Sites are nested: all rows of a person belong to one site, so that the person's cross-products hold all that the
/// model needs. A person who was seen at several sites would need crossed effects, for which cross-products within
/// persons are not enough; `nestedSites` says so instead of assigning such a person to one of them.
public enum SiteMixedModel {
    /// The data and the model: a choice of columns, and where the persons are.
    public struct Problem: Sendable {
        /// Cross-products of the design within each person.
        public var moments: GroupedMoments
        /// Position of the response in the moments' columns.
        public var response: Int
        /// Positions of the predictors. The intercept is always there and is not named.
        public var fixed: [Int]
        /// Position of the column on which the persons' slopes vary, correlated with their levels; nil for levels
        /// alone.
        public var slope: Int?
        /// The site of each group of the moments, by any number; nil only for groups without rows.
        public var sites: [Int?]

        /// The model of column `response` on the columns `fixed`, positions in `moments.columns`.
        public init(moments: GroupedMoments, response: Int, fixed: [Int], slope: Int?, sites: [Int?]) {
            self.moments = moments
            self.response = response
            self.fixed = fixed
            self.slope = slope
            self.sites = sites
        }
    }

    /// How to fit.
    public struct Options: Sendable, Hashable {
        /// Restricted likelihood unless said otherwise.
        public var criterion: LinearMixedModel.Criterion
        /// Newton iterations before giving up; ten are usual.
        public var maximumIterations: Int

        /// The usual options.
        public init(
            criterion: LinearMixedModel.Criterion = .restrictedMaximumLikelihood, maximumIterations: Int = 200
        ) {
            self.criterion = criterion
            self.maximumIterations = maximumIterations
        }
    }

    /// The site of each group from the sites of its occasions; nil for a group without occasions.
    ///
    /// Not estimable where a group's occasions are at several sites, for then sites are crossed with persons, or where a
    /// group's number is outside 0..<`groupCount`.
    public static func nestedSites(
        groupCount: Int, occasions: some Sequence<(group: Int, site: Int)>
    ) -> Outcome<[Int?]> {
        Outcome { () throws(NotEstimable) in
            var sites = [Int?](repeating: nil, count: max(0, groupCount))
            for occasion in occasions {
                guard sites.indices.contains(occasion.group) else {
                    throw .invalidArgument(name: "group", needed: "one of the groups, numbered from 0")
                }
                guard sites[occasion.group] ?? occasion.site == occasion.site else {
                    throw .invalidArgument(
                        name: "site", needed: "the same at all occasions of a person: sites are nested, not crossed")
                }
                sites[occasion.group] = occasion.site
            }
            return sites
        }
    }

    /// Fits the model.
    ///
    /// Minimises the profiled criterion by Newton's method with exact derivatives; each evaluation is one pass over
    /// persons. Sites are taken in the order of their numbers and blocks are whole sites, so the bits are the same
    /// whatever the executor, and a study of one huge site gains nothing from threads.
    public static func fit(
        _ problem: Problem, options: Options = Options(), executor: BlockExecutor = .serial
    ) -> Outcome<Fit> {
        Outcome { () throws(NotEstimable) in
            let design = try StandardizedDesign(
                problem.moments, response: problem.response, predictors: problem.fixed, slope: problem.slope,
                executor: executor)
            let sites = try groups(bySiteIn: problem)
            try checkIdentified(design, sites)

            let isRestricted = options.criterion == .restrictedMaximumLikelihood
            let criterion = SiteProfiledCriterion(
                design, sites: sites, isRestricted: isRestricted, executor: executor)
            let optimum = try optimum(criterion, options.maximumIterations)
            return Fit(design, options.criterion, optimum, sites: sites.count)
        }
    }

    /// Where the search ended.
    fileprivate struct Optimum {
        let solution: SiteProfiledCriterion.Solution
        let value: Double
        let gradientNorm: Double
        let iterations: Int
    }

    private static func optimum(
        _ criterion: SiteProfiledCriterion, _ maximumIterations: Int
    ) throws(NotEstimable) -> Optimum {
        let start = criterion.design.slope == nil ? [1, 0.5] : [1, 0, 1, 0.5]
        guard
            let minimum = NewtonMinimizer(maximumIterations: maximumIterations).minimize(
                from: start, evaluate: criterion.evaluate,
                derivatives: { point in
                    let (gradient, hessian) = criterion.derivatives(at: point.state)
                    return .init(gradient: gradient, hessian: hessian, detail: ())
                })
        else { throw .noResidualVariation }
        let solution = minimum.point.state
        guard solution.residualVariance > smallestResidualVariance else { throw .noResidualVariation }
        guard minimum.isConverged else {
            // With the likelihood unbounded as the residual variance goes to nothing, the search follows it until
            // rounding.
            let isUnbounded = solution.residualVariance < vanishingResidualVariance
            throw isUnbounded ? .noResidualVariation : .didNotConverge(iterations: minimum.iterations)
        }
        // Where levels do not vary at all, Λ may turn without changing D; elsewhere a flat direction is a lack of data.
        let levelsVary = abs(solution.parameters.theta.0) >= boundary
        guard !levelsVary || minimum.smallestCurvature > flatCurvature else { throw .varianceNotIdentified }
        return Optimum(
            solution: solution, value: minimum.point.value, gradientNorm: minimum.decrement,
            iterations: minimum.iterations)
    }

    /// Groups with rows, site by site in the order of the sites' numbers.
    private static func groups(bySiteIn problem: Problem) throws(NotEstimable) -> [[Int]] {
        guard problem.sites.count == problem.moments.groupCount else {
            throw .invalidArgument(name: "sites", needed: "one for each group")
        }
        var groups = [Int: [Int]]()
        for (group, site) in problem.sites.enumerated() where problem.moments.rowCount(ofGroup: group) > 0 {
            guard let site else {
                throw .invalidArgument(name: "site", needed: "known for each person with rows")
            }
            groups[site, default: []].append(group)
        }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func checkIdentified(_ design: StandardizedDesign, _ sites: [[Int]]) throws(NotEstimable) {
        guard sites.count >= 2 else { throw .tooFewGroups(found: sites.count, needed: 2) }
        let neededGroups = design.slope == nil ? 3 : 4
        guard design.groups >= neededGroups else { throw .tooFewGroups(found: design.groups, needed: neededGroups) }
        guard design.largestGroup > 1 else { throw .oneObservationPerGroup }
        // With one person a site, site and person are one.
        guard sites.contains(where: { $0.count > 1 }) else { throw .varianceNotIdentified }
    }

    // As at LinearMixedModel.
    private static let smallestResidualVariance = 1e-10
    private static let vanishingResidualVariance = 1e-5
    private static let flatCurvature = 1e-9
    /// A relative standard deviation below this, on standardised columns, is on the boundary (as lme4's `isSingular`).
    fileprivate static let boundary = 1e-4
}

extension SiteMixedModel {
    /// The fitted model. Everything is in the columns' own units.
    public struct Fit: Sendable {
        /// A part of the random effects that the data give no spread.
        public enum Vanishing: String, Sendable, Hashable, CaseIterable, Codable, CustomStringConvertible {
            /// Persons of a site do not differ in level.
            case personLevel = "person_level"
            /// Persons of a site do not differ in slope beyond what their levels tell.
            case personSlope = "person_slope"
            /// Sites do not differ.
            case site

            /// In words.
            public var description: String {
                switch self {
                case .personLevel: "persons of a site do not differ in level beyond what residuals explain"
                case .personSlope: "persons do not differ in slope beyond what residuals and levels explain"
                case .site: "sites do not differ beyond what their persons explain"
                }
            }
        }

        /// The intercept, then the predictors in the problem's order.
        public let fixedEffects: [Coefficient]
        /// Covariance of the fixed effects.
        public let covariance: SymmetricMatrix
        /// Standard deviation of the sites' intercepts.
        public let sdSite: Double
        /// Standard deviation of the persons' intercepts within a site: their levels where the slope's column is 0.
        public let sdIntercept: Double
        /// Standard deviation of the persons' slopes; nil in a model without.
        public let sdSlope: Double?
        /// Correlation of the persons' intercepts and slopes; nil in a model without slope and where either does not
        /// vary.
        public let correlation: Double?
        /// Standard deviation of the residuals.
        public let sdResidual: Double
        /// Of the fitted criterion: the restricted log likelihood where that was made largest.
        public let logLikelihood: Double
        /// Which likelihood.
        public let criterion: LinearMixedModel.Criterion
        /// What the data give no spread; empty for an optimum inside the parameter space.
        public let vanishing: [Vanishing]
        /// √(g'H⁻¹g) of the criterion's gradient and Hessian where the search ended: half its square is what the
        /// criterion, -2 log likelihood, could still fall.
        public let gradientNorm: Double
        /// Newton iterations.
        public let iterations: Int
        /// Rows.
        public let observations: Int
        /// Groups, persons, with rows.
        public let groups: Int
        /// Sites with rows.
        public let sites: Int

        private let coefficients: StandardizedCoefficients

        /// Whether the estimate lies on the boundary of the parameter space.
        public var isSingular: Bool { !vanishing.isEmpty }

        /// The fixed effects' prediction Σ weights · β with its standard error, `weights` for the intercept and each
        /// predictor. Nil unless there is a finite weight for each fixed effect.
        public func prediction(_ weights: [Double]) -> Estimate? {
            coefficients.design.contrast(weights).map(coefficients.estimate)
        }

        fileprivate init(
            _ design: StandardizedDesign, _ criterion: LinearMixedModel.Criterion, _ optimum: Optimum, sites: Int
        ) {
            let solution = optimum.solution
            coefficients = StandardizedCoefficients(
                design: design, values: solution.coefficients,
                covariance: SymmetricMatrix(dimension: solution.unscaledCovariance.dimension) {
                    solution.residualVariance * solution.unscaledCovariance[$0, $1]
                })
            fixedEffects = coefficients.coefficients
            covariance = coefficients.ownCovariance

            // Rows of TΛ, where T leads from the standardised random effects to those at 0 of the slope's own scale:
            // sums of squares, so that no difference can go below zero.
            let responseScale = design.scales[design.response]
            let theta = solution.parameters.theta
            sdResidual = responseScale * solution.residualVariance.squareRoot()
            sdSite = sdResidual * abs(solution.parameters.tau)
            var vanishing = [Vanishing]()
            if abs(theta.0) < boundary { vanishing.append(.personLevel) }
            if let slope = design.slope {
                let offset = design.centers[slope] / design.scales[slope]
                let level = SIMD2(theta.0 - offset * theta.1, -offset * theta.2)
                let trend = SIMD2(theta.1, theta.2) / design.scales[slope]
                let levelLength = (level * level).sum().squareRoot()
                let trendLength = (trend * trend).sum().squareRoot()
                sdIntercept = sdResidual * levelLength
                sdSlope = sdResidual * trendLength
                let isDefined = levelLength > 0 && trendLength > 0
                correlation = isDefined ? min(1, max(-1, (level * trend).sum() / levelLength / trendLength)) : nil
                if abs(theta.2) < boundary { vanishing.append(.personSlope) }
            } else {
                sdIntercept = sdResidual * abs(theta.0)
                sdSlope = nil
                correlation = nil
            }
            if abs(solution.parameters.tau) < boundary { vanishing.append(.site) }
            self.vanishing = vanishing

            self.criterion = criterion
            logLikelihood = design.ownLogLikelihood(-optimum.value / 2, criterion)
            gradientNorm = optimum.gradientNorm
            iterations = optimum.iterations
            observations = design.observations
            groups = design.groups
            self.sites = sites
        }
    }
}
