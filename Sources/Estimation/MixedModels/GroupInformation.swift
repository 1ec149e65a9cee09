import Foundation

/// What follows from A = Z'Z of a group under the relative covariance D of its random effects: 2x2 matrices, the symmetric ones packed
/// (00, 01, 11).
struct GroupInformation {
    private let a: SIMD4<Double>
    private let d: RelativeCovariance.Elements
    private let determinantOfA: Double
    private let inverse: Double
    /// |I + AD|, at least 1.
    let determinant: Double

    /// - Parameter a: A as (a00, a01, a11, 0).
    @inline(__always)
    init(_ a: SIMD4<Double>, _ d: RelativeCovariance.Elements) {
        self.a = a
        self.d = d
        determinantOfA = a[0] * a[2] - a[1] * a[1]
        determinant = 1 + a[0] * d.d00 + 2 * a[1] * d.d01 + a[2] * d.d11 + determinantOfA * d.determinant
        inverse = 1 / determinant
    }

    /// K = D(I + AD)⁻¹ = (D + |D| adj A) / |I + AD|.
    @inline(__always)
    var k: SIMD3<Double> {
        SIMD3(
            (d.d00 + d.determinant * a[2]) * inverse, (d.d01 - d.determinant * a[1]) * inverse,
            (d.d11 + d.determinant * a[0]) * inverse)
    }

    /// M = Z'V⁻¹Z = (A + |A| adj D) / |I + AD|.
    @inline(__always)
    var m: SIMD3<Double> {
        SIMD3(a[0] + determinantOfA * d.d11, a[1] - determinantOfA * d.d01, a[2] + determinantOfA * d.d00) * inverse
    }

    /// The first row of (I + AD)⁻¹ = (I + adj(AD)) / |I + AD|.
    @inline(__always)
    var level: SIMD2<Double> {
        SIMD2((1 + a[1] * d.d01 + a[2] * d.d11) * inverse, -(a[0] * d.d01 + a[1] * d.d11) * inverse)
    }

    /// The second row.
    @inline(__always)
    var slope: SIMD2<Double> {
        SIMD2(-(a[1] * d.d00 + a[2] * d.d01) * inverse, (1 + a[0] * d.d00 + a[1] * d.d01) * inverse)
    }
}

/// Σ log of determinants that are at least 1: their product is logged now and then instead of each.
struct LogDeterminantSum {
    private var logged = 0.0
    private var product = 1.0

    @inline(__always)
    mutating func add(_ determinant: Double) {
        product *= determinant
        if product > 1e100 {
            logged += log(product)
            product = 1
        }
    }

    var value: Double { logged + log(product) }
}
