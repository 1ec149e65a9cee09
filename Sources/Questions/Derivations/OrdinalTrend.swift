import Cohort
import Estimation
import Findings

/// Scores of an instrument with a few ordered levels against exposure, without taking the steps between levels as equal:
/// regression by a cumulative logit link (McCullagh 1980, 10.1111/j.2517-6161.1980.tb01109.x) with standard errors that hold for
/// the scores of one patient together (Liang and Zeger 1986, 10.1093/biomet/73.1.13).
struct OrdinalTrend {
    /// The odds of a higher score, as a ratio.
    struct OddsRatio {
        let model: TrendModelName
        var term: TrendTerm?
        /// The cut that it is of; `nil` where it is of all.
        var above: Double?
        /// The band that it is of, where it compares bands.
        var band: Int?
        /// Above or below 1 as higher scores grow likelier or rarer.
        let value: Double
        let interval: ConfidenceInterval?
        let test: TestStatistic?
        /// Persons that it tells of, beside everybody.
        var apart: [PersonSet] = []
        /// Whether nobody with an exposed score is left out.
        var isOfEverybody = true
    }

    /// A place between two neighbouring levels.
    struct Cut {
        /// The level below.
        let score: Double
        /// `above 2`.
        var name: String { "above \(score.plainText)" }
    }

    private let observed: ExposedLevels
    private let level: ConfidenceLevel
    private let executor: BlockExecutor

    init(_ observed: ExposedLevels, level: ConfidenceLevel, executor: BlockExecutor) {
        self.observed = observed
        self.level = level
        self.executor = executor
    }

    /// The scores that occur, ascending.
    private var levels: [Double] { observed.scores }
    private var levelNames: [String] { levels.map(\.plainText) }

    /// Every cut, from the lowest.
    var cuts: [Cut] {
        levels.dropLast().map { Cut(score: $0) }
    }

    // MARK: - Against days of exposure

    /// Every regression on exposure, per 30 days, in the order of the report.
    ///
    /// - Parameter adjustment: columns of a model that holds them constant, of the people with a value in each.
    func attempts(adjustedBy adjustment: TrendAdjustment? = nil) -> [Attempt<[OddsRatio], NotEstimable>] {
        let cells = DayLevels(observed.observations)
        let exposure = PredictorColumn("exposure", cells.days.map { Double($0) / OwnSlopes.days })
        var attempts = [
            attempt("The cumulative-link model", .cumulativeLink, [nil], fit([exposure], cells))
        ]
        let means = meanExposure
        // With one score a patient there is nothing within patients.
        if means.varies {
            let outcome = CumulativeLink.fit(
                observed.observations, names: levelNames, response: "the score",
                day: .init(
                    "deviation from a patient's mean exposure", unit: OwnSlopes.days, offsets: means.ofPeople),
                constants: [PredictorColumn("mean exposure of a patient", means.ofPeople)], executor: executor)
            attempts.append(
                attempt(
                    "The cumulative-link model within and between patients", .cumulativeLinkWithinBetween,
                    [.within, .between], outcome))
        }
        if let adjustment { attempts.append(adjusted(adjustment)) }
        return attempts + logistic(exposure, cells)
    }

    /// Each person's mean exposure in units of ``OwnSlopes/days``, 0 without a score, and whether anybody's exposures differ.
    private var meanExposure: (ofPeople: [Double], varies: Bool) {
        var means = [Double](repeating: 0, count: observed.people)
        var varies = false
        observed.observations.forEachCluster { person, days, _ in
            // Sums of days are exact, so that equal exposures lie exactly at their mean.
            let total = days.reduce(0) { $0 + Int($1) }
            means[person] = Double(total) / Double(days.count) / OwnSlopes.days
            varies = varies || days.first != days.last || days.contains { $0 != days.first }
        }
        return (means, varies)
    }

    private func adjusted(_ adjustment: TrendAdjustment) -> Attempt<[OddsRatio], NotEstimable> {
        let outcome = CumulativeLink.fit(
            observed.observations, names: levelNames, response: "the score",
            day: .init("exposure", unit: OwnSlopes.days),
            constants: adjustment.terms.map { PredictorColumn($0.name, $0.values) }, keeping: adjustment.isComplete,
            executor: executor)
        return attempt("The adjusted cumulative-link model", outcome) { estimates in
            var ratio = ratio(
                .cumulativeLinkAdjusted, estimates, at: estimates.parameters.count - adjustment.terms.count - 1)
            ratio?.isOfEverybody = estimates.clusters == observed.observations.clusters
            return [ratio].compactMap(\.self)
        }
    }

    /// One logistic regression a cut between levels: where their ratios agree, one ratio for all cuts, as the cumulative link
    /// has it, says enough.
    private func logistic(_ exposure: PredictorColumn, _ cells: DayLevels) -> [Attempt<[OddsRatio], NotEstimable>] {
        guard levels.count > 2 else { return [] }
        return cuts.enumerated().map { position, cut in
            let outcome = LogisticRegression.fit(
                cells.categories.map { $0 > position }, response: "the score", predictors: [exposure],
                repeated: cells.repeated, executor: executor)
            return attempt("The logistic model of scores above \(setting: cut.score)", outcome.map(\.estimates)) {
                estimates in
                var ratio = ratio(.logistic, estimates, at: 1)
                ratio?.above = cut.score
                ratio?.apart = persons(eitherSideOf: position)
                return [ratio].compactMap(\.self)
            }
        }
    }

    /// Those with a score above a position of the levels, and those with one that is not.
    private func persons(eitherSideOf position: Int) -> [PersonSet] {
        var (above, below): ([Int], [Int]) = ([], [])
        observed.observations.forEachCluster { person, _, categories in
            if categories.contains(where: { $0 > position }) { above.append(person) }
            if categories.contains(where: { $0 <= position }) { below.append(person) }
        }
        return [PersonSet(ascending: above), PersonSet(ascending: below)]
    }

    // MARK: - By band

    /// The odds of a higher score in each further band of those compared, against the first of them.
    func byBand(_ compared: [Int], of bands: DurationBands) -> Attempt<[OddsRatio], NotEstimable> {
        let cells = DayLevels(observed.observations) { compared.contains(bands.band(of: $0)) }
        let further = compared.dropFirst().map { (band: $0, label: bands.label(of: $0)) }
        let indicators = further.map { further in
            PredictorColumn(further.label, cells.days.map { bands.band(of: $0) == further.band ? 1 : 0 })
        }
        return attempt("The cumulative-link model of the bands", fit(indicators, cells)) { estimates in
            let first = estimates.parameters.count - further.count
            return further.enumerated().compactMap { position, further in
                var ratio = ratio(.cumulativeLink, estimates, at: first + position)
                ratio?.band = further.band
                return ratio
            }
        }
    }

    // MARK: - Fitting

    /// The regression of the categories that occur.
    private func fit(_ predictors: [PredictorColumn], _ cells: DayLevels) -> FitOutcome<ParameterEstimates> {
        let present = Set(cells.categories).sorted()
        guard present.count > 1 else { return .notEstimable(.constantResponse(name: "the score")) }
        let position = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        return CumulativeLink.fit(
            cells.categories.map { position[$0] ?? 0 }, levels: present.map { levelNames[$0] },
            predictors: predictors, repeated: cells.repeated, executor: executor
        ).map(\.estimates)
    }

    /// The ratios of the last parameters, each with its term.
    private func attempt(
        _ title: Prose, _ model: TrendModelName, _ terms: [TrendTerm?], _ outcome: FitOutcome<ParameterEstimates>
    ) -> Attempt<[OddsRatio], NotEstimable> {
        attempt(title, outcome) { estimates in
            let first = estimates.parameters.count - terms.count
            return terms.enumerated().compactMap { position, term in
                var ratio = ratio(model, estimates, at: first + position)
                ratio?.term = term
                return ratio
            }
        }
    }

    private func ratio(
        _ model: TrendModelName, _ estimates: ParameterEstimates, at position: Int
    ) -> OddsRatio? {
        let weights = estimates.parameters.indices.map { $0 == position ? 1.0 : 0 }
        guard let log = estimates.prediction(weights) else { return nil }
        let ratio = RatioEstimate(log: log)
        return OddsRatio(
            model: model, value: ratio.value, interval: ratio.interval(level: level),
            test: estimates.test(weights))
    }

    private func attempt(
        _ title: Prose, _ outcome: FitOutcome<ParameterEstimates>, _ ratios: (ParameterEstimates) -> [OddsRatio]
    ) -> Attempt<[OddsRatio], NotEstimable> {
        switch outcome {
        case .fitted(let estimates): Attempt(title: title, outcome: .success(ratios(estimates)))
        case .notEstimable(let reason): Attempt(title: title, outcome: .failure(reason))
        }
    }
}
