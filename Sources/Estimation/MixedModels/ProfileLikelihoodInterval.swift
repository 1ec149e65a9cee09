/// The values of a parameter that the likelihood-ratio test does not reject, all other parameters at their best for each.
public struct ProfileLikelihoodInterval: Sendable, Hashable {
    /// The maximum likelihood estimate.
    public let estimate: Double
    /// The lower end; the edge of the parameter's range, 0 or -1, where no value above is rejected.
    public let lower: Double
    /// The upper end; 1 for a correlation where no value below is rejected.
    public let upper: Double
    /// The level of the procedure; for large samples, and above it near a boundary.
    public let level: ConfidenceLevel

    /// The ends alone; nil only for ends that are no numbers.
    public var interval: ConfidenceInterval? {
        ConfidenceInterval(lower: lower, upper: upper, level: level, method: .profileLikelihood)
    }
}

extension LinearMixedModel {
    /// A parameter of the random effects' or the residuals' distribution.
    public enum VarianceParameter: String, Sendable, Hashable, CaseIterable, Codable {
        /// ``Fit/sdIntercept``.
        case sdIntercept = "sd_intercept"
        /// ``Fit/sdSlope``.
        case sdSlope = "sd_slope"
        /// ``Fit/correlation``.
        case correlation
        /// ``Fit/sdResidual``.
        case sdResidual = "sd_residual"
    }

    /// The likelihood of a mixed model as a function of one parameter, all others at their best for each of its values.
    ///
    /// It is the likelihood also for a fit by restricted likelihood, as in `confint` of R's lme4 (Bates et al. 2015, section 5.1,
    /// doi:10.18637/jss.v067.i01). There the ends are read off a spline through some points of the profile; here each is the
    /// root of the exact signed root deviance, found to rounding between brackets. It takes some 100 evaluations of the
    /// criterion an interval.
    public struct ProfileLikelihood: Sendable {
        private let design: StandardizedDesign
        private let random: RandomEffects
        private let criterion: ProfiledCriterion
        /// -2 log likelihood at its least, and what lies there, in standardised units.
        private let least: Double
        private let solution: ProfiledCriterion.Solution

        /// Fits by maximum likelihood from where `fit` ended.
        fileprivate init(_ fit: Fit, _ executor: BlockExecutor) throws(NotEstimable) {
            design = fit.coefficients.design
            random = fit.random
            let covariance = fit.solution.covariance
            criterion = ProfiledCriterion(design, covariance.structure, isRestricted: false, executor: executor)
            var start = covariance.parameters
            // On the boundary the criterion has no slope towards the inside, so the search does not begin there.
            for diagonal in covariance.structure.scaleParameters where abs(start[diagonal]) < boundary {
                start[diagonal] = 0.05
            }
            let minimum = try minimum(of: criterion, from: Self.starts(start, design))
            least = minimum.point.value
            solution = minimum.point.state
        }

        /// The interval of Σ `weights` · β, weights for the intercept and each predictor.
        public func interval(
            ofFixedEffects weights: [Double], level: ConfidenceLevel = .ninetyFive
        ) -> FitOutcome<ProfileLikelihoodInterval> {
            FitOutcome { () throws(NotEstimable) in
                let needed = NotEstimable.invalidArgument(
                    name: "weights", needed: "one finite number for each fixed effect, not all zero")
                guard let contrast = design.contrast(weights) else { throw needed }
                let estimate = zip(contrast.weights, solution.coefficients).reduce(0.0) { $0 + $1.0 * $1.1 }
                let unscaledVariance = solution.unscaledCovariance.form(contrast.weights, contrast.weights)
                let error = (solution.residualVariance * unscaledVariance).squareRoot()
                guard estimate.isFinite, error > 0, error.isFinite else { throw needed }
                func end(_ direction: Double) throws(NotEstimable) -> Double {
                    var held = criterion
                    var trail = Trail(estimate, solution.covariance.parameters)
                    return try crossing(Way(estimate, direction * .infinity, step: error), level) {
                        value throws(NotEstimable) in
                        held.constraint = .init(weights: contrast.weights, value: value)
                        return try deviance(held, at: value, on: &trail)
                    }
                }
                return ProfileLikelihoodInterval(
                    estimate: contrast.offset + contrast.scale * estimate,
                    lower: contrast.offset + contrast.scale * (try end(-1)),
                    upper: contrast.offset + contrast.scale * (try end(1)), level: level)
            }
        }

        /// The interval of the fixed effect at `position`, the intercept at 0.
        public func interval(
            ofFixedEffect position: Int, level: ConfidenceLevel = .ninetyFive
        ) -> FitOutcome<ProfileLikelihoodInterval> {
            interval(ofFixedEffects: (0..<design.coefficients).map { $0 == position ? 1 : 0 }, level: level)
        }

        /// The interval of a standard deviation or the correlation, in own units.
        ///
        /// Not estimable for a parameter that the model has not, and for the correlation where intercept or slope does not vary.
        public func interval(
            of parameter: VarianceParameter, level: ConfidenceLevel = .ninetyFive
        ) -> FitOutcome<ProfileLikelihoodInterval> {
            FitOutcome { () throws(NotEstimable) in
                let spread = Spread(solution, random, origin: design.slopeOrigin)
                let unit = try unit(of: parameter)
                switch parameter {
                case .sdIntercept:
                    let step = max(0.3 * spread.sdIntercept, 0.1 * spread.sdResidual)
                    return try interval(
                        spread.sdIntercept, 0, .infinity, step: step, unit, level, holding: spread.holding(sdIntercept:)
                    )
                case .sdSlope:
                    let step = max(0.3 * spread.sdSlope, 0.1 * spread.sdResidual)
                    return try interval(
                        spread.sdSlope, 0, .infinity, step: step, unit, level, holding: spread.holding(sdSlope:))
                case .sdResidual:
                    let step = spread.sdResidual / (2 * Double(design.observations)).squareRoot()
                    // The least residual sum is within groups: a residual spread of a hundredth is rejected by any data.
                    let least = 0.01 * spread.sdResidual
                    return try interval(spread.sdResidual, least, .infinity, step: step, unit, level) { sd in
                        (criterion.structure, .held(sd * sd), solution.covariance.parameters)
                    }
                case .correlation:
                    guard min(spread.sdIntercept, spread.sdSlope) > boundary * spread.sdResidual else {
                        throw .varianceNotIdentified
                    }
                    return try correlationInterval(spread, level)
                }
            }
        }

        /// Own units of a standardised parameter's unit.
        private func unit(of parameter: VarianceParameter) throws(NotEstimable) -> Double {
            let response = design.scales[design.response]
            switch (parameter, random) {
            case (.sdIntercept, _), (.sdResidual, _):
                return response
            case (.sdSlope, .interceptAndSlope), (.sdSlope, .interceptAndIndependentSlope):
                return response / (design.slope.map { design.scales[$0] } ?? 1)
            case (.correlation, .interceptAndSlope):
                return 1
            case (.sdSlope, .intercept), (.correlation, .intercept), (.correlation, .interceptAndIndependentSlope):
                throw .invalidArgument(name: "the parameter", needed: "one of the model's")
            }
        }
    }
}

extension LinearMixedModel.Fit {
    /// The profile likelihood of the same model of the same rows, or why there is none.
    public func profileLikelihood(executor: BlockExecutor = .serial) -> FitOutcome<LinearMixedModel.ProfileLikelihood> {
        FitOutcome { () throws(NotEstimable) in
            try LinearMixedModel.ProfileLikelihood(self, executor)
        }
    }
}

// MARK: - Holding a parameter of the random effects

extension LinearMixedModel.ProfileLikelihood {
    private typealias Held = (
        structure: CovarianceStructure, residual: ProfiledCriterion.ResidualVariance, start: [Double]
    )

    /// The estimates, standardised.
    private struct Spread {
        /// Where the slope's column is 0: at minus this on its standardised scale.
        let origin: Double
        let hasSlope: Bool
        let isCorrelated: Bool
        let sdResidual: Double
        /// Rows of Λ, the intercept at the origin and at the mean of the slope's column.
        private let level: SIMD2<Double>, levelAtMean: SIMD2<Double>, trend: SIMD2<Double>
        /// |Λ|, the same for both.
        private let area: Double

        init(_ solution: ProfiledCriterion.Solution, _ random: LinearMixedModel.RandomEffects, origin: Double) {
            self.origin = origin
            hasSlope = random.slope != nil
            if case .interceptAndSlope = random { isCorrelated = true } else { isCorrelated = false }
            (level, trend) = solution.covariance.rows(atOrigin: origin)
            levelAtMean = solution.covariance.rows(atOrigin: 0).intercept
            area = solution.covariance.determinant.squareRoot()
            sdResidual = solution.residualVariance.squareRoot()
        }

        var sdIntercept: Double { sdResidual * level.length }
        var sdSlope: Double { sdResidual * trend.length }
        var correlation: Double {
            min(1, max(-1, (level * trend).sum() / (level.length * trend.length)))
        }

        /// Λ with the intercept's standard deviation, at the origin, `value`: there the first row is (q · value, 0) with q the
        /// inverse of the residual standard deviation, a parameter, and the second is free.
        func holding(sdIntercept value: Double) -> Held {
            guard value > 0 else { return withoutIntercept }
            // Slopes in the unit in which they add 1 to the variance of an average row, and less what moves the level at the
            // mean when q does: else the parameters would depend on each other as 1 on 1 + origin².
            let square = 1 + origin * origin
            let unit = square.squareRoot()
            var directions: [SIMD4<Double>] = [[value, 0, 0, 0]]
            var start = [1 / sdResidual]
            if isCorrelated {
                let turn = -origin * value / square
                directions = [[value, 0, turn, 0], [0, 0, 1 / unit, 0], [0, 0, 0, 1 / unit]]
                let along = level.length > 0 ? (level * trend).sum() / level.length : 0
                let across = level.length > 0 ? area / level.length : trend.length
                start += [(along - turn / sdResidual) * unit, across * unit]
            } else if hasSlope {
                directions.append([0, 0, 0, 1 / unit])
                start.append(trend.length * unit)
            }
            return held(origin, directions, .inverseSquare(of: 0), start)
        }

        /// Λ with the slope's standard deviation `value`: the second row is (q · value, 0), and the first, of the intercept at the mean
        /// of the column, free. In the independent model the first row, at the origin, is (0, θ).
        func holding(sdSlope value: Double) -> Held {
            guard value > 0 else { return withoutSlope }
            guard isCorrelated else {
                return held(
                    origin, [[0, 0, value, 0], [0, 1, 0, 0]], .inverseSquare(of: 0), [1 / sdResidual, level.length])
            }
            let length = trend.length
            let start = length > 0 ? [(levelAtMean * trend).sum() / length, area / length] : [0, levelAtMean.length]
            return held(
                0, [[0, 0, value, 0], [1, 0, 0, 0], [0, 1, 0, 0]], .inverseSquare(of: 0), [1 / sdResidual] + start)
        }

        /// Λ = [θ0 0; ρθ1 √(1 - ρ²)θ1] at the origin.
        func holding(correlation: Double) -> Held {
            let rest = ((1 - correlation) * (1 + correlation)).squareRoot()
            return held(
                origin, [[1, 0, 0, 0], [0, 0, correlation, rest]], .profiled, [level.length, trend.length])
        }

        var withoutIntercept: Held {
            hasSlope
                ? held(origin, [[0, 0, 1, 0]], .profiled, [max(trend.length, 0.05)]) : held(origin, [], .profiled, [])
        }

        var withoutSlope: Held { held(0, [[1, 0, 0, 0]], .profiled, [max(level.length, 0.05)]) }

        private func held(
            _ origin: Double, _ directions: [SIMD4<Double>], _ residual: ProfiledCriterion.ResidualVariance,
            _ start: [Double]
        ) -> Held {
            (CovarianceStructure(origin: origin, directions: directions, scaleParameters: []), residual, start)
        }
    }

    private func interval(
        _ estimate: Double, _ least: Double, _ greatest: Double, step: Double, _ unit: Double, _ level: ConfidenceLevel,
        holding: (Double) -> Held
    ) throws(NotEstimable) -> ProfileLikelihoodInterval {
        func end(_ limit: Double) throws(NotEstimable) -> Double {
            var trail = Trail(estimate, holding(estimate).start)
            return try crossing(Way(estimate, limit, step: step), level) { value throws(NotEstimable) in
                var held = criterion
                let start: [Double]
                (held.structure, held.residualVariance, start) = holding(value)
                if start.count != trail.width { trail = Trail(value, start) }
                return try deviance(held, at: value, on: &trail)
            }
        }
        return ProfileLikelihoodInterval(
            estimate: unit * estimate, lower: unit * (try end(least)), upper: unit * (try end(greatest)), level: level)
    }

    /// A correlation means nothing where intercept or slope does not vary: there the deviance is the same for all. So the
    /// profile is nowhere above that, and a search that ends there has that value.
    private func correlationInterval(
        _ spread: Spread, _ level: ConfidenceLevel
    ) throws(NotEstimable) -> ProfileLikelihoodInterval {
        var ceiling = Double.infinity
        for held in [spread.withoutIntercept, spread.withoutSlope] {
            var without = criterion
            without.structure = held.structure
            var trail = Trail(0, held.start)
            ceiling = min(ceiling, try deviance(without, at: 0, on: &trail))
        }
        func end(_ limit: Double) throws(NotEstimable) -> Double {
            var trail = Trail(spread.correlation, spread.holding(correlation: spread.correlation).start)
            return try crossing(Way(spread.correlation, limit, step: 0.2), level) { value throws(NotEstimable) in
                var without = criterion
                var start: [Double]
                (without.structure, without.residualVariance, start) = spread.holding(correlation: value)
                let held = without
                // Parameters of unlike sign are a correlation of the other sign.
                func isAlike(_ parameters: [Double]) -> Bool { parameters[0] * parameters[1] > 0 }
                let expected = trail.parameters(at: value)
                if isAlike(expected) { start = expected }
                let minimum = Self.minimizer.minimize(
                    from: start, evaluate: { isAlike($0) ? held.evaluate($0) : nil },
                    derivatives: { held.derivatives(at: $0.state) })
                guard let minimum else { throw .noResidualVariation }
                if minimum.isConverged {
                    let expected = minimum.expected
                    trail.append(value, expected.parameters)
                    return min(ceiling, expected.value)
                }
                let isOnEdge = zip(minimum.point.parameters, start).contains { $0 < 1e-4 * $1 }
                guard isOnEdge else { throw .didNotConverge(iterations: minimum.iterations) }
                return ceiling
            }
        }
        return ProfileLikelihoodInterval(
            estimate: spread.correlation, lower: try end(-1), upper: try end(1), level: level)
    }
}

// MARK: - Where the profile crosses

extension LinearMixedModel.ProfileLikelihood {
    /// From the estimate to a limit of the parameter, with a first guess of the way to go.
    private struct Way {
        let estimate: Double, limit: Double, step: Double

        init(_ estimate: Double, _ limit: Double, step: Double) {
            self.estimate = estimate
            self.limit = limit
            self.step = step
        }

        /// The point `distance` from the estimate, cut at the limit.
        func point(_ distance: Double) -> Double {
            limit < estimate ? max(limit, estimate - distance) : min(limit, estimate + distance)
        }
    }

    /// With few groups other starts besides, since the likelihood may have several maxima.
    private static func starts(_ start: [Double], _ design: StandardizedDesign) -> [[Double]] {
        guard let first = start.first, design.groups <= LinearMixedModel.fewGroups else { return [start] }
        switch start.count {
        case 3: return [start, [first, 1, 1], [first, -1, 1], [first, 0.1, 0.1]]
        case 2: return [start, [first, 1], [first, 0.1]]
        default: return [start]
        }
    }

    /// A deviance known to this is known to more digits than its own rounding leaves in a sum over thousands of rows.
    private static let minimizer = NewtonMinimizer(
        maximumIterations: LinearMixedModel.Options().maximumIterations, negligibleFall: 1e-7)

    /// The optima at the last two values of a parameter that is held: the line through them leads to the next.
    private struct Trail {
        private var last: (value: Double, parameters: [Double])
        private var lastButOne: (value: Double, parameters: [Double])?

        init(_ value: Double, _ parameters: [Double]) {
            last = (value, parameters)
        }

        var width: Int { last.parameters.count }

        mutating func append(_ value: Double, _ parameters: [Double]) {
            lastButOne = last
            last = (value, parameters)
        }

        /// The line is followed no farther than its points are apart.
        func parameters(at value: Double) -> [Double] {
            guard let lastButOne, last.value != lastButOne.value else { return last.parameters }
            let way = min(1, max(-1, (value - last.value) / (last.value - lastButOne.value)))
            return zip(last.parameters, lastButOne.parameters).map { $0 + way * ($0 - $1) }
        }
    }

    /// The least -2 log likelihood of `criterion`, searched from where `trail` leads.
    private func deviance(
        _ criterion: ProfiledCriterion, at value: Double, on trail: inout Trail
    ) throws(NotEstimable) -> Double {
        let start = trail.parameters(at: value)
        guard !start.isEmpty else {
            guard let point = criterion.evaluate(start) else { throw .noResidualVariation }
            return point.value
        }
        let minimum = try LinearMixedModel.minimum(
            of: criterion, from: Self.starts(start, design), by: Self.minimizer)
        let expected = minimum.expected
        trail.append(value, expected.parameters)
        return expected.value
    }

    /// Where on the way from the estimate to its limit the root deviance √(D - least) is the normal quantile of `level`; the limit
    /// if it is below on all the way.
    ///
    /// The root deviance is nearly linear, so the ways tried first are proportional to what is still missing.
    private func crossing(
        _ way: Way, _ level: ConfidenceLevel, deviance: (Double) throws(NotEstimable) -> Double
    ) throws(NotEstimable) -> Double {
        guard let quantile = try? -StandardNormal.quantile(level.tail) else { throw .nonFinite }
        guard way.estimate != way.limit else { return way.limit }
        // Differences of deviances below this are rounding.
        let tolerance = 1e-13 * max(1, abs(least))
        func excess(_ value: Double) throws(NotEstimable) -> Double {
            max(0, try deviance(value) - least).squareRoot() - quantile
        }
        var near = (value: way.estimate, excess: -quantile)
        var distance = quantile * way.step
        for _ in 0..<60 {
            let value = way.point(distance)
            let far = (value: value, excess: try excess(value))
            if far.excess >= 0 {
                return try root(near, far, tolerance: tolerance, of: excess)
            }
            guard value != way.limit else { return value }
            near = far
            distance *= min(4, max(1.2, 1.1 * quantile / max(far.excess + quantile, 1e-6)))
        }
        return way.limit
    }

    /// The root of a continuous function between two points at which it has different signs, by inverse quadratic interpolation
    /// where that is safe and bisection elsewhere (Chandrupatla 1997, doi:10.1016/S0965-9978(96)00051-8).
    private func root(
        _ one: (value: Double, excess: Double), _ other: (value: Double, excess: Double), tolerance: Double,
        of excess: (Double) throws(NotEstimable) -> Double
    ) throws(NotEstimable) -> Double {
        // The bracket is between `a`, the newest, and `b`; `c` is the one that `a` or `b` replaced.
        var (a, b) = (other, one)
        var fraction = a.excess / (a.excess - b.excess)
        for _ in 0..<200 {
            let best = abs(a.excess) < abs(b.excess) ? a : b
            let width = abs(b.value - a.value)
            let rounding = 4 * max(abs(best.value) * Double.ulpOfOne, Double.leastNormalMagnitude)
            guard abs(best.excess) > tolerance, width > rounding else { return best.value }
            let margin = 0.5 * rounding / width
            let middle = a.value + min(1 - margin, max(margin, fraction)) * (b.value - a.value)
            let new = (value: middle, excess: try excess(middle))
            let c: (value: Double, excess: Double)
            if (new.excess > 0) == (a.excess > 0) {
                c = a
            } else {
                c = b
                b = a
            }
            a = new
            let xi = (a.value - b.value) / (c.value - b.value)
            let phi = (a.excess - b.excess) / (c.excess - b.excess)
            let isSafe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
            fraction =
                isSafe
                ? a.excess / (b.excess - a.excess) * c.excess / (b.excess - c.excess)
                    + (c.value - a.value) / (b.value - a.value) * a.excess / (c.excess - a.excess)
                    * b.excess / (c.excess - b.excess)
                : 0.5
        }
        return a.value
    }
}
