import Dispatch
import Estimation
import Foundation
import Testing

/// Numbers that References/tobit.R wrote.
private struct TobitReference: Decodable {
    struct Fit: Decodable {
        let predictors: [String]
        let isLeftCensored: Bool
        let estimates: [Double]
        let standardErrors: [Double]
        let cr0: [Double]
        let logLikelihood: Double
        let covarianceOfFirstAndLast: Double
    }
    struct Tobin: Decodable {
        let durable: [Double]
        let age: [Double]
        let quant: [Double]
        let estimates: [Double]
        let standardErrors: [Double]
        let logLikelihood: Double
    }
    let fits: [Fit]
    let tobin: Tobin

    static func read() throws -> TobitReference {
        try ReferenceNumbers.json("tobit", as: TobitReference.self)
    }
}

@Suite("Tobit regression")
struct TobitRegressionTests {
    /// survival::survreg to a relative change of 1e-14, and its robust standard errors, which are CR0.
    @Test func agreesWithR() throws {
        let visits = try Visits.read()
        let (seconds, limits) = (try visits.column("seconds"), try visits.column("limit"))
        for reference in try TobitReference.read().fits {
            let name = "\(reference.predictors), left \(reference.isLeftCensored)"
            let (predictors, offset) = try visits.predictors(reference.predictors)
            let responses = zip(seconds, limits).map { value, limit -> TobitRegression.Response in
                limit == 1 ? .above(value) : limit == -1 && reference.isLeftCensored ? .below(value) : .observed(value)
            }
            let fit = try #require(
                TobitRegression.fit(
                    responses, predictors: predictors, clusters: visits.whole("cluster"), correction: .cr0
                ).fit, "\(name)")
            let size = reference.estimates.count
            for k in 0..<size {
                // At the offset the intercept of the shifted predictor stands as it does in R.
                let weights = (0..<size).map { $0 == k ? 1.0 : (k == 0 && $0 == 1 ? offset : 0) }
                let robust = try #require(fit.estimates.prediction(weights))
                let tolerance = offset == 0 ? 1e-9 : 1e-6
                #expect(relativeError(robust.value, reference.estimates[k]) < tolerance, "\(name), \(k)")
                #expect(relativeError(robust.standardError, reference.cr0[k]) < tolerance, "\(name), \(k)")
                guard offset == 0 else { continue }
                #expect(
                    relativeError(fit.estimates.modelBased[k].standardError, reference.standardErrors[k]) < 1e-9,
                    "\(name), \(k)")
            }
            if offset == 0 {
                #expect(
                    relativeError(fit.estimates.modelCovariance[0, size - 1], reference.covarianceOfFirstAndLast)
                        < 1e-8, "\(name)")
            }
            #expect(relativeError(fit.logLikelihood, reference.logLikelihood) < 1e-12, "\(name)")
            #expect(fit.rightCensored == 128)
            #expect(fit.leftCensored == (reference.isLeftCensored ? 40 : 0))
            #expect(fit.coefficients.count == size - 1)
            #expect(fit.estimates.clusters == 120)
        }
    }

    /// The durable goods of Tobin (1958), 13 of 20 households with none.
    @Test func tobinsHouseholds() throws {
        let tobin = try TobitReference.read().tobin
        let fit = try #require(
            TobitRegression.fit(
                tobin.durable.map { $0 > 0 ? .observed($0) : .below($0) },
                predictors: [PredictorColumn("age", tobin.age), PredictorColumn("quant", tobin.quant)]
            ).fit)
        for (k, parameter) in fit.estimates.parameters.enumerated() {
            #expect(relativeError(parameter.value, tobin.estimates[k]) < 1e-9)
            #expect(relativeError(parameter.standardError, tobin.standardErrors[k]) < 1e-9)
        }
        #expect(relativeError(fit.logLikelihood, tobin.logLikelihood) < 1e-12)
        #expect(fit.leftCensored == 13)
    }

    /// Without censoring it is least squares, σ² = Σ residual² / n. By hand: x = -1, 0, 1, 2 and y = 1, 3, 2, 6 have slope 1.4 and
    /// intercept 2.3; residuals 0.1, 0.7, -1.7, 0.9; Σ (x - 0.5)² = 5.
    @Test func leastSquaresByHand() throws {
        let fit = try #require(
            TobitRegression.fit(
                [.observed(1), .observed(3), .observed(2), .observed(6)],
                predictors: [PredictorColumn("x", [-1, 0, 1, 2])]
            ).fit)
        let variance = (0.01 + 0.49 + 2.89 + 0.81) / 4
        #expect(relativeError(fit.coefficients[0].value, 2.3) < 1e-12)
        #expect(relativeError(fit.coefficients[1].value, 1.4) < 1e-12)
        #expect(relativeError(fit.sdResidual, variance.squareRoot()) < 1e-12)
        #expect(relativeError(fit.coefficients[1].standardError, (variance / 5).squareRoot()) < 1e-12)
        // The information on log σ is 2n.
        #expect(relativeError(fit.estimates.parameters[2].standardError, (1 / 8.0).squareRoot()) < 1e-12)
        #expect(relativeError(fit.logLikelihood, -2 * (log(2 * .pi * variance) + 1)) < 1e-12)
    }

    /// y -> -y turns right-censoring into left-censoring and the signs about; units and offsets come through.
    @Test func reflectionAndUnits() throws {
        let visits = try Visits.read()
        let predictors = try visits.predictors(["months", "dose"]).columns
        let (seconds, limits) = (try visits.column("seconds"), try visits.column("limit"))
        func fit(_ transform: (Double) -> Double, reflects: Bool) throws -> TobitRegression.Fit {
            let responses = zip(seconds, limits).map { value, limit -> TobitRegression.Response in
                if limit == 0 { return .observed(transform(value)) }
                return (limit == 1) != reflects ? .above(transform(value)) : .below(transform(value))
            }
            return try #require(TobitRegression.fit(responses, predictors: predictors).fit)
        }
        let own = try fit({ $0 }, reflects: false)
        let reflected = try fit({ -$0 }, reflects: true)
        let far = try fit({ 1e6 + 1000 * $0 }, reflects: false)
        for k in 0..<3 {
            #expect(relativeError(reflected.coefficients[k].value, -own.coefficients[k].value) < 1e-11)
            #expect(relativeError(far.coefficients[k].standardError, 1000 * own.coefficients[k].standardError) < 1e-9)
        }
        #expect(relativeError(far.coefficients[1].value, 1000 * own.coefficients[1].value) < 1e-9)
        #expect(relativeError(far.sdResidual, 1000 * own.sdResidual) < 1e-9)
    }

    @Test func sameBitsOnAnyExecutor() throws {
        var generator = SeededGenerator(state: 11)
        let x = (0..<20_000).map { _ in generator.normal() }
        let responses = x.map { value -> TobitRegression.Response in
            let y = value + generator.normal()
            return y > 1 ? .above(1) : .observed(y)
        }
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let fits = try [BlockExecutor.serial, threads].map { executor in
            try #require(TobitRegression.fit(responses, predictors: [PredictorColumn("x", x)], executor: executor).fit)
        }
        #expect(fits[0].estimates.modelBased == fits[1].estimates.modelBased)
        #expect(abs(fits[0].coefficients[1].value - 1) < 4 * fits[0].coefficients[1].standardError)
    }

    /// All of a group reach the cut-off: its mean has no upper bound.
    @Test func groupThatIsCensoredWhole() {
        let flag = PredictorColumn("flag", [0, 0, 0, 0, 0, 0, 1, 1, 1])
        let x = PredictorColumn("x", [1, 2, 3, 4, 5, 6, 1, 4, 2])
        let responses: [TobitRegression.Response] = [
            .observed(1), .observed(3), .observed(2), .observed(4), .above(5), .observed(3), .above(5), .above(5),
            .above(5),
        ]
        #expect(TobitRegression.fit(responses, predictors: [x, flag]).reason == .separated(name: "flag"))
        #expect(TobitRegression.fit(responses, predictors: [x]).fit != nil)
    }

    /// Measured rows on a line and censored rows that agree with it: σ goes to 0. Where a censored row lies below the line, not.
    @Test func measuredRowsOnALine() {
        let x = PredictorColumn("x", [1, 2, 3, 4, 5, 6])
        let line: [TobitRegression.Response] = [
            .observed(1), .observed(2), .observed(3), .observed(4), .above(4.5), .above(4.5),
        ]
        #expect(TobitRegression.fit(line, predictors: [x]).reason == .noResidualVariation)
        let off: [TobitRegression.Response] = [
            .observed(1), .observed(2), .observed(3), .observed(4), .above(6), .above(6.5),
        ]
        #expect(TobitRegression.fit(off, predictors: [x]).fit != nil)
    }

    @Test func badInput() {
        let x = PredictorColumn("x", [1, 2, 3, 5])
        let y: [TobitRegression.Response] = [.observed(1), .observed(3), .above(2), .observed(0)]
        #expect(TobitRegression.fit([], predictors: []).reason == .noObservations)
        #expect(TobitRegression.fit([.above(1), .below(0), .above(3)], predictors: []).reason == .allCensored)
        #expect(TobitRegression.fit([.above(.nan), .observed(1)], predictors: []).reason == .nonFinite)
        #expect(TobitRegression.fit([.observed(.infinity), .observed(1)], predictors: []).reason == .nonFinite)
        #expect(
            TobitRegression.fit(Array(repeating: .observed(4), count: 4), name: "pain", predictors: [x]).reason
                == .constantResponse(name: "pain"))
        #expect(
            TobitRegression.fit([.observed(1), .observed(2), .observed(3)], predictors: [x]).reason
                == .invalidArgument(name: "x", needed: "one value for each of the 3 observations"))
        #expect(
            TobitRegression.fit([.observed(1), .observed(2)], predictors: []).reason
                == .tooFewObservations(found: 2, needed: 3))
        #expect(
            TobitRegression.fit(y, predictors: [PredictorColumn("flat", [2, 2, 2, 2])]).reason
                == .constantColumn(name: "flat"))
        #expect(TobitRegression.fit(y, predictors: [PredictorColumn("nan", [2, .nan, 2, 2])]).reason == .nonFinite)
        #expect(
            TobitRegression.fit(y, predictors: [x], clusters: [1, 1, 1, 1]).reason == .tooFewGroups(found: 1, needed: 2)
        )
        let far: [TobitRegression.Response] = [.observed(-1.7e308), .observed(1.7e308), .above(1e308), .observed(0)]
        #expect(TobitRegression.fit(far, predictors: [x]).fit == nil)
    }
}
