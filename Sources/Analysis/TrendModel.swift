import Estimation

/// One of the models that are laid side by side: a choice of columns, and what is reported of the fit.
struct TrendModel {
    /// A linear combination of the fixed effects, as it stands in results.json.
    struct Quantity {
        let name: String
        var term: String?
        let weights: [Double]
        let unit: String
        /// Counts of people that it rests on, beside all people of the model.
        let cells: [Int]

        init(_ name: String, term: String? = nil, weights: [Double], unit: String, cells: [Int] = []) {
            self.name = name
            self.term = term
            self.weights = weights
            self.unit = unit
            self.cells = cells
        }
    }

    /// The test that all of some linear combinations are zero.
    struct Test {
        let name: String
        let combinations: [[Double]]
    }

    /// The value of `model` in results.json.
    let id: String
    let moments: GroupedMoments
    /// Positions of the predictors.
    let fixed: [Int]
    /// Position of the column whose slope varies between people.
    let slope: Int
    /// Slopes first.
    let quantities: [Quantity]
    var tests: [Test] = []

    /// A fit, and whether slopes could be let vary between people.
    struct Fitted {
        let fit: LinearMixedModel.Fit
        let hasRandomSlope: Bool
    }

    /// Random intercept and slope; with the intercept alone where the scores cannot tell slopes from noise.
    func fitted(executor: BlockExecutor) -> Result<Fitted, NotEstimable> {
        switch outcome(.interceptAndSlope(slope), executor) {
        case .fitted(let fit):
            return .success(Fitted(fit: fit, hasRandomSlope: true))
        case .notEstimable(.varianceNotIdentified), .notEstimable(.didNotConverge):
            switch outcome(.intercept, executor) {
            case .fitted(let fit): return .success(Fitted(fit: fit, hasRandomSlope: false))
            case .notEstimable(let reason): return .failure(reason)
            }
        case .notEstimable(let reason):
            return .failure(reason)
        }
    }

    /// Whether people's slopes differ: the model against the same one without random slopes. `nil` where `fitted` has none
    /// itself.
    func slopeVarianceTest(_ fitted: Fitted, executor: BlockExecutor) -> LikelihoodRatioTest? {
        guard fitted.hasRandomSlope, let flat = outcome(.intercept, executor).fit else { return nil }
        return LikelihoodRatioTest.compare(smaller: flat, larger: fitted.fit).fit
    }

    private func outcome(
        _ random: LinearMixedModel.RandomEffects, _ executor: BlockExecutor
    ) -> Outcome<LinearMixedModel.Fit> {
        LinearMixedModel.fit(
            .init(moments: moments, response: TrendMoments.response, fixed: fixed, random: random), executor: executor)
    }
}

extension TrendModel {
    /// Weights that take one fixed effect alone, of `count`.
    static func unit(_ position: Int, of count: Int) -> [Double] {
        (0..<count).map { $0 == position ? 1 : 0 }
    }
}

extension TrendModels.Units {
    /// The first of `count` fixed effects.
    func intercept(of count: Int) -> TrendModel.Quantity {
        .init("intercept", weights: TrendModel.unit(0, of: count), unit: level)
    }

    /// A slope of exposure.
    func slope(term: String? = nil, weights: [Double]) -> TrendModel.Quantity {
        .init("slope", term: term, weights: weights, unit: slope)
    }
}
