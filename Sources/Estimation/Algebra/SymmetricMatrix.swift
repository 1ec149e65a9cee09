/// A small symmetric matrix: the upper triangle, row by row, in one array.
///
/// Element (i, j) with i <= j stands at `packedIndex(i, j, dimension)`.
public struct SymmetricMatrix: Sendable, Equatable {
    /// Rows, and columns.
    public let dimension: Int
    /// The upper triangle, row by row: `dimension * (dimension + 1) / 2` numbers.
    public private(set) var packed: [Double]

    /// The zero matrix.
    public init(dimension: Int) {
        self.dimension = max(0, dimension)
        packed = Array(repeating: 0, count: Self.packedCount(self.dimension))
    }

    /// The matrix with `element(i, j)` for i <= j.
    public init(dimension: Int, element: (Int, Int) -> Double) {
        self.init(dimension: dimension)
        for i in 0..<self.dimension {
            for j in i..<self.dimension {
                self[i, j] = element(i, j)
            }
        }
    }

    /// Numbers in the upper triangle of a matrix of this dimension.
    public static func packedCount(_ dimension: Int) -> Int {
        dimension * (dimension + 1) / 2
    }

    /// Where element (i, j) with i <= j stands in the packed upper triangle.
    public static func packedIndex(_ i: Int, _ j: Int, _ dimension: Int) -> Int {
        i * (2 * dimension - i - 1) / 2 + j
    }

    /// The element in row i and column j; setting it sets (j, i) too.
    public subscript(i: Int, j: Int) -> Double {
        get { packed[Self.packedIndex(min(i, j), max(i, j), dimension)] }
        set { packed[Self.packedIndex(min(i, j), max(i, j), dimension)] = newValue }
    }

    /// Adds weight · vv' for a vector of length `dimension`.
    @inline(__always)
    mutating func addSquare(of vector: ArraySlice<Double>, times weight: Double = 1) {
        var index = 0
        for i in vector.indices {
            let scaled = weight * vector[i]
            for j in i..<vector.endIndex {
                packed[index] += scaled * vector[j]
                index += 1
            }
        }
    }

    /// Adds weight · vv' for a vector of 1 at `unit`, the first `values` at its end, and 0 else; `unit` is before these.
    @inline(__always)
    mutating func addSquare(ofUnit unit: Int, before start: Int, _ values: [Double], times weight: Double) {
        packed[Self.packedIndex(unit, unit, dimension)] += weight
        let (beside, tail) = (Self.packedIndex(unit, start, dimension), Self.packedIndex(start, start, dimension))
        var index = tail
        for i in 0..<dimension - start {
            let scaled = weight * values[i]
            packed[beside + i] += scaled
            for j in i..<dimension - start {
                packed[index] += scaled * values[j]
                index += 1
            }
        }
    }

    /// Adds a matrix of the same dimension.
    mutating func add(_ other: SymmetricMatrix) {
        for index in packed.indices { packed[index] += other.packed[index] }
    }

    /// Adds weight times a matrix of the same dimension.
    mutating func add(_ other: SymmetricMatrix, times weight: Double) {
        for index in packed.indices { packed[index] += weight * other.packed[index] }
    }

    /// x'Ay for vectors of length `dimension`.
    func form(_ x: [Double], _ y: [Double]) -> Double {
        var sum = 0.0
        // A coefficient alone has one weight.
        for i in 0..<dimension where x[i] != 0 {
            for j in 0..<dimension where y[j] != 0 {
                sum += x[i] * self[i, j] * y[j]
            }
        }
        return sum
    }

    /// BAB' for a matrix B given by rows of length `dimension`.
    func transformed(by rows: [[Double]]) -> SymmetricMatrix {
        SymmetricMatrix(dimension: rows.count) { form(rows[$0], rows[$1]) }
    }

    /// BAB' for a square matrix B given by rows, with as many steps as two products take.
    func multiplied(by rows: [[Double]]) -> SymmetricMatrix {
        let half = rows.map { row in
            (0..<dimension).map { k in (0..<dimension).reduce(0.0) { $0 + row[$1] * self[$1, k] } }
        }
        return SymmetricMatrix(dimension: rows.count) { i, j in zip(half[i], rows[j]).reduce(0.0) { $0 + $1.0 * $1.1 } }
    }
}
