/// Rows of groups with the time of each: those of a group stand together, in the order of their times.
public struct SerialRows: Sendable {
    /// Of each row, in any unit; within a group none is before the one above it.
    public var times: [Double]
    /// Where each group's rows begin, and where the last one's end: 0, ..., the number of rows. A group may have none.
    public var starts: [Int]
    /// What the values are. The constant is always there and is not named; center and scale as in `GroupedMoments`.
    public var columns: [GroupedMoments.Column]
    /// For each column its value in each row, in its own units.
    public var values: [[Double]]

    /// Group g has the rows `starts[g]..<starts[g + 1]`.
    public init(times: [Double], starts: [Int], columns: [GroupedMoments.Column], values: [[Double]]) {
        self.times = times
        self.starts = starts
        self.columns = columns
        self.values = values
    }

    func range(ofGroup group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

    /// Rows that are as they should be, and how far apart they are.
    struct Checked: Sendable {
        private(set) var rows: SerialRows
        /// Whether a group has two rows at one time.
        let hasTies: Bool
        /// Of rows of a group that follow each other, without those at one time; infinite where there are none.
        let shortestGap: Double
        /// The mean of these; 0 where there are none.
        let meanGap: Double
        /// The longest time from a group's first row to its last.
        let longestSpan: Double
        /// Different distances in time between two rows of a group, at one time among them; counted up to 3 or 4.
        let distances: Int

        var groupCount: Int { rows.starts.count - 1 }
        var rowCount: Int { rows.times.count }

        init(_ rows: SerialRows) throws(NotEstimable) {
            let starts = rows.starts
            guard starts.first == 0, starts.last == rows.times.count, zip(starts, starts.dropFirst()).allSatisfy(<=)
            else {
                throw .invalidArgument(name: "the groups' starts", needed: "ascending from 0 to the number of rows")
            }
            guard rows.values.count == rows.columns.count, rows.values.allSatisfy({ $0.count == rows.times.count })
            else { throw .invalidArgument(name: "the values", needed: "a number in each row for each column") }
            guard rows.times.allSatisfy(\.isFinite) else { throw .nonFinite }
            var (shortest, longest, sum) = (Double.infinity, 0.0, 0.0)
            var (gaps, ties) = (0, 0)
            var distances: [Double] = []
            for group in 0..<starts.count - 1 {
                let range = rows.range(ofGroup: group)
                guard let first = range.first, let last = range.last else { continue }
                longest = max(longest, rows.times[last] - rows.times[first])
                for row in range.dropFirst() {
                    let gap = rows.times[row] - rows.times[row - 1]
                    guard gap >= 0 else {
                        throw .invalidArgument(name: "the times", needed: "ascending within each group")
                    }
                    if distances.count < 3 {
                        for distance in [gap, rows.times[row] - rows.times[first]]
                        where !distances.contains(where: { Self.isSame($0, distance) }) {
                            distances.append(distance)
                        }
                    }
                    guard gap > 0 else {
                        ties += 1
                        continue
                    }
                    shortest = min(shortest, gap)
                    sum += gap
                    gaps += 1
                }
            }
            guard longest.isFinite, sum.isFinite else { throw .nonFinite }
            self.rows = rows
            hasTies = ties > 0
            shortestGap = shortest
            meanGap = gaps > 0 ? sum / Double(gaps) : 0
            longestSpan = longest
            self.distances = distances.count
        }

        /// Whether two distances differ by no more than rounding of the times.
        private static func isSame(_ one: Double, _ other: Double) -> Bool {
            abs(one - other) <= 1e-6 * max(one, other)
        }
    }
}

extension SerialRows.Checked {
    /// The same rows with the first columns alone.
    func choosing(firstColumns count: Int) -> SerialRows.Checked {
        var chosen = self
        chosen.rows.columns = Array(rows.columns.prefix(count))
        chosen.rows.values = Array(rows.values.prefix(count))
        return chosen
    }

    /// The moments of the rows as they are.
    func moments(_ executor: BlockExecutor) -> GroupedMoments {
        GroupedMoments(columns: rows.columns, groupCount: groupCount, executor: executor) { [rows] group, sums in
            for row in rows.range(ofGroup: group) {
                sums.addRow { rows.values[$0][row] }
            }
        }
    }

    /// Groups evenly spaced, the first among them, with at most `mostRows` rows together; all where they have no more. At
    /// least one.
    func sampling(mostRows: Int) throws(NotEstimable) -> SerialRows.Checked {
        guard rows.times.count > mostRows, groupCount > 1 else { return self }
        var step = rows.times.count / max(1, mostRows)
        var groups: [Int] = []
        repeat {
            step += 1
            groups = Array(stride(from: 0, to: groupCount, by: step))
        } while groups.count > 1 && groups.reduce(0) { $0 + rows.range(ofGroup: $1).count } > mostRows
        var starts = [0]
        for group in groups {
            starts.append((starts.last ?? 0) + rows.range(ofGroup: group).count)
        }
        func sampled(_ values: [Double]) -> [Double] { groups.flatMap { values[rows.range(ofGroup: $0)] } }
        return try SerialRows.Checked(
            SerialRows(
                times: sampled(rows.times), starts: starts, columns: rows.columns, values: rows.values.map(sampled)))
    }
}
