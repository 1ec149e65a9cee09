import Estimation
import Foundation
import Testing

@Suite("Proportional hazards test")
struct ProportionalHazardsTestTests {
    /// survival's cox.zph (version 3 and later) on twelve models with four functions of time, each covariate and global.
    /// 1e-7: at coxph's coefficients, a hundred-millionth from the maximum, the score is not quite zero.
    @Test(arguments: 0..<12)
    func agreesWithCoxZph(_ model: Int) throws {
        let reference = try SurvivalReferences.read().cox[model]
        let fit = try CoxRegressionTests.fit(reference)
        for transform in ProportionalHazardsTest.Transform.allCases {
            let expected = try #require(reference.proportionality[transform.rawValue])
            let test = try #require(ProportionalHazardsTest.fit(fit, transform: transform).fit)
            let statistics = try test.covariates.map { try #require($0.test).statistic }
            let global = try #require(test.global)
            let pairs = zip(statistics + (statistics.count > 1 ? [global.statistic] : []), expected)
            for (statistic, expected) in pairs {
                #expect(relativeError(statistic, expected) < 1e-7, "\(transform)")
            }
            #expect(test.covariates.map(\.name) == reference.covariates)
            #expect(global.degreesOfFreedom == [Double(statistics.count)])
        }
    }

    /// By hand, three events of three people without ties, x = 1, 0, 1 and β at its maximum: the score for g(t) = t and its
    /// information.
    @Test func threePeopleByHand() throws {
        let fit = try #require(
            CoxRegression.fit([.init("x", [1, 0, 1])], times: [1, 2, 3], isEvent: [true, true, true]).fit)
        let r = fit.coefficients[0].hazardRatio
        let means = [2 * r / (2 * r + 1), r / (r + 1)]
        // g is -1, 0 and 1; the last event has nobody to be compared with.
        let score = -(1 - means[0])
        let information = means.map { $0 * (1 - $0) }
        let variance = information[0] - information[0] * information[0] / (information[0] + information[1])
        let test = try #require(ProportionalHazardsTest.fit(fit, transform: .identity).fit)
        #expect(relativeError(try #require(test.global).statistic, score * score / variance) < 1e-12)
    }

    /// A factor's levels are tested together.
    @Test func jointTest() throws {
        let reference = try SurvivalReferences.read().cox[7]
        let test = try #require(ProportionalHazardsTest.fit(try CoxRegressionTests.fit(reference)).fit)
        #expect(test.jointTest(of: Array(0..<8)) == test.global)
        #expect(test.jointTest(of: [3]) == test.covariates[3].test)
        #expect(try #require(test.jointTest(of: [5, 6, 7])).degreesOfFreedom == [3])
        #expect(test.jointTest(of: []) == nil)
        #expect(test.jointTest(of: [1, 1]) == nil)
        #expect(test.jointTest(of: [8]) == nil)
        #expect(test.jointTest(of: [-1]) == nil)
    }

    @Test func badInputIsATypedOutcome() throws {
        let x = CoxRegression.Covariate("x", [1, 0, 1, 0])
        let zero = try #require(CoxRegression.fit([x], times: [0, 1, 2, 3], isEvent: [true, true, true, true]).fit)
        guard case .invalidArgument? = ProportionalHazardsTest.fit(zero, transform: .log).reason else {
            Issue.record("the logarithm of 0")
            return
        }
        let once = try #require(CoxRegression.fit([x], times: [1, 1, 2, 2], isEvent: [true, true, false, false]).fit)
        #expect(ProportionalHazardsTest.fit(once).reason == .constantColumn(name: "time of the events"))
    }
}
