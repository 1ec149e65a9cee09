import Estimation
import Foundation
import Testing

@Suite("Quantile")
struct QuantileTests {
    @Test func agreesWithR() throws {
        let reference = try DescriptiveReference.read()
        let type7 = try #require(Quantile.of(reference.values, at: reference.probabilities))
        for (value, expected) in zip(type7, reference.type7) {
            #expect(relativeError(value, expected) < 1e-14)
        }
        #expect(Quantile.of(reference.values, at: reference.probabilities, rule: .nearestRank) == reference.nearestRank)
    }

    /// By hand on 1, 2, 4, 8: position 3p.
    @Test func byHand() throws {
        #expect(Quantile.of([8, 1, 4, 2], at: [0, 0.25, 0.5, 1]) == [1, 1.75, 3, 8])
        #expect(Quantile.of([8, 1, 4, 2], at: [0, 0.25, 0.5, 0.51, 1], rule: .nearestRank) == [1, 1, 2, 4, 8])
        #expect(Quantile.of([5], at: [0, 0.3, 1]) == [5, 5, 5])
        let quartiles = try #require(Quantile.quartiles([1, 2, 3, 4, 5]))
        #expect(quartiles == (2, 3, 4))
    }

    @Test func whatHasNone() {
        #expect(Quantile.of([], at: [0.5]) == nil)
        #expect(Quantile.of([1, .nan], at: [0.5]) == nil)
        #expect(Quantile.of([1, 2], at: [1.5]) == nil)
        #expect(Quantile.of([1, 2], at: [.nan]) == nil)
    }
}
