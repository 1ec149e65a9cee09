import Estimation
import Testing

@Suite("Kaplan-Meier")
struct KaplanMeierTests {
    static func curve(
        _ days: [Int], _ events: [Int], interval: ConfidenceInterval.Method = .kaplanMeierLogLog,
        lowerLimit: KaplanMeier.LowerLimit = .usual
    ) -> KaplanMeier {
        KaplanMeier(
            zip(days, events).map { .init(day: $0, isEvent: $1 == 1) }, interval: interval, lowerLimit: lowerLimit)
    }

    /// survival's survfit and quantile (References/survival.R): sums and products of the same fractions.
    @Test(arguments: ["6-MP", "placebo", "lung", "level", "level_to_end", "none"])
    func agreesWithSurvfit(_ name: String) throws {
        let reference = try #require(try SurvivalReferences.read().sets[name])
        for (methodName, expected) in reference.curves {
            let method = try #require(ConfidenceInterval.Method(rawValue: methodName))
            let curve = Self.curve(reference.time, reference.event, interval: method)
            #expect(curve.steps.map(\.time) == expected.day)
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

    /// survfit's conf.lower: another lower limit, the same upper one, on each scale.
    @Test(arguments: [KaplanMeier.LowerLimit.peto, .modified])
    func lowerLimitsAgreeWithSurvfit(_ limit: KaplanMeier.LowerLimit) throws {
        for (name, set) in try SurvivalReferences.read().sets {
            let limits = try #require(set.lowerLimits[limit.rawValue])
            for (methodName, expected) in limits {
                let method = try #require(ConfidenceInterval.Method(rawValue: methodName))
                let usual = Self.curve(set.time, set.event, interval: method)
                let curve = Self.curve(set.time, set.event, interval: method, lowerLimit: limit)
                #expect(curve.lowerLimit == limit)
                #expect(curve.steps.map { $0.interval?.upper } == usual.steps.map { $0.interval?.upper })
                for (step, lower) in zip(curve.steps, expected) {
                    #expect((step.interval == nil) == (lower == nil), "\(name) \(methodName) day \(step.day)")
                    if let interval = step.interval, let lower {
                        #expect(abs(interval.lower - lower) < 1e-12, "\(name) \(methodName) day \(step.day)")
                        #expect(interval.method == method)
                    }
                }
            }
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

    /// By hand: of four, one event on day 1, a censoring and an event on day 2, one censored on day 5. S = 3/4, then 3/4 ·
    /// 2/3; Greenwood Σ d/(n(n-d)) = 1/12 + 1/6 = 1/4 at S = 1/2.
    @Test func fourPeopleByHand() throws {
        let curve = Self.curve([5, 2, 1, 2], [0, 1, 1, 0])
        #expect(curve.steps.map(\.day) == [1, 2, 5])
        #expect(curve.steps.map(\.atRisk) == [4, 3, 1])
        #expect(curve.steps.map(\.censored) == [0, 1, 1])
        #expect(relativeError(curve.steps[1].survival, 0.5) < 1e-15)
        #expect(relativeError(try #require(curve.steps[1].standardError), 0.25) < 1e-15)
        #expect(curve.step(on: 0) == nil)
        #expect(curve.step(on: 4)?.day == 2)
        #expect(curve.step(at: 4.5)?.day == 2)
        #expect((0...6).map(curve.numberAtRisk(on:)) == [4, 4, 3, 1, 1, 1, 0])
    }

    /// By hand: on day 5 of the four, n = 1 and at the last event n = 3. On the plain scale half a width at S = 1/2 is
    /// z/4 by Greenwood, √3 times that modified, and z/2 · √(1/2) by Peto.
    @Test func lowerLimitsByHand() throws {
        let day = 5
        let half = try #require(ConfidenceLevel(0.5))
        let halves = try [KaplanMeier.LowerLimit.usual, .modified, .peto].map { limit in
            let curve = try #require(
                KaplanMeier.fit(
                    times: [5, 2, 1, 2], isEvent: [false, true, true, false], interval: .kaplanMeierPlain,
                    lowerLimit: limit, level: half
                ).fit)
            let interval = try #require(curve.step(on: day)?.interval)
            return 0.5 - interval.lower
        }
        let z = 0.674489750196082
        #expect(relativeError(halves[0], z / 4) < 1e-12)
        #expect(relativeError(halves[1], z / 4 * 3.0.squareRoot()) < 1e-12)
        #expect(relativeError(halves[2], z / 2 * 0.5.squareRoot()) < 1e-12)
    }

    /// The order in which observations come has no part in the result.
    @Test func orderDoesNotMatter() throws {
        let reference = try #require(try SurvivalReferences.read().sets["lung"])
        var pairs = Array(zip(reference.time, reference.event))
        let first = Self.curve(pairs.map(\.0), pairs.map(\.1))
        var generator = SeededGenerator(state: 5)
        pairs.shuffle(using: &generator)
        #expect(Self.curve(pairs.map(\.0), pairs.map(\.1)).steps == first.steps)
    }

    /// Weeks as sevenths of days, each computed another way, are tied where the days are.
    @Test func timesApartByRoundingAreTied() throws {
        let reference = try #require(try SurvivalReferences.read().sets["lung"])
        let isEvent = reference.event.map { $0 == 1 }
        let weeks = reference.time.enumerated().map {
            $0.offset % 2 == 0 ? Double($0.element) / 7 : (Double($0.element) + 0.7) / 7 - 0.1
        }
        #expect(Set(weeks).count > Set(reference.time).count, "rounding breaks ties")
        let curve = try #require(KaplanMeier.fit(times: weeks, isEvent: isEvent).fit)
        let days = Self.curve(reference.time, reference.event)
        #expect(curve.steps.map(\.survival) == days.steps.map(\.survival))
        #expect(curve.steps.map(\.interval) == days.steps.map(\.interval))
    }

    /// Whole days are exact: near the end of the scale, neighbours stay apart.
    @Test func wholeDaysAreNeverMerged() {
        let days = [1_000_000_000_000, 1_000_000_000_001, 1_000_000_000_002]
        #expect(Self.curve(days, [1, 0, 1]).steps.map(\.day) == days)
    }

    @Test func nobody() {
        let curve = Self.curve([], [])
        #expect(curve.steps.isEmpty)
        #expect(curve.median.day == nil)
        #expect(curve.numberAtRisk(on: 0) == 0)
        #expect(KaplanMeier.fit(times: [], isEvent: []).reason == .noObservations)
    }

    @Test func badInputIsATypedOutcome() throws {
        #expect(Self.curve([.max, .min, 0], [1, 1, 1]).steps.map(\.day) == [.min, 0, .max])
        #expect(KaplanMeier.fit(times: [1, .nan], isEvent: [true, true]).reason == .nonFinite)
        #expect(KaplanMeier.fit(times: [1, .infinity], isEvent: [true, true]).reason == .nonFinite)
        guard case .invalidArgument("isEvent", _)? = KaplanMeier.fit(times: [1, 2], isEvent: [true]).reason else {
            Issue.record("unequal lengths")
            return
        }
        #expect(Self.curve([1, 2], [1, 0], interval: .wilson).steps.allSatisfy { $0.interval == nil })
        #expect(Self.curve([1, 2], [1, 0]).step(at: .nan) == nil)
    }
}
