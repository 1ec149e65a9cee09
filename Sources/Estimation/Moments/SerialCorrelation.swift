import Foundation

/// How residuals of a group correlate by the time between them: 1 with itself, and between two observations a time d apart
///
///     (1 - nugget) · exp(-d / range)
///
/// A stationary first-order autoregression in continuous time (Jones & Boadi-Boateng 1991, doi:10.2307/2532504) and what is
/// new at each observation, the nugget (Diggle 1988, doi:10.2307/2531727): `corExp(nugget = TRUE)` of R's nlme, without a
/// nugget also its `corCAR1` with exp(-1 / range).
public struct SerialCorrelation: Sendable, Hashable {
    /// The time after which the correlation has fallen to 1/e, in the unit of the times; above 0.
    public let range: Double
    /// The part of the residual variance that is new at each observation, in 0...1; with 1 residuals are independent.
    public let nugget: Double

    /// Nil unless `range` is a finite number above 0 and `nugget` in 0...1.
    public init?(range: Double, nugget: Double) {
        guard range > 0, range.isFinite, nugget >= 0, nugget <= 1 else { return nil }
        self.range = range
        self.nugget = nugget
    }

    /// The correlation of the residuals of two different observations this far apart.
    public func correlation(at distance: Double) -> Double {
        (1 - nugget) * exp(-abs(distance) / range)
    }
}
