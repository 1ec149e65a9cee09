import Estimation
import Foundation
import Testing

@Suite("Difference of two proportions")
struct ProportionDifferenceTests {
    private func difference(_ x1: Int, _ n1: Int, _ x2: Int, _ n2: Int) throws -> ProportionDifference {
        let first = try #require(BinomialCount(successes: x1, trials: n1))
        let second = try #require(BinomialCount(successes: x2, trials: n2))
        return ProportionDifference(first, second)
    }

    /// Newcombe (1998), Table II, method 10, to the four digits printed.
    @Test(arguments: [
        (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0), (10, 10, 0, 10, 0.6075, 1.0),
    ])
    func newcombesTable(_ x1: Int, _ n1: Int, _ x2: Int, _ n2: Int, _ lower: Double, _ upper: Double) throws {
        let interval = try #require(try difference(x1, n1, x2, n2).interval())
        #expect(abs(interval.lower - lower) < 0.00005)
        #expect(abs(interval.upper - upper) < 0.00005)
        #expect(interval.method == .newcombe)
    }

    /// metafor::escalc.
    @Test func ratiosAgreeWithR() throws {
        for pair in try TwoGroupsReference.read().pairs {
            let t = pair.table
            let compared = try difference(t[0], t[0] + t[1], t[2], t[2] + t[3])
            let (risk, odds) = (try #require(compared.riskRatio), try #require(compared.oddsRatio))
            #expect(relativeError(log(risk.value), pair.logRiskRatio) < 1e-13)
            #expect(relativeError(risk.logStandardError, pair.riskError) < 1e-13)
            #expect(relativeError(log(odds.value), pair.logOddsRatio) < 1e-13)
            #expect(relativeError(odds.logStandardError, pair.oddsError) < 1e-13)
        }
    }

    /// 2 of 4 against 1 of 4: ratios 2 and 3, variances of their logarithms 2/8 + 3/4 and 1/2 + 1/2 + 1 + 1/3.
    @Test func byHand() throws {
        let compared = try difference(2, 4, 1, 4)
        #expect(compared.difference == 0.25)
        let risk = try #require(compared.riskRatio)
        #expect(risk.value == 2)
        #expect(relativeError(risk.logStandardError, 1) < 1e-15)
        let interval = try #require(risk.interval())
        #expect(relativeError(interval.lower, 2 * exp(-1.959963984540054)) < 1e-14)
        #expect(interval.method == .waldLog)
        let odds = try #require(compared.oddsRatio)
        #expect(relativeError(odds.value, 3) < 1e-15)
        #expect(relativeError(odds.logStandardError, (7.0 / 3).squareRoot()) < 1e-15)
    }

    @Test func ratiosThatHaveNoEstimate() throws {
        #expect(try difference(0, 5, 2, 5).riskRatio == nil)
        #expect(try difference(5, 5, 2, 5).oddsRatio == nil)
        #expect(try difference(5, 5, 2, 5).riskRatio?.value == 2.5)
    }
}
