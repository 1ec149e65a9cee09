import Estimation
import Testing

@Suite("Leave-one-out influence")
struct LeaveOneOutInfluenceTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        struct Refits: Decodable {
            let estimate: Double
            let byGroup: [Double]
            let bySite: [Double]
        }
        let data: String
        let predictors: [String]
        // The keys are the estimators' names; the decoder turns them from snake case too.
        let estimators: Estimators
        struct Estimators: Decodable {
            let leastSquares: Refits
            let withinGroups: Refits
        }

        var testDescription: String { "\(data) ~ \(predictors)" }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("leave-one-out", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 3)
    }

    /// Against as many refits of lm (References/leave-one-out.R).
    @Test(arguments: Reference.all, LeaveOneOutInfluence.Estimator.allCases)
    func agreesWithRefits(_ reference: Reference, _ estimator: LeaveOneOutInfluence.Estimator) throws {
        let refits =
            estimator == .leastSquares ? reference.estimators.leastSquares : reference.estimators.withinGroups
        let rows = try Rows.reference(reference.data)
        let p = reference.predictors.count
        let moments = rows.moments(reference.predictors + ["score"])
        let sites = (0..<moments.groupCount).map { $0 % 5 }
        for (units, expected) in [(nil, refits.byGroup), (sites, refits.bySite)] {
            let fit = try #require(
                LeaveOneOutInfluence.fit(
                    moments, response: p, predictors: Array(0..<p), estimator: estimator, units: units
                ).fit)
            #expect(relativeError(fit.estimate, refits.estimate) < 1e-10)
            #expect(fit.influences.count == expected.count)
            #expect(fit.influences.map(\.observations).reduce(0, +) == rows.groups.count)
            for (influence, value) in zip(fit.influences, expected) {
                #expect(relativeError(influence.estimate ?? 0, value) < 1e-9)
                #expect(influence.change == influence.estimate.map { fit.estimate - $0 })
            }
            #expect(fit.range?.lowerBound == fit.influences.compactMap(\.estimate).min())
            #expect(relativeError(fit.range?.upperBound ?? 0, expected.max() ?? 0) < 1e-9)
            #expect(fit.keepsSign)
            let worst = expected.indices.max { abs(expected[$0] - fit.estimate) < abs(expected[$1] - fit.estimate) }
            #expect(fit.mostInfluential(1).first?.unit == worst)
            #expect(fit.mostInfluential(3).count == 3)
        }
    }

    /// By hand: slopes through (0, 0), (1, 1), (2, 1): all 1/2; without the first 0, the second 1/2, the third 1. The jackknife's
    /// standard error is √(2/3 · (1/4 + 1/4)).
    @Test func threePointsByHand() throws {
        let rows = Rows(groups: [0, 1, 2], columns: ["x": [0, 1, 2], "y": [0, 1, 1]])
        let fit = try #require(
            LeaveOneOutInfluence.fit(rows.moments(["x", "y"]), response: 1, predictors: [0]).fit)
        #expect(abs(fit.estimate - 0.5) < 1e-15)
        for (influence, value) in zip(fit.influences, [0, 0.5, 1]) {
            #expect(abs(try #require(influence.estimate) - value) < 1e-15)
        }
        #expect(relativeError(fit.jackknifeStandardError ?? 0, (1.0 / 3).squareRoot()) < 1e-14)
        #expect(!fit.keepsSign)
        #expect(fit.mostInfluential(-1).isEmpty)
    }

    /// Groups without rows are no units, sites may have any number, and a unit on which the slope rests alone comes first.
    @Test func unitsThatTheSlopeRestsOn() throws {
        let rows = Rows(groups: [0, 0, 2, 3, 3], columns: ["x": [1, 1, 1, 1, 2], "y": [3, 4, 6, 7, 9]])
        let moments = rows.moments(["x", "y"])
        let fit = try #require(LeaveOneOutInfluence.fit(moments, response: 1, predictors: [0]).fit)
        #expect(fit.influences.map(\.unit) == [0, 2, 3])
        #expect(fit.notEstimable == 1)
        #expect(fit.mostInfluential().first?.unit == 3)
        #expect(fit.mostInfluential().first?.change == nil)
        #expect(!fit.keepsSign)
        #expect(fit.jackknifeStandardError == nil)
        let sites = try #require(
            LeaveOneOutInfluence.fit(
                moments, response: 1, predictors: [0], units: [Int.max, 5, Int.min, Int.max]
            ).fit)
        #expect(sites.influences.map(\.unit) == [Int.min, Int.max])
        #expect(sites.influences.map(\.observations) == [1, 4])
    }

    /// A person whose exposure is ten thousand times the others': what is left without them is 3e-8 of the sum of squares, so eight of
    /// sixteen digits stay. A million times the others' spread is rounding beside them.
    @Test func onePersonWhoOutweighsAllOthers() throws {
        func influence(of outlier: Double) throws -> LeaveOneOutInfluence.Influence {
            let rows = Rows(
                groups: [0, 0, 1, 1, 2, 2, 3, 3],
                columns: ["x": [0, 1, 2, 3, 4, 5, outlier, 2 * outlier], "y": [1, 3, 2, 5, 4, 6, 5, 7]])
            let moments = rows.moments(["x", "y"], columns: [.init("x", center: 2, scale: 2), .init("y", center: 3)])
            let fit = try #require(
                LeaveOneOutInfluence.fit(moments, response: 1, predictors: [0], estimator: .withinGroups).fit)
            return try #require(fit.mostInfluential(1).first)
        }
        // Within pairs the three others' slopes are 2, 3 and 2.
        let large = try influence(of: 1e4)
        #expect(large.unit == 3)
        #expect(relativeError(large.estimate ?? 0, 7.0 / 3) < 1e-7)
        #expect(try influence(of: 1e6).estimate == nil)
    }

    @Test func refusals() {
        let rows = Rows(
            groups: [0, 0, 1, 1, 1], columns: ["x": [1, 2, 3, 5, 1], "group": [0, 0, 1, 1, 1], "y": [1, 3, 2, 2, 7]])
        let moments = rows.moments(["x", "group", "y"])
        func reason(
            _ predictors: [Int], slope: Int = 0, _ estimator: LeaveOneOutInfluence.Estimator = .leastSquares,
            units: [Int]? = nil
        ) -> NotEstimable? {
            LeaveOneOutInfluence.fit(
                moments, response: 2, predictors: predictors, slope: slope, estimator: estimator, units: units
            ).reason
        }
        #expect(reason([0], units: [1, 1]) == .tooFewGroups(found: 1, needed: 2))
        #expect(
            reason([0], units: [1])
                == .invalidArgument(name: "the list of units", needed: "as long as there are groups"))
        for slope in [-1, 1, Int.max] {
            #expect(
                reason([0], slope: slope)
                    == .invalidArgument(name: "the slope of interest", needed: "that of one of the predictors"))
        }
        #expect(reason([3]) == .unknownColumn(position: 3))
        // A column that is constant within every group has no slope within groups.
        #expect(reason([0, 1], slope: 1, .withinGroups) == .collinear(name: "group"))

        let single = Rows(groups: [0, 1, 2], columns: ["x": [0, 1, 2], "y": [0, 1, 1]]).moments(["x", "y"])
        #expect(
            LeaveOneOutInfluence.fit(single, response: 1, predictors: [0], estimator: .withinGroups).reason
                == .oneObservationPerGroup)
        let few = Rows(groups: [0, 0, 1, 2], columns: ["x": [0, 1, 2, 5], "y": [0, 1, 1, 3]]).moments(["x", "y"])
        #expect(
            LeaveOneOutInfluence.fit(few, response: 1, predictors: [0], estimator: .withinGroups).reason
                == .tooFewObservations(found: 4, needed: 5))
    }
}
