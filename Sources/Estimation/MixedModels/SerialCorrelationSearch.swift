import Foundation

/// The range and nugget at which a linear mixed model with serial residuals is most likely, everything else at its best for
/// them.
///
/// Newton's method on log range and logit nugget, with derivatives from differences of the criterion, from the best of a
/// coarse grid; and on log range alone with the nugget at its lower bound.
struct SerialCorrelationSearch {
    private let problem: SerialMixedModel.Problem
    private let rows: SerialRows.Checked
    private let options: SerialMixedModel.Options
    private let executor: BlockExecutor
    private let leastNugget: Double
    private let logRanges: ClosedRange<Double>

    /// An optimum.
    struct Optimum {
        let correlation: SerialCorrelation
        let bounds: [SerialMixedModel.Fit.Bound]
        /// Whether no other range and nugget are as likely.
        let isIdentified: Bool
    }

    /// What the criterion finds at a range and nugget: the parameters of the random effects.
    private typealias Point = NewtonMinimizer.Point<[Double]>

    /// The least nugget where a group has rows at one time: with identical responses there the likelihood has no bound as
    /// the nugget goes to 0.
    private static let leastNuggetOfTies = 1e-3
    /// Bounds of the range, as parts of the shortest gap and of the longest span.
    private static let shortestRange = 0.1, longestRange = 100.0
    /// Bounds of the logit of the nugget, as a part of what is above the least.
    private static let logits = -12.0...9.0
    /// Nuggets of the grid, and ranges.
    private static let gridNuggets = [0.1, 0.4, 0.8], gridRanges = 5
    /// Searches from the grid, from points that are not next to each other.
    private static let searches = 2
    /// Distances of the points at which differences are taken, one search after the other until one converges. At the first,
    /// rounding of the criterion and its fifth derivatives cost about the same; where a variance of the random effects becomes
    /// zero between the points its second derivatives have a jump, of which nearer points see less.
    private static let differences = [0.01, 0.001, 0.0001]
    /// Newton iterations of each of these: five to ten are usual.
    private static let iterations = 30
    /// What is nearer to a bound is at it.
    private static let margin = 0.05
    /// A criterion that is lower by less says nothing.
    private static let negligible = 1e-6
    /// A flattest direction below this part of the steepest is none that the rows tell: differences do not see less.
    private static let flatCurvature = 1e-6

    /// Not estimable where two rows of a group are always one of two distances apart, one without a nugget: as many variances and
    /// covariances as there are beside them fit levels, residuals and range with any nugget. Nor where a group has two rows at one
    /// time and no nugget is to be estimated.
    init(
        _ problem: SerialMixedModel.Problem, _ rows: SerialRows.Checked, _ options: SerialMixedModel.Options,
        _ executor: BlockExecutor
    ) throws(NotEstimable) {
        guard options.correlation != .estimatedWithoutNugget || !rows.hasTies else {
            throw SerialMixedModel.needsNugget
        }
        let (lowest, highest) = (
            log(rows.shortestGap) + log(Self.shortestRange), log(rows.longestSpan) + log(Self.longestRange)
        )
        let neededDistances = options.correlation == .estimated ? 3 : 2
        guard rows.distances >= neededDistances, lowest < highest, lowest.isFinite, highest.isFinite else {
            throw .varianceNotIdentified
        }
        self.problem = problem
        // What whitening costs goes with the square of the columns.
        self.rows = rows.choosing(firstColumns: problem.columnCount)
        self.options = options
        self.executor = executor
        leastNugget = rows.hasTies ? Self.leastNuggetOfTies : 0
        logRanges = lowest...highest
    }

    /// The optimum; nil where it is not more likely than independent residuals.
    func optimum() throws(NotEstimable) -> Optimum? {
        let independent = try criterion(rows.moments(executor), from: nil, executor)
        let estimatesNugget = options.correlation == .estimated
        var optima = [search(gridLogRanges.map { [$0] })]
        if estimatesNugget {
            optima += [search(gridLogRanges.flatMap { range in Self.gridNuggets.map { [range, log($0 / (1 - $0))] } })]
        }
        let found = optima.compactMap(\.self)
        let least = found.reduce(.infinity) { min($0, $1.point.value) }
        guard least < independent.value - Self.negligible else { return nil }
        let best = found.filter { $0.point.value <= least + Self.negligible }
        let isIdentified = !best.contains(where: isFlat)
        // The fewer parameters where more make no difference.
        guard let best = best.first(where: { isConverged($0) || isAtBound($0.point.parameters) }) else {
            throw .didNotConverge(iterations: Self.iterations * Self.differences.count)
        }
        guard let correlation = correlation(best.point.parameters) else { throw .nonFinite }
        return Optimum(
            correlation: correlation, bounds: bounds(best.point.parameters), isIdentified: isIdentified)
    }
}

extension SerialCorrelationSearch {
    private typealias Minimum = NewtonMinimizer.Minimum<[Double], Void>

    /// From half the mean time between two rows to the longest span.
    private var gridLogRanges: [Double] {
        let (low, high) = (log(rows.meanGap / 2), max(log(rows.longestSpan), log(rows.meanGap)))
        return (0..<Self.gridRanges).map { low + (high - low) * Double($0) / Double(Self.gridRanges - 1) }
    }

    /// The least minimum of the searches from the best of `starts`; nil where the criterion has no value at any of them.
    private func search(_ starts: [[Double]]) -> Minimum? {
        let grid = evaluate(starts, from: nil).compactMap(\.self).sorted { $0.value < $1.value }
        guard let best = grid.first else { return nil }
        // Points next to each other differ by one step of the range at most.
        let step = gridLogRanges[1] - gridLogRanges[0]
        let distant = grid.dropFirst().filter {
            abs($0.parameters[0] - best.parameters[0]) > 1.5 * step
        }
        let minima = ([best] + distant.prefix(Self.searches - 1)).compactMap(minimum)
        return minima.min { $0.point.value < $1.point.value }
    }

    private func minimum(from start: Point) -> Minimum? {
        var least: Minimum?
        for difference in Self.differences {
            let from = least?.point ?? start
            guard let minimum = minimum(from: from, difference: difference) else { return least }
            least = minimum
            if isConverged(minimum) || isAtBound(minimum.point.parameters) { break }
        }
        return least
    }

    private func isConverged(_ minimum: Minimum) -> Bool {
        minimum.isConverged
            || minimum.smallestCurvature > 0
                && minimum.decrement * minimum.decrement / 2 < Self.negligible / 10
    }

    private func minimum(from start: Point, difference: Double) -> Minimum? {
        let minimizer = NewtonMinimizer(maximumIterations: Self.iterations, negligibleFall: 1e-11)
        // Each search of the random effects begins where the last one ended.
        var known = start.state
        return minimizer.minimize(
            from: start.parameters,
            evaluate: { parameters in
                guard isInside(parameters), let point = evaluate(parameters, from: known) else { return nil }
                known = point.state
                return (point.value, point.state)
            },
            derivatives: { derivatives(at: $0, difference) })
    }

    private func isInside(_ parameters: [Double]) -> Bool {
        logRanges.contains(parameters[0]) && parameters.dropFirst().allSatisfy(Self.logits.contains)
    }

    /// Whether a search ended because there was no way on: near a bound its steps become ever shorter.
    private func isAtBound(_ parameters: [Double]) -> Bool {
        !zip([logRanges, Self.logits], parameters).allSatisfy { bounds, value in
            (bounds.lowerBound + Self.margin...bounds.upperBound - Self.margin).contains(value)
        }
    }

    private func bounds(_ parameters: [Double]) -> [SerialMixedModel.Fit.Bound] {
        var bounds: [SerialMixedModel.Fit.Bound] = []
        let logit = parameters.dropFirst().first ?? -.infinity
        if options.correlation == .estimated, logit < Self.logits.lowerBound + Self.margin {
            bounds.append(.leastNugget)
        }
        if parameters[0] < logRanges.lowerBound + Self.margin { bounds.append(.shortestRange) }
        if parameters[0] > logRanges.upperBound - Self.margin { bounds.append(.longestRange) }
        return bounds
    }

    /// Whether a minimum inside the bounds is one of many in a row: by the curvatures in log range and in the nugget itself, since
    /// near its bounds all is flat in its logit.
    private func isFlat(_ minimum: Minimum) -> Bool {
        let parameters = minimum.point.parameters
        guard parameters.count == 2, !isAtBound(parameters) else { return false }
        let part = 1 / (1 + exp(-parameters[1]))
        let scales = [1, 1 / (part * (1 - part))]
        let hessian = minimum.derivatives.hessian
        let scaled = SymmetricMatrix(dimension: 2) { scales[$0] * scales[$1] * hessian[$0, $1] }
        guard let values = SymmetricEigen(scaled)?.values, let flattest = values.first, let steepest = values.last
        else { return true }
        return flattest < Self.flatCurvature * steepest
    }

    /// Of log range and, unless the nugget is at its least, logit nugget.
    private func correlation(_ parameters: [Double]) -> SerialCorrelation? {
        let part = parameters.dropFirst().first.map { 1 / (1 + exp(-$0)) } ?? 0
        return SerialCorrelation(range: exp(parameters[0]), nugget: leastNugget + (1 - leastNugget) * part)
    }

    /// Several points side by side: of one point, groups may be too few for several threads.
    private func evaluate(_ points: [[Double]], from known: [Double]?) -> [Point?] {
        let found = executor.mapBlocks(of: points.count, size: 1) {
            value(at: points[$0.lowerBound], from: known, .serial)
        }
        return zip(points, found).map { parameters, found in
            found.map { Point(parameters: parameters, value: $0.value, state: $0.theta) }
        }
    }

    private func evaluate(_ parameters: [Double], from known: [Double]?) -> Point? {
        value(at: parameters, from: known, executor).map {
            Point(parameters: parameters, value: $0.value, state: $0.theta)
        }
    }

    private func value(
        at parameters: [Double], from known: [Double]?, _ executor: BlockExecutor
    ) -> (value: Double, theta: [Double])? {
        correlation(parameters).flatMap { correlation in
            try? criterion(
                GroupedMoments(whitening: rows, by: correlation, executor: executor), from: known, executor)
        }
    }

    /// -2 log likelihood of the model on these moments, and its random effects' parameters.
    private func criterion(
        _ moments: GroupedMoments, from known: [Double]?, _ executor: BlockExecutor
    ) throws(NotEstimable) -> (value: Double, theta: [Double]) {
        let model = LinearMixedModel.Problem(
            moments: moments, response: problem.response, fixed: problem.fixed, random: problem.random)
        let (design, minimum) = try LinearMixedModel.optimum(model, options.model, executor, from: known)
        let logLikelihood = design.ownLogLikelihood(-minimum.point.value / 2, options.criterion)
        return (-2 * logLikelihood, minimum.point.parameters)
    }

    /// From differences over five points in each parameter (Abramowitz & Stegun 1964, 25.3.6 and 25.3.24), and over four
    /// points for both.
    private func derivatives(at point: Point, _ h: Double) -> NewtonMinimizer.Derivatives<Void> {
        let axes = point.parameters.indices.map { axis in point.parameters.indices.map { $0 == axis ? 1.0 : 0 } }
        let straight = axes.flatMap { axis in [-2.0, -1, 1, 2].map { size in axis.map { $0 * size } } }
        let oblique = axes.count == 2 ? [[1.0, 1], [1, -1], [-1, 1], [-1, -1]] : []
        let values = evaluate(
            (straight + oblique).map { steps in zip(point.parameters, steps).map { $0 + h * $1 } }, from: point.state
        ).map { $0?.value ?? .nan }
        let along = axes.indices.map { Array(values[4 * $0..<4 * $0 + 4]) }
        var hessian = SymmetricMatrix(dimension: axes.count)
        for (axis, values) in along.enumerated() {
            let curved = 16 * (values[1] + values[2] - 2 * point.value) - (values[0] + values[3] - 2 * point.value)
            hessian[axis, axis] = curved / (12 * h * h)
        }
        if axes.count == 2 {
            let both = values[straight.count...].map(\.self)
            hessian[0, 1] = (both[0] - both[1] - both[2] + both[3]) / (4 * h * h)
        }
        return NewtonMinimizer.Derivatives(
            gradient: along.map { (8 * ($0[2] - $0[1]) - ($0[3] - $0[0])) / (12 * h) }, hessian: hessian)
    }
}
