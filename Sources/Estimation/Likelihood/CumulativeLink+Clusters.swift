import Foundation

/// Proportional odds of levels on their day and on what is constant in a cluster, without a row of the design being stored.
///
/// In a cluster, η of an observation is a multiple of its day and a number of the cluster's own. So e^η is a product of one number a
/// day and one a cluster, and nothing but the categories differs from observation to observation.
extension CumulativeLink {
    /// The predictor that goes by the day.
    public struct DayPredictor: Sendable {
        /// What messages call it.
        public let name: String
        /// Days in a unit of it.
        public let unit: Double
        /// Taken off, in the same unit, by cluster: means of clusters make the predictor the deviation from them.
        public let offsets: [Double]?

        /// Days over `unit`, less the cluster's offset.
        public init(_ name: String, unit: Double, offsets: [Double]? = nil) {
            self.name = name
            self.unit = unit
            self.offsets = offsets
        }
    }

    /// Regresses levels on their day and on predictors that are constant in a cluster, by the logit link, with cluster-robust standard
    /// errors (CR1).
    ///
    /// - Parameters:
    ///   - levels: The observations.
    ///   - names: Of the categories, from the lowest. Those that are not observed have no part.
    ///   - response: What the categories are called where there is but one.
    ///   - day: The first predictor.
    ///   - constants: The others: a value a cluster, numbered as in `levels`.
    ///   - isKept: By cluster; nil for all.
    /// - Returns: The thresholds from the lowest, then `day` and `constants`, in their own units. No estimates for the same reasons as
    ///   where rows are given one by one.
    public static func fit(
        _ levels: ClusteredLevels, names: [String], response: String, day: DayPredictor,
        constants: [PredictorColumn] = [], keeping isKept: [Bool]? = nil, executor: BlockExecutor = .serial
    ) -> FitOutcome<ParameterEstimates> {
        FitOutcome { () throws(NotEstimable) in
            guard names.count == levels.width else {
                throw .invalidArgument(name: "levels", needed: "a name for each category")
            }
            let clusterCount = levels.blocks.reduce(0) { $0 + $1.ends.count }
            let columns = constants.map(\.values) + (day.offsets.map { [$0] } ?? [])
            guard (columns.map(\.count) + (isKept.map { [$0.count] } ?? [])).allSatisfy({ $0 >= clusterCount }) else {
                throw .invalidArgument(name: "the clusters' columns", needed: "one value for each of \(clusterCount)")
            }
            let design = try ClusteredDesign(levels, day, constants, isKept, response, executor)
            let likelihood = ClusteredLogits(design: design, executor: executor)
            let maximum = try likelihood.maximum(
                from: design.startingThresholds + Array(repeating: 0, count: design.scales.scales.count))
            let cuts = likelihood.shared
            let rows =
                (0..<cuts).map { k in (0..<cuts).map { $0 == k ? 1 : 0 } + design.scales.intercept.map { -$0 } }
                + design.scales.slopes(after: cuts)
            let present = design.present.map { names[$0] }
            return ParameterEstimates(
                names: zip(present, present.dropFirst()).map { "\($0)|\($1)" } + design.names,
                values: rows.map { row in zip(row, maximum.parameters).reduce(0.0) { $0 + $1.0 * $1.1 } },
                derivatives: rows, maximum, observations: design.observations,
                scores: ClusterScores(
                    products: likelihood.scoreProducts(at: maximum.parameters), clusters: design.clusters),
                correction: .cr1)
        }
    }
}

/// The levels with their predictors in units of mean and standard deviation, of which a cluster's are computed when it is visited.
private struct ClusteredDesign: Sendable {
    let levels: ClusteredLevels
    let names: [String]
    let scales: PredictorScales
    /// Categories that are observed, ascending.
    let present: [Int]
    /// Observations of each category.
    let counts: [Int]
    let observations: Int
    /// Clusters with an observation.
    let clusters: Int
    private let day: CumulativeLink.DayPredictor
    private let constants: [PredictorColumn]
    private let isKept: [Bool]?

    init(
        _ levels: ClusteredLevels, _ day: CumulativeLink.DayPredictor, _ constants: [PredictorColumn],
        _ isKept: [Bool]?, _ response: String, _ executor: BlockExecutor
    ) throws(NotEstimable) {
        (self.levels, self.day, self.constants, self.isKept) = (levels, day, constants, isKept)
        names = [day.name] + constants.map(\.name)
        let tallies = executor.mapBlocks(of: levels.blocks.count, size: 1) { numbers in
            numbers.reduce(into: Tally(width: levels.width, constants: constants.count)) { tally, number in
                tally.add(levels, number, day, constants, isKept)
            }
        }
        var total = Tally(width: levels.width, constants: constants.count)
        for tally in tallies { total.add(tally) }
        counts = total.counts
        present = counts.indices.filter { total.counts[$0] > 0 }
        observations = counts.reduce(0, +)
        clusters = total.clusters
        guard observations > 0 else { throw .noObservations }
        guard present.count > 1 else { throw .constantResponse(name: response) }
        guard total.isFinite else { throw .nonFinite }
        // About the first value and in units of the largest, as elsewhere: an offset costs no digits.
        let centers = zip(total.sums, total.first).map { $0 / Double(total.observations) + $1 }
        var moments = SymmetricMatrix(dimension: names.count)
        let centered = executor.mapBlocks(of: levels.blocks.count, size: 1) { numbers in
            var products = SymmetricMatrix(dimension: centers.count)
            for number in numbers {
                Self.addProducts(levels, number, day, constants, isKept, centers, to: &products)
            }
            return products
        }
        for part in centered {
            moments.add(part)
        }
        var spreads: [Double] = []
        for column in names.indices {
            let spread = (moments[column, column] / Double(max(1, total.observations - 1))).squareRoot()
            let unit = total.largest[column] > 0 ? total.largest[column] : 1
            guard spread.isFinite else { throw .nonFinite }
            guard spread > 4 * Double.ulpOfOne * unit, spread.isNormal else {
                throw .constantColumn(name: names[column])
            }
            spreads.append(spread)
        }
        scales = PredictorScales(centers: centers, scales: spreads)
        do {
            let correlations = SymmetricMatrix(dimension: names.count) { moments[$0, $1] / (spreads[$0] * spreads[$1]) }
            _ = try CholeskyFactor(correlations, tolerance: StandardizedDesign.collinearity)
        } catch {
            throw .collinear(name: names[error.column])
        }
        guard clusters >= 2 else { throw .tooFewGroups(found: clusters, needed: 2) }
        guard observations > present.count - 1 + names.count else {
            throw .tooFewObservations(found: observations, needed: present.count + names.count)
        }
    }

    /// The thresholds that give the categories' shares, where no predictor has an effect.
    var startingThresholds: [Double] {
        var below = 0
        return present.dropLast().map { category in
            below += counts[category]
            return CumulativeLink.Link.logit.quantile(Double(below) / Double(observations))
        }
    }

    /// The day's predictor in standard units on each day, before a cluster's offset is taken off.
    var standardizedDays: [Double] {
        (0..<levels.dayCount).map { (Double($0) / day.unit - scales.centers[0]) / scales.scales[0] }
    }

    /// Calls `body` for each cluster of a block that is kept, with its offset and its constants in standard units.
    @inline(__always)
    func forEachCluster(
        ofBlock number: Int,
        _ body: (
            _ offset: Double, _ constants: [Double], _ days: ArraySlice<Int32>, _ categories: ArraySlice<UInt8>
        ) -> Void
    ) {
        var own = [Double](repeating: 0, count: constants.count)
        levels.forEachCluster(ofBlock: number) { cluster, days, categories in
            if let isKept, !isKept[cluster] { return }
            for position in own.indices {
                own[position] =
                    (constants[position].values[cluster] - scales.centers[position + 1]) / scales.scales[position + 1]
            }
            body((day.offsets?[cluster] ?? 0) / scales.scales[0], own, days, categories)
        }
    }

    /// Σ of products of the predictors less their means.
    private static func addProducts(
        _ levels: ClusteredLevels, _ number: Int, _ day: CumulativeLink.DayPredictor, _ constants: [PredictorColumn],
        _ isKept: [Bool]?, _ centers: [Double], to products: inout SymmetricMatrix
    ) {
        levels.forEachCluster(ofBlock: number) { cluster, days, _ in
            if let isKept, !isKept[cluster] { return }
            let offset = (day.offsets?[cluster] ?? 0) + centers[0]
            var (sum, squares) = (0.0, 0.0)
            for day32 in days {
                let x = Double(day32) / day.unit - offset
                sum += x
                squares += x * x
            }
            products[0, 0] += squares
            for i in constants.indices {
                let value = constants[i].values[cluster] - centers[i + 1]
                products[0, i + 1] += value * sum
                for j in i..<constants.count {
                    products[i + 1, j + 1] +=
                        value * (constants[j].values[cluster] - centers[j + 1]) * Double(days.count)
                }
            }
        }
    }

    /// What the predictors' means are computed from.
    private struct Tally: Sendable {
        var counts: [Int]
        var clusters = 0
        var observations = 0
        /// Σ of each predictor less ``first``.
        var sums: [Double]
        /// Of each predictor, where there is one: sums of what is left keep their digits.
        var first: [Double]
        var largest: [Double]
        var isFinite = true

        init(width: Int, constants: Int) {
            counts = Array(repeating: 0, count: width)
            sums = Array(repeating: 0, count: constants + 1)
            first = sums
            largest = sums
        }

        mutating func add(
            _ levels: ClusteredLevels, _ number: Int, _ day: CumulativeLink.DayPredictor,
            _ constants: [PredictorColumn], _ isKept: [Bool]?
        ) {
            levels.forEachCluster(ofBlock: number) { cluster, days, categories in
                if let isKept, !isKept[cluster] { return }
                let n = Double(days.count)
                var total = 0
                for day32 in days { total += Int(day32) }
                for category in categories { counts[Int(category)] += 1 }
                let offset = day.offsets?[cluster] ?? 0
                if observations == 0 {
                    for position in constants.indices { first[position + 1] = constants[position].values[cluster] }
                }
                clusters += 1
                observations += days.count
                sums[0] += Double(total) / day.unit - n * offset
                largest[0] = max(largest[0], Double(days.last ?? 0) / day.unit, abs(offset))
                isFinite = isFinite && offset.isFinite
                for position in constants.indices {
                    let value = constants[position].values[cluster]
                    isFinite = isFinite && value.isFinite
                    largest[position + 1] = max(largest[position + 1], abs(value))
                    sums[position + 1] += n * (value - first[position + 1])
                }
            }
        }

        mutating func add(_ other: Tally) {
            guard other.observations > 0 else { return }
            if observations == 0 { first = other.first }
            for position in sums.indices {
                sums[position] +=
                    other.sums[position] + Double(other.observations) * (other.first[position] - first[position])
                largest[position] = max(largest[position], other.largest[position])
            }
            for category in counts.indices { counts[category] += other.counts[category] }
            clusters += other.clusters
            observations += other.observations
            isFinite = isFinite && other.isFinite
        }
    }
}

/// The log likelihood of a ``ClusteredDesign``.
private struct ClusteredLogits: ConcaveLikelihood {
    let design: ClusteredDesign
    let executor: BlockExecutor

    var shared: Int { design.present.count - 1 }
    var predictorNames: [String] { design.names }
    private var dimension: Int { shared + design.names.count }

    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable? { nil }

    func negativeSums(_ parameters: [Double]) -> (value: Double, state: LikelihoodSlope)? {
        guard let point = Point(design, parameters) else { return nil }
        let parts = executor.mapBlocks(of: design.levels.blocks.count, size: 1) { numbers in
            var sums = BlockSums(dimension)
            for number in numbers { sums.add(design, number, at: point, squares: false) }
            return sums
        }
        var value = 0.0
        var gradient = [Double](repeating: 0, count: dimension)
        var hessian = SymmetricMatrix(dimension: dimension)
        for part in parts {
            value -= part.value
            for i in 0..<dimension {
                gradient[i] -= part.gradient[i]
                for j in i..<dimension { hessian[i, j] -= part.matrix[i, j] }
            }
        }
        guard value.isFinite, gradient.allSatisfy(\.isFinite), hessian.packed.allSatisfy(\.isFinite) else { return nil }
        return (value, LikelihoodSlope(gradient: gradient, hessian: hessian))
    }

    /// Σ s_g s_g' over the clusters' scores.
    func scoreProducts(at parameters: [Double]) -> SymmetricMatrix {
        guard let point = Point(design, parameters) else { return SymmetricMatrix(dimension: dimension) }
        let parts = executor.mapBlocks(of: design.levels.blocks.count, size: 1) { numbers in
            var sums = BlockSums(dimension)
            for number in numbers { sums.add(design, number, at: point, squares: true) }
            return sums.matrix
        }
        return SymmetricMatrix(dimension: dimension) { i, j in parts.reduce(0.0) { $0 + $1[i, j] } }
    }

    func isOutward(_ direction: [Double]) -> Bool {
        let days = design.standardizedDays
        let ends = Ends(direction, design)
        var rates = OutwardRates()
        var isPossible = true
        for number in design.levels.blocks.indices where isPossible {
            design.forEachCluster(ofBlock: number) { offset, constants, ownDays, categories in
                let own = zip(direction[(shared + 1)...], constants).reduce(0.0) { $0 + $1.0 * $1.1 }
                for position in ownDays.indices where isPossible {
                    let eta = direction[shared] * (days[Int(ownDays[position])] - offset) + own
                    let category = Int(categories[position])
                    isPossible = rates.add(min(eta - ends.lower[category], ends.upper[category] - eta))
                }
            }
        }
        return isPossible && rates.isOutward
    }
}

/// The thresholds about each category.
private struct Ends: Sendable {
    /// Positions of thresholds; of the lowest and the highest category, one behind the last.
    var below: [Int], above: [Int]
    /// -∞ and ∞ at the ends.
    var lower: [Double], upper: [Double]

    init(_ parameters: [Double], _ design: ClusteredDesign) {
        let cuts = design.present.count - 1
        below = Array(repeating: cuts, count: design.levels.width)
        above = below
        lower = Array(repeating: -.infinity, count: design.levels.width)
        upper = Array(repeating: .infinity, count: design.levels.width)
        for (position, category) in design.present.enumerated() {
            if position > 0 { (below[category], lower[category]) = (position - 1, parameters[position - 1]) }
            if position < cuts { (above[category], upper[category]) = (position, parameters[position]) }
        }
    }
}

/// What is the same for all clusters at one set of parameters.
private struct Point: Sendable {
    let parameters: [Double]
    let cuts: Int
    let ends: Ends
    /// By day: the standardised predictor x, e^(b x) and e^(-b x) for its coefficient b.
    let days: [SIMD4<Double>]
    /// By category: e^(-upper threshold) and e^(lower threshold), 0 at the ends.
    let categories: [SIMD2<Double>]
    /// By category, of a category between two thresholds of width w: 1 / (e^w - 1), 1 / (2 sinh(w / 2))² and log(1 - e^-w); 0 at
    /// the ends.
    let widths: [(growth: Double, coupling: Double, logarithm: Double)]
    /// No exponent is larger that is formed without a cluster's own number.
    let reach: Double

    /// Beyond this size of an exponent the products of exponentials are not formed.
    static let safeExponent = 150.0

    /// Nil where thresholds are not in ascending order.
    init?(_ design: ClusteredDesign, _ parameters: [Double]) {
        self.parameters = parameters
        cuts = design.present.count - 1
        let ends = Ends(parameters, design)
        self.ends = ends
        let slope = parameters[cuts]
        days = design.standardizedDays.map { SIMD4($0, exp(slope * $0), exp(-slope * $0), 0) }
        var isAscending = true
        categories = ends.lower.indices.map { SIMD2(exp(-ends.upper[$0]), exp(ends.lower[$0])) }
        widths = ends.lower.indices.map { category in
            let width = ends.upper[category] - ends.lower[category]
            isAscending = isAscending && width > 0
            guard width < .infinity else { return (0, 0, 0) }
            let half = 2 * sinh(width / 2)
            return (1 / expm1(width), 1 / (half * half), log(-expm1(-width)))
        }
        reach =
            days.reduce(0.0) { max($0, abs(slope * $1[0])) } + parameters[..<cuts].reduce(0.0) { max($0, abs($1)) }
        guard isAscending, widths.allSatisfy({ $0.growth.isFinite && $0.coupling.isFinite && $0.logarithm.isFinite })
        else { return nil }
    }
}

/// The sums of the clusters of a block.
private struct BlockSums: Sendable {
    var value = 0.0
    var gradient: [Double]
    /// Second derivatives, or the squares of the clusters' scores.
    var matrix: SymmetricMatrix

    init(_ dimension: Int) {
        gradient = Array(repeating: 0, count: dimension)
        matrix = SymmetricMatrix(dimension: dimension)
    }

    mutating func add(_ design: ClusteredDesign, _ number: Int, at point: Point, squares: Bool) {
        let (cuts, width) = (point.cuts, design.levels.width)
        let slope = point.parameters[cuts]
        let coefficients = Array(point.parameters[(cuts + 1)...])
        var ofCategory = [SIMD8<Double>](repeating: .zero, count: width)
        var score = [Double](repeating: 0, count: gradient.count)
        design.forEachCluster(ofBlock: number) { offset, constants, days, categories in
            for category in 0..<width { ofCategory[category] = .zero }
            let own = zip(coefficients, constants).reduce(-slope * offset) { $0 + $1.0 * $1.1 }
            var curvature = 0.0
            if abs(own) + point.reach < Point.safeExponent {
                addProducts(point, exp(own), exp(-own), offset, days, categories, &ofCategory, &curvature)
            } else {
                addTerms(point, own, offset, days, categories, &ofCategory, &curvature)
            }
            finish(point, constants, ofCategory, curvature, squares, &score)
        }
    }

    /// The sums of a cluster's rows by category: Σ(1 - F(b)), ΣF(a), Σf(b), Σf(b)x, Σf(a), Σf(a)x, rows and Σ(F(a) - 1 + F(b))x with
    /// a and b the ends of η's category and F, f the logistic distribution and density; and Σ(f(a) + f(b))x².
    @inline(__always)
    private mutating func addProducts(
        _ point: Point, _ growth: Double, _ decay: Double, _ offset: Double, _ days: ArraySlice<Int32>,
        _ categories: ArraySlice<UInt8>, _ ofCategory: inout [SIMD8<Double>], _ curvature: inout Double
    ) {
        // The logarithm of a product, not a sum of logarithms: taken before it can overflow.
        var product = 1.0
        for position in days.indices {
            let day = point.days[Int(days[position])]
            let category = Int(categories[position])
            let ends = point.categories[category]
            let x = day[0] - offset
            let upper = day[1] * growth * ends[0]
            let lower = day[2] * decay * ends[1]
            let belowUpper = 1 / (1 + upper)
            let aboveLower = 1 / (1 + lower)
            let aboveUpper = upper * belowUpper
            let belowLower = lower * aboveLower
            let upperDensity = aboveUpper * belowUpper
            let lowerDensity = belowLower * aboveLower
            ofCategory[category] += SIMD8(
                aboveUpper, belowLower, upperDensity, upperDensity * x, lowerDensity, lowerDensity * x, 1,
                (belowLower - aboveUpper) * x)
            curvature += (upperDensity + lowerDensity) * x * x
            product *= (1 + upper) * (1 + lower)
            if product > 1e100 {
                value -= log(product)
                product = 1
            }
        }
        value -= log(product)
    }

    /// The same where exponents are large, each row by itself.
    private mutating func addTerms(
        _ point: Point, _ own: Double, _ offset: Double, _ days: ArraySlice<Int32>, _ categories: ArraySlice<UInt8>,
        _ ofCategory: inout [SIMD8<Double>], _ curvature: inout Double
    ) {
        for position in days.indices {
            let category = Int(categories[position])
            let x = point.days[Int(days[position])][0] - offset
            let eta = point.parameters[point.cuts] * x + own + point.parameters[point.cuts] * offset
            let upper = LogisticTail(point.ends.upper[category] - eta)
            let lower = LogisticTail(eta - point.ends.lower[category])
            let upperDensity = upper.probability * upper.complement
            let lowerDensity = lower.probability * lower.complement
            ofCategory[category] += SIMD8(
                upper.complement, lower.complement, upperDensity, upperDensity * x, lowerDensity, lowerDensity * x, 1,
                (lower.complement - upper.complement) * x)
            curvature += (upperDensity + lowerDensity) * x * x
            value += upper.logProbability + lower.logProbability
        }
    }

    /// Carries a cluster's sums over to the parameters.
    @inline(__always)
    private mutating func finish(
        _ point: Point, _ constants: [Double], _ ofCategory: [SIMD8<Double>], _ curvature: Double, _ squares: Bool,
        _ score: inout [Double]
    ) {
        let cuts = point.cuts
        for position in score.indices { score[position] = 0 }
        var (byPredictor, byPredictorTwice, byDay, byDayAndPredictor) = (0.0, 0.0, 0.0, 0.0)
        for category in ofCategory.indices {
            let sums = ofCategory[category]
            guard sums[6] > 0 else { continue }
            let width = point.widths[category]
            let (above, below) = (point.ends.above[category], point.ends.below[category])
            value += sums[6] * width.logarithm
            byPredictor += sums[1] - sums[0]
            byPredictorTwice -= sums[2] + sums[4]
            byDay += sums[7]
            byDayAndPredictor -= sums[3] + sums[5]
            if above < cuts {
                score[above] += sums[0] + sums[6] * width.growth
                if !squares {
                    matrix[above, above] -= sums[2] + sums[6] * width.coupling
                    matrix[above, cuts] += sums[3]
                    for j in constants.indices { matrix[above, cuts + 1 + j] += sums[2] * constants[j] }
                }
            }
            if below < cuts {
                score[below] -= sums[1] + sums[6] * width.growth
                if !squares {
                    matrix[below, below] -= sums[4] + sums[6] * width.coupling
                    matrix[below, cuts] += sums[5]
                    for j in constants.indices { matrix[below, cuts + 1 + j] += sums[4] * constants[j] }
                    if above < cuts { matrix[below, above] += sums[6] * width.coupling }
                }
            }
        }
        score[cuts] = byDay
        for j in constants.indices { score[cuts + 1 + j] = byPredictor * constants[j] }
        if squares {
            matrix.addSquare(of: score[...])
            return
        }
        for position in score.indices { gradient[position] += score[position] }
        matrix[cuts, cuts] -= curvature
        for i in constants.indices {
            matrix[cuts, cuts + 1 + i] += byDayAndPredictor * constants[i]
            for j in i..<constants.count {
                matrix[cuts + 1 + i, cuts + 1 + j] += byPredictorTwice * constants[i] * constants[j]
            }
        }
    }
}
