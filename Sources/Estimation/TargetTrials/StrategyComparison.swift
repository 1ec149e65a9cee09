/// Curves of strategies and their differences, on all persons and on samples of them.
struct StrategyComparison: Sendable {
    private let measure: CloneCensorWeighting.Measure
    private let trials: SequentialTrials
    private let persons: ClusterIndex
    private let executor: BlockExecutor
    /// A strategy's sums.
    private let width: Int
    private let strategyCount: Int
    private let totals: [[Double]]
    /// Person by person, strategies one after the other: for samples of persons, and without each of them.
    private let values: [Double], removals: [Double]

    init(
        _ measure: CloneCensorWeighting.Measure, _ trials: SequentialTrials, sums: [PersonSums], persons: ClusterIndex,
        entries: [[Int]], executor: BlockExecutor
    ) {
        (self.measure, self.trials, self.persons, self.executor) = (measure, trials, persons, executor)
        width = trials.intervals * measure.sums
        strategyCount = sums.count
        totals = sums.map(\.total)
        let width = width
        func byPerson(_ numbers: (PersonSums) -> [Double]) -> [Double] {
            (0..<persons.count).flatMap { person in
                sums.flatMap { numbers($0)[person * width..<(person + 1) * width] }
            }
        }
        (values, removals) = (byPerson(\.values), byPerson(\.removals))
    }

    struct Estimates: Sendable {
        let curves: [[CloneCensorWeighting.Estimate]]
        /// By `pair`.
        let differences: [[CloneCensorWeighting.Estimate]]
        let replicates: Int
        let wereRefitted: Bool
    }

    /// Where the difference of `high` and `low` stands.
    static func pair(_ low: Int, _ high: Int, _ count: Int) -> Int {
        SymmetricMatrix.packedIndex(low, high - 1, count - 1)
    }

    func estimates(
        _ clones: [StrategyClones], _ options: CloneCensorWeighting.Options
    ) throws(NotEstimable) -> Estimates {
        let rows = clones.reduce(0) { $0 + $1.rowCount }
        let refits =
            switch options.replicateWeights {
            case .refitted: true
            case .linearized: false
            case .automatic:
                (options.bootstrap?.replicates ?? 0) <= CloneCensorWeighting.refittedRows / max(1, rows)
            }
        let drawn = options.bootstrap.map { bootstrap in
            refits ? refitted(bootstrap, clones, options.truncation) : linearized(bootstrap)
        }
        let moments = influenceMoments()
        let value = statistics(totals)
        let all = value.indices.map { index -> CloneCensorWeighting.Estimate? in
            guard let value = value[index] else { return nil }
            let groups = Double(persons.count)
            let (squares, cubes, fourths) = moments[index]
            let acceleration = cubes / (6 * squares * squares.squareRoot())
            return CloneCensorWeighting.Estimate(
                interval: index % trials.intervals, value: value,
                standardError: (squares * (groups - 1) / groups).squareRoot(),
                degreesOfFreedom: Self.degreesOfFreedom(squares: squares, fourths: fourths, groups: groups),
                bootstrap: GroupBootstrap.Statistic(
                    name: name(index / trials.intervals), value: value,
                    replicates: drawn?.compactMap { $0?[index] } ?? [],
                    acceleration: acceleration.isFinite ? acceleration : nil))
        }
        let curves = stride(from: 0, to: all.count, by: trials.intervals).map { start in
            all[start..<start + trials.intervals].compactMap(\.self)
        }
        return Estimates(
            curves: Array(curves[..<strategyCount]), differences: Array(curves[strategyCount...]),
            replicates: options.bootstrap?.replicates ?? 0, wereRefitted: options.bootstrap != nil && refits)
    }

    private func name(_ position: Int) -> String {
        guard position >= strategyCount else { return trials.strategies[position] }
        for low in 0..<strategyCount {
            for high in low + 1..<max(low + 1, strategyCount)
            where strategyCount + Self.pair(low, high, strategyCount) == position {
                return "\(trials.strategies[high]) less \(trials.strategies[low])"
            }
        }
        return ""
    }

    /// The curves of all strategies, then the differences of all pairs, interval by interval.
    private func statistics(_ sums: [[Double]?]) -> [Double?] {
        let curves = sums.map { $0.map(measure.curve) ?? Array(repeating: nil, count: trials.intervals) }
        return curves.flatMap(\.self)
            + pairs { low, high in
                zip(curves[high], curves[low]).map { high, low in high.flatMap { high in low.map { high - $0 } } }
            }
    }

    private func pairs<Value>(_ difference: (_ low: Int, _ high: Int) -> [Value]) -> [Value] {
        (0..<strategyCount).flatMap { low in (low + 1..<max(low + 1, strategyCount)).flatMap { difference(low, $0) } }
    }

    private func strategies(_ sums: ArraySlice<Double>) -> [ArraySlice<Double>] {
        (0..<strategyCount).map { sums[(sums.startIndex + $0 * width)..<(sums.startIndex + ($0 + 1) * width)] }
    }

    /// Satterthwaite's: twice the square of Σ u² over its variance, which the spread of the u² tells.
    private static func degreesOfFreedom(squares: Double, fourths: Double, groups: Double) -> Double {
        let spread = fourths - squares * squares / groups
        // Without a spread each of them tells as much as another.
        guard spread > 0, squares > 0 else { return groups - 1 }
        return min(groups - 1, max(1, 2 * squares * squares / spread))
    }

    /// Σ u², Σ u³ and Σ u⁴ of what leaving out each person changes in each statistic.
    private func influenceMoments() -> [(squares: Double, cubes: Double, fourths: Double)] {
        let count = (strategyCount + strategyCount * (strategyCount - 1) / 2) * trials.intervals
        let parts = executor.mapBlocks(of: persons.count, size: GroupedMoments.blockSize) { block in
            var moments = [(squares: Double, cubes: Double, fourths: Double)](repeating: (0, 0, 0), count: count)
            for person in block {
                let own = strategies(removals[person * width * strategyCount..<(person + 1) * width * strategyCount])
                let curves = zip(totals, own).map { measure.tangent($0, change: $1) }
                let influence =
                    curves.flatMap(\.self) + pairs { low, high in zip(curves[high], curves[low]).map { $0 - $1 } }
                for (index, value) in influence.enumerated() {
                    moments[index].squares += value * value
                    moments[index].cubes += value * value * value
                    moments[index].fourths += value * value * value * value
                }
            }
            return moments
        }
        return (0..<count).map { index in
            parts.reduce((squares: 0.0, cubes: 0.0, fourths: 0.0)) {
                (
                    $0.squares + $1[index].squares, $0.cubes + $1[index].cubes, $0.fourths + $1[index].fourths
                )
            }
        }
    }

    private func linearized(_ bootstrap: GroupBootstrap) -> [[Double?]?] {
        let resampling = GroupResampling(
            numbers: values, width: width * strategyCount, groupCount: persons.count, seed: bootstrap.seed)
        return executor.mapBlocks(
            of: bootstrap.replicates, size: GroupResampling.batchSize, counting: GroupBootstrap.pieces
        ) { batch in
            resampling.sums(batch).map { sums in statistics(strategies(sums[...]).map { Array($0) }) }
        }.concatenated()
    }

    private func refitted(
        _ bootstrap: GroupBootstrap, _ clones: [StrategyClones], _ truncation: Double?
    ) -> [[Double?]?] {
        let resampling = GroupResampling(numbers: [], width: 0, groupCount: persons.count, seed: bootstrap.seed)
        return executor.mapBlocks(of: bootstrap.replicates, size: 1, counting: GroupBootstrap.pieces) { number in
            let ofPersons = resampling.counts(number.lowerBound)
            let counts = persons.ofRow.map { ofPersons[$0] }
            return statistics(clones.map { $0.sums(measure, counts: counts, truncation: truncation) })
        }
    }
}
