import Estimation
import Testing

@Suite("Hodges-Lehmann")
struct HodgesLehmannTests {
    struct Reference: Decodable, Sendable {
        let x: [Double]
        let y: [Double]?
        let level: Double
        let estimate: Double
        let lower: Double
        let upper: Double
    }

    /// R's wilcox.test where it is exact, otherwise all pairs sorted and the rank of qsignrank or qwilcox
    /// (References/rank-trends.R): pairs' means and differences themselves, so all digits that R wrote.
    @Test func agreesWithR() throws {
        struct File: Decodable {
            let pseudoMedians: [Reference]
            let shifts: [Reference]
        }
        let file = try ReferenceNumbers.json("rank-trends", as: File.self)
        #expect(file.pseudoMedians.count == 5)
        #expect(file.shifts.count == 4)
        for reference in file.pseudoMedians + file.shifts {
            let level = try #require(ConfidenceLevel(reference.level))
            let outcome =
                if let y = reference.y {
                    HodgesLehmann.shift(from: reference.x, to: y, level: level)
                } else {
                    HodgesLehmann.pseudoMedian(reference.x, level: level)
                }
            let fit = try #require(outcome.fit)
            let name = "\(reference.x.count) and \(reference.y?.count ?? 0)"
            #expect(abs(fit.estimate - reference.estimate) < 1e-14, "\(name)")
            #expect(abs(fit.interval.lower - reference.lower) < 1e-14, "\(name)")
            #expect(abs(fit.interval.upper - reference.upper) < 1e-14, "\(name)")
            #expect(fit.interval.level == level)
            #expect(fit.interval.method == (reference.y == nil ? .signedRank : .rankSum))
            #expect(fit.observations == reference.x.count + (reference.y?.count ?? 0))
        }
    }

    /// Hollander & Wolfe (1973), Example 3.1 and on: depression factor IV before and after a tranquilizer. Estimate
    /// -0.46, interval (-0.786, -0.010).
    @Test func givesHollanderAndWolfesDepressionFactor() throws {
        let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
        let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
        let fit = try #require(HodgesLehmann.pseudoMedian(zip(before, after).map { $1 - $0 }).fit)
        #expect(abs(fit.estimate + 0.46) < 0.0005)
        #expect(abs(fit.interval.lower + 0.786) < 0.0005)
        #expect(abs(fit.interval.upper + 0.010) < 0.0005)
    }

    /// By hand: Walsh averages of 1, 2, 6: 1, 1.5, 2, 3.5, 4, 6, so (2 + 3.5) / 2. Differences of 4, 9 and 1, 2, 6: -2,
    /// 2, 3, 3, 7, 8.
    @Test func threeValuesByHand() throws {
        let fit = try #require(HodgesLehmann.pseudoMedian([6, 1, 2]).fit)
        #expect(fit.estimate == 2.75)
        // With three values no rank has a tail of 2.5%.
        #expect(fit.interval.lower == -.infinity)
        #expect(fit.interval.upper == .infinity)
        // The least rank has 1/8.
        let level = try #require(ConfidenceLevel(0.75))
        let interval = try #require(HodgesLehmann.pseudoMedian([6, 1, 2], level: level).fit).interval
        #expect(interval.lower == -.infinity)
        let narrow = try #require(ConfidenceLevel(0.74))
        let reached = try #require(HodgesLehmann.pseudoMedian([6, 1, 2], level: narrow).fit).interval
        #expect((reached.lower, reached.upper) == (1, 6))
        #expect(try #require(HodgesLehmann.shift(from: [6, 1, 2], to: [4, 9]).fit).estimate == 3)
    }

    /// By hand: one value's place among 99 others is uniform on 0...99, and P(place <= q) = (q + 1) / 100 first reaches
    /// 2.5% at q = 2.
    @Test func oneAgainstMany() throws {
        let fit = try #require(HodgesLehmann.shift(from: [0], to: (1...99).map(Double.init)).fit)
        #expect(fit.estimate == 50)
        #expect((fit.interval.lower, fit.interval.upper) == (2, 98))
    }

    /// Against all Walsh averages sorted, with ties and signs, at sizes on both sides of the exact limit.
    @Test func findsTheMedianOfAllPairs() throws {
        var generator = SeededGenerator(state: 11)
        for n in [1, 2, 3, 7, 50, 51, 130] {
            let values = (0..<n).map { _ in (generator.normal() * 4).rounded() / 4 }
            var averages = [Double]()
            for i in 0..<n {
                averages += (i..<n).map { (values[i] + values[$0]) / 2 }
            }
            let expected = try #require(Quantile.of(averages, at: [0.5]))
            #expect(HodgesLehmann.pseudoMedian(values).fit?.estimate == expected[0], "\(n)")
        }
    }

    /// 20,000 values of a symmetric distribution: the center, with the interval's width near the mean's.
    @Test func manyValues() throws {
        var generator = SeededGenerator(state: 3)
        let values = (0..<20_000).map { _ in 2 + generator.normal() }
        let fit = try #require(HodgesLehmann.pseudoMedian(values).fit)
        #expect(fit.interval.contains(2))
        // Efficiency 3/π against the mean.
        let expected = 2 * 1.96 * (Double.pi / 3 / 20_000).squareRoot()
        #expect(abs(fit.interval.upper - fit.interval.lower - expected) < 0.02 * expected)
    }

    @Test func extremesDoNotOverflow() throws {
        let huge = Double.greatestFiniteMagnitude
        #expect(HodgesLehmann.pseudoMedian([huge, huge, huge]).fit?.estimate == huge)
        #expect(HodgesLehmann.pseudoMedian([-huge, huge]).fit?.estimate == 0)
        #expect(HodgesLehmann.shift(from: [-huge], to: [huge]).reason == .nonFinite)
        #expect(HodgesLehmann.pseudoMedian([-0.0]).fit?.estimate == 0)
    }

    @Test func whatCannotBeEstimatedSaysWhy() {
        #expect(HodgesLehmann.pseudoMedian([]).reason == .noObservations)
        #expect(HodgesLehmann.pseudoMedian([1, .nan]).reason == .nonFinite)
        #expect(HodgesLehmann.pseudoMedian([1, .infinity]).reason == .nonFinite)
        #expect(HodgesLehmann.shift(from: [], to: [1]).reason == .noObservations)
        #expect(HodgesLehmann.shift(from: [1], to: []).reason == .noObservations)
        #expect(HodgesLehmann.shift(from: [1], to: [.nan]).reason == .nonFinite)
    }
}
