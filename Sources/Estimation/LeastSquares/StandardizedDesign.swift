import Foundation

/// Chosen columns of grouped moments, each standardised to mean 0 and variance 1 over all rows, and the way back.
///
/// Order: the constant, the predictors, the response, and a random slope's column if it is not a predictor. Estimation works in these units, where offsets and units of the columns
/// have no part in rounding or in the optimiser's path; a `Contrast` of the answer leads back to the columns' own units.
struct StandardizedDesign: Sendable {
    let moments: GroupedMoments
    /// Names of the coefficients: "intercept", then the predictors.
    let names: [String]
    /// Where each column stands in the moments, the constant at 0.
    let positions: [Int]
    /// Standardised = (stored - shift) / factor.
    private let shifts: [Double], factors: [Double]
    /// Own units = center + scale · standardised.
    let centers: [Double], scales: [Double]
    /// Rows.
    let observations: Int
    /// Groups with rows.
    let groups: Int
    /// Rows of the largest group.
    let largestGroup: Int
    /// Cross-products over all rows.
    let total: SymmetricMatrix
    /// Σ log|R| of the correlations R by which the groups' rows were whitened; 0 where they were not.
    let whiteningLogDeterminant: Double

    /// The columns that are kept by group: which column of the moments' each is, and standardised = level + part · excess of a group's
    /// entry. Empty unless asked for.
    let groupConstants: [GroupConstant]
    /// All other columns.
    let varying: [Int]

    /// A column of this design that is the same on all rows of a group.
    struct GroupConstant: Sendable {
        /// In this design.
        let position: Int
        /// Among the moments' constants.
        let column: Int
        let level: Double, part: Double
    }

    /// Coefficients of the regression: the constant and the predictors.
    let coefficients: Int
    /// Position of the random slope's column in this design.
    let slope: Int?

    /// Position of the response in this design.
    var response: Int { coefficients }

    /// A predictor with more than this much of its variance left by the others is not collinear: 1 - R² above 1e-10. Below
    /// it, cross-products in doubles keep fewer than six digits of its coefficient.
    static let collinearity = 1e-10
    /// A variance below this part of the mean square around the stored center is rounding.
    static let constancy = 1e-12

    init(
        _ moments: GroupedMoments, response: Int, predictors: [Int], slope: Int? = nil,
        keepsGroupConstants: Bool = false, takesWhitened: Bool = false, executor: BlockExecutor
    ) throws(NotEstimable) {
        guard takesWhitened || moments.whitening == nil else {
            throw .invalidArgument(name: "the moments", needed: "of the rows as they are, not of whitened rows")
        }
        let isKept = { (column: Int?) in column.map { $0 < moments.dimension - 1 } ?? true }
        let moments = keepsGroupConstants && isKept(response) && isKept(slope) ? moments : moments.expanded
        let sums = Sums(
            executor.mapBlocks(of: moments.groupCount, size: GroupedMoments.blockSize) { Sums(moments, $0) },
            stride: moments.stride)
        try self.init(moments, sums, response: response, predictors: predictors, slope: slope)
    }

    /// The design of moments that are stored nowhere; ``moments`` has no groups.
    init(
        _ passing: PassingMoments, response: Int, predictors: [Int], executor: BlockExecutor
    ) throws(NotEstimable) {
        let none = GroupedMoments(columns: passing.columns, groupCount: 0, packed: [])
        let sums = Sums(passing.mapBlocks(executor) { Sums($0, 0..<$0.groupCount) }, stride: none.stride)
        try self.init(none, sums, response: response, predictors: predictors, slope: nil)
    }

    private init(
        _ moments: GroupedMoments, _ sums: Sums, response: Int, predictors: [Int], slope: Int?
    ) throws(NotEstimable) {
        let slopeAmongPredictors = slope.flatMap { predictors.firstIndex(of: $0) }
        let chosen = predictors + [response] + (slopeAmongPredictors == nil ? [slope].compactMap(\.self) : [])
        for column in chosen where !moments.columns.indices.contains(column) {
            throw .unknownColumn(position: column)
        }
        let names = chosen.map { moments.columns[$0].name }
        let positions = [0] + chosen.map { $0 + 1 }
        let products = Self.products(moments, positions, sums)
        guard sums.countsAreWhole, products.packed.allSatisfy(\.isFinite) else { throw .nonFinite }
        let n = products[0, 0]
        guard n > 0 else { throw .noObservations }
        guard let observations = Int(exactly: sums.rows), let largestGroup = Int(exactly: sums.largestGroup) else {
            throw .nonFinite
        }

        var (shifts, factors) = ([0.0], [1.0])
        for column in 1..<positions.count {
            let mean = products[0, column] / n
            let meanSquare = products[column, column] / n
            let variance = meanSquare - mean * mean
            guard variance > Self.constancy * meanSquare else {
                let name = names[column - 1]
                throw column == predictors.count + 1 ? .constantResponse(name: name) : .constantColumn(name: name)
            }
            shifts.append(mean)
            factors.append(variance.squareRoot())
        }
        self.moments = moments
        let isVarying = { (column: Int) in positions[column] < moments.dimension }
        varying = positions.indices.filter(isVarying)
        groupConstants = positions.indices.filter { !isVarying($0) }.map { position in
            let column = positions[position] - moments.dimension
            let usual = moments.constants?.usual[column] ?? 0
            return GroupConstant(
                position: position, column: column, level: (usual - shifts[position]) / factors[position],
                part: 1 / factors[position])
        }
        self.names = ["intercept"] + names.prefix(predictors.count)
        coefficients = predictors.count + 1
        self.slope = slope.map { _ in slopeAmongPredictors.map { $0 + 1 } ?? predictors.count + 2 }
        self.positions = positions
        self.shifts = shifts
        self.factors = factors
        centers =
            [0]
            + chosen.indices.map {
                moments.columns[chosen[$0]].center + moments.columns[chosen[$0]].scale * shifts[$0 + 1]
            }
        scales = [1] + chosen.indices.map { moments.columns[chosen[$0]].scale * factors[$0 + 1] }
        self.observations = observations
        groups = sums.groups
        whiteningLogDeterminant = sums.logDeterminant
        self.largestGroup = largestGroup
        total = SymmetricMatrix(dimension: positions.count) { i, j in
            let centered =
                products[i, j] - shifts[i] * products[0, j] - shifts[j] * products[0, i]
                + shifts[i] * shifts[j] * n
            return centered / (factors[i] * factors[j])
        }
        guard observations > coefficients else {
            throw .tooFewObservations(found: observations, needed: coefficients + 1)
        }
        let predictorProducts = SymmetricMatrix(dimension: coefficients) { total[$0, $1] }
        do {
            _ = try CholeskyFactor(predictorProducts, tolerance: Self.collinearity)
        } catch {
            throw .collinear(name: self.names[error.column])
        }
    }

    /// How a standardised cross-product follows from a group's packed sums:
    /// Σ (u - a)(v - b) / (s t) = (Σuv - aΣv - bΣu + abn) / (s t).
    struct Cell: Sendable {
        fileprivate let product: Int, left: Int, right: Int
        fileprivate let leftShift: Double, rightShift: Double, factor: Double

        /// The cross-product over the group whose packed sums begin at `base`.
        @inline(__always)
        func value(_ packed: [Double], at base: Int) -> Double {
            let centered = packed[base + product] - leftShift * packed[base + right] - rightShift * packed[base + left]
            return (centered + leftShift * rightShift * packed[base]) * factor
        }
    }

    /// The cell of columns `i` and `j` of this design.
    func cell(_ i: Int, _ j: Int) -> Cell {
        let (left, right) = (positions[i], positions[j])
        return Cell(
            product: SymmetricMatrix.packedIndex(min(left, right), max(left, right), moments.dimension),
            left: left, right: right, leftShift: shifts[i], rightShift: shifts[j],
            factor: 1 / (factors[i] * factors[j]))
    }

    /// Σ z_i z_j over all rows for the chosen columns, as they are stored.
    private static func products(_ moments: GroupedMoments, _ positions: [Int], _ sums: Sums) -> SymmetricMatrix {
        let dimension = moments.dimension
        func varying(_ i: Int, _ j: Int) -> Double {
            sums.packed[SymmetricMatrix.packedIndex(min(i, j), max(i, j), dimension)]
        }
        guard let constants = moments.constants else {
            return SymmetricMatrix(dimension: positions.count) { varying(positions[$0], positions[$1]) }
        }
        // Sums with what differs from the columns' usual values: each column that varies, then each of the others.
        let width = constants.columns.count
        var excess = [[Double]](repeating: Array(repeating: 0, count: width), count: dimension)
        var paired = SymmetricMatrix(dimension: width)
        for group in 0..<moments.groupCount {
            let base = group * moments.stride
            guard moments.packed[base] != 0 else { continue }
            let entries = constants[group]
            for entry in entries {
                let column = Int(entry.column)
                for row in 0..<dimension {
                    excess[row][column] += moments.packed[base + row] * entry.excess
                }
                for other in entries where other.column >= entry.column {
                    paired[column, Int(other.column)] += moments.packed[base] * entry.excess * other.excess
                }
            }
        }
        let usual = constants.usual
        return SymmetricMatrix(dimension: positions.count) { i, j in
            let (i, j) = (min(positions[i], positions[j]), max(positions[i], positions[j]))
            guard j >= dimension else { return varying(i, j) }
            let (left, right) = (i - dimension, j - dimension)
            guard left >= 0 else { return usual[right] * varying(0, i) + excess[i][right] }
            return usual[left] * usual[right] * varying(0, 0) + usual[left] * excess[0][right]
                + usual[right] * excess[0][left] + paired[left, right]
        }
    }

    /// Sums over groups of the packed cross-products.
    private struct Sums: Sendable {
        var packed: [Double]
        var groups = 0
        var rows = 0.0
        var largestGroup = 0.0
        var logDeterminant = 0.0
        var countsAreWhole = true

        /// Over some groups of `moments`: those of a fixed block.
        init(_ moments: GroupedMoments, _ range: Range<Int>) {
            let stride = moments.stride
            packed = Array(repeating: 0, count: stride)
            for group in range where moments.packed[group * stride] != 0 {
                let count = moments.whitening.map { Double($0.rowCounts[group]) } ?? moments.packed[group * stride]
                groups += 1
                rows += count
                logDeterminant += moments.whitening?.logDeterminants[group] ?? 0
                largestGroup = max(largestGroup, count)
                countsAreWhole = countsAreWhole && count > 0 && count == count.rounded()
                for index in 0..<stride {
                    packed[index] += moments.packed[group * stride + index]
                }
            }
        }

        /// Over all blocks, in their order.
        init(_ parts: [Sums], stride: Int) {
            packed = Array(repeating: 0, count: stride)
            for part in parts {
                groups += part.groups
                rows += part.rows
                logDeterminant += part.logDeterminant
                largestGroup = max(largestGroup, part.largestGroup)
                countsAreWhole = countsAreWhole && part.countsAreWhole
                for index in 0..<stride {
                    packed[index] += part.packed[index]
                }
            }
        }
    }
}

extension StandardizedDesign {
    /// A linear combination of coefficients in own units, as one of the standardised coefficients:
    /// own = offset + scale · Σ weights · standardised.
    struct Contrast: Sendable {
        let offset: Double
        let scale: Double
        let weights: [Double]
    }

    /// The contrast with `weights` on the intercept and the predictors; nil unless there is a finite weight for each.
    func contrast(_ weights: [Double]) -> Contrast? {
        guard weights.count == coefficients, weights.allSatisfy(\.isFinite) else { return nil }
        let standardized =
            [weights[0]] + (1..<coefficients).map { (weights[$0] - weights[0] * centers[$0]) / scales[$0] }
        return Contrast(offset: weights[0] * centers[response], scale: scales[response], weights: standardized)
    }

    /// The log likelihood in the columns' own units, from that in standardised ones. Standardising the response multiplies the
    /// likelihood by a power of its scale; standardising the predictors changes |X'V⁻¹X|, which is a part of the restricted
    /// likelihood. Of whitened rows, the likelihood of the rows before.
    func ownLogLikelihood(_ standardized: Double, _ criterion: LinearMixedModel.Criterion) -> Double {
        var logLikelihood = standardized - whiteningLogDeterminant / 2
        switch criterion {
        case .maximumLikelihood:
            logLikelihood -= Double(observations) * log(scales[response])
        case .restrictedMaximumLikelihood:
            logLikelihood -= Double(observations - coefficients) * log(scales[response])
            for predictor in 1..<max(1, coefficients) { logLikelihood -= log(abs(scales[predictor])) }
        }
        return logLikelihood
    }

    /// The contrasts that pick each coefficient.
    var unitContrasts: [Contrast] {
        (0..<coefficients).compactMap { picked in
            contrast((0..<coefficients).map { $0 == picked ? 1 : 0 })
        }
    }
}
