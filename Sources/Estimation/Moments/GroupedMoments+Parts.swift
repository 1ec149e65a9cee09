/// Moments filled beside others, in one walk over the rows.
extension GroupedMoments {
    /// The moments of some groups that follow one another, row by row and group by group.
    public struct Part: Sendable {
        @usableFromInline var sums: RowSums
        fileprivate(set) var packed: [Double] = []

        /// No groups, with room for `groups`.
        public init(_ columns: [Column], groups: Int) {
            sums = RowSums(columns)
            packed.reserveCapacity(groups * SymmetricMatrix.packedCount(columns.count + 1))
        }

        /// Adds a row of the group that is not ended: `value(j)` is column j in its own units.
        @inlinable @inline(__always)
        public mutating func addRow(_ value: (_ column: Int) -> Double) {
            sums.addRow(value)
        }

        /// Ends a group, with rows or without.
        public mutating func endGroup() {
            packed.append(contentsOf: sums.packed)
            sums.reset()
        }
    }

    /// The moments of all the parts' groups; each part must be of columns with these centers and scales. A part is let go of as soon
    /// as it is copied.
    public init(columns: [Column], parts: consuming [Part]) {
        var packed: [Double] = []
        packed.reserveCapacity(parts.reduce(0) { $0 + $1.packed.count })
        for number in parts.indices {
            packed += parts[number].packed
            parts[number].packed = []
        }
        self.init(
            columns: columns, groupCount: packed.count / SymmetricMatrix.packedCount(columns.count + 1), packed: packed)
    }
}
