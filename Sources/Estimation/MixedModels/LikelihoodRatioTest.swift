/// The likelihood-ratio test of a linear mixed model against a larger one that holds it as a special case.
public struct LikelihoodRatioTest: Sendable, Hashable {
    /// Twice the difference of the log likelihoods.
    public let statistic: Double
    /// Parameters that the larger model has more: fixed effects, variances and covariances.
    public let degreesOfFreedom: Int
    /// Whether the smaller model is on the boundary of the larger one: a variance that is zero in it.
    public let isOnBoundary: Bool
    /// The p-value by the statistic's distribution: chi-square, or on the boundary an even mixture of chi-squares on
    /// `degreesOfFreedom` and on one less (Self & Liang 1987, doi:10.1080/01621459.1987.10478472; Stram & Lee 1994,
    /// doi:10.2307/2533455), which holds for many groups.
    public let pValue: Double
    /// The p-value by chi-square on `degreesOfFreedom`, too large on the boundary: what most software prints.
    public let chiSquarePValue: Double
}

extension LikelihoodRatioTest {
    /// Compares two fits to the same rows.
    ///
    /// The fixed effects of `smaller` must be among those of `larger`, and its random effects a special case: an intercept of
    /// an intercept and slope, an independent slope of a correlated one on the same column. Fits by maximum likelihood; by restricted
    /// likelihood only with the same fixed effects, since it is a likelihood of what these leave over.
    public static func compare(
        smaller: LinearMixedModel.Fit, larger: LinearMixedModel.Fit
    ) -> FitOutcome<LikelihoodRatioTest> {
        compare(smaller: smaller, larger: larger, logLikelihoods: (smaller.logLikelihood, larger.logLikelihood))
    }

    /// The same with the log likelihoods of two models that differ as these fits do.
    static func compare(
        smaller: LinearMixedModel.Fit, larger: LinearMixedModel.Fit, logLikelihoods: (smaller: Double, larger: Double)
    ) -> FitOutcome<LikelihoodRatioTest> {
        FitOutcome { () throws(NotEstimable) in
            guard smaller.hasSameRows(as: larger) else { throw incomparable("of the same response on the same rows") }
            guard smaller.criterion == larger.criterion else { throw incomparable("fitted by the same criterion") }
            let (few, many) = (Set(smaller.fixedEffects.map(\.name)), Set(larger.fixedEffects.map(\.name)))
            guard few.isSubset(of: many), let addedParameters = smaller.parametersAdded(by: larger) else {
                throw incomparable("nested, the smaller one first")
            }
            guard smaller.criterion == .maximumLikelihood || few == many else {
                throw incomparable("fitted by maximum likelihood where the fixed effects differ")
            }
            let degreesOfFreedom = many.count - few.count + addedParameters
            guard degreesOfFreedom > 0 else { throw incomparable("different") }
            let isOnBoundary = smaller.random.slope == nil && larger.random.slope != nil
            // Below zero only by rounding: the larger model has every value that the smaller one has.
            let statistic = max(0, 2 * (logLikelihoods.larger - logLikelihoods.smaller))
            return try LikelihoodRatioTest(statistic, degreesOfFreedom, isOnBoundary)
        }
    }

    private init(_ statistic: Double, _ degreesOfFreedom: Int, _ isOnBoundary: Bool) throws(NotEstimable) {
        guard let upper = Self.upperTail(statistic, degreesOfFreedom),
            let lower = isOnBoundary ? Self.upperTail(statistic, degreesOfFreedom - 1) : upper
        else { throw .nonFinite }
        self.statistic = statistic
        self.degreesOfFreedom = degreesOfFreedom
        self.isOnBoundary = isOnBoundary
        pValue = (lower + upper) / 2
        chiSquarePValue = upper
    }

    /// P(X >= statistic); chi-square on 0 degrees of freedom is 0.
    private static func upperTail(_ statistic: Double, _ degreesOfFreedom: Int) -> Double? {
        guard degreesOfFreedom > 0 else { return statistic > 0 ? 0 : 1 }
        return try? ChiSquare(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(statistic)
    }

    private static func incomparable(_ needed: String) -> NotEstimable {
        .invalidArgument(name: "the models", needed: needed)
    }
}

extension LinearMixedModel.Fit {
    /// Counts, mean and spread of the response tell other rows from these.
    fileprivate func hasSameRows(as other: LinearMixedModel.Fit) -> Bool {
        let (one, two) = (coefficients.design, other.coefficients.design)
        let tolerance = 1e-9 * one.scales[one.response]
        return observations == other.observations && groups == other.groups
            && abs(one.centers[one.response] - two.centers[two.response]) <= tolerance
            && abs(one.scales[one.response] - two.scales[two.response]) <= tolerance
    }

    fileprivate var slopeName: String? { random.slope.map { coefficients.design.moments.columns[$0].name } }

    /// Variances and covariances that `larger` has more; nil unless its random effects hold these as a special case.
    fileprivate func parametersAdded(by larger: LinearMixedModel.Fit) -> Int? {
        let isSameSlope = slopeName == larger.slopeName
        return switch (random, larger.random) {
        case (.intercept, .intercept): 0
        case (.intercept, .interceptAndIndependentSlope): 1
        case (.intercept, .interceptAndSlope): 2
        case (.interceptAndIndependentSlope, .interceptAndSlope): isSameSlope ? 1 : nil
        case (.interceptAndSlope, .interceptAndSlope),
            (.interceptAndIndependentSlope, .interceptAndIndependentSlope):
            isSameSlope ? 0 : nil
        case (_, .intercept), (.interceptAndSlope, .interceptAndIndependentSlope): nil
        }
    }
}
