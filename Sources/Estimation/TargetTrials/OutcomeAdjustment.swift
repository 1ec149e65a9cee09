/// Takes from outcomes what is known at time zero, the covariates at the beginning of interval 0 among it, foretells of them: in each interval y - b'(x - m), with m the means of all entries and b
/// from the least squares of y on x and the strategies, the slopes the same in all of them, among the clones that are there.
///
/// With weights that fit, a strategy's clones have the means m, whatever b is: the weighted mean of what is left is the weighted mean of y, less
/// the noise of how far the clones that happened to be there were from m. So b is taken as given where errors are estimated, and the same in every
/// replicate. Where weights do not fit, it mends what is linear in x (Robins, Rotnitzky & Zhao 1994, doi:10.1080/01621459.1994.10476818;
/// Tsiatis, Davidian, Zhang & Lu 2008, doi:10.1002/sim.3113; Lin 2013, doi:10.1214/12-AOAS583).
struct OutcomeAdjustment {
    private let trials: SequentialTrials
    /// What varies among the entries, by position among what is known at the beginning of interval 0.
    private let columns: [Int]
    private let predictors: StandardizedPredictors

    /// Clones with an outcome that an interval must have for each column, lest b be noise.
    private static let rowsPerColumn = 10

    /// - Returns: `nil` where nothing is known at time zero that varies.
    init?(_ trials: SequentialTrials) {
        let names = trials.baseline + trials.covariates
        var columns = Array(names.indices)
        var known: StandardizedPredictors?
        while known == nil, !columns.isEmpty {
            do {
                known = try StandardizedPredictors(
                    columns.map { column in
                        PredictorColumn(
                            names[column],
                            (0..<trials.entryCount).map {
                                trials.value(column, entry: $0, row: trials.rows(ofEntry: $0).lowerBound)
                            })
                    }, rows: trials.entryCount)
            } catch {
                switch error {
                case .constantColumn(let name), .collinear(let name): columns.removeAll { names[$0] == name }
                default: return nil
                }
            }
        }
        guard let known else { return nil }
        (self.trials, self.columns, predictors) = (trials, columns, known)
    }

    /// The outcomes less what is foretold; those of an interval with too few clones as they are.
    func adjusted(_ compatible: [[Int32]]) -> [SequentialTrials.Outcome] {
        var outcomes = trials.outcomes
        for interval in 0..<trials.intervals {
            guard let slopes = slopes(interval, compatible) else { continue }
            for entry in 0..<trials.entryCount {
                let rows = trials.rows(ofEntry: entry)
                let row = rows.lowerBound + interval
                guard row < rows.upperBound, case .value(let value) = outcomes[row] else { continue }
                outcomes[row] = .value(zip(slopes, values(entry)).reduce(value) { $0 - $1.0 * $1.1 })
            }
        }
        return outcomes
    }

    private func values(_ entry: Int) -> ArraySlice<Double> {
        predictors.values[entry * columns.count..<(entry + 1) * columns.count]
    }

    /// By standard deviation of the columns; `nil` where they cannot be told.
    private func slopes(_ interval: Int, _ compatible: [[Int32]]) -> [Double]? {
        let p = columns.count
        var products = SymmetricMatrix(dimension: p + 1)
        var rows = 0
        for strategy in compatible {
            var own: [(entry: Int, value: Double)] = []
            for entry in strategy.indices where Int(strategy[entry]) > interval {
                guard case .value(let value) = trials.outcomes[trials.rows(ofEntry: entry).lowerBound + interval]
                else { continue }
                own.append((entry, value))
            }
            guard own.count > 1 else { continue }
            rows += own.count - 1
            var means = [Double](repeating: 0, count: p + 1)
            for clone in own {
                for (position, value) in values(clone.entry).enumerated() { means[position] += value }
                means[p] += clone.value
            }
            for position in means.indices { means[position] /= Double(own.count) }
            var deviation = means
            for clone in own {
                for (position, value) in values(clone.entry).enumerated() {
                    deviation[position] = value - means[position]
                }
                deviation[p] = clone.value - means[p]
                products.addSquare(of: deviation[...])
            }
        }
        guard rows >= Self.rowsPerColumn * p,
            let factor = try? CholeskyFactor(
                SymmetricMatrix(dimension: p) { products[$0, $1] }, tolerance: StandardizedDesign.collinearity)
        else { return nil }
        return factor.solve((0..<p).map { products[$0, p] })
    }
}
