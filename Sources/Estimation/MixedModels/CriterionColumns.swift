/// The columns [X y] of a profiled criterion, those apart that are the same on all rows of a group.
///
/// A group's Z'[X y] is Z'1 times its value in such a column, so that the products of all columns follow from the products of the varying
/// ones, the constant first among them: with F = [1 ...]'K[1 ...] of a group, [F, f c'; c f', f₀ c c'], f the first column of F and c the
/// group's values. With many sites the sums cost a group what its own values take and not the square of the columns.
struct CriterionColumns: Sendable {
    /// Coefficients and response.
    let count: Int
    /// Positions in the design of the columns that vary.
    let varying: [Int]
    /// Tiles that a row of them takes.
    let tiles: Int
    /// By block of groups, what their entries are; empty where every column varies.
    private(set) var blocks: [Block] = []
    /// Standardised = level + part · excess, by position in the design.
    private let levels: [Double], parts: [Double]
    private let apart: [Int]

    /// The unusual values of a block's groups, those with rows.
    struct Block: Sendable {
        fileprivate(set) var starts = [0]
        fileprivate(set) var positions: [Int] = []
        fileprivate(set) var excesses: [Double] = []

        func entries(ofGroup group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }
    }

    init(_ design: StandardizedDesign) {
        count = design.coefficients + 1
        varying = design.varying.filter { $0 <= design.response }
        tiles = TiledMatrix.count(for: varying.count)
        apart = design.groupConstants.map(\.position)
        var (levels, parts) = ([Double](repeating: 0, count: count), [Double](repeating: 1, count: count))
        for column in design.groupConstants {
            levels[column.position] = column.level
            parts[column.position] = column.part
        }
        (self.levels, self.parts) = (levels, parts)
        guard !apart.isEmpty, let constants = design.moments.constants else { return }
        let positions = Dictionary(uniqueKeysWithValues: design.groupConstants.map { (Int32($0.column), $0.position) })
        let moments = design.moments
        blocks = stride(from: 0, to: moments.groupCount, by: GroupedMoments.blockSize).map { first in
            var block = Block()
            for group in first..<min(first + GroupedMoments.blockSize, moments.groupCount)
            where moments.packed[group * moments.stride] != 0 {
                for entry in constants[group] {
                    guard let position = positions[entry.column] else { continue }
                    block.positions.append(position)
                    block.excesses.append(entry.excess)
                }
                block.starts.append(block.positions.count)
            }
            return block
        }
    }

    /// Whether some columns are kept apart.
    var hasApart: Bool { !apart.isEmpty }

    /// Sums of products of all columns, standardised.
    ///
    /// - Parameters:
    ///   - products: Of the varying columns.
    ///   - along: By block, the first column of each group's own products, `tiles` vectors from `offset` on, every `stride`.
    func all(_ products: TiledMatrix, along: [[SIMD4<Double>]], offset: Int = 0, stride: Int = 1) -> SquareMatrix {
        guard hasApart else { return SquareMatrix(dimension: count) { products[$0, $1] } }
        var place = [Int](repeating: -1, count: count)
        for (index, position) in varying.enumerated() { place[position] = index }
        var (crossed, paired) = (
            [Double](repeating: 0, count: varying.count * count), [Double](repeating: 0, count: count * count)
        )
        for (block, along) in zip(blocks, along) {
            for group in 0..<block.starts.count - 1 {
                let first = (group * stride + offset) * tiles
                let entries = block.entries(ofGroup: group)
                for entry in entries {
                    let (position, excess) = (block.positions[entry], block.excesses[entry])
                    for index in varying.indices {
                        crossed[index * count + position] += along[first + index / 4][index % 4] * excess
                    }
                    for other in entries {
                        paired[position * count + block.positions[other]] +=
                            along[first][0] * excess * block.excesses[other]
                    }
                }
            }
        }
        return SquareMatrix(dimension: count) { i, j in
            switch (place[i], place[j]) {
            case (-1, -1):
                let outer = levels[i] * (levels[j] * products[0, 0] + parts[j] * crossed[j])
                return outer + parts[i] * (levels[j] * crossed[i] + parts[j] * paired[i * count + j])
            case (-1, let right): return levels[i] * products[0, right] + parts[i] * crossed[right * count + i]
            case (let left, -1): return levels[j] * products[left, 0] + parts[j] * crossed[left * count + j]
            case (let left, let right): return products[left, right]
            }
        }
    }

    /// The weights on the varying columns and the excesses that a combination of the standardised columns is.
    func weights(_ standardized: [Double]) -> [Double] {
        guard hasApart else { return standardized }
        var weights = zip(standardized, parts).map { $0 * $1 }
        for position in apart { weights[0] += levels[position] * standardized[position] }
        return weights
    }

    /// The matrix C of a form w'Cw in the standardised coefficients, as one in the varying columns and the excesses.
    func form(_ standardized: SymmetricMatrix) -> SymmetricMatrix {
        guard hasApart else { return standardized }
        let shifts = (0..<standardized.dimension).map { column in
            apart.reduce(0.0) { $0 + levels[$1] * standardized[$1, column] }
        }
        return SymmetricMatrix(dimension: standardized.dimension) { i, j in
            if i > 0 { return parts[i] * parts[j] * standardized[i, j] }
            if j > 0 { return parts[j] * (standardized[0, j] + shifts[j]) }
            return standardized[0, 0] + 2 * shifts[0] + apart.reduce(0.0) { $0 + levels[$1] * shifts[$1] }
        }
    }
}
