import Foundation
import Testing

@testable import Estimation

@Suite("Independent estimates")
struct IndependentEstimatesTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let estimates: [Double]
        let standardErrors: [Double]
        let degreesOfFreedom: [Double]
        let f: Double
        let numerator: Double
        let denominator: Double
        let p: Double
        let difference: Double
        let differenceDf: Double
        let differenceInterval: [Double]

        var testDescription: String { "\(estimates.count) groups, F \(f)" }
        var members: [IndependentEstimates.Member] {
            estimates.indices.map { member(estimates[$0], standardErrors[$0], degreesOfFreedom[$0]) }
        }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("independent-estimates", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 4)
    }

    /// R's oneway.test and t.test with unequal variances; 1e-10, for sums of a few hundred numbers in doubles.
    @Test(arguments: Reference.all)
    func againstR(_ reference: Reference) throws {
        let test = try #require(IndependentEstimates.equality(reference.members).fit)
        #expect(relativeError(test.statistic, reference.f) < 1e-10)
        #expect(test.degreesOfFreedom.first == reference.numerator)
        #expect(relativeError(try #require(test.degreesOfFreedom.last), reference.denominator) < 1e-10)
        #expect(relativeError(test.pValue, reference.p) < 1e-9)
        let members = reference.members
        let difference = try #require(IndependentEstimates.difference(members[1], members[0]).fit)
        #expect(relativeError(difference.estimate.value, reference.difference) < 1e-10)
        #expect(relativeError(difference.degreesOfFreedom, reference.differenceDf) < 1e-10)
        #expect(relativeError(difference.interval.lower, reference.differenceInterval[0]) < 1e-9)
        #expect(relativeError(difference.interval.upper, reference.differenceInterval[1]) < 1e-9)
    }

    /// By hand: 1 and 3 with known errors of 1 have Q = 2, on 1 degree of freedom erfc(1); they differ by 2 ± 1.96 √2.
    @Test func knownErrorsAreCochransQ() throws {
        let members = [1.0, 3].map { member($0, 1, .infinity) }
        let test = try #require(IndependentEstimates.equality(members).fit)
        #expect(relativeError(test.statistic, 2) < 1e-15 && test.degreesOfFreedom == [1])
        #expect(relativeError(test.pValue, erfc(1)) < 1e-13)
        let difference = try #require(IndependentEstimates.difference(members[1], members[0]).fit)
        #expect(relativeError(difference.interval.upper, 2 + 1.959963984540054 * 2.0.squareRoot()) < 1e-14)
    }

    /// Two groups are Welch's t: F is its square.
    @Test func twoGroupsAreWelchsT() throws {
        let members = [member(1, 0.3, 9), member(1.9, 0.4, 25)]
        let test = try #require(IndependentEstimates.equality(members).fit)
        // 0.9² / (0.09 + 0.16), on 0.25² / (0.09²/9 + 0.16²/25).
        #expect(relativeError(test.statistic, 3.24) < 1e-14)
        #expect(relativeError(test.degreesOfFreedom[1], 0.0625 / (0.0081 / 9 + 0.0256 / 25)) < 1e-13)
    }

    @Test func equalEstimatesAreNotTold() throws {
        let test = try #require(
            IndependentEstimates.equality([member(2, 0.1, 10), member(2, 1, 20), member(2, 3, 5)]).fit)
        #expect(test.statistic == 0 && test.pValue == 1)
    }

    @Test func whatCannotBeCompared() {
        #expect(IndependentEstimates.equality([]).reason == .tooFewGroups(found: 0, needed: 2))
        #expect(IndependentEstimates.equality([member(1, 1, 5)]).reason == .tooFewGroups(found: 1, needed: 2))
        #expect(IndependentEstimates.equality([member(1, 1, 5), member(.nan, 1, 5)]).reason == .nonFinite)
        let known = NotEstimable.invalidArgument(
            name: "each standard error and its degrees of freedom", needed: "above 0")
        #expect(IndependentEstimates.equality([member(1, 1, 5), member(1, 0, 5)]).reason == known)
        #expect(IndependentEstimates.difference(member(1, 1, 0), member(1, 1, 5)).reason == known)
    }
}

/// An estimate on so many degrees of freedom.
private func member(_ value: Double, _ error: Double, _ degrees: Double) -> IndependentEstimates.Member {
    .init(PointEstimate(value: value, standardError: error), degreesOfFreedom: degrees)
}
