import Estimation
import Findings

/// One of the models that are laid side by side: a choice of columns, and what is reported of the fit.
struct TrendModel {
    /// A linear combination of the fixed effects that is reported.
    struct Reported {
        let quantity: Quantity<TrendKey>
        var term: TrendTerm?
        var variable: StudyPlace?
        let weights: [Double]
        /// Persons that it tells of, beside all of the model.
        var apart: [PersonSet] = []

        /// The first of `count` fixed effects.
        static func intercept(of count: Int) -> Reported {
            Reported(quantity: .intercept, weights: TrendModel.unit(0, of: count))
        }

        /// A slope of exposure.
        static func slope(_ term: TrendTerm? = nil, weights: [Double]) -> Reported {
            Reported(quantity: .slope, term: term, weights: weights)
        }

        /// What it is about.
        func key(_ instrument: InstrumentInfo, _ model: TrendModelName) -> TrendKey {
            TrendKey(instrument: instrument, model: model, term: term, variable: variable)
        }
    }

    /// The test that all of some linear combinations are zero.
    struct Test {
        let test: DeclaredTest<TrendKey>
        let combinations: [[Double]]
    }

    let name: TrendModelName
    let moments: GroupedMoments
    /// Positions of the predictors.
    let fixed: [Int]
    /// Position of the column whose slope varies between people.
    let slope: Int
    /// Slopes first.
    let quantities: [Reported]
    var tests: [Test] = []

    /// Who has scores in the model.
    var persons: PersonSet {
        PersonSet(below: moments.groupCount) { moments.rowCount(ofGroup: $0) > 0 }
    }

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
    ) -> FitOutcome<LinearMixedModel.Fit> {
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
