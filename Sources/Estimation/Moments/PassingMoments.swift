/// Moments that are formed block by block whenever they are looked at, and stored nowhere: for millions of groups of which a few
/// numbers each are at hand already.
struct PassingMoments: Sendable {
    let columns: [GroupedMoments.Column]
    let groupCount: Int
    /// Adds a group's rows to the sums it is given.
    let accumulate: @Sendable (_ group: Int, _ sums: inout RowSums) -> Void

    /// What `transform` makes of the moments of each block of groups, numbered from 0 in each. The blocks are those in which stored
    /// moments are summed.
    func mapBlocks<Value: Sendable>(
        _ executor: BlockExecutor, _ transform: @Sendable (GroupedMoments) -> Value
    ) -> [Value] {
        executor.mapBlocks(of: groupCount, size: GroupedMoments.blockSize) { groups in
            transform(
                GroupedMoments(columns: columns, groupCount: groups.count) { group, sums in
                    accumulate(groups.lowerBound + group, &sums)
                })
        }
    }
}
