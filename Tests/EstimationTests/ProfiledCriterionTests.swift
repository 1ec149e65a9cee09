import Testing

@testable import Estimation

@Suite("Profiled criterion")
struct ProfiledCriterionTests {
    /// The exact derivatives against central differences, away from the optimum, for one parameter and three, with columns that
    /// fill one vector of four and more than one.
    ///
    /// Tolerances: a step of 1e-5 leaves 1e-10 of the third derivative, and rounding of 1e-13 of the value divided by the step.
    @Test(arguments: [["day"], ["day", "age", "female", "dose"]], [true, false])
    func derivativesAreThoseOfTheCriterion(_ predictors: [String], _ isRestricted: Bool) throws {
        let moments = try Rows.reference("unbalanced").moments(predictors + ["score"])
        for (slope, theta) in [(nil, [0.7]), (0, [0.7, -0.2, 0.4])] as [(Int?, [Double])] {
            let design = try StandardizedDesign(
                moments, response: predictors.count, predictors: Array(predictors.indices), slope: slope,
                executor: .serial)
            let criterion = ProfiledCriterion(design, isRestricted: isRestricted, executor: .serial)
            func value(_ theta: [Double]) throws -> Double { try #require(criterion.evaluate(theta)).value }
            func derivatives(_ theta: [Double]) throws -> NewtonMinimizer.Derivatives {
                criterion.derivatives(at: try #require(criterion.evaluate(theta)).state)
            }
            let exact = try derivatives(theta)
            let step = 1e-5
            for k in theta.indices {
                var (above, below) = (theta, theta)
                above[k] += step
                below[k] -= step
                let slopeOfValue = (try value(above) - value(below)) / (2 * step)
                #expect(abs(exact.gradient[k] - slopeOfValue) < 1e-4)
                let (gradientAbove, gradientBelow) = (try derivatives(above).gradient, try derivatives(below).gradient)
                for j in theta.indices {
                    let slopeOfGradient = (gradientAbove[j] - gradientBelow[j]) / (2 * step)
                    #expect(abs(exact.hessian[j, k] - slopeOfGradient) < 1e-5, "\(j) \(k)")
                }
            }
        }
    }

    /// A function with a saddle between two minima, (x² - 1)² + y²: begun on the saddle's ridge, the search ends in one of them.
    @Test func theSearchLeavesASaddle() throws {
        let minimum = try #require(
            NewtonMinimizer().minimize(from: [0, 0.5]) { p in
                ((p[0] * p[0] - 1) * (p[0] * p[0] - 1) + p[1] * p[1], p)
            } derivatives: { point in
                let (x, y) = (point.state[0], point.state[1])
                let hessian = SymmetricMatrix(dimension: 2) { i, j in i != j ? 0 : i == 0 ? 12 * x * x - 4 : 2 }
                return .init(gradient: [4 * x * (x * x - 1), 2 * y], hessian: hessian)
            })
        #expect(minimum.isConverged)
        #expect(abs(abs(minimum.point.parameters[0]) - 1) < 1e-9)
        #expect(abs(minimum.point.parameters[1]) < 1e-9)
    }

    /// Eigenvalues and vectors of [2 1; 1 2]: 1 with (1, -1)/√2 and 3 with (1, 1)/√2.
    @Test func eigenvaluesByHand() throws {
        let matrix = SymmetricMatrix(dimension: 2) { $0 == $1 ? 2 : 1 }
        let eigen = try #require(SymmetricEigen(matrix))
        #expect(abs(eigen.values[0] - 1) < 1e-15)
        #expect(abs(eigen.values[1] - 3) < 1e-15)
        #expect(abs(eigen.vectors[0][0] + eigen.vectors[0][1]) < 1e-15)
        #expect(abs(eigen.vectors[1][0] - eigen.vectors[1][1]) < 1e-15)
        #expect(SymmetricEigen(SymmetricMatrix(dimension: 0)) == nil)
        #expect(SymmetricEigen(SymmetricMatrix(dimension: 1) { _, _ in .nan }) == nil)
    }
}
