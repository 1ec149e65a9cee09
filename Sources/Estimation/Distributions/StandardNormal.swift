import CGSL
import Foundation

/// The standard normal distribution.
public enum StandardNormal {
    /// P(Z <= z), exact in the lower tail.
    public static func lowerTail(_ z: Double) throws(DistributionError) -> Double {
        // SAFETY: a pure function of a number.
        try probability("normal probability", z) { gsl_cdf_ugaussian_P(z) }
    }

    /// P(Z > z), exact in the upper tail.
    public static func upperTail(_ z: Double) throws(DistributionError) -> Double {
        try lowerTail(-z)
    }

    /// The z with P(Z <= z) = p; infinite for p of 0 and 1.
    public static func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        turnOffGSLAbort()
        // SAFETY: a pure function of a number in 0...1.
        let z = gsl_cdf_ugaussian_Pinv(p)
        guard z.isFinite else { throw .notComputable("normal quantile") }
        return z
    }
}
