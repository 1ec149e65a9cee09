/// The maximum of Cox's partial likelihood over standardised coefficients, by Newton's method with step halving: the
/// function is concave.
struct CoxOptimum: Sendable {
    let coefficients: [Double]
    let covariance: SymmetricMatrix
    /// At zero coefficients.
    let null: CoxPartialLikelihood.Evaluation
    /// At the maximum.
    let value: CoxPartialLikelihood.Evaluation
    let iterations: Int

    let likelihoodRatioTest: TestStatistic
    let scoreTest: TestStatistic
    let waldTest: TestStatistic

    private static let maximumIterations = 100
    /// A step that can gain less than this part of an average event's weight is the last. It ends within about 1e-16
    /// standard errors of the maximum, as Newton's error is squared with each step.
    private static let lastGain = 1e-16
    /// With less than this to gain, linear predictors that still move by more than `boundedMove` have nowhere to stop. Each
    /// Newton step along a likelihood that flattens exponentially moves them by at least about 1, and at a maximum by next
    /// to nothing.
    private static let noGain = 1e-12
    private static let boundedMove = 0.1

    init(_ likelihood: CoxPartialLikelihood) throws(NotEstimable) {
        let events = likelihood.isEvent.indices.filter { likelihood.isEvent[$0] }
        let eventWeight = events.reduce(0.0) { $0 + likelihood.weights[$1] }
        let unit = eventWeight / Double(events.count)
        let zero = [Double](repeating: 0, count: likelihood.dimension)
        let null = likelihood.evaluate(zero)
        guard null.isFinite else { throw .nonFinite }
        let start = try Self.factor(null, likelihood, eventWeight)

        var (here, factor) = (null, start)
        var coefficients = zero
        var iteration = 0
        var isLast = false
        while !isLast {
            iteration += 1
            guard iteration <= Self.maximumIterations else {
                throw .didNotConverge(iterations: Self.maximumIterations)
            }
            let step = factor.solve(here.score)
            let gain = zip(step, here.score).reduce(0.0) { $0 + $1.0 * $1.1 }
            if gain < Self.noGain * unit, likelihood.spread(step) > Self.boundedMove {
                throw .separated(name: likelihood.names[Self.largest(step)])
            }
            isLast = gain < Self.lastGain * unit
            let next = try Self.ascend(likelihood, from: coefficients, here, along: step, unit, iteration)
            (coefficients, here) = next
            do {
                factor = try CholeskyFactor(here.information)
            } catch {
                // Flat at these coefficients though not at zero: the risks are all on one side.
                throw NotEstimable.separated(name: likelihood.names[Self.largest(step)])
            }
        }
        self.coefficients = coefficients
        self.null = null
        value = here
        covariance = factor.inverse()
        iterations = iteration
        let degrees = Double(likelihood.dimension)
        let score = zip(null.score, start.solve(null.score)).reduce(0.0) { $0 + $1.0 * $1.1 }
        guard
            let ratioTest = TestStatistic.chiSquare(
                2 * (here.logLikelihood - null.logLikelihood), degreesOfFreedom: degrees),
            let scoreTest = TestStatistic.chiSquare(score, degreesOfFreedom: degrees),
            let waldTest = TestStatistic.chiSquare(
                here.information.form(coefficients, coefficients), degreesOfFreedom: degrees)
        else { throw .nonFinite }
        likelihoodRatioTest = ratioTest
        self.scoreTest = scoreTest
        self.waldTest = waldTest
    }

    /// Factors the information at zero, where a covariate that those before it or the strata determine shows.
    private static func factor(
        _ null: CoxPartialLikelihood.Evaluation, _ likelihood: CoxPartialLikelihood, _ eventWeight: Double
    ) throws(NotEstimable) -> CholeskyFactor {
        let tolerance = StandardizedDesign.collinearity
        for (column, name) in likelihood.names.enumerated()
        where null.information[column, column] <= tolerance * eventWeight {
            throw .collinear(name: name)
        }
        do {
            return try CholeskyFactor(null.information, tolerance: tolerance)
        } catch {
            throw .collinear(name: likelihood.names[error.column])
        }
    }

    /// The first of the halved steps that does not lose.
    private static func ascend(
        _ likelihood: CoxPartialLikelihood, from coefficients: [Double], _ here: CoxPartialLikelihood.Evaluation,
        along step: [Double], _ unit: Double, _ iteration: Int
    ) throws(NotEstimable) -> ([Double], CoxPartialLikelihood.Evaluation) {
        // Differences of values below this are rounding.
        let noise = 1e-12 * (unit + here.magnitude)
        var fraction = 1.0
        while fraction > 1e-12 {
            let trial = zip(coefficients, step).map { $0 + fraction * $1 }
            let value = likelihood.evaluate(trial)
            if value.isFinite, value.logLikelihood >= here.logLikelihood - noise { return (trial, value) }
            fraction /= 2
        }
        throw .didNotConverge(iterations: iteration)
    }

    private static func largest(_ step: [Double]) -> Int {
        step.indices.max { abs(step[$0]) < abs(step[$1]) } ?? 0
    }

    /// Σ of outer products of `scores`, vector after vector, between inverse informations.
    func sandwich(_ scores: [Double]) -> SymmetricMatrix {
        let dimension = coefficients.count
        var products = SymmetricMatrix(dimension: dimension)
        for base in stride(from: 0, to: scores.count, by: dimension) {
            products.addSquare(of: scores[base..<base + dimension])
        }
        return products.transformed(by: (0..<dimension).map { row in (0..<dimension).map { covariance[row, $0] } })
    }

    /// The Wald test in another covariance; nil where it is singular.
    func waldTest(in covariance: SymmetricMatrix) -> TestStatistic? {
        guard let factor = try? CholeskyFactor(covariance, tolerance: StandardizedDesign.collinearity) else {
            return nil
        }
        let statistic = zip(coefficients, factor.solve(coefficients)).reduce(0.0) { $0 + $1.0 * $1.1 }
        return .chiSquare(statistic, degreesOfFreedom: Double(coefficients.count))
    }
}

extension CoxPartialLikelihood {
    /// By how much linear predictors with these coefficients differ within a stratum.
    fileprivate func spread(_ coefficients: [Double]) -> Double {
        let predictor = linearPredictor(coefficients)
        return strata.reduce(0.0) { widest, stratum in
            let (least, most) = predictor[stratum.rows].reduce((Double.infinity, -Double.infinity)) {
                (min($0.0, $1), max($0.1, $1))
            }
            return max(widest, most - least)
        }
    }
}
