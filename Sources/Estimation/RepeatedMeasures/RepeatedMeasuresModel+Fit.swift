extension RepeatedMeasuresModel {
    /// The fitted model. Everything is in own units.
    public struct Fit: FittedCoefficients {
        /// In the mean's order, with the standard errors of `covariance`.
        public let coefficients: [Coefficient]
        /// Covariance of the coefficients: Kenward & Roger's adjusted one with their degrees of freedom, else the one below.
        public let covariance: SymmetricMatrix
        /// (X'V⁻¹X)⁻¹, as if Σ were known.
        public let unadjustedCovariance: SymmetricMatrix
        /// Σ, T × T.
        public let responseCovariance: SymmetricMatrix
        /// The structure that was estimated.
        public let structure: Covariance
        /// The structures before it that could not be, in order.
        public let fallbacks: [Fallback]
        /// Of the fitted criterion: the restricted log likelihood, without the constant log|X'X| / 2, where that was made largest.
        public let logLikelihood: Double
        /// Which likelihood.
        public let criterion: LinearMixedModel.Criterion
        /// What tests and intervals allow for.
        public let degreesOfFreedom: DegreesOfFreedom
        /// Rows, each as often as its person counts.
        public let observations: Int
        /// Persons with rows, each as often as it counts.
        public let persons: Int
        /// Newton iterations.
        public let iterations: Int
        /// How the mean depends on occasion and regressors: makes the weights of a mean.
        public let mean: RepeatedMeasuresMean

        private let design: RepeatedMeasuresDesign
        private let inference: RepeatedMeasuresInference
        private let standardised: [Double]

        init(
            _ optimum: RepeatedMeasuresSearch.Optimum, _ mean: RepeatedMeasuresMean, _ options: Options,
            _ fallbacks: [Fallback], _ executor: BlockExecutor
        ) throws(NotEstimable) {
            let (design, state) = (optimum.criterion.design, optimum.minimum.point.state)
            let inference = try RepeatedMeasuresInference(optimum, options, executor)
            self.design = design.withoutSums
            self.inference = inference
            self.mean = mean
            self.fallbacks = fallbacks
            standardised = state.coefficients
            structure = optimum.criterion.covariance.structure
            criterion = options.criterion
            degreesOfFreedom = options.degreesOfFreedom
            observations = design.observations
            persons = design.persons
            iterations = optimum.minimum.iterations
            logLikelihood = optimum.criterion.ownLogLikelihood(-optimum.minimum.point.value / 2)
            let unit = design.responseScale * design.responseScale
            responseCovariance = SymmetricMatrix(dimension: state.sigma.dimension) { unit * state.sigma[$0, $1] }

            let contrasts = design.coefficients.indices.compactMap { picked in
                design.contrast(design.coefficients.indices.map { $0 == picked ? 1 : 0 })
            }
            let covariance = inference.adjustedCovariance.transformed(by: contrasts.map(\.weights))
            coefficients = zip(design.coefficients, contrasts).enumerated().map { position, entry in
                let value = zip(entry.1.weights, state.coefficients).reduce(entry.1.offset) { $0 + $1.0 * $1.1 }
                let variance = max(0, covariance[position, position])
                return Coefficient(name: entry.0.description, value: value, standardError: variance.squareRoot())
            }
            self.covariance = covariance
            unadjustedCovariance = inference.covariance.transformed(by: contrasts.map(\.weights))
        }

        /// How many coefficients there are.
        public var coefficientCount: Int { coefficients.count }

        /// Σ weights · coefficients with its standard error; nil unless there is a finite weight for each coefficient.
        public func prediction(_ weights: [Double]) -> PointEstimate? {
            design.contrast(weights).map { contrast in
                PointEstimate(
                    value: zip(contrast.weights, standardised).reduce(contrast.offset) { $0 + $1.0 * $1.1 },
                    standardError: max(
                        0, inference.adjustedCovariance.form(contrast.weights, contrast.weights)
                    ).squareRoot())
            }
        }

        /// t on the degrees of freedom that were asked for, or the normal distribution; nil as `prediction`, and for weights that
        /// are all zero.
        public func reference(of weights: [Double]) -> ReferenceDistribution? {
            guard let contrast = design.contrast(weights), weights.contains(where: { $0 != 0 }) else { return nil }
            guard degreesOfFreedom != .none else { return .normal }
            return inference.degreesOfFreedom(contrast.weights).map { .studentT(degreesOfFreedom: $0) }
        }

        /// The test that all the linear combinations are zero: F with Kenward & Roger's scale and denominator degrees of freedom or
        /// with Satterthwaite's, else chi-square. Nil without combinations, without a finite weight for each coefficient, where the
        /// combinations depend on each other, and with so few persons that Kenward & Roger's approximation does not exist.
        public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            let contrasts = combinations.compactMap(design.contrast)
            guard !contrasts.isEmpty, contrasts.count == combinations.count else { return nil }
            let (weights, count) = (contrasts.map(\.weights), Double(contrasts.count))
            let estimates = combinations.map(prediction)
            switch degreesOfFreedom {
            case .none:
                return inference.covariance.waldStatistic(weights, of: estimates).flatMap {
                    .chiSquare($0, degreesOfFreedom: count)
                }
            case .kenwardRoger:
                guard let wald = inference.adjustedCovariance.waldStatistic(weights, of: estimates),
                    let (scale, denominator) = inference.kenwardRoger(weights)
                else { return nil }
                return .fisherF(scale * wald / count, count, denominator)
            case .satterthwaite:
                let own = inference.covariance.transformed(by: weights)
                guard (try? CholeskyFactor(own, tolerance: StandardizedDesign.collinearity)) != nil,
                    let eigen = SymmetricEigen(own)
                else { return nil }
                let parts = eigen.vectors.compactMap { direction -> (t: Double, degreesOfFreedom: Double)? in
                    let combined = combinations[0].indices.map { coefficient in
                        zip(direction, combinations).reduce(0.0) { $0 + $1.0 * $1.1[coefficient] }
                    }
                    guard let estimate = prediction(combined), let contrast = design.contrast(combined),
                        let degrees = inference.degreesOfFreedom(contrast.weights)
                    else { return nil }
                    return (estimate.value / estimate.standardError, degrees)
                }
                return parts.count == combinations.count ? .satterthwaiteF(parts) : nil
            }
        }
    }
}
