/// Minimises a smooth function of a few parameters by Newton's method on |H|: the Hessian with its eigenvalues made positive, which
/// goes down from anywhere and away from saddle points, with backtracking (Nocedal & Wright 2006, sections 3.1 and 3.4).
struct NewtonMinimizer: Sendable {
    var maximumIterations = 100
    /// A Newton step below this part of the parameters ends the search.
    var stepTolerance = 1e-11
    /// A decrement below this that falls no more is rounding, and ends the search too: Newton's would fall by far more than half.
    /// On a deviance it is in units of about a standard error of the parameters.
    var roundingDecrement = 1e-4
    /// Where the function is convex, a fall still to be had below this ends the search: for whom the least value matters and not the
    /// last digits of where it lies.
    var negligibleFall = 0.0
    /// An eigenvalue below this part of the largest counts as zero.
    var flatness = 1e-11
    /// An eigenvalue below minus this part of the largest marks a saddle.
    var saddle = 1e-6

    /// A point with its value and whatever its evaluation found.
    struct Point<State> {
        let parameters: [Double]
        let value: Double
        let state: State
    }

    /// The derivatives at a point with whatever else their computation found.
    struct Derivatives<Detail: Sendable>: Sendable {
        let gradient: [Double]
        let hessian: SymmetricMatrix
        let detail: Detail
    }

    struct Minimum<State, Detail: Sendable> {
        let point: Point<State>
        /// At the point.
        let derivatives: Derivatives<Detail>
        let iterations: Int
        let evaluations: Int
        /// √(g'|H|⁻¹g): the fall of the function that is still to be had is half its square.
        let decrement: Double
        /// From the point to the least value that the derivatives expect.
        let step: [Double]
        /// The largest absolute eigenvalue of the Hessian.
        let steepestCurvature: Double
        /// The smallest eigenvalue of the Hessian as a part of the largest.
        let smallestCurvature: Double
        let isConverged: Bool

        /// The least value that the derivatives expect, and where: nearer than the point by a power of the decrement.
        var expected: (value: Double, parameters: [Double]) {
            (point.value - decrement * decrement / 2, zip(point.parameters, step).map { $0 + $1 })
        }
    }

    /// Searches from `start`. `evaluate` gives nil where the function has no finite value, which the search then avoids.
    func minimize<State, Detail: Sendable>(
        from start: [Double], evaluate: ([Double]) -> (value: Double, state: State)?,
        derivatives: (Point<State>) -> Derivatives<Detail>
    ) -> Minimum<State, Detail>? {
        guard let first = evaluate(start) else { return nil }
        var evaluations = 1
        var here = Point(parameters: start, value: first.value, state: first.state)
        var decrement = Double.infinity
        var slope = derivatives(here)
        var (curvature, steepest) = (0.0, 0.0)
        var step = [Double](repeating: 0, count: start.count)
        func minimum(after iterations: Int, isConverged: Bool) -> Minimum<State, Detail> {
            Minimum(
                point: here, derivatives: slope, iterations: iterations, evaluations: evaluations, decrement: decrement,
                step: step, steepestCurvature: steepest, smallestCurvature: curvature, isConverged: isConverged)
        }
        for iteration in 1...max(1, maximumIterations) {
            guard let eigen = SymmetricEigen(slope.hessian), slope.gradient.allSatisfy(\.isFinite) else { return nil }
            let largest = eigen.values.reduce(0.0) { max($0, abs($1)) }
            guard largest > 0 else { return nil }
            steepest = largest
            curvature = (eigen.values.first ?? 0) / largest

            step = [Double](repeating: 0, count: start.count)
            var squaredDecrement = 0.0
            for (value, vector) in zip(eigen.values, eigen.vectors) {
                let along = zip(vector, slope.gradient).reduce(0.0) { $0 + $1.0 * $1.1 }
                let size = max(abs(value), flatness * largest)
                squaredDecrement += along * along / size
                for k in step.indices {
                    step[k] -= vector[k] * along / size
                }
            }
            let lastDecrement = decrement
            decrement = squaredDecrement.squareRoot()

            if squaredDecrement / 2 < negligibleFall, curvature > flatness {
                return minimum(after: iteration, isConverged: true)
            }

            let reach = 1 + here.parameters.reduce(0.0) { max($0, abs($1)) }
            var length = step.reduce(0.0) { max($0, abs($1)) }
            let isRounding = decrement < roundingDecrement && decrement > lastDecrement / 2
            if length <= stepTolerance * reach || isRounding {
                guard curvature < -saddle, let outward = eigen.vectors.first else {
                    return minimum(after: iteration, isConverged: true)
                }
                // A stationary point that is a saddle: leave it along the direction in which the function falls.
                step = outward.map { $0 * 0.1 * reach }
                length = 0.1 * reach
            }
            // Not a whole number of times the parameters, lest a halved step end on a zero by chance.
            let longest = 0.9 * reach
            if length > longest {
                step = step.map { $0 * longest / length }
            }
            let descent = zip(step, slope.gradient).reduce(0.0) { $0 + $1.0 * $1.1 }

            // Differences of values below this are rounding.
            let noise = 1e-13 * (1 + abs(here.value))
            var fraction = 1.0
            var next: Point<State>?
            while next == nil, fraction > 1e-12 {
                let parameters = zip(here.parameters, step).map { $0 + fraction * $1 }
                evaluations += 1
                if let trial = evaluate(parameters),
                    trial.value <= here.value + 1e-4 * fraction * min(0, descent) + noise
                {
                    next = Point(parameters: parameters, value: trial.value, state: trial.state)
                }
                fraction /= 2
            }
            guard let next else {
                return minimum(after: iteration, isConverged: decrement < roundingDecrement && curvature >= -saddle)
            }
            here = next
            slope = derivatives(here)
        }
        return minimum(after: maximumIterations, isConverged: false)
    }
}

extension NewtonMinimizer.Derivatives where Detail == Void {
    /// The derivatives alone.
    init(gradient: [Double], hessian: SymmetricMatrix) {
        self.init(gradient: gradient, hessian: hessian, detail: ())
    }
}
