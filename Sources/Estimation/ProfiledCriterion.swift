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
    /// Vectors of four that a row of W takes.
    private let tiles: Int
    /// Groups in fixed blocks; for each group A as (a00, a01, a11, 0), then the two rows of W.
    private let blocks: [[SIMD4<Double>]]

    /// What an evaluation finds besides the criterion.
    struct Solution {
        let covariance: RelativeCovariance
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

    init(
        _ design: StandardizedDesign, _ structure: CovarianceStructure, isRestricted: Bool, executor: BlockExecutor
    ) {
        self.design = design
        self.structure = structure
        self.isRestricted = isRestricted
        self.executor = executor
        let width = design.coefficients + 1
        let tiles = TiledMatrix.count(for: width)
        self.tiles = tiles
        let moments = design.moments
        func cell(_ i: Int?, _ j: Int?) -> StandardizedDesign.Cell? {
            i.flatMap { i in j.map { j in design.cell(i, j) } }
        }
        let cells = [(0, 0), (0, design.slope), (design.slope, design.slope)].map { cell($0, $1) }
        let rows = [0, design.slope].map { random in (0..<width).map { cell(random, $0) } }
        blocks = executor.mapBlocks(of: moments.groupCount, size: GroupedMoments.blockSize) { groups in
            var block = [SIMD4<Double>]()
            block.reserveCapacity(groups.count * (1 + 2 * tiles))
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
}

// MARK: - The criterion

extension ProfiledCriterion {
    /// Σ log|V| and Σ W'KW over a block's groups.
    private struct Reduction: Sendable {
        var logDeterminant = 0.0
        var products: TiledMatrix
    }

    /// The criterion at θ; nil where it has no finite value.
    func evaluate(_ theta: [Double]) -> (value: Double, state: Solution)? {
        let covariance = RelativeCovariance(structure, theta)
        let parts = executor.mapBlocks(of: blocks.count, size: 1) { range in
            reduce(blocks[range.lowerBound], covariance)
        }
        var sum = Reduction(products: TiledMatrix(count: tiles))
        for part in parts {
            sum.logDeterminant += part.logDeterminant
            sum.products += part.products
        }

        // R'R = X'X - ΣW'KW and so on, the response in the last row.
        let p = design.coefficients
        func weighted(_ i: Int, _ j: Int) -> Double {
            design.total[i, j] - sum.products[i, j]
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
                covariance: covariance, coefficients: coefficients, unscaledCovariance: unscaled,
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

    private func reduce(_ block: [SIMD4<Double>], _ d: RelativeCovariance) -> Reduction {
        let (d00, d01, d11, detD) = (d.d00, d.d01, d.d11, d.determinant)
        var sum = Reduction(products: TiledMatrix(count: tiles))
        // Determinants are at least 1: their product is logged now and then instead of each.
        var determinants = 1.0
        for base in stride(from: 0, to: block.count, by: 1 + 2 * tiles) {
            let a = block[base]
            let detA = a[0] * a[2] - a[1] * a[1]
            let det = 1 + a[0] * d00 + 2 * a[1] * d01 + a[2] * d11 + detA * detD
            // K = (D + |D| adj A) / |I + AD|.
            let inverse = 1 / det
            let k00 = (d00 + detD * a[2]) * inverse
            let k01 = (d01 - detD * a[1]) * inverse
            let k11 = (d11 + detD * a[0]) * inverse
            determinants *= det
            if determinants > 1e100 {
                sum.logDeterminant += log(determinants)
                determinants = 1
            }
            for column in 0..<tiles {
                let w0 = block[base + 1 + column]
                let w1 = block[base + 1 + tiles + column]
                let right0 = k00 * w0 + k01 * w1
                let right1 = k01 * w0 + k11 * w1
                for row in 0..<tiles {
                    sum.products.tiles[row * tiles + column].addProduct(block[base + 1 + row], right0)
                    sum.products.tiles[row * tiles + column].addProduct(block[base + 1 + tiles + row], right1)
                }
            }
        }
        sum.logDeterminant += log(determinants)
        return sum
    }
}

// MARK: - Its derivatives

extension ProfiledCriterion {
    /// Sums over groups from which gradient and Hessian follow. The symmetric 2x2 matrices are packed (00, 01, 11).
    private struct Curvature: Sendable {
        /// Σ M, Σ GCG', Σ uu'/σ².
        var m = SIMD3<Double>.zero, leverage = SIMD3<Double>.zero, score = SIMD3<Double>.zero
        /// Σ M ⊗ Q: ΣM_00 Q, ΣM_01 Q, ΣM_11 Q.
        var tensor = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
        /// Σ G'EG for the directions E of d00, d01 and d11, the response beside X.
        var products: (TiledMatrix, TiledMatrix, TiledMatrix)

        init(tiles: Int) {
            let zero = TiledMatrix(count: tiles)
            products = (zero, zero, zero)
        }

        static func += (sum: inout Curvature, other: Curvature) {
            sum.m += other.m
            sum.leverage += other.leverage
            sum.score += other.score
            sum.tensor.0 += other.tensor.0
            sum.tensor.1 += other.tensor.1
            sum.tensor.2 += other.tensor.2
            sum.products.0 += other.products.0
            sum.products.1 += other.products.1
            sum.products.2 += other.products.2
        }
    }

    /// Gradient and Hessian of the criterion in θ.
    ///
    /// With M = Z'V⁻¹Z, G = Z'V⁻¹X, u = Z'V⁻¹(y - Xβ), C = (X'V⁻¹X)⁻¹ and ν degrees of freedom, in a direction E of D the
    /// restricted criterion changes by
    ///
    ///     Σ tr(E(M - GCG' - uu'/σ²))
    ///
    /// and in two directions E and F by
    ///
    ///     Σ tr(MEQF) - tr(C T_E C T_F) - 2 t_E'C t_F / σ² - (Σu'Eu)(Σu'Fu) / (νσ⁴)
    ///
    /// with Q = -M + 2GCG' + 2uu'/σ², T_E = ΣG'EG and t_E = ΣG'Eu; the unrestricted one without the terms in GCG' and T, and
    /// one whose σ² is not profiled without the last.
    func derivatives(at solution: Solution) -> Derivatives {
        let parts = executor.mapBlocks(of: blocks.count, size: 1) { range in
            curvature(blocks[range.lowerBound], solution)
        }
        var sum = Curvature(tiles: tiles)
        for part in parts {
            sum += part
        }

        // In the coordinates (d00, d01, d11) of D; d01 moves two elements.
        let gamma = sum.m - (isRestricted ? sum.leverage : .zero) - sum.score
        let gradient = [gamma[0], 2 * gamma[1], gamma[2]]
        let scoreAlong = [sum.score[0], 2 * sum.score[1], sum.score[2]]
        let p = design.coefficients
        let residualWeights = solution.coefficients.map { -$0 } + [1]
        let products = [sum.products.0, sum.products.1, sum.products.2]
        // t_E, and CT_E row by row.
        let tails = (0..<3).map { direction in
            (0..<p).map { i in (0...p).reduce(0.0) { $0 + products[direction][i, $1] * residualWeights[$1] } }
        }
        let c = solution.unscaledCovariance
        let influences = (0..<3).map { direction in
            (0..<p).map { i in
                (0..<p).map { j in (0..<p).reduce(0.0) { $0 + c[i, $1] * products[direction][$1, j] } }
            }
        }
        let hessian = SymmetricMatrix(dimension: 3) { e, f in
            var value = RelativeCovariance.trace([sum.tensor.0, sum.tensor.1, sum.tensor.2], e, f)
            value -= 2 * c.form(tails[e], tails[f]) / solution.residualVariance
            if case .profiled = residualVariance {
                value -= scoreAlong[e] * scoreAlong[f] / degreesOfFreedom
            }
            if isRestricted {
                for i in 0..<p {
                    for j in 0..<p {
                        value -= influences[e][i][j] * influences[f][j][i]
                    }
                }
            }
            return value
        }
        let jacobian = solution.covariance.jacobian
        let sensitivity = Sensitivity(
            information: jacobian.map { change in
                SymmetricMatrix(dimension: p) { i, j in
                    (0..<3).reduce(0.0) { $0 + change[$1] * products[$1][i, j] }
                }
            },
            residual: jacobian.map { change in (0..<3).reduce(0.0) { $0 + change[$1] * scoreAlong[$1] } })
        return chain(gradient, hessian, jacobian, solution, sensitivity)
    }

    /// From derivatives in D to derivatives in θ.
    private func chain(
        _ gradient: [Double], _ hessian: SymmetricMatrix, _ jacobian: [[Double]], _ solution: Solution,
        _ sensitivity: Sensitivity
    ) -> Derivatives {
        var gradientInTheta = jacobian.map { row in zip(row, gradient).reduce(0.0) { $0 + $1.0 * $1.1 } }
        var hessianInTheta = hessian.transformed(by: jacobian)
        for k in jacobian.indices {
            for l in k..<jacobian.count {
                hessianInTheta[k, l] += solution.covariance.curvature(k, l, gradient)
            }
        }
        if case .inverseSquare(let k) = residualVariance {
            // The criterion holds -2n log θk + r θk² besides.
            let inverse = solution.covariance.parameters[k]
            gradientInTheta[k] += 2 * (solution.residualSum * inverse - degreesOfFreedom / inverse)
            hessianInTheta[k, k] += 2 * (solution.residualSum + degreesOfFreedom / (inverse * inverse))
            for l in jacobian.indices {
                hessianInTheta[k, l] -= (l == k ? 4 : 2) * sensitivity.residual[l] / inverse
            }
        }
        return Derivatives(gradient: gradientInTheta, hessian: hessianInTheta, detail: sensitivity)
    }

    private func curvature(_ block: [SIMD4<Double>], _ solution: Solution) -> Curvature {
        let d = solution.covariance
        let (d00, d01, d11, detD) = (d.d00, d.d01, d.d11, d.determinant)
        // Residuals as a combination of [X y], in residual standard deviations; the response has no row in C.
        let sdResidual = solution.residualVariance.squareRoot()
        let residualWeights = TiledMatrix.vector(
            solution.coefficients.map { -$0 / sdResidual } + [1 / sdResidual], count: tiles)
        let unscaled = TiledMatrix(solution.unscaledCovariance, count: tiles)

        var sum = Curvature(tiles: tiles)
        var g0 = [SIMD4<Double>](repeating: .zero, count: tiles)
        var g1 = g0
        for base in stride(from: 0, to: block.count, by: 1 + 2 * tiles) {
            let a = block[base]
            let detA = a[0] * a[2] - a[1] * a[1]
            let inverse = 1 / (1 + a[0] * d00 + 2 * a[1] * d01 + a[2] * d11 + detA * detD)
            // M = (A + |A| adj D) / |I + AD| and (I + AD)⁻¹ = (I + adj(AD)) / |I + AD|.
            let m = SIMD3(a[0] + detA * d11, a[1] - detA * d01, a[2] + detA * d00) * inverse
            let h00 = (1 + a[1] * d01 + a[2] * d11) * inverse
            let h01 = -(a[0] * d01 + a[1] * d11) * inverse
            let h10 = -(a[1] * d00 + a[2] * d01) * inverse
            let h11 = (1 + a[0] * d00 + a[1] * d01) * inverse

            var u = SIMD2<Double>.zero
            for tile in 0..<tiles {
                let w0 = block[base + 1 + tile]
                let w1 = block[base + 1 + tiles + tile]
                g0[tile] = h00 * w0 + h01 * w1
                g1[tile] = h10 * w0 + h11 * w1
                u += SIMD2((g0[tile] * residualWeights[tile]).sum(), (g1[tile] * residualWeights[tile]).sum())
            }
            let score = SIMD3(u.x * u.x, u.x * u.y, u.y * u.y)
            var leverage = SIMD3<Double>.zero
            for row in 0..<tiles {
                let (left0, left1) = (g0[row], g1[row])
                for column in 0..<tiles {
                    let tile = row * tiles + column
                    let (right0, right1) = (g0[column], g1[column])
                    let weighted0 = unscaled.tiles[tile].leftProduct(left0)
                    let weighted1 = unscaled.tiles[tile].leftProduct(left1)
                    leverage += SIMD3(
                        (weighted0 * right0).sum(), (weighted0 * right1).sum(), (weighted1 * right1).sum())
                    sum.products.0.tiles[tile].addProduct(left0, right0)
                    sum.products.1.tiles[tile].addProduct(left0, right1)
                    sum.products.1.tiles[tile].addProduct(left1, right0)
                    sum.products.2.tiles[tile].addProduct(left1, right1)
                }
            }
            let q = 2 * score - m + (isRestricted ? 2 * leverage : .zero)
            sum.m += m
            sum.score += score
            sum.leverage += leverage
            sum.tensor.0 += m[0] * q
            sum.tensor.1 += m[1] * q
            sum.tensor.2 += m[2] * q
        }
        return sum
    }
}
