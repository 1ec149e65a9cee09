/// Cross-products within each group that has rows, and nothing of the groups that have none: packed upper triangles, one group
/// after the other.
struct GroupProducts: Sendable {
    /// Columns, the constant among them where there is one.
    let dimension: Int
    /// Numbers a group.
    let stride: Int
    /// The group of the moments that each of these is, ascending.
    let groups: [Int]
    /// Group-major packed upper triangles.
    let packed: [Double]

    /// Cross-products of a design's standardised columns: the constant, the predictors, the response.
    init(_ design: StandardizedDesign, executor: BlockExecutor) {
        let dimension = design.coefficients + 1
        let cells = (0..<dimension).flatMap { i in (i..<dimension).map { design.cell(i, $0) } }
        self.init(of: design.moments, dimension: dimension, executor) { [moments = design.moments] base, packed in
            for cell in cells {
                packed.append(cell.value(moments.packed, at: base))
            }
        }
    }

    /// Cross-products of all columns of `moments`, standardised as they are there.
    init(_ moments: GroupedMoments, executor: BlockExecutor) {
        let moments = moments.expanded
        self.init(of: moments, dimension: moments.dimension, executor) { base, packed in
            packed.append(contentsOf: moments.packed[base..<base + moments.stride])
        }
    }

    private init(
        of moments: GroupedMoments, dimension: Int, _ executor: BlockExecutor,
        append: @Sendable (_ base: Int, _ packed: inout [Double]) -> Void
    ) {
        let stride = SymmetricMatrix.packedCount(dimension)
        let groups = (0..<moments.groupCount).filter { moments.packed[$0 * moments.stride] != 0 }
        let blocks = executor.mapBlocks(of: groups.count, size: GroupedMoments.blockSize) { block in
            var packed = [Double]()
            packed.reserveCapacity(block.count * stride)
            for index in block {
                append(groups[index] * moments.stride, &packed)
            }
            return packed
        }
        self.init(dimension: dimension, groups: groups, packed: blocks.concatenated())
    }

    private init(dimension: Int, groups: [Int], packed: [Double]) {
        self.dimension = dimension
        self.groups = groups
        self.packed = packed
        stride = SymmetricMatrix.packedCount(dimension)
    }

    /// How many groups there are.
    var count: Int { groups.count }

    /// The sum over the groups, in fixed blocks.
    func total(_ executor: BlockExecutor) -> SymmetricMatrix {
        let parts = executor.mapBlocks(of: count, size: GroupedMoments.blockSize) { block in
            var sums = [Double](repeating: 0, count: stride)
            for group in block {
                for index in 0..<stride {
                    sums[index] += packed[group * stride + index]
                }
            }
            return sums
        }
        return parts.summed(dimension: dimension)
    }

    /// The sum over all groups but one, `total` being the sum over all.
    func total(without group: Int, of total: SymmetricMatrix) -> SymmetricMatrix {
        SymmetricMatrix(dimension: dimension) { total[$0, $1] - product(group, $0, $1) }
    }

    /// The sums over the groups of each unit, such as the people of a site, units ascending.
    ///
    /// - Parameter unit: By the group's number in the moments.
    func merged(by unit: (_ group: Int) -> Int) -> GroupProducts {
        let units = Set(groups.map(unit)).sorted()
        let positions = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1, $0) })
        var sums = [Double](repeating: 0, count: units.count * stride)
        for (index, group) in groups.enumerated() {
            guard let position = positions[unit(group)] else { continue }
            for offset in 0..<stride {
                sums[position * stride + offset] += packed[index * stride + offset]
            }
        }
        return GroupProducts(dimension: dimension, groups: units, packed: sums)
    }

    /// Σ z_i z_j over the rows of a group.
    @inline(__always)
    func product(_ group: Int, _ i: Int, _ j: Int) -> Double {
        packed[group * stride + SymmetricMatrix.packedIndex(min(i, j), max(i, j), dimension)]
    }

    /// Σ z_i e over the rows of a group for each column i, where e = Σ weights · z; `sums` has room for all.
    func sumResiduals(ofGroup group: Int, _ weights: [Double], into sums: inout [Double]) {
        for i in 0..<dimension {
            sums[i] = 0
        }
        var index = group * stride
        for i in 0..<dimension {
            let weight = weights[i]
            var sum = weight * packed[index]
            index += 1
            for j in (i + 1)..<max(dimension, i + 1) {
                sum += weights[j] * packed[index]
                sums[j] += weight * packed[index]
                index += 1
            }
            sums[i] += sum
        }
    }

    /// The products of deviations from the group's means, without the constant: Σ(u - ū)(v - v̄) = Σuv - ΣuΣv / n.
    func aroundGroupMeans(_ executor: BlockExecutor) -> GroupProducts {
        let blocks = executor.mapBlocks(of: count, size: GroupedMoments.blockSize) { block in
            var within = [Double]()
            within.reserveCapacity(block.count * (stride - dimension))
            for group in block {
                let base = group * stride
                var index = base + dimension
                for i in 1..<dimension {
                    for j in i..<dimension {
                        within.append(packed[index] - packed[base + i] * packed[base + j] / packed[base])
                        index += 1
                    }
                }
            }
            return within
        }
        return GroupProducts(dimension: dimension - 1, groups: groups, packed: blocks.concatenated())
    }
}

extension [[Double]] {
    /// The sum of packed triangles, from left to right.
    func summed(dimension: Int) -> SymmetricMatrix {
        var sums = [Double](repeating: 0, count: SymmetricMatrix.packedCount(dimension))
        for part in self {
            for index in sums.indices {
                sums[index] += part[index]
            }
        }
        return SymmetricMatrix(dimension: dimension) { sums[SymmetricMatrix.packedIndex($0, $1, dimension)] }
    }
}
