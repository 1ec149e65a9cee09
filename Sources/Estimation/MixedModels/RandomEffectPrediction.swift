/// What a linear mixed model predicts of a group: how its level and slope differ from the fixed effects'.
public struct RandomEffectPrediction: Sendable, Hashable {
    /// The group's number in the moments.
    public let group: Int
    /// Difference of the group's level where the random slope's column is 0, with its conditional standard deviation.
    public let intercept: PointEstimate
    /// Difference of the group's slope with its conditional standard deviation; nil in a model without random slope.
    public let slope: PointEstimate?
    /// Conditional covariance of intercept and slope; nil in a model without random slope.
    public let covariance: Double?
}

extension LinearMixedModel.Fit {
    /// The best linear unbiased predictions of the random effects of every group with rows, in the groups' order and the columns'
    /// own units (Henderson 1975, doi:10.2307/2529430): E[b | y] at the estimates, ΛSΛ'Z'(y - Xβ) with S = (I + Λ'Z'ZΛ)⁻¹.
    ///
    /// The standard deviations are those of b given y, fixed effects and variances, σ²ΛSΛ', as lme4's `ranef(condVar = TRUE)`:
    /// what the estimates of these add is not in them. The same bits whatever the executor.
    public func randomEffectPredictions(executor: BlockExecutor = .serial) -> [RandomEffectPrediction] {
        let predictor = RandomEffectPredictor(self)
        let moments = coefficients.design.moments
        return executor.mapBlocks(of: moments.groupCount, size: GroupedMoments.blockSize) { groups in
            groups.compactMap { group in
                let base = group * moments.stride
                return moments.packed[base] == 0 ? nil : predictor.prediction(ofGroup: group, base, moments)
            }
        }.concatenated()
    }
}

private struct RandomEffectPredictor: Sendable {
    private let hasSlope: Bool
    /// Rows of Λ on standardised columns, and of σΛ in own units.
    private let factor: (intercept: SIMD2<Double>, slope: SIMD2<Double>)
    private let loadings: (intercept: SIMD2<Double>, slope: SIMD2<Double>)
    /// Of Z'Z: 00, 01, 11. Of Z'[X y]: a row for the intercept, and one for a slope.
    private let squares: [StandardizedDesign.Cell]
    private let products: [[StandardizedDesign.Cell]]
    private let groupConstants: [StandardizedDesign.GroupConstant]
    /// The residual as a combination of [X y], in residual standard deviations.
    private let weights: [Double]
    private let constantWeights: [Double]

    init(_ fit: LinearMixedModel.Fit) {
        let design = fit.coefficients.design
        hasSlope = design.slope != nil
        factor = fit.solution.covariance.rows(atOrigin: 0)
        loadings = fit.loadings
        let random = [0] + [design.slope].compactMap(\.self)
        squares = random.indices.flatMap { i in random[i...].map { design.cell(random[i], $0) } }
        let varying = design.varying.filter { $0 <= design.response }
        products = random.map { row in varying.map { design.cell(row, $0) } }
        groupConstants = design.groupConstants
        let sdResidual = fit.solution.residualVariance.squareRoot()
        let all = fit.coefficients.values.map { -$0 / sdResidual } + [1 / sdResidual]
        weights = varying.map { all[$0] }
        constantWeights = groupConstants.map { all[$0.position] }
    }

    func prediction(ofGroup group: Int, _ base: Int, _ moments: GroupedMoments) -> RandomEffectPrediction {
        let packed = moments.packed
        // Z'Z as (00, 01, 11), where a model without slope has zeros.
        var a = SIMD3<Double>.zero
        for (lane, cell) in zip(hasSlope ? [0, 1, 2] : [0], squares) {
            a[lane] = cell.value(packed, at: base)
        }
        var residual = SIMD2<Double>.zero
        for (lane, row) in products.enumerated() {
            for (cell, weight) in zip(row, weights) {
                residual[lane] += weight * cell.value(packed, at: base)
            }
        }
        if let constants = moments.constants {
            // The constant's column comes first.
            let onGroup = SIMD2(a[0], a[1])
            for (column, weight) in zip(groupConstants, constantWeights) {
                let excess = constants.value(ofGroup: group, inColumn: column.column) - constants.usual[column.column]
                residual += weight * (column.level + column.part * excess) * onGroup
            }
        }
        let spread = Spread(a, factor)
        let effects = spread.product(residual[0] * factor.intercept + residual[1] * factor.slope)
        func estimate(_ loading: SIMD2<Double>) -> PointEstimate {
            PointEstimate(
                value: (loading * effects).sum(),
                standardError: max(0, spread.form(loading, loading)).squareRoot())
        }
        return RandomEffectPrediction(
            group: group, intercept: estimate(loadings.intercept),
            slope: hasSlope ? estimate(loadings.slope) : nil,
            covariance: hasSlope ? spread.form(loadings.intercept, loadings.slope) : nil)
    }

    /// S = (I + Λ'AΛ)⁻¹.
    private struct Spread {
        private let s00: Double, s01: Double, s11: Double

        init(_ a: SIMD3<Double>, _ factor: (intercept: SIMD2<Double>, slope: SIMD2<Double>)) {
            let (level, trend) = (factor.intercept, factor.slope)
            let onLevel = a[0] * level + a[1] * trend
            let onTrend = a[1] * level + a[2] * trend
            let q00 = 1 + level.x * onLevel.x + trend.x * onTrend.x
            let q01 = level.x * onLevel.y + trend.x * onTrend.y
            let q11 = 1 + level.y * onLevel.y + trend.y * onTrend.y
            let determinant = q00 * q11 - q01 * q01
            s00 = q11 / determinant
            s01 = -q01 / determinant
            s11 = q00 / determinant
        }

        func product(_ x: SIMD2<Double>) -> SIMD2<Double> {
            [s00 * x.x + s01 * x.y, s01 * x.x + s11 * x.y]
        }

        func form(_ x: SIMD2<Double>, _ y: SIMD2<Double>) -> Double {
            (product(x) * y).sum()
        }
    }
}
