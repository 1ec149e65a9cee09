import Foundation
import Testing

@testable import Estimation

@Suite("Profiled criterion with sites")
struct ProfiledCriterionSitesTests {
    /// The study of sites on two predictors, whose columns fill one vector of four, or on four.
    static func criterion(slope: Bool, isRestricted: Bool, isWide: Bool = false) throws -> ProfiledCriterion {
        let study = try SiteMixedModelTests.study("sites")
        var rows = study.rows
        rows.columns["sine"] = rows.groups.indices.map { sin(Double($0)) }
        rows.columns["cosine"] = rows.groups.indices.map { cos(2 * Double($0)) }
        let predictors = isWide ? ["day", "age", "sine", "cosine"] : ["day", "age"]
        let design = try StandardizedDesign(
            rows.moments(predictors + ["score"]), response: predictors.count, predictors: Array(predictors.indices),
            slope: slope ? 0 : nil, executor: .serial)
        let numbers = study.sites.compactMap(\.self)
        let sites = Set(numbers).sorted().map { site in numbers.indices.filter { numbers[$0] == site } }
        return ProfiledCriterion(
            design, slope ? .correlated : .intercept, sites: sites, isRestricted: isRestricted, executor: .serial)
    }

    static let points = [
        [1, 0.3, 0.8, 0.6], [0.4, -0.7, 0.2, 1.9], [2, 0.1, 0, 0.05], [0.7, 0.2, 0.5, 0], [-1, 0.4, -0.6, -0.8],
    ]

    /// Gradient and Hessian against central differences of the criterion and of the gradient, whose errors are about
    /// the square of the step and rounding over the step.
    @Test(arguments: points, [true, false])
    func derivativesAreThoseOfTheCriterion(_ point: [Double], _ isRestricted: Bool) throws {
        for (slope, isWide) in [(true, false), (false, false), (true, true)] {
            let criterion = try Self.criterion(slope: slope, isRestricted: isRestricted, isWide: isWide)
            let parameters = slope ? point : [point[0], point[3]]
            func value(_ parameters: [Double]) throws -> Double { try #require(criterion.evaluate(parameters)).value }
            func derivatives(_ parameters: [Double]) throws -> ProfiledCriterion.Derivatives {
                criterion.derivatives(at: try #require(criterion.evaluate(parameters)).state)
            }
            let exact = try derivatives(parameters)
            for moved in parameters.indices {
                let step = 1e-5
                var (above, below) = (parameters, parameters)
                above[moved] += step
                below[moved] -= step
                let numerical = (try value(above) - value(below)) / (2 * step)
                #expect(abs(exact.gradient[moved] - numerical) < 1e-6, "\(slope) \(moved)")
                let (upper, lower) = (try derivatives(above).gradient, try derivatives(below).gradient)
                for other in parameters.indices {
                    let curvature = (upper[other] - lower[other]) / (2 * step)
                    let size = 1 + abs(exact.hessian[moved, other])
                    #expect(abs(exact.hessian[moved, other] - curvature) < 1e-7 * size, "\(slope) \(moved) \(other)")
                }
            }
        }
    }

    /// By hand, D = 1 and τ = 1: rows 1 2 | 4 of two patients at the first site, 3 of one at the second. V is [3 2 1; 2
    /// 3 1; 1 1 3] and 3, with determinants 13 and 3 and V⁻¹ = [8 -5 -1; -5 8 -1; -1 -1 5] / 13; so 1'V⁻¹1 = 7/13 + 1/3
    /// = 34/39, the mean is (18/13 + 1) / (34/39) = 93/34 and the residual 76/13 + 3 - (31/13)² / (34/39) = 79/34.
    /// Standardising the response scales the residual alone.
    @Test func determinantsByHand() throws {
        let rows = Rows(groups: [0, 0, 1, 2], columns: ["y": [1, 2, 4, 3]])
        let design = try StandardizedDesign(rows.moments(["y"]), response: 0, predictors: [], executor: .serial)
        let criterion = ProfiledCriterion(
            design, .intercept, sites: [[0, 1], [2]], isRestricted: false, executor: .serial)
        let here = try #require(criterion.evaluate([1, 1]))
        let scale = design.scales[design.response]
        #expect(relativeError(here.state.residualVariance * scale * scale, 79.0 / 34 / 4) < 1e-13)
        #expect(relativeError(here.state.unscaledCovariance[0, 0], 39.0 / 34) < 1e-13)
        let mean = design.centers[design.response] + scale * here.state.coefficients[0]
        #expect(relativeError(mean, 93.0 / 34) < 1e-13)
        let variance = here.state.residualVariance
        let deviance = log(13.0) + log(3.0) + 4 * (1 + log(2 * Double.pi * variance))
        #expect(relativeError(here.value, deviance) < 1e-13)
    }
}
