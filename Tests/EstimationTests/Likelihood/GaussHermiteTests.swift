import Foundation
import Testing

@testable import Estimation

@Suite("Gauss-Hermite quadrature")
struct GaussHermiteTests {
    /// By hand: of three points ±√3 and 0 with weights 1/6 and 2/3 the mean square is 1 and the mean fourth power 3.
    @Test func threePointsByHand() throws {
        let rule = try #require(GaussHermite(points: 3))
        for (found, expected) in zip(
            rule.nodes + rule.weights, [-3.0.squareRoot(), 0, 3.0.squareRoot(), 1.0 / 6, 2.0 / 3, 1.0 / 6])
        {
            #expect(abs(found - expected) < 1e-15)
        }
    }

    /// The normal distribution's moments 1, 1, 3, 15, ... up to degree 2n - 1, and E exp(z) = √e where there are points enough.
    @Test(arguments: [1, 2, 5, 7, 15, 40, 64]) func momentsOfTheNormalDistribution(points: Int) throws {
        let rule = try #require(GaussHermite(points: points))
        var expected = 1.0
        for power in stride(from: 0, through: min(2 * points - 2, 20), by: 2) {
            if power > 0 { expected *= Double(power - 1) }
            let found = zip(rule.nodes, rule.weights).reduce(0.0) { $0 + $1.1 * pow($1.0, Double(power)) }
            // Rounding of sums of up to 64 terms.
            #expect(relativeError(found, expected) < 1e-13)
        }
        guard points >= 15 else { return }
        let exponential = zip(rule.nodes, rule.weights).reduce(0.0) { $0 + $1.1 * exp($1.0) }
        #expect(relativeError(exponential, exp(0.5)) < 1e-13)
    }

    @Test func numbersOfPointsThatThereAreNot() {
        #expect(GaussHermite(points: 0).map(\.nodes) == nil)
        #expect(GaussHermite(points: 65).map(\.nodes) == nil)
        #expect(GaussHermite(points: -1).map(\.nodes) == nil)
    }
}
