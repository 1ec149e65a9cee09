import Foundation

extension GroupedMoments {
    /// What the products of whitened rows do not tell of the rows.
    struct Whitening: Sendable, Equatable {
        /// Rows of each group.
        private(set) var rowCounts: [Int]
        /// For each group log|R|, R being the correlation by which its rows were whitened.
        private(set) var logDeterminants: [Double]

        /// Those of the groups given, numbered anew.
        func keeping(_ groups: some Sequence<Int>) -> Whitening {
            Whitening(
                rowCounts: groups.map { rowCounts[$0] }, logDeterminants: groups.map { logDeterminants[$0] })
        }

        /// Takes a group's rows away.
        mutating func empty(_ group: Int) {
            rowCounts[group] = 0
            logDeterminants[group] = 0
        }
    }

    /// Whether the products are of rows that were whitened within groups, so that their sums are no sums over rows.
    public var isWhitened: Bool { whitening != nil }

    /// The moments of rows that are whitened within groups by a serial correlation R: of L⁻¹z with LL' = R for each column
    /// z, the constant among them.
    ///
    /// The Kalman filter of the autoregression and its nugget (Jones 1993, "Longitudinal data with serial correlation",
    /// chapter 5) gives each row's innovation over its standard deviation, for all columns in one pass over the rows. Where
    /// a group has two rows at one time, the nugget must be above 0.
    init(whitening rows: SerialRows.Checked, by correlation: SerialCorrelation, executor: BlockExecutor) {
        let blocks = executor.mapBlocks(of: rows.groupCount, size: Self.blockSize) { groups in
            var filter = SerialFilter(correlation, rows.rows)
            return filter.whiten(groups)
        }
        self.init(
            columns: rows.rows.columns, groupCount: rows.groupCount, packed: blocks.map(\.packed).concatenated())
        whitening = Whitening(
            rowCounts: (0..<rows.groupCount).map { rows.rows.range(ofGroup: $0).count },
            logDeterminants: blocks.map(\.logDeterminants).concatenated())
    }
}

/// The Kalman filter of a stationary autoregression of variance 1 - nugget, seen with an error of variance nugget.
private struct SerialFilter {
    private let correlation: SerialCorrelation
    private let rows: SerialRows
    /// Of each column, the constant first, what the rows before make expect of the next.
    private var expected: [Double]
    /// A row's innovations over their standard deviation.
    private var innovations: [Double]

    init(_ correlation: SerialCorrelation, _ rows: SerialRows) {
        self.correlation = correlation
        self.rows = rows
        expected = Array(repeating: 0, count: rows.columns.count + 1)
        innovations = expected
    }

    /// Each group's packed products of its whitened rows, and log|R|.
    mutating func whiten(_ groups: Range<Int>) -> (packed: [Double], logDeterminants: [Double]) {
        let stride = SymmetricMatrix.packedCount(expected.count)
        var packed = [Double](repeating: 0, count: groups.count * stride)
        var logDeterminants = [Double](repeating: 0, count: groups.count)
        for (index, group) in groups.enumerated() {
            logDeterminants[index] = whiten(rows.range(ofGroup: group), into: &packed, at: index * stride)
        }
        return (packed, logDeterminants)
    }

    private mutating func whiten(_ group: Range<Int>, into packed: inout [Double], at base: Int) -> Double {
        for column in expected.indices {
            expected[column] = 0
        }
        let nugget = correlation.nugget
        // Of the autoregression's deviation, given the rows before.
        var variance = 1 - nugget
        var logDeterminant = 0.0
        for row in group {
            var decay = 1.0
            if row > group.lowerBound {
                let gap = (rows.times[row] - rows.times[row - 1]) / correlation.range
                decay = exp(-gap)
                variance = decay * decay * variance - (1 - nugget) * expm1(-2 * gap)
            }
            let innovationVariance = variance + nugget
            let (gain, factor) = (variance / innovationVariance, 1 / innovationVariance.squareRoot())
            for column in expected.indices {
                let innovation = rows.standardized(row, column) - decay * expected[column]
                innovations[column] = innovation * factor
                expected[column] = decay * expected[column] + gain * innovation
            }
            variance = gain * nugget
            logDeterminant += log(innovationVariance)

            var index = base
            for i in innovations.indices {
                let left = innovations[i]
                for j in i..<innovations.count {
                    packed[index] += left * innovations[j]
                    index += 1
                }
            }
        }
        return logDeterminant
    }
}

extension SerialRows {
    /// A column's value in a row, standardised; column 0 is the constant.
    @inline(__always)
    fileprivate func standardized(_ row: Int, _ column: Int) -> Double {
        guard column > 0 else { return 1 }
        return (values[column - 1][row] - columns[column - 1].center) / columns[column - 1].scale
    }
}
