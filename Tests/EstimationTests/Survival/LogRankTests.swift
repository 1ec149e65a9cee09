import Estimation
import Testing

@Suite("Log-rank test")
struct LogRankTests {
    /// survival's survdiff, and for the trend the score test of coxph with exact ties: ten tests of k groups, with and
    /// without strata, ties and weights. Sums of the same fractions.
    @Test func agreesWithSurvdiff() throws {
        for reference in try SurvivalReferences.read().logRank {
            let study = try SurvivalStudy(reference.data)
            let outcome = LogRank.fit(
                times: try study.column(reference.time), isEvent: try study.isEvent(),
                groups: try study.labels(reference.group), strata: try reference.strata.map { try study.labels($0) },
                rho: reference.rho)
            let fit = try #require(outcome.fit)
            let name: Comment = "\(reference.data) \(reference.group) \(reference.rho)"
            let k = fit.groups.count
            for (index, group) in fit.groups.enumerated() {
                #expect(relativeError(group.observed, reference.observed[index]) < 1e-12, name)
                #expect(relativeError(group.expected, reference.expected[index]) < 1e-12, name)
                for j in 0..<k {
                    let variance = reference.variance[index * k + j]
                    #expect(abs(fit.covariance[index, j] - variance) < 1e-12 * max(1, abs(variance)), name)
                }
            }
            #expect(relativeError(fit.test.statistic, reference.statistic) < 1e-9, name)
            #expect(relativeError(fit.test.pValue, reference.p) < 1e-9, name)
            #expect(fit.test.degreesOfFreedom == [Double(k - 1)])
            if let trend = reference.trend {
                #expect(relativeError(try #require(fit.trendTest()).statistic, trend) < 1e-9, name)
            }
        }
    }

    /// Freireich's remission times: chi-square 16.79, observed 9 and 21, expected 19.25 and 10.75, as in Kleinbaum & Klein
    /// (2012, doi:10.1007/978-1-4419-6646-9, chapter 2).
    @Test func givesTheTextbookTest() throws {
        let study = try SurvivalStudy("remission")
        let fit = try #require(
            LogRank.fit(
                times: try study.column("time"), isEvent: try study.isEvent(),
                groups: try study.labels("group")
            ).fit)
        #expect(fit.groups.map(\.observed) == [9, 21])
        #expect(abs(fit.groups[0].expected - 19.25) < 0.005)
        #expect(abs(fit.groups[1].expected - 10.75) < 0.005)
        #expect(abs(fit.test.statistic - 16.79) < 0.005)
    }

    /// By hand: one event in group 1 of two at risk, then in group 2 of one: O - E = 1 - 1/2, variance 1/4, chi-square 1.
    @Test func twoPeopleByHand() throws {
        let fit = try #require(LogRank.fit(times: [1, 2], isEvent: [true, true], groups: [1, 2]).fit)
        #expect(fit.groups.map(\.observed) == [1, 1])
        #expect(fit.groups.map(\.expected) == [0.5, 1.5])
        #expect(fit.covariance[0, 0] == 0.25 && fit.covariance[0, 1] == -0.25)
        #expect(fit.test.statistic == 1)
        #expect(try #require(fit.trendTest()).statistic == 1)
    }

    /// Scores on any scale and offset, and labels with gaps, test the same trend.
    @Test func trendHasNoScale() throws {
        let study = try SurvivalStudy("lung")
        let groups = try study.labels("ecog")
        let fit = try #require(
            LogRank.fit(
                times: try study.column("time"), isEvent: try study.isEvent(),
                groups: groups.map { $0 * 1_000_000_000 - 7 }
            ).fit)
        let trend = try #require(fit.trendTest()).statistic
        let scores = fit.groups.indices.map { 1e9 + Double($0) }
        #expect(relativeError(try #require(fit.trendTest(scores: scores)).statistic, trend) < 1e-9)
    }

    @Test func badInputIsATypedOutcome() throws {
        #expect(LogRank.fit(times: [], isEvent: [], groups: []).reason == .noObservations)
        #expect(LogRank.fit(times: [1, 2], isEvent: [false, false], groups: [0, 1]).reason == .noEvents)
        #expect(
            LogRank.fit(times: [1, 2], isEvent: [true, true], groups: [3, 3]).reason
                == .tooFewGroups(found: 1, needed: 2))
        #expect(LogRank.fit(times: [1, .nan], isEvent: [true, true], groups: [0, 1]).reason == .nonFinite)
        // All at risk die at once: no chance is left in who does.
        #expect(LogRank.fit(times: [1, 1], isEvent: [true, true], groups: [0, 1]).reason == .varianceNotIdentified)
        // One group has left before the first event.
        #expect(
            LogRank.fit(times: [1, 2, 3], isEvent: [false, true, true], groups: [0, 1, 1]).reason
                == .tooFewGroups(found: 1, needed: 2))
        for outcome in [
            LogRank.fit(times: [1, 2], isEvent: [true], groups: [0, 1]),
            LogRank.fit(times: [1, 2], isEvent: [true, true], groups: [0]),
            LogRank.fit(times: [1, 2], isEvent: [true, true], groups: [0, 1], strata: [1]),
            LogRank.fit(times: [1, 2], isEvent: [true, true], groups: [0, 1], rho: .nan),
            LogRank.fit(
                times: (0...1000).map(Double.init), isEvent: (0...1000).map { _ in true }, groups: Array(0...1000)),
        ] {
            guard case .invalidArgument? = outcome.reason else {
                Issue.record("\(outcome)")
                continue
            }
        }
        let fit = try #require(
            LogRank.fit(times: [1, 2, 3], isEvent: [true, true, false], groups: [.min, .max, 0]).fit)
        #expect(fit.trendTest(scores: [1]) == nil)
        #expect(fit.trendTest(scores: [1, .nan, 0]) == nil)
        #expect(fit.trendTest(scores: [1, 1, 1]) == nil)
        #expect(
            LogRank.fit(times: [1, 2, 3], isEvent: [true, true, true], groups: [0, 1, 0], rho: -1e300).reason
                == .nonFinite)
    }
}
