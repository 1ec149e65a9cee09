import Dispatch
import Estimation
import Testing

@Suite("Pattern mixture and tipping point")
struct PatternMixtureTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        struct Value: Decodable { let value: Double, standardError: Double }
        let weights: [Double]
        let peopleStayed: Int
        let peopleLeft: Int
        let stayed: Value
        let left: Value
        let deltas: [Double]
        let values: [Double]
        let standardErrors: [Double]
        let null: Double
        let level: Double
        let excludesNull: Bool
        let below: Double?
        let above: Double?

        var testDescription: String { "\(weights) against \(null)" }

        static let all: [Reference] = {
            struct File: Decodable { let patternMixtures: [Reference] }
            return (try? ReferenceNumbers.json("alternative-explanations", as: File.self).patternMixtures) ?? []
        }()
    }

    /// The simulated study's pain on day, and whether each person left.
    static func study() throws -> (moments: GroupedMoments, hasLeft: [Bool]) {
        let rows = try Rows.reference("feedback")
        let pain = try #require(rows.columns["pain"])
        var hasLeft = [Bool](repeating: false, count: 90)
        for (group, left) in zip(rows.groups, try #require(rows.columns["left"])) {
            hasLeft[group] = left == 1
        }
        let columns = [GroupedMoments.Column("day", center: 120, scale: 80), .init("pain", center: 6, scale: 2)]
        let moments = rows.moments(["day", "pain"], columns: columns) { pain[$0].isFinite }
        return (moments, hasLeft)
    }

    static func fit(_ reference: Reference) throws -> PatternMixture {
        let (moments, hasLeft) = try study()
        return try #require(
            PatternMixture.fit(
                moments, response: 1, predictor: 0,
                target: reference.weights[0] == 0 ? .slope : .mean(at: reference.weights[1]), hasLeft: { hasLeft[$0] }
            ).fit)
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 4)
        // Both conclusions, and a change on either side, are among them.
        #expect(Set(Reference.all.map(\.excludesNull)).count == 2)
        #expect(Reference.all.contains { $0.below == nil } && Reference.all.contains { $0.above == nil })
    }

    /// Against lm, clubSandwich's CR1 and the delta method in matrices (References/alternative-explanations.R).
    @Test(arguments: Reference.all)
    func agreesWithR(_ reference: Reference) throws {
        let mixture = try Self.fit(reference)
        #expect(mixture.peopleStayed == reference.peopleStayed)
        #expect(mixture.peopleLeft == reference.peopleLeft)
        #expect(relativeError(mixture.stayed.value, reference.stayed.value) < 1e-10)
        #expect(relativeError(mixture.stayed.standardError, reference.stayed.standardError) < 1e-10)
        #expect(relativeError(mixture.left.value, reference.left.value) < 1e-10)
        #expect(relativeError(mixture.left.standardError, reference.left.standardError) < 1e-10)
        let level = try #require(ConfidenceLevel(reference.level))
        let points = mixture.points(deltas: reference.deltas, level: level)
        for (point, (value, error)) in zip(points, zip(reference.values, reference.standardErrors)) {
            #expect(relativeError(point.estimate.value, value) < 1e-10)
            #expect(relativeError(point.estimate.standardError, error) < 1e-10)
            #expect(point.interval?.contains(value) == true)
        }
        #expect(points.map(\.delta) == reference.deltas)
    }

    /// Against root finding in R, which stops within 1e-12 of δ.
    @Test(arguments: Reference.all)
    func tippingPointsAgreeWithRootFinding(_ reference: Reference) throws {
        let level = try #require(ConfidenceLevel(reference.level))
        let tipping = try #require(TippingPoint.of(try Self.fit(reference), null: reference.null, level: level).fit)
        #expect(tipping.excludesNullAtZero == reference.excludesNull)
        for (delta, expected) in [(tipping.below, reference.below), (tipping.above, reference.above)] {
            #expect((delta == nil) == (expected == nil))
            if let delta, let expected {
                #expect(relativeError(delta, expected) < 1e-8)
            }
        }
    }

    /// By hand: 30 people stayed with slope 0.2 ± 0.1, 10 left with 0.6 ± 0.2. At δ = 0.4: 0.75 · 0.2 + 0.25 · 1 = 0.4,
    /// variance 0.075² + 0.05² + 0.8² · 0.1875 / 40 = 0.005625 + 0.0025 + 0.003 = 0.011125.
    @Test func mixtureByHand() throws {
        let point = try #require(Self.byHand().points(deltas: [0.4]).first)
        #expect(relativeError(point.estimate.value, 0.4) < 1e-14)
        #expect(relativeError(point.estimate.standardError, 0.011125.squareRoot()) < 1e-14)
        let half = 1.959963984540054 * 0.011125.squareRoot()
        #expect(relativeError(try #require(point.interval).upper, 0.4 + half) < 1e-14)
    }

    static func byHand() throws -> PatternMixture {
        try #require(
            PatternMixture.of(
                stayed: estimate(0.2, 0.1), peopleStayed: 30, left: estimate(0.6, 0.2), peopleLeft: 10
            ).fit)
    }

    /// An estimate with these numbers, by way of a mixture with an all but certain share.
    static func estimate(_ value: Double, _ error: Double) throws -> PointEstimate {
        let rows = Rows(groups: [0, 0, 1], columns: ["y": [1, 3, 8]])
        let fit = try #require(ClusterRobustRegression.fit(rows.moments(["y"]), response: 0, predictors: []).fit)
        let one = fit.coefficients[0]
        // The mean 4 has standard error 8/3; a scaled and shifted response has any other.
        let scale = error / one.standardError
        let moved = Rows(
            groups: rows.groups, columns: ["y": [1.0, 3, 8].map { value + scale * ($0 - one.value) }])
        let other = try #require(ClusterRobustRegression.fit(moved.moments(["y"]), response: 0, predictors: []).fit)
        return try #require(other.prediction([1]))
    }

    /// At a tipping point an end of the interval is the null; on its two sides the conclusions differ.
    @Test(arguments: [0, 0.3, -0.2, 5])
    func theIntervalEndsAtTheNull(_ null: Double) throws {
        let mixture = try Self.byHand()
        let tipping = try #require(TippingPoint.of(mixture, null: null).fit)
        func excludes(_ delta: Double) throws -> Bool {
            let interval = try #require(mixture.points(deltas: [delta]).first?.interval)
            return !interval.contains(null)
        }
        #expect(try excludes(0) == tipping.excludesNullAtZero)
        #expect(tipping.below != nil || tipping.above != nil)
        for delta in [tipping.below, tipping.above].compactMap(\.self) {
            #expect(try excludes(delta * (1 + 1e-9)) != excludes(delta * (1 - 1e-9)))
            #expect(try excludes(delta * (1 - 1e-9)) == tipping.excludesNullAtZero)
            let interval = try #require(mixture.points(deltas: [delta]).first?.interval)
            #expect(min(abs(interval.lower - null), abs(interval.upper - null)) < 1e-12)
        }
        #expect(abs(try #require(mixture.estimate(delta: tipping.deltaOfEstimate)).value - null) < 1e-14)
    }

    /// At the level with z² = N π / (1 - π), here 10/9, the quadratic is a line but for rounding: one tipping point,
    /// which keeps its digits.
    @Test func aQuadraticThatIsALine() throws {
        let z = (10.0 / 9).squareRoot()
        let level = try #require(ConfidenceLevel(1 - 2 * StandardNormal.upperTail(z)))
        let mixture = try #require(
            PatternMixture.of(
                stayed: Self.estimate(0.5, 0.1), peopleStayed: 9, left: Self.estimate(0.7, 0.2), peopleLeft: 1
            ).fit)
        let tipping = try #require(TippingPoint.of(mixture, level: level).fit)
        // π = 0.1, A = 0.52, Δ = 0.2, B = 0.0085, z²s = 0.01: δ = -(A² - z²B - z²sΔ²) / (2 (πA - z²sΔ)).
        let expected = -(0.2704 - 0.085 / 9 - 0.0004) / (2 * (0.052 - 0.002))
        let delta = try #require(tipping.below)
        #expect(relativeError(delta, expected) < 1e-12)
    }

    /// With few people the share who left is not told from 0: no δ makes the interval exclude the null for good.
    @Test func anUncertainShareHasNoTippingPoint() throws {
        let mixture = try #require(
            PatternMixture.of(
                stayed: Self.estimate(0.001, 0.1), peopleStayed: 5, left: Self.estimate(0.001, 0.1), peopleLeft: 1
            ).fit)
        let tipping = try #require(TippingPoint.of(mixture).fit)
        #expect(!tipping.excludesNullAtZero)
        #expect(tipping.below == nil)
        #expect(tipping.above == nil)
    }

    @Test func executorsGiveTheSameBits() {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        // Several blocks of people.
        let moments = GroupedMoments(x: .init("day"), y: .init("pain"), groupCount: 5000) { group, sums in
            for day in 0..<5 { sums.add(x: Double(day), y: Double((group * 7 + day * day) % 11)) }
        }
        let one = PatternMixture.fit(moments, response: 1, predictor: 0) { $0 % 3 == 0 }.fit
        let other = PatternMixture.fit(moments, response: 1, predictor: 0, executor: threads) { $0 % 3 == 0 }.fit
        #expect(one != nil)
        #expect(one == other)
    }

    @Test func refusals() throws {
        let (moments, hasLeft) = try Self.study()
        func reason(_ hasLeft: (Int) -> Bool) -> NotEstimable? {
            PatternMixture.fit(moments, response: 1, predictor: 0, hasLeft: hasLeft).reason
        }
        #expect(reason { _ in false } == .emptyCategory(name: "left"))
        #expect(reason { _ in true } == .emptyCategory(name: "stayed"))
        #expect(reason { $0 == 1 } == .tooFewGroups(found: 1, needed: 2))
        #expect(
            PatternMixture.fit(moments, response: 7, predictor: 0) { hasLeft[$0] }.reason
                == .unknownColumn(position: 7))
        #expect(
            PatternMixture.fit(moments, response: 1, predictor: 0, target: .mean(at: .nan)) { hasLeft[$0] }.reason
                == .nonFinite)
        #expect(
            PatternMixture.fit(moments.keeping { _ in false }, response: 1, predictor: 0) { _ in true }.reason
                == .noObservations)
        let estimate = try Self.estimate(1, 1)
        for (stayed, left) in [(0, 1), (1, 0), (-3, 4), (1, .min)] {
            #expect(
                PatternMixture.of(stayed: estimate, peopleStayed: stayed, left: estimate, peopleLeft: left).fit == nil)
        }
        let huge = try #require(
            PatternMixture.of(stayed: estimate, peopleStayed: .max, left: estimate, peopleLeft: .max).fit)
        #expect(huge.shareLeft == 0.5)
        let mixture = try Self.byHand()
        #expect(TippingPoint.of(mixture, null: .nan).reason != nil)
        #expect(TippingPoint.of(mixture, null: 1e300).reason == .nonFinite)
        #expect(mixture.points(deltas: [.nan, .infinity, 0, 1e200]).map(\.delta) == [0])
        #expect(mixture.estimate(delta: .nan) == nil)
    }
}
