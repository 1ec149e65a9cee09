/// A log likelihood summed over independent rows that are stored.
struct LinearPredictorLikelihood<Rows: RowLikelihood>: ConcaveLikelihood {
    let predictors: StandardizedPredictors
    let rows: Rows
    let frequencies: RowFrequencies
    let executor: BlockExecutor

    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable? { rows.degeneracy(shared) }

    /// Rows in a block of the sums.
    private static var blockSize: Int { 4096 }

    var shared: Int { rows.sharedParameters }
    var predictorNames: [String] { predictors.names }
    private var dimension: Int { shared + predictors.count }

    /// Minus the log likelihood with its derivatives; nil where it is not finite.
    func negativeSums(_ parameters: [Double]) -> (value: Double, state: LikelihoodSlope)? {
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
        return (value, LikelihoodSlope(gradient: gradient, hessian: hessian))
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

    /// The middle of the sandwich.
    func clusterScores(at parameters: [Double], _ clusters: ObservedClusters) -> ClusterScores {
        let products =
            switch clusters {
            case .listed(let index, let rowOfObservation): scoreProducts(at: parameters, index, rowOfObservation)
            case .levels(let levels, let rowOfCell, _): scoreProducts(at: parameters, levels, rowOfCell)
            }
        return ClusterScores(products: products, clusters: clusters.count)
    }

    private func scoreProducts(
        at parameters: [Double], _ clusters: ClusterIndex, _ rowOfObservation: [Int32]?
    ) -> SymmetricMatrix {
        let n = dimension
        let p = predictors.count
        func term(_ row: Int) -> RowTerm? {
            rows.term(row, linearPredictor(row, parameters), parameters[..<shared])
        }
        // Where rows stand for several observations: once a row.
        let terms = rowOfObservation == nil ? nil : (0..<predictors.rows).map(term)
        var scores = [Double](repeating: 0, count: clusters.count * n)
        for observation in 0..<frequencies.observations {
            let row = rowOfObservation.map { Int($0[observation]) } ?? observation
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
            products.addSquare(of: scores[base..<base + n])
        }
        return products
    }

    /// Every row's score once; then a cluster's is a sum of these.
    private func scoreProducts(
        at parameters: [Double], _ levels: ClusteredLevels, _ rowOfCell: [Int32]
    ) -> SymmetricMatrix {
        let n = dimension
        let p = predictors.count
        var scores = [Double](repeating: 0, count: predictors.rows * n)
        for row in 0..<predictors.rows {
            guard let term = rows.term(row, linearPredictor(row, parameters), parameters[..<shared]) else { continue }
            scores[row * n + term.first] += term.byFirst
            scores[row * n + term.second] += term.bySecond
            for j in 0..<p { scores[row * n + shared + j] += term.byPredictor * predictors.values[row * p + j] }
        }
        let ofRow = scores
        let parts = executor.mapBlocks(of: levels.blocks.count, size: 1) { numbers in
            var products = SymmetricMatrix(dimension: n)
            var sum = [Double](repeating: 0, count: n)
            for number in numbers {
                levels.forEachCluster(ofBlock: number) { _, days, categories in
                    for j in 0..<n { sum[j] = 0 }
                    for position in days.indices {
                        let row = rowOfCell[Int(days[position]) * levels.width + Int(categories[position])]
                        guard row >= 0 else { continue }
                        for j in 0..<n { sum[j] += ofRow[Int(row) * n + j] }
                    }
                    products.addSquare(of: sum[...])
                }
            }
            return products
        }
        return SymmetricMatrix(dimension: n) { i, j in parts.reduce(0.0) { $0 + $1[i, j] } }
    }

    func isOutward(_ direction: [Double]) -> Bool {
        var rates = OutwardRates()
        for row in 0..<predictors.rows {
            let rate = rows.outwardRate(row, linearPredictor(row, direction), direction[..<shared])
            guard rates.add(rate) else { return false }
        }
        return rates.isOutward
    }
}
