extension RepeatedMeasuresCriterion {
    /// The derivatives at a point: first in the elements Σ_ab, a ≤ b, of Σ's upper triangle, in which V is linear, then in θ.
    ///
    /// With E_i = ∂Σ/∂Σ_i, H = Σ X (X'WX)⁻¹ X' and R = Σ rr' over the persons of a pattern, n of them, and Z = 2WRW + 2WHW - nW:
    ///
    ///     ∂f/∂Σ_i       = Σ tr(E_i (nW - WRW - WHW))
    ///     ∂²f/∂Σ_i∂Σ_j  = Σ tr(E_i W E_j Z) - tr(ΦP_iΦP_j) - 2 u_i'Φu_j
    ///
    /// Φ = (X'WX)⁻¹, P_i = X'WE_iWX, u_i = X'WE_iWr; sums are over patterns, and the terms with H and P belong to the restricted
    /// likelihood.
    struct Derivatives: Sendable {
        /// ∂Σ/∂θ.
        let jacobian: [SymmetricMatrix]
        /// ∂²f/∂θ∂θ'.
        let hessian: SymmetricMatrix
        /// P_i of each element, packed, in the coefficients.
        let changes: [SymmetricMatrix]
    }

    /// Sums over patterns.
    private struct ElementSums: Sendable {
        /// ∂f/∂Σ.
        var gradient: SymmetricMatrix
        /// Σ vech(W) vech(Z)', square: all that the traces of the Hessian need.
        var pairs: [Double]
        /// P_i, packed, and u_i, one after the other.
        var changes: [Double], scores: [Double]

        var size: Int { pairs.count + changes.count + scores.count }

        init(_ design: RepeatedMeasuresDesign) {
            gradient = SymmetricMatrix(dimension: design.occasionCount)
            let (elements, coefficients) = (gradient.packed.count, design.coefficients.count)
            pairs = Array(repeating: 0, count: elements * elements)
            changes = Array(repeating: 0, count: elements * SymmetricMatrix.packedCount(coefficients))
            scores = Array(repeating: 0, count: elements * coefficients)
        }

        mutating func add(_ other: ElementSums) {
            gradient.add(other.gradient)
            for index in pairs.indices { pairs[index] += other.pairs[index] }
            for index in changes.indices { changes[index] += other.changes[index] }
            for index in scores.indices { scores[index] += other.scores[index] }
        }

        mutating func add(
            _ pattern: PatternProducts, _ state: State, _ design: RepeatedMeasuresDesign, isRestricted: Bool
        ) {
            let count = pattern.count
            let residuals = pattern.residuals(state.coefficients)
            let residual = pattern.sandwiched(residuals.squares)
            let spread =
                isRestricted
                ? pattern.sandwiched(pattern.spread(state.coefficientCovariance))
                : [Double](repeating: 0, count: count * count)
            for a in 0..<count {
                for b in a..<count {
                    let at = a * count + b
                    let slope = pattern.persons * pattern.inverse[at] - residual[at] - spread[at]
                    gradient[pattern.occasions[a], pattern.occasions[b]] += a == b ? slope : 2 * slope
                }
            }
            let elements = pattern.elements(of: design.occasionCount)
            let weights = zip(zip(residual, spread), pattern.inverse).map {
                2 * ($0.0 + $0.1) - pattern.persons * $1
            }
            addPairs(pattern, weights, elements)
            addChanges(pattern, residuals.moments, elements, coefficients: design.coefficients.count)
        }

        /// Adds vech(W) vech(Z)'.
        mutating func addPairs(_ pattern: PatternProducts, _ weights: [Double], _ elements: [Int]) {
            let (count, width) = (pattern.count, gradient.packed.count)
            let upper = (0..<count).flatMap { a in (a..<count).map { a * count + $0 } }
            for (position, at) in upper.enumerated() {
                let (base, value) = (elements[position] * width, pattern.inverse[at])
                for (other, element) in elements.enumerated() { pairs[base + element] += value * weights[upper[other]] }
            }
        }

        private mutating func addChanges(
            _ pattern: PatternProducts, _ moments: [Double], _ elements: [Int], coefficients: Int
        ) {
            let (count, width) = (pattern.count, pattern.active.count)
            let stride = SymmetricMatrix.packedCount(coefficients)
            // Σ z r'W, a row for each local coefficient's regressor.
            let weighed = PatternProducts.product(moments, pattern.inverse, width, count)
            var next = 0
            for a in 0..<count {
                for b in a..<count {
                    let element = elements[next]
                    next += 1
                    let half = a == b ? 0.5 : 1
                    let (left, right) = (a * width, b * width)
                    for c in 0..<width {
                        let (ofA, ofB) = (half * pattern.columns[left + c], half * pattern.columns[right + c])
                        scores[element * coefficients + pattern.active[c]] +=
                            ofA * weighed[c * count + b] + ofB * weighed[c * count + a]
                        let base =
                            element * stride + SymmetricMatrix.packedIndex(pattern.active[c], 0, coefficients)
                        for d in c..<width {
                            let weight = ofA * pattern.columns[right + d] + ofB * pattern.columns[left + d]
                            changes[base + pattern.active[d]] += weight * pattern.squares[c * width + d]
                        }
                    }
                }
            }
        }
    }

    /// tr(E_i W E_j Z) summed over patterns, for all pairs of elements, from Σ vech(W) vech(Z)'.
    private func traces(_ pairs: [Double]) -> SymmetricMatrix {
        let dimension = design.occasionCount
        let elements = (0..<dimension).flatMap { a in (a..<dimension).map { (a: a, b: $0) } }
        func product(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
            let first = SymmetricMatrix.packedIndex(min(a, b), max(a, b), dimension)
            let second = SymmetricMatrix.packedIndex(min(c, d), max(c, d), dimension)
            return pairs[first * elements.count + second]
        }
        return SymmetricMatrix(dimension: elements.count) { i, j in
            let ((a, b), (c, d)) = (elements[i], elements[j])
            let sum = product(b, c, d, a) + product(b, d, c, a) + product(a, c, d, b) + product(a, d, c, b)
            return sum * (a == b ? 0.5 : 1) * (c == d ? 0.5 : 1)
        }
    }

    /// J'AJ for a matrix of the elements, J = ∂Σ/∂θ.
    private static func inParameters(_ matrix: SymmetricMatrix, _ jacobian: [SymmetricMatrix]) -> SymmetricMatrix {
        matrix.transformed(by: jacobian.map(\.packed))
    }

    /// Gradient and Hessian in θ.
    func derivatives(at point: NewtonMinimizer.Point<State>) -> NewtonMinimizer.Derivatives<Derivatives> {
        let (design, isRestricted, state) = (design, isRestricted, point.state)
        let start = ElementSums(design)
        let parts =
            Self.overPatterns(design, state.sigma, executor, start: start, size: start.size) { pattern, sums in
                sums.add(pattern, state, design, isRestricted: isRestricted)
            } ?? []
        let sums = parts.reduce(into: start) { $0.add($1) }
        let jacobian = covariance.derivatives(state.theta, at: state.sigma)
        let changes = changes(sums)
        let count = design.coefficients.count

        var elementHessian = traces(sums.pairs)
        let spreads = changes.map { isRestricted ? Self.product(state.coefficientCovariance, $0) : [] }
        let scores = (0..<changes.count).map { Array(sums.scores[$0 * count..<($0 + 1) * count]) }
        let solved = scores.map { score in
            (0..<count).map { c in (0..<count).reduce(0.0) { $0 + state.coefficientCovariance[c, $1] * score[$1] } }
        }
        for i in 0..<changes.count {
            for j in i..<changes.count {
                let ofMean = zip(solved[i], scores[j]).reduce(0.0) { $0 + $1.0 * $1.1 }
                elementHessian[i, j] -= 2 * ofMean + (isRestricted ? Self.trace(spreads[i], spreads[j], count) : 0)
            }
        }
        let gradient = jacobian.map { zip($0.packed, sums.gradient.packed).reduce(0.0) { $0 + $1.0 * $1.1 } }
        var hessian = Self.inParameters(elementHessian, jacobian)
        hessian.add(
            covariance.curvature(state.theta, at: state.sigma, slope: sums.gradient, gradient: gradient))
        return .init(
            gradient: gradient, hessian: hessian,
            detail: Derivatives(jacobian: jacobian, hessian: hessian, changes: changes))
    }

    private func changes(_ sums: ElementSums) -> [SymmetricMatrix] {
        let count = design.coefficients.count
        let stride = SymmetricMatrix.packedCount(count)
        return (0..<sums.gradient.packed.count).map { element in
            SymmetricMatrix(dimension: count) {
                sums.changes[element * stride + SymmetricMatrix.packedIndex($0, $1, count)]
            }
        }
    }

    /// AB, square and row by row.
    static func product(_ left: SymmetricMatrix, _ right: SymmetricMatrix) -> [Double] {
        let count = left.dimension
        return PatternProducts.product(
            (0..<count * count).map { left[$0 / count, $0 % count] },
            (0..<count * count).map { right[$0 / count, $0 % count] }, count, count)
    }

    /// tr(AB) of square matrices.
    private static func trace(_ left: [Double], _ right: [Double], _ count: Int) -> Double {
        var sum = 0.0
        for i in 0..<count {
            for j in 0..<count { sum += left[i * count + j] * right[j * count + i] }
        }
        return sum
    }

    /// The expectation of ∂²f/∂θ∂θ' where Σ is that of the point: J'(Σ tr(E_i W E_j (nW - 2WHW)) + tr(ΦP_iΦP_j))J.
    func expectedHessian(at state: State, _ derivatives: Derivatives) -> SymmetricMatrix {
        let (design, isRestricted) = (design, isRestricted)
        let start = ElementSums(design)
        let parts =
            Self.overPatterns(design, state.sigma, executor, start: start, size: start.size) { pattern, sums in
                let spread = isRestricted ? pattern.sandwiched(pattern.spread(state.coefficientCovariance)) : []
                let weights = pattern.inverse.indices.map {
                    pattern.persons * pattern.inverse[$0] - (isRestricted ? 2 * spread[$0] : 0)
                }
                sums.addPairs(pattern, weights, pattern.elements(of: design.occasionCount))
            } ?? []
        var matrix = traces(parts.reduce(into: start) { $0.add($1) }.pairs)
        if isRestricted {
            let spreads = derivatives.changes.map { Self.product(state.coefficientCovariance, $0) }
            for i in spreads.indices {
                for j in i..<spreads.count {
                    matrix[i, j] += Self.trace(spreads[i], spreads[j], design.coefficients.count)
                }
            }
        }
        return Self.inParameters(matrix, derivatives.jacobian)
    }
}
