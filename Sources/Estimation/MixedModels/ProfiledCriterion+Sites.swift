/// Persons nested in sites.
///
/// Without sites, person i has V_i = I + Z_i D Z_i'. A random intercept with relative variance τ² for site s adds τ²11' to the block of its
/// persons, so by Sherman & Morrison (1950), doi:10.1214/aoms/1177729893, with V the block-diagonal matrix of its V_i,
/// m = 1'V⁻¹1 and v = [X y]'V⁻¹1,
///
///     |V + τ²11'| = |V| (1 + τ²m)
///     [X y]'(V + τ²11')⁻¹[X y] = [X y]'V⁻¹[X y] - τ² / (1 + τ²m) vv'
///
/// where m and v are sums over the site's persons: an evaluation costs one pass over persons, however large the
/// sites.
extension ProfiledCriterion {
    /// Consecutive sites that together have at least a block's persons: a cut that depends on the data alone.
    static func runsOfWholeSites(_ sites: [[Int]]) -> [Range<Int>] {
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

    /// Over a block of whole sites: Σ log|V + τ²11'| and what is subtracted from [X y]'[X y].
    func reduce(
        _ block: [SIMD4<Double>], sizes: [Int], _ d: RelativeCovariance.Elements, _ siteSpread: Double
    ) -> Reduction {
        let variance = siteSpread * siteSpread
        var sum = Reduction(products: TiledMatrix(count: tiles))
        var determinants = LogDeterminantSum()
        var site = [SIMD4<Double>](repeating: .zero, count: tiles)
        var base = 0
        for size in sizes {
            for tile in 0..<tiles {
                site[tile] = .zero
            }
            for _ in 0..<size {
                let person = GroupInformation(block[base], d)
                determinants.add(person.determinant)
                let level = person.level
                for tile in 0..<tiles {
                    let (w0, w1) = (block[base + 1 + tile], block[base + 1 + tiles + tile])
                    site[tile] += level[0] * w0 + level[1] * w1
                }
                addProducts(block, base, person.k, to: &sum.products)
                base += 1 + 2 * tiles
            }
            // The constant is the first column, so m is v's first element.
            let inflation = 1 + variance * site[0][0]
            determinants.add(inflation)
            let k = variance / inflation
            for row in 0..<tiles {
                for column in 0..<tiles {
                    sum.products.tiles[row * tiles + column].addProduct(k * site[row], site[column])
                }
            }
        }
        sum.logDeterminant = determinants.value
        return sum
    }
}

// MARK: - Derivatives

/// Exact gradient and Hessian, in one pass over persons.
///
/// With W the inverse of a site's relative covariance, V the block-diagonal one without the site's own part, k = τ² /
/// (1 + τ²m) and h_i = Z_i'V⁻¹1 (m and v as above, v of X alone), a person i has
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
extension ProfiledCriterion {
    /// What sites add to the sums over persons.
    struct SiteCurvature: Sendable {
        /// The change along τ², and Σw².
        var change = 0.0, score = 0.0
        /// The rest of the sum over sites, for each pair of directions.
        var pairs = SymmetricMatrix(dimension: 4)
        /// T of τ², the response beside X.
        var products: TiledMatrix

        init(tiles: Int) {
            products = TiledMatrix(count: tiles)
        }

        static func + (one: SiteCurvature, other: SiteCurvature) -> SiteCurvature {
            var sum = one
            sum.change += other.change
            sum.score += other.score
            sum.pairs = SymmetricMatrix(dimension: 4) { one.pairs[$0, $1] + other.pairs[$0, $1] }
            sum.products += other.products
            return sum
        }
    }

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

    func curvature(block number: Int, sizes: [Int], _ solution: Solution) -> Curvature {
        let combinations = Combinations(columns, solution)
        let d = solution.covariance.elements
        var sum = Curvature(tiles: tiles)
        var sites = SiteCurvature(tiles: tiles)
        var site = Site(tiles: tiles)
        var base = 0
        for size in sizes {
            site.clear()
            for _ in 0..<size {
                collect(blocks[number], base, d, combinations.tiledWeights, into: &site)
                base += 1 + 2 * tiles
            }
            add(&site, solution.siteSpread, combinations, to: &sum, &sites)
        }
        sum.sites = sites
        return sum
    }

    /// Takes the person whose sums begin at `base` into the site.
    private func collect(
        _ block: [SIMD4<Double>], _ base: Int, _ d: RelativeCovariance.Elements, _ residualWeights: [SIMD4<Double>],
        into site: inout Site
    ) {
        let person = GroupInformation(block[base], d)
        site.m.append(person.m)
        let (level, slope) = (person.level, person.slope)
        var u = SIMD2<Double>.zero
        for tile in 0..<tiles {
            let (w0, w1) = (block[base + 1 + tile], block[base + 1 + tiles + tile])
            let row = level[0] * w0 + level[1] * w1
            site.rows.append(row)
            site.sum[tile] += row
            u.x += (row * residualWeights[tile]).sum()
        }
        for tile in 0..<tiles {
            let (w0, w1) = (block[base + 1 + tile], block[base + 1 + tiles + tile])
            let row = slope[0] * w0 + slope[1] * w1
            site.rows.append(row)
            u.y += (row * residualWeights[tile]).sum()
        }
        site.u.append(u)
    }

    /// Adds the site's part, with its rows and residuals made those of W on the way.
    private func add(
        _ site: inout Site, _ siteSpread: Double, _ combinations: Combinations, to sum: inout Curvature,
        _ sites: inout SiteCurvature
    ) {
        let m = site.sum[0][0]
        let variance = siteSpread * siteSpread
        let f = 1 / (1 + variance * m)
        let k = variance * f
        let residual = zip(site.sum, combinations.tiledWeights).reduce(0.0) { $0 + ($1.0 * $1.1).sum() }
        // H, n, and g for d00, d01 and d11, tile by tile.
        var (spread, answer) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
        var along = [SIMD4<Double>](repeating: .zero, count: 3 * tiles)

        for person in site.m.indices {
            let own = site.m[person]
            let h = SIMD2(own[0], own[1])
            let u = site.u[person] - k * residual * h
            let outer = SIMD3(h.x * h.x, h.x * h.y, h.y * h.y)
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
            let leverage = addProducts(site.rows, first, combinations.tiledForm, to: &sum)
            sum.add(
                m: own, bySite: k * outer, score: SIMD3(u.x * u.x, u.x * u.y, u.y * u.y), leverage: leverage,
                isRestricted: isRestricted)
        }

        // x = f v and w, C x, and C g.
        let w = f * residual
        let (fm, x) = (f * m, site.sum.map { f * $0 })
        for row in 0..<tiles {
            for column in 0..<tiles {
                sites.products.tiles[row * tiles + column].addProduct(x[row], x[column])
            }
        }
        let siteLeverage = isRestricted ? form(combinations.tiledForm, x[...], x[...]) : 0
        sites.change += fm - siteLeverage - w * w
        sites.score += w * w
        sites.pairs[3, 3] += fm * (2 * siteLeverage + 2 * w * w - fm)
        for e in 0..<3 {
            let left = along[e * tiles..<(e + 1) * tiles]
            let crossed = isRestricted ? form(combinations.tiledForm, x[...], left) : 0
            sites.pairs[e, 3] += f * (2 * crossed + 2 * w * answer[e] - f * spread[e])
            for other in e..<3 {
                let right = along[other * tiles..<(other + 1) * tiles]
                let paired = isRestricted ? form(combinations.tiledForm, left, right) : 0
                sites.pairs[e, other] -=
                    2 * k * (paired + answer[e] * answer[other]) + k * k * spread[e] * spread[other]
            }
        }
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
