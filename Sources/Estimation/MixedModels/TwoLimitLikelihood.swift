import Foundation

/// The log likelihood of a two-limit mixed model with its score and observed information, by adaptive Gauss-Hermite quadrature.
///
/// In Olsen's (1978) units of the residual standard deviation σ: with the precision γ = 1/σ, the linear predictor η = x'β/σ and the
/// random effects Λu, u ~ N(0, I), a row says that γ · response - η - z'Λu is standard normal, or below or above what it is at a limit.
/// Given u the rows' log density is concave in all the parameters, and given the parameters in u.
///
/// The score is the mean of the complete data's score over u given the rows, and the information is Louis's (1982,
/// doi:10.1111/j.2517-6161.1982.tb01203.x): the mean of theirs less the variance of their score. Both are exact but for quadrature.
///
/// Parameters: the intercept, the precision, Λ's elements 00 and, with a random slope, 10 and 11; then the predictors.
struct TwoLimitLikelihood: Sendable {
    static let intercept = 0, precision = 1, factor = 2
    /// Groups in a block of the sums.
    private static let blockSize = 32
    /// A residual standard deviation below this part of the response's is no more than rounding.
    private static let leastResidual = 1e-5

    let rows: TwoLimitRows
    let executor: BlockExecutor
    private let nodes: [Node]
    /// For groups without a row at a limit, whose random effects are normal given the rows: three points a dimension are exact.
    private let exactNodes: [Node]
    /// What the derivative of η + z'Λu - γ · response in each parameter is: a column's value times 1 or a random effect.
    private let parameters: [(column: Int, effect: Int)]
    /// Row by row: 1, minus the response, the predictors.
    private let columns: [Double]
    private let columnCount: Int

    /// A node with log(weight) + |node|²/2.
    private struct Node {
        let place: SIMD2<Double>
        let logWeight: Double
    }

    /// - Parameters:
    ///   - quadrature: Of each dimension.
    ///   - exact: The same of three points.
    init(_ rows: TwoLimitRows, _ quadrature: GaussHermite, exact: GaussHermite, executor: BlockExecutor) {
        self.rows = rows
        self.executor = executor
        nodes = Self.nodes(quadrature, isPlane: rows.slope != nil)
        exactNodes = Self.nodes(exact, isPlane: rows.slope != nil)
        let count = rows.predictors.count
        let slopes = rows.slope.map { [(column: 2 + $0, effect: 1), (column: 2 + $0, effect: 2)] } ?? []
        parameters = [(0, 0), (1, 0), (0, 1)] + slopes + (0..<count).map { (2 + $0, 0) }
        columnCount = 2 + count
        var columns = [Double]()
        columns.reserveCapacity(rows.responses.count * columnCount)
        for (row, response) in rows.responses.enumerated() {
            columns += [1, -response.limit]
            columns += rows.predictors.values[row * count..<(row + 1) * count]
        }
        self.columns = columns
    }

    private static func nodes(_ quadrature: GaussHermite, isPlane: Bool) -> [Node] {
        let line = zip(quadrature.nodes, quadrature.weights).map { (place: $0, logWeight: log($1) + $0 * $0 / 2) }
        guard isPlane else { return line.map { Node(place: [$0.place, 0], logWeight: $0.logWeight) } }
        return line.flatMap { one in
            line.map { Node(place: [one.place, $0.place], logWeight: one.logWeight + $0.logWeight) }
        }
    }

    private var dimension: Int { parameters.count }

    /// Sums over groups, in the order of `parameters`.
    struct Sums: Sendable {
        var logLikelihood = 0.0
        var score: [Double]
        /// The observed information.
        var information: SymmetricMatrix
        /// Σ s s' over the groups' scores s.
        var scoreProducts: SymmetricMatrix

        fileprivate init(_ dimension: Int) {
            score = Array(repeating: 0, count: dimension)
            information = SymmetricMatrix(dimension: dimension)
            scoreProducts = information
        }

        fileprivate mutating func add(_ other: Sums) {
            logLikelihood += other.logLikelihood
            for i in score.indices { score[i] += other.score[i] }
            information.add(other.information)
            scoreProducts.add(other.scoreProducts)
        }
    }

    /// The sums at `values`; nil where the likelihood is not finite.
    func sums(_ values: [Double]) -> Sums? {
        guard values[Self.precision] > 0 else { return nil }
        let blocks = executor.mapBlocks(of: rows.groups, size: Self.blockSize) { groups -> Sums? in
            var sums = Sums(dimension)
            var memory = Memory(self)
            for group in groups {
                guard add(group, values, to: &sums, &memory) else { return nil }
            }
            return sums
        }
        var total = Sums(dimension)
        for block in blocks {
            guard let block else { return nil }
            total.add(block)
        }
        guard total.logLikelihood.isFinite, total.score.allSatisfy(\.isFinite) else { return nil }
        return total
    }

    /// A group's rows at given parameters and what is summed over nodes, in memory that is kept from group to group.
    private struct Memory {
        /// Rows at a limit.
        var limited: [Int] = []
        /// Of these, η - γ · response and the coefficients of the random effects.
        var loadings: [SIMD4<Double>] = []
        /// Their second derivatives at a node.
        var second: [Double] = []
        /// Σ over nodes of these by products of (1, u0, u1), packed.
        var curvatures: [SIMD8<Double>] = []
        /// Of the measured rows: how many, Σ loading loading' packed, Σ column · loading, Σ column column'.
        var measured = 0.0
        var measuredSquare = SIMD8<Double>.zero
        var measuredByColumn: [SIMD4<Double>]
        var measuredColumns: SymmetricMatrix
        /// Σ over nodes of products of (1, u0, u1), packed.
        var moments = SIMD8<Double>.zero
        var byColumn: [Double]
        var score: [Double]
        var meanScore: [Double]
        var meanProducts: SymmetricMatrix

        init(_ likelihood: TwoLimitLikelihood) {
            measuredByColumn = Array(repeating: .zero, count: likelihood.columnCount)
            measuredColumns = SymmetricMatrix(dimension: likelihood.columnCount)
            byColumn = Array(repeating: 0, count: likelihood.columnCount)
            score = Array(repeating: 0, count: likelihood.dimension)
            meanScore = score
            meanProducts = SymmetricMatrix(dimension: likelihood.dimension)
        }

        /// For a group without rows yet.
        mutating func clear() {
            limited.removeAll(keepingCapacity: true)
            loadings.removeAll(keepingCapacity: true)
            (measured, measuredSquare, moments) = (0, .zero, .zero)
            for column in measuredByColumn.indices { measuredByColumn[column] = .zero }
            measuredColumns = SymmetricMatrix(dimension: measuredColumns.dimension)
            for position in meanScore.indices { meanScore[position] = 0 }
            meanProducts = SymmetricMatrix(dimension: meanProducts.dimension)
        }
    }

    /// Products of (1, u0, u1), or of a loading, with itself: 00, 01, 02, 11, 12, 22.
    @inline(__always)
    private static func square(_ vector: SIMD4<Double>) -> SIMD8<Double> {
        SIMD8(
            vector[0] * vector[0], vector[0] * vector[1], vector[0] * vector[2], vector[1] * vector[1],
            vector[1] * vector[2], vector[2] * vector[2], 0, 0)
    }

    /// Adds a group; false where its likelihood is not finite.
    private func add(_ group: Int, _ values: [Double], to sums: inout Sums, _ memory: inout Memory) -> Bool {
        load(rows.starts[group]..<rows.starts[group + 1], values, &memory)
        guard let mode = mode(memory) else { return false }
        var total = 0.0
        for node in memory.limited.isEmpty ? exactNodes : nodes {
            total += add(node, mode, &memory)
        }
        guard total > 0, total.isFinite else { return false }
        // Every measured row has a log γ, whose derivatives are the same at all nodes.
        let precision = values[Self.precision]
        sums.logLikelihood += log(total) + mode.value - mode.logRoot + memory.measured * log(precision)
        for i in 0..<dimension {
            memory.meanScore[i] /= total
        }
        for i in 0..<dimension {
            for j in i..<dimension {
                let variance = memory.meanProducts[i, j] / total - memory.meanScore[i] * memory.meanScore[j]
                sums.information[i, j] -= curvature(i, j, memory) / total + variance
            }
        }
        sums.information[Self.precision, Self.precision] += memory.measured / (precision * precision)
        memory.meanScore[Self.precision] += memory.measured / precision
        for i in 0..<dimension {
            sums.score[i] += memory.meanScore[i]
        }
        sums.scoreProducts.addSquare(of: memory.meanScore[...])
        return true
    }

    private func load(_ range: Range<Int>, _ values: [Double], _ memory: inout Memory) {
        memory.clear()
        for row in range {
            let base = row * columnCount
            var loading = SIMD4<Double>.zero
            for (position, parameter) in parameters.enumerated() {
                loading[parameter.effect] += values[position] * columns[base + parameter.column]
            }
            guard rows.responses[row].isObserved else {
                memory.limited.append(row)
                memory.loadings.append(loading)
                continue
            }
            memory.measured += 1
            memory.measuredSquare += Self.square(loading)
            memory.measuredColumns.addSquare(of: columns[base..<base + columnCount])
            for column in 0..<columnCount {
                memory.measuredByColumn[column] += columns[base + column] * loading
            }
        }
        memory.second = Array(repeating: 0, count: memory.limited.count)
        memory.curvatures = Array(repeating: .zero, count: memory.limited.count)
    }

    /// Adds a node to the means and returns its weight, as a part of the density at the mode.
    private func add(_ node: Node, _ mode: Mode, _ memory: inout Memory) -> Double {
        let u = mode.place(node.place)
        let effects = SIMD4(1, u[0], u[1], 0)
        let products = Self.square(effects)
        for column in 0..<columnCount {
            memory.byColumn[column] = -(memory.measuredByColumn[column] * effects).sum()
        }
        var logWeight = node.logWeight + Self.measuredDensity(memory, u, products) - mode.value
        // The weight is known after the last row.
        for position in memory.limited.indices {
            let row = memory.limited[position]
            let term = term(row, (memory.loadings[position] * effects).sum())
            logWeight += term.value
            memory.second[position] = term.second
            for column in 0..<columnCount {
                memory.byColumn[column] += term.first * columns[row * columnCount + column]
            }
        }
        let weight = exp(logWeight)
        guard weight > 0 else { return 0 }
        memory.moments += weight * products
        for position in memory.limited.indices {
            memory.curvatures[position] += weight * memory.second[position] * products
        }
        for position in parameters.indices {
            let parameter = parameters[position]
            memory.score[position] = effects[parameter.effect] * memory.byColumn[parameter.column]
            memory.meanScore[position] += weight * memory.score[position]
        }
        memory.meanProducts.addSquare(of: memory.score[...], times: weight)
        return weight
    }

    /// Σ over nodes and rows of the second derivative in the parameters with numbers i and j.
    private func curvature(_ i: Int, _ j: Int, _ memory: Memory) -> Double {
        let (one, other) = (parameters[i], parameters[j])
        let product = SymmetricMatrix.packedIndex(
            min(one.effect, other.effect), max(one.effect, other.effect), 3)
        var sum = -memory.measuredColumns[one.column, other.column] * memory.moments[product]
        for (position, row) in memory.limited.enumerated() {
            let base = row * columnCount
            sum += columns[base + one.column] * columns[base + other.column] * memory.curvatures[position][product]
        }
        return sum
    }

    /// The log density of the measured rows, without their log γ, and of the random effects, without their constant.
    @inline(__always)
    private static func measuredDensity(_ memory: Memory, _ u: SIMD2<Double>, _ products: SIMD8<Double>) -> Double {
        let crossed = SIMD8<Double>(1, 2, 2, 1, 2, 1, 0, 0)
        return -((u * u).sum() + (crossed * products * memory.measuredSquare).sum()) / 2
            + memory.measured * NormalTail.logDensity(0)
    }

    /// The log probability of a row at a limit, where η + z'Λu - γ · response is `excess`, and its derivatives there.
    @inline(__always)
    private func term(_ row: Int, _ excess: Double) -> (value: Double, first: Double, second: Double) {
        let isAbove = if case .above = rows.responses[row] { true } else { false }
        let tail = NormalTail(isAbove ? excess : -excess)
        return (tail.logProbability, isAbove ? tail.hazard : -tail.hazard, tail.curvature)
    }

    /// Where the density of a group's rows and its random effects is greatest.
    private struct Mode {
        let place: SIMD2<Double>
        /// The log density there, without (2π)^(-d/2) of the random effects.
        let value: Double
        /// The Cholesky factor of minus the second derivatives: 00, 10, 11.
        let root: SIMD3<Double>

        /// log of the factor's determinant.
        var logRoot: Double { log(root[0]) + log(root[2]) }

        /// A node's place, in units of the curvature around the mode.
        func place(_ node: SIMD2<Double>) -> SIMD2<Double> {
            let second = node[1] / root[2]
            return place + SIMD2((node[0] - root[1] * second) / root[0], second)
        }
    }

    /// By Newton's method from 0, which halved steps make sure of, as the log density is concave.
    private func mode(_ memory: Memory) -> Mode? {
        var place = SIMD2<Double>.zero
        var here = density(place, memory)
        for _ in 0..<Self.modeSteps {
            guard here.value.isFinite, here.root.x.isFinite, here.root.z.isFinite else { return nil }
            let step = here.step
            let fall = (step * here.gradient).sum()
            guard fall > Self.modeDecrement else { break }
            var fraction = 1.0
            var next = density(place + step, memory)
            while !(next.value >= here.value), fraction > 1e-6 {
                fraction /= 2
                next = density(place + fraction * step, memory)
            }
            guard next.value >= here.value else { break }
            place += fraction * step
            here = next
        }
        guard here.value.isFinite else { return nil }
        return Mode(place: place, value: here.value, root: here.root)
    }

    private static let modeSteps = 100
    /// Twice the rise of the log density that is still to be had, below which the search ends: about 10⁻¹⁰ standard deviations.
    private static let modeDecrement = 1e-20

    /// The log density of rows and random effects at a place with its derivatives.
    private struct Density {
        let value: Double
        let gradient: SIMD2<Double>
        let root: SIMD3<Double>

        /// Newton's.
        var step: SIMD2<Double> {
            let first = gradient[0] / root[0]
            let second = (gradient[1] - root[1] * first) / root[2] / root[2]
            return SIMD2((first - root[1] * second) / root[0], second)
        }
    }

    private func density(_ u: SIMD2<Double>, _ memory: Memory) -> Density {
        let effects = SIMD4(1, u[0], u[1], 0)
        let square = memory.measuredSquare
        var value = Self.measuredDensity(memory, u, Self.square(effects))
        var gradient =
            -u - SIMD2(square[1], square[2]) - u[0] * SIMD2(square[3], square[4])
            - u[1] * SIMD2(square[4], square[5])
        var information = SIMD3(1 + square[3], square[4], 1 + square[5])
        for position in memory.limited.indices {
            let loading = memory.loadings[position]
            let term = term(memory.limited[position], (loading * effects).sum())
            value += term.value
            gradient += term.first * SIMD2(loading[1], loading[2])
            information -=
                term.second * SIMD3(loading[1] * loading[1], loading[1] * loading[2], loading[2] * loading[2])
        }
        let first = information[0].squareRoot()
        let mixed = information[1] / first
        // At least the 1 of the random effects' own density.
        let second = max(1, information[2] - mixed * mixed).squareRoot()
        return Density(value: value, gradient: gradient, root: SIMD3(first, mixed, second))
    }
}

extension TwoLimitLikelihood: SeparableLikelihood {
    /// Those before the predictors.
    var shared: Int { dimension - rows.predictors.count }
    var predictorNames: [String] { rows.predictors.names }

    /// A measured row holds the fixed effects where they are; one at a limit lets them go beyond it.
    func isOutward(_ direction: [Double]) -> Bool {
        var rates = OutwardRates()
        for (row, response) in rows.responses.enumerated() {
            var excess = 0.0
            for (value, parameter) in zip(direction, parameters) where parameter.effect == 0 {
                excess += value * columns[row * columnCount + parameter.column]
            }
            let rate =
                switch response {
                case .observed: -abs(excess)
                case .above: excess
                case .below: -excess
                }
            guard rates.add(rate) else { return false }
        }
        return rates.isOutward
    }

    /// The maximum found from `start`.
    ///
    /// Newton's search on the likelihood, then Newton's steps on the score alone: the score and the likelihood are each exact but for
    /// quadrature, so that near its maximum the likelihood cannot tell how the score's zero is approached.
    func maximum(from start: [Double]) throws(NotEstimable) -> (maximum: LikelihoodMaximum, sums: Sums) {
        let near = try search(from: start, by: NewtonMinimizer(negligibleFall: Self.searchedFall))
        do {
            return try zeroOfScore(from: near)
        } catch {
            // A likelihood that grows for ever shows its direction far out.
            let far = try search(from: near.values, by: NewtonMinimizer())
            let slope = LikelihoodSlope(gradient: far.sums.score.map { -$0 }, hessian: far.sums.information)
            if let offender = separating(far.values, slope, try? CholeskyFactor(far.sums.information)) {
                throw .separated(name: offender)
            }
            throw error
        }
    }

    /// Where a search stands.
    private struct Point {
        let values: [Double]
        let sums: Sums
        let iterations: Int
    }

    private func search(from start: [Double], by minimizer: NewtonMinimizer) throws(NotEstimable) -> Point {
        let minimum = minimizer.minimize(from: start) { values in
            sums(values).map { (-$0.logLikelihood, $0) }
        } derivatives: { point in
            NewtonMinimizer.Derivatives(gradient: point.state.score.map { -$0 }, hessian: point.state.information)
        }
        guard let minimum else { throw .didNotConverge(iterations: 0) }
        let values = minimum.point.parameters
        guard values[Self.precision] <= 1 / Self.leastResidual else { throw .noResidualVariation }
        return Point(values: values, sums: minimum.point.state, iterations: minimum.iterations)
    }

    private func zeroOfScore(from start: Point) throws(NotEstimable) -> (maximum: LikelihoodMaximum, sums: Sums) {
        var (values, here, iterations) = (start.values, start.sums, start.iterations)
        var decrement = Double.infinity
        while true {
            guard let root = try? CholeskyFactor(here.information, tolerance: LinearMixedModel.flatCurvature) else {
                throw .varianceNotIdentified
            }
            let step = root.solve(here.score)
            let last = decrement
            decrement = max(0, zip(step, here.score).reduce(0.0) { $0 + $1.0 * $1.1 }).squareRoot()
            guard decrement >= Self.finalDecrement, decrement < last / 2 else {
                guard decrement < Self.roundingDecrement else { throw .didNotConverge(iterations: iterations) }
                let maximum = LikelihoodMaximum(
                    parameters: values, logLikelihood: here.logLikelihood, covariance: root.inverse(),
                    iterations: iterations)
                return (maximum, here)
            }
            let next = zip(values, step).map { $0 + $1 }
            guard let sums = sums(next) else { throw .didNotConverge(iterations: iterations) }
            (values, here) = (next, sums)
            iterations += 1
        }
    }

    /// What the likelihood may still rise where the search on it ends.
    private static let searchedFall = 0.01
    /// √(s'I⁻¹s) of the score s and the information I, in standard errors of the parameters, at which the search has ended.
    private static let finalDecrement = 1e-10
    /// The same where it no longer falls.
    private static let roundingDecrement = 1e-6
}
