import Estimation
import Foundation
import Testing

@Suite("Variability within")
struct WithinVariabilityTests {
    private typealias Point = WithinVariability.Point

    private func points(_ times: [Double], _ values: [Double], breakAt: Int? = nil) -> [Point] {
        zip(times, values).enumerated().map { number, pair in
            Point(time: pair.0, value: pair.1, follows: number > 0 && number != breakAt)
        }
    }

    private let plain = WithinVariability.Spacing(usual: 1, exponent: 0)

    @Test("every index by hand")
    func byHand() throws {
        let points = points([0, 1, 2, 4], [1, 3, 2, 4])
        let own = try #require(
            WithinVariability(points, spacing: .init(usual: 1, exponent: 0.5), acute: 2))
        #expect(own.count == 4 && own.differences == 3)
        #expect(own.mean == 2.5)
        #expect(abs(own.variance - 5.0 / 3) < 1e-12)
        // Stt 8.75, Sty 5.5, so that 5 - 5.5² / 8.75 is left, on 2 degrees of freedom.
        #expect(abs(own.varianceAboutLine - (5 - 5.5 * 5.5 / 8.75) / 2) < 1e-12)
        // Differences 2, -1 and 2; the last over two days, which doubles a random walk's square.
        #expect(own.meanSquaredDifference == 3)
        #expect(abs(own.adjustedMeanSquaredDifference - 7.0 / 3) < 1e-12)
        // Of 4 / 2^(2λ) the derivative at 0.5 is -2 log 2 · 2; the other two do not change.
        #expect(abs(own.adjustedGrowth + 4 * log(2) / 3) < 1e-12)
        #expect(abs(own.acuteShare - 2.0 / 3) < 1e-12)
        // Products -0.75, -0.25, -0.75: r = -1.75/3 / 1.25, and then (r + 1/3)(1 + 3/4).
        let r = try #require(own.autocorrelation)
        #expect(abs(r - (-1.75 / 3 / 1.25 + 1.0 / 3) * 1.75) < 1e-12)
    }

    @Test("a difference across a break is none, and one just below the cut is not acute")
    func breaks() throws {
        let own = try #require(
            WithinVariability(points([0, 1, 2, 4], [1, 3, 2, 4], breakAt: 2), spacing: plain, acute: 2.1))
        #expect(own.differences == 2)
        #expect(own.meanSquaredDifference == 4)
        #expect(own.acuteShare == 0)
        // 0.3 - 0.1 is a little less than 0.2 in doubles, and is 0.2.
        let decimals = try #require(WithinVariability(points([0, 1, 2], [0.1, 0.3, 0.1]), spacing: plain, acute: 0.2))
        #expect(decimals.acuteShare == 1)
    }

    @Test("in the mean over all orders of the same values the autocorrelation is zero, whatever the values")
    func exchangeable() throws {
        let values: [Double] = [0, 1, 3, 7, 7]
        var sum = 0.0
        var orders = 0
        func permute(_ left: [Double], _ order: [Double]) throws {
            guard !left.isEmpty else {
                let own = try #require(
                    WithinVariability(points(order.indices.map(Double.init), order), spacing: plain, acute: 1))
                sum += own.autocorrelation ?? .nan
                orders += 1
                return
            }
            for position in left.indices {
                var rest = left
                let value = rest.remove(at: position)
                try permute(rest, order + [value])
            }
        }
        try permute(values, [])
        #expect(orders == 120)
        #expect(abs(sum / 120) < 1e-12)
    }

    @Test("values that are alike vary by nothing and have no autocorrelation; a line leaves nothing about itself")
    func alike() throws {
        let alike = try #require(WithinVariability(points([0, 1, 5], [0.1, 0.1, 0.1]), spacing: plain, acute: 1))
        #expect(alike.variance == 0 && alike.varianceAboutLine == 0 && alike.meanSquaredDifference == 0)
        #expect(alike.autocorrelation == nil && alike.acuteShare == 0)
        let line = try #require(WithinVariability(points([0, 1, 5], [0.1, 0.2, 0.6]), spacing: plain, acute: 1))
        #expect(line.varianceAboutLine == 0 && line.variance > 0)
    }

    @Test("too few points, one time, no two differences, values without a number: none")
    func none() {
        #expect(WithinVariability(points([0, 1], [1, 2]), spacing: plain, acute: 1) == nil)
        #expect(WithinVariability(points([3, 3, 3], [1, 2, 3]), spacing: plain, acute: 1) == nil)
        #expect(WithinVariability(points([0, 1, 2], [1, 2, 3], breakAt: 1), spacing: plain, acute: 1) == nil)
        #expect(WithinVariability(points([0, 1, 2], [1, .nan, 3]), spacing: plain, acute: 1) == nil)
        #expect(WithinVariability([], spacing: plain, acute: 1) == nil)
    }
}
