import Foundation

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

    /// x'Ay for vectors of length `dimension`.
    func form(_ x: [Double], _ y: [Double]) -> Double {
        var sum = 0.0
        for i in 0..<dimension {
            for j in 0..<dimension {
                sum += x[i] * self[i, j] * y[j]
            }
        }
        return sum
    }

    /// BAB' for a matrix B given by rows of length `dimension`.
    func transformed(by rows: [[Double]]) -> SymmetricMatrix {
        SymmetricMatrix(dimension: rows.count) { form(rows[$0], rows[$1]) }
    }
}

/// The Cholesky factor of a symmetric positive definite matrix: A = LL', L lower triangular.
struct CholeskyFactor: Sendable {
    let dimension: Int
    /// L row by row, full square storage.
    private var lower: [Double]

    /// Why a matrix has no factor.
    struct NotPositiveDefinite: Error {
        /// The first column that the columns before it explain.
        let column: Int
    }

    /// Factors `matrix`. A pivot at or below `tolerance` times its diagonal element is a column that the columns before it
    /// explain: for a matrix of cross-products, pivot / diagonal is 1 - R², the inverse of its variance inflation.
    init(_ matrix: SymmetricMatrix, tolerance: Double = 0) throws(NotPositiveDefinite) {
        let n = matrix.dimension
        dimension = n
        lower = Array(repeating: 0, count: n * n)
        for j in 0..<n {
            var pivot = matrix[j, j]
            for k in 0..<j {
                pivot -= lower[j * n + k] * lower[j * n + k]
            }
            guard pivot > tolerance * matrix[j, j], pivot > 0, pivot.isFinite else {
                throw NotPositiveDefinite(column: j)
            }
            let root = pivot.squareRoot()
            lower[j * n + j] = root
            for i in (j + 1)..<max(n, j + 1) {
                var sum = matrix[j, i]
                for k in 0..<j {
                    sum -= lower[i * n + k] * lower[j * n + k]
                }
                lower[i * n + j] = sum / root
            }
        }
    }

    /// log|A|.
    var logDeterminant: Double {
        2 * (0..<dimension).reduce(0.0) { $0 + log(lower[$1 * dimension + $1]) }
    }

    /// A⁻¹b.
    func solve(_ b: [Double]) -> [Double] {
        var x = b
        for i in 0..<dimension {
            for k in 0..<i {
                x[i] -= lower[i * dimension + k] * x[k]
            }
            x[i] /= lower[i * dimension + i]
        }
        for i in (0..<dimension).reversed() {
            for k in (i + 1)..<max(dimension, i + 1) {
                x[i] -= lower[k * dimension + i] * x[k]
            }
            x[i] /= lower[i * dimension + i]
        }
        return x
    }

    /// A⁻¹.
    func inverse() -> SymmetricMatrix {
        var inverse = SymmetricMatrix(dimension: dimension)
        for j in 0..<dimension {
            var unit = [Double](repeating: 0, count: dimension)
            unit[j] = 1
            let column = solve(unit)
            for i in 0...j {
                inverse[i, j] = column[i]
            }
        }
        return inverse
    }
}
