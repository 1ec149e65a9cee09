/// A linear combination of a mixed model's fixed effects, tested and bounded by a t distribution on Satterthwaite's degrees of
/// freedom.
public struct SatterthwaiteInference: Sendable, Hashable {
    /// The combination, in the columns' own units.
    public let estimate: PointEstimate
    /// Of the t distribution; not whole as a rule.
    public let degreesOfFreedom: Double
    /// Estimate divided by standard error.
    public let t: Double
    /// Two-sided, that the combination is zero.
    public let pValue: Double
    /// Estimate ± t quantile · standard error.
    public let interval: ConfidenceInterval
}

extension LinearMixedModel.Fit {
    /// The t test that Σ `weights` · β is zero, and its interval.
    ///
    /// The degrees of freedom are those of the scaled chi-square with the mean and the variance of the estimated squared standard
    /// error v: 2v² / Var v (Satterthwaite 1941, doi:10.1007/BF02288586; Giesbrecht & Burns 1985, doi:10.2307/2530872), Var v by
    /// the delta method from the exact Hessian of the criterion, as `contest1D` of R's lmerTest has it from a numeric one
    /// (Kuznetsova, Brockhoff & Christensen 2017, doi:10.18637/jss.v082.i13). On a singular fit, as there, directions of the
    /// variance parameters in which the criterion is flat have no part in it, and a variance of zero counts as known.
    ///
    /// - Parameter weights: For the intercept and each predictor.
    public func inference(
        _ weights: [Double], level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<SatterthwaiteInference> {
        FitOutcome { () throws(NotEstimable) in
            guard let contrast = coefficients.design.contrast(weights) else { throw Self.needsWeights }
            let estimate = coefficients.estimate(contrast)
            guard estimate.value.isFinite, estimate.standardError > 0, estimate.standardError.isFinite else {
                throw Self.needsWeights
            }
            let degreesOfFreedom = satterthwaite(contrast.weights)
            let t = estimate.value / estimate.standardError
            guard let pValue = try? StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(t),
                let interval = ConfidenceInterval.studentT(
                    estimate: estimate.value, standardError: estimate.standardError, degreesOfFreedom: degreesOfFreedom,
                    level: level)
            else { throw .varianceNotIdentified }
            return SatterthwaiteInference(
                estimate: estimate, degreesOfFreedom: degreesOfFreedom, t: t, pValue: pValue, interval: interval)
        }
    }

    /// t on Satterthwaite's degrees of freedom; nil where `inference` has a reason.
    public func reference(of weights: [Double]) -> ReferenceDistribution? {
        inference(weights).fit.map { .studentT(degreesOfFreedom: $0.degreesOfFreedom) }
    }

    /// The same of the fixed effect at `position`, the intercept at 0.
    public func inference(
        ofFixedEffect position: Int, level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<SatterthwaiteInference> {
        inference(fixedEffects.indices.map { $0 == position ? 1 : 0 }, level: level)
    }

    /// The F test that all the linear combinations of the fixed effects are zero.
    ///
    /// With LVL' = Σ λ p p', F is the mean of the squared t statistics of the independent combinations p'L, on the denominator
    /// degrees of freedom that give F its expectation if these have Satterthwaite's (Fai & Cornelius 1996,
    /// doi:10.1080/00949659608811740), as `contestMD` of R's lmerTest. Unlike F itself they depend on the combinations' units.
    ///
    /// - Parameter combinations: Each with weights for the intercept and each predictor; none may follow from the others.
    public func fTest(_ combinations: [[Double]]) -> FitOutcome<TestStatistic> {
        FitOutcome { () throws(NotEstimable) in
            let contrasts = combinations.compactMap(coefficients.design.contrast)
            guard !contrasts.isEmpty, contrasts.count == combinations.count else { throw Self.needsWeights }
            let ownCovariance = SymmetricMatrix(dimension: contrasts.count) { i, j in
                contrasts[i].scale * contrasts[j].scale
                    * coefficients.covariance.form(contrasts[i].weights, contrasts[j].weights)
            }
            guard (try? CholeskyFactor(ownCovariance, tolerance: StandardizedDesign.collinearity)) != nil,
                let eigen = SymmetricEigen(ownCovariance)
            else { throw Self.needsWeights }
            let parts = try eigen.vectors.map { (direction) throws(NotEstimable) in
                let weights = fixedEffects.indices.map { effect in
                    zip(direction, combinations).reduce(0.0) { $0 + $1.0 * $1.1[effect] }
                }
                return try inference(weights).get()
            }
            guard let test = TestStatistic.satterthwaiteF(parts.map { ($0.t, $0.degreesOfFreedom) }) else {
                throw .varianceNotIdentified
            }
            return test
        }
    }

    private static let needsWeights = NotEstimable.invalidArgument(
        name: "weights", needed: "one finite number for each fixed effect, not all zero, and no combination of others")

    /// 2 / Var log v for v = σ²l'Cl, C = (X'V⁻¹X)⁻¹ and `weights` l.
    ///
    /// With σ² at its best for θ, log v changes with θk by l'C T_k Cl / l'Cl less the residual sum's share; the variance of θ is
    /// twice the inverse Hessian of the profiled criterion, and 2/ν is that of log σ² at given θ.
    private func satterthwaite(_ weights: [Double]) -> Double {
        let unscaled = solution.unscaledCovariance
        let along = weights.indices.map { i in
            weights.indices.reduce(0.0) { $0 + unscaled[i, $1] * weights[$1] }
        }
        let spread = zip(along, weights).reduce(0.0) { $0 + $1.0 * $1.1 }
        let design = coefficients.design
        let residualDegrees = Double(design.observations - (criterion == .maximumLikelihood ? 0 : design.coefficients))
        let change = zip(derivatives.detail.information, derivatives.detail.residual).map { information, residual in
            information.form(along, along) / spread - residual / residualDegrees
        }
        var variance = 2 / residualDegrees
        if let eigen = SymmetricEigen(derivatives.hessian), let steepest = eigen.values.last {
            for (value, vector) in zip(eigen.values, eigen.vectors)
            where value > LinearMixedModel.flatCurvature * steepest {
                let projection = zip(vector, change).reduce(0.0) { $0 + $1.0 * $1.1 }
                variance += 2 * projection * projection / value
            }
        }
        return 2 / variance
    }
}
