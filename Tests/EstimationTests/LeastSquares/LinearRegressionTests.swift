import Estimation
import Foundation
import Testing

@Suite("Linear regression")
struct LinearRegressionTests {
    /// A data set of NIST StRD with its certified values (References/nist-linear.json).
    struct Certified: Decodable, Sendable {
        let name: String
        let degree: Int?
        let intercept: Bool
        let y: [Double]
        let x: [[Double]]
        let coefficients: [Double]
        let standardErrors: [Double]
        let residualSd: Double
        let rSquared: Double
        let f: Double?

        static func read() throws -> [Certified] {
            struct File: Decodable { let dataSets: [Certified] }
            return try ReferenceNumbers.json("nist-linear", as: File.self).dataSets
        }

        func fit() throws -> LinearRegression.Fit {
            let predictors = x.enumerated().map { LinearRegression.Predictor("x\($0 + 1)", $1) }
            let outcome =
                if let degree {
                    LinearRegression.fitPolynomial(y, in: predictors[0], degree: degree, hasIntercept: intercept)
                } else {
                    LinearRegression.fit(y, on: predictors, hasIntercept: intercept)
                }
            return try #require(outcome.fit, "\(name): \(String(describing: outcome.reason))")
        }
    }

    /// Digits of NIST's certified values that are met, of at most 15: -log10 of the greatest relative error. What is
    /// lacking to 15 is the rounding of the data to doubles, which the fit cannot undo; R's lm stays at 7.2 for Filip,
    /// 5.5 for Wampler5 and 9.8 for Wampler1 (rank-trends.json).
    @Test func meetsNISTCertifiedValues() throws {
        let digits = [
            "Norris": 13.5, "Pontius": 13.4, "NoInt1": 14.6, "NoInt2": 14.8, "Filip": 13.8, "Longley": 14.4,
            "Wampler1": 15, "Wampler2": 13, "Wampler3": 14.4, "Wampler4": 14.4, "Wampler5": 14.4,
        ]
        let dataSets = try Certified.read()
        #expect(dataSets.count == 11)
        for data in dataSets {
            let fit = try data.fit()
            let tolerance = pow(10, -(try #require(digits[data.name])))
            for (coefficient, certified) in zip(fit.coefficients, zip(data.coefficients, data.standardErrors)) {
                #expect(relativeError(coefficient.value, certified.0) < tolerance, "\(data.name) \(coefficient.name)")
                #expect(relativeError(coefficient.standardError, certified.1) < tolerance, "\(data.name)")
            }
            #expect(fit.coefficients.count == data.coefficients.count)
            #expect(relativeError(fit.sdResidual, data.residualSd) < tolerance, "\(data.name)")
            #expect(relativeError(fit.rSquared, data.rSquared) < 1e-14, "\(data.name)")
            if let f = data.f {
                #expect(relativeError(try #require(fit.fTest).statistic, f) < tolerance, "\(data.name)")
            } else {
                // Certified as infinite: the polynomial goes through every point.
                #expect(fit.fTest == nil)
                #expect(fit.residualSumOfSquares == 0)
            }
        }
    }

    struct Reference: Decodable, Sendable {
        let x: [String: [Double]]
        let intercept: Bool
        let coefficients: [Double]
        let standardErrors: [Double]
        let lower: [Double]
        let upper: [Double]
        let residualSd: Double
        let rSquared: Double
        let f: Double
        let pValue: Double
    }

    /// R's lm (References/rank-trends.R), with a predictor near a million, of whose digits R's double-precision QR loses some.
    @Test func agreesWithR() throws {
        struct File: Decodable { let regressions: [Reference] }
        let references = try ReferenceNumbers.json("rank-trends", as: File.self).regressions
        #expect(references.count == 3)
        for reference in references {
            let predictors = ["a", "b", "c"].map { LinearRegression.Predictor($0, reference.x[$0] ?? []) }
            let outcome = LinearRegression.fit(
                reference.x["y"] ?? [], on: predictors, hasIntercept: reference.intercept)
            let fit = try #require(outcome.fit)
            #expect(fit.coefficients.count == reference.coefficients.count)
            for (position, coefficient) in fit.coefficients.enumerated() {
                #expect(relativeError(coefficient.value, reference.coefficients[position]) < 1e-9)
                #expect(relativeError(coefficient.standardError, reference.standardErrors[position]) < 1e-9)
                let interval = try #require(fit.interval(ofCoefficient: position))
                #expect(relativeError(interval.lower, reference.lower[position]) < 1e-8)
                #expect(relativeError(interval.upper, reference.upper[position]) < 1e-8)
            }
            #expect(relativeError(fit.sdResidual, reference.residualSd) < 1e-11)
            #expect(relativeError(fit.rSquared, reference.rSquared) < 1e-11)
            let test = try #require(fit.fTest)
            #expect(relativeError(test.statistic, reference.f) < 1e-10)
            #expect(relativeError(test.pValue, reference.pValue) < 1e-8)
            #expect(fit.interval(ofCoefficient: fit.coefficients.count) == nil)
            #expect(fit.interval(ofCoefficient: -1) == nil)
        }
    }

    /// By hand: (0, 1), (1, 2), (2, 4), (3, 5). Slope 7/5, intercept 9/10, residuals 0.1, -0.3, 0.3, -0.1: s² = 0.2/2,
    /// slope's variance 0.1/5, intercept's 0.1 · 14/20, their covariance -0.1 · 1.5/5, F = 9.8/0.1.
    @Test func fourPointsByHand() throws {
        let outcome = LinearRegression.fit([1, 2, 4, 5], on: [.init("day", [0, 1, 2, 3])])
        let fit = try #require(outcome.fit)
        #expect(fit.coefficients.map(\.name) == ["intercept", "day"])
        #expect(relativeError(fit.coefficients[0].value, 0.9) < 1e-15)
        #expect(relativeError(fit.coefficients[1].value, 1.4) < 1e-15)
        #expect(relativeError(fit.covariance[0, 0], 0.07) < 1e-15)
        #expect(relativeError(fit.covariance[1, 1], 0.02) < 1e-15)
        #expect(relativeError(fit.covariance[0, 1], -0.03) < 1e-15)
        #expect(relativeError(fit.residualSumOfSquares, 0.2) < 1e-15)
        #expect(relativeError(fit.regressionSumOfSquares, 9.8) < 1e-15)
        #expect(relativeError(fit.rSquared, 0.98) < 1e-15)
        #expect(fit.degreesOfFreedom == 2)
        let test = try #require(fit.fTest)
        #expect(relativeError(test.statistic, 98) < 1e-15)
        #expect(test.degreesOfFreedom == [1, 2])
        // P(F > f) on 1 and 2 degrees of freedom is 1 - √(f / (f + 2)).
        #expect(relativeError(test.pValue, 1 - (98.0 / 100).squareRoot()) < 1e-12)
    }

    /// Units far from one change nothing: powers of two scale exactly.
    @Test func scaleDoesNotMatter() throws {
        let (x, y) = ([0.5, 1, 2.5, 3, 7], [1.25, 2, 4, 3, 9])
        let plain = try #require(LinearRegression.fit(y, on: [.init("x", x)]).fit)
        for exponent in [-300, 300, 450] {
            let factor = pow(2, Double(exponent))
            let scaled = try #require(LinearRegression.fit(y, on: [.init("x", x.map { $0 * factor })]).fit)
            #expect(scaled.coefficients[0] == plain.coefficients[0])
            #expect(scaled.coefficients[1].value == plain.coefficients[1].value / factor)
            #expect(scaled.rSquared == plain.rSquared)
        }
    }

    @Test func meanAlone() throws {
        let fit = try #require(LinearRegression.fit([1, 2, 6], on: []).fit)
        #expect(fit.coefficients.map(\.value) == [3])
        #expect(fit.rSquared == 0)
        #expect(fit.fTest == nil)
    }

    @Test func whatCannotBeFittedSaysWhy() {
        typealias Predictor = LinearRegression.Predictor
        let y: [Double] = [1, 2, 4, 3]
        let x = Predictor("x", [1, 2, 3, 5])
        func reason(_ response: [Double], _ predictors: [Predictor], hasIntercept: Bool = true) -> NotEstimable? {
            LinearRegression.fit(response, on: predictors, hasIntercept: hasIntercept).reason
        }
        #expect(reason([], []) == .noObservations)
        #expect(reason([], [Predictor("x", [])]) == .noObservations)
        #expect(reason(y, [Predictor("x", [1, 2])]) == .invalidArgument(name: "x", needed: "as long as the response"))
        #expect(reason(y, [Predictor("x", [1, 2, 3, .nan])]) == .nonFinite)
        #expect(reason([1, 2, .infinity, 0], [x]) == .nonFinite)
        #expect(reason(y, [Predictor("k", [7, 7, 7, 7])]) == .constantColumn(name: "k"))
        #expect(reason(y, [Predictor("k", [7, 7, 7, 7])], hasIntercept: false) == nil)
        #expect(reason(y, [Predictor("k", [0, 0, 0, 0])], hasIntercept: false) == .constantColumn(name: "k"))
        #expect(reason([2, 2, 2, 2], [x]) == .constantResponse(name: "the response"))
        #expect(reason([0, 0, 0, 0], [x], hasIntercept: false) == .constantResponse(name: "the response"))
        #expect(reason(y, [x, Predictor("2x + 0.1", [2.1, 4.1, 6.1, 10.1])]) == .collinear(name: "2x + 0.1"))
        #expect(
            reason(y, [x, Predictor("z", [1, 0, 0, 0]), Predictor("w", [0, 1, 0, 0])])
                == .tooFewObservations(found: 4, needed: 5))
        #expect(reason(y, [], hasIntercept: false) == .invalidArgument(name: "predictors", needed: "at least one"))
        let huge = Double.greatestFiniteMagnitude
        #expect(reason([-huge, huge, 0, huge], [x]) == .nonFinite)
        #expect(reason(y, [Predictor("x", [.leastNonzeroMagnitude, 0, 0, 0])]) == .nonFinite)
    }

    @Test func polynomialsThatCannotBeFittedSayWhy() {
        func reason(_ degree: Int, _ values: [Double] = [1, 2, 3, 5]) -> NotEstimable? {
            LinearRegression.fitPolynomial([1, 2, 4, 3], in: .init("x", values), degree: degree).reason
        }
        #expect(reason(2) == nil)
        #expect(reason(0) == .invalidArgument(name: "degree", needed: "at least 1"))
        #expect(reason(.min) == .invalidArgument(name: "degree", needed: "at least 1"))
        #expect(reason(.max) == .tooFewObservations(found: 4, needed: .max))
        #expect(reason(3) == .tooFewObservations(found: 4, needed: 5))
        #expect(reason(2, [0, 1, 0, 1]) == .collinear(name: "x^2"))
        #expect(LinearRegression.fitPolynomial([], in: .init("x", []), degree: 1).reason == .noObservations)
        #expect(reason(2, [1, 2]) == .invalidArgument(name: "x", needed: "as long as the response"))
        #expect(reason(2, [1e-200, 2e-200, 3e-200, -1e-200]) == .nonFinite)
    }
}
