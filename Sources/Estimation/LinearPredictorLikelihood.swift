/// What one row adds to a log likelihood that depends on the row's linear predictor η and on a few parameters that the rows share.
protocol RowLikelihood: Sendable {
    /// Parameters that the rows share: thresholds, an intercept, a scale.
    var sharedParameters: Int { get }

    /// The row's log likelihood with its derivatives; nil where it is not finite.
    func term(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> RowTerm?

    /// The least rate at which the row's arguments move outwards, where likelihood can only grow, when η and the shared
    /// parameters move along a direction. Below 0 the row's likelihood falls in the end; 0 leaves it as it is.
    func outwardRate(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> Double

    /// Why there is no estimate where the shared parameters have gone to the end of their range; nil elsewhere.
    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable?
}

extension RowLikelihood {
    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable? { nil }
}

/// A row's log likelihood and its derivatives by η and by the at most two shared parameters it depends on.
struct RowTerm {
    var value: Double
    /// Positions of the shared parameters; where there is but one, both are the same and `second`'s derivatives are 0.
    var first = 0, second = 0
    var byPredictor = 0.0, byFirst = 0.0, bySecond = 0.0
    var byPredictorTwice = 0.0, byFirstTwice = 0.0, bySecondTwice = 0.0
    var byPredictorAndFirst = 0.0, byPredictorAndSecond = 0.0, byFirstAndSecond = 0.0

    /// The same of several rows that are alike.
    @inline(__always)
    mutating func multiply(by count: Double) {
        value *= count
        byPredictor *= count
        byFirst *= count
        bySecond *= count
        byPredictorTwice *= count
        byFirstTwice *= count
        bySecondTwice *= count
        byPredictorAndFirst *= count
        byPredictorAndSecond *= count
        byFirstAndSecond *= count
    }
}

/// A concave log likelihood summed over independent rows, maximised by Newton's method with exact derivatives.
///
/// Parameters stand in this order: those that the rows share, then a coefficient for each standardised predictor.
struct LinearPredictorLikelihood<Rows: RowLikelihood>: Sendable {
    let predictors: StandardizedPredictors
    let rows: Rows
    let frequencies: RowFrequencies
    let executor: BlockExecutor

    /// Rows in a block of the sums.
    private static var blockSize: Int { 4096 }

    private var shared: Int { rows.sharedParameters }
    private var dimension: Int { shared + predictors.count }

    struct Maximum {
        let parameters: [Double]
        let logLikelihood: Double
        /// The inverse of minus the second derivatives.
        let covariance: SymmetricMatrix
        let iterations: Int
    }

    /// The maximum found from `start`, where the log likelihood must be finite.
    ///
    /// Throws `.separated` where the likelihood has no maximum because it grows for ever in some direction of the coefficients.
    func maximum(from start: [Double]) throws(NotEstimable) -> Maximum {
        let minimum = NewtonMinimizer().minimize(from: start, evaluate: negativeSums) { point in
            NewtonMinimizer.Derivatives(gradient: point.state.gradient, hessian: point.state.hessian)
        }
        guard let minimum else { throw .didNotConverge(iterations: 0) }
        let point = minimum.point
        if let reason = rows.degeneracy(point.parameters[..<shared]) { throw reason }
        let factor = try? CholeskyFactor(point.state.hessian)
        if let offender = separating(point.parameters, point.state, factor) { throw .separated(name: offender) }
        guard minimum.isConverged, let factor else { throw .didNotConverge(iterations: minimum.iterations) }
        return Maximum(
            parameters: point.parameters, logLikelihood: -point.value, covariance: factor.inverse(),
            iterations: minimum.iterations)
    }

    /// The derivatives of minus the log likelihood.
    private struct Slope {
        let gradient: [Double]
        let hessian: SymmetricMatrix
    }

    /// Minus the log likelihood with its derivatives; nil where it is not finite.
    private func negativeSums(_ parameters: [Double]) -> (value: Double, state: Slope)? {
        let parts = executor.mapBlocks(of: predictors.rows, size: Self.blockSize) { block in
            BlockSums(self, parameters, block)
        }
        var value = 0.0
        var gradient = [Double](repeating: 0, count: dimension)
        var hessian = SymmetricMatrix(dimension: dimension)
        for part in parts {
            value -= part.value
            for i in 0..<dimension {
                gradient[i] -= part.gradient[i]
                for j in i..<dimension {
                    hessian[i, j] -= part.hessian[SymmetricMatrix.packedIndex(i, j, dimension)]
                }
            }
        }
        guard value.isFinite else { return nil }
        return (value, Slope(gradient: gradient, hessian: hessian))
    }

    /// η of a row.
    @inline(__always)
    func linearPredictor(_ row: Int, _ parameters: [Double]) -> Double {
        let p = predictors.count
        var sum = 0.0
        for j in 0..<p {
            sum += predictors.values[row * p + j] * parameters[shared + j]
        }
        return sum
    }

    /// The log likelihood and its derivatives over a block of rows.
    private struct BlockSums: Sendable {
        var value = 0.0
        var gradient: [Double]
        /// The upper triangle, packed.
        var hessian: [Double]

        init(_ likelihood: LinearPredictorLikelihood, _ parameters: [Double], _ block: Range<Int>) {
            let m = likelihood.shared
            let n = likelihood.dimension
            let p = n - m
            let x = likelihood.predictors.values
            gradient = Array(repeating: 0, count: n)
            hessian = Array(repeating: 0, count: SymmetricMatrix.packedCount(n))
            for row in block {
                let eta = likelihood.linearPredictor(row, parameters)
                guard var term = likelihood.rows.term(row, eta, parameters[..<m]) else {
                    value = -.infinity
                    return
                }
                term.multiply(by: likelihood.frequencies.count(row))
                let (first, second) = (term.first, term.second)
                value += term.value
                gradient[first] += term.byFirst
                gradient[second] += term.bySecond
                hessian[SymmetricMatrix.packedIndex(first, first, n)] += term.byFirstTwice
                hessian[SymmetricMatrix.packedIndex(second, second, n)] += term.bySecondTwice
                hessian[SymmetricMatrix.packedIndex(min(first, second), max(first, second), n)] += term.byFirstAndSecond
                let firstBase = SymmetricMatrix.packedIndex(first, m, n)
                let secondBase = SymmetricMatrix.packedIndex(second, m, n)
                for i in 0..<p {
                    let xi = x[row * p + i]
                    gradient[m + i] += term.byPredictor * xi
                    hessian[firstBase + i] += term.byPredictorAndFirst * xi
                    hessian[secondBase + i] += term.byPredictorAndSecond * xi
                    let scaled = term.byPredictorTwice * xi
                    let base = SymmetricMatrix.packedIndex(m + i, m, n)
                    for j in i..<p {
                        hessian[base + j] += scaled * x[row * p + j]
                    }
                }
            }
        }
    }

    /// Σ s_g s_g' over the clusters' summed scores: the middle of the sandwich.
    func scoreProducts(at parameters: [Double], _ clusters: ClusterIndex) -> SymmetricMatrix {
        let n = dimension
        let p = predictors.count
        func term(_ row: Int) -> RowTerm? {
            rows.term(row, linearPredictor(row, parameters), parameters[..<shared])
        }
        // Where rows stand for several observations: once a row.
        let terms = frequencies.ofObservation == nil ? nil : (0..<predictors.rows).map(term)
        var scores = [Double](repeating: 0, count: clusters.count * n)
        for observation in 0..<frequencies.observations {
            let row = frequencies.row(observation)
            guard let term = terms.map({ $0[row] }) ?? term(row) else { continue }
            let base = clusters.ofRow[observation] * n
            scores[base + term.first] += term.byFirst
            scores[base + term.second] += term.bySecond
            for j in 0..<p {
                scores[base + shared + j] += term.byPredictor * predictors.values[row * p + j]
            }
        }
        var products = SymmetricMatrix(dimension: n)
        for base in stride(from: 0, to: scores.count, by: n) {
            for i in 0..<n {
                for j in i..<n {
                    products[i, j] += scores[base + i] * scores[base + j]
                }
            }
        }
        return products
    }

    /// The predictor that has most weight in a direction in which no row's likelihood ever falls and some row's grows; nil where
    /// none is found, which at a proper maximum is always.
    ///
    /// Where such directions exist (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1) Newton's steps turn into one of them, and
    /// so do the parameters themselves; the direction of least curvature is tried too. Each candidate is checked on all rows.
    private func separating(_ parameters: [Double], _ slope: Slope, _ factor: CholeskyFactor?) -> String? {
        var candidates = [parameters]
        if let factor { candidates.append(factor.solve(slope.gradient).map { -$0 }) }
        if let flattest = SymmetricEigen(slope.hessian)?.vectors.first {
            candidates += [flattest, flattest.map { -$0 }]
        }
        guard let direction = candidates.first(where: isOutward) else { return nil }
        let weights = direction[shared...].map(abs)
        guard let largest = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return nil }
        return predictors.names[largest]
    }

    /// Whether no row moves inwards along `direction` by more than a millionth of what another moves outwards.
    private func isOutward(_ direction: [Double]) -> Bool {
        let length = direction.reduce(0.0) { max($0, abs($1)) }
        guard length > 0, length.isFinite else { return false }
        let direction = direction.map { $0 / length }
        var (inward, outward) = (0.0, 0.0)
        for row in 0..<predictors.rows {
            let rate = rows.outwardRate(row, linearPredictor(row, direction), direction[..<shared])
            if rate < -1e-3 { return false }
            inward = max(inward, -rate)
            outward = max(outward, rate)
        }
        return inward <= 1e-6 * outward && outward > 0
    }
}
