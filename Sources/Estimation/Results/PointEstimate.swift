/// A value with its standard error.
public struct PointEstimate: Sendable, Hashable {
    /// The point estimate.
    public let value: Double
    /// Its standard error.
    public let standardError: Double

    /// A value with its standard error.
    public init(value: Double, standardError: Double) {
        self.value = value
        self.standardError = standardError
    }
}

extension PointEstimate {
    /// Σ weights · coefficients of a fit with this covariance; nil unless there is a finite weight for each coefficient.
    static func combination(
        _ weights: [Double], of coefficients: [Coefficient], covariance: SymmetricMatrix
    ) -> PointEstimate? {
        guard weights.count == coefficients.count, weights.allSatisfy(\.isFinite) else { return nil }
        if let only = weights.firstIndex(where: { $0 != 0 }), weights[only] == 1,
            weights[(only + 1)...].allSatisfy({ $0 == 0 })
        {
            // A coefficient alone has the standard error that is reported with it, to the last digit.
            return PointEstimate(value: coefficients[only].value, standardError: coefficients[only].standardError)
        }
        let value = zip(weights, coefficients).reduce(0.0) { $0 + $1.0 * $1.1.value }
        return PointEstimate(value: value, standardError: max(0, covariance.form(weights, weights)).squareRoot())
    }
}
