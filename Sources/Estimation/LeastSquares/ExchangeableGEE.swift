/// Generalised estimating equations with identity link and exchangeable working correlation (Liang & Zeger 1986,
/// doi:10.1093/biomet/73.1.13): all rows of a group are taken to correlate by the same α.
///
/// With R the working correlation of a group, 1 on the diagonal and α elsewhere, and e its residuals, three equations hold at
/// once, their moments without degrees of freedom taken off, as R's geepack (Halekoh, Højsgaard & Yan 2006,
/// doi:10.18637/jss.v015.i02) has them:
///
///     Σ X'R⁻¹e = 0,   φ = Σ e'e / n,   α = Σ_g Σ_{i<j} e_i e_j / (φ Σ_g n_g (n_g - 1) / 2).
///
/// As R⁻¹ is I - κ11' but for a factor, κ = α / (1 + (n_g - 1) α), grouped cross-products are all it takes. Coefficients are right
/// for any true correlation, and so, with many groups, are the standard errors, from the sandwich C (Σ u u') C, u = X'R⁻¹e,
/// C = (Σ X'R⁻¹X)⁻¹. With few groups they are too small; `ClusterRobustRegression` has a correction for that.
public enum ExchangeableGEE {
    private static let iterations = 200
    /// The equations count as solved when no standardised coefficient and no correlation moves by more; rounding is some 1e-15.
    /// geepack stops at 1e-4 unless told otherwise.
    private static let tolerance = 1e-13
    /// A residual mean square below this part of the response's variance is rounding.
    private static let exactness = 1e-20

    /// Regresses column `response` of the moments on the columns `predictors` and an intercept.
    ///
    /// `.varianceNotIdentified` where α has no place between -1 / (n_g - 1) of the largest group and 1, such as residuals that are the
    /// same within each group, or add up to zero there.
    public static func fit(
        _ moments: GroupedMoments, response: Int, predictors: [Int], executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let design = try StandardizedDesign(
                moments, response: response, predictors: predictors, executor: executor)
            guard design.groups >= 2 else { throw .tooFewGroups(found: design.groups, needed: 2) }
            guard design.largestGroup >= 2 else { throw .oneObservationPerGroup }
            let equations = EstimatingEquations(groups: GroupProducts(design, executor: executor), executor: executor)
            var correlation = 0.0
            var coefficients = try solve(equations, design, correlation)
            for iteration in 1...iterations {
                let residuals = equations.residuals(coefficients)
                guard residuals.meanSquare > exactness else { throw .noResidualVariation }
                guard isDefinite(residuals.correlation, design) else { throw .varianceNotIdentified }
                let next = try solve(equations, design, residuals.correlation)
                let step = zip(next, coefficients).reduce(abs(residuals.correlation - correlation)) {
                    max($0, abs($1.0 - $1.1))
                }
                (coefficients, correlation) = (next, residuals.correlation)
                guard step > tolerance else {
                    let bread = try factor(equations.weightedProducts(correlation), design).inverse()
                    let rows = coefficients.indices.map { row in coefficients.indices.map { bread[row, $0] } }
                    let covariance = equations.scoreProducts(coefficients, correlation).transformed(by: rows)
                    return Fit(
                        StandardizedCoefficients(design: design, values: coefficients, covariance: covariance),
                        bread: bread, correlation: correlation, meanSquare: residuals.meanSquare,
                        iterations: iteration)
                }
            }
            throw .didNotConverge(iterations: iterations)
        }
    }

    /// Whether the largest group's working correlation is positive definite: -1 / (n - 1) < α < 1.
    private static func isDefinite(_ correlation: Double, _ design: StandardizedDesign) -> Bool {
        let margin = 1e-10
        return 1 - correlation > margin && 1 + Double(design.largestGroup - 1) * correlation > margin
    }

    private static func solve(
        _ equations: EstimatingEquations, _ design: StandardizedDesign, _ correlation: Double
    ) throws(NotEstimable) -> [Double] {
        let p = design.coefficients
        let products = equations.weightedProducts(correlation)
        return try factor(products, design).solve((0..<p).map { products[$0, p] })
    }

    private static func factor(
        _ products: SymmetricMatrix, _ design: StandardizedDesign
    ) throws(NotEstimable) -> CholeskyFactor {
        do {
            return try CholeskyFactor(SymmetricMatrix(dimension: design.coefficients) { products[$0, $1] })
        } catch {
            throw .collinear(name: design.names[error.column])
        }
    }

    /// The solved equations, in the columns' own units.
    public struct Fit: FittedCoefficients {
        /// The intercept, then the predictors in the order given, with robust standard errors.
        public let coefficients: [Coefficient]
        /// Robust covariance of the coefficients.
        public let covariance: SymmetricMatrix
        /// α, the working correlation of two rows of a group.
        public let correlation: Double
        /// φ, the mean square of the residuals, in squared units of the response.
        public let scale: Double
        /// Rows.
        public let observations: Int
        /// Groups with rows.
        public let groups: Int
        /// Rounds in which coefficients and correlation were brought into line with each other.
        public let iterations: Int

        let standardized: StandardizedCoefficients
        private let bread: SymmetricMatrix

        fileprivate init(
            _ standardized: StandardizedCoefficients, bread: SymmetricMatrix, correlation: Double, meanSquare: Double,
            iterations: Int
        ) {
            let design = standardized.design
            self.standardized = standardized
            self.bread = bread
            coefficients = standardized.coefficients
            covariance = standardized.ownCovariance
            self.correlation = correlation
            scale = meanSquare * design.scales[design.response] * design.scales[design.response]
            observations = design.observations
            groups = design.groups
            self.iterations = iterations
        }

        /// How many coefficients there are.
        public var coefficientCount: Int { coefficients.count }

        /// Σ weights · coefficients with its robust standard error; nil unless there is a finite weight for each coefficient.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            standardized.design.contrast(weights).map(standardized.estimate)
        }

        /// The normal distribution; nil where the estimate rests on single groups, so that its standard error is zero but for rounding.
        public func reference(of weights: [Double]) -> ReferenceDistribution? {
            hasSpread(weights) ? .normal : nil
        }

        /// The Wald test that all the linear combinations are zero: chi-square, on as many degrees of freedom as there are
        /// combinations. Nil where the combinations depend on each other, when there are as many as groups, and where one rests on
        /// single groups.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            guard combinations.count < groups, combinations.allSatisfy(hasSpread),
                let statistic = standardized.waldStatistic(combinations)
            else { return nil }
            return .chiSquare(statistic, degreesOfFreedom: Double(combinations.count))
        }

        private func hasSpread(_ weights: [Double]) -> Bool {
            standardized.design.contrast(weights).map { standardized.hasSpread($0, inverseProducts: bread) } ?? false
        }
    }
}

/// The sums over groups that the equations are made of.
private struct EstimatingEquations {
    let groups: GroupProducts
    let executor: BlockExecutor

    struct Residuals: Sendable {
        var rows = 0.0
        /// Pairs of rows of a group.
        var pairs = 0.0
        /// Σ e².
        var squares = 0.0
        /// Σ over groups of (Σ e)².
        var squaredSums = 0.0

        var meanSquare: Double { squares / rows }
        /// α; what each pair contributes is counted twice in (Σe)² - Σe².
        var correlation: Double { (squaredSums - squares) / 2 / (meanSquare * pairs) }
    }

    /// Sums of the residuals' squares and products.
    func residuals(_ coefficients: [Double]) -> Residuals {
        let weights = coefficients.map { -$0 } + [1]
        let parts = executor.mapBlocks(of: groups.count, size: GroupedMoments.blockSize) { block in
            var part = Residuals()
            var sums = weights
            for group in block {
                let n = groups.product(group, 0, 0)
                part.rows += n
                part.pairs += n * (n - 1) / 2
                groups.sumResiduals(ofGroup: group, weights, into: &sums)
                part.squaredSums += sums[0] * sums[0]
                for i in weights.indices {
                    part.squares += weights[i] * sums[i]
                }
            }
            return part
        }
        return parts.reduce(into: Residuals()) { total, part in
            total.rows += part.rows
            total.pairs += part.pairs
            total.squares += part.squares
            total.squaredSums += part.squaredSums
        }
    }

    /// Σ Z'(I - κ11')Z for the predictors and the response.
    func weightedProducts(_ correlation: Double) -> SymmetricMatrix {
        let parts = executor.mapBlocks(of: groups.count, size: GroupedMoments.blockSize) { block in
            var sums = [Double](repeating: 0, count: groups.stride)
            for group in block {
                let base = group * groups.stride
                let weight = Self.weight(rows: groups.packed[base], correlation)
                var index = 0
                for i in 0..<groups.dimension {
                    let left = weight * groups.packed[base + i]
                    for j in i..<groups.dimension {
                        sums[index] += groups.packed[base + index] - left * groups.packed[base + j]
                        index += 1
                    }
                }
            }
            return sums
        }
        return parts.summed(dimension: groups.dimension)
    }

    /// Σ u u' for u = X'(I - κ11')e.
    func scoreProducts(_ coefficients: [Double], _ correlation: Double) -> SymmetricMatrix {
        let p = coefficients.count
        let weights = coefficients.map { -$0 } + [1]
        let parts = executor.mapBlocks(of: groups.count, size: GroupedMoments.blockSize) { block in
            var sums = [Double](repeating: 0, count: SymmetricMatrix.packedCount(p))
            var score = weights
            for group in block {
                groups.sumResiduals(ofGroup: group, weights, into: &score)
                let weight = Self.weight(rows: groups.product(group, 0, 0), correlation) * score[0]
                for i in 0..<p {
                    score[i] -= weight * groups.product(group, 0, i)
                }
                var index = 0
                for i in 0..<p {
                    for j in i..<p {
                        sums[index] += score[i] * score[j]
                        index += 1
                    }
                }
            }
            return sums
        }
        return parts.summed(dimension: p)
    }

    /// κ.
    private static func weight(rows: Double, _ correlation: Double) -> Double {
        correlation / (1 + (rows - 1) * correlation)
    }
}
