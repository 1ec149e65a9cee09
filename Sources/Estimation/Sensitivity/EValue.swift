import Foundation

/// How strong unmeasured confounding must be to explain an association away: the smallest risk ratio that a confounder
/// must have with both the exposure and the outcome, beyond the measured covariates, for an estimate of this size to
/// come from no effect at all (VanderWeele & Ding 2017, doi:10.7326/M16-2607).
///
/// 1 means that none is needed.
public struct EValue: Sendable, Hashable {
    /// The association as a risk ratio: as given, or converted.
    public let riskRatio: Double
    /// For moving the estimate to no effect; at least 1, infinite beyond the largest double.
    public let ofEstimate: Double
    /// For moving the interval's limit nearer to no effect there; 1 where the interval holds no effect already, nil
    /// without an interval.
    public let ofNearerLimit: Double?

    /// E-values of a risk ratio.
    ///
    /// An odds ratio or hazard ratio may stand for it where the outcome is rare (below 15% by the end of follow-up).
    ///
    /// - Parameters:
    ///   - riskRatio: Above 0.
    ///   - interval: The risk ratio's confidence interval, from 0 up, holding the estimate.
    public static func ofRiskRatio(_ riskRatio: Double, interval: ConfidenceInterval? = nil) -> FitOutcome<EValue> {
        FitOutcome { () throws(NotEstimable) in
            guard riskRatio.isFinite, riskRatio > 0 else {
                throw .invalidArgument(name: "risk ratio", needed: "a finite number above 0")
            }
            guard let interval else { return EValue(riskRatio, limits: nil) }
            guard interval.lower >= 0, interval.contains(riskRatio) else {
                throw .invalidArgument(name: "interval", needed: "from 0 up and hold the risk ratio")
            }
            return EValue(riskRatio, limits: (interval.lower, interval.upper))
        }
    }

    /// E-values of a difference in means, by way of the risk ratio exp(0.91 d) of the standardised difference d.
    ///
    /// The conversion is that of VanderWeele & Ding (2017): the odds ratio of a normal outcome cut anywhere is about
    /// exp(π/√3 d) = exp(1.81 d) (Chinn 2000, doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M), and
    /// the risk ratio of an outcome that is not rare about its square root. It is an approximation whose factor is set
    /// to two digits; the limits are converted like the estimate, at whatever level. Their factor of 1.78 standard
    /// errors for a 95% interval is 0.91 · 1.96 = 1.7836 rounded.
    ///
    /// For a slope, the difference is the slope times a stated contrast of exposure, such as a year.
    ///
    /// - Parameters:
    ///   - difference: In the outcome's units.
    ///   - interval: The difference's confidence interval, holding it.
    ///   - standardDeviation: Of the outcome between people, above 0.
    public static func ofDifference(
        _ difference: Double, interval: ConfidenceInterval? = nil, standardDeviation: Double
    ) -> FitOutcome<EValue> {
        FitOutcome { () throws(NotEstimable) in
            guard standardDeviation.isFinite, standardDeviation > 0 else {
                throw .invalidArgument(name: "standard deviation", needed: "a finite number above 0")
            }
            func converted(_ value: Double) -> Double {
                exp(riskRatioExponent * value / standardDeviation)
            }
            let riskRatio = converted(difference)
            guard difference.isFinite, riskRatio > 0, riskRatio.isFinite else {
                throw .invalidArgument(name: "difference", needed: "a finite number of some standard deviations")
            }
            guard let interval else { return EValue(riskRatio, limits: nil) }
            guard interval.contains(difference) else {
                throw .invalidArgument(name: "interval", needed: "hold the difference")
            }
            return EValue(riskRatio, limits: (converted(interval.lower), converted(interval.upper)))
        }
    }

    /// Half of Chinn's π/√3, as printed.
    private static let riskRatioExponent = 0.91

    private init(_ riskRatio: Double, limits: (lower: Double, upper: Double)?) {
        self.riskRatio = riskRatio
        ofEstimate = Self.value(riskRatio)
        ofNearerLimit = limits.map { limits in
            if limits.lower <= 1, limits.upper >= 1 { return 1 }
            return Self.value(limits.lower > 1 ? limits.lower : limits.upper)
        }
    }

    /// RR + √(RR (RR - 1)), for a risk ratio below 1 of its inverse.
    private static func value(_ riskRatio: Double) -> Double {
        let ratio = max(riskRatio, 1 / riskRatio)
        // As two roots: the product of a large ratio would overflow.
        return ratio + ratio.squareRoot() * (ratio - 1).squareRoot()
    }
}
