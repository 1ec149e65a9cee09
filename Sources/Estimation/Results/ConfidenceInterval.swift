import Foundation

/// An interval with its level and the method that made it. Every interval formula of the project is in this file.
public struct ConfidenceInterval: Sendable, Hashable {
    /// The methods, by the names under which findings store them.
    public enum Method: String, Sendable, Hashable, CaseIterable, Codable {
        /// Score interval of a proportion (Wilson 1927), without continuity correction.
        case wilson
        /// Exact interval of a proportion (Clopper & Pearson 1934).
        case clopperPearson = "clopper_pearson"
        /// Quantiles of bootstrap replicates.
        case bootstrapPercentile = "bootstrap_percentile"
        /// Quantiles of bootstrap replicates, corrected for bias and acceleration.
        case bootstrapBCa = "bootstrap_bca"
        /// Walsh averages that the Wilcoxon signed-rank test does not reject.
        case signedRank = "signed_rank"
        /// Differences that the Wilcoxon rank-sum test does not reject.
        case rankSum = "rank_sum"
        /// Pairwise slopes that Kendall's test does not reject (Sen 1968).
        case sen
        /// Equal-tailed interval of a proportion from Jeffreys' prior (Brown, Cai & DasGupta 2001).
        case jeffreys
        /// Hybrid score interval of a difference of two proportions (Newcombe 1998).
        case newcombe
        /// Score interval of a weighted share from its effective size, with a t quantile (Franco et al. 2019).
        case wilsonEffective = "wilson_effective"
        /// A difference from the limits of two correlated estimates (Zou & Donner 2008).
        case hybrid
        /// Estimate and standard error with a normal quantile.
        case wald
        /// A ratio on the logarithmic scale with a normal quantile.
        case waldLog = "wald_log"
        /// A share on the logit scale with a t quantile.
        case logitT = "logit_t"
        /// Estimate and standard error with a t quantile.
        case studentT = "student_t"
        /// Survival probability on the log(-log) scale.
        case kaplanMeierLogLog = "kaplan_meier_log_log"
        /// Survival probability on the log scale.
        case kaplanMeierLog = "kaplan_meier_log"
        /// Survival probability on its own scale.
        case kaplanMeierPlain = "kaplan_meier_plain"
        /// Estimate and cluster-robust standard error with a t quantile.
        case clusterRobustT = "cluster_robust_t"
        /// Values that the likelihood-ratio test does not reject.
        case profileLikelihood = "profile_likelihood"
        /// Survival probability from interval-censored times on the log(-log) scale.
        case turnbullLogLog = "turnbull_log_log"
        /// Between-study variances that the test of homogeneity Q does not reject.
        case qProfile = "q_profile"
    }

    /// The lower end; may be -∞ for a limit that is not reached.
    public let lower: Double
    /// The upper end; may be +∞ for a limit that is not reached.
    public let upper: Double
    /// The level of the procedure.
    public let level: ConfidenceLevel
    /// The procedure.
    public let method: Method

    /// The interval with these ends. Nil unless `lower` <= `upper`.
    init?(lower: Double, upper: Double, level: ConfidenceLevel, method: Method) {
        guard lower <= upper else { return nil }
        self.lower = lower
        self.upper = upper
        self.level = level
        self.method = method
    }

    /// Whether `value` lies within, ends included.
    public func contains(_ value: Double) -> Bool {
        lower <= value && value <= upper
    }
}

extension ConfidenceInterval {
    /// Score interval of a proportion without continuity correction.
    ///
    /// Wilson (1927), doi:10.1080/01621459.1927.10502953; method 3 of Newcombe (1998),
    /// doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
    public static func wilson(_ count: BinomialCount, level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        guard let z = try? -StandardNormal.quantile(level.tail) else { return nil }
        return score(Double(count.successes), of: Double(count.trials), quantile: z, level, .wilson)
    }

    /// Wilson's interval of a weighted share p of SE s as one of n = p (1 - p) / s², with the t quantile; of a share of 0 or 1, whose spread
    /// tells nothing, n is `effectiveSize`. Nil where n is not above 0.
    ///
    /// Franco, Little, Louis & Slud (2019), doi:10.1093/jssam/smy019: of the intervals for shares in surveys with weights and clusters the one
    /// that holds best where shares or effective sizes are small, at which p ± t · s holds the truth far too seldom.
    ///
    /// - Parameter effectiveSize: Kish's, (Σ w)² / Σ w².
    public static func wilson(
        share: Double, standardError: Double, effectiveSize: Double, degreesOfFreedom: Double,
        level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard (0...1).contains(share), standardError >= 0,
            let t = try? StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(level.tail)
        else { return nil }
        let isInside = share > 0 && share < 1 && standardError > 0
        let n = isInside ? share * (1 - share) / (standardError * standardError) : effectiveSize
        guard n > 0, n.isFinite else { return nil }
        return score(share * n, of: n, quantile: t, level, .wilsonEffective)
    }

    private static func score(
        _ x: Double, of n: Double, quantile z: Double, _ level: ConfidenceLevel, _ method: Method
    ) -> ConfidenceInterval? {
        let middle = x + z * z / 2
        let half = z * (x * (n - x) / n + z * z / 4).squareRoot()
        let total = n + z * z
        return ConfidenceInterval(
            lower: x == 0 ? 0 : max(0, (middle - half) / total), upper: x == n ? 1 : min(1, (middle + half) / total),
            level: level, method: method)
    }

    /// Exact interval of a proportion: the values that neither one-sided exact test rejects.
    ///
    /// Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404; ends are beta quantiles.
    public static func clopperPearson(
        _ count: BinomialCount, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        let (x, failures) = (Double(count.successes), Double(count.trials - count.successes))
        guard let lower = count.successes == 0 ? 0 : try? Beta(x, failures + 1).quantile(level.tail),
            let upper = failures == 0 ? 1 : try? Beta(x + 1, failures).upperQuantile(level.tail)
        else { return nil }
        return ConfidenceInterval(lower: lower, upper: upper, level: level, method: .clopperPearson)
    }

    /// The central interval of the beta distribution with shapes x + 1/2 and n - x + 1/2; from 0 where there are no successes and up
    /// to 1 where there are no failures.
    ///
    /// Brown, Cai & DasGupta (2001), section 3.1.3, doi:10.1214/ss/1009213286.
    public static func jeffreys(
        _ count: BinomialCount, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        let (x, failures) = (Double(count.successes), Double(count.trials - count.successes))
        guard let posterior = try? Beta(x + 0.5, failures + 0.5),
            let lower = count.successes == 0 ? 0 : try? posterior.quantile(level.tail),
            let upper = failures == 0 ? 1 : try? posterior.upperQuantile(level.tail)
        else { return nil }
        return ConfidenceInterval(lower: lower, upper: upper, level: level, method: .jeffreys)
    }

    /// Hybrid score interval of the first proportion less the second, independent of it, from their Wilson intervals (l, u):
    /// d - √((p1 - l1)² + (u2 - p2)²) to d + √((u1 - p1)² + (p2 - l2)²).
    ///
    /// Method 10 of Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    public static func newcombe(
        _ first: BinomialCount, minus second: BinomialCount, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard let one = wilson(first, level: level), let two = wilson(second, level: level) else { return nil }
        return difference((first.proportion, one), (second.proportion, two), correlation: 0, .newcombe)
    }

    /// The first share less the second from their intervals (l, u) and the correlation r of their errors:
    /// d - √((p1 - l1)² + (u2 - p2)² - 2r (p1 - l1)(u2 - p2)) to d + √((u1 - p1)² + (p2 - l2)² - 2r (u1 - p1)(p2 - l2)).
    ///
    /// Zou & Donner (2008), doi:10.1002/sim.3095. Nil for intervals of different levels.
    public static func hybrid(
        _ first: (share: Double, interval: ConfidenceInterval),
        minus second: (share: Double, interval: ConfidenceInterval), correlation: Double
    ) -> ConfidenceInterval? {
        guard first.interval.level == second.interval.level, (-1...1).contains(correlation) else { return nil }
        return difference(first, second, correlation: correlation, .hybrid)
    }

    private static func difference(
        _ first: (share: Double, interval: ConfidenceInterval),
        _ second: (share: Double, interval: ConfidenceInterval), correlation: Double, _ method: Method
    ) -> ConfidenceInterval? {
        func distance(_ one: Double, _ two: Double) -> Double {
            // Not below 0 but for rounding.
            max(0, one * one + two * two - 2 * correlation * one * two).squareRoot()
        }
        let (p1, one, p2, two) = (first.share, first.interval, second.share, second.interval)
        return ConfidenceInterval(
            lower: max(-1, p1 - p2 - distance(p1 - one.lower, two.upper - p2)),
            upper: min(1, p1 - p2 + distance(one.upper - p1, p2 - two.lower)), level: one.level, method: method)
    }

    /// `estimate` ± z · `standardError`. Nil for a standard error below 0 and for anything not finite.
    public static func wald(
        estimate: Double, standardError: Double, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard let z = try? -StandardNormal.quantile(level.tail) else { return nil }
        return symmetric(estimate, standardError, z, level, .wald)
    }

    /// `ratio` · exp(± z · `logStandardError`). Nil for a ratio or a standard error below 0 and for anything not finite.
    public static func waldLog(
        ratio: Double, logStandardError: Double, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard let log = wald(estimate: log(ratio), standardError: logStandardError, level: level) else { return nil }
        return ConfidenceInterval(lower: exp(log.lower), upper: exp(log.upper), level: level, method: .waldLog)
    }

    /// logit `share` ± t · `standardError` / (share (1 - share)), taken back to the share, with t on `degreesOfFreedom`. Nil for a
    /// share of 0 or 1.
    public static func logitT(
        share: Double, standardError: Double, degreesOfFreedom: Double, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard share > 0, share < 1,
            let logit = studentT(
                estimate: log(share) - log1p(-share), standardError: standardError / (share * (1 - share)),
                degreesOfFreedom: degreesOfFreedom, level: level)
        else { return nil }
        return ConfidenceInterval(
            lower: 1 / (1 + exp(-logit.lower)), upper: 1 / (1 + exp(-logit.upper)), level: level, method: .logitT)
    }

    /// `estimate` ± t · `standardError` with t on `degreesOfFreedom`; for a mean, its standard error and n - 1.
    public static func studentT(
        estimate: Double, standardError: Double, degreesOfFreedom: Double, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard let t = try? StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(level.tail) else { return nil }
        return symmetric(estimate, standardError, t, level, .studentT)
    }

    /// `estimate` ± t · cluster-robust `standardError` with t on `degreesOfFreedom`.
    public static func clusterRobustT(
        estimate: Double, standardError: Double, degreesOfFreedom: Double, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard let t = try? StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(level.tail) else { return nil }
        return symmetric(estimate, standardError, t, level, .clusterRobustT)
    }

    private static func symmetric(
        _ estimate: Double, _ standardError: Double, _ quantile: Double, _ level: ConfidenceLevel, _ method: Method
    ) -> ConfidenceInterval? {
        guard estimate.isFinite, standardError >= 0, (quantile * standardError).isFinite else { return nil }
        return ConfidenceInterval(
            lower: estimate - quantile * standardError, upper: estimate + quantile * standardError,
            level: level, method: method)
    }

    /// Pointwise interval of a survival probability, of Kaplan-Meier's or Turnbull's curve.
    ///
    /// - Parameters:
    ///   - survival: S, 0...1.
    ///   - logVariance: The variance of log S: Greenwood's Σ d / (n (n - d)), or that from Turnbull's information.
    ///   - method: `.kaplanMeierLogLog` (Kalbfleisch & Prentice 1980; Borgan & Liestøl 1990), `.kaplanMeierLog` or
    ///     `.kaplanMeierPlain`, and `.turnbullLogLog`, the first by the name of the other curve.
    /// - Returns: As R's survival: nil at S = 0, where Greenwood's variance is not defined, and for log-log at S = 1, where the
    ///   scale has no such point ((1, 1) for the others); nil for another method.
    public static func kaplanMeier(
        survival: Double, logVariance: Double, method: Method = .kaplanMeierLogLog, level: ConfidenceLevel = .ninetyFive
    ) -> ConfidenceInterval? {
        guard survival > 0, survival <= 1, logVariance >= 0, logVariance.isFinite,
            let z = try? -StandardNormal.quantile(level.tail)
        else { return nil }
        let error = z * logVariance.squareRoot()
        let ends: (Double, Double)
        switch method {
        case .kaplanMeierLogLog, .turnbullLogLog:
            guard survival < 1 else { return nil }
            let spread = error / log(survival)
            ends = (pow(survival, exp(-spread)), pow(survival, exp(spread)))
        case .kaplanMeierLog:
            ends = (survival * exp(-error), min(1, survival * exp(error)))
        case .kaplanMeierPlain:
            ends = (max(0, survival * (1 - error)), min(1, survival * (1 + error)))
        default:
            return nil
        }
        return ConfidenceInterval(lower: ends.0, upper: ends.1, level: level, method: method)
    }
}
