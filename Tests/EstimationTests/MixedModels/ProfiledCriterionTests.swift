import Testing

@testable import Estimation

@Suite("Profiled criterion")
struct ProfiledCriterionTests {
    /// The ways in which the criterion is used, away from its optimum: each structure of the random effects, free and held
    /// residual variance, and a held combination of the fixed effects.
    struct Use: Sendable, CustomTestStringConvertible {
        let name: String
        var structure: CovarianceStructure
        var theta: [Double]
        var residual = ProfiledCriterion.ResidualVariance.profiled
        var isConstrained = false

        var testDescription: String { name }

        static let all = [
            Use(name: "intercept", structure: .intercept, theta: [0.7]),
            Use(name: "correlated", structure: .correlated, theta: [0.7, -0.2, 0.4]),
            Use(name: "independent", structure: .independent(origin: 1.3), theta: [0.7, 0.4]),
            Use(name: "constrained", structure: .correlated, theta: [0.7, -0.2, 0.4], isConstrained: true),
            Use(name: "residual variance held", structure: .correlated, theta: [0.7, -0.2, 0.4], residual: .held(0.6)),
            Use(
                name: "standard deviation held",
                structure: .init(
                    origin: 1.3, directions: [[0.5, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], scaleParameters: []),
                theta: [1.6, -0.2, 0.4], residual: .inverseSquare(of: 0)),
        ]
    }

    /// The exact derivatives against central differences, with columns that fill one vector of four and more than one.
    ///
    /// Tolerances: a step of 1e-5 leaves 1e-10 of the third derivative, and rounding of 1e-13 of the value divided by the step.
    @Test(arguments: [["day"], ["day", "age", "female", "dose"]], Use.all)
    func derivativesAreThoseOfTheCriterion(_ predictors: [String], _ use: Use) throws {
        let moments = try Rows.reference("unbalanced").moments(predictors + ["score"])
        let design = try StandardizedDesign(
            moments, response: predictors.count, predictors: Array(predictors.indices),
            slope: use.name == "intercept" ? nil : 0, executor: .serial)
        // The restricted criterion has neither held residual variance nor constraint.
        let isPlain = if case .profiled = use.residual { !use.isConstrained } else { false }
        for isRestricted in isPlain ? [true, false] : [false] {
            var criterion = ProfiledCriterion(design, use.structure, isRestricted: isRestricted, executor: .serial)
            criterion.residualVariance = use.residual
            if use.isConstrained {
                criterion.constraint = .init(weights: [1, 0.5] + predictors.dropFirst().map { _ in -0.2 }, value: 0.3)
            }
            func value(_ theta: [Double]) throws -> Double { try #require(criterion.evaluate(theta)).value }
            func derivatives(_ theta: [Double]) throws -> ProfiledCriterion.Derivatives {
                criterion.derivatives(at: try #require(criterion.evaluate(theta)).state)
            }
            let exact = try derivatives(use.theta)
            let step = 1e-5
            for k in use.theta.indices {
                var (above, below) = (use.theta, use.theta)
                above[k] += step
                below[k] -= step
                let slopeOfValue = (try value(above) - value(below)) / (2 * step)
                #expect(abs(exact.gradient[k] - slopeOfValue) < 1e-4)
                let (gradientAbove, gradientBelow) = (try derivatives(above).gradient, try derivatives(below).gradient)
                for j in use.theta.indices {
                    let slopeOfGradient = (gradientAbove[j] - gradientBelow[j]) / (2 * step)
                    #expect(abs(exact.hessian[j, k] - slopeOfGradient) < 2e-5, "\(j) \(k)")
                }
            }
        }
    }

    /// Small studies whose likelihood has several maxima (found among 1,500 simulated ones): the fit is not above the best of searches
    /// from eight other points, as one from a single point was.
    @Test(arguments: [403, 435, 966] as [UInt64])
    func fewGroupsAreSearchedFromSeveralPoints(_ seed: UInt64) throws {
        var generator = SeededGenerator(state: seed &* 7919 &+ 99)
        let sdLevel = [0, 0.3, 3][Int(seed % 3)]
        let sdSlope = [0, 0.05, 0.5][Int(seed / 3 % 3)]
        let people = Int.random(in: 4...20, using: &generator)
        var rows = Rows(groups: [], columns: ["day": [], "score": []])
        for person in 0..<people {
            let (level, slope) = (sdLevel * generator.normal(), 0.1 + sdSlope * generator.normal())
            for visit in 0..<Int.random(in: 1...6, using: &generator) {
                rows.groups.append(person)
                rows.columns["day"]?.append(Double(visit))
                rows.columns["score"]?.append(level + slope * Double(visit) + generator.normal())
            }
        }
        let problem = LinearMixedModel.Problem(
            moments: rows.moments(["day", "score"], columns: [.init("day"), .init("score")]), response: 1, fixed: [0],
            random: seed == 966 ? .intercept : .interceptAndSlope(0))
        let fit = try #require(LinearMixedModel.fit(problem, options: .init(criterion: .maximumLikelihood)).fit)
        let design = fit.coefficients.design
        let criterion = ProfiledCriterion(
            design, problem.random.structure(design), isRestricted: false, executor: .serial)
        let own = criterion.evaluate(fit.solution.covariance.parameters)
        for _ in 0..<8 {
            let start = fit.solution.covariance.parameters.map { _ in 2 * generator.normal() }
            let other = NewtonMinimizer().minimize(
                from: start, evaluate: criterion.evaluate, derivatives: { criterion.derivatives(at: $0.state) })
            guard let other else { continue }
            #expect(try #require(own).value < other.point.value + 1e-8)
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
