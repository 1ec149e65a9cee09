/// The bias-reduced cluster-robust covariance of least squares (CR2) and the degrees of freedom of its t and F tests.
///
/// Bell & McCaffrey (2002), "Bias reduction in standard errors for linear regression with multi-stage samples", Survey
/// Methodology 28(2), 169-181; Pustejovsky & Tipton (2018), doi:10.1080/07350015.2016.1247004. The working model, for which the
/// covariance is unbiased and the degrees of freedom are derived, is that of independent rows of the same variance.
///
/// A group's residuals e are multiplied by A = (I - H)^(-1/2), H = X C X' with C = (X'X)⁻¹ over all groups: as many rows and columns as
/// the group has rows. The sandwich only needs X'Ae. With K C⁻¹ K' = I for the p × p matrix K and Z = XK', the group's H is ZZ' and its
/// N = Z'Z = Σ s v v' has the same eigenvalues s other than zero, 0 <= s <= 1, whose eigenvectors of H are Zv / √s. Hence
///
///     Z'A = F Z',  F = Σ (1 - s)^(-1/2) v v',
///
/// and p × p matrices are enough. Where s = 1, a direction that this group alone tells, A is a pseudo-inverse and that term is left
/// out; the group's residuals are zero along it.
struct BiasReducedLinearization: Sendable {
    /// Of the standardised coefficients.
    let covariance: SymmetricMatrix
    /// K.
    private let basis: [[Double]]
    /// Σ R, where R is N without the directions in which A is singular: the expectation of the covariance in the basis, I without them.
    private let expectation: SymmetricMatrix
    /// Σ (r r' - q q') for the packed triangles r of R and q of Q = Σ s²/(1 - s) v v'.
    private let withinGroups: SymmetricMatrix
    /// Σ e e' for the packed triangles e of E = NF.
    private let betweenGroups: SymmetricMatrix

    /// A direction with no more than this of its sum of squares outside a group is that group's alone; what rounding leaves of it,
    /// which grows with the collinearity of the columns, is no more.
    private static let singularity = (least: 1e-10, roundings: 0x1p-48)
    /// Blocks at most, so that their sums stay small beside the moments.
    private static let blockCount = 64

    /// Of least-squares coefficients of a design with these cross-products, `products` being X'X of all groups; nil where that is
    /// singular.
    init?(_ groups: GroupProducts, products: SymmetricMatrix, coefficients: [Double], executor: BlockExecutor) {
        guard let (basis, condition) = Self.whitening(products) else { return nil }
        let p = coefficients.count
        let singularity = max(Self.singularity.least, Self.singularity.roundings * condition)
        let size = max(GroupedMoments.blockSize, (groups.count - 1) / Self.blockCount + 1)
        let parts = executor.mapBlocks(of: groups.count, size: size) { block in
            var sums = Sums(basis: basis, residual: coefficients.map { -$0 } + [1], singularity: singularity)
            for group in block {
                sums.add(groups, group)
            }
            return sums
        }
        let pairs = SymmetricMatrix.packedCount(p)
        self.basis = basis
        expectation = parts.map(\.expectation).summed(dimension: p)
        withinGroups = parts.map(\.withinGroups).summed(dimension: pairs)
        betweenGroups = parts.map(\.betweenGroups).summed(dimension: pairs)
        let middle = parts.map(\.middle).summed(dimension: p)
        covariance = middle.transformed(by: (0..<p).map { i in basis.map { $0[i] } })
    }

    /// Rows K with K `matrix` K' = I, and how many times larger its largest eigenvalue is than its smallest; nil unless the matrix is
    /// positive definite.
    private static func whitening(_ matrix: SymmetricMatrix) -> (rows: [[Double]], condition: Double)? {
        guard let eigen = SymmetricEigen(matrix), let least = eigen.values.first, let most = eigen.values.last,
            least > 0x1p-50 * most
        else { return nil }
        let rows = zip(eigen.values, eigen.vectors).map { value, vector in vector.map { $0 / value.squareRoot() } }
        return (rows, most / least)
    }
}

extension BiasReducedLinearization {
    /// Satterthwaite's degrees of freedom of the t test of a contrast, and of several contrasts together Pustejovsky & Tipton's
    /// η_Z: the covariance of the contrasts, over its expectation, is taken as a Wishart matrix with the same total variance.
    /// For one contrast they are the same. Nil where the contrasts depend on each other.
    ///
    /// Under the working model the contrasts' covariance is a quadratic form of independent errors: for a pair of groups g, h the
    /// matrix P of a'(δ D - E_g E_h)b, D = NF², and the total variance is the sum over pairs of tr(P²) + (tr P)². With D = R + Q
    /// and E² = Q, the pairs of a group with itself add up to the products of r less those of q, and all pairs to those of e.
    func degreesOfFreedom(_ contrasts: [[Double]]) -> Double? {
        let inBasis = contrasts.map { contrast in
            basis.map { row in zip(row, contrast).reduce(0.0) { $0 + $1.0 * $1.1 } }
        }
        guard let whitening = Self.whitening(expectation.transformed(by: inBasis)) else { return nil }
        let q = contrasts.count
        let p = expectation.dimension
        let whitened = whitening.rows.map { row in
            (0..<p).map { i in (0..<q).reduce(0.0) { $0 + row[$1] * inBasis[$1][i] } }
        }
        var variance = 0.0
        var trace = [Double](repeating: 0, count: SymmetricMatrix.packedCount(p))
        for (s, left) in whitened.enumerated() {
            for (t, right) in whitened.enumerated() {
                let form = Self.packedForm(left, right)
                variance += withinGroups.form(form, form) + betweenVariance(left, right)
                guard s == t else { continue }
                for index in trace.indices {
                    trace[index] += form[index]
                }
            }
        }
        variance += withinGroups.form(trace, trace)
        let degreesOfFreedom = Double(q * (q + 1)) / variance
        return degreesOfFreedom > 0 && degreesOfFreedom.isFinite ? degreesOfFreedom : nil
    }

    /// tr(S²) + tr(SS') of S = Σ E a b' E.
    private func betweenVariance(_ a: [Double], _ b: [Double]) -> Double {
        let p = a.count
        let sums = (0..<p).map { k in
            (0..<p).map { l in
                var sum = 0.0
                for i in 0..<p {
                    for j in 0..<p {
                        sum += a[i] * b[j] * betweenGroups[Self.pair(k, i, p), Self.pair(l, j, p)]
                    }
                }
                return sum
            }
        }
        var variance = 0.0
        for k in 0..<p {
            for l in 0..<p {
                variance += sums[k][l] * (sums[l][k] + sums[k][l])
            }
        }
        return variance
    }

    private static func pair(_ i: Int, _ j: Int, _ dimension: Int) -> Int {
        SymmetricMatrix.packedIndex(min(i, j), max(i, j), dimension)
    }

    /// The weights with which a'Mb is a sum over the packed triangle of a symmetric M.
    private static func packedForm(_ a: [Double], _ b: [Double]) -> [Double] {
        a.indices.flatMap { i in
            (i..<a.count).map { j in i == j ? a[i] * b[i] : a[i] * b[j] + a[j] * b[i] }
        }
    }
}

/// Sums over groups, all in the basis in which X'X = I and as packed triangles.
private struct Sums: Sendable {
    /// Σ u u' for u = Z'Ae.
    var middle: [Double]
    var expectation: [Double]
    var withinGroups: [Double]
    var betweenGroups: [Double]

    private let p: Int
    /// Square matrices here stand row by row.
    private let basis: [Double]
    /// The weights of predictors and response in a residual.
    private let residual: [Double]
    private let singularity: Double
    private var eigen: JacobiEigen
    private var square: [Double], rotated: [Double]
    private var group: Adjustment
    private var triangle: [Double]
    private var sums: [Double]
    private var score: [Double]
    private var adjusted: [Double]

    /// A group's N, F, E = NF, R and Q.
    private struct Adjustment: Sendable {
        var products: [Double], factor: [Double], between: [Double], kept: [Double], leveraged: [Double]
    }

    /// Groups with less than this of the sum of squares, over all directions, are adjusted by the series of (1 - s)^(-1/2).
    private static let smallShare = 0x1p-7

    init(basis: [[Double]], residual: [Double], singularity: Double) {
        p = basis.count
        let triangle = [Double](repeating: 0, count: SymmetricMatrix.packedCount(p))
        let pairs = [Double](repeating: 0, count: SymmetricMatrix.packedCount(triangle.count))
        (middle, expectation, withinGroups, betweenGroups) = (triangle, triangle, pairs, pairs)
        self.basis = basis.flatMap(\.self)
        self.residual = residual
        self.singularity = singularity
        eigen = JacobiEigen(dimension: p)
        square = Array(repeating: 0, count: p * p)
        rotated = square
        group = Adjustment(products: square, factor: square, between: square, kept: square, leveraged: square)
        self.triangle = triangle
        sums = residual
        (score, adjusted) = (Array(repeating: 0, count: p), Array(repeating: 0, count: p))
    }

    mutating func add(_ groups: GroupProducts, _ index: Int) {
        project(groups, index)
        let share = (0..<p).reduce(0.0) { $0 + group.products[$1 * p + $1] }
        if share < Self.smallShare {
            adjustBySeries(share)
        } else {
            adjustByEigenvectors()
        }
        Self.multiply(group.factor, vector: score, into: &adjusted)
        Self.addSquares(of: adjusted, to: &middle)
        Self.pack(group.kept, p, into: &triangle)
        for index in triangle.indices {
            expectation[index] += triangle[index]
        }
        Self.addSquares(of: triangle, to: &withinGroups)
        Self.pack(group.leveraged, p, into: &triangle)
        Self.addSquares(of: triangle, to: &withinGroups, sign: -1)
        Self.pack(group.between, p, into: &triangle)
        Self.addSquares(of: triangle, to: &betweenGroups)
    }

    /// N = K X'X K' and Z'e of a group.
    private mutating func project(_ groups: GroupProducts, _ index: Int) {
        for i in 0..<p {
            for j in i..<p {
                let product = groups.product(index, i, j)
                square[i * p + j] = product
                square[j * p + i] = product
            }
        }
        Self.multiply(basis, square, p, into: &rotated)
        for k in 0..<p {
            for l in 0...k {
                var sum = 0.0
                for j in 0..<p {
                    sum += rotated[k * p + j] * basis[l * p + j]
                }
                group.products[k * p + l] = sum
                group.products[l * p + k] = sum
            }
        }
        groups.sumResiduals(ofGroup: index, residual, into: &sums)
        Self.multiply(basis, vector: sums, into: &score)
    }

    /// F = 1 + N/2 + 3N²/8 + ..., whose terms fall faster than the powers of N's trace.
    private mutating func adjustBySeries(_ trace: Double) {
        var terms = 1
        var omitted = trace * trace
        while omitted > 0x1p-54 {
            omitted *= trace
            terms += 1
        }
        // Horner's rule on the terms' ratios, (2k + 1) / (2k + 2), from the last term, where N stands alone.
        Self.copy(group.products, to: &rotated)
        for k in (0..<terms).reversed() {
            if k + 1 < terms {
                Self.multiply(group.products, group.factor, p, into: &rotated)
            }
            let ratio = Double(2 * k + 1) / Double(2 * k + 2)
            for index in square.indices {
                group.factor[index] = ratio * rotated[index]
            }
            for i in 0..<p {
                group.factor[i * p + i] += 1
            }
        }
        Self.multiply(group.products, group.factor, p, into: &group.between)
        Self.multiply(group.between, group.between, p, into: &group.leveraged)
        Self.copy(group.products, to: &group.kept)
    }

    private mutating func adjustByEigenvectors() {
        Self.copy(group.products, to: &eigen.matrix)
        eigen.decompose()
        for index in square.indices {
            group.factor[index] = 0
            group.between[index] = 0
            group.kept[index] = 0
            group.leveraged[index] = 0
        }
        for k in 0..<p {
            let inside = eigen.values[k]
            let outside = 1 - inside
            guard outside > singularity else { continue }
            let factor = 1 / outside.squareRoot()
            for i in 0..<p {
                for j in 0..<p {
                    let square = eigen.vectors[k * p + i] * eigen.vectors[k * p + j]
                    group.factor[i * p + j] += factor * square
                    group.between[i * p + j] += factor * inside * square
                    group.kept[i * p + j] += inside * square
                    group.leveraged[i * p + j] += inside / outside * inside * square
                }
            }
        }
    }

    /// Element by element: an assignment would share the memory, and the next change would allocate anew.
    private static func copy(_ matrix: [Double], to other: inout [Double]) {
        for index in matrix.indices {
            other[index] = matrix[index]
        }
    }

    /// The upper triangle of a square matrix.
    private static func pack(_ matrix: [Double], _ p: Int, into triangle: inout [Double]) {
        var index = 0
        for i in 0..<p {
            for j in i..<p {
                triangle[index] = matrix[i * p + j]
                index += 1
            }
        }
    }

    /// Adds the products of a vector's elements.
    private static func addSquares(of vector: [Double], to sums: inout [Double], sign: Double = 1) {
        var index = 0
        for i in vector.indices {
            let left = sign * vector[i]
            for j in i..<vector.count {
                sums[index] += left * vector[j]
                index += 1
            }
        }
    }

    private static func multiply(_ left: [Double], _ right: [Double], _ p: Int, into product: inout [Double]) {
        for i in 0..<p {
            for j in 0..<p {
                product[i * p + j] = left[i * p] * right[j]
            }
            for k in 1..<max(p, 1) {
                let factor = left[i * p + k]
                for j in 0..<p {
                    product[i * p + j] += factor * right[k * p + j]
                }
            }
        }
    }

    private static func multiply(_ matrix: [Double], vector: [Double], into product: inout [Double]) {
        let p = product.count
        for i in 0..<p {
            var sum = 0.0
            for j in 0..<p {
                sum += matrix[i * p + j] * vector[j]
            }
            product[i] = sum
        }
    }
}
