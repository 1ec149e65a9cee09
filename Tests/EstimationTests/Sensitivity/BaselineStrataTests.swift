import Dispatch
import Estimation
import Testing

@Suite("Baseline strata")
struct BaselineStrataTests {
    struct Reference: Decodable {
        struct Value: Decodable { let value: Double, standardError: Double }
        let cuts: [Double]
        let people: [Int]
        let slopes: [Double]
        let standardErrors: [Double]
        let common: Value
        let q: Double
        let pValue: Double
    }

    struct File: Decodable {
        struct Both: Decodable { let quartiles: Reference, at: Reference }
        let baselineStrata: Both
    }

    /// The simulated study's pain on day without the first visit, and each person's baseline.
    static func study() throws -> (moments: GroupedMoments, baseline: [Double?]) {
        let rows = try Rows.reference("feedback")
        let pain = try #require(rows.columns["pain"])
        let day = try #require(rows.columns["day"])
        var baseline = [Double?](repeating: nil, count: 90)
        for (group, value) in zip(rows.groups, try #require(rows.columns["baseline"])) where !value.isNaN {
            baseline[group] = value
        }
        let columns = [GroupedMoments.Column("day", center: 150, scale: 80), .init("pain", center: 6, scale: 2)]
        let moments = rows.moments(["day", "pain"], columns: columns) { pain[$0].isFinite && day[$0] > 15 }
        return (moments, baseline)
    }

    /// Against lm, clubSandwich's CR1 and Cochran's Q, which the script shows to be the Wald test
    /// (References/alternative-explanations.R).
    @Test(arguments: [true, false])
    func agreesWithR(_ quartiles: Bool) throws {
        let file = try ReferenceNumbers.json("alternative-explanations", as: File.self).baselineStrata
        let reference = quartiles ? file.quartiles : file.at
        let (moments, baseline) = try Self.study()
        let result = try #require(
            BaselineStrata.fit(
                moments, response: 1, predictor: 0, baseline: baseline,
                cuts: quartiles ? .quantiles(4) : .at(reference.cuts)
            ).fit)
        #expect(result.strata.compactMap(\.upper) == reference.cuts)
        #expect(result.strata.compactMap(\.lower) == reference.cuts)
        #expect(result.strata.map(\.people) == reference.people)
        #expect(result.peopleWithoutBaseline == 2)
        for (stratum, (value, error)) in zip(result.strata, zip(reference.slopes, reference.standardErrors)) {
            let slope = try #require(stratum.slope)
            #expect(relativeError(slope.value, value) < 1e-10)
            #expect(relativeError(slope.standardError, error) < 1e-10)
        }
        let homogeneity = try #require(result.homogeneity.fit)
        #expect(relativeError(homogeneity.commonSlope.value, reference.common.value) < 1e-10)
        #expect(relativeError(homogeneity.commonSlope.standardError, reference.common.standardError) < 1e-10)
        #expect(relativeError(homogeneity.test.statistic, reference.q) < 1e-9)
        #expect(relativeError(homogeneity.test.pValue, reference.pValue) < 1e-9)
        #expect(homogeneity.test.degreesOfFreedom == [Double(reference.slopes.count - 1)])
        #expect(homogeneity.strata == reference.slopes.count)
    }

    /// By hand: each stratum two people of three visits on days -1, 0, 1, with own slopes 1 and 3 below, 5 and 9 above,
    /// all lines through 0. Slopes 2 and 7; scores ±2 and ±4 over Σx² = 4, so CR1 variances 2 · 8 / 16 = 1 and 2 · 32 /
    /// 16 = 4. Weights 1 and 1/4: common slope (2 + 7/4) / 1.25 = 3, Q = 1 + 16/4 = 5, of which 4/5 is beyond its
    /// expectation.
    @Test func byHand() throws {
        let slopes = [1.0, 3, 5, 9]
        let moments = GroupedMoments(x: .init("day"), y: .init("pain"), groupCount: 4) { group, sums in
            for day in [-1.0, 0, 1] { sums.add(x: day, y: slopes[group] * day) }
        }
        let result = try #require(
            BaselineStrata.fit(moments, response: 1, predictor: 0, baseline: [3, 4, 5, 8], cuts: .at([4])).fit)
        let first = try #require(result.strata.first?.slope)
        let last = try #require(result.strata.last?.slope)
        #expect(relativeError(first.value, 2) < 1e-14)
        #expect(relativeError(first.standardError, 1) < 1e-13)
        #expect(relativeError(last.value, 7) < 1e-14)
        #expect(relativeError(last.standardError, 2) < 1e-13)
        let homogeneity = try #require(result.homogeneity.fit)
        #expect(relativeError(homogeneity.commonSlope.value, 3) < 1e-13)
        #expect(relativeError(homogeneity.commonSlope.standardError, 0.8.squareRoot()) < 1e-13)
        #expect(relativeError(homogeneity.test.statistic, 5) < 1e-12)
        #expect(relativeError(homogeneity.inconsistency, 0.8) < 1e-12)
    }

    /// Ten people with scores 0, 1, 1, 1, 1, 1, 1, 1, 2, 3: quartiles 1, 1, 1 make one cut.
    @Test func coincidingQuantilesMakeFewerStrata() throws {
        let moments = Self.lines(10)
        let baseline: [Double?] = [0, 1, 1, 1, 1, 1, 1, 1, 2, 3]
        let result = try #require(
            BaselineStrata.fit(moments, response: 1, predictor: 0, baseline: baseline, cuts: .quantiles(4)).fit)
        #expect(result.strata.map(\.people) == [8, 2])
        #expect(
            BaselineStrata.fit(
                moments, response: 1, predictor: 0, baseline: Array(repeating: 4, count: 10), cuts: .quantiles(2)
            ).reason == .constantColumn(name: "baseline"))
    }

    static func lines(_ count: Int) -> GroupedMoments {
        GroupedMoments(x: .init("day"), y: .init("pain"), groupCount: count) { group, sums in
            for day in 0..<4 { sums.add(x: Double(day), y: Double((group * 7 + day * day * (1 + group % 3)) % 11)) }
        }
    }

    /// A stratum without enough people says so, and the others are compared.
    @Test func aStratumThatCannotBeEstimated() throws {
        let baseline: [Double?] = [1, 1, 1, 2, 2, 2, 3, nil, 1, 1]
        let result = try #require(
            BaselineStrata.fit(
                Self.lines(10), response: 1, predictor: 0, baseline: baseline, cuts: .at([-5, 1, 2])
            ).fit)
        #expect(result.strata.map(\.people) == [0, 5, 3, 1])
        #expect(result.strata[0].fit.reason == .noObservations)
        #expect(result.strata[3].fit.reason == .tooFewGroups(found: 1, needed: 2))
        #expect(result.homogeneity.fit?.strata == 2)
        #expect(result.peopleWithoutBaseline == 1)
        let apart = try #require(
            BaselineStrata.fit(Self.lines(10), response: 1, predictor: 0, baseline: baseline, cuts: .at([2])).fit)
        #expect(apart.homogeneity.reason == .tooFewGroups(found: 1, needed: 2))
    }

    @Test func executorsGiveTheSameBits() throws {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let moments = Self.lines(5000)
        let baseline = (0..<5000).map { Double?.some(Double($0 % 9)) }
        func homogeneity(_ executor: BlockExecutor) -> BaselineStrata.Homogeneity? {
            BaselineStrata.fit(
                moments, response: 1, predictor: 0, baseline: baseline, cuts: .quantiles(3), executor: executor
            ).fit?.homogeneity.fit
        }
        #expect(homogeneity(.serial) != nil)
        #expect(homogeneity(.serial) == homogeneity(threads))
    }

    @Test func refusals() {
        let moments = Self.lines(10)
        func reason(_ baseline: [Double?], _ cuts: BaselineStrata.Cuts) -> NotEstimable? {
            BaselineStrata.fit(moments, response: 1, predictor: 0, baseline: baseline, cuts: cuts).reason
        }
        let good = (0..<10).map { Double?.some(Double($0)) }
        #expect(reason([1], .at([1])) == .invalidArgument(name: "baseline", needed: "one value for each group"))
        #expect(reason(good.map { _ in .nan }, .at([1])) == .nonFinite)
        for cuts in [[], [2, 1], [1, 1], [.nan], [.infinity]] {
            #expect(
                reason(good, .at(cuts)) == .invalidArgument(name: "cuts", needed: "finite numbers in ascending order"))
        }
        for count in [1, 0, -3, .min, .max] {
            #expect(reason(good, .quantiles(count)) != nil)
        }
        #expect(reason(good.map { _ in nil }, .quantiles(2)) == .noObservations)
        #expect(reason(good, .quantiles(2)) == nil)
    }
}
