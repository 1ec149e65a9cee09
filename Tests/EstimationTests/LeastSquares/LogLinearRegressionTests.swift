import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Log-linear regression")
struct LogLinearRegressionTests {
    private struct Reference: Decodable {
        struct Columns: Decodable {
            let group: [Int]
            let x: [Double]
            let z: [Double]
            let y: [Double]
        }
        struct Fit: Decodable {
            let name: String
            let coefficients: [Double]
            let standardErrors: [Double]
            let degreesOfFreedom: [Double]
            let spread: Double
        }
        let rows: Columns
        let fits: [Fit]
    }

    @Test("agrees with R's glm and clubSandwich's CR2, rows alone and in groups, zeros among them")
    func reference() throws {
        let reference = try ReferenceNumbers.json("log-linear", as: Reference.self)
        #expect(reference.fits.map(\.name) == ["rows", "groups", "one"])
        let rows = reference.rows
        #expect(rows.y.count { $0 == 0 } == 4)
        for expected in reference.fits {
            let predictors =
                [LinearRegression.Predictor("x", rows.x)] + (expected.name == "one" ? [] : [.init("z", rows.z)])
            let fit = try LogLinearRegression.fit(
                rows.y, on: predictors, groups: expected.name == "rows" ? nil : rows.group
            ).get()
            #expect(fit.coefficients.count == expected.coefficients.count)
            for (position, coefficient) in fit.coefficients.enumerated() {
                // R's own iterations stop at 1e-15 of the deviance, which leaves eight digits of a coefficient.
                #expect(abs(coefficient.value - expected.coefficients[position]) < 1e-7, "\(expected.name)")
                #expect(
                    abs(coefficient.standardError / expected.standardErrors[position] - 1) < 1e-6, "\(expected.name)")
                let weights = (0..<expected.coefficients.count).map { $0 == position ? 1.0 : 0 }
                let degrees = try #require(fit.degreesOfFreedom(of: weights))
                #expect(abs(degrees / expected.degreesOfFreedom[position] - 1) < 1e-6, "\(expected.name)")
            }
            #expect(abs(fit.sdResidual / expected.spread - 1) < 1e-6, "\(expected.name)")
        }
    }

    @Test(
        "of two groups the coefficient is the logarithm of the ratio of their means, with the error of the delta method"
    )
    func byHand() throws {
        // Means 2 and 5; a zero counts like any other value.
        let fit = try LogLinearRegression.fit(
            [0, 2, 4, 3, 5, 7], on: [.init("second", [0, 0, 0, 1, 1, 1])], correction: .cr0
        ).get()
        #expect(abs(fit.coefficients[0].value - log(2)) < 1e-12)
        #expect(abs(fit.coefficients[1].value - log(2.5)) < 1e-12)
        // Residuals over the mean: -1, 0, 1 and -0.4, 0, 0.4; their squares over nine each.
        #expect(abs(fit.coefficients[1].standardError - (2.0 / 9 + 0.32 / 9).squareRoot()) < 1e-12)
        let alone = try LogLinearRegression.fit([1, 2, 6], on: []).get()
        #expect(abs(alone.coefficients[0].value - log(3)) < 1e-12)
    }

    @Test("an outlier far from the others does not send the search astray")
    func outlier() throws {
        let x = (0..<40).map { Double($0) }
        var y = x.map { exp(-0.05 * $0) }
        y[39] = 400
        let fit = try LogLinearRegression.fit(y, on: [.init("x", x)]).get()
        // At the optimum the relative residuals are orthogonal to the columns.
        let eta = x.map { fit.coefficients[0].value + fit.coefficients[1].value * $0 }
        let residuals = zip(y, eta).map { $0 * exp(-$1) - 1 }
        #expect(abs(residuals.reduce(0, +)) < 1e-8)
        #expect(abs(zip(residuals, x).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-6)
    }

    @Test("what it cannot estimate is a reason")
    func reasons() {
        let x = LinearRegression.Predictor("x", [0, 0, 1, 1])
        #expect(LogLinearRegression.fit([], on: []).reason == .noObservations)
        #expect(LogLinearRegression.fit([0, 0, 0, 0], on: [x]).reason == .constantResponse(name: "the response"))
        #expect(LogLinearRegression.fit([1, -1, 2, 3], on: [x]).reason == .nonFinite)
        #expect(LogLinearRegression.fit([1, .nan, 2, 3], on: [x]).reason == .nonFinite)
        #expect(
            LogLinearRegression.fit([1, 2, 3, 4], on: [.init("x", [1, 1, 1, 1])]).reason == .constantColumn(name: "x"))
        #expect(
            LogLinearRegression.fit([1, 2, 3, 4], on: [x], groups: [2, 1, 3, 4]).reason
                == .invalidArgument(name: "groups", needed: "one a row, ascending"))
        #expect(
            LogLinearRegression.fit([1, 2], on: [.init("x", [0, 1])]).reason == .tooFewObservations(found: 2, needed: 3)
        )
        // A coefficient without a bound: all zero on one side.
        #expect(LogLinearRegression.fit([1, 2, 0, 0], on: [x]).fit == nil)
    }
}
