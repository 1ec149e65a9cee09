/// Least squares with standard errors that hold whatever the correlation of rows within a group (Liang & Zeger 1986,
/// doi:10.1093/biomet/73.1.13): C (Σ s_g s_g') C with C = (X'X)⁻¹ and group scores s_g = X_g'(y_g - X_gβ).
///
/// Fitted from grouped cross-products alone.
public enum ClusterRobustRegression {
    /// What the sandwich is multiplied by, by the names of R's clubSandwich. G groups, n rows, p coefficients.
    public enum Correction: String, Sendable, Hashable, CaseIterable, Codable {
        /// 1.
        case cr0 = "CR0"
        /// G / (G - 1).
        case cr1 = "CR1"
        /// G (n - 1) / ((G - 1)(n - p)), as Stata.
        case cr1s = "CR1S"

        func factor(groups: Int, observations: Int, coefficients: Int) -> Double {
            let (g, n, p) = (Double(groups), Double(observations), Double(coefficients))
            return switch self {
            case .cr0: 1
            case .cr1: g / (g - 1)
            case .cr1s: g * (n - 1) / ((g - 1) * (n - p))
            }
        }
    }

    /// Regresses column `response` of the moments on the columns `predictors` and an intercept.
    public static func fit(
        _ moments: GroupedMoments, response: Int, predictors: [Int], correction: Correction = .cr1,
        executor: BlockExecutor = .serial
    ) -> Outcome<Fit> {
        Outcome { () throws(NotEstimable) in
            let design = try StandardizedDesign(
                moments, response: response, predictors: predictors, executor: executor)
            guard design.groups >= 2 else { throw .tooFewGroups(found: design.groups, needed: 2) }
            let p = design.coefficients
            let products = SymmetricMatrix(dimension: p) { design.total[$0, $1] }
            guard let factor = try? CholeskyFactor(products) else { throw .collinear(name: design.names[p - 1]) }
            let beta = factor.solve((0..<p).map { design.total[$0, p] })
            let middle = scoreProducts(design, beta, executor)

            let bread = factor.inverse()
            let scale = correction.factor(groups: design.groups, observations: design.observations, coefficients: p)
            var covariance = middle.transformed(by: (0..<p).map { row in (0..<p).map { bread[row, $0] } })
            covariance = SymmetricMatrix(dimension: p) { [covariance] in scale * covariance[$0, $1] }
            let residual = design.total.form(beta.map { -$0 } + [1], beta.map { -$0 } + [1])
            return Fit(
                StandardizedCoefficients(design: design, values: beta, covariance: covariance), correction,
                residualSumOfSquares: max(0, residual))
        }
    }

    /// Σ s_g s_g'.
    private static func scoreProducts(
        _ design: StandardizedDesign, _ beta: [Double], _ executor: BlockExecutor
    ) -> SymmetricMatrix {
        let moments = design.moments
        let p = design.coefficients
        let cells = (0..<p).map { i in (0...p).map { design.cell(i, $0) } }
        let weights = beta.map { -$0 } + [1]
        let parts = executor.mapBlocks(of: moments.groupCount, size: GroupedMoments.blockSize) { groups in
            var products = SymmetricMatrix(dimension: p)
            var score = [Double](repeating: 0, count: p)
            for group in groups {
                let base = group * moments.stride
                guard moments.packed[base] != 0 else { continue }
                for i in 0..<p {
                    var sum = 0.0
                    for j in 0...p {
                        sum += weights[j] * cells[i][j].value(moments.packed, at: base)
                    }
                    score[i] = sum
                }
                for i in 0..<p {
                    for j in i..<p {
                        products[i, j] += score[i] * score[j]
                    }
                }
            }
            return products
        }
        return SymmetricMatrix(dimension: p) { i, j in parts.reduce(0.0) { $0 + $1[i, j] } }
    }

    /// The fitted regression, in the columns' own units.
    public struct Fit: Sendable {
        /// The intercept, then the predictors in the order given, with cluster-robust standard errors.
        public let coefficients: [Coefficient]
        /// Cluster-robust covariance of the coefficients.
        public let covariance: SymmetricMatrix
        /// The sandwich's correction.
        public let correction: Correction
        /// Residual standard deviation on n - p degrees of freedom.
        public let sdResidual: Double
        /// Rows.
        public let observations: Int
        /// Groups with rows.
        public let groups: Int

        let standardized: StandardizedCoefficients

        /// Of the t and F tests: groups less one.
        public var degreesOfFreedom: Double { Double(groups - 1) }

        fileprivate init(
            _ standardized: StandardizedCoefficients, _ correction: Correction, residualSumOfSquares: Double
        ) {
            let design = standardized.design
            self.standardized = standardized
            self.correction = correction
            coefficients = standardized.coefficients
            covariance = standardized.ownCovariance
            let variance = residualSumOfSquares / Double(design.observations - design.coefficients)
            sdResidual = design.scales[design.response] * variance.squareRoot()
            observations = design.observations
            groups = design.groups
        }

        /// Σ weights · coefficients with its standard error; nil unless there is a finite weight for each coefficient.
        public func prediction(_ weights: [Double]) -> Estimate? {
            standardized.design.contrast(weights).map(standardized.estimate)
        }

        /// The t test that Σ weights · coefficients is zero; nil without a weight for each or where the standard error is zero.
        public func tTest(_ weights: [Double]) -> TestStatistic? {
            guard let estimate = prediction(weights), estimate.standardError > 0 else { return nil }
            let t = estimate.value / estimate.standardError
            guard let p = try? StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(t) else { return nil }
            return TestStatistic(statistic: t, degreesOfFreedom: [degreesOfFreedom], pValue: p)
        }

        /// The Wald test that all the linear combinations are zero: F = (Lβ)'(LVL')⁻¹(Lβ) / r on r and G - 1 degrees of freedom.
        ///
        /// Nil where the combinations depend on each other, and when there are as many as groups.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            let contrasts = combinations.compactMap(standardized.design.contrast)
            guard !contrasts.isEmpty, contrasts.count == combinations.count, contrasts.count < groups else {
                return nil
            }
            let covariance = SymmetricMatrix(dimension: contrasts.count) { i, j in
                contrasts[i].scale * contrasts[j].scale
                    * standardized.covariance.form(contrasts[i].weights, contrasts[j].weights)
            }
            guard let factor = try? CholeskyFactor(covariance, tolerance: StandardizedDesign.collinearity) else {
                return nil
            }
            let values = contrasts.map { standardized.estimate($0).value }
            let r = Double(contrasts.count)
            let f = zip(values, factor.solve(values)).reduce(0.0) { $0 + $1.0 * $1.1 } / r
            guard
                let p = try? FisherF(numerator: r, denominator: degreesOfFreedom).upperTail(f)
            else { return nil }
            return TestStatistic(statistic: f, degreesOfFreedom: [r, degreesOfFreedom], pValue: p)
        }
    }
}

/// A test's statistic with its p-value.
public struct TestStatistic: Sendable, Hashable {
    /// Such as t or F.
    public let statistic: Double
    /// One number for t and chi-square, numerator and denominator for F.
    public let degreesOfFreedom: [Double]
    /// 0...1.
    public let pValue: Double
}
