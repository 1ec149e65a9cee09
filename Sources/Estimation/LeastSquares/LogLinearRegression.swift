import Foundation

/// Regression of a mean that is above zero on the log scale, for responses of which some may be zero: E y = exp(Xβ), with a variance that
/// grows with the square of the mean (quasi-likelihood; Wedderburn 1974, doi:10.1093/biomet/61.3.439; McCullagh & Nelder 1989,
/// chapter 8).
///
/// Of squares, such as variances of samples, it holds whatever the samples' sizes: their mean is right where their logarithm is too low
/// in small samples and does not exist where a sample does not vary. Only the mean need be right: errors are those of least squares on
/// the working response at the optimum, robust to the variance and to rows of one group.
public enum LogLinearRegression {
    /// Regresses the logarithm of the mean of `response` on `predictors` and an intercept.
    ///
    /// - Parameters:
    ///   - response: Finite, none below zero.
    ///   - groups: The group of each row, ascending; nil where each row is one of its own.
    ///   - correction: Of the sandwich over groups.
    /// - Returns: The regression on the log scale: differences of exp(coefficient) times. Its `sdResidual` is that of y over its mean.
    ///   `.constantResponse` where every response is zero, `.didNotConverge` where a coefficient has no bound, as where all
    ///   responses at a level of a predictor are zero.
    /// - Complexity: O(n p²) a step, of which there are five to ten as a rule.
    public static func fit(
        _ response: [Double], on predictors: [LinearRegression.Predictor], groups: [Int]? = nil,
        correction: ClusterRobustRegression.Correction = .cr2, executor: BlockExecutor = .serial
    ) -> FitOutcome<ClusterRobustRegression.Fit> {
        FitOutcome { () throws(NotEstimable) in
            let ranges = try ranges(groups, rows: response.count)
            let design = try Design(response, predictors)
            let working = try design.workingResponse()
            let columns =
                predictors.indices.map { design.columns[$0] } + [GroupedMoments.Column("the logarithm of the response")]
            let moments = GroupedMoments(columns: columns, groupCount: ranges.count, executor: executor) {
                group, sums in
                for row in ranges[group] {
                    sums.addRow { $0 < predictors.count ? predictors[$0].values[row] : working[row] }
                }
            }
            return try ClusterRobustRegression.fit(
                moments, response: predictors.count, predictors: Array(predictors.indices), correction: correction,
                executor: executor
            ).get()
        }
    }

    private static func ranges(_ groups: [Int]?, rows: Int) throws(NotEstimable) -> [Range<Int>] {
        guard let groups else { return (0..<rows).map { $0..<($0 + 1) } }
        guard groups.count == rows, zip(groups, groups.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw .invalidArgument(name: "groups", needed: "one a row, ascending")
        }
        let starts = groups.indices.filter { $0 == 0 || groups[$0] != groups[$0 - 1] }
        return zip(starts, starts.dropFirst() + [rows]).map { $0..<$1 }
    }

    /// The rows, standardised.
    private struct Design {
        let columns: [GroupedMoments.Column]
        /// Row-major, the constant first.
        private let x: [Double]
        private let y: [Double]
        private let dimension: Int

        init(_ response: [Double], _ predictors: [LinearRegression.Predictor]) throws(NotEstimable) {
            guard !response.isEmpty else { throw .noObservations }
            guard response.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .nonFinite }
            guard response.contains(where: { $0 > 0 }) else { throw .constantResponse(name: "the response") }
            guard response.count > predictors.count + 1 else {
                throw .tooFewObservations(found: response.count, needed: predictors.count + 2)
            }
            var columns: [GroupedMoments.Column] = []
            for predictor in predictors {
                guard predictor.values.count == response.count else {
                    throw .invalidArgument(name: predictor.name, needed: "as long as the response")
                }
                let own = OnlineMoments(predictor.values)
                guard let mean = own.mean, let spread = own.standardDeviation else { throw .nonFinite }
                guard own.minimum != own.maximum else { throw .constantColumn(name: predictor.name) }
                columns.append(.init(predictor.name, center: mean, scale: spread))
            }
            self.columns = columns
            dimension = columns.count + 1
            y = response
            var rows = [Double](repeating: 1, count: response.count * dimension)
            for (place, (column, predictor)) in zip(columns, predictors).enumerated() {
                for (row, value) in predictor.values.enumerated() {
                    rows[row * dimension + place + 1] = (value - column.center) / column.scale
                }
            }
            x = rows
        }

        /// η + (y - μ) / μ at the optimum: least squares of it gives the optimum's coefficients, and residuals (y - μ) / μ.
        func workingResponse() throws(NotEstimable) -> [Double] {
            var beta = [Double](repeating: 0, count: dimension)
            beta[0] = log(y.reduce(0, +) / Double(y.count))
            for _ in 0..<LogLinearRegression.mostSteps {
                let (score, information) = derivatives(at: beta)
                guard let factor = try? CholeskyFactor(information, tolerance: StandardizedDesign.collinearity) else {
                    throw .collinear(name: columns.last?.name ?? "the constant")
                }
                let step = factor.solve(score)
                let promised = zip(score, step).reduce(0.0) { $0 + $1.0 * $1.1 }
                guard promised.isFinite else { throw .nonFinite }
                beta = halved(step, from: beta, promised)
                guard promised > LogLinearRegression.negligible * Double(y.count) else {
                    return y.indices.map { row in
                        let eta = predictor(row, beta)
                        return eta + y[row] * exp(-eta) - 1
                    }
                }
            }
            throw .didNotConverge(iterations: LogLinearRegression.mostSteps)
        }

        /// Newton's step, halved until the quasi-deviance falls by a part of what was promised. Near the optimum, where its own rounding
        /// is larger, the step is taken as it is.
        private func halved(_ step: [Double], from beta: [Double], _ promised: Double) -> [Double] {
            func moved(_ part: Double) -> [Double] { zip(beta, step).map { $0 + part * $1 } }
            guard promised > 1e-8 * Double(y.count) else { return moved(1) }
            let here = deviance(at: beta)
            var part = 1.0
            while part > 1e-6, deviance(at: moved(part)) > here - 1e-4 * part * promised { part /= 2 }
            return moved(part)
        }

        private func predictor(_ row: Int, _ beta: [Double]) -> Double {
            var eta = 0.0
            for column in 0..<dimension { eta += x[row * dimension + column] * beta[column] }
            return eta
        }

        /// Σ y / μ + log μ, which is convex in the coefficients.
        private func deviance(at beta: [Double]) -> Double {
            var sum = CompensatedSum()
            for row in y.indices {
                let eta = predictor(row, beta)
                sum.add(y[row] * exp(-eta) + eta)
            }
            return sum.value
        }

        /// Σ x (y - μ) / μ, and Σ xx' y / μ.
        private func derivatives(at beta: [Double]) -> (score: [Double], information: SymmetricMatrix) {
            var score = [Double](repeating: 0, count: dimension)
            var information = SymmetricMatrix(dimension: dimension)
            for row in y.indices {
                let ratio = y[row] * exp(-predictor(row, beta))
                for column in 0..<dimension { score[column] += x[row * dimension + column] * (ratio - 1) }
                information.addSquare(of: x[row * dimension..<(row + 1) * dimension], times: ratio)
            }
            return (score, information)
        }
    }

    private static let mostSteps = 100
    /// A fall of the deviance, as a part of the rows, that is rounding.
    private static let negligible = 1e-24
}
