@testable import Simulation

/// A straight line through the scores of many people by generalised least squares under the true covariance of a
/// person's scores, V = X D X' + s² I, or by ordinary least squares without a truth.
///
/// V⁻¹ = (I - X K⁻¹ X') / s² with K = s² D⁻¹ + X'X (Woodbury), so a person's part of X'V⁻¹X is (A - A K⁻¹ A) / s² with
/// A = X'X.
struct LineSums {
    private let penalty: (Double, Double, Double)?
    private let residualVariance: Double
    private var xx = (0.0, 0.0, 0.0)
    private var xy = (0.0, 0.0)

    init(truth: Truth?) {
        guard let truth else {
            penalty = nil
            residualVariance = 1
            return
        }
        let d11 = truth.sdIntercept * truth.sdIntercept
        let d12 = truth.correlation * truth.sdIntercept * truth.sdSlope
        let d22 = truth.sdSlope * truth.sdSlope
        let determinant = d11 * d22 - d12 * d12
        residualVariance = truth.sdResidual * truth.sdResidual
        penalty = (
            residualVariance * d22 / determinant, -residualVariance * d12 / determinant,
            residualVariance * d11 / determinant
        )
    }

    mutating func add(_ x: [Double], _ y: [Double]) {
        let n = Double(x.count)
        let sx = x.reduce(0, +)
        let sxx = x.reduce(0) { $0 + $1 * $1 }
        let sy = y.reduce(0, +)
        let sxy = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
        func shrunk(_ left: (Double, Double), _ right: (Double, Double)) -> Double {
            guard let penalty else { return 0 }
            let k = (penalty.0 + n, penalty.1 + sx, penalty.2 + sxx)
            let determinant = k.0 * k.2 - k.1 * k.1
            return
                (left.0 * (k.2 * right.0 - k.1 * right.1) + left.1 * (k.0 * right.1 - k.1 * right.0)) / determinant
        }
        let ones = (n, sx)
        let slopes = (sx, sxx)
        let response = (sy, sxy)
        xx.0 += (n - shrunk(ones, ones)) / residualVariance
        xx.1 += (sx - shrunk(ones, slopes)) / residualVariance
        xx.2 += (sxx - shrunk(slopes, slopes)) / residualVariance
        xy.0 += (sy - shrunk(ones, response)) / residualVariance
        xy.1 += (sxy - shrunk(slopes, response)) / residualVariance
    }

    var line: (intercept: Double, slope: Double, interceptStandardError: Double, slopeStandardError: Double) {
        let determinant = xx.0 * xx.2 - xx.1 * xx.1
        return (
            (xx.2 * xy.0 - xx.1 * xy.1) / determinant, (xx.0 * xy.1 - xx.1 * xy.0) / determinant,
            (xx.2 / determinant).squareRoot(), (xx.0 / determinant).squareRoot()
        )
    }
}
