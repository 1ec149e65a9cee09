/// Eigenvalues and eigenvectors of many small positive semidefinite matrices, one after the other in the same memory.
///
/// Cyclic Jacobi rotations, which give small eigenvalues with the matrix's own relative accuracy (Demmel & Veselić 1992,
/// doi:10.1137/0613074). For a single matrix `SymmetricEigen` reads more simply.
struct JacobiEigen {
    private let dimension: Int
    /// Square, row by row; set before `decompose`, destroyed by it.
    var matrix: [Double]
    /// Not in order.
    private(set) var values: [Double]
    /// Row k belongs to `values[k]`.
    private(set) var vectors: [Double]

    /// Sweeps over all pairs at most; convergence is quadratic and takes about six.
    private static let sweeps = 40

    init(dimension: Int) {
        self.dimension = dimension
        matrix = Array(repeating: 0, count: dimension * dimension)
        vectors = matrix
        values = Array(repeating: 0, count: dimension)
    }

    /// Decomposes `matrix`.
    mutating func decompose() {
        let n = dimension
        for i in 0..<n {
            for j in 0..<n {
                vectors[i * n + j] = i == j ? 1 : 0
            }
        }
        for _ in 0..<Self.sweeps {
            var isDiagonal = true
            for i in 0..<n {
                for j in (i + 1)..<max(n, i + 1) where rotate(i, j) {
                    isDiagonal = false
                }
            }
            if isDiagonal { break }
        }
        for i in 0..<n {
            values[i] = matrix[i * n + i]
        }
    }

    /// Makes element (i, j) zero; false where it already counts as such beside its diagonal elements.
    private mutating func rotate(_ i: Int, _ j: Int) -> Bool {
        let n = dimension
        let (first, second, between) = (matrix[i * n + i], matrix[j * n + j], matrix[i * n + j])
        let size = (abs(first) * abs(second)).squareRoot()
        guard abs(between) > 0x1p-54 * size, abs(between) > Double.leastNormalMagnitude else { return false }
        let cotangent = (second - first) / (2 * between)
        let tangent = (cotangent < 0 ? -1 : 1) / (abs(cotangent) + (cotangent * cotangent + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for k in 0..<n where k != i && k != j {
            let (a, b) = (matrix[i * n + k], matrix[j * n + k])
            let (left, right) = (cosine * a - sine * b, sine * a + cosine * b)
            matrix[i * n + k] = left
            matrix[k * n + i] = left
            matrix[j * n + k] = right
            matrix[k * n + j] = right
        }
        matrix[i * n + i] = first - tangent * between
        matrix[j * n + j] = second + tangent * between
        matrix[i * n + j] = 0
        matrix[j * n + i] = 0
        for k in 0..<n {
            let (a, b) = (vectors[i * n + k], vectors[j * n + k])
            vectors[i * n + k] = cosine * a - sine * b
            vectors[j * n + k] = sine * a + cosine * b
        }
        return true
    }
}
