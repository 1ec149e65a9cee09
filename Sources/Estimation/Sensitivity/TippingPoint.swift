/// How far people who left must have fared from what was seen of them before a pattern mixture's conclusion changes:
/// the values of δ at which an end of its interval meets the null (Yan, Lee & Li 2009, J Biopharm Stat 19:1085).
///
/// The conclusion is whether the interval excludes the null. A reader then judges whether a δ that large is credible.
public struct TippingPoint: Sendable, Hashable {
    /// What the target is compared with, such as 0 or the smallest change that matters.
    public let null: Double
    /// The interval's level.
    public let level: ConfidenceLevel
    /// Whether the interval excludes the null at δ = 0.
    public let excludesNullAtZero: Bool
    /// The δ nearest to 0 from below at which the conclusion changes; nil where it holds for all δ < 0.
    public let below: Double?
    /// The δ nearest to 0 from above at which the conclusion changes; nil where it holds for all δ > 0.
    public let above: Double?
    /// The δ at which the estimate itself is the null.
    public let deltaOfEstimate: Double

    /// Solves for δ where the squared distance of β(δ) from the null is z² times its variance: with A = β(0) - null, B
    /// the patterns' variance, s the share's and Δ = β_left - β_stayed,
    ///
    ///     (A + πδ)² = z² (B + s (Δ + δ)²)
    ///
    /// a quadratic in δ, so that the tipping points are exact.
    public static func of(
        _ mixture: PatternMixture, null: Double = 0, level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<TippingPoint> {
        FitOutcome { () throws(NotEstimable) in
            guard null.isFinite else { throw .invalidArgument(name: "null", needed: "a finite number") }
            guard let z = try? -StandardNormal.quantile(level.tail), let unshifted = mixture.estimate(delta: 0) else {
                throw .nonFinite
            }
            let share = mixture.shareLeft
            let distance = unshifted.value - null
            let difference = mixture.left.value - mixture.stayed.value
            let shareVariance = z * z * mixture.shareVariance
            let quadratic = Quadratic(
                square: share * share - shareVariance,
                halfLinear: distance * share - shareVariance * difference,
                constant: distance * distance
                    - (z * z * mixture.patternVariance + shareVariance * difference * difference))
            guard quadratic.isFinite else { throw .nonFinite }
            let crossings = quadratic.signChanges
            return TippingPoint(
                null: null, level: level, excludesNullAtZero: quadratic.constant > 0,
                below: crossings.last { $0 < 0 }, above: crossings.first { $0 > 0 },
                deltaOfEstimate: -distance / share)
        }
    }

    /// square · x² + 2 halfLinear · x + constant.
    private struct Quadratic {
        let square: Double, halfLinear: Double, constant: Double

        var isFinite: Bool { square.isFinite && halfLinear.isFinite && constant.isFinite }

        /// Where it changes its sign, ascending.
        var signChanges: [Double] {
            let discriminant = halfLinear * halfLinear - square * constant
            guard discriminant > 0 else {
                // A double root touches zero without crossing it.
                return []
            }
            // The sum of two numbers of one sign; the other root follows from the roots' product (Goldberg 1991,
            // doi:10.1145/103162.103163, section 1.4).
            let sum = -(halfLinear + (halfLinear < 0 ? -1 : 1) * discriminant.squareRoot())
            return [constant / sum, sum / square].filter(\.isFinite).sorted()
        }
    }
}
