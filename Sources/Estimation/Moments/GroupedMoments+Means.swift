extension GroupedMoments {
    /// The mean of a column over all rows, in its own units; nil without rows, of whitened rows, and for a column that the
    /// moments do not have.
    public func mean(ofColumn position: Int) -> Double? {
        guard columns.indices.contains(position), whitening == nil else { return nil }
        guard position < dimension - 1 else { return expanded.mean(ofColumn: position) }
        var count = 0.0
        var sum = CompensatedSum()
        for base in Swift.stride(from: 0, to: packed.count, by: stride) {
            count += packed[base]
            sum.add(packed[base + position + 1])
        }
        guard count > 0 else { return nil }
        let mean = columns[position].center + columns[position].scale * sum.value / count
        return mean.isFinite ? mean : nil
    }

    /// Rows of all groups.
    public var rowCount: Int {
        (0..<groupCount).reduce(0) { $0 + rowCount(ofGroup: $1) }
    }

    /// Groups with rows.
    public var groupsWithRows: Int {
        (0..<groupCount).count { rowCount(ofGroup: $0) > 0 }
    }
}
