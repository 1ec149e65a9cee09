/// What the estimation of Σ means for inference on the coefficients: their covariance after Kenward & Roger (1997,
/// doi:10.2307/2533558), and degrees of freedom after them or Satterthwaite. In standardised units.
///
/// With Φ = (X'WX)⁻¹, A the covariance of the estimated parameters of Σ, V_i = ∂V/∂θ_i, P_i = X'WV_iWX (theirs with the other sign)
/// and Q_ij = X'WV_iWV_jWX:
///
///     Φ_A = Φ + 2Φ (Σ A_ij (Q_ij - P_iΦP_j)) Φ
///
/// without their R_ij, in second derivatives of V. With A = Σ_a c_a c_a', all the rest needs is D_a = Σ_i c_ai ΦP_iΦ.
struct RepeatedMeasuresInference: Sendable {
    /// Φ.
    let covariance: SymmetricMatrix
    /// Φ_A.
    let adjustedCovariance: SymmetricMatrix
    /// D_a.
    let directions: [SymmetricMatrix]

    init(
        _ optimum: RepeatedMeasuresSearch.Optimum, _ options: RepeatedMeasuresModel.Options, _ executor: BlockExecutor
    ) throws(NotEstimable) {
        let (criterion, state) = (optimum.criterion, optimum.minimum.point.state)
        let derivatives = optimum.minimum.derivatives.detail
        let phi = state.coefficientCovariance
        covariance = phi
        guard options.degreesOfFreedom != .none else {
            (adjustedCovariance, directions) = (phi, [])
            return
        }
        // The criterion is -2 log likelihood: A is twice the inverse of its Hessian.
        let hessian =
            switch options.information {
            case .observed: derivatives.hessian
            case .expected: criterion.expectedHessian(at: state, derivatives)
            }
        guard let eigen = SymmetricEigen(hessian), eigen.values.allSatisfy({ $0 > 0 }) else {
            throw .varianceNotIdentified
        }
        // c_a, then ∂Σ along it: Σ_i c_ai ∂Σ/∂θ_i.
        let along = zip(eigen.values, eigen.vectors).map { value, vector in
            let factor = (2 / value).squareRoot()
            var change = SymmetricMatrix(dimension: state.sigma.dimension)
            for (weight, part) in zip(vector, derivatives.jacobian) { change.add(part, times: factor * weight) }
            return change.packed
        }
        let rows = (0..<phi.dimension).map { i in (0..<phi.dimension).map { phi[i, $0] } }
        let changes = along.map { weights in
            var change = SymmetricMatrix(dimension: phi.dimension)
            for (weight, part) in zip(weights, derivatives.changes) where weight != 0 {
                change.add(part, times: weight)
            }
            return change
        }
        directions = changes.map { $0.multiplied(by: rows) }
        guard options.degreesOfFreedom == .kenwardRoger else {
            adjustedCovariance = phi
            return
        }
        var excess = Self.secondOrder(criterion, state, along, executor).multiplied(by: rows)
        for (change, direction) in zip(changes, directions) {
            // ΦPΦ P Φ
            let half = PatternProducts.product(
                RepeatedMeasuresCriterion.product(direction, change), rows.flatMap(\.self), rows.count, rows.count)
            excess.add(SymmetricMatrix(dimension: rows.count) { half[$0 * rows.count + $1] }, times: -1)
        }
        var adjusted = phi
        adjusted.add(excess, times: 2)
        guard adjusted.packed.allSatisfy(\.isFinite) else { throw .nonFinite }
        adjustedCovariance = adjusted
    }

    /// Σ A_ij Q_ij: with M = Σ A_ij V_i W V_j, the sum over patterns of X'WMWX.
    private static func secondOrder(
        _ criterion: RepeatedMeasuresCriterion, _ state: RepeatedMeasuresCriterion.State, _ along: [[Double]],
        _ executor: BlockExecutor
    ) -> SymmetricMatrix {
        let (dimension, coefficients) = (state.sigma.dimension, state.coefficientCovariance.dimension)
        // Covariance of the elements of Σ: row by row of the pair of elements.
        let elements = state.sigma.packed.count
        var covariance = [Double](repeating: 0, count: elements * elements)
        for vector in along {
            for i in 0..<elements where vector[i] != 0 {
                for j in 0..<elements { covariance[i * elements + j] += vector[i] * vector[j] }
            }
        }
        let (start, table) = (SymmetricMatrix(dimension: coefficients), covariance)
        let parts = RepeatedMeasuresCriterion.overPatterns(
            criterion.design, state.sigma, executor, start: start, size: start.packed.count
        ) { pattern, sums in
            let (count, width) = (pattern.count, pattern.active.count)
            let places = (0..<count * count).map { at in
                let (a, b) = (min(at / count, at % count), max(at / count, at % count))
                return SymmetricMatrix.packedIndex(pattern.occasions[a], pattern.occasions[b], dimension)
            }
            var middle = [Double](repeating: 0, count: count * count)
            for a in 0..<count {
                for d in a..<count {
                    var sum = 0.0
                    for b in 0..<count {
                        let base = places[a * count + b] * elements
                        for c in 0..<count {
                            sum += table[base + places[c * count + d]] * pattern.inverse[b * count + c]
                        }
                    }
                    middle[a * count + d] = sum
                    middle[d * count + a] = sum
                }
            }
            let left = PatternProducts.product(pattern.rows, middle, width, count)
            for c in 0..<width {
                for d in c..<width {
                    var sum = 0.0
                    for k in 0..<count { sum += left[c * count + k] * pattern.rows[d * count + k] }
                    sums[pattern.active[c], pattern.active[d]] += sum * pattern.squares[c * width + d]
                }
            }
        }
        return (parts ?? []).reduce(into: start) { $0.add($1) }
    }

    /// 2v² / Var v of v = l'Φl: Satterthwaite's degrees of freedom, and Kenward & Roger's for one combination; nil where v is not
    /// above 0 or does not vary.
    func degreesOfFreedom(_ weights: [Double]) -> Double? {
        let variance = covariance.form(weights, weights)
        let spread = directions.reduce(0.0) { sum, direction in
            let change = direction.form(weights, weights)
            return sum + change * change
        }
        let degrees = 2 * variance * variance / spread
        return variance > 0 && degrees > 0 && degrees.isFinite ? degrees : nil
    }

    /// Kenward & Roger's scale λ of F and its denominator degrees of freedom for the combinations that are rows of `combinations`;
    /// nil where they depend on each other or the approximation has no such F.
    func kenwardRoger(_ combinations: [[Double]]) -> (scale: Double, degreesOfFreedom: Double)? {
        let count = Double(combinations.count)
        guard combinations.count > 1 else {
            return combinations.first.flatMap(degreesOfFreedom).map { (1, $0) }
        }
        guard
            let factor = try? CholeskyFactor(
                covariance.transformed(by: combinations), tolerance: StandardizedDesign.collinearity)
        else { return nil }
        let inverse = factor.inverse()
        // tr(ΘΦP_aΦ) and tr(ΘΦP_aΦ ΘΦP_aΦ), Θ = L'(LΦL')⁻¹L.
        var (first, second) = (0.0, 0.0)
        for direction in directions {
            let product = RepeatedMeasuresCriterion.product(inverse, direction.transformed(by: combinations))
            let size = combinations.count
            let trace = (0..<size).reduce(0.0) { $0 + product[$1 * size + $1] }
            first += trace * trace
            for i in 0..<size {
                for j in 0..<size { second += product[i * size + j] * product[j * size + i] }
            }
        }
        guard second > 0 else { return nil }
        let b = (first + 6 * second) / (2 * count)
        let g = ((count + 1) * first - (count + 4) * second) / ((count + 2) * second)
        let base = 3 * count + 2 * (1 - g)
        let (c1, c2, c3) = (g / base, (count - g) / base, (count + 2 - g) / base)
        let mean = 1 / (1 - second / count)
        let variance = 2 / count * (1 + c1 * b) / ((1 - c2 * b) * (1 - c2 * b) * (1 - c3 * b))
        let ratio = variance / (2 * mean * mean)
        let degrees = 4 + (count + 2) / (count * ratio - 1)
        let scale = degrees / (mean * (degrees - 2))
        guard scale > 0, degrees > 2, scale.isFinite, degrees.isFinite else { return nil }
        return (scale, degrees)
    }
}
