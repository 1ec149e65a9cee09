import Estimation
import Foundation
import Testing

/// Numbers that References/descriptive.R wrote.
private struct DescriptiveReference: Decodable {
    struct Spline: Decodable {
        let values: [Double]
        let knots: [Double]
        let at: [Double]
        let basis: [[Double]]
    }
    let values: [Double]
    let probabilities: [Double]
    let type7: [Double]
    let nearestRank: [Double]
    let mean: Double
    let variance: Double
    let tInterval: [Double]
    let splines: [Spline]

    static func read() throws -> DescriptiveReference {
        try ReferenceNumbers.json("descriptive", as: DescriptiveReference.self)
    }
}

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

@Suite("Online moments and compensated sum")
struct OnlineMomentsTests {
    @Test func agreeWithR() throws {
        let reference = try DescriptiveReference.read()
        let moments = OnlineMoments(reference.values)
        #expect(relativeError(try #require(moments.mean), reference.mean) < 1e-14)
        #expect(relativeError(try #require(moments.variance), reference.variance) < 1e-13)
        let interval = try #require(moments.meanInterval())
        #expect(relativeError(interval.lower, reference.tInterval[0]) < 1e-13)
        #expect(relativeError(interval.upper, reference.tInterval[1]) < 1e-13)
        #expect(moments.minimum == reference.values.min())
        #expect(moments.maximum == reference.values.max())
    }

    /// NIST StRD "NumAcc3": 1000000.2, then 500 times 1000000.1 and 1000000.3. Certified mean 1000000.2 and standard deviation
    /// 0.1; the data themselves are rounded to 1e-10, a relative 1e-9 of the deviations.
    @Test func givesTheCertifiedDeviationAtAHugeOffset() throws {
        let values = [1000000.2] + (0..<500).flatMap { _ in [1000000.1, 1000000.3] }
        let moments = OnlineMoments(values)
        #expect(relativeError(try #require(moments.mean), 1000000.2) < 1e-15)
        #expect(relativeError(try #require(moments.standardDeviation), 0.1) < 1e-8)
    }

    @Test func mergingIsSeeingAll() throws {
        let values = try DescriptiveReference.read().values
        for cut in [0, 1, 50, values.count] {
            var moments = OnlineMoments(values.prefix(cut))
            moments.merge(OnlineMoments(values.dropFirst(cut)))
            let whole = OnlineMoments(values)
            #expect(moments.count == whole.count)
            #expect(relativeError(try #require(moments.mean), try #require(whole.mean)) < 1e-14)
            #expect(relativeError(try #require(moments.variance), try #require(whole.variance)) < 1e-13)
            #expect(moments.maximum == whole.maximum)
        }
    }

    @Test func fewValues() {
        #expect(OnlineMoments([]).mean == nil)
        #expect(OnlineMoments([]).minimum == nil)
        #expect(OnlineMoments([3]).mean == 3)
        #expect(OnlineMoments([3]).variance == nil)
        #expect(OnlineMoments([3]).meanInterval() == nil)
        #expect(OnlineMoments([3, 5]).variance == 2)
        #expect(OnlineMoments([3, .infinity]).mean == nil)
        #expect(OnlineMoments([3, .nan]).variance == nil)
    }

    /// Neumaier's example: plain and Kahan's sums give 0.
    @Test func compensatedSumKeepsWhatCancels() {
        #expect(CompensatedSum([1, 1e100, 1, -1e100]).value == 2)
        var sum = CompensatedSum([1e100, 1])
        sum.merge(CompensatedSum([1, -1e100]))
        #expect(sum.value == 2)
        #expect(CompensatedSum(repeatElement(0.1, count: 10)).value == 1)
        #expect(CompensatedSum([.infinity, 1]).value == .infinity)
    }
}

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

@Suite("Restricted cubic spline")
struct RestrictedCubicSplineTests {
    /// Hmisc's rcspline.eval with norm 2 (References/descriptive.R).
    @Test func agreesWithHmisc() throws {
        for reference in try DescriptiveReference.read().splines {
            let spline = try #require(RestrictedCubicSpline(values: reference.values, count: reference.knots.count))
            for (knot, expected) in zip(spline.knots, reference.knots) {
                #expect(relativeError(knot, expected) < 1e-14)
            }
            for (x, expected) in zip(reference.at, reference.basis) {
                let row = spline.basis(at: x)
                #expect(row.count == spline.columnCount)
                for (value, expected) in zip(row, expected) {
                    // Cubes that cancel beyond the last knot.
                    #expect(abs(value - expected) < 1e-12 * max(1, abs(expected)))
                }
            }
        }
    }

    /// By hand with knots 0, 1, 2: (x³ - 2(x - 1)³ + (x - 2)³)/4, each cube from its knot on: 1/4 at 1, 6/4 at 2, 12/4 at 3, 18/4 at
    /// 4, a straight line from 2 on.
    @Test func byHand() throws {
        let spline = try #require(RestrictedCubicSpline(knots: [0, 1, 2]))
        #expect(spline.basis(at: -5) == [-5, 0])
        #expect(spline.basis(at: 1) == [1, 0.25])
        #expect(spline.basis(at: 2) == [2, 1.5])
        #expect(spline.basis(at: 3) == [3, 3])
        #expect(spline.basis(at: 4) == [4, 4.5])
    }

    /// By central differences: the columns are cubic, so the error is a third of the step squared times the third derivative.
    @Test func slopesAreTheColumnsDerivatives() throws {
        let spline = try #require(RestrictedCubicSpline(knots: [1, 2.5, 4, 7]))
        let step = 1e-4
        for x in [-2, 0.5, 1.7, 3, 5, 6.9, 12] {
            let (above, below) = (spline.basis(at: x + step), spline.basis(at: x - step))
            for (slope, (high, low)) in zip(spline.slope(at: x), zip(above, below)) {
                #expect(abs(slope - (high - low) / (2 * step)) < 1e-7)
            }
        }
        #expect(spline.slope(at: 0) == [1, 0, 0])
        // A straight line beyond the last knot.
        for (one, other) in zip(spline.slope(at: 8), spline.slope(at: 80)) { #expect(abs(one - other) < 1e-9) }
    }

    @Test func knotsThatCannotBe() {
        #expect(RestrictedCubicSpline(knots: [0, 1]) == nil)
        #expect(RestrictedCubicSpline(knots: [0, 1, 1]) == nil)
        #expect(RestrictedCubicSpline(knots: [0, 1, .infinity]) == nil)
        #expect(RestrictedCubicSpline(values: [1, 1, 1, 1, 1, 1, 1, 2], count: 3) == nil)
        #expect(RestrictedCubicSpline(values: [1, 2, 3], count: 3) == nil)
        #expect(RestrictedCubicSpline(values: [1, 2, 3, 4, 5, .nan], count: 3) == nil)
    }
}
