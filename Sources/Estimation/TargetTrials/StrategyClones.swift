/// The clones of all entries that follow one strategy, each until it deviates, with the regressions of their remaining.
struct StrategyClones: Sendable {
    let trials: SequentialTrials
    /// For how many intervals each entry is compatible with the strategy.
    let compatible: [Int32]
    /// At most one a process; none of a process that ends nobody's clone.
    let models: [RemainingModel]
    /// Where each model's parameters begin among those of all, and the end of the last one's.
    let offsets: [Int]
    /// By process and interval, what stands over the probability.
    private let numerators: [[Double]]
    private let weightsLosses: Bool

    init(
        _ trials: SequentialTrials, strategy: Int, weightsLosses: Bool, executor: BlockExecutor
    ) throws(NotEstimable) {
        let compatible = trials.compatibleIntervals(with: strategy)
        guard compatible.contains(where: { $0 > 0 }) else { throw .emptyCategory(name: trials.strategies[strategy]) }
        var models: [RemainingModel] = []
        for process in RemainingModel.Process.allCases where process != .loss || weightsLosses {
            guard let model = try RemainingModel(trials, process, compatible: compatible, executor: executor) else {
                continue
            }
            models.append(model)
        }
        self.trials = trials
        self.compatible = compatible
        self.models = models
        self.weightsLosses = weightsLosses
        offsets = models.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.covariance.dimension) }
        numerators = Self.numerators(trials, compatible: compatible, counts: nil)
    }

    /// The share that remains in each interval, which is the same for all clones and makes weights 1 on average; of those who begin or wait
    /// in a grace period, times the chance of it under the strategy: to begin when those did who began within it, whatever the
    /// covariates.
    private static func numerators(
        _ trials: SequentialTrials, compatible: [Int32], counts times: [Int32]?
    ) -> [[Double]] {
        func counts(_ process: RemainingModel.Process) -> (all: [Int], remaining: [Int]) {
            var (all, remaining) = (
                [Int](repeating: 0, count: trials.intervals), [Int](repeating: 0, count: trials.intervals)
            )
            for entry in compatible.indices {
                let count = Int(times?[entry] ?? 1)
                RemainingModel.Rows.forEach(
                    trials, process, trials.rows(ofEntry: entry), compatible: Int(compatible[entry])
                ) { interval, remains in
                    all[interval] += count
                    remaining[interval] += remains ? count : 0
                }
            }
            return (all, remaining)
        }
        let (loss, wait, start, deviation) = (counts(.loss), counts(.wait), counts(.start), counts(.deviation))
        var numerators = Array(
            repeating: [Double](repeating: 1, count: trials.intervals), count: RemainingModel.Process.allCases.count)
        var later = 0
        for interval in (0..<trials.intervals).reversed() {
            let (begin, decide) = (start.remaining[interval], start.all[interval] + deviation.all[interval])
            later += begin
            let kept = begin + wait.remaining[interval] + deviation.remaining[interval]
            let share = decide > 0 ? Double(kept) / Double(decide) : 1
            let begins = later > 0 ? Double(begin) / Double(later) : 0
            if loss.all[interval] > 0 {
                numerators[RemainingModel.Process.loss.rawValue][interval] =
                    Double(loss.remaining[interval]) / Double(loss.all[interval])
            }
            numerators[RemainingModel.Process.wait.rawValue][interval] = (1 - begins) * share
            numerators[RemainingModel.Process.start.rawValue][interval] = begins * share
            numerators[RemainingModel.Process.deviation.rawValue][interval] = share
        }
        return numerators
    }

    /// Rows of the regressions.
    var rowCount: Int { models.reduce(0) { $0 + $1.rows.remains.count } }
    var parameters: [RemainingModel.Parameters?] { models.map(\.parameters) }
    var parameterCount: Int { offsets.last ?? 0 }

    /// The weights of clones by the coefficients of the models.
    ///
    /// The weight of an interval is the product over it and the intervals before of numerator / P(remains | interval, covariates), of not
    /// being lost and of what is done.
    struct Walk {
        private let clones: StrategyClones
        private let parameters: [RemainingModel.Parameters?]
        private let numerators: [[Double]]
        private let model: [Int?]
        private let tracksGradient: Bool
        private var values: [Double]
        /// Of the logarithm of the weight, by all parameters.
        private var gradient: [Double]

        /// - Parameter counts: How often each entry is there; absent, once.
        init(
            _ clones: StrategyClones, _ parameters: [RemainingModel.Parameters?], counts: [Int32]? = nil,
            tracksGradient: Bool = false
        ) {
            self.clones = clones
            self.parameters = parameters
            numerators =
                counts.map { StrategyClones.numerators(clones.trials, compatible: clones.compatible, counts: $0) }
                ?? clones.numerators
            self.tracksGradient = tracksGradient
            model = RemainingModel.Process.allCases.map { process in
                clones.models.firstIndex { $0.process == process }
            }
            values = Array(repeating: 0, count: clones.trials.columnCount)
            gradient = Array(repeating: 0, count: tracksGradient ? clones.parameterCount : 0)
        }

        /// Each interval in which an entry's clone is there, with its weight and how its logarithm changes with the parameters.
        mutating func forEachInterval(
            ofEntry entry: Int, _ body: (_ interval: Int, _ row: Int, _ weight: Double, _ gradient: [Double]) -> Void
        ) {
            let start = clones.trials.rows(ofEntry: entry).lowerBound
            for index in gradient.indices { gradient[index] = 0 }
            var weight = 1.0
            for interval in 0..<Int(clones.compatible[entry]) {
                let row = start + interval
                let isOpen = interval == 0 || clones.trials.isWaiting[row - 1]
                weight *= factor(.loss, entry, row, interval)
                weight *= factor(
                    isOpen ? (clones.trials.isWaiting[row] ? .wait : .start) : .deviation, entry, row, interval)
                body(interval, row, weight, gradient)
            }
        }

        private mutating func factor(
            _ process: RemainingModel.Process, _ entry: Int, _ row: Int, _ interval: Int
        ) -> Double {
            let numerator = process == .loss && !clones.weightsLosses ? 1 : numerators[process.rawValue][interval]
            guard let position = model[process.rawValue], let coefficients = parameters[position] else {
                return numerator
            }
            let stratum = coefficients.stratum[interval]
            guard stratum >= 0 else { return numerator }
            clones.models[position].standardize(clones.trials, entry: entry, row: row, into: &values)
            let probability = coefficients.probability(stratum, values)
            if tracksGradient {
                let offset = clones.offsets[position]
                let slopes = offset + coefficients.intercepts.count
                gradient[offset + stratum] -= 1 - probability
                for column in coefficients.slopes.indices {
                    gradient[slopes + column] -= (1 - probability) * values[column]
                }
            }
            return numerator / probability
        }
    }

    /// Adds an entry's score of all parameters: residual · [intercept, standardised covariates].
    func addScore(ofEntry entry: Int, values: inout [Double], to score: inout [Double], at start: Int) {
        let rows = trials.rows(ofEntry: entry)
        for (position, model) in models.enumerated() {
            let coefficients = model.parameters
            let offset = start + offsets[position]
            RemainingModel.Rows.forEach(trials, model.process, rows, compatible: Int(compatible[entry])) {
                interval, remains in
                let stratum = coefficients.stratum[interval]
                guard stratum >= 0 else { return }
                model.standardize(trials, entry: entry, row: rows.lowerBound + interval, into: &values)
                let residual = (remains ? 1 : 0) - coefficients.probability(stratum, values)
                score[offset + stratum] += residual
                for column in model.columns.indices {
                    score[offset + coefficients.intercepts.count + column] += residual * values[column]
                }
            }
        }
    }

    /// Σ w, Σ w · outcome and so on by interval, over entries that are there `counts` times each, with regressions and truncation
    /// of their own; nil where these have no estimate.
    func sums(_ measure: CloneCensorWeighting.Measure, counts: [Int32], truncation: Double?) -> [Double]? {
        var parameters: [RemainingModel.Parameters?] = []
        for model in models {
            guard let refitted = try? model.parameters(counts: counts) as RemainingModel.Parameters?? else {
                return nil
            }
            parameters.append(refitted)
        }
        var walk = Walk(self, parameters, counts: counts)
        var weights: [(weight: Double, interval: Int, row: Int, count: Int32)] = []
        for entry in counts.indices where counts[entry] > 0 {
            walk.forEachInterval(ofEntry: entry) { interval, row, weight, _ in
                weights.append((weight, interval, row, counts[entry]))
            }
        }
        guard weights.allSatisfy(\.weight.isFinite) else { return nil }
        let limits = CloneWeights.limits(truncation, intervals: trials.intervals) { take in
            for clone in weights { take(clone.interval, clone.weight, clone.count) }
        }
        var sums = [Double](repeating: 0, count: trials.intervals * measure.sums)
        for (weight, interval, row, count) in weights {
            guard let terms = measure.terms(trials.outcomes[row]) else { continue }
            measure.add(
                terms, times: Double(count) * min(weight, limits[interval]), to: &sums, at: interval * measure.sums)
        }
        return sums
    }
}

extension CloneCensorWeighting.Measure {
    /// Adds what an entry adds to the sums of its interval, which begin at `start`.
    @inline(__always)
    func add(_ terms: (Double, Double, Double), times weight: Double, to sums: inout [Double], at start: Int) {
        sums[start] += weight * terms.0
        sums[start + 1] += weight * terms.1
        if self.sums == 3 { sums[start + 2] += weight * terms.2 }
    }
}
