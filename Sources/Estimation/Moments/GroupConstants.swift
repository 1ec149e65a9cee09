/// Columns that are the same on all rows of a group, kept by group as what differs from each column's usual value: an indicator of one
/// of many sites costs a group nothing, and a group's own site one number.
///
/// With w varying columns and c of these, cross-products would take (w + c)² numbers a group; these take as many as the group has
/// unusual values.
struct GroupConstants: Sendable, Equatable {
    /// In the order in which they stand behind the varying columns.
    let columns: [GroupedMoments.Column]
    /// What most groups have, standardised.
    let usual: [Double]
    /// Where each group's entries begin, and where the last one's end.
    private var starts: [Int]
    /// A column's number, and how far the group's standardised value is from the usual.
    private var entries: [Entry]

    struct Entry: Sendable, Equatable {
        let column: Int32
        let excess: Double
    }

    /// - Parameter values: For each column, its value in its own units by group.
    init(_ columns: [GroupedMoments.Column], groupCount: Int, values: [[Double]]) {
        let standardized = zip(columns, values).map { column, values in
            values.map { ($0 - column.center) / column.scale }
        }
        self.columns = columns
        usual = standardized.map(Self.mostFrequent)
        starts = [0]
        starts.reserveCapacity(groupCount + 1)
        entries = []
        for group in 0..<groupCount {
            for (number, column) in standardized.enumerated() {
                let value = group < column.count ? column[group] : .nan
                guard value != usual[number] else { continue }
                entries.append(Entry(column: Int32(number), excess: value - usual[number]))
            }
            starts.append(entries.count)
        }
    }

    private init(_ source: GroupConstants, groups: some Sequence<Int>) {
        columns = source.columns
        usual = source.usual
        starts = [0]
        entries = []
        for group in groups {
            entries.append(contentsOf: source[group])
            starts.append(entries.count)
        }
    }

    /// The value that most groups have; 0, a mean where columns are standardised as they should be, where hardly any two share one.
    private static func mostFrequent(_ values: [Double]) -> Double {
        var counts = [Double: Int]()
        for value in values { counts[value, default: 0] += 1 }
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), 4 * most.value > values.count
        else {
            return 0
        }
        return most.key
    }

    /// A group's unusual values.
    subscript(group: Int) -> ArraySlice<Entry> { entries[starts[group]..<starts[group + 1]] }

    /// A group's value in a column, standardised.
    func value(ofGroup group: Int, inColumn column: Int) -> Double {
        let entry = self[group].first { $0.column == column }
        return usual[column] + (entry?.excess ?? 0)
    }

    /// Those of the groups given, numbered anew.
    func keeping(_ groups: some Sequence<Int>) -> GroupConstants {
        GroupConstants(self, groups: groups)
    }
}

extension GroupedMoments {
    /// These moments and columns that are the same on all rows of a group, such as an indicator for each of many sites. Like
    /// `appendingGroupConstant` for each, but in memory that grows with the groups and not with the square of the columns.
    ///
    /// - Parameter values: For each column, its value in its own units by group.
    public func appendingGroupConstants(_ new: [(column: Column, values: [Double])]) -> GroupedMoments {
        var all = expanded
        all.constants = GroupConstants(new.map(\.column), groupCount: groupCount, values: new.map(\.values))
        all.columns += new.map(\.column)
        return all
    }

    /// The same moments with all their columns' cross-products by group.
    var expanded: GroupedMoments {
        guard let constants else { return self }
        var varying = self
        varying.constants = nil
        varying.columns.removeLast(constants.columns.count)
        return constants.columns.enumerated().reduce(varying) { moments, new in
            let (number, column) = new
            return moments.appendingGroupConstant(column) { group in
                column.center + column.scale * constants.value(ofGroup: group, inColumn: number)
            }
        }
    }
}
