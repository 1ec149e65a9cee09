import Foundation

/// The probability of remaining a strategy's uncensored clone, from one of four pooled logistic regressions with an intercept for each
/// interval.
struct RemainingModel: Sendable {
    /// What a clone remains by.
    enum Process: Int, Sendable, CaseIterable {
        /// Follow-up is not lost in an interval: among those compatible up to then.
        case loss
        /// Nothing is begun in an interval, of those who have begun nothing and may.
        case wait
        /// The strategy is begun in an interval, of the same.
        case start
        /// What is done in an interval after that of the beginning is compatible with the strategy: among those compatible up to then.
        case deviation
    }

    let process: Process
    /// The covariates of the regression by position, those at time zero first; without those that are the same on all rows or a
    /// linear function of the others.
    let columns: [Int]
    /// Names of those left out.
    let leftOut: [String]
    let parameters: Parameters
    /// Of intercepts, then slopes per standard deviation.
    let covariance: SymmetricMatrix
    let rows: Rows

    private let predictors: StandardizedPredictors
    private let maximum: LikelihoodMaximum

    /// The coefficients.
    struct Parameters: Sendable {
        /// The intercept of each interval by position; -1 where nobody was censored, or everybody.
        let stratum: [Int]
        let intercepts: ArraySlice<Double>
        let slopes: ArraySlice<Double>
    }

    /// The entries at risk of being censored, interval by interval.
    struct Rows: Sendable {
        var entries: [Int32] = []
        /// Whether an entry remains.
        var remains: [Bool] = []
        var intervals: [Int32] = []
        /// Among those of all entries.
        var positions: [Int] = []
    }

    /// The regression of a strategy's entries; nil where no interval has both those who remain and those who do not.
    init?(
        _ trials: SequentialTrials, _ process: Process, compatible: [Int32], executor: BlockExecutor
    ) throws(NotEstimable) {
        self.process = process
        let all = Rows(trials, process, compatible: compatible)
        let tally = Tally(all, intervals: trials.intervals, counts: nil)
        let rows = all.keeping { tally.stratum[Int(all.intervals[$0])] >= 0 }
        guard !rows.remains.isEmpty else { return nil }
        // What is known at a decision is not known of those who are lost before it.
        let known = 0..<trials.columnCount - (process == .loss ? trials.decision.count : 0)
        (columns, predictors) = try Self.predictors(trials, rows, tally, among: Array(known))
        leftOut = known.filter { [columns] in !columns.contains($0) }.map { trials.columnNames[$0] }
        guard rows.remains.count > tally.count + columns.count else {
            throw .tooFewObservations(found: rows.remains.count, needed: tally.count + columns.count + 1)
        }
        let frequencies = try RowFrequencies(nil, rows: rows.remains.count)
        let likelihood = LinearPredictorLikelihood(
            predictors: predictors, rows: tally.outcomes(rows), frequencies: frequencies, executor: executor)
        maximum = try likelihood.maximum(from: tally.logOdds + [Double](repeating: 0, count: columns.count))
        parameters = Parameters(tally, maximum)
        covariance = maximum.covariance
        self.rows = rows
    }

    /// The coefficients where each entry is there so many times; nil where nobody or everybody remains in every interval.
    func parameters(counts: [Int32]) throws(NotEstimable) -> Parameters? {
        let tally = Tally(rows, intervals: parameters.stratum.count, counts: counts)
        let kept = rows.remains.indices.filter {
            tally.stratum[Int(rows.intervals[$0])] >= 0 && counts[Int(rows.entries[$0])] > 0
        }
        guard !kept.isEmpty else { return nil }
        let drawn = rows.keeping(positions: kept)
        let likelihood = LinearPredictorLikelihood(
            predictors: predictors.keeping(kept), rows: tally.outcomes(drawn),
            frequencies: RowFrequencies(counts: drawn.entries.map { Double(counts[Int($0)]) }), executor: .serial)
        // From the coefficients of all entries, which are near.
        let intercepts = tally.intervals.map { parameters.intercepts[parameters.stratum[$0]] }
        return Parameters(tally, try likelihood.maximum(from: intercepts + parameters.slopes))
    }

    /// What each covariate is standardised by.
    var centers: [Double] { predictors.scales.centers }
    var spreads: [Double] { predictors.scales.scales }

    /// Covariates that vary on the rows and that intervals and other covariates do not explain.
    private static func predictors(
        _ trials: SequentialTrials, _ rows: Rows, _ tally: Tally, among known: [Int]
    ) throws(NotEstimable) -> ([Int], StandardizedPredictors) {
        let names = trials.columnNames
        var columns = known
        while true {
            var offender: String
            do {
                let predictors = try StandardizedPredictors(
                    columns.map { column in
                        PredictorColumn(
                            names[column],
                            rows.entries.indices.map {
                                trials.value(column, entry: Int(rows.entries[$0]), row: rows.positions[$0])
                            })
                    }, rows: rows.remains.count)
                guard let explained = explained(predictors, rows, tally) else { return (columns, predictors) }
                offender = names[columns[explained]]
            } catch {
                switch error {
                case .constantColumn(let name), .collinear(let name): offender = name
                default: throw error
                }
            }
            columns.removeAll { names[$0] == offender }
        }
    }

    /// The first column that intervals and the columns before it explain.
    private static func explained(_ predictors: StandardizedPredictors, _ rows: Rows, _ tally: Tally) -> Int? {
        let p = predictors.count
        var sums = [Double](repeating: 0, count: tally.count * p)
        var counts = [Double](repeating: 0, count: tally.count)
        for row in rows.intervals.indices {
            let stratum = tally.stratum[Int(rows.intervals[row])]
            counts[stratum] += 1
            for j in 0..<p { sums[stratum * p + j] += predictors.values[row * p + j] }
        }
        var products = SymmetricMatrix(dimension: p)
        var deviation = [Double](repeating: 0, count: p)
        for row in rows.intervals.indices {
            let stratum = tally.stratum[Int(rows.intervals[row])]
            for j in 0..<p { deviation[j] = predictors.values[row * p + j] - sums[stratum * p + j] / counts[stratum] }
            products.addSquare(of: deviation[...])
        }
        // Standardised columns have variance 1: what rounding leaves of one that intervals explain is far less.
        let least = StandardizedDesign.collinearity * Double(rows.remains.count)
        if let flat = (0..<p).first(where: { products[$0, $0] <= least }) { return flat }
        do {
            _ = try CholeskyFactor(products, tolerance: StandardizedDesign.collinearity)
            return nil
        } catch {
            return error.column
        }
    }

    /// Who remains, interval by interval.
    fileprivate struct Tally {
        let stratum: [Int]
        /// Those with an intercept, ascending.
        let intervals: [Int]
        let shares: [Double]
        var count: Int { intervals.count }
        var logOdds: [Double] { shares.map { log($0) - log1p(-$0) } }

        init(_ rows: Rows, intervals: Int, counts: [Int32]?) {
            var (totals, remaining) = (
                [Double](repeating: 0, count: intervals), [Double](repeating: 0, count: intervals)
            )
            for row in rows.remains.indices {
                let count = counts.map { Double($0[Int(rows.entries[row])]) } ?? 1
                totals[Int(rows.intervals[row])] += count
                remaining[Int(rows.intervals[row])] += rows.remains[row] ? count : 0
            }
            let kept = (0..<intervals).filter { remaining[$0] > 0 && remaining[$0] < totals[$0] }
            var stratum = [Int](repeating: -1, count: intervals)
            for (position, interval) in kept.enumerated() { stratum[interval] = position }
            self.stratum = stratum
            self.intervals = kept
            shares = kept.map { remaining[$0] / totals[$0] }
        }

        func outcomes(_ rows: Rows) -> BernoulliRows {
            BernoulliRows(
                outcomes: rows.remains, strata: rows.intervals.map { Int32(stratum[Int($0)]) }, strataCount: count)
        }
    }
}

extension RemainingModel.Parameters {
    fileprivate init(_ tally: RemainingModel.Tally, _ maximum: LikelihoodMaximum) {
        stratum = tally.stratum
        intercepts = maximum.parameters[..<tally.count]
        slopes = ArraySlice(Array(maximum.parameters[tally.count...]))
    }
}

extension RemainingModel.Rows {
    /// The rows of a process for a strategy with which each entry stays compatible for so many intervals.
    init(_ trials: SequentialTrials, _ process: RemainingModel.Process, compatible: [Int32]) {
        for entry in compatible.indices {
            let rows = trials.rows(ofEntry: entry)
            Self.forEach(trials, process, rows, compatible: Int(compatible[entry])) { interval, remains in
                entries.append(Int32(entry))
                self.remains.append(remains)
                intervals.append(Int32(interval))
                positions.append(rows.lowerBound + interval)
            }
        }
    }

    /// The intervals at which an entry is at risk, and whether it remains.
    @inline(__always)
    static func forEach(
        _ trials: SequentialTrials, _ process: RemainingModel.Process, _ rows: Range<Int>, compatible: Int,
        _ body: (_ interval: Int, _ remains: Bool) -> Void
    ) {
        for interval in 0..<min(compatible + 1, rows.count) {
            let row = rows.lowerBound + interval
            if process == .loss {
                body(interval, !trials.isLost[row])
                continue
            }
            guard !trials.isLost[row] else { return }
            let isOpen = interval == 0 || trials.isWaiting[row - 1]
            let isCompatible = interval < compatible
            switch process {
            case .wait where isOpen: body(interval, isCompatible && trials.isWaiting[row])
            case .start where isOpen: body(interval, isCompatible && !trials.isWaiting[row])
            case .deviation where !isOpen: body(interval, isCompatible)
            default: break
            }
        }
    }

    fileprivate func keeping(_ isKept: (Int) -> Bool) -> Self { keeping(positions: remains.indices.filter(isKept)) }

    fileprivate func keeping(positions kept: [Int]) -> Self {
        Self(
            entries: kept.map { entries[$0] }, remains: kept.map { remains[$0] }, intervals: kept.map { intervals[$0] },
            positions: kept.map { positions[$0] })
    }
}
