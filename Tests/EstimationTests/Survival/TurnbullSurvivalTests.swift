import Estimation
import Testing

@Suite("Turnbull survival")
struct TurnbullSurvivalTests {
    struct Reference: Decodable {
        let left: [Int]
        let right: [Int?]
        let supportLeft: [Int]
        let supportRight: [Int?]
        let mass: [Double]
        let survival: [Double]
        let standardError: [Double]

        static func read() throws -> [String: Reference] {
            struct File: Decodable { let studies: [String: Reference] }
            return try ReferenceNumbers.json("turnbull", as: File.self).studies
        }

        func intervals() throws -> [TurnbullSurvival.Interval] {
            try #require(left.count == right.count)
            return try TurnbullSurvivalTests.intervals(Array(zip(left, right)))
        }
    }

    static func intervals(_ ends: [(Int, Int?)]) throws -> [TurnbullSurvival.Interval] {
        try ends.map { try #require(TurnbullSurvival.Interval(left: $0.0, right: $0.1)) }
    }

    static func curve(_ ends: [(Int, Int?)]) throws -> TurnbullSurvival {
        try #require(TurnbullSurvival.fit(try intervals(ends)).fit)
    }

    /// By hand: one in (0, 1], one in (1, 2], two in (0, 2], one unseen at 2. The likelihood p q (p + q)² r is largest at p = q = 2/5
    /// and r = 1/5. With S = 3/5 and 1/5 the information is (1/0.16 + 1/0.16, -1/0.16; 1/0.16 + 2/0.64 + 1/0.04) = (12.5, -6.25; 34.375) of
    /// determinant 390.625: variances 34.375 / 390.625 = 0.088 and 12.5 / 390.625 = 0.032, the binomial's 1/5 · 4/5 / 5.
    @Test func fivePeopleByHand() throws {
        let curve = try Self.curve([(0, 1), (1, 2), (0, 2), (0, 2), (2, nil)])
        #expect(curve.supports.map(\.left) == [0, 1, 2])
        #expect(curve.supports.map(\.right) == [1, 2, nil])
        for (support, mass) in zip(curve.supports, [0.4, 0.4, 0.2]) {
            #expect(relativeError(support.mass, mass) < 1e-14)
        }
        let (first, second) = (curve.supports[0].end, curve.supports[1].end)
        #expect(relativeError(first.survival, 0.6) < 1e-14)
        #expect(relativeError(try #require(first.standardError), 0.088.squareRoot()) < 1e-14)
        #expect(relativeError(try #require(second.standardError), 0.032.squareRoot()) < 1e-14)
        let expected = ConfidenceInterval.kaplanMeier(survival: 0.2, logVariance: 0.032 / 0.04, method: .turnbullLogLog)
        let interval = try #require(second.interval)
        #expect(relativeError(interval.lower, try #require(expected).lower) < 1e-13)
        #expect(relativeError(interval.upper, try #require(expected).upper) < 1e-13)
        #expect(interval.method == .turnbullLogLog)
        #expect(curve.supports[2].end.survival == 0)
        #expect(curve.supports[2].end.standardError == nil)
        #expect(curve.observations == 5)
        #expect(curve.events == 4)
    }

    /// By hand: places (0, 1], (2, 3] and (4, 5] with two people each in the first and in the last alone, one in the first two, one in
    /// the last two. Halves at the ends pull the middle by 1/½ + 1/½ = 4 < 6. With one person each it is 4 of 4: just no mass.
    @Test(arguments: [1, 2]) func placesWithoutMass(_ people: Int) throws {
        let alone = (0..<people).flatMap { _ in [(0, 1), (4, 5)] }
        let curve = try Self.curve(alone.map { ($0.0, Optional($0.1)) } + [(0, 3), (2, 5)])
        #expect(curve.supports.map(\.left) == [0, 4])
        #expect(relativeError(curve.supports[0].mass, 0.5) < 1e-14)
        #expect(curve.kuhnTuckerError < 1e-14)
    }

    /// Maxima and errors from R (References/turnbull.R), where npsurv found the same by another algorithm. Both sides end with Newton
    /// steps: rounding is all that is left.
    @Test(arguments: ["radiotherapy", "visits", "mixed", "without_last"])
    func agreesWithR(_ name: String) throws {
        let reference = try #require(try Reference.read()[name])
        let curve = try #require(TurnbullSurvival.fit(try reference.intervals()).fit)
        #expect(curve.supports.map(\.left) == reference.supportLeft)
        #expect(curve.supports.map(\.right) == reference.supportRight)
        #expect(curve.kuhnTuckerError < 1e-12)
        #expect(curve.observations == reference.left.count)
        for (index, support) in curve.supports.enumerated() {
            #expect(relativeError(support.mass, reference.mass[index]) < 1e-11)
            guard index + 1 < curve.supports.count else { continue }
            #expect(relativeError(support.end.survival, reference.survival[index]) < 1e-12)
            #expect(relativeError(try #require(support.end.standardError), reference.standardError[index]) < 1e-11)
        }
    }

    /// Breast retraction under radiotherapy (Finkelstein & Wolfe 1985), as published by Fay & Shaw (2010), doi:10.18637/jss.v036.i02.
    @Test func givesThePublishedMasses() throws {
        let reference = try #require(try Reference.read()["radiotherapy"])
        let curve = try #require(TurnbullSurvival.fit(try reference.intervals()).fit)
        #expect(curve.supports.map(\.right) == [5, 7, 8, 12, 25, 34, 40, 48])
        let published = [0.0463, 0.0334, 0.0887, 0.0708, 0.0926, 0.0818, 0.1209, 0.4656]
        for (support, mass) in zip(curve.supports, published) { #expect(abs(support.mass - mass) < 0.00005) }
    }

    /// Where each event's day is known, the curve, Greenwood's errors and the quantiles are those of Kaplan-Meier: to 1e-12 by theory
    /// alone, as both add and multiply a few hundred numbers.
    @Test(arguments: ["6-MP", "placebo", "lung", "level", "level_to_end", "none"])
    func knownDaysGiveKaplanMeier(_ name: String) throws {
        let reference = try #require(try SurvivalReferences.read().sets[name])
        let people = zip(reference.time, reference.event).map { ($0, $1 == 1) }
        let product = KaplanMeier(people.map { .init(day: $0, isEvent: $1) })
        let curve = try Self.curve(people.map { $1 ? ($0 - 1, $0) : ($0, nil) })
        let falls = product.steps.filter { $0.events > 0 }
        #expect(curve.supports.compactMap(\.right) == falls.map(\.day))
        for (support, step) in zip(curve.supports, falls) {
            #expect(abs(support.end.survival - step.survival) < 1e-12)
            guard step.survival > 1e-12 else { continue }
            #expect(relativeError(try #require(support.end.standardError), try #require(step.standardError)) < 1e-12)
            #expect(abs(try #require(support.end.interval).lower - (try #require(step.interval)).lower) < 1e-12)
            #expect(abs(try #require(support.end.interval).upper - (try #require(step.interval)).upper) < 1e-12)
        }
        for probability in [0.25, 0.5, 0.75] {
            let (quantile, expected) = (curve.quantile(probability), product.quantile(probability))
            #expect([quantile.earliest, quantile.latest] == [expected.day, expected.day])
            #expect([quantile.lower, quantile.upper] == [expected.lower, expected.upper])
        }
    }

    /// By hand: the curve comes down to 0.6, then 0.2, within (7, 14] and (14, 28]; the median is in the second.
    @Test func heightsAndQuantiles() throws {
        let curve = try Self.curve([(7, 14), (14, 28), (7, 28), (7, 28), (28, nil)])
        #expect(curve.height(on: 0)?.survival == 1)
        #expect(curve.height(on: 7)?.survival == 1)
        #expect(curve.height(on: 7)?.interval == nil)
        #expect(curve.height(on: 13) == nil)
        #expect(curve.height(on: 14) == curve.supports[0].end)
        #expect(curve.height(on: 20) == nil)
        #expect(curve.height(on: 28) == curve.supports[1].end)
        #expect(curve.height(on: 29) == nil)
        #expect([curve.median.earliest, curve.median.latest] == [15, 28])
        #expect(curve.quantile(0.3).latest == 14)
        #expect(curve.quantile(0.9).latest == nil)
        #expect(curve.median.upper == nil)
        #expect(try Self.curve([(0, 4)]).height(on: 9)?.survival == 0)
    }

    /// The order in which people come has no part in the result, to the last bit.
    @Test func orderDoesNotMatter() throws {
        let reference = try #require(try Reference.read()["mixed"])
        var people = try reference.intervals()
        let first = try #require(TurnbullSurvival.fit(people).fit)
        var generator = SeededGenerator(state: 5)
        people.shuffle(using: &generator)
        #expect(try #require(TurnbullSurvival.fit(people).fit).supports == first.supports)
    }

    @Test func edges() throws {
        #expect(TurnbullSurvival.fit([]).reason == .noObservations)
        #expect(TurnbullSurvival.Interval(left: 3, right: 3) == nil)
        #expect(TurnbullSurvival.Interval(left: 3, right: 2) == nil)
        // Nobody's event was seen: level at 1 up to the last day.
        let unseen = try Self.curve([(3, nil), (5, nil)])
        #expect(unseen.events == 0)
        #expect(unseen.height(on: 5)?.survival == 1)
        #expect(unseen.height(on: 6) == nil)
        #expect(unseen.median.latest == nil)
        let ends = try Self.curve([(.min, .max), (.max, nil), (.min, nil)])
        #expect(ends.supports.map(\.mass) == [0.5, 0.5])
        #expect(unseen.quantile(.nan).latest == nil)
    }

    /// Intervals at random, from few people to many and from overlapping to nested: each has an optimum.
    @Test func findsEveryOptimum() throws {
        var generator = SeededGenerator(state: 11)
        for round in 0..<300 {
            let span = [3, 10, 60, 400][round % 4]
            let people = (0..<[1, 5, 12, 40, 200][round % 5]).map { _ in
                let left = Int.random(in: 0...span, using: &generator)
                let length = Int.random(in: 1...(round % 2 == 0 ? span : 4), using: &generator)
                return (left, Int.random(in: 0..<4, using: &generator) == 0 ? nil : Optional(left + length))
            }
            let curve = try Self.curve(people)
            #expect(curve.kuhnTuckerError < 1e-12)
            #expect(abs(curve.supports.reduce(0) { $0 + $1.mass } - 1) < 1e-14)
            // d = Σ 1 / P over the people whose interval holds the support is n.
            for support in curve.supports {
                let pulls = people.filter { Self.holds($0, support) }.map { person in
                    1 / curve.supports.filter { Self.holds(person, $0) }.reduce(0) { $0 + $1.mass }
                }
                #expect(relativeError(pulls.reduce(0, +), Double(people.count)) < 1e-9)
            }
        }
    }

    private static func holds(_ person: (Int, Int?), _ support: TurnbullSurvival.Support) -> Bool {
        person.0 <= support.left && (person.1.map { right in support.right.map { $0 <= right } ?? false } ?? true)
    }
}
