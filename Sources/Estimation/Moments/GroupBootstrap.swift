/// The bootstrap over groups: whole groups are drawn with replacement, so rows of a group may hang together in any way.
///
/// A replicate needs the cross-products of its groups alone, summed with multinomial weights, not their rows. Its draws are a
/// function of the seed and the replicate's number, so the results are the same to the last bit whatever the executor.
public struct GroupBootstrap: Sendable, Hashable {
    /// Draws of another seed have nothing in common with these.
    public let seed: UInt64
    /// Samples to draw, 1...1,000,000.
    public let replicates: Int

    private static let mostReplicates = 1_000_000

    /// A bootstrap with this many replicates: 1,000 for a standard error and percentile intervals, several thousand for BCa.
    public init(seed: UInt64, replicates: Int = 1000) {
        self.seed = seed
        self.replicates = replicates
    }

    /// Bootstraps the coefficients, in own units, of the least-squares regression of column `response` on the columns `predictors` and
    /// an intercept.
    public func regression(
        _ moments: GroupedMoments, response: Int, predictors: [Int], executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let design = try StandardizedDesign(
                moments, response: response, predictors: predictors, executor: executor)
            let groups = GroupProducts(design, executor: executor)
            return try fit(groups, statistics: design.names, executor: executor, design.leastSquares)
        }
    }

    /// Bootstraps any statistics of total cross-products.
    ///
    /// - Parameters:
    ///   - moments: Columns and their cross-products by group; those without rows are not drawn.
    ///   - names: What the statistics are called, in their order.
    ///   - statistic: The values from Σ z_i z_j over all rows of a sample, z_0 = 1 and z_j column j - 1 standardised by its own
    ///     center and scale; nil where they cannot be had. Called from the executor's threads, once a replicate and once a
    ///     group left out.
    public func fit(
        _ moments: GroupedMoments, statistics names: [String], executor: BlockExecutor = .serial,
        statistic: @Sendable (_ products: SymmetricMatrix) -> [Double]?
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard moments.packed.allSatisfy(\.isFinite) else { throw .nonFinite }
            let groups = GroupProducts(moments, executor: executor)
            return try fit(groups, statistics: names, executor: executor, statistic)
        }
    }

    private func fit(
        _ groups: GroupProducts, statistics names: [String], executor: BlockExecutor,
        _ statistic: @Sendable (SymmetricMatrix) -> [Double]?
    ) throws(NotEstimable) -> Fit {
        try checkReplicates()
        guard groups.count > 0 else { throw .noObservations }
        guard groups.count >= 2 else { throw .tooFewGroups(found: groups.count, needed: 2) }
        @Sendable func usable(_ products: SymmetricMatrix) -> [Double]? {
            statistic(products).flatMap { $0.count == names.count && $0.allSatisfy(\.isFinite) ? $0 : nil }
        }
        let total = groups.total(executor)
        guard let values = usable(total) else {
            throw .invalidArgument(name: "each bootstrapped statistic", needed: "a finite number on the whole sample")
        }
        let resampling = GroupResampling(groups, seed: seed)
        let drawn = executor.mapBlocks(of: replicates, size: GroupResampling.batchSize, counting: Self.pieces) {
            batch in
            resampling.totals(batch, dimension: groups.dimension).map(usable)
        }.concatenated()
        let leftOut = leaveOneOut(groups, total, executor, usable)
        let estimable = drawn.compactMap(\.self)
        return Fit(
            statistics: names.indices.map { index in
                Statistic(
                    name: names[index], value: values[index], replicates: estimable.map { $0[index] },
                    acceleration: leftOut.flatMap { Self.acceleration($0.map { $0[index] }) })
            },
            groups: groups.count, replicates: replicates, notEstimable: replicates - estimable.count)
    }

    /// What replicates are called where somebody watches.
    static let pieces = "bootstrap samples"

    /// Throws unless there are replicates, and not more than can be meant.
    func checkReplicates() throws(NotEstimable) {
        guard replicates > 0, replicates <= Self.mostReplicates else {
            throw .invalidArgument(name: "the number of bootstrap replicates", needed: "between 1 and 1,000,000")
        }
    }

    /// The values without each group in turn; nil where they cannot be had without one of them.
    private func leaveOneOut(
        _ groups: GroupProducts, _ total: SymmetricMatrix, _ executor: BlockExecutor,
        _ statistic: @Sendable (SymmetricMatrix) -> [Double]?
    ) -> [[Double]]? {
        let values = executor.mapBlocks(of: groups.count, size: GroupedMoments.blockSize) { block in
            block.map { statistic(groups.total(without: $0, of: total)) }
        }.concatenated()
        let estimable = values.compactMap(\.self)
        return estimable.count == values.count ? estimable : nil
    }

    /// Σ d³ / (6 (Σ d²)^(3/2)) for d the mean of the leave-one-out values less each: Efron & Tibshirani (1993), "An introduction to
    /// the bootstrap", equation 14.15. Nil where all values are the same.
    static func acceleration(_ values: [Double]) -> Double? {
        let mean = CompensatedSum(values).value / Double(values.count)
        let (squares, cubes) = values.reduce((0.0, 0.0)) { sums, value in
            let deviation = mean - value
            return (sums.0 + deviation * deviation, sums.1 + deviation * deviation * deviation)
        }
        let acceleration = cubes / (6 * squares * squares.squareRoot())
        return acceleration.isFinite ? acceleration : nil
    }

    /// The statistics with their replicates.
    public struct Fit: Sendable {
        /// In the order of their names; the intercept first for a regression.
        public let statistics: [Statistic]
        /// Groups with rows, of which each replicate draws as many.
        public let groups: Int
        /// Samples drawn.
        public let replicates: Int
        /// Samples on which a statistic had no value, such as a predictor that was constant on them. They are left out of every
        /// statistic; many of them make the intervals those of an easier sample.
        public let notEstimable: Int
    }

    /// A statistic with its values on the replicates.
    public struct Statistic: Sendable {
        /// Such as the name of a regression's predictor.
        public let name: String
        /// On the groups as they are.
        public let value: Double
        /// On the replicates where it has one, in their order.
        public let replicates: [Double]
        /// For BCa: a sixth of the skewness of the values without each group in turn. Nil where it cannot be had without one of them.
        public let acceleration: Double?

        /// The replicates' mean less the value; nil without replicates.
        public var bias: Double? { OnlineMoments(replicates).mean.map { $0 - value } }

        /// The replicates' standard deviation; nil for fewer than two.
        public var standardError: Double? { OnlineMoments(replicates).standardDeviation }

        /// `ConfidenceInterval.bootstrapPercentile`.
        public func percentileInterval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            .bootstrapPercentile(replicates: replicates, level: level)
        }

        /// `ConfidenceInterval.bootstrapBCa`; nil without an acceleration.
        public func biasCorrectedInterval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            acceleration.flatMap {
                .bootstrapBCa(replicates: replicates, estimate: value, acceleration: $0, level: level)
            }
        }
    }
}
