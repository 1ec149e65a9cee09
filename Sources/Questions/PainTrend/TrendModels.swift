import Cohort
import Estimation
import Findings

/// The models of pain against exposure duration, each a choice of columns of the same moments.
struct TrendModels {
    /// A model to lay beside the unadjusted one, or why there is none.
    struct Candidate {
        /// The model as the subject of a sentence.
        let title: Prose
        /// Whether patients with exposed scores may be missing from the model.
        var isOfSomePeople = false
        let model: Result<TrendModel, Problem>
    }

    /// Why a model could not be set up.
    struct Problem: Error {
        let reason: Prose

        static let noDose = Problem(reason: "no daily dose is known")
    }

    let exposed: ExposedPain
    let prevalent: PersonSet
    let moments: TrendMoments
    let walk: PainWalk
    let cohort: Cohort
    let settings: PainTrendSettings
    let executor: BlockExecutor

    /// Everything beside the straight line, in the order of the report.
    func others() -> [Candidate] {
        let spline = moments.spline(knots: settings.knots)
        let curved = walk.curved(knots: settings.knots)
        var candidates = [withinBetween]
        if !settings.adjust.isEmpty { candidates.append(adjusted) }
        candidates.append(quadratic(curved))
        candidates.append(splined(spline, curved))
        let dosed = walk.dosed()
        candidates += [heldAtDose(dosed), dependingOnDose(dosed)]
        return candidates + readings
    }

    /// The straight line through other scores: what is taken for exposed is a choice that can make a trend or hide one.
    private var readings: [Candidate] {
        let (people, courses) = (exposed.people, walk.courses)
        let withoutFirst = moments.line { person in
            courses[person]?.later(than: people[person]) ?? ExposedPain.PersonSums()
        }
        func candidate(_ title: Prose, _ name: TrendModelName, _ moments: GroupedMoments) -> Candidate {
            Candidate(
                title: title, isOfSomePeople: true,
                model: .success(
                    TrendModel(
                        name: name, moments: moments, fixed: [TrendMoments.exposure], slope: TrendMoments.exposure,
                        quantities: [.slope(weights: [0, 1])])))
        }
        var candidates = [candidate("The model without first exposed scores", .withoutFirstScores, withoutFirst)]
        if !prevalent.isEmpty {
            let newUsers = moments.line.keeping { [prevalent] in !prevalent.contains($0) }
            candidates.append(candidate("The model of new users", .newUsers, newUsers))
        }
        guard let readings = walk.readings() else { return candidates }
        if people.contains(where: { $0.baseline > 0 }) {
            candidates.append(candidate("The model with scores on first days", .withFirstDays, readings.withFirstDays))
        }
        candidates.append(candidate("The model as started", .asStarted, readings.asStarted))
        return candidates
    }

    // MARK: - The models

    private var withinBetween: Candidate {
        let fixed = moments.withinAndBetween
        let model = moments.split().map { split in
            guard fixed.count > 1 else {
                return TrendModel(
                    name: .withinBetween, moments: split, fixed: fixed, slope: fixed[0],
                    quantities: [.intercept(of: 2), .slope(.within, weights: [0, 1])])
            }
            return TrendModel(
                name: .withinBetween, moments: split, fixed: fixed, slope: fixed[0],
                quantities: [
                    .intercept(of: 3), .slope(.within, weights: [0, 1, 0]),
                    .slope(.between, weights: [0, 0, 1]),
                    .slope(.betweenMinusWithin, weights: [0, -1, 1]),
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
                    name: .adjusted, moments: adjustment.applied(to: moments.line),
                    fixed: [TrendMoments.exposure] + adjustment.terms.indices.map { first + $0 },
                    slope: TrendMoments.exposure, quantities: adjustment.reported)))
    }

    /// The square is of exposure less its mean, so that the coefficient of exposure is the slope at the mean and the average
    /// of the slopes at all scores.
    private func quadratic(_ curved: GroupedMoments) -> Candidate {
        Candidate(
            title: "The quadratic model",
            model: .success(
                TrendModel(
                    name: .quadratic, moments: curved,
                    fixed: [TrendMoments.exposure, moments.line.columns.count], slope: TrendMoments.exposure,
                    quantities: [
                        .slope(.average, weights: [0, 1, 0]),
                        .init(quantity: .curvature, weights: [0, 0, 1]),
                    ], tests: [.init(test: .slopeIsConstant, combinations: [[0, 0, 1]])])))
    }

    /// The average slope is that of the curve at each exposed score.
    private func splined(_ spline: RestrictedCubicSpline?, _ curved: GroupedMoments) -> Candidate {
        let title: Prose = "The spline with \(setting: settings.knots) knots"
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
                    name: .spline, moments: curved,
                    fixed: [TrendMoments.exposure] + (0..<nonlinear).map { first + $0 },
                    slope: TrendMoments.exposure,
                    quantities: [.slope(.average, weights: [0] + moments.averageSlope(of: spline))],
                    tests: [
                        .init(
                            test: .slopeIsConstant,
                            combinations: (0..<nonlinear).map { TrendModel.unit($0 + 2, of: count) })
                    ])))
    }

    private func heldAtDose(_ dosed: GroupedMoments) -> Candidate {
        let title: Prose = "The model with the dose"
        guard dosed.mean(ofColumn: TrendMoments.logDose) != nil else {
            return Candidate(title: title, model: .failure(.noDose))
        }
        return Candidate(
            title: title, isOfSomePeople: true,
            model: .success(
                TrendModel(
                    name: .logMME, moments: dosed, fixed: [TrendMoments.exposure, TrendMoments.logDose],
                    slope: TrendMoments.exposure,
                    quantities: [
                        .slope(weights: [0, 1, 0]),
                        .init(quantity: .doseDoubling, weights: [0, 0, 1]),
                    ])))
    }

    private func dependingOnDose(_ dosed: GroupedMoments) -> Candidate {
        let title: Prose = "The model of duration by dose"
        guard let mean = dosed.mean(ofColumn: TrendMoments.logDose) else {
            return Candidate(title: title, model: .failure(.noDose))
        }
        return Candidate(
            title: title, isOfSomePeople: true,
            model: .success(
                TrendModel(
                    name: .durationByDose, moments: dosed,
                    fixed: [TrendMoments.exposure, TrendMoments.logDose, TrendMoments.exposureByLogDose],
                    slope: TrendMoments.exposure,
                    quantities: [
                        .slope(.atMeanLogDose, weights: [0, 1, 0, mean]),
                        .init(quantity: .interaction, weights: [0, 0, 0, 1]),
                    ], tests: [.init(test: .interactionIsZero, combinations: [[0, 0, 0, 1]])])))
    }
}
