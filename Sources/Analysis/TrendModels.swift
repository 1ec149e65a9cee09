import Cohort
import Estimation

/// The models of pain against exposure duration, each a choice of columns of the same moments.
struct TrendModels {
    /// The units of slopes.
    struct Units {
        let instrument: Instrument
        let days: Int

        var level: String { instrument.unit }
        var slope: String { "\(instrument.unit) per \(days) days" }
        var curvature: String { "\(instrument.unit) per (\(days) days) squared" }
        var dose: String { "\(instrument.unit) per doubling of daily MME" }
        var interaction: String { "\(instrument.unit) per \(days) days per doubling of daily MME" }
    }

    /// A model to lay beside the unadjusted one, or why there is none.
    struct Candidate {
        /// The model as the subject of a sentence.
        let title: String
        /// Whether people with exposed scores may be missing from the model.
        var isOfSomePeople = false
        let model: Result<TrendModel, Problem>

        /// How many people with exposed scores the model leaves out; `nil` where it takes everybody.
        func leavesOut(_ exposed: ExposedPain, _ fit: LinearMixedModel.Fit) -> Int? {
            isOfSomePeople ? exposed.peopleExposed - fit.groups : nil
        }
    }

    /// Why a model could not be set up.
    struct Problem: Error {
        let reason: String
    }

    let moments: TrendMoments
    let cohort: Cohort
    let settings: AnalysisSettings.TrendModels
    let units: Units
    let executor: BlockExecutor

    private typealias Quantity = TrendModel.Quantity

    /// Everything beside the straight line, in the order of the report.
    func others() -> [Candidate] {
        let spline = moments.spline(knots: settings.knots)
        let curved = moments.curved(spline)
        var candidates = [withinBetween]
        if !settings.adjust.isEmpty { candidates.append(adjusted) }
        candidates.append(quadratic(curved))
        candidates.append(splined(spline, curved))
        let dosed = moments.dosed()
        candidates += [heldAtDose(dosed), dependingOnDose(dosed)]
        return candidates
    }

    // MARK: - The models

    private var withinBetween: Candidate {
        let first = moments.line.columns.count
        let model = moments.split().map { split in
            TrendModel(
                id: "within_between", moments: split, fixed: [first + 1, first], slope: first + 1,
                quantities: [
                    units.intercept(of: 3), units.slope(term: "within", weights: [0, 1, 0]),
                    units.slope(term: "between", weights: [0, 0, 1]),
                    units.slope(term: "between_minus_within", weights: [0, -1, 1]),
                ])
        }
        return Candidate(
            title: "The model within and between patients",
            model: model.map { .success($0) } ?? .failure(Problem(reason: "there is no exposure to split")))
    }

    private var adjusted: Candidate {
        let adjustment: TrendAdjustment
        do throws(TrendAdjustment.Problem) {
            adjustment = try TrendAdjustment(settings.adjust, cohort: cohort, moments: moments.line)
        } catch {
            return Candidate(title: "The adjusted model", model: .failure(Problem(reason: error.reason)))
        }
        let first = moments.line.columns.count
        return Candidate(
            title: "The adjusted model", isOfSomePeople: true,
            model: .success(
                TrendModel(
                    id: "adjusted", moments: adjustment.applied(to: moments.line, executor: executor),
                    fixed: [TrendMoments.exposure] + adjustment.terms.indices.map { first + $0 },
                    slope: TrendMoments.exposure, quantities: adjustment.quantities(units))))
    }

    /// The square is of exposure less its mean, so that the coefficient of exposure is the slope at the mean and the average
    /// of the slopes at all scores.
    private func quadratic(_ curved: GroupedMoments) -> Candidate {
        Candidate(
            title: "The quadratic model",
            model: .success(
                TrendModel(
                    id: "quadratic", moments: curved,
                    fixed: [TrendMoments.exposure, moments.line.columns.count], slope: TrendMoments.exposure,
                    quantities: [
                        units.slope(term: "average", weights: [0, 1, 0]),
                        Quantity("curvature", weights: [0, 0, 1], unit: units.curvature),
                    ], tests: [.init(name: "wald_slope_is_constant", combinations: [[0, 0, 1]])])))
    }

    /// The average slope is that of the curve at each exposed score.
    private func splined(_ spline: RestrictedCubicSpline?, _ curved: GroupedMoments) -> Candidate {
        let title = "The spline with \(settings.knots) knots"
        guard let spline else {
            return Candidate(
                title: title, model: .failure(Problem(reason: "the exposures are too few or too alike for its knots")))
        }
        let nonlinear = spline.columnCount - 1
        let first = moments.line.columns.count + 1
        let count = nonlinear + 2
        return Candidate(
            title: title,
            model: .success(
                TrendModel(
                    id: "spline", moments: curved,
                    fixed: [TrendMoments.exposure] + (0..<nonlinear).map { first + $0 },
                    slope: TrendMoments.exposure,
                    quantities: [units.slope(term: "average", weights: [0] + moments.averageSlope(of: spline))],
                    tests: [
                        .init(
                            name: "wald_slope_is_constant",
                            combinations: (0..<nonlinear).map { TrendModel.unit($0 + 2, of: count) })
                    ])))
    }

    private func heldAtDose(_ dosed: GroupedMoments) -> Candidate {
        Candidate(
            title: "The model with the dose", isOfSomePeople: true,
            model: .success(
                TrendModel(
                    id: "log_mme", moments: dosed, fixed: [TrendMoments.exposure, TrendMoments.logDose],
                    slope: TrendMoments.exposure,
                    quantities: [
                        units.slope(weights: [0, 1, 0]),
                        Quantity("dose_doubling", weights: [0, 0, 1], unit: units.dose),
                    ])))
    }

    private func dependingOnDose(_ dosed: GroupedMoments) -> Candidate {
        let title = "The model of duration by dose"
        guard let mean = dosed.mean(ofColumn: TrendMoments.logDose) else {
            return Candidate(title: title, model: .failure(Problem(reason: "no daily dose is known")))
        }
        return Candidate(
            title: title, isOfSomePeople: true,
            model: .success(
                TrendModel(
                    id: "duration_by_dose", moments: dosed,
                    fixed: [TrendMoments.exposure, TrendMoments.logDose, TrendMoments.exposureByLogDose],
                    slope: TrendMoments.exposure,
                    quantities: [
                        units.slope(term: "at_mean_log_dose", weights: [0, 1, 0, mean]),
                        Quantity("interaction", weights: [0, 0, 0, 1], unit: units.interaction),
                    ], tests: [.init(name: "wald_interaction_is_zero", combinations: [[0, 0, 0, 1]])])))
    }
}
