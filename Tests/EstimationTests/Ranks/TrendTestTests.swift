import Estimation
import Testing

@Suite("Trend over ordered groups")
struct TrendTestTests {
    struct Reference: Decodable, Sendable {
        let groups: [[Double]]?
        let scores: [Double]?
        let successes: [Int]?
        let trials: [Int]?
        let statistic: Double?
        let variance: Double?
        let z: Double
        let isExact: Bool?
        let pRising: Double?
        let pFalling: Double?
        let pValue: Double
    }

    struct References: Decodable {
        let jonckheere: [Reference]
        let cuzick: [Reference]
        let armitage: [Reference]

        static func read() throws -> References {
            try ReferenceNumbers.json("rank-trends", as: References.self)
        }
    }

    private func expect(_ outcome: FitOutcome<TrendTest>, _ reference: Reference, _ name: String) throws {
        let test = try #require(outcome.fit, "\(name)")
        #expect(relativeError(test.z, reference.z) < 1e-12, "\(name)")
        #expect(relativeError(test.pValue, reference.pValue) < 1e-11, "\(name)")
        if let statistic = reference.statistic { #expect(relativeError(test.statistic, statistic) < 1e-14, "\(name)") }
        if let variance = reference.variance { #expect(relativeError(test.variance, variance) < 1e-13, "\(name)") }
        if let p = reference.pRising { #expect(relativeError(test.pRising, p) < 1e-11, "\(name)") }
        if let p = reference.pFalling { #expect(relativeError(test.pFalling, p) < 1e-11, "\(name)") }
        if let isExact = reference.isExact { #expect((test.distribution == .exact) == isExact, "\(name)") }
    }

    /// The formulas over all pairs, in R (References/rank-trends.R); two of the five are exact by dwilcox,
    /// one by all arrangements.
    @Test func jonckheereTerpstraAgreesWithR() throws {
        let references = try References.read().jonckheere
        #expect(references.count == 5)
        for (position, reference) in references.enumerated() {
            try expect(JonckheereTerpstra.test(try #require(reference.groups)), reference, "case \(position)")
        }
    }

    @Test func cuzickAgreesWithR() throws {
        let references = try References.read().cuzick
        #expect(references.count == 7)
        for (position, reference) in references.enumerated() {
            let outcome = CuzickTrend.test(try #require(reference.groups), scores: reference.scores)
            try expect(outcome, reference, "case \(position)")
        }
    }

    /// R's prop.trend.test, the first on its own example (Fleiss 1981, p. 139): chi-square 8.2249.
    @Test func cochranArmitageAgreesWithR() throws {
        let references = try References.read().armitage
        #expect(references.count == 3)
        for (position, reference) in references.enumerated() {
            let counts = try zip(try #require(reference.successes), try #require(reference.trials)).map {
                try #require(BinomialCount(successes: $0, trials: $1))
            }
            try expect(CochranArmitage.test(counts, scores: reference.scores), reference, "case \(position)")
        }
        let fleiss = references[0].z
        #expect(abs(fleiss * fleiss - 8.2249) < 0.00005)
    }

    /// All tables with the same margins (References/rank-trends.R), whose probabilities R forms from logarithms.
    @Test func exactCochranArmitageAgreesWithR() throws {
        struct File: Decodable { let armitageExact: [Exact] }
        struct Exact: Decodable {
            let successes: [Int]
            let trials: [Int]
            let scores: [Int]
            let pRising: Double
            let pFalling: Double
            let pValue: Double
        }
        let references = try ReferenceNumbers.json("rank-trends", as: File.self).armitageExact
        #expect(references.count == 3)
        for reference in references {
            let counts = try zip(reference.successes, reference.trials).map {
                try #require(BinomialCount(successes: $0, trials: $1))
            }
            let test = try #require(CochranArmitage.exactTest(counts, scores: reference.scores).fit)
            #expect(relativeError(test.pRising, reference.pRising) < 1e-11)
            #expect(relativeError(test.pFalling, reference.pFalling) < 1e-11)
            #expect(relativeError(test.pValue, reference.pValue) < 1e-11)
            #expect(test.distribution == .exact)
            let normal = try #require(CochranArmitage.test(counts, scores: reference.scores.map(Double.init)).fit)
            #expect(test.z == normal.z)
        }
    }

    /// Hollander & Wolfe (1999), Example 6.2, from Hundal (1969): J = 79, mean 54, variance with ties 150.29, one-sided
    /// p 0.0207.
    @Test func jonckheereTerpstraGivesHollanderAndWolfesExample() throws {
        let groups: [[Double]] = [
            [40, 35, 38, 43, 44, 41], [38, 40, 47, 44, 40, 42], [48, 40, 45, 43, 46, 44],
        ]
        let test = try #require(JonckheereTerpstra.test(groups).fit)
        #expect(test.statistic == 79)
        #expect(test.expectation == 54)
        #expect(abs(test.variance - 150.29) < 0.005)
        #expect(abs(try StandardNormal.upperTail(test.z) - 0.0207) < 0.00005)
        #expect(test.distribution == .exact)
    }

    /// Hollander & Wolfe's coffee data, without ties: J = 59, exact two-sided p 0.01973.
    @Test func jonckheereTerpstraIsExactForSmallGroups() throws {
        let groups: [[Double]] = [
            [447, 396, 383, 410], [438, 521, 468, 391, 504, 472], [513, 543, 506, 489, 407],
        ]
        let test = try #require(JonckheereTerpstra.test(groups).fit)
        #expect(test.statistic == 59)
        #expect(test.distribution == .exact)
        #expect(abs(test.pValue - 0.01973) < 0.000005)
    }

    /// Altman (1991), p. 217: exposure to ultraviolet light by transmission of sunglasses. Stata's nptrend (STB-9,
    /// snp4): rank sums 76, 290, 162; z = 1.519, p = 0.1288; with scores 1, 2, 5 z = 1.464.
    @Test func cuzickGivesAltmansExample() throws {
        let groups: [[Double]] = [
            [1.4, 1.4, 1.4, 1.6, 2.3, 2.3],
            [0.9, 1.0, 1.1, 1.1, 1.2, 1.2, 1.5, 1.9, 2.2, 2.6, 2.6, 2.6, 2.8, 2.8, 3.2, 3.5, 4.3, 5.1],
            [0.8, 1.7, 1.7, 1.7, 3.4, 7.1, 8.9, 13.5],
        ]
        let test = try #require(CuzickTrend.test(groups).fit)
        #expect(relativeError(test.statistic, 76 + 2 * 290 + 3 * 162) < 1e-14)
        #expect(abs(test.z - 1.519) < 0.0005)
        #expect(abs(test.pValue - 0.1288) < 0.0001)
        let uneven = try #require(CuzickTrend.test(groups, scores: [1, 2, 5]).fit)
        #expect(abs(uneven.z - 1.464) < 0.0005)
    }

    /// By hand: groups {1, 2}, {2, 3}, ties of one pair. Pairs 1-2, 1-3, 2-3 rise, 2-2 is equal: J = 3.5 of 4, mean 2.
    /// Midranks 1, 2.5, 2.5, 4: T = 3.5 + 2 · 6.5. Variance of J: (4·3·13 - 2·2·9 - 2·9)/72 + (2·2)(2)/(8·12) = 102/72
    /// + 8/96 = 1.5; of T: 5/12 (4·10 - 36)(1 - 6/60).
    @Test func twoPairsByHand() throws {
        let groups: [[Double]] = [[1, 2], [3, 2]]
        let jonckheere = try #require(JonckheereTerpstra.test(groups).fit)
        #expect(jonckheere.statistic == 3.5)
        #expect(jonckheere.expectation == 2)
        #expect(relativeError(jonckheere.variance, 1.5) < 1e-15)
        let cuzick = try #require(CuzickTrend.test(groups).fit)
        #expect(cuzick.statistic == 16.5)
        #expect(relativeError(cuzick.variance, 1.5) < 1e-15)
        // With two groups both are the rank-sum test.
        #expect(relativeError(cuzick.z, jonckheere.z) < 1e-15)
        #expect(cuzick.observations == 4)
    }

    /// Decimals that are equal but for rounding tie: sums and means of 0.1 and 0.2 with 0.3 and 0.15, changes that cancel with 0. Values that
    /// really differ do not, however small beside the others' differences.
    @Test func decimalsTieInSpiteOfRounding() throws {
        #expect(0.1 + 0.2 != 0.3)
        #expect((0.1 + 0.2) / 2 != 0.15)
        #expect(0.1 + 0.2 - 0.3 != 0)
        let pairs: [([[Double]], [[Double]])] = [
            ([[0.1, 0.1 + 0.2], [0.4, 0.3]], [[1, 2], [3, 2]]),
            ([[0.1, 0.15], [0.2, (0.1 + 0.2) / 2]], [[1, 2], [3, 2]]),
            ([[-1, 0], [2, 0.1 + 0.2 - 0.3]], [[1, 2], [3, 2]]),
            ([[0.3, 0.1 + 0.2, 1], [0.3, 0.1 + 0.2, 2]], [[1, 1, 2], [1, 1, 3]]),
            ([[5, 5.000_000_01], [10, 5]], [[1, 2], [3, 1]]),
        ]
        for (decimals, whole) in pairs {
            #expect(JonckheereTerpstra.test(decimals).fit == JonckheereTerpstra.test(whole).fit)
            #expect(CuzickTrend.test(decimals).fit == CuzickTrend.test(whole).fit)
            #expect(JonckheereTerpstra.test(whole).fit != nil)
        }
        #expect(JonckheereTerpstra.test([[0.1 + 0.2], [0.3]]).reason == .constantResponse(name: "the response"))
    }

    /// By hand: 1 of 2, then 2 of 2: p = 3/4, T = 1 + 2 · 2, mean 4.5, variance 3/16 · 4/4.
    @Test func twoProportionsByHand() throws {
        let counts = try [(1, 2), (2, 2)].map { try #require(BinomialCount(successes: $0, trials: $1)) }
        let test = try #require(CochranArmitage.test(counts).fit)
        #expect(relativeError(test.statistic, 5) < 1e-15)
        #expect(relativeError(test.expectation, 4.5) < 1e-15)
        #expect(relativeError(test.variance, 0.1875) < 1e-15)
        // Of the four places for the one failure two are in the first group.
        let exact = try #require(CochranArmitage.exactTest(counts).fit)
        #expect((exact.pRising, exact.pFalling) == (0.5, 1))
    }

    /// The exact distribution by all 6!/(2! 2! 2!) orders of six values.
    @Test func exactTailsCountAllOrders() throws {
        var counts = [Int: Int]()
        var orders = 0
        func place(_ value: Int, _ groups: [[Double]]) throws {
            if value > 6 {
                let test = try #require(JonckheereTerpstra.test(groups).fit)
                counts[Int(test.statistic), default: 0] += 1
                orders += 1
                return
            }
            for group in groups.indices where groups[group].count < 2 {
                var next = groups
                next[group].append(Double(value))
                try place(value + 1, next)
            }
        }
        try place(1, [[], [], []])
        #expect(orders == 90)
        let test = try #require(JonckheereTerpstra.test([[1, 3], [2, 5], [4, 6]]).fit)
        let atLeast = counts.filter { Double($0.key) >= test.statistic }.reduce(0) { $0 + $1.value }
        #expect(relativeError(test.pRising, Double(atLeast) / 90) < 1e-14)
        let atMost = counts.filter { Double($0.key) <= test.statistic }.reduce(0) { $0 + $1.value }
        #expect(relativeError(test.pFalling, Double(atMost) / 90) < 1e-14)
    }

    /// Reversed groups give the same two-sided p, mirrored.
    @Test func reversedGroupsMirror() throws {
        let groups = try #require(try References.read().jonckheere[2].groups)
        for test in [{ JonckheereTerpstra.test($0) }, { CuzickTrend.test($0) }]
            as [([[Double]]) -> FitOutcome<TrendTest>]
        {
            let (forward, backward) = (try #require(test(groups).fit), try #require(test(groups.reversed()).fit))
            #expect(relativeError(forward.z, -backward.z) < 1e-13)
            #expect(relativeError(forward.pRising, backward.pFalling) < 1e-12)
        }
    }

    @Test func whatCannotBeTestedSaysWhy() throws {
        for test in [{ JonckheereTerpstra.test($0) }, { CuzickTrend.test($0) }]
            as [([[Double]]) -> FitOutcome<TrendTest>]
        {
            #expect(test([]).reason == .tooFewGroups(found: 0, needed: 2))
            #expect(test([[1, 2]]).reason == .tooFewGroups(found: 1, needed: 2))
            #expect(test([[1, 2], []]).reason == .emptyCategory(name: "group 2"))
            #expect(test([[1, 2], [.nan]]).reason == .nonFinite)
            #expect(test([[1, 2], [.infinity]]).reason == .nonFinite)
            #expect(test([[2, 2], [2]]).reason == .constantResponse(name: "the response"))
            #expect(test([[1], [2]]).fit != nil)
        }
        let groups: [[Double]] = [[1, 2], [3]]
        let needed = NotEstimable.invalidArgument(name: "scores", needed: "one finite number for each group")
        #expect(CuzickTrend.test(groups, scores: [1]).reason == needed)
        #expect(CuzickTrend.test(groups, scores: [1, .nan]).reason == needed)
        #expect(CuzickTrend.test(groups, scores: [3, 3]).reason == .constantColumn(name: "scores"))
        #expect(CuzickTrend.test(groups, scores: [-1e300, 1e300]).reason == .nonFinite)

        let some = try #require(BinomialCount(successes: 1, trials: 2))
        let none = try #require(BinomialCount(successes: 0, trials: 2))
        #expect(CochranArmitage.test([]).reason == .tooFewGroups(found: 0, needed: 2))
        #expect(CochranArmitage.test([some]).reason == .tooFewGroups(found: 1, needed: 2))
        #expect(CochranArmitage.test([none, none]).reason == .constantResponse(name: "the response"))
        #expect(CochranArmitage.test([some, none], scores: [0]).reason == needed)
        #expect(CochranArmitage.test([some, none], scores: [1, 1]).reason == .constantColumn(name: "scores"))
        #expect(CochranArmitage.test([some, none], scores: [0, .infinity]).reason == needed)
        #expect(CochranArmitage.exactTest([]).reason == .tooFewGroups(found: 0, needed: 2))
        #expect(CochranArmitage.exactTest([some, none], scores: [1]).reason == needed)
        #expect(CochranArmitage.exactTest([some, none], scores: [1, 1]).reason == .constantColumn(name: "scores"))
        let apart = NotEstimable.invalidArgument(name: "scores", needed: "closer together for the exact test")
        #expect(CochranArmitage.exactTest([some, none], scores: [.min, .max]).reason == apart)
        let many = try #require(BinomialCount(successes: 3, trials: 600))
        let limit = NotEstimable.invalidArgument(name: "trials", needed: "at most 1000 in all for the exact test")
        #expect(CochranArmitage.exactTest([many, many]).reason == limit)
        let half = try #require(BinomialCount(successes: 200, trials: 400))
        #expect(CochranArmitage.exactTest([half, half, some], scores: [0, 50, 3]).reason == apart)
        let most = try #require(BinomialCount(successes: 1, trials: 1 << 53))
        #expect(CochranArmitage.test(Array(repeating: most, count: 2048)).reason == .nonFinite)
    }
}
