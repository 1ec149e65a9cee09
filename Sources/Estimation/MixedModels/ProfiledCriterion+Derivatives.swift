extension ProfiledCriterion {
    /// Sums over groups from which gradient and Hessian follow. The symmetric 2x2 matrices are packed (00, 01, 11).
    struct Curvature: Sendable {
        /// Σ M less what sites take of it, Σ GCG', Σ uu'/σ².
        var m = SIMD3<Double>.zero, leverage = SIMD3<Double>.zero, score = SIMD3<Double>.zero
        /// Σ M ⊗ Q: ΣM_00 Q, ΣM_01 Q, ΣM_11 Q.
        var tensor = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
        /// Σ G'EG for the directions E of d00, d01 and d11, the response beside X.
        var products: (TiledMatrix, TiledMatrix, TiledMatrix)
        /// The first columns of each group's own of these, where columns are kept apart.
        var along: [SIMD4<Double>] = []
        /// What sites add; nil without any.
        var sites: SiteCurvature?

        init(tiles: Int) {
            let zero = TiledMatrix(count: tiles)
            products = (zero, zero, zero)
        }

        /// Adds a group's M, what its site takes of it, uu'/σ² and GCG'.
        @inline(__always)
        mutating func add(
            m: SIMD3<Double>, bySite taken: SIMD3<Double> = .zero, score: SIMD3<Double>, leverage: SIMD3<Double>,
            isRestricted: Bool
        ) {
            let q = 2 * score - m + (isRestricted ? 2 * leverage : .zero) + 2 * taken
            self.m += m - taken
            self.score += score
            self.leverage += leverage
            tensor.0 += m[0] * q
            tensor.1 += m[1] * q
            tensor.2 += m[2] * q
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
            if let sites = other.sites {
                sum.sites = sum.sites.map { $0 + sites } ?? sites
            }
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
    /// one whose σ² is not profiled without the last. With sites τ² is a fourth direction.
    func derivatives(at solution: Solution) -> Derivatives {
        let parts = executor.mapBlocks(of: blocks.count, size: 1) { range in
            siteSizes.map { curvature(block: range.lowerBound, sizes: $0[range.lowerBound], solution) }
                ?? curvature(block: range.lowerBound, solution)
        }
        var sum = Curvature(tiles: tiles)
        for part in parts {
            sum += part
        }

        // In the coordinates (d00, d01, d11) of D, and τ²; d01 moves two elements.
        let gamma = sum.m - (isRestricted ? sum.leverage : .zero) - sum.score
        let sites = sum.sites
        let gradient = [gamma[0], 2 * gamma[1], gamma[2]] + (sites.map { [$0.change] } ?? [])
        let scoreAlong = [sum.score[0], 2 * sum.score[1], sum.score[2]] + (sites.map { [$0.score] } ?? [])
        let p = design.coefficients
        let residualWeights = solution.coefficients.map { -$0 } + [1]
        let along = parts.map(\.along)
        let products =
            [sum.products.0, sum.products.1, sum.products.2].enumerated().map { direction, products in
                columns.all(products, along: along, offset: direction, stride: 3)
            } + (sites.map { [columns.all($0.products, along: [])] } ?? [])
        // t_E, and CT_E row by row.
        let tails = gradient.indices.map { direction in
            (0..<p).map { i in (0...p).reduce(0.0) { $0 + products[direction][i, $1] * residualWeights[$1] } }
        }
        let c = solution.unscaledCovariance
        let influences = gradient.indices.map { direction in
            (0..<p).map { i in
                (0..<p).map { j in (0..<p).reduce(0.0) { $0 + c[i, $1] * products[direction][$1, j] } }
            }
        }
        let hessian = SymmetricMatrix(dimension: gradient.count) { e, f in
            var value = f < 3 ? RelativeCovariance.trace([sum.tensor.0, sum.tensor.1, sum.tensor.2], e, f) : 0
            if let sites { value += sites.pairs[e, f] }
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
        var jacobian = solution.covariance.jacobian
        if sites != nil {
            jacobian = jacobian.map { $0 + [0] } + [[0, 0, 0, 2 * solution.siteSpread]]
        }
        let sensitivity = Sensitivity(
            information: jacobian.map { change in
                SymmetricMatrix(dimension: p) { i, j in
                    gradient.indices.reduce(0.0) { $0 + change[$1] * products[$1][i, j] }
                }
            },
            residual: jacobian.map { change in gradient.indices.reduce(0.0) { $0 + change[$1] * scoreAlong[$1] } })
        return chain(gradient, hessian, jacobian, solution, sensitivity)
    }

    /// From derivatives in D and τ² to derivatives in θ and τ.
    private func chain(
        _ gradient: [Double], _ hessian: SymmetricMatrix, _ jacobian: [[Double]], _ solution: Solution,
        _ sensitivity: Sensitivity
    ) -> Derivatives {
        var gradientInTheta = jacobian.map { row in zip(row, gradient).reduce(0.0) { $0 + $1.0 * $1.1 } }
        var hessianInTheta = hessian.transformed(by: jacobian)
        let directions = solution.covariance.parameters.indices
        for k in directions {
            for l in k..<directions.count {
                hessianInTheta[k, l] += solution.covariance.curvature(k, l, gradient)
            }
        }
        if gradient.count > 3 {
            hessianInTheta[directions.count, directions.count] += 2 * gradient[3]
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

    /// Residuals in residual standard deviations as a combination of [X y], and the form C; the response has no row in it.
    struct Combinations {
        let weights: [Double]
        let form: SymmetricMatrix
        let tiledWeights: [SIMD4<Double>]
        let tiledForm: TiledMatrix

        init(_ columns: CriterionColumns, _ solution: Solution) {
            let sdResidual = solution.residualVariance.squareRoot()
            weights = columns.weights(solution.coefficients.map { -$0 / sdResidual } + [1 / sdResidual])
            form = columns.form(solution.unscaledCovariance)
            tiledWeights = TiledMatrix.vector(columns.varying.map { [weights] in weights[$0] }, count: columns.tiles)
            let varying = columns.varying.dropLast()
            tiledForm = TiledMatrix(
                SymmetricMatrix(dimension: varying.count) { [form] in form[varying[$0], varying[$1]] },
                count: columns.tiles)
        }
    }

    private func curvature(block number: Int, _ solution: Solution) -> Curvature {
        if tiles == 1, !columns.hasApart { return curvatureOfOneTile(block: blocks[number], solution) }
        let block = blocks[number]
        let d = solution.covariance.elements
        let combinations = Combinations(columns, solution)
        let residualWeights = combinations.tiledWeights
        let apart = columns.hasApart ? Apart(columns, number, combinations) : nil

        var sum = Curvature(tiles: tiles)
        // The two rows of G.
        var g = [SIMD4<Double>](repeating: .zero, count: 2 * tiles)
        for base in stride(from: 0, to: block.count, by: 1 + 2 * tiles) {
            let information = GroupInformation(block[base], d)
            let (m, level, slope) = (information.m, information.level, information.slope)
            var u = SIMD2<Double>.zero
            for tile in 0..<tiles {
                let w0 = block[base + 1 + tile]
                let w1 = block[base + 1 + tiles + tile]
                g[tile] = level[0] * w0 + level[1] * w1
                g[tiles + tile] = slope[0] * w0 + slope[1] * w1
                u += SIMD2((g[tile] * residualWeights[tile]).sum(), (g[tiles + tile] * residualWeights[tile]).sum())
            }
            let group = base / (1 + 2 * tiles)
            let h = SIMD2(g[0][0], g[tiles][0])
            if let apart { u += apart.residual(ofGroup: group) * h }
            let score = SIMD3(u.x * u.x, u.x * u.y, u.y * u.y)
            var leverage = addProducts(g, 0, combinations.tiledForm, to: &sum)
            if let apart {
                leverage += apart.leverage(ofGroup: group, g)
                for tile in 0..<tiles { sum.along.append(h.x * g[tile]) }
                for tile in 0..<tiles { sum.along.append(h.y * g[tile] + h.x * g[tiles + tile]) }
                for tile in 0..<tiles { sum.along.append(h.y * g[tiles + tile]) }
            }
            sum.add(m: m, score: score, leverage: leverage, isRestricted: isRestricted)
        }
        return sum
    }

    /// The same of up to four columns, whose sums stay in registers.
    private func curvatureOfOneTile(block: [SIMD4<Double>], _ solution: Solution) -> Curvature {
        let d = solution.covariance.elements
        let combinations = Combinations(columns, solution)
        let (residualWeights, form) = (combinations.tiledWeights[0], combinations.tiledForm.tiles[0])
        let isRestricted = isRestricted
        var sum = Curvature(tiles: 1)
        var (products0, products1, products2) = (TiledMatrix.Tile(), TiledMatrix.Tile(), TiledMatrix.Tile())
        for base in stride(from: 0, to: block.count, by: 3) {
            let information = GroupInformation(block[base], d)
            let (level, slope) = (information.level, information.slope)
            let (w0, w1) = (block[base + 1], block[base + 2])
            let g0 = level[0] * w0 + level[1] * w1
            let g1 = slope[0] * w0 + slope[1] * w1
            let (ux, uy) = ((g0 * residualWeights).sum(), (g1 * residualWeights).sum())
            let (weighted0, weighted1) = (form.leftProduct(g0), form.leftProduct(g1))
            products0.addProduct(g0, g0)
            products1.addProduct(g0, g1)
            products1.addProduct(g1, g0)
            products2.addProduct(g1, g1)
            sum.add(
                m: information.m, score: SIMD3(ux * ux, ux * uy, uy * uy),
                leverage: SIMD3((weighted0 * g0).sum(), (weighted0 * g1).sum(), (weighted1 * g1).sum()),
                isRestricted: isRestricted)
        }
        sum.products.0.tiles[0] = products0
        sum.products.1.tiles[0] = products1
        sum.products.2.tiles[0] = products2
        return sum
    }

    /// Adds G'EG for the three directions of D, the two rows of G at `first` in `rows`; gives GCG', packed.
    @inline(__always)
    func addProducts(
        _ rows: [SIMD4<Double>], _ first: Int, _ form: TiledMatrix, to sum: inout Curvature
    ) -> SIMD3<Double> {
        var leverage = SIMD3<Double>.zero
        for row in 0..<tiles {
            let (left0, left1) = (rows[first + row], rows[first + tiles + row])
            for column in 0..<tiles {
                let tile = row * tiles + column
                let (right0, right1) = (rows[first + column], rows[first + tiles + column])
                let weighted0 = form.tiles[tile].leftProduct(left0)
                let weighted1 = form.tiles[tile].leftProduct(left1)
                leverage += SIMD3((weighted0 * right0).sum(), (weighted0 * right1).sum(), (weighted1 * right1).sum())
                sum.products.0.tiles[tile].addProduct(left0, right0)
                sum.products.1.tiles[tile].addProduct(left0, right1)
                sum.products.1.tiles[tile].addProduct(left1, right0)
                sum.products.2.tiles[tile].addProduct(left1, right1)
            }
        }
        return leverage
    }

    /// What a block's columns that are kept apart add to the residuals and to GCG'.
    private struct Apart {
        private let block: CriterionColumns.Block
        private let weights: [Double]
        private let form: SymmetricMatrix
        /// By position, the form's elements with the varying columns.
        private let rows: [[SIMD4<Double>]]

        init(_ columns: CriterionColumns, _ block: Int, _ combinations: Combinations) {
            self.block = columns.blocks[block]
            weights = combinations.weights
            form = combinations.form
            let varying = columns.varying.dropLast()
            rows = (0..<form.dimension).map { [form] position in
                TiledMatrix.vector(varying.map { form[position, $0] }, count: columns.tiles)
            }
        }

        /// That of (y - Xβ) / σ on the rows of a group.
        func residual(ofGroup group: Int) -> Double {
            block.entries(ofGroup: group).reduce(0.0) { $0 + weights[block.positions[$1]] * block.excesses[$1] }
        }

        /// With h the first columns of G and c the group's values: 2 sym(G C c h') + (c'Cc) hh', packed.
        func leverage(ofGroup group: Int, _ g: [SIMD4<Double>]) -> SIMD3<Double> {
            let entries = block.entries(ofGroup: group)
            let tiles = g.count / 2
            let h = SIMD2(g[0][0], g[tiles][0])
            var crossed = SIMD2<Double>.zero
            var own = 0.0
            for entry in entries {
                let (position, excess) = (block.positions[entry], block.excesses[entry])
                for tile in 0..<tiles {
                    let weighted = excess * rows[position][tile]
                    crossed += SIMD2((g[tile] * weighted).sum(), (g[tiles + tile] * weighted).sum())
                }
                for other in entries {
                    own += excess * block.excesses[other] * form[position, block.positions[other]]
                }
            }
            return SIMD3(
                2 * h.x * crossed.x + own * h.x * h.x, h.x * crossed.y + h.y * crossed.x + own * h.x * h.y,
                2 * h.y * crossed.y + own * h.y * h.y)
        }
    }
}
