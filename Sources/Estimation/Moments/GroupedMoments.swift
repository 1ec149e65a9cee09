/// The cross-products of a design's columns within each group: all that a linear mixed model, a cluster-robust regression or a
/// group bootstrap needs of the rows.
///
/// With z_0 = 1 and z_j = (x_j - center_j) / scale_j, group g holds Σ z_i z_j over its rows for 0 <= i <= j <= w: the packed
/// upper triangle, groups one after the other. Element (0, 0) is the group's number of rows.
///
/// The rows may be whitened within groups before their products are summed (`SerialMixedModel.moments`): z_0 is what
/// whitening leaves of 1 then, and element (0, 0) no number of rows.
///
/// Choose `center` near a column's mean and `scale` near its spread: sums of raw day numbers near a million leave few digits
/// for their differences. Estimates come back in the columns' own units and do not depend on the choice.
public struct GroupedMoments: Sendable, Equatable {
    /// A column of the design, in its own units, and how it is standardised before sums are formed.
    public struct Column: Sendable, Hashable {
        /// What messages call it.
        public let name: String
        /// Subtracted from each value.
        public let center: Double
        /// Divides what is left; above zero.
        public let scale: Double

        /// A column; a `scale` that is not a finite number above 0 counts as 1, a `center` that is not finite as 0.
        public init(_ name: String, center: Double = 0, scale: Double = 1) {
            self.name = name
            self.center = center.isFinite ? center : 0
            self.scale = scale.isFinite && scale > 0 ? scale : 1
        }
    }

    /// Why two sets of moments do not add up.
    public enum MergeError: Error, Equatable, Sendable, CustomStringConvertible {
        /// The columns have other names or another order.
        case differentColumns
        /// The moments are of another number of groups.
        case differentGroupCount(Int, Int)
        /// Rows that were whitened together cannot be added to others.
        case whitened

        /// In words.
        public var description: String {
            switch self {
            case .differentColumns: "the moments are of different columns"
            case .differentGroupCount(let one, let other): "the moments are of \(one) and of \(other) groups"
            case .whitened: "the moments are of whitened rows"
            }
        }
    }

    /// The columns, without the constant, which every design has.
    public internal(set) var columns: [Column]
    /// Groups, with rows or without.
    public let groupCount: Int
    /// Group-major packed upper triangles of the constant and the columns that vary within groups.
    var packed: [Double]
    /// The last columns, if these are kept apart for being the same on all rows of a group.
    var constants: GroupConstants?
    /// What the products of whitened rows do not tell; nil of rows as they are.
    var whitening: Whitening?

    /// Groups summed in one block. Part of the results' definition: another size sums in another order.
    static let blockSize = 1024

    /// Columns that vary within groups, with the constant.
    var dimension: Int { columns.count - (constants?.columns.count ?? 0) + 1 }

    /// Numbers a group.
    var stride: Int { SymmetricMatrix.packedCount(dimension) }

    init(columns: [Column], groupCount: Int, packed: [Double]) {
        self.columns = columns
        self.groupCount = groupCount
        self.packed = packed
    }

    /// Moments of two columns, usually the predictor and the response; the fast way for many rows.
    ///
    /// - Parameters:
    ///   - groupCount: Groups, numbered from 0.
    ///   - executor: Carries out blocks of groups.
    ///   - accumulate: Adds a group's rows to the sums it is given. Called once a group, from the executor's threads.
    public init(
        x: Column, y: Column, groupCount: Int, executor: BlockExecutor = .serial,
        accumulate: @Sendable (_ group: Int, _ sums: inout PairSums) -> Void
    ) {
        let empty = PairSums(x: x, y: y)
        let blocks = executor.mapBlocks(of: groupCount, size: Self.blockSize) { groups in
            var packed = [Double]()
            packed.reserveCapacity(groups.count * 6)
            for group in groups {
                var sums = empty
                accumulate(group, &sums)
                packed.append(sums.count)
                packed.append(sums.x)
                packed.append(sums.y)
                packed.append(sums.xx)
                packed.append(sums.xy)
                packed.append(sums.yy)
            }
            return packed
        }
        self.init(columns: [x, y], groupCount: max(0, groupCount), packed: (consume blocks).concatenated())
    }

    /// Moments of any number of columns.
    ///
    /// - Parameters:
    ///   - groupCount: Groups, numbered from 0.
    ///   - executor: Carries out blocks of groups.
    ///   - accumulate: Adds a group's rows to the sums it is given. Called once a group, from the executor's threads.
    public init(
        columns: [Column], groupCount: Int, executor: BlockExecutor = .serial,
        accumulate: @Sendable (_ group: Int, _ sums: inout RowSums) -> Void
    ) {
        let blocks = executor.mapBlocks(of: groupCount, size: Self.blockSize) { groups in
            var packed = [Double]()
            packed.reserveCapacity(groups.count * SymmetricMatrix.packedCount(columns.count + 1))
            var sums = RowSums(columns)
            for group in groups {
                sums.reset()
                accumulate(group, &sums)
                packed.append(contentsOf: sums.packed)
            }
            return packed
        }
        self.init(columns: columns, groupCount: max(0, groupCount), packed: (consume blocks).concatenated())
    }

    /// The number of rows of a group; 0 outside the groups, and where a caller's own sums are not of a whole number.
    public func rowCount(ofGroup group: Int) -> Int {
        guard group >= 0, group < groupCount else { return 0 }
        if let whitening { return whitening.rowCounts[group] }
        return Int(exactly: packed[group * stride]) ?? 0
    }

    /// The position of the column with this name.
    public func position(of name: String) -> Int? {
        columns.firstIndex { $0.name == name }
    }
}
