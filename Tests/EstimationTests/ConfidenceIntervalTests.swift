import Estimation
import Foundation
import Testing

@Suite("Confidence interval")
struct ConfidenceIntervalTests {
    /// Findings store these names.
    @Test func methodsKeepTheirNames() {
        #expect(
            ConfidenceInterval.Method.allCases.map(\.rawValue) == [
                "wilson", "clopper_pearson", "wald", "student_t", "kaplan_meier_log_log", "kaplan_meier_log",
                "kaplan_meier_plain", "cluster_robust_t",
            ])
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

    @Test func whatHasNoInterval() {
        #expect(ConfidenceInterval.wald(estimate: .nan, standardError: 1) == nil)
        #expect(ConfidenceInterval.wald(estimate: 1, standardError: -1) == nil)
        #expect(ConfidenceInterval.wald(estimate: 1, standardError: .infinity) == nil)
        #expect(ConfidenceInterval.studentT(estimate: 1, standardError: 1, degreesOfFreedom: 0) == nil)
    }
}
