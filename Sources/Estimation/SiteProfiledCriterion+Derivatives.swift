/// Exact gradient and Hessian, in one pass over persons.
///
/// With W the inverse of a site's relative covariance, V the block-diagonal one without the site's own part, k = τ² /
/// (1 + τ²m) and h_i = Z_i'V⁻¹1 (m and v as at the criterion, v of X alone), a person i has
///
///     Z_i'WZ_j = δ_ij M_i - k h_i h_j',  G_i = Z_i'WX = Z_i'V⁻¹X - k h_i v',  u_i = Z_i'W(y - Xβ) / σ
///
/// and the site f = 1 / (1 + τ²m), 1'W1 = f m, x = 1'WX = f v, w = 1'W(y - Xβ) / σ. Let C = (X'WX)⁻¹ over all sites, ν
/// the degrees of freedom, and for a direction E of D: H_E = Σ h_i'Eh_i, g_E = ΣG_i'Eh_i, n_E = Σu_i'Eh_i over the
/// site's persons. Then the restricted criterion changes along E and along τ² by
///
///     Σ_i tr(E (M_i - k h_i h_i' - G_i C G_i' - u_i u_i'))        fm - x'Cx - w²
///
/// and in two directions by a sum over sites, of which P = -2k (g_E'C g_F + n_E n_F) - k² H_E H_F,
///
///     E and F    Σ_i tr(M_i E Q_i F) + P,  Q_i = -M_i + 2k h_i h_i' + 2 G_i C G_i' + 2 u_i u_i'
///     E and τ²   f (2 x'C g_E + 2 w n_E - f H_E)
///     τ² twice   fm (2 x'Cx + 2 w² - fm)
///
/// less, over all sites, tr(C T_a C T_b) + 2 t_a'C t_b + s_a s_b / ν, where T_E = ΣG_i'EG_i, t_E = ΣG_i'Eu_i, s_E =
/// Σu_i'Eu_i and for τ² T = Σxx', t = Σxw, s = Σw². The unrestricted criterion is without the terms in g'Cg, GCG',
/// x'Cx, x'Cg and T.
///
/// As Lindstrom & Bates (1988), doi:10.2307/2290128, written for nested effects.
extension SiteProfiledCriterion {
    /// Sums over sites from which gradient and Hessian follow, in the directions d00, d01, d11 and τ². Symmetric 2x2
    /// matrices are packed (00, 01, 11).
    private struct Curvature: Sendable {
        /// Σ (M - khh' - GCG' - uu') and the change along τ².
        var persons = SIMD3<Double>.zero, site = 0.0
        /// s: Σuu', and Σw² last.
        var score = SIMD4<Double>.zero
        /// Σ M ⊗ Q: ΣM_00 Q, ΣM_01 Q, ΣM_11 Q.
        var tensor = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
        /// The rest of the sum over sites, for each pair of directions.
        var sites = SymmetricMatrix(dimension: 4)
        /// T, the response beside X.
        var products: [TiledMatrix]

        init(tiles: Int) {
            products = Array(repeating: TiledMatrix(count: tiles), count: 4)
        }

        static func += (sum: inout Curvature, other: Curvature) {
            sum.persons += other.persons
            sum.site += other.site
            sum.score += other.score
            sum.tensor.0 += other.tensor.0
            sum.tensor.1 += other.tensor.1
            sum.tensor.2 += other.tensor.2
            for i in 0..<4 {
                for j in i..<4 {
                    sum.sites[i, j] += other.sites[i, j]
                }
                sum.products[i] += other.products[i]
            }
        }
    }

    /// Gradient and Hessian of the criterion in θ and τ.
    func derivatives(at solution: Solution) -> (gradient: [Double], hessian: SymmetricMatrix) {
        let parts = executor.mapBlocks(of: blocks.count, size: 1) { range in
            curvature(blocks[range.lowerBound], solution)
        }
        var sum = Curvature(tiles: tiles)
        for part in parts {
            sum += part
        }
        // d01 moves two elements of D.
        let gradient = [sum.persons[0], 2 * sum.persons[1], sum.persons[2], sum.site]
        let score = [sum.score[0], 2 * sum.score[1], sum.score[2], sum.score[3]]
        let p = design.coefficients
        let c = solution.unscaledCovariance
        let sdResidual = solution.residualVariance.squareRoot()
        let residualWeights = solution.coefficients.map { -$0 / sdResidual } + [1 / sdResidual]
        // t, and CT row by row.
        let tails = sum.products.map { product in
            (0..<p).map { i in (0...p).reduce(0.0) { $0 + product[i, $1] * residualWeights[$1] } }
        }
        let influences = sum.products.map { product in
            (0..<p).map { i in
                (0..<p).map { j in (0..<p).reduce(0.0) { $0 + c[i, $1] * product[$1, j] } }
            }
        }
        let hessian = SymmetricMatrix(dimension: 4) { a, b in
            var value = sum.sites[a, b]
            if b < 3 {
                value += RelativeCovariance.trace([sum.tensor.0, sum.tensor.1, sum.tensor.2], a, b)
            }
            value -= 2 * c.form(tails[a], tails[b])
            value -= score[a] * score[b] / degreesOfFreedom
            if isRestricted {
                for i in 0..<p {
                    for j in 0..<p {
                        value -= influences[a][i][j] * influences[b][j][i]
                    }
                }
            }
            return value
        }
        return chain(gradient, hessian, solution.parameters)
    }

    /// From derivatives in D and τ² to derivatives in θ and τ: D = ΛΛ'.
    private func chain(
        _ gradient: [Double], _ hessian: SymmetricMatrix, _ parameters: Parameters
    ) -> (gradient: [Double], hessian: SymmetricMatrix) {
        let theta = parameters.theta
        let ofTau = [0, 0, 0, 2 * parameters.tau]
        // Row k: the derivatives of (d00, d01, d11, τ²) in parameter k.
        let jacobian =
            design.slope == nil
            ? [[2 * theta.0, 0, 0, 0], ofTau]
            : [[2 * theta.0, theta.1, 0, 0], [0, theta.0, 2 * theta.1, 0], [0, 0, 2 * theta.2, 0], ofTau]
        var inTheta = hessian.transformed(by: jacobian)
        let last = jacobian.count - 1
        inTheta[0, 0] += 2 * gradient[0]
        inTheta[last, last] += 2 * gradient[3]
        if design.slope != nil {
            inTheta[0, 1] += gradient[1]
            inTheta[1, 1] += 2 * gradient[2]
            inTheta[2, 2] += 2 * gradient[2]
        }
        return (jacobian.map { row in zip(row, gradient).reduce(0.0) { $0 + $1.0 * $1.1 } }, inTheta)
    }
}

// MARK: - A block's sums

extension SiteProfiledCriterion {
    /// What of a site's persons is needed once the site's own sums are known.
    private struct Site {
        /// Z'V⁻¹Z of each person, packed; its first column is h.
        var m = [SIMD3<Double>]()
        /// Z'V⁻¹(y - Xβ) / σ of each person.
        var u = [SIMD2<Double>]()
        /// The two rows of Z'V⁻¹[X y] of each person.
        var rows = [SIMD4<Double>]()
        /// 1'V⁻¹[X y] over the persons; the constant is the first column, so its first element is m.
        var sum: [SIMD4<Double>]

        init(tiles: Int) {
            sum = Array(repeating: .zero, count: tiles)
        }

        mutating func clear() {
            m.removeAll(keepingCapacity: true)
            u.removeAll(keepingCapacity: true)
            rows.removeAll(keepingCapacity: true)
            for tile in sum.indices {
                sum[tile] = .zero
            }
        }
    }

    private func curvature(_ block: Block, _ solution: Solution) -> Curvature {
        // Residuals as a combination of [X y], in residual standard deviations; the response has no row in C.
        let sdResidual = solution.residualVariance.squareRoot()
        let residualWeights = TiledMatrix.vector(
            solution.coefficients.map { -$0 / sdResidual } + [1 / sdResidual], count: tiles)
        let unscaled = TiledMatrix(solution.unscaledCovariance, count: tiles)
        var sum = Curvature(tiles: tiles)
        var site = Site(tiles: tiles)
        var base = 0
        for size in block.siteSizes {
            site.clear()
            for _ in 0..<size {
                collect(block, base, solution.parameters, residualWeights, into: &site)
                base += 1 + 2 * tiles
            }
            add(&site, solution.parameters, residualWeights, unscaled, to: &sum)
        }
        return sum
    }

    /// Takes the person whose sums begin at `base` into the site.
    private func collect(
        _ block: Block, _ base: Int, _ parameters: Parameters, _ residualWeights: [SIMD4<Double>], into site: inout Site
    ) {
        let (d00, d01, d11, detD) = (parameters.d00, parameters.d01, parameters.d11, parameters.determinant)
        let a = block.persons[base]
        let detA = a[0] * a[2] - a[1] * a[1]
        let inverse = 1 / (1 + a[0] * d00 + 2 * a[1] * d01 + a[2] * d11 + detA * detD)
        // M = (A + |A| adj D) / |I + AD| and (I + AD)⁻¹ = (I + adj(AD)) / |I + AD|.
        site.m.append(SIMD3(a[0] + detA * d11, a[1] - detA * d01, a[2] + detA * d00) * inverse)
        let h00 = (1 + a[1] * d01 + a[2] * d11) * inverse
        let h01 = -(a[0] * d01 + a[1] * d11) * inverse
        let h10 = -(a[1] * d00 + a[2] * d01) * inverse
        let h11 = (1 + a[0] * d00 + a[1] * d01) * inverse
        var u = SIMD2<Double>.zero
        for tile in 0..<tiles {
            let row = h00 * block.persons[base + 1 + tile] + h01 * block.persons[base + 1 + tiles + tile]
            site.rows.append(row)
            site.sum[tile] += row
            u.x += (row * residualWeights[tile]).sum()
        }
        for tile in 0..<tiles {
            let row = h10 * block.persons[base + 1 + tile] + h11 * block.persons[base + 1 + tiles + tile]
            site.rows.append(row)
            u.y += (row * residualWeights[tile]).sum()
        }
        site.u.append(u)
    }

    /// Adds the site's part, with its rows and residuals made those of W on the way.
    private func add(
        _ site: inout Site, _ parameters: Parameters, _ residualWeights: [SIMD4<Double>], _ unscaled: TiledMatrix,
        to sum: inout Curvature
    ) {
        let m = site.sum[0][0]
        let tauSquared = parameters.tau * parameters.tau
        let f = 1 / (1 + tauSquared * m)
        let k = tauSquared * f
        let residual = zip(site.sum, residualWeights).reduce(0.0) { $0 + ($1.0 * $1.1).sum() }
        // H, n, and g for d00, d01 and d11, tile by tile.
        var (spread, answer) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
        var along = [SIMD4<Double>](repeating: .zero, count: 3 * tiles)

        for person in site.m.indices {
            let own = site.m[person]
            let h = SIMD2(own[0], own[1])
            let u = site.u[person] - k * residual * h
            let outer = SIMD3(h.x * h.x, h.x * h.y, h.y * h.y)
            let score = SIMD3(u.x * u.x, u.x * u.y, u.y * u.y)
            spread += SIMD3(outer[0], 2 * outer[1], outer[2])
            answer += SIMD3(u.x * h.x, u.x * h.y + u.y * h.x, u.y * h.y)
            let first = person * 2 * tiles
            for tile in 0..<tiles {
                site.rows[first + tile] -= k * h.x * site.sum[tile]
                site.rows[first + tiles + tile] -= k * h.y * site.sum[tile]
                let (g0, g1) = (site.rows[first + tile], site.rows[first + tiles + tile])
                along[tile] += h.x * g0
                along[tiles + tile] += h.y * g0 + h.x * g1
                along[2 * tiles + tile] += h.y * g1
            }
            let leverage = addProducts(site.rows[first..<first + 2 * tiles], unscaled, to: &sum)
            sum.persons += own - k * outer - leverage - score
            sum.score += SIMD4(score, 0)
            let q = 2 * (k * outer + leverage + score) - own
            sum.tensor.0 += own[0] * q
            sum.tensor.1 += own[1] * q
            sum.tensor.2 += own[2] * q
        }

        // x = f v and w, C x, and C g.
        let w = f * residual
        let (fm, x) = (f * m, site.sum.map { f * $0 })
        for row in 0..<tiles {
            for column in 0..<tiles {
                sum.products[3].tiles[row * tiles + column].addProduct(x[row], x[column])
            }
        }
        let siteLeverage = isRestricted ? form(unscaled, x[...], x[...]) : 0
        sum.site += fm - siteLeverage - w * w
        sum.score[3] += w * w
        sum.sites[3, 3] += fm * (2 * siteLeverage + 2 * w * w - fm)
        for e in 0..<3 {
            let left = along[e * tiles..<(e + 1) * tiles]
            let crossed = isRestricted ? form(unscaled, x[...], left) : 0
            sum.sites[e, 3] += f * (2 * crossed + 2 * w * answer[e] - f * spread[e])
            for other in e..<3 {
                let right = along[other * tiles..<(other + 1) * tiles]
                let paired = isRestricted ? form(unscaled, left, right) : 0
                sum.sites[e, other] -=
                    2 * k * (paired + answer[e] * answer[other]) + k * k * spread[e] * spread[other]
            }
        }
    }

    /// Adds G'EG of a person for the three directions of D; gives GCG', packed, or 0 for the unrestricted criterion.
    @inline(__always)
    private func addProducts(
        _ rows: ArraySlice<SIMD4<Double>>, _ unscaled: TiledMatrix, to sum: inout Curvature
    ) -> SIMD3<Double> {
        var leverage = SIMD3<Double>.zero
        for row in 0..<tiles {
            let (left0, left1) = (rows[rows.startIndex + row], rows[rows.startIndex + tiles + row])
            for column in 0..<tiles {
                let tile = row * tiles + column
                let right0 = rows[rows.startIndex + column]
                let right1 = rows[rows.startIndex + tiles + column]
                let weighted0 = unscaled.tiles[tile].leftProduct(left0)
                let weighted1 = unscaled.tiles[tile].leftProduct(left1)
                leverage += SIMD3((weighted0 * right0).sum(), (weighted0 * right1).sum(), (weighted1 * right1).sum())
                sum.products[0].tiles[tile].addProduct(left0, right0)
                sum.products[1].tiles[tile].addProduct(left0, right1)
                sum.products[1].tiles[tile].addProduct(left1, right0)
                sum.products[2].tiles[tile].addProduct(left1, right1)
            }
        }
        return isRestricted ? leverage : .zero
    }

    /// left' C right.
    private func form(
        _ matrix: TiledMatrix, _ left: ArraySlice<SIMD4<Double>>, _ right: ArraySlice<SIMD4<Double>>
    ) -> Double {
        var sum = 0.0
        for row in 0..<tiles {
            for column in 0..<tiles {
                let weighted = matrix.tiles[row * tiles + column].leftProduct(left[left.startIndex + row])
                sum += (weighted * right[right.startIndex + column]).sum()
            }
        }
        return sum
    }
}
