/// A regression's coefficients in standardised units with their covariance, and any linear combination in own units.
struct StandardizedCoefficients: Sendable {
    let design: StandardizedDesign
    let values: [Double]
    let covariance: SymmetricMatrix

    /// The value and standard error of a contrast.
    func estimate(_ contrast: StandardizedDesign.Contrast) -> PointEstimate {
        let value = zip(contrast.weights, values).reduce(0.0) { $0 + $1.0 * $1.1 }
        let variance = covariance.form(contrast.weights, contrast.weights)
        return PointEstimate(
            value: contrast.offset + contrast.scale * value,
            standardError: contrast.scale * max(0, variance).squareRoot())
    }

    /// Each coefficient in own units.
    var coefficients: [Coefficient] {
        zip(design.names, design.unitContrasts).map { name, contrast in
            let estimate = estimate(contrast)
            return Coefficient(name: name, value: estimate.value, standardError: estimate.standardError)
        }
    }

    /// The coefficients' covariance in own units.
    var ownCovariance: SymmetricMatrix {
        let contrasts = design.unitContrasts
        return SymmetricMatrix(dimension: contrasts.count) { i, j in
            contrasts[i].scale * contrasts[j].scale * covariance.form(contrasts[i].weights, contrasts[j].weights)
        }
    }
}
