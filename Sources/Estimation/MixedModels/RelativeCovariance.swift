/// The relative covariance D = ΛΛ' of a random intercept, at the mean of the slope's column, and slope.
struct RelativeCovariance: Sendable {
    let structure: CovarianceStructure
    let parameters: [Double]
    /// Λ at the structure's origin, row by row.
    private let atOrigin: SIMD4<Double>
    /// Λ row by row.
    private let factor: SIMD4<Double>

    /// The relative covariance at `parameters`, as many as the structure has.
    init(_ structure: CovarianceStructure, _ parameters: [Double]) {
        self.structure = structure
        self.parameters = parameters
        atOrigin = zip(structure.directions, parameters).reduce(into: .zero) { $0 += $1.1 * $1.0 }
        factor = structure.atMean(atOrigin)
    }

    /// D's elements and determinant, for loops over groups.
    struct Elements {
        let d00: Double, d01: Double, d11: Double, determinant: Double
    }

    var elements: Elements { Elements(d00: d00, d01: d01, d11: d11, determinant: determinant) }

    /// The elements of D.
    var d00: Double { factor[0] * factor[0] + factor[1] * factor[1] }
    var d01: Double { factor[0] * factor[2] + factor[1] * factor[3] }
    var d11: Double { factor[2] * factor[2] + factor[3] * factor[3] }

    /// |D| = |Λ|², from the origin, where no digits cancel.
    var determinant: Double {
        let root = atOrigin[0] * atOrigin[3] - atOrigin[1] * atOrigin[2]
        return root * root
    }

    /// The rows of Λ for the intercept where the standardised slope column is -`origin`, and for the slope.
    func rows(atOrigin origin: Double) -> (intercept: SIMD2<Double>, slope: SIMD2<Double>) {
        let slope = SIMD2(atOrigin[2], atOrigin[3])
        return (SIMD2(atOrigin[0], atOrigin[1]) + (structure.origin - origin) * slope, slope)
    }

    /// The smallest of the parameters that are 0 on the boundary; infinite without any.
    var boundaryDistance: Double {
        structure.scaleParameters.reduce(.infinity) { min($0, abs(parameters[$1])) }
    }

    /// Row k: the derivatives of (d00, d01, d11) in θk.
    var jacobian: [[Double]] {
        structure.directions.map { direction in
            let change = Self.symmetricProduct(structure.atMean(direction), factor)
            return [change[0], change[1], change[2]]
        }
    }

    /// The derivatives of (d00, d01, d11) in θk and θl, as a combination with `weights`.
    func curvature(_ k: Int, _ l: Int, _ weights: [Double]) -> Double {
        let change = Self.symmetricProduct(
            structure.atMean(structure.directions[k]), structure.atMean(structure.directions[l]))
        return change[0] * weights[0] + change[1] * weights[1] + change[2] * weights[2]
    }

    /// AB' + BA', packed (00, 01, 11).
    private static func symmetricProduct(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD3<Double> {
        [
            2 * (a[0] * b[0] + a[1] * b[1]),
            a[0] * b[2] + a[1] * b[3] + b[0] * a[2] + b[1] * a[3],
            2 * (a[2] * b[2] + a[3] * b[3]),
        ]
    }
}

extension StandardizedDesign {
    /// The mean of the random slope's column in its standard deviations: its own 0 is at minus this.
    var slopeOrigin: Double { slope.map { centers[$0] / scales[$0] } ?? 0 }
}

extension RelativeCovariance {
    /// Σ tr(M E Q F) for the directions of D with numbers `e` and `f`, from Σ M ⊗ Q.
    static func trace(_ tensor: [SIMD3<Double>], _ e: Int, _ f: Int) -> Double {
        let elements = [[(0, 0)], [(0, 1), (1, 0)], [(1, 1)]]
        var value = 0.0
        for (b, c) in elements[e] {
            for (d, a) in elements[f] {
                value += tensor[a + b][c + d]
            }
        }
        return value
    }
}
