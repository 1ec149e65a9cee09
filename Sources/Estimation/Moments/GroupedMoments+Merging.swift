/// Moments add: rows of the same groups, and groups of the same columns.
extension GroupedMoments {
    /// The moments of the rows of both, group by group: for shards that split the rows of a group.
    public func adding(_ other: GroupedMoments) throws(MergeError) -> GroupedMoments {
        guard whitening == nil, other.whitening == nil else { throw .whitened }
        guard groupCount == other.groupCount else { throw .differentGroupCount(groupCount, other.groupCount) }
        let same = try other.standardized(like: columns)
        var sum = expanded
        for index in sum.packed.indices {
            sum.packed[index] += same.packed[index]
        }
        return sum
    }

    /// The moments of the groups of both, these first: for shards of whole groups.
    public func appendingGroups(of other: GroupedMoments) throws(MergeError) -> GroupedMoments {
        guard whitening == nil, other.whitening == nil else { throw .whitened }
        let same = try other.standardized(like: columns)
        return GroupedMoments(
            columns: columns, groupCount: groupCount + other.groupCount, packed: expanded.packed + same.packed)
    }

    /// The same moments with the centers and scales of `target`, which must have the same names in the same order.
    public func standardized(like target: [Column]) throws(MergeError) -> GroupedMoments {
        guard columns.map(\.name) == target.map(\.name) else { throw .differentColumns }
        guard constants == nil else { return try expanded.standardized(like: target) }
        if columns == target { return self }
        // z' = (x - center') / scale' = shift + factor z.
        let factors = [1] + zip(columns, target).map { $0.scale / $1.scale }
        let shifts = [0] + zip(columns, target).map { ($0.center - $1.center) / $1.scale }
        var result = self
        for group in 0..<groupCount {
            let base = group * stride
            let count = packed[base]
            var index = base
            for i in 0..<dimension {
                for j in i..<dimension {
                    result.packed[index] =
                        factors[i] * factors[j] * packed[index]
                        + shifts[i] * factors[j] * packed[base + j]
                        + shifts[j] * factors[i] * packed[base + i]
                        + shifts[i] * shifts[j] * count
                    index += 1
                }
            }
        }
        result.columns = target
        return result
    }
}
