import Foundation

/// How far the mean of people who were chosen by a high (or low) measurement is expected to move back at the next one
/// without any effect (Davis 1976, doi:10.1093/oxfordjournals.aje.a112321; Barnett, van der Pols & Dobson 2005,
/// doi:10.1093/ije/dyh299).
///
/// Measurements are normal about a person's own mean with the same variance for all, and the persons' means are normal
/// about the population's. The number of follow-up measurements does not matter.
/// Where the people were chosen by one measurement and their change is counted from another, made before the intervention,
/// nothing is expected.
public struct RegressionToTheMean: Sendable, Hashable {
    /// Who is chosen.
    public enum Selection: Sendable, Hashable {
        /// People whose baseline lies above the cut-off.
        case above(Double)
        /// People whose baseline lies below the cut-off.
        case below(Double)
    }

    /// Baseline less follow-up, expected: above 0 for people chosen above a cut-off, below 0 for people chosen below.
    public let expectedFall: Double
    /// Expected mean of the chosen people's baseline.
    public let expectedBaseline: Double
    /// Expected mean of the chosen people at follow-up: of their own true means.
    public let expectedFollowUp: Double
    /// Share of people whom the selection takes.
    public let shareSelected: Double

    /// The expectation from the variances of measurements, such as those of a mixed model.
    ///
    /// With baseline variance s² = σ_b² + σ_w²/m and standardised cut-off z, the fall is (σ_w²/m)/s · φ(z)/Φ(-z). As m
    /// grows, it goes to nothing (Gardner & Heady 1973, J Chronic Dis 26:781). The cut-off is standardised by s, for
    /// the baseline that selects is the mean of m; with m = 1 this is Davis's formula. Where persons' own means move apart until
    /// the follow-up, with covariance σ_bf instead of σ_b², the regression of a follow-up on the baseline is σ_bf/s² and the fall
    /// (1 - σ_bf/s²) s φ(z)/Φ(-z).
    ///
    /// - Parameters:
    ///   - mean: Of the population from which people were chosen.
    ///   - betweenVariance: σ_b², of people's own means; 0 or more.
    ///   - withinVariance: σ_w², of measurements about a person's own mean; 0 or more, not both 0.
    ///   - baselineMeasurements: m, how many measurements make the mean by which people are chosen; at least 1.
    ///   - followUpCovariance: σ_bf, of people's own means at baseline and at follow-up; σ_b² where they do not change.
    public static func expected(
        selecting selection: Selection, mean: Double, betweenVariance: Double, withinVariance: Double,
        baselineMeasurements: Int = 1, followUpCovariance: Double? = nil
    ) -> FitOutcome<RegressionToTheMean> {
        FitOutcome { () throws(NotEstimable) in
            guard mean.isFinite else { throw .invalidArgument(name: "mean", needed: "a finite number") }
            guard baselineMeasurements >= 1 else {
                throw .invalidArgument(name: "number of baseline measurements", needed: "at least 1")
            }
            let withinMean = withinVariance / Double(baselineMeasurements)
            let baselineVariance = betweenVariance + withinMean
            guard betweenVariance >= 0, withinVariance >= 0, baselineVariance > 0, baselineVariance.isFinite else {
                throw .invalidArgument(name: "variances", needed: "finite, not negative and not both 0")
            }
            let (cutOff, sign) =
                switch selection {
                case .above(let cutOff): (cutOff, 1.0)
                case .below(let cutOff): (cutOff, -1.0)
                }
            let deviation = baselineVariance.squareRoot()
            let z = sign * (cutOff - mean) / deviation
            guard z.isFinite, let share = try? StandardNormal.upperTail(z), let excess = meanBeyond(z) else {
                throw .invalidArgument(name: "cut-off", needed: "a finite number")
            }
            let baseline = sign * deviation * excess
            let lost = betweenVariance - (followUpCovariance ?? betweenVariance)
            let fall = baseline * ((withinMean + lost) / baselineVariance)
            guard (mean + baseline).isFinite else { throw .nonFinite }
            return RegressionToTheMean(
                expectedFall: fall, expectedBaseline: mean + baseline, expectedFollowUp: mean + (baseline - fall),
                shareSelected: share)
        }
    }

    /// φ(z) / Φ(-z): the mean of a standard normal variable beyond z. Nil where the tail cannot be computed.
    private static func meanBeyond(_ z: Double) -> Double? {
        // In a far tail both go to 0; Laplace's continued fraction of the ratio, z + 1/(z + 2/(z + 3/...)), does not.
        if z > 6 {
            return (1...60).reversed().reduce(z) { z + Double($1) / $0 }
        }
        guard let tail = try? StandardNormal.upperTail(z) else { return nil }
        return exp(-z * z / 2) / (2 * .pi).squareRoot() / tail
    }
}
