import Dispatch
import Estimation
import Foundation
import Testing

/// Numbers that References/cumulative-link.R wrote.
private struct CumulativeLinkReference: Decodable {
    struct Fit: Decodable {
        let link: CumulativeLink.Link
        let predictors: [String]
        let levels: Int
        let estimates: [Double]
        let standardErrors: [Double]
        let cr0: [Double]
        let cr1: [Double]
        let logLikelihood: Double
        let nullLogLikelihood: Double
        let covarianceOfFirstAndLast: Double
        let probabilitiesOfFirstRow: [Double]
    }
    struct Housing: Decodable {
        let categories: [Int]
        let names: [String]
        let columns: [[Double]]
        let clm: [Double]
        let clmStandardErrors: [Double]
        let deviance: Double
    }
    let fits: [Fit]
    let housing: Housing
}

@Suite("Cumulative link regression")
struct CumulativeLinkTests {
    static let names = ["none", "mild", "moderate", "severe"]

    /// ordinal::clm to a gradient of 1e-10 and sandwich::vcovCL on it.
    @Test func agreesWithR() throws {
        let visits = try Visits.read()
        let references = try ReferenceNumbers.json("cumulative-link", as: CumulativeLinkReference.self).fits
        #expect(references.count == 8)
        for reference in references {
            let name = "\(reference.link) of \(reference.predictors), \(reference.levels) levels"
            let (predictors, offset) = try visits.predictors(reference.predictors)
            let categories = try visits.whole("level").map { min($0, reference.levels - 1) }
            func fit(_ correction: ClusterRobustRegression.Correction) throws -> CumulativeLink.Fit {
                try #require(
                    CumulativeLink.fit(
                        categories, levels: Array(Self.names.prefix(reference.levels)), predictors: predictors,
                        link: reference.link, clusters: visits.whole("cluster"), correction: correction
                    ).fit, "\(name)")
            }
            let cr0 = try fit(.cr0)
            let cr1 = try fit(.cr1)
            let cuts = reference.levels - 1
            // At the offset the thresholds of the shifted predictor, and their standard errors, stand as they do in R.
            let size = reference.estimates.count
            for k in 0..<size {
                let weights = (0..<size).map { $0 == k ? 1.0 : (k < cuts && $0 == cuts ? -offset : 0) }
                let estimate = try #require(cr0.estimates.prediction(weights))
                let tolerance = offset == 0 ? 1e-9 : 1e-6
                #expect(relativeError(estimate.value, reference.estimates[k]) < tolerance, "\(name), \(k)")
                #expect(relativeError(estimate.standardError, reference.cr0[k]) < tolerance, "\(name), \(k)")
                guard offset == 0 else { continue }
                #expect(
                    relativeError(cr1.estimates.parameters[k].standardError, reference.cr1[k]) < 1e-9, "\(name), \(k)")
                #expect(
                    relativeError(cr0.estimates.modelBased[k].standardError, reference.standardErrors[k]) < 1e-9,
                    "\(name), \(k)")
            }
            if offset == 0 {
                #expect(
                    relativeError(cr0.estimates.modelCovariance[0, size - 1], reference.covarianceOfFirstAndLast)
                        < 1e-8, "\(name)")
            }
            #expect(relativeError(cr0.logLikelihood, reference.logLikelihood) < 1e-12, "\(name)")
            #expect(relativeError(cr0.nullLogLikelihood, reference.nullLogLikelihood) < 1e-12, "\(name)")
            let first = try #require(cr0.probabilities(at: predictors.map { $0.values[0] }))
            for (value, expected) in zip(first, reference.probabilitiesOfFirstRow) {
                #expect(relativeError(value, expected) < 1e-9, "\(name)")
            }
            #expect(cr0.thresholds.count == cuts)
            #expect(cr0.coefficients.map(\.name) == reference.predictors)
            #expect(cr0.estimates.clusters == 120)
        }
    }

    /// MASS's example of polr (Madsen 1976): 1,681 householders. polr itself stops at about 1e-9.
    @Test func agreesWithHousing() throws {
        let housing = try ReferenceNumbers.json("cumulative-link", as: CumulativeLinkReference.self).housing
        let fit = try #require(
            CumulativeLink.fit(
                housing.categories, levels: ["Low", "Medium", "High"],
                predictors: zip(housing.names, housing.columns).map { PredictorColumn($0, $1) }
            ).fit)
        for (k, parameter) in fit.estimates.parameters.enumerated() {
            #expect(relativeError(parameter.value, housing.clm[k]) < 1e-9)
            #expect(relativeError(parameter.standardError, housing.clmStandardErrors[k]) < 1e-9)
        }
        #expect(relativeError(-2 * fit.logLikelihood, housing.deviance) < 1e-12)
        #expect(fit.estimates.robust == nil)
        #expect(fit.counts.reduce(0, +) == 1681)
    }

    /// The cheese tasting of McCullagh & Nelder (1989, section 5.6.1): nine categories of taste, four cheeses. Estimates and
    /// standard errors as SAS/STAT's guide prints them for LOGISTIC, whose signs of the cheeses are turned about.
    @Test func cheeseTasting() throws {
        let counts = [
            [0, 0, 1, 7, 8, 8, 19, 8, 1], [6, 9, 12, 11, 7, 6, 1, 0, 0], [1, 1, 6, 8, 23, 7, 5, 1, 0],
            [0, 0, 0, 1, 3, 7, 14, 16, 11],
        ]
        var (categories, cheeses) = ([Int](), [Int]())
        for (cheese, row) in counts.enumerated() {
            for (taste, count) in row.enumerated() {
                categories += Array(repeating: taste, count: count)
                cheeses += Array(repeating: cheese, count: count)
            }
        }
        let fit = try #require(
            CumulativeLink.fit(
                categories, levels: (1...9).map(String.init),
                predictors: (0..<3).map { cheese in
                    PredictorColumn("ABC".map(String.init)[cheese], cheeses.map { $0 == cheese ? 1 : 0 })
                }
            ).fit)
        let published = [
            (-7.0801, 0.5624), (-6.0249, 0.4755), (-4.9254, 0.4272), (-3.8568, 0.3902), (-2.5205, 0.3431),
            (-1.5685, 0.3086), (-0.0669, 0.2658), (1.4930, 0.3310), (-1.6128, 0.3778), (-4.9645, 0.4741),
            (-3.3227, 0.4251),
        ]
        for (parameter, (value, error)) in zip(fit.estimates.parameters, published) {
            // SAS stops a little before the maximum.
            #expect(abs(parameter.value - value) < 0.0002, "\(parameter.name)")
            // SAS prints the errors of the expected information; those of the observed one differ in the third digit.
            #expect(abs(parameter.standardError - error) < 0.01, "\(parameter.name)")
        }
    }

    /// Without predictors the thresholds are the quantiles of the cumulative shares, and the logit of a share γ of n has variance
    /// 1 / (n γ (1 - γ)).
    @Test func thresholdsByHand() throws {
        let fit = try #require(
            CumulativeLink.fit([0, 1, 1, 2, 2, 2, 2, 2], levels: ["a", "b", "c"], predictors: []).fit)
        #expect(fit.thresholds.map(\.name) == ["a|b", "b|c"])
        #expect(relativeError(fit.thresholds[0].value, log(1.0 / 7)) < 1e-12)
        #expect(relativeError(fit.thresholds[1].value, log(3.0 / 5)) < 1e-12)
        #expect(relativeError(fit.thresholds[0].standardError, (1 / (8 * 7.0 / 64)).squareRoot()) < 1e-12)
        #expect(relativeError(fit.thresholds[1].standardError, (1 / (8 * 15.0 / 64)).squareRoot()) < 1e-12)
        #expect(relativeError(fit.logLikelihood, log(1.0 / 8) + 2 * log(2.0 / 8) + 5 * log(5.0 / 8)) < 1e-13)
        #expect(
            fit.logLikelihood == fit.nullLogLikelihood
                || relativeError(fit.logLikelihood, fit.nullLogLikelihood) < 1e-14)
    }

    /// Turning the order of the categories about turns the signs, for links that are symmetric.
    @Test(arguments: [CumulativeLink.Link.logit, .probit])
    func reversal(_ link: CumulativeLink.Link) throws {
        let visits = try Visits.read()
        let levels = try visits.whole("level")
        let predictors = try visits.predictors(["months", "female"]).columns
        let forth = try #require(CumulativeLink.fit(levels, levels: Self.names, predictors: predictors, link: link).fit)
        let back = try #require(
            CumulativeLink.fit(levels.map { 3 - $0 }, levels: Self.names, predictors: predictors, link: link).fit)
        for (one, other) in zip(forth.coefficients, back.coefficients) {
            #expect(relativeError(one.value, -other.value) < 1e-10)
            #expect(relativeError(one.standardError, other.standardError) < 1e-10)
        }
        #expect(relativeError(forth.thresholds[0].value, -back.thresholds[2].value) < 1e-10)
    }

    @Test func sameBitsOnAnyExecutor() throws {
        var generator = SeededGenerator(state: 7)
        let x = (0..<20_000).map { _ in generator.normal() }
        let categories = x.map { value in min(2, max(0, Int(1.5 + value / 2 + generator.normal()))) }
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let fits = try [BlockExecutor.serial, threads].map { executor in
            try #require(
                CumulativeLink.fit(
                    categories, levels: ["a", "b", "c"], predictors: [PredictorColumn("x", x)], executor: executor
                ).fit)
        }
        #expect(fits[0].estimates.modelBased == fits[1].estimates.modelBased)
        #expect(fits[0].logLikelihood == fits[1].logLikelihood)
    }

    /// The middle category is wherever x is in the middle: no error anywhere.
    @Test(arguments: CumulativeLink.Link.allCases)
    func separation(_ link: CumulativeLink.Link) {
        let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        let other: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5]
        let complete = CumulativeLink.fit(
            [0, 0, 0, 1, 1, 1, 2, 2, 2], levels: ["a", "b", "c"],
            predictors: [PredictorColumn("other", other), PredictorColumn("x", x)], link: link)
        #expect(complete.reason == .separated(name: "x"))
        // The highest category alone has x = 1: its coefficient has no bound, whatever the others do.
        let quasi = CumulativeLink.fit(
            [0, 1, 0, 1, 2, 0, 1, 2, 2, 2], levels: ["a", "b", "c"],
            predictors: [
                PredictorColumn("score", [1, 2, 2, 1, 2, 1, 2, 1, 1, 2]),
                PredictorColumn("flag", [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
            ], link: link)
        #expect(quasi.reason == .separated(name: "flag"))
        // Steep enough that e^e^z overflows on the way.
        let steep = CumulativeLink.fit(
            [3, 0, 1, 0, 2], levels: ["a", "b", "c", "d"],
            predictors: [PredictorColumn("x", [0.83, -1.63, -0.5, -2.06, -0.46])], link: link)
        #expect(steep.reason == .separated(name: "x"))
        // One cut without error and one with: the common coefficient has a bound.
        let almost = CumulativeLink.fit(
            [0, 0, 0, 1, 1, 2, 1, 2, 2], levels: ["a", "b", "c"], predictors: [PredictorColumn("x", x)], link: link)
        #expect(almost.fit != nil)
    }

    @Test func badInput() {
        let x = PredictorColumn("x", [1, 2, 3, 4, 5, 7])
        let levels = ["a", "b"]
        let y = [0, 1, 0, 1, 0, 1]
        #expect(CumulativeLink.fit([], levels: levels, predictors: []).reason == .noObservations)
        #expect(
            CumulativeLink.fit([0, 0], levels: ["a", "b", "c"], predictors: []).reason == .emptyCategory(name: "b"))
        #expect(
            CumulativeLink.fit([0, 2], levels: levels, predictors: []).reason
                == .invalidArgument(name: "category", needed: "a position among the 2 levels"))
        #expect(
            CumulativeLink.fit([-1], levels: levels, predictors: []).reason
                == .invalidArgument(name: "category", needed: "a position among the 2 levels"))
        #expect(
            CumulativeLink.fit([0], levels: ["a"], predictors: []).reason
                == .invalidArgument(name: "levels", needed: "two categories at least"))
        #expect(
            CumulativeLink.fit([0, 1], levels: levels, predictors: [x]).reason
                == .invalidArgument(name: "x", needed: "one value for each of the 2 observations"))
        for value in [Double.nan, .infinity, -.infinity] {
            let column = PredictorColumn("x", [1, 2, 3, 4, 5, value])
            #expect(CumulativeLink.fit(y, levels: levels, predictors: [column]).reason == .nonFinite)
        }
        let constant = PredictorColumn("constant", Array(repeating: 0.1, count: 6))
        #expect(
            CumulativeLink.fit(y, levels: levels, predictors: [constant]).reason == .constantColumn(name: "constant"))
        let rounding = PredictorColumn("rounding", [0.3, 0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3])
        #expect(
            CumulativeLink.fit(y, levels: levels, predictors: [rounding]).reason == .constantColumn(name: "rounding"))
        let twice = PredictorColumn("twice", x.values.map { 1000 + 2 * $0 })
        #expect(CumulativeLink.fit(y, levels: levels, predictors: [x, twice]).reason == .collinear(name: "twice"))
        let huge = PredictorColumn("huge", [1.7e308, -1.7e308, 1e300, 3, 1e308, -1e308])
        #expect(CumulativeLink.fit(y, levels: levels, predictors: [huge]).fit == nil)
        #expect(
            CumulativeLink.fit(y, levels: levels, predictors: [x], clusters: [1]).reason
                == .invalidArgument(name: "clusters", needed: "one cluster for each of the 6 observations"))
        #expect(
            CumulativeLink.fit(y, levels: levels, predictors: [x], clusters: Array(repeating: 3, count: 6)).reason
                == .tooFewGroups(found: 1, needed: 2))
        #expect(
            CumulativeLink.fit([0, 1], levels: levels, predictors: [PredictorColumn("x", [1, 2])]).reason
                == .tooFewObservations(found: 2, needed: 3))
        let fit = CumulativeLink.fit(y, levels: levels, predictors: [x]).fit
        #expect(fit?.probabilities(at: []) == nil)
        #expect(fit?.probabilities(at: [.nan]) == nil)
        #expect(fit?.estimates.test([1]) == nil)
        #expect(fit?.estimates.test([0, 1]) != nil)
    }
}
