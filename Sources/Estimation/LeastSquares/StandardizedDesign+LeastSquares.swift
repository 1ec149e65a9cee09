extension StandardizedDesign {
    /// The least-squares coefficients, in own units, of some of the rows or of all: the intercept, if there is a constant, and the slopes.
    ///
    /// - Parameter products: Their cross-products of the standardised constant, predictors and response; without the constant for
    ///   slopes alone.
    /// - Returns: Nil where a predictor is constant or collinear on these rows.
    func leastSquares(_ products: SymmetricMatrix) -> [Double]? {
        let p = products.dimension - 1
        // Over all rows a standardised column's sum of squares is their number. A part of it as small as this is rounding.
        let least = Self.constancy * Double(observations)
        guard p > 0, (0..<p).allSatisfy({ products[$0, $0] > least }) else { return nil }
        let predictors = SymmetricMatrix(dimension: p) { products[$0, $1] }
        guard let factor = try? CholeskyFactor(predictors, tolerance: Self.collinearity) else { return nil }
        let values = factor.solve((0..<p).map { products[$0, p] })
        return p == coefficients ? inOwnUnits(values) : slopesInOwnUnits(values)
    }

    private func inOwnUnits(_ values: [Double]) -> [Double] {
        let slopes = slopesInOwnUnits(Array(values.dropFirst()))
        var intercept = centers[response] + scales[response] * values[0]
        for (index, slope) in slopes.enumerated() {
            intercept -= slope * centers[index + 1]
        }
        return [intercept] + slopes
    }

    private func slopesInOwnUnits(_ values: [Double]) -> [Double] {
        values.indices.map { values[$0] * scales[response] / scales[$0 + 1] }
    }
}
