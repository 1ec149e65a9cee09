import Estimation
import Testing

@Suite("Kaplan-Meier")
struct KaplanMeierTests {
    struct Reference: Decodable {
        struct Curve: Decodable {
            let day: [Double]
            let atRisk: [Int]
            let events: [Int]
            let censored: [Int]
            let survival: [Double]
            let standardError: [Double?]
            let lower: [Double?]
            let upper: [Double?]
            let median: [Double?]
            let quartile: [Double?]
        }
        let time: [Int]
        let event: [Int]
        let curves: [String: Curve]

        static func read() throws -> [String: Reference] {
            struct File: Decodable { let sets: [String: Reference] }
            return try ReferenceNumbers.json("survival", as: File.self).sets
        }
    }

    static func curve(
        _ days: [Int], _ events: [Int], interval: ConfidenceInterval.Method = .kaplanMeierLogLog
    ) -> KaplanMeier {
        KaplanMeier(zip(days, events).map { .init(day: $0, isEvent: $1 == 1) }, interval: interval)
    }

    /// survival's survfit and quantile (References/survival.R): sums and products of the same fractions.
    @Test(arguments: ["6-MP", "placebo", "lung", "level", "level_to_end", "none"])
    func agreesWithSurvfit(_ name: String) throws {
        let reference = try #require(try Reference.read()[name])
        for (methodName, expected) in reference.curves {
            let method = try #require(ConfidenceInterval.Method(rawValue: methodName))
            let curve = Self.curve(reference.time, reference.event, interval: method)
            #expect(curve.steps.map { Double($0.day) } == expected.day)
            #expect(curve.steps.map(\.atRisk) == expected.atRisk)
            #expect(curve.steps.map(\.events) == expected.events)
            #expect(curve.steps.map(\.censored) == expected.censored)
            for (index, step) in curve.steps.enumerated() {
                #expect(abs(step.survival - expected.survival[index]) < 1e-13)
                // R writes NaN for what is not defined; it came as null.
                let expectedError = step.survival > 0 ? expected.standardError[index] : nil
                #expect((step.standardError == nil) == (expectedError == nil))
                if let error = step.standardError, let expectedError {
                    #expect(relativeError(error, expectedError) < 1e-12)
                }
                #expect((step.interval == nil) == (expected.lower[index] == nil), "day \(step.day)")
                if let interval = step.interval, let lower = expected.lower[index], let upper = expected.upper[index] {
                    #expect(abs(interval.lower - lower) < 1e-12)
                    #expect(abs(interval.upper - upper) < 1e-12)
                }
            }
            let (median, quartile) = (curve.median, curve.quantile(0.25))
            #expect([median.day, median.lower, median.upper] == expected.median, "\(name) \(methodName)")
            #expect([quartile.day, quartile.lower, quartile.upper] == expected.quartile, "\(name) \(methodName)")
        }
    }

    /// Freireich et al. (1963) as in Gehan (1965) and every textbook since: remission under 6-mercaptopurine.
    @Test func givesTheTextbookRemissionCurve() throws {
        let curve = Self.curve(
            [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
            [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
        let published = [
            (6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275), (22, 0.5378), (23, 0.4482),
        ]
        for (day, survival) in published {
            #expect(abs(try #require(curve.step(on: day)).survival - survival) < 0.00005)
        }
        #expect(curve.median.day == 23)
        #expect(curve.events == 9)
        #expect(curve.observations == 21)
    }

    /// By hand: of four, one event on day 1, a censoring and an event on day 2, one censored on day 5. S = 3/4, then 3/4 · 2/3;
    /// Greenwood Σ d/(n(n-d)) = 1/12 + 1/6 = 1/4 at S = 1/2.
    @Test func fourPeopleByHand() throws {
        let curve = Self.curve([5, 2, 1, 2], [0, 1, 1, 0])
        #expect(curve.steps.map(\.atRisk) == [4, 3, 1])
        #expect(curve.steps.map(\.censored) == [0, 1, 1])
        #expect(relativeError(curve.steps[1].survival, 0.5) < 1e-15)
        #expect(relativeError(try #require(curve.steps[1].standardError), 0.25) < 1e-15)
        #expect(curve.step(on: 0) == nil)
        #expect(curve.step(on: 4)?.day == 2)
        #expect((0...6).map(curve.numberAtRisk) == [4, 4, 3, 1, 1, 1, 0])
    }

    /// The order in which observations come has no part in the result.
    @Test func orderDoesNotMatter() throws {
        let reference = try #require(try Reference.read()["lung"])
        var pairs = Array(zip(reference.time, reference.event))
        let first = Self.curve(pairs.map(\.0), pairs.map(\.1))
        var generator = SeededGenerator(state: 5)
        pairs.shuffle(using: &generator)
        #expect(Self.curve(pairs.map(\.0), pairs.map(\.1)).steps == first.steps)
    }

    @Test func nobody() {
        let curve = Self.curve([], [])
        #expect(curve.steps.isEmpty)
        #expect(curve.median.day == nil)
        #expect(curve.numberAtRisk(on: 0) == 0)
    }
}
