import Dispatch
import Estimation
import Testing

@Suite("Generalised estimating equations, exchangeable")
struct ExchangeableGEETests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let data: String
        let predictors: [String]
        let coefficients: [Double]
        let standardErrors: [Double]
        let covariance: [[Double]]
        let slopeWald: [Double]
        let slopeP: [Double]
        let jointWald: Double
        let jointP: Double
        let correlation: Double
        let scale: Double

        var testDescription: String { "\(data) ~ \(predictors)" }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("exchangeable-gee", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 5)
    }

    /// Against geepack 1.3.9 (References/exchangeable-gee.R), iterated to rounding.
    @Test(arguments: Reference.all)
    func agreesWithGeepack(_ reference: Reference) throws {
        let rows = try Rows.reference(reference.data)
        let p = reference.coefficients.count
        let fit = try #require(
            ExchangeableGEE.fit(
                rows.moments(reference.predictors + ["score"]), response: p - 1, predictors: Array(0..<p - 1)
            ).fit)
        #expect(relativeError(fit.correlation, reference.correlation) < 1e-9)
        #expect(relativeError(fit.scale, reference.scale) < 1e-10)
        for i in 0..<p {
            #expect(relativeError(fit.coefficients[i].value, reference.coefficients[i]) < 1e-9)
            #expect(relativeError(fit.coefficients[i].standardError, reference.standardErrors[i]) < 1e-9)
            for j in 0..<p {
                let size = reference.standardErrors[i] * reference.standardErrors[j]
                #expect(abs(fit.covariance[i, j] - reference.covariance[i][j]) < 1e-9 * size)
            }
        }
        for slope in 1..<p {
            let test = try #require(fit.waldTest([(0..<p).map { $0 == slope ? 1 : 0 }]))
            #expect(relativeError(test.statistic, reference.slopeWald[slope - 1]) < 1e-8)
            #expect(relativeError(test.pValue, reference.slopeP[slope - 1]) < 1e-6)
        }
        let joint = try #require(fit.waldTest((1..<p).map { row in (0..<p).map { $0 == row ? 1 : 0 } }))
        #expect(relativeError(joint.statistic, reference.jointWald) < 1e-8)
        #expect(relativeError(joint.pValue, reference.jointP) < 1e-6)
        #expect(joint.degreesOfFreedom == [Double(p - 1)])
    }

    /// By hand: groups {1, 3} and {8, 10}, mean 5.5. Residuals -4.5, -2.5, 2.5, 4.5: φ = 53/4, α = (11.25 + 11.25) / (2 φ), and
    /// with groups of one size the weights cancel, so the variance of the mean is (7² + 7²) / 4².
    @Test func meanOfTwoGroupsByHand() throws {
        let rows = Rows(groups: [0, 0, 1, 1], columns: ["y": [1, 3, 8, 10]])
        let fit = try #require(ExchangeableGEE.fit(rows.moments(["y"]), response: 0, predictors: []).fit)
        #expect(relativeError(fit.coefficients[0].value, 5.5) < 1e-14)
        #expect(relativeError(fit.covariance[0, 0], 6.125) < 1e-14)
        #expect(relativeError(fit.scale, 13.25) < 1e-14)
        #expect(relativeError(fit.correlation, 22.5 / 26.5) < 1e-14)
        let interval = try #require(fit.interval([1]))
        #expect(relativeError(interval.upper - 5.5, 1.959963984540054 * 6.125.squareRoot()) < 1e-12)
    }

    /// One row a group leaves no pair, residuals that are the same within groups or add up to zero in each leave a working
    /// correlation that has no inverse.
    @Test(
        arguments: [
            ([0, 1, 2], [1, 3, 8], NotEstimable.oneObservationPerGroup),
            ([0, 0, 0], [1, 3, 8], .tooFewGroups(found: 1, needed: 2)),
            ([0, 0, 1, 1], [3, 3, 5, 5], .varianceNotIdentified),
            ([0, 0, 1, 1], [-1, 1, -2, 2], .varianceNotIdentified),
            ([0, 0, 1, 1], [4, 4, 4, 4], .constantResponse(name: "y")),
            ([0, 0, 1, 1], [4, .nan, 4, 4], .nonFinite),
            ([], [], .noObservations),
        ] as [([Int], [Double], NotEstimable)])
    func refusals(_ groups: [Int], _ y: [Double], _ reason: NotEstimable) {
        let moments = Rows(groups: groups, columns: ["y": y]).moments(["y"], columns: [.init("y")])
        #expect(ExchangeableGEE.fit(moments, response: 0, predictors: []).reason == reason)
    }

    /// A column that is one group's alone: its coefficient has no spread between groups.
    @Test func groupThatAloneTellsACoefficient() throws {
        let rows = Rows(
            groups: [0, 0, 1, 1, 2, 2], columns: ["x": [0, 0, 0, 0, 1, 1], "y": [1.1, 3.3, 8.7, 4.3, 2.2, 9.4]])
        let fit = try #require(ExchangeableGEE.fit(rows.moments(["x", "y"]), response: 1, predictors: [0]).fit)
        let mean = try #require(fit.prediction([1, 1]))
        #expect(relativeError(mean.value, 5.8) < 1e-14)
        #expect(mean.standardError < 1e-7)
        #expect(fit.interval([1, 1]) == nil)
        #expect(fit.waldTest([[1, 1]]) == nil)
        #expect(fit.interval([1, 0]) != nil)
        #expect(fit.interval([1]) == nil)
    }

    @Test func theSameBitsOnAnyExecutor() throws {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let once = try Rows.reference("unbalanced").moments(["day", "score"])
        var moments = once
        while moments.groupCount < 3000 {
            moments = try moments.appendingGroups(of: moments)
        }
        let fits = try [BlockExecutor.serial, threads].map { executor in
            try #require(ExchangeableGEE.fit(moments, response: 1, predictors: [0], executor: executor).fit)
        }
        #expect(fits[0].covariance == fits[1].covariance)
        #expect(fits[0].correlation == fits[1].correlation)
    }

    @Test func refusedDesigns() {
        let rows = Rows(groups: [0, 0, 1, 1], columns: ["x": [1, 2, 3, 5], "y": [3, 5, 7, 11], "z": [3, 2, 1, 7]])
        let moments = rows.moments(["x", "y", "z"])
        #expect(ExchangeableGEE.fit(moments, response: 1, predictors: [0]).reason == .noResidualVariation)
        #expect(ExchangeableGEE.fit(moments, response: 2, predictors: [0, 1]).reason == .collinear(name: "y"))
        #expect(ExchangeableGEE.fit(moments, response: 3, predictors: [0]).reason == .unknownColumn(position: 3))
    }
}
