import Estimation
import Findings
import Foundation

/// How an index of variability goes with exposure: across patients, and late against early in the same ones.
struct VariabilityModels {
    /// A comparison, on the log scale but for the autocorrelation.
    struct Comparison {
        let value: Double
        let standardError: Double
        let degreesOfFreedom: Double

        func interval(level: ConfidenceLevel) -> ConfidenceInterval? {
            .clusterRobustT(
                estimate: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom, level: level)
        }

        /// t, and the two-sided p-value that there is no difference.
        var test: (t: Double, p: Double)? {
            let t = value / standardError
            guard standardError > 0, let p = try? StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(t) else {
                return nil
            }
            return (t, p)
        }
    }

    let measure: VariabilityMeasure
    let adjustment: VariabilityAdjustment
    /// Middle and half of the instrument's range, about which the mean score and its square are taken.
    let center: Double
    let halfRange: Double
    /// Of the exponent by which differences are adjusted for the time between; 0 where it is set.
    let exponentError: Double
    let executor: BlockExecutor

    /// How the index goes with the patients' mean exposure.
    func trend(_ patients: [PainSwings.Patient]) -> FitOutcome<Comparison> {
        let used = patients.filter { measure.value($0.own) != nil }
        let predictors = [LinearRegression.Predictor("mean exposure", used.map(\.exposure))] + levels(used)
        return comparison { shift in
            let response = used.compactMap { measure.value($0.own, exponentShift: shift) }
            return measure == .autocorrelation
                ? leastSquares(response, predictors)
                : LogLinearRegression.fit(
                    response, on: predictors, correction: correction(used.count), executor: executor)
        }
    }

    /// Late against early, patients as clusters.
    func lateToEarly(_ pairs: [PainSwings.Pair]) -> FitOutcome<Comparison> {
        let rows = pairs.flatMap { [$0.early, $0.late] }
        let isLate = pairs.indices.flatMap { _ -> [Double] in [0, 1] }
        let predictors = [LinearRegression.Predictor("late", isLate)] + levels(rows)
        return comparison { shift in
            LogLinearRegression.fit(
                rows.compactMap { measure.value($0.own, exponentShift: shift) }, on: predictors,
                groups: rows.map(\.person), correction: correction(pairs.count), executor: executor)
        }
    }

    /// The first predictor's coefficient. Of the index that is adjusted for the time between its error holds what the exponent's does to it:
    /// by how much it is another one where the exponent is one standard error larger.
    private func comparison(
        _ fit: (_ exponentShift: Double) -> FitOutcome<ClusterRobustRegression.Fit>
    ) -> FitOutcome<Comparison> {
        let fitted: ClusterRobustRegression.Fit
        switch fit(0) {
        case .fitted(let own): fitted = own
        case .notEstimable(let reason): return .notEstimable(reason)
        }
        let weights = (0..<fitted.coefficientCount).map { $0 == 1 ? 1.0 : 0 }
        guard let estimate = fitted.prediction(weights), let degrees = fitted.degreesOfFreedom(of: weights) else {
            return .notEstimable(.noResidualVariation)
        }
        var error = estimate.standardError
        if measure == .successiveAdjusted, exponentError > 0 {
            guard let shifted = fit(exponentError).fit?.prediction(weights) else {
                return .notEstimable(.didNotConverge(iterations: 0))
            }
            let difference = shifted.value - estimate.value
            error = (error * error + difference * difference).squareRoot()
        }
        return .fitted(Comparison(value: estimate.value, standardError: error, degreesOfFreedom: degrees))
    }

    /// Scores at an end of the scale cannot vary: what varies most is in the middle.
    private func levels(_ patients: [PainSwings.Patient]) -> [LinearRegression.Predictor] {
        guard adjustment == .meanLevel else { return [] }
        let levels = patients.map { ($0.own.mean - center) / halfRange }
        return [.init("mean score", levels), .init("square of the mean score", levels.map { $0 * $0 })]
    }

    private func correction(_ patients: Int) -> ClusterRobustRegression.Correction {
        patients > ScoredBands.mostForSmallSamples ? .cr1 : .cr2
    }

    private func leastSquares(
        _ response: [Double], _ predictors: [LinearRegression.Predictor]
    ) -> FitOutcome<ClusterRobustRegression.Fit> {
        func column(_ name: String, _ values: [Double]) -> GroupedMoments.Column {
            let own = OnlineMoments(values)
            return .init(name, center: own.mean ?? 0, scale: own.standardDeviation ?? 1)
        }
        let columns = predictors.map { column($0.name, $0.values) } + [column("the autocorrelation", response)]
        let moments = GroupedMoments(columns: columns, groupCount: response.count, executor: executor) { row, sums in
            sums.addRow { $0 < predictors.count ? predictors[$0].values[row] : response[row] }
        }
        return ClusterRobustRegression.fit(
            moments, response: predictors.count, predictors: Array(predictors.indices),
            correction: correction(response.count), executor: executor)
    }
}

extension VariabilityMeasure {
    /// The index where the exponent of the time between is so much larger; one that is not adjusted for it is the same.
    fileprivate func value(_ own: WithinVariability, exponentShift: Double) -> Double? {
        let value = value(own)
        guard self == .successiveAdjusted, exponentShift != 0, let value, value > 0 else { return value }
        // A sum of powers of the exponent: its logarithm is straighter than itself, and it stays above zero.
        return value * exp(exponentShift * own.adjustedGrowth / value)
    }
}
