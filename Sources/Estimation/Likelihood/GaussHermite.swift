import Foundation

/// Nodes and weights of Gauss-Hermite quadrature: Σ weight · f(node) is the mean of f under the standard normal distribution, exact
/// for polynomials of degree up to 2 points - 1.
struct GaussHermite: Sendable {
    /// Ascending.
    let nodes: [Double]
    /// Their sum is 1.
    let weights: [Double]

    /// Numbers of points for which the weights are normal doubles.
    static let allowed = 1...64

    /// The nodes are the eigenvalues of the Jacobi matrix of the Hermite polynomials (Golub & Welsch 1969,
    /// doi:10.1090/S0025-5718-69-99647-1), improved by a Newton step; nil outside the allowed numbers of points.
    init?(points: Int) {
        guard Self.allowed.contains(points) else { return nil }
        let jacobi = SymmetricMatrix(dimension: points) { $1 == $0 + 1 ? Double($1).squareRoot() : 0 }
        guard let eigen = SymmetricEigen(jacobi) else { return nil }
        let refined = eigen.values.map { node in
            let value = Self.polynomials(points, at: node)
            // The derivative of the n-th orthonormal polynomial is √n times the one before.
            return node - value[points] / (Double(points).squareRoot() * value[points - 1])
        }
        // The rule is symmetric.
        nodes = refined.indices.map { (refined[$0] - refined[points - 1 - $0]) / 2 }
        // Christoffel's numbers.
        weights = nodes.map { node in
            1 / Self.polynomials(points, at: node).dropLast().reduce(0.0) { $0 + $1 * $1 }
        }
    }

    /// The orthonormal Hermite polynomials of degree 0 to `degree`.
    private static func polynomials(_ degree: Int, at x: Double) -> [Double] {
        var values = [1, x]
        for k in 1..<max(degree, 1) {
            values.append((x * values[k] - Double(k).squareRoot() * values[k - 1]) / Double(k + 1).squareRoot())
        }
        return values
    }
}
