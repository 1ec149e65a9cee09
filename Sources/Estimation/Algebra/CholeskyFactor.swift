import Foundation

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

    /// L_ij, zero above the diagonal.
    subscript(i: Int, j: Int) -> Double { lower[i * dimension + j] }

    /// log|A|.
    var logDeterminant: Double {
        2 * (0..<dimension).reduce(0.0) { $0 + log(lower[$1 * dimension + $1]) }
    }

    /// Lz: of covariance A for a z of independent numbers of variance 1.
    func product(_ z: [Double]) -> [Double] {
        (0..<dimension).map { i in
            (0...i).reduce(0.0) { $0 + lower[i * dimension + $1] * z[$1] }
        }
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
