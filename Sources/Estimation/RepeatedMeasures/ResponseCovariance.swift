import Foundation

/// How the covariance Σ of a person's responses at all occasions depends on the parameters θ of a structure.
///
/// Unstructured: Σ = ULL'U, U fixed units of the occasions, L lower triangular by rows with log L_ii on its diagonal (Pinheiro &
/// Bates 1996, doi:10.1007/BF00140873): any positive definite matrix. The others: Σ_ab = exp(l_a + l_b) c_ab, with log standard
/// deviations l, one for all occasions or one each, and then correlations. A θ whose Σ is not positive definite has none.
struct ResponseCovariance: Sendable {
    let structure: RepeatedMeasuresModel.Covariance
    /// T.
    let dimension: Int
    /// U.
    let units: [Double]

    /// A Σ in which the occasions before explain 1 - R² below this of one counts as singular.
    static let singular = StandardizedDesign.collinearity

    /// Parameters.
    var count: Int { structure.parameterCount(occasions: dimension) }
    private var deviations: Int { structure.isHeterogeneous ? dimension : 1 }

    private func deviation(of occasion: Int) -> Int { structure.isHeterogeneous ? occasion : 0 }

    /// Where L_ik stands among the parameters.
    private func place(_ i: Int, _ k: Int) -> Int { i * (i + 1) / 2 + k }

    /// L_ik.
    private func lower(_ theta: [Double], _ i: Int, _ k: Int) -> Double {
        i == k ? exp(theta[place(i, k)]) : theta[place(i, k)]
    }

    /// Σ; nil where it is not positive definite.
    func matrix(_ theta: [Double]) -> SymmetricMatrix? {
        let matrix =
            structure == .unstructured
            ? SymmetricMatrix(dimension: dimension) { a, b in
                units[a] * units[b]
                    * (0...a).reduce(0.0) { $0 + lower(theta, a, $1) * lower(theta, b, $1) }
            }
            : SymmetricMatrix(dimension: dimension) { a, b in
                exp(theta[deviation(of: a)] + theta[deviation(of: b)]) * correlation(theta, b - a)
            }
        guard matrix.packed.allSatisfy(\.isFinite),
            (try? CholeskyFactor(matrix, tolerance: Self.singular)) != nil
        else { return nil }
        return matrix
    }

    /// The correlation at a distance of `lag` occasions.
    private func correlation(_ theta: [Double], _ lag: Int) -> Double {
        guard lag > 0 else { return 1 }
        return switch structure {
        case .unstructured: 0
        case .heterogeneousToeplitz: theta[deviations + lag - 1]
        case .heterogeneousAutoregressive, .autoregressive: pow(theta[deviations], Double(lag))
        case .heterogeneousCompoundSymmetry, .compoundSymmetry: theta[deviations]
        }
    }

    /// ∂ correlation(lag) / ∂ the correlation parameter `position`, and the second derivative in it alone.
    private func correlationChange(_ theta: [Double], _ lag: Int, _ position: Int) -> (first: Double, second: Double) {
        guard lag > 0 else { return (0, 0) }
        switch structure {
        case .unstructured: return (0, 0)
        case .heterogeneousToeplitz: return (position == lag - 1 ? 1 : 0, 0)
        case .heterogeneousCompoundSymmetry, .compoundSymmetry: return (1, 0)
        case .heterogeneousAutoregressive, .autoregressive:
            let (rho, power) = (theta[deviations], Double(lag))
            let second = lag > 1 ? power * (power - 1) * pow(rho, power - 2) : 0
            return (power * pow(rho, power - 1), second)
        }
    }

    /// ∂Σ/∂θ, a matrix for each parameter.
    func derivatives(_ theta: [Double], at sigma: SymmetricMatrix) -> [SymmetricMatrix] {
        guard structure == .unstructured else {
            return (0..<count).map { k in
                SymmetricMatrix(dimension: dimension) { a, b in
                    guard k >= deviations else { return times(k, a, b) * sigma[a, b] }
                    return exp(theta[deviation(of: a)] + theta[deviation(of: b)])
                        * correlationChange(theta, b - a, k - deviations).first
                }
            }
        }
        return (0..<dimension).flatMap { i in
            (0...i).map { k in
                var matrix = SymmetricMatrix(dimension: dimension)
                let inner = units[i] * (i == k ? lower(theta, i, k) : 1)
                for other in k..<dimension {
                    matrix[i, other] += inner * units[other] * lower(theta, other, k) * (other == i ? 2 : 1)
                }
                return matrix
            }
        }
    }

    /// How often the log standard deviation `k` is a factor of Σ_ab.
    private func times(_ k: Int, _ a: Int, _ b: Int) -> Double {
        (deviation(of: a) == k ? 1 : 0) + (deviation(of: b) == k ? 1 : 0)
    }

    /// The sum over a ≤ b of slope_ab ∂²Σ_ab/∂θ∂θ', `slope` a function's derivative in the elements of Σ's upper triangle and
    /// `gradient` that in θ.
    func curvature(
        _ theta: [Double], at sigma: SymmetricMatrix, slope: SymmetricMatrix, gradient: [Double]
    ) -> SymmetricMatrix {
        var curvature = SymmetricMatrix(dimension: count)
        guard structure == .unstructured else {
            for a in 0..<dimension {
                for b in a..<dimension {
                    add(theta, a, b, times: slope[a, b], sigma[a, b], to: &curvature)
                }
            }
            return curvature
        }
        for i in 0..<dimension {
            for j in i..<dimension {
                let weight = slope[i, j] * units[i] * units[j] * (i == j ? 2 : 1)
                for k in 0...i {
                    let (left, right) = (i == k ? lower(theta, i, k) : 1, j == k ? lower(theta, j, k) : 1)
                    curvature[place(i, k), place(j, k)] += weight * left * right
                }
            }
            // L_ii is the exponential of its parameter.
            curvature[place(i, i), place(i, i)] += gradient[place(i, i)]
        }
        return curvature
    }

    private func add(
        _ theta: [Double], _ a: Int, _ b: Int, times slope: Double, _ element: Double,
        to curvature: inout SymmetricMatrix
    ) {
        let scale = exp(theta[deviation(of: a)] + theta[deviation(of: b)])
        let own = Array(Set([deviation(of: a), deviation(of: b)])).sorted()
        for (position, first) in own.enumerated() {
            for second in own[position...] {
                curvature[first, second] += slope * times(first, a, b) * times(second, a, b) * element
            }
            for k in deviations..<count {
                let change = correlationChange(theta, b - a, k - deviations).first
                curvature[first, k] += slope * times(first, a, b) * scale * change
            }
        }
        for k in deviations..<count {
            curvature[k, k] += slope * scale * correlationChange(theta, b - a, k - deviations).second
        }
    }

    /// Parameters near a matrix: its variances, and its correlations drawn towards zero until the structure's are positive definite.
    /// Nil where a variance is not above 0.
    static func start(
        _ structure: RepeatedMeasuresModel.Covariance, near matrix: SymmetricMatrix
    ) -> (covariance: ResponseCovariance, theta: [Double])? {
        let dimension = matrix.dimension
        let single = (0..<dimension).reduce(0.0) { $0 + matrix[$1, $1] } / Double(dimension)
        let variances = (0..<dimension).map { structure.isHeterogeneous ? matrix[$0, $0] : single }
        guard variances.allSatisfy({ $0 > 0 && $0.isFinite }), matrix.packed.allSatisfy(\.isFinite) else { return nil }
        let covariance = ResponseCovariance(
            structure: structure, dimension: dimension, units: variances.map { $0.squareRoot() })
        var share = 1.0
        while share > 1e-3 {
            let correlations = SymmetricMatrix(dimension: dimension) { a, b in
                a == b ? 1 : share * matrix[a, b] / (variances[a] * variances[b]).squareRoot()
            }
            if let theta = covariance.parameters(variances, correlations), covariance.matrix(theta) != nil {
                return (covariance, theta)
            }
            share *= 0.9
        }
        return nil
    }

    /// Those of the matrix with these variances and correlations, averaged where the structure has one for several.
    private func parameters(_ variances: [Double], _ correlations: SymmetricMatrix) -> [Double]? {
        if structure == .unstructured {
            // Near the edge every step of the search would be short.
            guard let factor = try? CholeskyFactor(correlations, tolerance: 1e-3) else { return nil }
            return (0..<dimension).flatMap { i in
                (0...i).map { k in i == k ? log(factor[i, k]) : factor[i, k] }
            }
        }
        let deviations = (0..<self.deviations).map { log(variances[$0]) / 2 }
        func average(_ lags: Range<Int>) -> Double {
            let pairs = lags.flatMap { lag in (0..<(dimension - lag)).map { correlations[$0, $0 + lag] } }
            return pairs.isEmpty ? 0 : pairs.reduce(0.0, +) / Double(pairs.count)
        }
        return switch structure {
        case .unstructured: nil
        case .heterogeneousToeplitz: deviations + (1..<max(1, dimension)).map { average($0..<($0 + 1)) }
        case .heterogeneousAutoregressive, .autoregressive: deviations + [average(1..<min(2, dimension))]
        case .heterogeneousCompoundSymmetry, .compoundSymmetry: deviations + [average(1..<dimension)]
        }
    }
}
