import Foundation

extension ConfidenceInterval {
    /// Quantiles of bootstrap replicates at both tails of the level.
    ///
    /// Quantiles lie at rank (R + 1)p, between order statistics by normal quantiles: Davison & Hinkley (1997), "Bootstrap methods and
    /// their application", equation 5.8, as R's boot. Nil where a rank is below 1 or above R (95% takes 39 replicates) and for
    /// values that are not finite.
    public static func bootstrapPercentile(
        replicates: [Double], level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        quantiles(of: replicates, at: (level.tail, 1 - level.tail), level, .bootstrapPercentile)
    }

    /// The bias-corrected and accelerated interval BCa: Efron (1987), doi:10.1080/01621459.1987.10478410.
    ///
    /// The tail α moves to Φ(z₀ + (z₀ + z_α) / (1 - a (z₀ + z_α))), z₀ the normal quantile of the share of replicates below the estimate.
    /// Quantiles as in the percentile interval. Nil where one of them is beyond the replicates, and where all of these or none are
    /// below the estimate.
    ///
    /// - Parameter acceleration: a, a sixth of the skewness of the estimator's influence values.
    public static func bootstrapBCa(
        replicates: [Double], estimate: Double, acceleration: Double, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        let below = replicates.count { $0 < estimate }
        guard estimate.isFinite, acceleration.isFinite, below > 0, below < replicates.count,
            let z0 = try? StandardNormal.quantile(Double(below) / Double(replicates.count)),
            let z = try? StandardNormal.quantile(level.tail)
        else { return nil }
        func adjusted(_ z: Double) -> Double? {
            let denominator = 1 - acceleration * (z0 + z)
            guard denominator > 0 else { return nil }
            return try? StandardNormal.lowerTail(z0 + (z0 + z) / denominator)
        }
        guard let lower = adjusted(z), let upper = adjusted(-z) else { return nil }
        return quantiles(of: replicates, at: (lower, upper), level, .bootstrapBCa)
    }

    private static func quantiles(
        of replicates: [Double], at probabilities: (Double, Double), _ level: ConfidenceLevel, _ method: Method
    ) -> ConfidenceInterval? {
        guard replicates.allSatisfy(\.isFinite) else { return nil }
        let sorted = replicates.sorted()
        guard let lower = quantile(of: sorted, at: probabilities.0),
            let upper = quantile(of: sorted, at: probabilities.1)
        else { return nil }
        return ConfidenceInterval(lower: lower, upper: upper, level: level, method: method)
    }

    private static func quantile(of sorted: [Double], at probability: Double) -> Double? {
        let next = Double(sorted.count + 1)
        var rank = next * probability
        // (1 - 0.9) / 2 is a little below 0.05: a rank that only rounding keeps from a whole number is that number.
        if abs(rank - rank.rounded()) < 1e-12 * next { rank = rank.rounded() }
        guard rank >= 1, rank <= Double(sorted.count) else { return nil }
        let below = Int(rank)
        let lower = sorted[below - 1]
        guard rank > Double(below), lower < sorted[below],
            let z = try? StandardNormal.quantile(probability),
            let zBelow = try? StandardNormal.quantile(Double(below) / next),
            let zAbove = try? StandardNormal.quantile(Double(below + 1) / next)
        else { return lower }
        return lower + (z - zBelow) / (zAbove - zBelow) * (sorted[below] - lower)
    }
}
