import Estimation
import Findings

/// The models of the score on duration and dose, each a choice of columns of the same moments: one common sample.
struct DoseModels {
    /// A linear combination of a model's coefficients that is reported, with the test that it is zero.
    struct Reported {
        let quantity: Quantity<DoseResponseKey>
        var term: DoseTerm?
        var dose: DoseLevel?
        let weights: [Double]
        var test: DeclaredTest<DoseResponseKey>?
    }

    /// A model, and what of it is reported.
    struct Model {
        let name: DoseModelName
        let moments: GroupedMoments
        let fixed: [Int]
        /// The column whose slope varies between patients; `nil` for least squares with robust errors.
        let slope: Int?
        let reported: [Reported]
    }

    /// A fit, and what it left out of what was asked.
    struct Fitted {
        let fit: any FittedCoefficients
        /// Whether slopes could be let vary between patients.
        let hasRandomSlope: Bool
    }

    let dosed: DosedScores
    /// log2 of the daily dose at each level.
    let levels: [(level: DoseLevel, logDose: Double)]
    let executor: BlockExecutor

    private static let (exposure, dose, product) = (
        TrendMoments.exposure, TrendMoments.logDose, TrendMoments.exposureByLogDose
    )

    var duration: Model {
        Model(
            name: .duration, moments: dosed.moments, fixed: [Self.exposure], slope: Self.exposure,
            reported: [.init(quantity: .slopeOfDuration, weights: [0, 1], test: .durationIsZero)])
    }

    var dose: Model {
        Model(
            name: .dose, moments: dosed.moments, fixed: [Self.dose], slope: Self.dose,
            reported: [.init(quantity: .slopeOfDose, weights: [0, 1], test: .doseIsZero)])
    }

    var both: Model {
        Model(
            name: .both, moments: dosed.moments, fixed: [Self.exposure, Self.dose], slope: Self.exposure,
            reported: [
                .init(quantity: .slopeOfDuration, weights: [0, 1, 0], test: .durationIsZero),
                .init(quantity: .slopeOfDose, weights: [0, 0, 1], test: .doseIsZero),
            ])
    }

    /// The slope at each dose, and what twice the dose goes with at the mean exposure.
    var product: Model {
        let slopes = levels.map { level, logDose in
            Reported(quantity: .slopeOfDuration, dose: level, weights: [0, 1, 0, logDose])
        }
        let atMean = dosed.moments.mean(ofColumn: Self.exposure).map {
            Reported(quantity: .slopeOfDose, term: .atMeanExposure, weights: [0, 0, 1, $0])
        }
        return Model(
            name: .product, moments: dosed.moments, fixed: [Self.exposure, Self.dose, Self.product],
            slope: Self.exposure,
            reported: slopes + [atMean].compactMap(\.self) + [
                .init(quantity: .productOfBoth, weights: [0, 0, 0, 1], test: .productIsZero)
            ])
    }

    /// Weights that give the mean score at an exposure, in units of ``MainTrend/days``, and a dose by the model with the product.
    static func mean(at exposure: Double, _ logDose: Double) -> [Double] { [1, exposure, logDose, exposure * logDose] }

    /// Duration and dose each split into patients' means and the deviations from them (Mundlak 1978), as a mixed model and by least
    /// squares with errors that hold where the slope of the dose differs between patients. A column in which nothing varies is left out;
    /// none where neither varies within patients.
    var withinBetween: [Model] {
        guard let split else { return [] }
        let (deviation, mean, doseDeviation, doseMean) = (
            split.columns.count - 3, split.columns.count - 4, split.columns.count - 1, split.columns.count - 2
        )
        let columns = [
            (deviation, dosed.within.variesInX), (mean, dosed.between.variesInX),
            (doseDeviation, dosed.within.variesInY), (doseMean, dosed.between.variesInY),
        ].filter(\.1).map(\.0)
        guard columns.contains(deviation) || columns.contains(doseDeviation) else { return [] }
        let reported =
            Self.reported(columns, .slopeOfDuration, deviation, mean, .durationIsZero)
            + Self.reported(columns, .slopeOfDose, doseDeviation, doseMean, .doseIsZero)
        let slope = columns.contains(deviation) ? deviation : doseDeviation
        return [
            Model(name: .withinBetween, moments: split, fixed: columns, slope: slope, reported: reported),
            Model(name: .withinBetweenRobust, moments: split, fixed: columns, slope: nil, reported: reported),
        ]
    }

    /// What is reported of a predictor that is split.
    private static func reported(
        _ columns: [Int], _ quantity: Quantity<DoseResponseKey>, _ deviation: Int, _ mean: Int,
        _ test: DeclaredTest<DoseResponseKey>
    ) -> [Reported] {
        func weights(_ column: Int, _ size: Double) -> [Double]? {
            columns.firstIndex(of: column).map { place in (0...columns.count).map { $0 == place + 1 ? size : 0 } }
        }
        let (within, between) = (weights(deviation, 1), weights(mean, 1))
        var reported: [Reported] = []
        if let within { reported.append(.init(quantity: quantity, term: .within, weights: within, test: test)) }
        if let between { reported.append(.init(quantity: quantity, term: .between, weights: between, test: test)) }
        if let within, let between {
            reported.append(
                .init(
                    quantity: quantity, term: .betweenMinusWithin, weights: zip(between, within).map { $0 - $1 },
                    test: test))
        }
        return reported
    }

    /// The moments with each person's mean exposure and the deviation from it, then the same of the log dose.
    private var split: GroupedMoments? {
        [Self.exposure, Self.dose].reduce(dosed.moments) { moments, source in
            let column = dosed.moments.columns[source]
            return moments?
                .appendingGroupMean(
                    of: source, as: .init("mean of \(column.name)", center: column.center, scale: column.scale),
                    executor: executor)?
                .appendingGroupDeviation(
                    of: source, as: .init("deviation of \(column.name)", scale: column.scale), executor: executor)
        }
    }

    /// Fits a model.
    func fit(_ model: Model) -> Result<Fitted, NotEstimable> {
        guard let slope = model.slope else {
            let correction: ClusterRobustRegression.Correction =
                dosed.people.count > ScoredBands.mostForSmallSamples ? .cr1 : .cr2
            switch ClusterRobustRegression.fit(
                model.moments, response: TrendMoments.response, predictors: model.fixed, correction: correction,
                executor: executor)
            {
            case .fitted(let fit): return .success(Fitted(fit: fit, hasRandomSlope: true))
            case .notEstimable(let reason): return .failure(reason)
            }
        }
        let trend = TrendModel(
            name: .durationByDose, moments: model.moments, fixed: model.fixed, slope: slope, quantities: [])
        return trend.fitted(executor: executor).map { Fitted(fit: $0.fit, hasRandomSlope: $0.hasRandomSlope) }
    }
}
