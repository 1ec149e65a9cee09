/// Columns that can be had from the moments without the rows: whatever is, within a group, a linear function of a column.
extension GroupedMoments {
    /// These moments and a column that is the same on all rows of a group, such as a covariate of the group.
    public func appendingGroupConstant(
        _ column: Column, executor: BlockExecutor = .serial, value: @Sendable (_ group: Int) -> Double
    ) -> GroupedMoments {
        expanded.appending(column, of: nil, executor) { group, _ in (atCenter: value(group), coefficient: 0) }
    }

    /// These moments and the group's mean of column `source`; nil when there is no such column, and where the rows are
    /// whitened.
    public func appendingGroupMean(
        of source: Int, as column: Column, executor: BlockExecutor = .serial
    ) -> GroupedMoments? {
        guard columns.indices.contains(source), whitening == nil else { return nil }
        let origin = columns[source]
        return expanded.appending(column, of: source, executor) { _, meanFromCenter in
            (atCenter: origin.center + meanFromCenter, coefficient: 0)
        }
    }

    /// These moments and column `source` less its mean in the group; nil when there is no such column, and where the rows
    /// are whitened.
    public func appendingGroupDeviation(
        of source: Int, as column: Column, executor: BlockExecutor = .serial
    ) -> GroupedMoments? {
        guard columns.indices.contains(source), whitening == nil else { return nil }
        return expanded.appending(column, of: source, executor) { _, meanFromCenter in
            (atCenter: -meanFromCenter, coefficient: 1)
        }
    }

    /// These moments and the product of column `source` with a value of the group; nil when there is no such column.
    public func appendingProduct(
        of source: Int, withGroupConstant value: @Sendable (_ group: Int) -> Double, as column: Column,
        executor: BlockExecutor = .serial
    ) -> GroupedMoments? {
        guard columns.indices.contains(source) else { return nil }
        let origin = columns[source]
        return expanded.appending(column, of: source, executor) { group, _ in
            let factor = value(group)
            return (atCenter: factor * origin.center, coefficient: factor)
        }
    }

    /// These moments with the rows of only those groups for which `isKept` is true; the others stay, empty.
    public func keeping(groups isKept: (_ group: Int) -> Bool) -> GroupedMoments {
        var kept = self
        for group in 0..<groupCount where !isKept(group) {
            for index in group * stride..<(group + 1) * stride {
                kept.packed[index] = 0
            }
            kept.whitening?.empty(group)
        }
        return kept
    }

    /// The moments of some groups alone, numbered anew in the order given; numbers that are no group's are left out.
    public func choosing(groups: some Sequence<Int>) -> GroupedMoments {
        let groups = groups.filter { (0..<groupCount).contains($0) }
        var chosen = [Double]()
        chosen.reserveCapacity(groups.count * stride)
        for group in groups {
            chosen.append(contentsOf: packed[group * stride..<(group + 1) * stride])
        }
        var moments = GroupedMoments(columns: columns, groupCount: groups.count, packed: chosen)
        moments.constants = constants?.keeping(groups)
        moments.whitening = whitening?.keeping(groups)
        return moments
    }

    /// The moments of groups 0, `step`, 2 `step` and so on, as groups 0, 1, 2.
    func sampling(every step: Int) -> GroupedMoments {
        choosing(groups: Swift.stride(from: 0, to: groupCount, by: max(1, step)))
    }

    /// Appends a column that on group g is `atCenter` + `coefficient` · (x - center of x), in own units. The rule is told how far
    /// the group's mean of x lies from that center: sums keep their digits there, however large the center is.
    private func appending(
        _ column: Column, of source: Int?, _ executor: BlockExecutor,
        _ rule: @Sendable (_ group: Int, _ meanFromCenter: Double) -> (atCenter: Double, coefficient: Double)
    ) -> GroupedMoments {
        let (old, new) = (dimension, dimension + 1)
        let (oldStride, newStride) = (stride, SymmetricMatrix.packedCount(new))
        let origin = source.map { columns[$0] } ?? Column("constant")
        let position = (source ?? -1) + 1
        let blocks = executor.mapBlocks(of: groupCount, size: Self.blockSize) { groups in
            var result = [Double](repeating: 0, count: groups.count * newStride)
            for group in groups {
                let from = group * oldStride
                let to = (group - groups.lowerBound) * newStride
                let count = packed[from]
                guard count != 0 else { continue }
                func product(_ i: Int, _ j: Int) -> Double {
                    packed[from + SymmetricMatrix.packedIndex(min(i, j), max(i, j), old)]
                }
                let (atCenter, coefficient) = rule(group, origin.scale * product(0, position) / count)
                let a = (atCenter - column.center) / column.scale
                let b = coefficient * origin.scale / column.scale
                for i in 0..<old {
                    for j in i..<old {
                        result[to + SymmetricMatrix.packedIndex(i, j, new)] = product(i, j)
                    }
                    result[to + SymmetricMatrix.packedIndex(i, old, new)] = a * product(0, i) + b * product(position, i)
                }
                result[to + SymmetricMatrix.packedIndex(old, old, new)] =
                    a * a * count + 2 * a * b * product(0, position) + b * b * product(position, position)
            }
            return result
        }
        var appended = GroupedMoments(
            columns: columns + [column], groupCount: groupCount, packed: (consume blocks).concatenated())
        appended.whitening = whitening
        return appended
    }
}
