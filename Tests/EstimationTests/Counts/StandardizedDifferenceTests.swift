import Estimation
import Foundation
import Testing

@Suite("Standardised difference")
struct StandardizedDifferenceTests {
    /// By hand: means 2 and 5, squared deviations 2 and 14 on 2 degrees of freedom, so variances 1 and 7: -3 / √4.
    @Test func continuousByHand() {
        let first = OnlineMoments([1, 2, 3])
        let second = OnlineMoments([2, 6, 7])
        #expect(StandardizedDifference.continuous(first, second) == -1.5)
        #expect(StandardizedDifference.continuous(OnlineMoments([1, 1]), OnlineMoments([1, 1])) == 0)
        #expect(StandardizedDifference.continuous(OnlineMoments([1, 1]), OnlineMoments([2, 2])) == nil)
        #expect(StandardizedDifference.continuous(OnlineMoments([1]), first) == nil)
    }

    /// By hand: shares 1/2 and 1/5: 0.3 / √((0.25 + 0.16) / 2).
    @Test func binaryByHand() throws {
        let half = try #require(BinomialCount(successes: 10, trials: 20))
        let fifth = try #require(BinomialCount(successes: 2, trials: 10))
        let difference = try #require(StandardizedDifference.binary(half, fifth))
        #expect(relativeError(difference, 0.3 / 0.205.squareRoot()) < 1e-15)
    }

    /// Two categories are the binary case, without its sign; a category that nobody has changes nothing, nor does the order.
    @Test func categoriesExtendTheBinaryCase() throws {
        let expected = 0.3 / 0.205.squareRoot()
        #expect(relativeError(try #require(StandardizedDifference.categorical([10, 10], [2, 8])), expected) < 1e-14)
        #expect(
            relativeError(try #require(StandardizedDifference.categorical([10, 0, 10], [2, 0, 8])), expected) < 1e-14)
        let one = try #require(StandardizedDifference.categorical([5, 9, 6], [4, 3, 13]))
        let other = try #require(StandardizedDifference.categorical([6, 5, 9], [13, 4, 3]))
        #expect(relativeError(one, other) < 1e-14)
    }

    /// By hand, three categories with shares (1/2, 1/4, 1/4) and (1/4, 1/4, 1/2). On the last two the difference is (0, -1/4), the
    /// mean covariance [3/16 -3/32; -3/32 7/32] with determinant 33/1024, so d² = (1/16)(3/16)(1024/33) = 4/11.
    @Test func threeCategoriesByHand() throws {
        let difference = try #require(StandardizedDifference.categorical([2, 1, 1], [1, 1, 2]))
        #expect(relativeError(difference, (4.0 / 11).squareRoot()) < 1e-14)
    }

    @Test func whatHasNone() {
        #expect(StandardizedDifference.categorical([4, 0], [0, 4]) == nil)
        #expect(StandardizedDifference.categorical([4], [4]) == 0)
        #expect(StandardizedDifference.categorical([4, 1], [4]) == nil)
        #expect(StandardizedDifference.categorical([-1, 1], [4, 2]) == nil)
        #expect(StandardizedDifference.categorical([0, 0], [4, 2]) == nil)
        #expect(StandardizedDifference.categorical([Int.max, Int.max], [1, 1]) == 0)
    }
}
