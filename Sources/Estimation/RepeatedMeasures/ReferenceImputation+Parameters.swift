extension ReferenceImputation {
    /// Means and covariance from which responses are imputed.
    struct Parameters: Sendable {
        let occasions: Int
        /// By occasion: the mean where all regressors are 0, then what each regressor adds per unit.
        let means: [[Double]]
        let covariance: SymmetricMatrix

        init(means: [[Double]], covariance: SymmetricMatrix) {
            occasions = means.count
            self.means = means
            self.covariance = covariance
        }

        /// Those of a fit; `.varianceNotIdentified` where an occasion is a linear function of others, or next to one.
        init(
            _ fit: RepeatedMeasuresModel.Fit, _ mean: RepeatedMeasuresMean, _ data: RepeatedMeasures
        ) throws(NotEstimable) {
            let coefficients = fit.coefficients.map(\.value)
            func value(_ occasion: Int, _ regressors: [Double]) -> Double {
                zip(mean.weights(at: occasion, regressors: regressors), coefficients).reduce(0.0) { $0 + $1.0 * $1.1 }
            }
            let none = [Double](repeating: 0, count: data.regressors.count)
            let means = (0..<data.occasionCount).map { occasion in
                let atZero = value(occasion, none)
                return [atZero]
                    + none.indices.map { regressor in
                        var unit = none
                        unit[regressor] = 1
                        return value(occasion, unit) - atZero
                    }
            }
            guard means.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .nonFinite }
            self.init(means: means, covariance: fit.responseCovariance)
            do {
                _ = try CholeskyFactor(covariance, tolerance: StandardizedDesign.collinearity)
            } catch {
                throw .varianceNotIdentified
            }
        }

        /// The mean at an occasion of a person with these regressors.
        @inline(__always)
        func mean(at occasion: Int, _ regressors: [Double]) -> Double {
            let row = means[occasion]
            var mean = row[0]
            for regressor in regressors.indices { mean += row[regressor + 1] * regressors[regressor] }
            return mean
        }
    }

    /// The distribution of occasions given others: mean + `weights` · deviations of the given ones, with covariance LL', L = `factor`.
    struct Conditional: Sendable {
        let given: [Int]
        let others: [Int]
        /// By row: one for each of the others, a column for each given.
        private let weights: [Double]
        /// L, row by row.
        private let factor: [Double]

        /// From the Cholesky factor of the covariance with the given occasions first: Σ = LL', weights = L₂₁ L₁₁⁻¹, and L₂₂ is the factor.
        init(of others: [Int], given: [Int], _ covariance: SymmetricMatrix) throws(NotEstimable) {
            let order = given + others
            let whole: CholeskyFactor
            do {
                whole = try CholeskyFactor(SymmetricMatrix(dimension: order.count) { covariance[order[$0], order[$1]] })
            } catch {
                throw .varianceNotIdentified
            }
            let (m, n) = (given.count, others.count)
            var weights = [Double](repeating: 0, count: n * m)
            var factor = [Double](repeating: 0, count: n * n)
            for i in 0..<n {
                for j in (0..<m).reversed() {
                    var sum = whole[m + i, j]
                    for k in (j + 1)..<max(m, j + 1) { sum -= weights[i * m + k] * whole[k, j] }
                    weights[i * m + j] = sum / whole[j, j]
                }
                for j in 0...i { factor[i * n + j] = whole[m + i, m + j] }
            }
            (self.given, self.others, self.weights, self.factor) = (given, others, weights, factor)
        }

        /// What the given occasions' deviations from their means add to the mean of the others' i-th.
        @inline(__always)
        func shift(_ i: Int, _ deviations: [Double]) -> Double {
            var sum = 0.0
            for j in given.indices { sum += weights[i * given.count + j] * deviations[given[j]] }
            return sum
        }

        /// The i-th of Lz.
        @inline(__always)
        func noise(_ i: Int, _ z: [Double]) -> Double {
            var sum = 0.0
            for j in 0...i { sum += factor[i * others.count + j] * z[j] }
            return sum
        }
    }
}
