/// The clones of all entries that follow one strategy, each until it deviates, with the regressions of their remaining.
struct StrategyClones: Sendable {
    private(set) var trials: SequentialTrials
    /// For how many intervals each entry is compatible with the strategy.
    let compatible: [Int32]
    /// At most one a process; none of a process that ends nobody's clone.
    let models: [RemainingModel]
    /// Where each model's parameters begin among those of all, and the end of the last one's.
    let offsets: [Int]
    /// By process and interval, what stands over the probability.
    private let numerators: [[Double]]

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
        offsets = models.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.covariance.dimension) }
        numerators = Self.numerators(trials, models, compatible: compatible, counts: nil)
    }

    /// The share that remains in each interval, which is the same for all clones and makes weights 1 on average; of those who begin or wait
    /// in a grace period, times the chance of it under the strategy: to begin when those did who began within it, whatever the
    /// covariates.
    private static func numerators(
        _ trials: SequentialTrials, _ models: [RemainingModel], compatible: [Int32], counts times: [Int32]?
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
        // Without a regression of losses nobody is weighted for them.
        let weightsLosses = models.contains { $0.process == .loss }
        var later = 0
        for interval in (0..<trials.intervals).reversed() {
            let (begin, decide) = (start.remaining[interval], start.all[interval] + deviation.all[interval])
            later += begin
            let kept = begin + wait.remaining[interval] + deviation.remaining[interval]
            let share = decide > 0 ? Double(kept) / Double(decide) : 1
            let begins = later > 0 ? Double(begin) / Double(later) : 0
            if weightsLosses, loss.all[interval] > 0 {
                numerators[RemainingModel.Process.loss.rawValue][interval] =
                    Double(loss.remaining[interval]) / Double(loss.all[interval])
            }
            numerators[RemainingModel.Process.wait.rawValue][interval] = (1 - begins) * share
            numerators[RemainingModel.Process.start.rawValue][interval] = begins * share
            numerators[RemainingModel.Process.deviation.rawValue][interval] = share
        }
        return numerators
    }

    /// The same clones with other outcomes.
    func with(_ trials: SequentialTrials) -> StrategyClones {
        var clones = self
        clones.trials = trials
        return clones
    }

    /// Rows of the regressions.
    var rowCount: Int { models.reduce(0) { $0 + $1.rows.remains.count } }
    var parameters: [RemainingModel.Parameters?] { models.map(\.parameters) }
    var parameterCount: Int { offsets.last ?? 0 }

    /// The regressions side by side in flat arrays, which a walk over rows reads without copying a model.
    private struct Equations: Sendable {
        /// By process and interval, -1 for none: the intercept's position among all.
        var stratum: [Int]
        var intercepts: [Double] = []
        /// By process, where its covariates begin, and the end of the last one's.
        var starts = [0]
        var columns: [Int] = []
        var centers: [Double] = []
        var scales: [Double] = []
        var slopes: [Double] = []
        /// By process, where its intercepts begin among all parameters, and its slopes.
        var interceptOffsets: [Int] = []
        var slopeOffsets: [Int] = []
        private let intervals: Int

        init(_ clones: StrategyClones, _ parameters: [RemainingModel.Parameters?]) {
            intervals = clones.trials.intervals
            stratum = Array(repeating: -1, count: RemainingModel.Process.allCases.count * intervals)
            for process in RemainingModel.Process.allCases {
                if let position = clones.models.firstIndex(where: { $0.process == process }),
                    let coefficients = parameters[position]
                {
                    let model = clones.models[position]
                    for interval in 0..<intervals where coefficients.stratum[interval] >= 0 {
                        stratum[process.rawValue * intervals + interval] =
                            intercepts.count + coefficients.stratum[interval]
                    }
                    interceptOffsets.append(clones.offsets[position] - intercepts.count)
                    slopeOffsets.append(clones.offsets[position] + coefficients.intercepts.count)
                    intercepts += coefficients.intercepts
                    columns += model.columns
                    centers += model.centers
                    scales += model.spreads
                    slopes += coefficients.slopes
                } else {
                    interceptOffsets.append(0)
                    slopeOffsets.append(0)
                }
                starts.append(columns.count)
            }
        }

        /// The probability of remaining in an interval that has an intercept, with the standardised covariates of the row into the
        /// beginning of `values`; `nil` without an intercept.
        @inline(__always)
        func probability(
            _ process: Int, _ trials: SequentialTrials, entry: Int, row: Int, interval: Int, values: inout [Double]
        ) -> Double? {
            let position = stratum[process * intervals + interval]
            guard position >= 0 else { return nil }
            var sum = intercepts[position]
            let start = starts[process]
            for index in start..<starts[process + 1] {
                let value = (trials.value(columns[index], entry: entry, row: row) - centers[index]) / scales[index]
                values[index - start] = value
                sum += slopes[index] * value
            }
            return LogisticTail.probability(sum)
        }

        /// Where an interval's intercept stands among all parameters.
        @inline(__always)
        func intercept(_ process: Int, _ interval: Int) -> Int {
            interceptOffsets[process] + stratum[process * intervals + interval]
        }
    }

    /// The weights of clones by the coefficients of the models.
    ///
    /// The weight of an interval is the product over it and the intervals before of numerator / P(remains | interval, covariates), of not
    /// being lost and of what is done.
    struct Walk {
        private let clones: StrategyClones
        private let equations: Equations
        private let numerators: [[Double]]
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
            equations = Equations(clones, parameters)
            numerators =
                counts.map {
                    StrategyClones.numerators(clones.trials, clones.models, compatible: clones.compatible, counts: $0)
                } ?? clones.numerators
            self.tracksGradient = tracksGradient
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
            let numerator = numerators[process.rawValue][interval]
            let probability = equations.probability(
                process.rawValue, clones.trials, entry: entry, row: row, interval: interval, values: &values)
            guard let probability else { return numerator }
            if tracksGradient {
                gradient[equations.intercept(process.rawValue, interval)] -= 1 - probability
                let slopes = equations.slopeOffsets[process.rawValue]
                let count = equations.starts[process.rawValue + 1] - equations.starts[process.rawValue]
                for column in 0..<count { gradient[slopes + column] -= (1 - probability) * values[column] }
            }
            return numerator / probability
        }

        /// Adds an entry's score of all parameters: residual · [intercept, standardised covariates].
        mutating func addScore(ofEntry entry: Int, to score: inout [Double]) {
            let equations = equations
            forEachRow(ofEntry: entry) { number, interval, residual, _, values in
                score[equations.intercept(number, interval)] += residual
                let slopes = equations.slopeOffsets[number]
                for column in 0..<equations.starts[number + 1] - equations.starts[number] {
                    score[slopes + column] += residual * values[column]
                }
            }
        }

        /// Adds what an entry tells of the parameters: p (1 - p) · xx', x of 1 at the intercept and the standardised covariates. A matrix for each
        /// process.
        mutating func addInformation(ofEntry entry: Int, to information: inout [SymmetricMatrix]) {
            let equations = equations
            forEachRow(ofEntry: entry) { number, interval, _, variance, values in
                let start = equations.starts[number + 1] - equations.starts[number]
                let intercepts = information[number].dimension - start
                information[number].addSquare(
                    ofUnit: equations.intercept(number, interval) - (equations.slopeOffsets[number] - intercepts),
                    before: intercepts, values, times: variance)
            }
        }

        /// The rows of the regressions that are an entry's, each with its residual, p (1 - p) and standardised covariates.
        private mutating func forEachRow(
            ofEntry entry: Int,
            _ body: (_ process: Int, _ interval: Int, _ residual: Double, _ variance: Double, _ values: [Double]) ->
                Void
        ) {
            let rows = clones.trials.rows(ofEntry: entry)
            for process in RemainingModel.Process.allCases {
                let number = process.rawValue
                RemainingModel.Rows.forEach(clones.trials, process, rows, compatible: Int(clones.compatible[entry])) {
                    interval, remains in
                    let probability = equations.probability(
                        number, clones.trials, entry: entry, row: rows.lowerBound + interval, interval: interval,
                        values: &values)
                    guard let probability else { return }
                    body(number, interval, (remains ? 1 : 0) - probability, probability * (1 - probability), values)
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
