import Estimation
import Testing

@Suite("Theil-Sen")
struct TheilSenTests {
    struct Reference: Decodable, Sendable {
        let x: [Double]
        let y: [Double]
        let slope: Double
        let intercept: Double
        let pairs: Int
        let lower: Double
        let upper: Double
    }

    /// All slopes sorted in R (References/rank-trends.R), with ties in x and y; R wrote 15 digits.
    @Test func agreesWithR() throws {
        struct File: Decodable { let theilSen: [Reference] }
        let references = try ReferenceNumbers.json("rank-trends", as: File.self).theilSen
        #expect(references.count == 4)
        for reference in references {
            let fit = try #require(TheilSen.fit(x: reference.x, y: reference.y).fit)
            #expect(relativeError(fit.slope, reference.slope) < 1e-14)
            #expect(relativeError(fit.intercept, reference.intercept) < 1e-14)
            #expect(relativeError(fit.interval.lower, reference.lower) < 1e-14)
            #expect(relativeError(fit.interval.upper, reference.upper) < 1e-14)
            #expect(fit.pairs == reference.pairs)
            #expect(fit.observations == reference.x.count)
            #expect(fit.interval.method == .sen)
        }
    }

    /// Sen (1968), section 6: slope 4 with the 93% interval 26/7 to 35/8.
    @Test func givesSensExample() throws {
        let level = try #require(ConfidenceLevel(0.93))
        let outcome = TheilSen.fit(x: [1, 2, 3, 4, 10, 12, 18], y: [9, 15, 19, 20, 45, 55, 78], level: level)
        let fit = try #require(outcome.fit)
        #expect(fit.slope == 4)
        #expect(fit.intercept == 6)
        #expect(fit.interval.lower == 26.0 / 7)
        #expect(fit.interval.upper == 35.0 / 8)
        #expect(fit.pairs == 21)
    }

    /// By hand: (0, 1), (1, 3), (1, 0), (4, 5). The pair at x = 1 has no slope; the others 2, -1, 1, 2/3, 5/3: median
    /// 1. Then y - x is 1, 2, -1, 1: median 1.
    @Test func fourPointsByHand() throws {
        let fit = try #require(TheilSen.fit(x: [1, 0, 4, 1], y: [3, 1, 5, 0]).fit)
        #expect(fit.slope == 1)
        #expect(fit.intercept == 1)
        #expect(fit.pairs == 5)
        #expect(fit.interval.lower == -.infinity)
        #expect(fit.interval.upper == .infinity)
    }

    /// A quarter of the points thrown far off does not move a line that the others lie on.
    @Test func outliersDoNotCarryItOff() throws {
        let x = (0..<40).map(Double.init)
        let y = x.map { $0 < 10 ? 1e6 : 3 - 0.25 * $0 }
        let fit = try #require(TheilSen.fit(x: x, y: y).fit)
        #expect(fit.slope == -0.25)
        #expect(fit.intercept == 3)
    }

    /// Beyond 131,072 pairs the slopes are counted instead of formed: the median and the interval's ends are those of all pairs in
    /// order, to the last bit, ties or not.
    @Test(arguments: PointCloud.allCases)
    func longSeriesAreCounted(_ cloud: PointCloud) throws {
        let (x, y) = cloud.points(540)
        let slopes = allSlopes(x, y)
        #expect(slopes.count > 1 << 17)
        let fit = try #require(TheilSen.fit(x: x, y: y).fit)
        let middle = slopes.count / 2
        let median = slopes.count % 2 == 1 ? slopes[middle] : slopes[middle - 1] / 2 + slopes[middle] / 2
        #expect(fit.slope == median)
        #expect(fit.pairs == slopes.count)
        let ties = Dictionary(grouping: x) { $0 }.values.map { Double($0.count) }
        func spread(_ n: Double) -> Double { n * (n - 1) * (2 * n + 5) / 18 }
        let deviation = (spread(540) - ties.map(spread).reduce(0, +)).squareRoot()
        let rank = Int((Double(slopes.count) - 1.959963984540054 * deviation) / 2)
        #expect(fit.interval.lower == slopes[rank - 1])
        #expect(fit.interval.upper == slopes[slopes.count - rank])
    }

    /// By hand: of (0, 2), (1, 2), (2, 2), (3, 5), (3, 2) the nine pairs with a slope have 0 six times, (0, 2)-(3, 5) 1, (1, 2)-(3, 5) 3/2
    /// and (2, 2)-(3, 5) 3; the pair at x = 3 has none.
    @Test func tiedSlopesByHand() throws {
        let fit = try #require(TheilSen.fit(x: [0, 1, 2, 3, 3], y: [2, 2, 2, 5, 2]).fit)
        #expect((fit.slope, fit.pairs, fit.levelPairs, fit.pairsAtSlope) == (0, 9, 6, 6))
        #expect((fit.levelShare, fit.shareAtSlope) == (6.0 / 9, 6.0 / 9))
        // The slopes 1, 1/2, 0 have their median once and 0 once.
        let rising = try #require(TheilSen.fit(x: [0, 1, 2], y: [0, 1, 1]).fit)
        #expect((rising.slope, rising.levelPairs, rising.pairsAtSlope) == (0.5, 1, 1))
    }

    /// On a line of decimals, which doubles hold with rounding, all slopes tie, formed (30 points) or counted (540).
    @Test(arguments: [30, 540]) func slopesOfDecimalsTie(count: Int) throws {
        let (x, y) = ((0..<count).map { 0.1 * Double($0) }, (0..<count).map { 0.3 * Double($0) })
        let fit = try #require(TheilSen.fit(x: x, y: y).fit)
        #expect(abs(fit.slope - 3) < 1e-14)
        #expect(fit.shareAtSlope == 1)
        #expect(fit.levelPairs == 0)
    }

    @Test func orderDoesNotMatter() throws {
        var generator = SeededGenerator(state: 21)
        var points = (0..<30).map { _ in
            (Double(Int.random(in: 0..<20, using: &generator)), generator.normal())
        }
        let first = try #require(TheilSen.fit(x: points.map(\.0), y: points.map(\.1)).fit)
        points.shuffle(using: &generator)
        #expect(TheilSen.fit(x: points.map(\.0), y: points.map(\.1)).fit == first)
    }

    @Test func whatCannotBeEstimatedSaysWhy() {
        func reason(_ x: [Double], _ y: [Double]) -> NotEstimable? { TheilSen.fit(x: x, y: y).reason }
        #expect(reason([], []) == .tooFewObservations(found: 0, needed: 2))
        #expect(reason([1], [1]) == .tooFewObservations(found: 1, needed: 2))
        #expect(reason([1, 2], [1]) == .invalidArgument(name: "y", needed: "as long as x"))
        #expect(reason([3, 3, 3], [1, 2, 3]) == .constantColumn(name: "x"))
        #expect(reason([1, .nan], [1, 2]) == .nonFinite)
        #expect(reason([1, 2], [.infinity, 2]) == .nonFinite)
        let huge = Double.greatestFiniteMagnitude
        #expect(reason([1, 2], [-huge, huge]) == .nonFinite)
        #expect(reason([-huge, huge], [1, 2]) == .nonFinite)
        #expect(reason([0, .leastNonzeroMagnitude], [0, huge]) == .nonFinite)
    }

    /// A constant response is a level line, not an error.
    @Test func constantResponseIsLevel() throws {
        let fit = try #require(TheilSen.fit(x: [1, 2, 3], y: [4, 4, 4]).fit)
        #expect(fit.slope == 0)
        #expect(fit.intercept == 4)
    }

    @Test func theSlopeAloneIsTheLinesSlope() throws {
        for n in [2, 3, 10, 60] {
            let x = (0..<n).map { Double($0 * 7 % 13) }
            let y = (0..<n).map { Double($0 * $0 % 17) / 3 }
            let fit = try #require(TheilSen.fit(x: x, y: y).fit)
            #expect(TheilSen.slope(x: x, y: y).fit == fit.slope)
        }
        #expect(TheilSen.slope(x: [1, 1], y: [2, 3]).reason == .constantColumn(name: "x"))
        #expect(TheilSen.slope(x: [1], y: [2]).reason == .tooFewObservations(found: 1, needed: 2))
    }

    /// Long enough series are selected from within a sampled bracket: the same as from all pairs in order, ties or not, and
    /// where the points that the sample sees are not like the others.
    @Test(arguments: [48, 49, 100, 333])
    func theMiddleOfAllPairs(n: Int) throws {
        var generator = SeededGenerator(state: UInt64(n))
        let shapes: [(Int) -> (Double, Double)] = [
            { (Double($0), generator.normal()) },
            { (Double($0 / 3), Double(Int.random(in: 0...3, using: &generator))) },
            { (Double($0), $0 < n / 2 ? 0 : 1e6 * generator.normal()) },
            { (Double($0 * $0), $0 == 0 ? 1e300 : 0) },
        ]
        for shape in shapes {
            let points = (0..<n).map(shape)
            var slopes: [Double] = []
            for (i, one) in points.enumerated() {
                for other in points[(i + 1)...] where other.0 != one.0 {
                    slopes.append((other.1 - one.1) / (other.0 - one.0))
                }
            }
            slopes.sort()
            let middle = slopes.count / 2
            let median = slopes.count % 2 == 1 ? slopes[middle] : slopes[middle - 1] / 2 + slopes[middle] / 2
            #expect(TheilSen.slope(x: points.map(\.0), y: points.map(\.1)).fit == median)
        }
    }
}
