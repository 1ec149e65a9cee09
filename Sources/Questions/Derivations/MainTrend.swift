import Cohort
import Estimation
import Findings

/// The straight line of pain against exposure and nothing else: the model that every other side of the trend is held against.
struct MainTrend {
    /// Why there is no line, in words for a report.
    struct Missing: Error {
        let reason: Prose
    }

    /// Slopes are per this many days of exposure.
    static let days = OwnSlopes.days

    let instrument: Instrument
    let moments: TrendMoments
    let model: TrendModel
    let fitted: TrendModel.Fitted

    /// The line through the exposed scores, with a random intercept and slope for each patient.
    static func of(_ exposed: ExposedPain, executor: BlockExecutor) -> Result<MainTrend, Missing> {
        guard let instrument = exposed.instrument else { return missing("the study has no pain scores") }
        guard exposed.peopleExposed > 0 else { return missing("no pain score was made while exposed") }
        if let reason = exposed.reasonNotMeasured { return missing(reason) }
        guard exposed.peopleWithTwo > 0 else {
            return missing(
                "one assessment per person: a trend needs at least two scores of the same patient while exposed")
        }
        let moments = TrendMoments(exposed: exposed, days: days, executor: executor)
        let model = line(through: moments.line)
        switch model.fitted(executor: executor) {
        case .failure(let reason): return missing(Prose(reason))
        case .success(let fitted):
            return .success(
                MainTrend(instrument: instrument, moments: moments, model: model, fitted: fitted))
        }
    }

    /// The slope of the same model among some of the patients.
    func slope(
        among isKept: (_ person: Int) -> Bool, executor: BlockExecutor
    ) -> Result<PointEstimate, NotEstimable> {
        let model = Self.line(through: moments.line.keeping(groups: isKept))
        return model.fitted(executor: executor).flatMap { fitted in
            fitted.fit.prediction([0, 1]).map { .success($0) } ?? .failure(.nonFinite)
        }
    }

    private static func line(through moments: GroupedMoments) -> TrendModel {
        TrendModel(
            name: .unadjusted, moments: moments, fixed: [TrendMoments.exposure], slope: TrendMoments.exposure,
            quantities: [.intercept(of: 2), .slope(weights: [0, 1])])
    }

    private static func missing(_ reason: Prose) -> Result<MainTrend, Missing> {
        .failure(Missing(reason: reason))
    }
}
