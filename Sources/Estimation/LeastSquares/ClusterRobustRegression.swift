/// Least squares with standard errors that hold whatever the correlation of rows within a group (Liang & Zeger 1986,
/// doi:10.1093/biomet/73.1.13): C (Σ s_g s_g') C with C = (X'X)⁻¹ and group scores s_g = X_g'(y_g - X_gβ).
///
/// Fitted from grouped cross-products alone. With few groups, or a few that weigh much, take `.cr2`: the plain sandwich is
/// too small then, and its tests have fewer degrees of freedom than groups.
public enum ClusterRobustRegression {
    /// What the sandwich is multiplied by, by the names of R's clubSandwich. G groups, n rows, p coefficients.
    public enum Correction: String, Sendable, Hashable, CaseIterable, Codable {
        /// 1.
        case cr0 = "CR0"
        /// G / (G - 1).
        case cr1 = "CR1"
        /// G (n - 1) / ((G - 1)(n - p)), as Stata.
        case cr1s = "CR1S"
        /// 1, with the groups' residuals adjusted for their leverage before they enter (Bell & McCaffrey 2002): unbiased where rows are
        /// independent with the same variance. Its t tests have Satterthwaite's degrees of freedom, its F tests Pustejovsky &
        /// Tipton's (2018, doi:10.1080/07350015.2016.1247004).
        case cr2 = "CR2"

        func factor(groups: Int, observations: Int, coefficients: Int) -> Double {
            let (g, n, p) = (Double(groups), Double(observations), Double(coefficients))
            return switch self {
            case .cr0, .cr2: 1
            case .cr1: g / (g - 1)
            case .cr1s: g * (n - 1) / ((g - 1) * (n - p))
            }
        }
    }

    /// Regresses column `response` of the moments on the columns `predictors` and an intercept.
    public static func fit(
        _ moments: GroupedMoments, response: Int, predictors: [Int], correction: Correction = .cr1,
        executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let design = try StandardizedDesign(
                moments, response: response, predictors: predictors, executor: executor)
            return try fit(design, correction, executor) { scores in
                executor.mapBlocks(of: design.moments.groupCount, size: GroupedMoments.blockSize) {
                    scores.products(design.moments, $0)
                }
            }
        }
    }

    /// The regression of CR1 from moments that are formed when they are looked at, which is twice, and stored nowhere.
    ///
    /// - Parameters:
    ///   - groupCount: Groups, numbered from 0.
    ///   - accumulate: Adds a group's rows to the sums it is given. Called twice a group, from the executor's threads.
    public static func fit(
        columns: [GroupedMoments.Column], groupCount: Int, response: Int, predictors: [Int],
        executor: BlockExecutor = .serial, accumulate: @escaping @Sendable (_ group: Int, _ sums: inout RowSums) -> Void
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let passing = PassingMoments(columns: columns, groupCount: groupCount, accumulate: accumulate)
            let design = try StandardizedDesign(
                passing, response: response, predictors: predictors, executor: executor)
            return try fit(design, .cr1, executor) { scores in
                passing.mapBlocks(executor) { scores.products($0, 0..<$0.groupCount) }
            }
        }
    }

    /// - Parameter products: What the scores' products are in each block of groups.
    private static func fit(
        _ design: StandardizedDesign, _ correction: Correction, _ executor: BlockExecutor,
        products ofBlocks: (GroupScores) -> [SymmetricMatrix]
    ) throws(NotEstimable) -> Fit {
        guard design.groups >= 2 else { throw .tooFewGroups(found: design.groups, needed: 2) }
        let p = design.coefficients
        let products = SymmetricMatrix(dimension: p) { design.total[$0, $1] }
        guard let factor = try? CholeskyFactor(products) else { throw .collinear(name: design.names[p - 1]) }
        let beta = factor.solve((0..<p).map { design.total[$0, p] })
        let residual = design.total.form(beta.map { -$0 } + [1], beta.map { -$0 } + [1])
        let biasReduced = correction == .cr2 ? try reduceBias(design, products, beta, executor) : nil
        let scale = correction.factor(groups: design.groups, observations: design.observations, coefficients: p)
        let bread = factor.inverse()
        let covariance =
            biasReduced?.covariance ?? sandwich(ofBlocks(GroupScores(design, beta)), bread: bread, scale: scale)
        return Fit(
            StandardizedCoefficients(design: design, values: beta, covariance: covariance), correction,
            biasReduced, bread: bread, residualSumOfSquares: max(0, residual))
    }

    private static func reduceBias(
        _ design: StandardizedDesign, _ products: SymmetricMatrix, _ beta: [Double], _ executor: BlockExecutor
    ) throws(NotEstimable) -> BiasReducedLinearization {
        let groups = GroupProducts(design, executor: executor)
        guard
            let biasReduced = BiasReducedLinearization(
                groups, products: products, coefficients: beta, executor: executor)
        else { throw .collinear(name: design.names[beta.count - 1]) }
        return biasReduced
    }

    /// C (Σ s_g s_g') C times `scale`, from the sums over blocks of groups.
    private static func sandwich(
        _ parts: [SymmetricMatrix], bread: SymmetricMatrix, scale: Double
    ) -> SymmetricMatrix {
        let p = bread.dimension
        let rows = (0..<p).map { row in (0..<p).map { bread[row, $0] } }
        let middle = SymmetricMatrix(dimension: p) { i, j in parts.reduce(0.0) { $0 + $1[i, j] } }
        let sandwich = middle.transformed(by: rows)
        return SymmetricMatrix(dimension: p) { scale * sandwich[$0, $1] }
    }

    /// The groups' scores at some coefficients.
    private struct GroupScores: Sendable {
        private let cells: [[StandardizedDesign.Cell]]
        private let weights: [Double]

        init(_ design: StandardizedDesign, _ beta: [Double]) {
            let p = design.coefficients
            cells = (0..<p).map { i in (0...p).map { design.cell(i, $0) } }
            weights = beta.map { -$0 } + [1]
        }

        /// Σ s_g s_g' over some groups of `moments`.
        func products(_ moments: GroupedMoments, _ groups: Range<Int>) -> SymmetricMatrix {
            let p = cells.count
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
                products.addSquare(of: score[...])
            }
            return products
        }
    }

    /// The fitted regression, in the columns' own units.
    public struct Fit: FittedCoefficients {
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
        private let biasReduced: BiasReducedLinearization?
        private let bread: SymmetricMatrix

        /// Groups less one: degrees of freedom of the t and F tests with another correction than CR2.
        public var degreesOfFreedom: Double { Double(groups - 1) }

        fileprivate init(
            _ standardized: StandardizedCoefficients, _ correction: Correction,
            _ biasReduced: BiasReducedLinearization?, bread: SymmetricMatrix, residualSumOfSquares: Double
        ) {
            let design = standardized.design
            self.standardized = standardized
            self.biasReduced = biasReduced
            self.bread = bread
            self.correction = correction
            coefficients = standardized.coefficients
            covariance = standardized.ownCovariance
            let variance = residualSumOfSquares / Double(design.observations - design.coefficients)
            sdResidual = design.scales[design.response] * variance.squareRoot()
            observations = design.observations
            groups = design.groups
        }

        /// How many coefficients there are.
        public var coefficientCount: Int { coefficients.count }

        /// Σ weights · coefficients with its cluster-robust standard error; nil unless there is a finite weight for each coefficient.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            standardized.design.contrast(weights).map(standardized.estimate)
        }

        /// Degrees of freedom of the t test of Σ weights · coefficients: Satterthwaite's for CR2, groups less one for the others.
        /// Nil unless there is a finite weight for each coefficient, and where the estimate rests on single groups, so that its
        /// standard error is zero but for rounding.
        public func degreesOfFreedom(of weights: [Double]) -> Double? {
            guard let contrast = standardized.design.contrast(weights),
                standardized.hasSpread(contrast, inverseProducts: bread)
            else { return nil }
            guard let biasReduced else { return degreesOfFreedom }
            return biasReduced.degreesOfFreedom([contrast.weights])
        }

        /// t on `degreesOfFreedom(of:)`.
        public func reference(of weights: [Double]) -> ReferenceDistribution? {
            degreesOfFreedom(of: weights).map { .clusterRobustT(degreesOfFreedom: $0) }
        }

        /// The Wald test that all the linear combinations are zero: F = (Lβ)'(LVL')⁻¹(Lβ) / r on r and G - 1 degrees of freedom. With
        /// CR2 approximate Hotelling's T² (AHT, clubSandwich's HTZ): F (η - r + 1) / η on r and η - r + 1, η as in Pustejovsky &
        /// Tipton (2018).
        ///
        /// Nil where the combinations depend on each other, when there are as many as groups, where one rests on single groups, and for
        /// CR2 where η <= r - 1.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            guard combinations.count < groups, combinations.allSatisfy({ degreesOfFreedom(of: $0) != nil }),
                let statistic = standardized.waldStatistic(combinations)
            else { return nil }
            let r = Double(combinations.count)
            var (f, denominator) = (statistic / r, degreesOfFreedom)
            if let biasReduced {
                let contrasts = combinations.compactMap { standardized.design.contrast($0)?.weights }
                guard let eta = biasReduced.degreesOfFreedom(contrasts), eta > r - 1 else { return nil }
                denominator = eta - r + 1
                f *= denominator / eta
            }
            return .fisherF(f, r, denominator)
        }
    }
}
