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
    ) -> FitOutcome<[Int?]> {
        FitOutcome { () throws(NotEstimable) in
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
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let design = try StandardizedDesign(
                problem.moments, response: problem.response, predictors: problem.fixed, slope: problem.slope,
                executor: executor)
            let sites = try groups(bySiteIn: problem)
            try checkIdentified(design, sites)

            let criterion = ProfiledCriterion(
                design, design.slope == nil ? .intercept : .correlated, sites: sites,
                isRestricted: options.criterion == .restrictedMaximumLikelihood, executor: executor)
            let minimum = try LinearMixedModel.minimum(
                of: criterion, from: [design.slope == nil ? [1, 0.5] : [1, 0, 1, 0.5]],
                by: NewtonMinimizer(maximumIterations: options.maximumIterations))
            // Where levels do not vary at all, Λ may turn without changing D; elsewhere a flat direction is a lack of data.
            let levelsVary = abs(minimum.point.parameters[0]) >= LinearMixedModel.boundary
            guard !levelsVary || minimum.smallestCurvature > LinearMixedModel.flatCurvature else {
                throw .varianceNotIdentified
            }
            return Fit(design, options.criterion, minimum, sites: sites.count)
        }
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
}

extension SiteMixedModel {
    /// The fitted model. Everything is in the columns' own units.
    public struct Fit: FittedCoefficients {
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

        /// How many coefficients there are.
        public var coefficientCount: Int { fixedEffects.count }

        /// The fixed effects' prediction Σ weights · β with its standard error, `weights` for the intercept and each
        /// predictor. Nil unless there is a finite weight for each fixed effect.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            coefficients.design.contrast(weights).map(coefficients.estimate)
        }

        /// The normal distribution: for many sites; with few, its intervals are too short.
        public func reference(of weights: [Double]) -> ReferenceDistribution? {
            .normal
        }

        /// Chi-square, on as many degrees of freedom as there are combinations. For many sites.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            coefficients.waldStatistic(combinations).flatMap {
                .chiSquare($0, degreesOfFreedom: Double(combinations.count))
            }
        }

        fileprivate init(
            _ design: StandardizedDesign, _ criterion: LinearMixedModel.Criterion,
            _ minimum: ProfiledCriterion.Minimum, sites: Int
        ) {
            let solution = minimum.point.state
            coefficients = StandardizedCoefficients(
                design: design, values: solution.coefficients,
                covariance: SymmetricMatrix(dimension: solution.unscaledCovariance.dimension) {
                    solution.residualVariance * solution.unscaledCovariance[$0, $1]
                })
            fixedEffects = coefficients.coefficients
            covariance = coefficients.ownCovariance

            // Lengths of rows are sums of squares, so that no difference can go below zero.
            let responseScale = design.scales[design.response]
            let theta = solution.covariance.parameters
            sdResidual = responseScale * solution.residualVariance.squareRoot()
            sdSite = sdResidual * abs(solution.siteSpread)
            let rows = solution.covariance.rows(atOrigin: design.slopeOrigin)
            sdIntercept = sdResidual * rows.intercept.length
            var vanishing = [Vanishing]()
            if abs(theta[0]) < LinearMixedModel.boundary { vanishing.append(.personLevel) }
            if let slope = design.slope {
                let trend = rows.slope / design.scales[slope]
                sdSlope = sdResidual * trend.length
                let isDefined = rows.intercept.length > 0 && trend.length > 0
                let product = (rows.intercept * trend).sum() / rows.intercept.length / trend.length
                correlation = isDefined ? min(1, max(-1, product)) : nil
                if abs(theta[2]) < LinearMixedModel.boundary { vanishing.append(.personSlope) }
            } else {
                sdSlope = nil
                correlation = nil
            }
            if abs(solution.siteSpread) < LinearMixedModel.boundary { vanishing.append(.site) }
            self.vanishing = vanishing

            self.criterion = criterion
            logLikelihood = design.ownLogLikelihood(-minimum.point.value / 2, criterion)
            gradientNorm = minimum.decrement
            iterations = minimum.iterations
            observations = design.observations
            groups = design.groups
            self.sites = sites
        }
    }
}
