import Testing

@testable import Estimation

@Suite("Analysis of covariance with shifted responses")
struct ShiftedAnalysisOfCovarianceTests {
    /// Against ordinary least squares with 32 digits on the same rows, at several δ: rounding alone differs.
    @Test(arguments: [0.0, 1, -2.5])
    func isLeastSquares(_ delta: Double) throws {
        var generator = SeededGenerator(state: 11)
        let rows = 60
        let groups = (0..<rows).map { $0 % 3 }
        let x = (0..<2).map { _ in (0..<rows).map { _ in generator.normal() } }
        let base = groups.indices.map { Double(groups[$0]) + x[0][$0] - 0.5 * x[1][$0] + generator.normal() }
        let shift = groups.map { _ in Double.random(in: 0..<1, using: &generator) < 0.3 ? 1.0 : 0 }
        var halves = [0, 1].map { _ in ShiftedAnalysisOfCovariance(groups: 3, covariates: 2, responses: 2) }
        for row in 0..<rows {
            halves[row % 2].add(group: groups[row], x.map { $0[row] }) { number in
                number == 0 ? SIMD2(base[row], shift[row]) : SIMD2(2 * base[row], 0)
            }
        }
        halves[0].add(halves[1])
        let fit = try halves[0].fit(names: ["first", "second"])
        let response = zip(base, shift).map { $0 + delta * $1 }
        let predictors =
            (1...2).map { group in
                LinearRegression.Predictor("group \(group)", groups.map { $0 == group ? 1 : 0 })
            } + x.enumerated().map { LinearRegression.Predictor("x\($0)", $1) }
        let regression = try #require(LinearRegression.fit(response, on: predictors).fit)
        #expect(fit.degreesOfFreedom == Double(regression.degreesOfFreedom))
        let means = x.map { $0.reduce(0, +) / Double(rows) }
        for group in 0..<3 {
            let weights = [1, group == 1 ? 1 : 0, group == 2 ? 1 : 0, means[0], means[1]]
            let expected = try #require(regression.prediction(weights))
            let mean = fit.mean(0, group: group, delta: delta)
            #expect(relativeError(mean.value, expected.value) < 1e-12)
            #expect(relativeError(mean.standardError, expected.standardError) < 1e-12)
        }
        let expected = try #require(regression.prediction([0, -1, 1, 0, 0]))
        let difference = fit.difference(0, group: 2, from: 1, delta: delta)
        #expect(relativeError(difference.value, expected.value) < 1e-12)
        #expect(relativeError(difference.standardError, expected.standardError) < 1e-12)
        // The other response is the double, and has no shift.
        let unshifted = fit.difference(1, group: 2, from: 1, delta: 5)
        #expect(relativeError(unshifted.value, 2 * fit.difference(0, group: 2, from: 1, delta: 0).value) < 1e-12)
    }

    @Test func refusals() {
        func reason(_ groups: [Int], _ x: [Double]) -> NotEstimable? {
            var sums = ShiftedAnalysisOfCovariance(groups: 2, covariates: 1, responses: 1)
            for (group, x) in zip(groups, x) { sums.add(group: group, [x]) { _ in SIMD2(x, 0) } }
            return FitOutcome { () throws(NotEstimable) in try sums.fit(names: ["x"]) }.reason
        }
        #expect(reason([0, 0, 1, 1], [1, 2, 3, 5]) == nil)
        #expect(reason([0, 0, 0, 0], [1, 2, 3, 5]) == .emptyCategory(name: "group 2"))
        #expect(reason([0, 0, 1], [1, 2, 3]) == .tooFewObservations(found: 3, needed: 4))
        #expect(reason([0, 0, 1, 1], [1, 1, 3, 3]) == .collinear(name: "x"))
        // A response without residual variation has a standard error of zero, which pooling refuses.
        var sums = ShiftedAnalysisOfCovariance(groups: 2, covariates: 0, responses: 1)
        for group in [0, 0, 1, 1] { sums.add(group: group, []) { _ in SIMD2(Double(group) + 0.1, 0) } }
        let fit = try? sums.fit(names: [])
        #expect(fit?.mean(0, group: 1, delta: 0).standardError == 0)
    }
}
