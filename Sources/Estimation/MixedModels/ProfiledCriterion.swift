import Foundation

/// -2 log likelihood, or restricted likelihood, of a linear mixed model as a function of the relative covariance of its random
/// effects alone, with the fixed effects and the residual variance at their best.
///
/// For group i let A = Z'Z, and W = Z'[X y] of q = 2 rows. With relative covariance D = ΛΛ' and V = I + ZDZ':
///
///     |V| = |I + AD|,  V⁻¹ = I - ZKZ',  K = D(I + AD)⁻¹,  Z'V⁻¹[X y] = (I + AD)⁻¹W
///
/// so that an evaluation is one pass over 2x2 matrices and sums of W'KW. A random intercept alone is the case whose slope
/// has no spread, with a slope column of zeros.
///
/// Where groups are persons nested in sites, a random intercept with relative variance τ² for site s adds τ²11' to the block of its
/// persons; see `ProfiledCriterion+Sites`.
///
/// Criterion as in Bates, Mächler, Bolker & Walker (2015), doi:10.18637/jss.v067.i01, equations 34 and 41; derivatives as in
/// Lindstrom & Bates (1988), doi:10.2307/2290128, written in D as at `derivatives(at:)`.
struct ProfiledCriterion: Sendable {
    /// Where the residual variance comes from.
    enum ResidualVariance: Sendable {
        /// At its best for the other parameters.
        case profiled
        /// Held at a value, standardised.
        case held(Double)
        /// 1 / θk², for structures in which a parameter is the inverse of the residual standard deviation.
        case inverseSquare(of: Int)
    }

    /// A linear combination of the fixed effects, standardised, held at a value.
    struct Constraint: Sendable {
        let weights: [Double]
        let value: Double
    }

    let design: StandardizedDesign
    let isRestricted: Bool
    let executor: BlockExecutor
    /// What the parameters mean.
    var structure: CovarianceStructure
    var residualVariance = ResidualVariance.profiled
    /// For profiles of the likelihood; the restricted one is not defined under a constraint.
    var constraint: Constraint?
    let columns: CriterionColumns
    /// Vectors of four that a row of W takes.
    var tiles: Int { columns.tiles }
    /// Groups in fixed blocks; for each group A as (a00, a01, a11, 0), then the two rows of W, of the columns that vary.
    let blocks: [[SIMD4<Double>]]
    /// Persons of each site by block, which are whole sites then; nil without sites.
    let siteSizes: [[Int]]?

    /// What an evaluation finds besides the criterion.
    struct Solution {
        let covariance: RelativeCovariance
        /// τ; 0 without sites.
        let siteSpread: Double
        /// Fixed effects, standardised.
        let coefficients: [Double]
        /// (X'V⁻¹X)⁻¹, under a constraint that of the fixed effects that stay free.
        let unscaledCovariance: SymmetricMatrix
        /// Residual variance, standardised.
        let residualVariance: Double
        /// (y - Xβ)'V⁻¹(y - Xβ).
        let residualSum: Double
    }

    /// How the fixed effects' information and the residual sum change with the parameters.
    struct Sensitivity: Sendable {
        /// -∂(X'V⁻¹X)/∂θk.
        let information: [SymmetricMatrix]
        /// -∂((y - Xβ)'V⁻¹(y - Xβ))/∂θk / σ².
        let residual: [Double]
    }

    typealias Minimum = NewtonMinimizer.Minimum<Solution, Sensitivity>
    typealias Derivatives = NewtonMinimizer.Derivatives<Sensitivity>

    /// n, or n - p for the restricted likelihood.
    var degreesOfFreedom: Double {
        Double(design.observations - (isRestricted ? design.coefficients : 0))
    }

    /// - Parameter sites: Where groups are nested in sites, those with rows, site by site. Then the site's relative standard deviation τ
    ///   is the last parameter.
    init(
        _ design: StandardizedDesign, _ structure: CovarianceStructure, sites: [[Int]]? = nil, isRestricted: Bool,
        executor: BlockExecutor
    ) {
        self.design = design
        self.structure = structure
        self.isRestricted = isRestricted
        self.executor = executor
        let columns = CriterionColumns(design)
        self.columns = columns
        guard let sites else {
            siteSizes = nil
            blocks = executor.mapBlocks(of: design.moments.groupCount, size: GroupedMoments.blockSize) {
                Self.block(of: $0, design, columns)
            }
            return
        }
        let runs = Self.runsOfWholeSites(sites)
        siteSizes = runs.map { run in sites[run].map(\.count) }
        blocks = executor.mapBlocks(of: runs.count, size: 1) {
            Self.block(of: sites[runs[$0.lowerBound]].joined(), design, columns)
        }
    }

    /// A and W of each of the groups that has rows.
    private static func block(
        of groups: some Sequence<Int>, _ design: StandardizedDesign, _ columns: CriterionColumns
    ) -> [SIMD4<Double>] {
        let moments = design.moments
        let (width, tiles) = (columns.varying.count, columns.tiles)
        func cell(_ i: Int?, _ j: Int?) -> StandardizedDesign.Cell? {
            i.flatMap { i in j.map { j in design.cell(i, j) } }
        }
        let cells = [(0, 0), (0, design.slope), (design.slope, design.slope)].map { cell($0, $1) }
        let rows = [0, design.slope].map { random in columns.varying.map { cell(random, $0) } }
        var block = [SIMD4<Double>]()
        block.reserveCapacity(groups.underestimatedCount * (1 + 2 * tiles))
        for group in groups {
            let base = group * moments.stride
            guard moments.packed[base] != 0 else { continue }
            var a = SIMD4<Double>.zero
            for (lane, cell) in cells.enumerated() {
                a[lane] = cell?.value(moments.packed, at: base) ?? 0
            }
            block.append(a)
            for row in rows {
                for tile in 0..<tiles {
                    var w = SIMD4<Double>.zero
                    for lane in 0..<min(4, width - 4 * tile) {
                        w[lane] = row[4 * tile + lane]?.value(moments.packed, at: base) ?? 0
                    }
                    block.append(w)
                }
            }
        }
        return block
    }
}

// MARK: - The criterion

extension ProfiledCriterion {
    /// Over a block's groups: Σ log|V| and what is subtracted from [X y]'[X y], Σ W'KW and what sites add, with the first column of each
    /// group's W'KW where columns are kept apart.
    struct Reduction: Sendable {
        var logDeterminant = 0.0
        var products: TiledMatrix
        var along: [SIMD4<Double>] = []
    }

    /// The criterion at θ; nil where it has no finite value.
    func evaluate(_ theta: [Double]) -> (value: Double, state: Solution)? {
        let covariance = RelativeCovariance(structure, siteSizes == nil ? theta : theta.dropLast())
        let siteSpread = siteSizes == nil ? 0 : theta.last ?? 0
        let parts = executor.mapBlocks(of: blocks.count, size: 1) { range in
            let block = range.lowerBound
            return siteSizes.map { reduce(blocks[block], sizes: $0[block], covariance.elements, siteSpread) }
                ?? reduce(blocks[block], covariance.elements)
        }
        var sum = Reduction(products: TiledMatrix(count: tiles))
        for part in parts {
            sum.logDeterminant += part.logDeterminant
            sum.products += part.products
        }

        let products = columns.all(sum.products, along: parts.map(\.along))
        // R'R = X'X - ΣW'KW and so on, the response in the last row.
        let p = design.coefficients
        func weighted(_ i: Int, _ j: Int) -> Double {
            design.total[i, j] - products[i, j]
        }
        let information = SymmetricMatrix(dimension: p, element: weighted)
        let score = (0..<p).map { weighted($0, p) }
        guard let factor = try? CholeskyFactor(information) else { return nil }
        var coefficients = factor.solve(score)
        var unscaled = factor.inverse()
        var residual = weighted(p, p) - zip(coefficients, score).reduce(0.0) { $0 + $1.0 * $1.1 }
        if let constraint {
            residual += Self.impose(constraint, &coefficients, &unscaled)
        }
        guard residual > 0, residual.isFinite else { return nil }

        let variance = variance(residual, theta)
        let value =
            sum.logDeterminant + (isRestricted ? factor.logDeterminant : 0)
            + degreesOfFreedom * log(2 * .pi * variance) + residual / variance
        guard value.isFinite else { return nil }
        return (
            value,
            Solution(
                covariance: covariance, siteSpread: siteSpread, coefficients: coefficients,
                unscaledCovariance: unscaled,
                residualVariance: variance, residualSum: residual)
        )
    }

    private func variance(_ residual: Double, _ theta: [Double]) -> Double {
        switch residualVariance {
        case .profiled: residual / degreesOfFreedom
        case .held(let variance): variance
        case .inverseSquare(let parameter): 1 / (theta[parameter] * theta[parameter])
        }
    }

    /// Moves free estimates to those under l'β = c, and gives what that adds to the residual sum: with C = (X'V⁻¹X)⁻¹,
    /// β - Cl(l'β - c)/l'Cl, C - Cll'C/l'Cl and (l'β - c)²/l'Cl.
    private static func impose(
        _ constraint: Constraint, _ coefficients: inout [Double], _ unscaled: inout SymmetricMatrix
    ) -> Double {
        let weights = constraint.weights
        let along = weights.indices.map { [unscaled] i in
            weights.indices.reduce(0.0) { $0 + unscaled[i, $1] * weights[$1] }
        }
        let spread = zip(weights, along).reduce(0.0) { $0 + $1.0 * $1.1 }
        let excess = zip(weights, coefficients).reduce(-constraint.value) { $0 + $1.0 * $1.1 }
        coefficients = zip(coefficients, along).map { $0 - $1 * excess / spread }
        unscaled = SymmetricMatrix(dimension: weights.count) { [unscaled] in
            unscaled[$0, $1] - along[$0] * along[$1] / spread
        }
        return excess * excess / spread
    }

    private func reduce(_ block: [SIMD4<Double>], _ d: RelativeCovariance.Elements) -> Reduction {
        if tiles == 1, !columns.hasApart { return reduceOneTile(block, d) }
        var sum = Reduction(products: TiledMatrix(count: tiles))
        var determinants = LogDeterminantSum()
        for base in stride(from: 0, to: block.count, by: 1 + 2 * tiles) {
            let group = GroupInformation(block[base], d)
            determinants.add(group.determinant)
            let k = group.k
            addProducts(block, base, k, to: &sum.products)
            if columns.hasApart {
                let (first0, first1) = (block[base + 1][0], block[base + 1 + tiles][0])
                let (right0, right1) = (k[0] * first0 + k[1] * first1, k[1] * first0 + k[2] * first1)
                for row in 0..<tiles {
                    sum.along.append(right0 * block[base + 1 + row] + right1 * block[base + 1 + tiles + row])
                }
            }
        }
        sum.logDeterminant = determinants.value
        return sum
    }

    /// The same of up to four columns, whose sums stay in registers.
    private func reduceOneTile(_ block: [SIMD4<Double>], _ d: RelativeCovariance.Elements) -> Reduction {
        var products = TiledMatrix.Tile()
        var determinants = LogDeterminantSum()
        for base in stride(from: 0, to: block.count, by: 3) {
            let group = GroupInformation(block[base], d)
            determinants.add(group.determinant)
            let k = group.k
            let (w0, w1) = (block[base + 1], block[base + 2])
            products.addProduct(w0, k[0] * w0 + k[1] * w1)
            products.addProduct(w1, k[1] * w0 + k[2] * w1)
        }
        var sum = Reduction(logDeterminant: determinants.value, products: TiledMatrix(count: 1))
        sum.products.tiles[0] = products
        return sum
    }

    /// Adds W'KW of the group whose sums begin at `base`.
    @inline(__always)
    func addProducts(
        _ block: [SIMD4<Double>], _ base: Int, _ k: SIMD3<Double>, to products: inout TiledMatrix
    ) {
        for column in 0..<tiles {
            let w0 = block[base + 1 + column]
            let w1 = block[base + 1 + tiles + column]
            let right0 = k[0] * w0 + k[1] * w1
            let right1 = k[1] * w0 + k[2] * w1
            for row in 0..<tiles {
                products.tiles[row * tiles + column].addProduct(block[base + 1 + row], right0)
                products.tiles[row * tiles + column].addProduct(block[base + 1 + tiles + row], right1)
            }
        }
    }
}
