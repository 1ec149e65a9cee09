extension SymmetricMatrix {
    /// Wald's v'A⁻¹v for estimates v with covariance A; nil where one of them depends on the others.
    func waldStatistic(of values: [Double]) -> Double? {
        guard let factor = try? CholeskyFactor(self, tolerance: StandardizedDesign.collinearity) else { return nil }
        return zip(values, factor.solve(values)).reduce(0.0) { $0 + $1.0 * $1.1 }
    }

    /// Wald's (Lβ)'(LVL')⁻¹(Lβ) for coefficients of this covariance V, `combinations` the rows of L and `estimates` Lβ; nil without
    /// any, where one has no estimate, and where the combinations depend on each other.
    func waldStatistic(_ combinations: [[Double]], of estimates: [PointEstimate?]) -> Double? {
        let values = estimates.compactMap { $0?.value }
        guard !values.isEmpty, values.count == combinations.count else { return nil }
        return transformed(by: combinations).waldStatistic(of: values)
    }
}
