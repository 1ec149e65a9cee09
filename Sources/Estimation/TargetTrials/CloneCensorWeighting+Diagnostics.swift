extension CloneCensorWeighting {
    /// What became of a strategy's clones.
    public struct Strategy: Sendable, Hashable {
        /// Of the strategy.
        public let name: String
        /// One for each interval in which a clone is there, ascending.
        public let intervals: [Interval]
        /// Covariates that were the same on all rows of a regression, or a linear function of others, once for each regression that did
        /// without them.
        public let leftOut: [String]

        /// The clones in an interval.
        public struct Interval: Sendable, Hashable {
            /// From 0.
            public let interval: Int
            /// Clones that are there: compatible up to here, and seen.
            public let clones: Int
            /// Of these, with an outcome.
            public let outcomes: Int
            /// Clones censored here as what was done is not compatible; in interval 0, entries that never were.
            public let deviated: Int
            /// Clones that were here up to this interval and were lost in it.
            public let lost: Int
            /// Of the weights after truncation; about 1 where the regressions fit.
            public let meanWeight: Double
            /// Their standard deviation; 0 for one clone.
            public let sdWeight: Double
            /// The largest.
            public let largestWeight: Double
            /// (Σ w)² / Σ w² (Kish 1965, "Survey Sampling", section 11.7).
            public let effectiveSampleSize: Double
            /// The weight above which weights were set to it; nil without truncation.
            public let truncationLimit: Double?
            /// Clones whose weight was truncated.
            public let truncated: Int

            /// Of the clones, those whose weight was truncated.
            public var shareTruncated: Double { Double(truncated) / Double(clones) }
        }

        /// Of what is known at time zero, in standard deviations of all entries from their mean.
        struct BaselineMeans: Sendable, Hashable {
            let atStart: [Double?], atEnd: [Double?], atEndUnweighted: [Double?]
        }

        let baseline: BaselineMeans
    }

    /// How far two strategies' clones differ in something known at time zero, in standard deviations of all entries (Austin 2009,
    /// doi:10.1002/sim.3697). Nil where one has no clone, or nothing varies.
    public struct Balance: Sendable, Hashable {
        /// Of the covariate.
        public let name: String
        /// Strategies by position: the second one's mean less the first one's.
        public let first: Int, second: Int
        /// In interval 0, without weights.
        public let atStart: Double?
        /// In the last interval, with weights.
        public let atEnd: Double?
        /// In the last interval, without.
        public let atEndUnweighted: Double?

        static func between(_ trials: SequentialTrials, _ strategies: [Strategy]) -> [Balance] {
            var all: [Balance] = []
            for high in strategies.indices {
                for low in 0..<high {
                    let (one, other) = (strategies[low].baseline, strategies[high].baseline)
                    for (column, name) in trials.baseline.enumerated() {
                        func difference(_ means: (Strategy.BaselineMeans) -> [Double?]) -> Double? {
                            guard let one = means(one)[column], let other = means(other)[column] else { return nil }
                            return other - one
                        }
                        all.append(
                            Balance(
                                name: name, first: low, second: high, atStart: difference(\.atStart),
                                atEnd: difference(\.atEnd), atEndUnweighted: difference(\.atEndUnweighted)))
                    }
                }
            }
            return all
        }
    }
}

/// The weights of a strategy's clones on all entries.
struct CloneWeights: Sendable {
    /// By interval of all entries, before truncation; 0 where the clone is not there.
    let full: [Double]
    /// What weights are truncated to in each interval.
    let limits: [Double]

    /// Entries weighted in one block. No part of the results.
    private static let blockSize = 1024

    init(_ clones: StrategyClones, truncation: Double?, executor: BlockExecutor) throws(NotEstimable) {
        let trials = clones.trials
        let full = executor.mapBlocks(of: trials.entryCount, size: Self.blockSize) { block in
            var walk = StrategyClones.Walk(clones, clones.parameters)
            let start = trials.rows(ofEntry: block.lowerBound).lowerBound
            let end = trials.rows(ofEntry: block.upperBound - 1).upperBound
            var weights = [Double](repeating: 0, count: end - start)
            for entry in block {
                walk.forEachInterval(ofEntry: entry) { _, row, weight, _ in weights[row - start] = weight }
            }
            return weights
        }.concatenated()
        _ = try WeightScale.largest(full)
        self.full = full
        limits = Self.limits(truncation, intervals: trials.intervals) { take in
            for entry in 0..<trials.entryCount {
                for (interval, row) in trials.rows(ofEntry: entry).enumerated() where full[row] > 0 {
                    take(interval, full[row], 1)
                }
            }
        }
    }

    /// The quantile of the weights in each interval; infinity without truncation and where no clone is there.
    ///
    /// - Parameter forEach: Hands over the interval, the weight and the number of clones that have it.
    static func limits(
        _ truncation: Double?, intervals: Int,
        _ forEach: (_ take: (_ interval: Int, _ weight: Double, _ count: Int32) -> Void) -> Void
    ) -> [Double] {
        guard let truncation else { return Array(repeating: .infinity, count: intervals) }
        var weights = [[Double]](repeating: [], count: intervals)
        forEach { interval, weight, count in
            for _ in 0..<count { weights[interval].append(weight) }
        }
        return weights.map { Quantile.of($0, at: [truncation])?.first ?? .infinity }
    }
}

extension CloneCensorWeighting.Strategy {
    init(name: String, _ clones: StrategyClones, _ weights: CloneWeights) {
        let trials = clones.trials
        var counts = [Counts](repeating: Counts(), count: trials.intervals)
        for entry in 0..<trials.entryCount {
            let rows = trials.rows(ofEntry: entry)
            let compatible = Int(clones.compatible[entry])
            if compatible < rows.count {
                if trials.isLost[rows.lowerBound + compatible] {
                    counts[compatible].lost += 1
                } else {
                    counts[compatible].deviated += 1
                }
            }
            for interval in 0..<compatible {
                let row = rows.lowerBound + interval
                counts[interval].add(weights.full[row], limit: weights.limits[interval])
                counts[interval].outcomes += trials.outcomes[row] == .missing ? 0 : 1
            }
        }
        self.name = name
        intervals = counts.enumerated().compactMap { interval, counts in
            counts.summary(interval, limit: weights.limits[interval])
        }
        leftOut = clones.models.flatMap(\.leftOut)
        baseline = BaselineMeans(clones, weights)
    }

    private struct Counts {
        var outcomes = 0, deviated = 0, lost = 0, truncated = 0
        var moments = OnlineMoments()
        var (sum, squares, largest) = (0.0, 0.0, 0.0)
        var clones = 0

        mutating func add(_ full: Double, limit: Double) {
            let weight = min(full, limit)
            clones += 1
            truncated += full > limit ? 1 : 0
            moments.add(weight)
            sum += weight
            squares += weight * weight
            largest = max(largest, weight)
        }

        func summary(_ interval: Int, limit: Double) -> CloneCensorWeighting.Strategy.Interval? {
            guard clones > 0 else { return nil }
            return CloneCensorWeighting.Strategy.Interval(
                interval: interval, clones: clones, outcomes: outcomes, deviated: deviated, lost: lost,
                meanWeight: sum / Double(clones), sdWeight: moments.standardDeviation ?? 0, largestWeight: largest,
                effectiveSampleSize: sum * sum / squares, truncationLimit: limit.isFinite ? limit : nil,
                truncated: truncated)
        }
    }
}

extension CloneCensorWeighting.Strategy.BaselineMeans {
    fileprivate init(_ clones: StrategyClones, _ weights: CloneWeights) {
        let trials = clones.trials
        let last = trials.intervals - 1
        var (start, end, plain): ([Double?], [Double?], [Double?]) = ([], [], [])
        for column in trials.baseline.indices {
            let values = (0..<trials.entryCount).map { trials.baselineValues[$0 * trials.baseline.count + column] }
            let scale = try? StandardizedPredictors.location(PredictorColumn(trials.baseline[column], values))
            func mean(at interval: Int, _ weight: (_ row: Int) -> Double) -> Double? {
                guard let scale else { return nil }
                var (sum, total) = (CompensatedSum(), CompensatedSum())
                for entry in values.indices where Int(clones.compatible[entry]) > interval {
                    let own = weight(trials.rows(ofEntry: entry).lowerBound + interval)
                    sum.add(own * (values[entry] - scale.center) / scale.spread)
                    total.add(own)
                }
                return total.value > 0 ? sum.value / total.value : nil
            }
            start.append(mean(at: 0) { _ in 1 })
            end.append(mean(at: last) { min(weights.full[$0], weights.limits[last]) })
            plain.append(mean(at: last) { _ in 1 })
        }
        (atStart, atEnd, atEndUnweighted) = (start, end, plain)
    }
}
