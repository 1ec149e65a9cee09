/// Where predictors lie in their own units: own = center + scale · standardised.
struct PredictorScales: Sendable {
    let centers: [Double], scales: [Double]

    /// The standardised values of a row given in own units; nil unless there is a finite value for each predictor.
    func standardized(_ own: [Double]) -> [Double]? {
        guard own.count == scales.count, own.allSatisfy(\.isFinite) else { return nil }
        return own.indices.map { (own[$0] - centers[$0]) / scales[$0] }
    }

    /// Weights on shared parameters and standardised coefficients that give, for each predictor, the coefficient per unit.
    func slopes(after shared: Int) -> [[Double]] {
        scales.indices.map { j in
            (0..<shared + scales.count).map { $0 == shared + j ? 1 / scales[j] : 0 }
        }
    }

    /// What an intercept in own units takes of each standardised coefficient.
    var intercept: [Double] { scales.indices.map { -centers[$0] / scales[$0] } }
}
