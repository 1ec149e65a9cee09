import Estimation
import Foundation
import Testing

@Suite("Confidence interval")
struct ConfidenceIntervalTests {
    /// Findings store these names.
    @Test func methodsKeepTheirNames() {
        #expect(
            ConfidenceInterval.Method.allCases.map(\.rawValue) == [
                "wilson", "clopper_pearson", "bootstrap_percentile", "bootstrap_bca", "signed_rank", "rank_sum", "sen",
                "jeffreys", "newcombe", "wilson_effective", "hybrid", "wald", "wald_log", "logit_t", "student_t",
                "kaplan_meier_log_log",
                "kaplan_meier_log", "kaplan_meier_plain", "cluster_robust_t", "profile_likelihood",
                "turnbull_log_log", "q_profile",
            ])
    }

    /// A share with the error that counts give is one of counts, but for the t quantile.
    @Test func weightedSharesAsCounts() throws {
        let count = try #require(BinomialCount(successes: 7, trials: 40))
        let counts = try #require(ConfidenceInterval.wilson(count))
        let share = 7.0 / 40
        let weighted = try #require(
            ConfidenceInterval.wilson(
                share: share, standardError: (share * (1 - share) / 40).squareRoot(), effectiveSize: 3,
                degreesOfFreedom: 1e9))
        #expect(abs(weighted.lower - counts.lower) < 1e-8 && abs(weighted.upper - counts.upper) < 1e-8)
        #expect(weighted.method == .wilsonEffective)
        // Of nobody the size tells: t²/(n + t²), with t = 2.776445105197793 on 4 degrees of freedom.
        let none = try #require(
            ConfidenceInterval.wilson(share: 0, standardError: 0, effectiveSize: 12, degreesOfFreedom: 4))
        let square = 2.776445105197793 * 2.776445105197793
        #expect(none.lower == 0)
        #expect(relativeError(none.upper, square / (12 + square)) < 1e-13)
        let all = try #require(
            ConfidenceInterval.wilson(share: 1, standardError: 0, effectiveSize: 12, degreesOfFreedom: 4))
        #expect(all.upper == 1)
        #expect(relativeError(all.lower, 12 / (12 + square)) < 1e-13)
        #expect(ConfidenceInterval.wilson(share: 0, standardError: 0, effectiveSize: 0, degreesOfFreedom: 4) == nil)
        #expect(ConfidenceInterval.wilson(share: 1.1, standardError: 1, effectiveSize: 5, degreesOfFreedom: 4) == nil)
    }

    /// Shares of 0.5 (0.4 to 0.6) and 0.2 (0.1 to 0.4) with a correlation of 1/2: below 0.01 + 0.04 - 0.02, above 0.01 + 0.01 - 0.01.
    @Test func hybridByHand() throws {
        func limits(_ lower: Double, _ upper: Double) throws -> ConfidenceInterval {
            // Intervals of the wanted ends.
            let middle = (lower + upper) / 2
            return try #require(
                ConfidenceInterval.wald(
                    estimate: middle, standardError: (upper - lower) / 2 / 1.959963984540054))
        }
        let interval = try #require(
            ConfidenceInterval.hybrid((0.5, limits(0.4, 0.6)), minus: (0.2, limits(0.1, 0.4)), correlation: 0.5))
        #expect(abs(interval.lower - (0.3 - 0.03.squareRoot())) < 1e-14)
        #expect(abs(interval.upper - (0.3 + 0.01.squareRoot())) < 1e-14)
        #expect(interval.method == .hybrid)
        #expect(
            try ConfidenceInterval.hybrid((0.5, limits(0.4, 0.6)), minus: (0.2, limits(0.1, 0.4)), correlation: 1.5)
                == nil)
    }

    /// 1.959963984540054 is the normal quantile at 0.975 to sixteen digits.
    @Test func waldByHand() throws {
        let interval = try #require(ConfidenceInterval.wald(estimate: 3, standardError: 2))
        #expect(relativeError(interval.lower, 3 - 2 * 1.959963984540054) < 1e-14)
        #expect(relativeError(interval.upper, 3 + 2 * 1.959963984540054) < 1e-15)
        #expect(interval.contains(3))
        #expect(!interval.contains(7))
    }

    /// The t quantile at 0.975 on 4 degrees of freedom is 2.776445105197793.
    @Test func studentTByHand() throws {
        let interval = try #require(ConfidenceInterval.studentT(estimate: 0, standardError: 1, degreesOfFreedom: 4))
        #expect(relativeError(interval.upper, 2.776445105197793) < 1e-14)
        let robust = try #require(ConfidenceInterval.clusterRobustT(estimate: 0, standardError: 1, degreesOfFreedom: 4))
        #expect(robust.upper == interval.upper)
        #expect(robust.method == .clusterRobustT)
    }

    /// By hand at S = 0.5 and a variance of log S of 0.04: log(-log S) has standard error 0.2 / log 2.
    @Test func kaplanMeierByHand() throws {
        let z = 1.959963984540054
        let logLog = try #require(ConfidenceInterval.kaplanMeier(survival: 0.5, logVariance: 0.04))
        #expect(relativeError(logLog.lower, exp(-exp(log(log(2.0)) + z * 0.2 / log(2.0)))) < 1e-14)
        #expect(relativeError(logLog.upper, exp(-exp(log(log(2.0)) - z * 0.2 / log(2.0)))) < 1e-14)
        #expect(ConfidenceInterval.kaplanMeier(survival: 0, logVariance: 0.04) == nil)
        #expect(ConfidenceInterval.kaplanMeier(survival: 1, logVariance: 0) == nil)
        #expect(ConfidenceInterval.kaplanMeier(survival: 1, logVariance: 0, method: .kaplanMeierPlain)?.lower == 1)
        #expect(ConfidenceInterval.kaplanMeier(survival: 0.5, logVariance: 0.04, method: .wald) == nil)
    }

    /// R's qbeta (References/two-groups.R).
    @Test func jeffreysAgreesWithR() throws {
        for reference in try TwoGroupsReference.read().jeffreys {
            let count = try #require(BinomialCount(successes: reference.successes, trials: reference.trials))
            let interval = try #require(ConfidenceInterval.jeffreys(count))
            #expect(relativeError(interval.lower, reference.interval[0]) < 1e-11)
            #expect(relativeError(interval.upper, reference.interval[1]) < 1e-11)
            #expect(interval.method == .jeffreys)
        }
    }

    /// Brown, Cai & DasGupta (2001), Table 5, n = 7: 0 and 1 successes.
    @Test(arguments: [(0, 0.0, 0.292), (1, 0.016, 0.501), (7, 0.708, 1.0)])
    func jeffreysTable(_ successes: Int, _ lower: Double, _ upper: Double) throws {
        let count = try #require(BinomialCount(successes: successes, trials: 7))
        let interval = try #require(ConfidenceInterval.jeffreys(count))
        #expect(abs(interval.lower - lower) < 0.0005)
        #expect(abs(interval.upper - upper) < 0.0005)
    }

    /// At one half the derivative of the logit is 4.
    @Test func logitByHand() throws {
        let interval = try #require(
            ConfidenceInterval.logitT(share: 0.5, standardError: 0.1, degreesOfFreedom: 4))
        let reach = 0.4 * 2.776445105197793
        #expect(relativeError(interval.lower, 1 / (1 + exp(reach))) < 1e-14)
        #expect(relativeError(interval.upper, 1 / (1 + exp(-reach))) < 1e-14)
    }

    @Test func whatHasNoInterval() {
        #expect(ConfidenceInterval.logitT(share: 1, standardError: 0, degreesOfFreedom: 4) == nil)
        #expect(ConfidenceInterval.logitT(share: .nan, standardError: 1, degreesOfFreedom: 4) == nil)
        #expect(ConfidenceInterval.waldLog(ratio: 0, logStandardError: 1) == nil)
        #expect(ConfidenceInterval.waldLog(ratio: -1, logStandardError: 1) == nil)
        #expect(ConfidenceInterval.waldLog(ratio: 1, logStandardError: .nan) == nil)
        #expect(ConfidenceInterval.wald(estimate: .nan, standardError: 1) == nil)
        #expect(ConfidenceInterval.wald(estimate: 1, standardError: -1) == nil)
        #expect(ConfidenceInterval.wald(estimate: 1, standardError: .infinity) == nil)
        #expect(ConfidenceInterval.studentT(estimate: 1, standardError: 1, degreesOfFreedom: 0) == nil)
    }
}
