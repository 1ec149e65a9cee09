import Estimation
import Foundation
import Testing

@Suite("How differences grow with the time between")
struct SpacingExponentTests {
    private typealias Difference = SpacingExponent.Difference

    private func groups(_ exponent: Double) -> [[Difference]] {
        [[1.0, 2, 7], [3, 14, 14, 30], [5, 5, 5], [2, 60]].enumerated().map { number, times in
            times.map { Difference(time: $0, square: Double(number + 1) * pow($0, 2 * exponent)) }
        }
    }

    @Test(
        "squares that are a power of the time give it, whatever the size of each group", arguments: [-0.4, 0, 0.3, 0.5])
    func exact(_ exponent: Double) throws {
        let found = try SpacingExponent.fit(groups(exponent)).get().exponent
        // Forty halvings of four.
        #expect(abs(found - exponent) < 1e-11)
    }

    @Test("by hand: two times, of which the longer has two thirds of the squares")
    func byHand() throws {
        // p of the time 4 is 4^(2λ) / (1 + 4^(2λ)) = 2/3 where 4^(2λ) = 2.
        let found = try SpacingExponent.fit([[.init(time: 1, square: 1), .init(time: 4, square: 2)]]).get()
        #expect(abs(found.exponent - 0.25) < 1e-11)
        // Of groups with 1 and 3 of 4 in the longer: p = 1/2, slopes ∓ log 4, curvature 8 (log 4)²/4, halved.
        let two: [[Difference]] = [
            [.init(time: 1, square: 3), .init(time: 4, square: 1)],
            [.init(time: 1, square: 1), .init(time: 4, square: 3)],
        ]
        let fit = try SpacingExponent.fit(two).get()
        #expect(abs(fit.exponent) < 1e-11)
        #expect(abs((fit.standardError ?? 0) - 2.0.squareRoot() / (2 * log(4)) / 2) < 1e-9)
        #expect(fit.interval()?.contains(0.4) == true)
    }

    @Test("steeper than a line counts as a line, and groups without a change, or with one time, tell nothing")
    func limits() throws {
        #expect(try SpacingExponent.fit(groups(1.7)).get().exponent == SpacingExponent.widest)
        #expect(try SpacingExponent.fit(groups(-1.7)).get().exponent == -SpacingExponent.widest)
        let silent: [[Difference]] = [
            [.init(time: 1, square: 0), .init(time: 3, square: 0)], [], [.init(time: 2, square: 5)],
        ]
        #expect(try SpacingExponent.fit(groups(1.7)).get().standardError == nil)
        #expect(SpacingExponent.fit(silent).reason == .constantWithinGroups(name: "the time between"))
        #expect(SpacingExponent.fit([]).reason == .constantWithinGroups(name: "the time between"))
        #expect(SpacingExponent.fit([[.init(time: 0, square: 1)]]).reason == .nonFinite)
        #expect(abs(try SpacingExponent.fit(silent + groups(0.3)).get().exponent - 0.3) < 1e-11)
    }
}
