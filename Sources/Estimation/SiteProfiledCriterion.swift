import Foundation

/// -2 log likelihood, or restricted likelihood, of a mixed model of persons nested in sites as a function of the
/// relative covariances of its random effects alone, with the fixed effects and the residual variance at their best.
///
/// Without sites, person i has V_i = I + Z_i D Z_i', and all that is needed of it follows from 2x2 matrices as at
/// `ProfiledCriterion`. A random intercept with relative variance τ² for site s adds τ²11' to the block of its
/// persons, so by Sherman & Morrison (1950), doi:10.1214/aoms/1177729893, with V the block-diagonal matrix of its V_i,
/// m = 1'V⁻¹1 and v = [X y]'V⁻¹1,
///
///     |V + τ²11'| = |V| (1 + τ²m)
///     [X y]'(V + τ²11')⁻¹[X y] = [X y]'V⁻¹[X y] - τ² / (1 + τ²m) vv'
///
/// where m and v are sums over the site's persons: an evaluation costs one pass over persons, however large the
/// sites.
///
/// Criterion as in Bates, Mächler, Bolker & Walker (2015), doi:10.18637/jss.v067.i01, equations 34 and 41.
struct SiteProfiledCriterion: Sendable {
    let design: StandardizedDesign
    let isRestricted: Bool
    let executor: BlockExecutor
    /// Vectors of four that a row of Z'[X y] takes.
    let tiles: Int
    let blocks: [Block]

    /// Whole sites.
    struct Block: Sendable {
        /// Persons of each site.
        var siteSizes = [Int]()
        /// For each person Z'Z as (a00, a01, a11, 0), then the two rows of Z'[X y].
        var persons = [SIMD4<Double>]()
    }

    /// Relative covariance D = ΛΛ' of a person's intercept and slope by its lower triangular factor Λ = [θ0 0; θ1 θ2],
    /// and relative standard deviation τ of the site's intercept.
    struct Parameters: Sendable {
        let theta: (Double, Double, Double)
        let tau: Double

        /// From θ0 and τ, or θ0, θ1, θ2 and τ.
        init(_ values: [Double]) {
            theta = values.count == 4 ? (values[0], values[1], values[2]) : (values.first ?? 0, 0, 0)
            tau = values.last ?? 0
        }

        /// The elements of D.
        var d00: Double { theta.0 * theta.0 }
        var d01: Double { theta.0 * theta.1 }
        var d11: Double { theta.1 * theta.1 + theta.2 * theta.2 }
        /// |D|, without a difference.
        var determinant: Double { theta.0 * theta.0 * theta.2 * theta.2 }
    }

    /// What an evaluation finds besides the criterion.
    struct Solution: Sendable {
        let parameters: Parameters
        /// Fixed effects, standardised.
        let coefficients: [Double]
        /// (X'V⁻¹X)⁻¹.
        let unscaledCovariance: SymmetricMatrix
        /// Residual variance, standardised.
        let residualVariance: Double
    }

    /// n, or n - p for the restricted likelihood.
    var degreesOfFreedom: Double {
        Double(design.observations - (isRestricted ? design.coefficients : 0))
    }

    /// - Parameter sites: Groups with rows, site by site.
    init(_ design: StandardizedDesign, sites: [[Int]], isRestricted: Bool, executor: BlockExecutor) {
        self.design = design
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
        let runs = Self.runsOfWholeSites(sites)
        blocks = executor.mapBlocks(of: runs.count, size: 1) { range in
            var block = Block()
            for site in runs[range.lowerBound] {
                block.siteSizes.append(sites[site].count)
                for group in sites[site] {
                    let base = group * moments.stride
                    var a = SIMD4<Double>.zero
                    for (lane, cell) in cells.enumerated() {
                        a[lane] = cell?.value(moments.packed, at: base) ?? 0
                    }
                    block.persons.append(a)
                    for row in rows {
                        for tile in 0..<tiles {
                            var w = SIMD4<Double>.zero
                            for lane in 0..<min(4, width - 4 * tile) {
                                w[lane] = row[4 * tile + lane]?.value(moments.packed, at: base) ?? 0
                            }
                            block.persons.append(w)
                        }
                    }
                }
            }
            return block
        }
    }

    /// Consecutive sites that together have at least a block's persons: a cut that depends on the data alone.
    private static func runsOfWholeSites(_ sites: [[Int]]) -> [Range<Int>] {
        var runs = [Range<Int>]()
        var (start, persons) = (0, 0)
        for (site, groups) in sites.enumerated() {
            persons += groups.count
            if persons >= GroupedMoments.blockSize || site == sites.count - 1 {
                runs.append(start..<site + 1)
                (start, persons) = (site + 1, 0)
            }
        }
        return runs
    }
}

// MARK: - The criterion

extension SiteProfiledCriterion {
    /// Over a block's sites: Σ log|V + τ²11'| and what is subtracted from [X y]'[X y].
    private struct Reduction: Sendable {
        var logDeterminant = 0.0
        var products: TiledMatrix
    }

    /// The criterion at θ and τ; nil where it has no finite value.
    func evaluate(_ values: [Double]) -> (value: Double, state: Solution)? {
        let parameters = Parameters(values)
        let parts = executor.mapBlocks(of: blocks.count, size: 1) { range in
            reduce(blocks[range.lowerBound], parameters)
        }
        var sum = Reduction(products: TiledMatrix(count: tiles))
        for part in parts {
            sum.logDeterminant += part.logDeterminant
            sum.products += part.products
        }

        // The response in the last row.
        let p = design.coefficients
        func weighted(_ i: Int, _ j: Int) -> Double {
            design.total[i, j] - sum.products[i, j]
        }
        let information = SymmetricMatrix(dimension: p, element: weighted)
        let score = (0..<p).map { weighted($0, p) }
        guard let factor = try? CholeskyFactor(information) else { return nil }
        let coefficients = factor.solve(score)
        let residual = weighted(p, p) - zip(coefficients, score).reduce(0.0) { $0 + $1.0 * $1.1 }
        guard residual > 0, residual.isFinite else { return nil }

        let variance = residual / degreesOfFreedom
        let value =
            sum.logDeterminant + (isRestricted ? factor.logDeterminant : 0)
            + degreesOfFreedom * (1 + log(2 * .pi * variance))
        guard value.isFinite else { return nil }
        return (
            value,
            Solution(
                parameters: parameters, coefficients: coefficients, unscaledCovariance: factor.inverse(),
                residualVariance: variance)
        )
    }

    private func reduce(_ block: Block, _ parameters: Parameters) -> Reduction {
        let (d00, d01, d11, detD) = (parameters.d00, parameters.d01, parameters.d11, parameters.determinant)
        let tauSquared = parameters.tau * parameters.tau
        var sum = Reduction(products: TiledMatrix(count: tiles))
        var site = [SIMD4<Double>](repeating: .zero, count: tiles)
        var base = 0
        // Determinants are at least 1: their product is logged now and then instead of each.
        var determinants = 1.0
        func logged(_ factor: Double) {
            determinants *= factor
            if determinants > 1e100 {
                sum.logDeterminant += log(determinants)
                determinants = 1
            }
        }
        for size in block.siteSizes {
            for tile in 0..<tiles {
                site[tile] = .zero
            }
            for _ in 0..<size {
                let a = block.persons[base]
                let detA = a[0] * a[2] - a[1] * a[1]
                let det = 1 + a[0] * d00 + 2 * a[1] * d01 + a[2] * d11 + detA * detD
                // K = (D + |D| adj A) / |I + AD|, and the first row of (I + AD)⁻¹.
                let inverse = 1 / det
                let k00 = (d00 + detD * a[2]) * inverse
                let k01 = (d01 - detD * a[1]) * inverse
                let k11 = (d11 + detD * a[0]) * inverse
                let h00 = (1 + a[1] * d01 + a[2] * d11) * inverse
                let h01 = -(a[0] * d01 + a[1] * d11) * inverse
                logged(det)
                for column in 0..<tiles {
                    let w0 = block.persons[base + 1 + column]
                    let w1 = block.persons[base + 1 + tiles + column]
                    site[column] += h00 * w0 + h01 * w1
                    let right0 = k00 * w0 + k01 * w1
                    let right1 = k01 * w0 + k11 * w1
                    for row in 0..<tiles {
                        let tile = row * tiles + column
                        sum.products.tiles[tile].addProduct(block.persons[base + 1 + row], right0)
                        sum.products.tiles[tile].addProduct(block.persons[base + 1 + tiles + row], right1)
                    }
                }
                base += 1 + 2 * tiles
            }
            // The constant is the first column, so m is v's first element.
            let inflation = 1 + tauSquared * site[0][0]
            logged(inflation)
            let k = tauSquared / inflation
            for row in 0..<tiles {
                for column in 0..<tiles {
                    sum.products.tiles[row * tiles + column].addProduct(k * site[row], site[column])
                }
            }
        }
        sum.logDeterminant += log(determinants)
        return sum
    }
}
