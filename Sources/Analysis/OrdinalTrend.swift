import Cohort
import Estimation

/// Scores of an instrument with a few ordered levels against exposure, without taking the steps between levels as equal:
/// regression by a cumulative logit link (McCullagh 1980, 10.1111/j.2517-6161.1980.tb01109.x) with standard errors that hold for
/// the scores of one patient together (Liang and Zeger 1986, 10.1093/biomet/73.1.13).
struct OrdinalTrend {
    /// The odds of a higher score, as a ratio.
    struct OddsRatio {
        /// The value of `model` in results.json.
        let model: String
        var term: String?
        /// Above or below 1 as higher scores grow likelier or rarer.
        let value: Double
        let interval: ConfidenceInterval?
        let test: TestStatistic?
        /// Counts of people that it rests on, beside everybody.
        var cells: [Int] = []
        /// Whether nobody with an exposed score is left out.
        var isOfEverybody = true
    }

    /// One regression: its name as the subject of a sentence, and what came of it.
    struct Attempt {
        let title: String
        let ratios: Result<[OddsRatio], NotEstimable>
    }

    /// A place between two neighbouring levels.
    struct Cut {
        /// The level below.
        let score: Double
        /// `above 2`.
        let name: String
    }

    /// Most levels that are taken as levels.
    static let mostLevels = 20

    private let rows: ExposedRows
    /// The scores that occur, ascending.
    private let levels: [Double]
    private let categories: [Int]
    private let level: ConfidenceLevel
    private let executor: BlockExecutor

    /// Throws where the scores have too many different values to be levels.
    init(_ rows: ExposedRows, level: ConfidenceLevel, executor: BlockExecutor) throws(NotEstimable) {
        let levels = Set(rows.scores).sorted()
        guard levels.count <= Self.mostLevels else {
            throw .invalidArgument(name: "the levels of the instrument", needed: "\(Self.mostLevels) at most")
        }
        let position = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
        self.rows = rows
        self.levels = levels
        categories = rows.scores.map { position[$0] ?? 0 }
        self.level = level
        self.executor = executor
    }

    /// Every cut, from the lowest.
    var cuts: [Cut] {
        levels.dropLast().map { Cut(score: $0, name: "above \(LevelName($0).text)") }
    }

    // MARK: - Against days of exposure

    /// Every regression on exposure, per 30 days, in the order of the report.
    ///
    /// - Parameter adjustment: columns of a model that holds them constant, of the people with a value in each.
    func attempts(adjustedBy adjustment: TrendAdjustment? = nil) -> [Attempt] {
        let exposure = PredictorColumn("exposure", rows.exposure)
        let (mean, deviation) = rows.split
        var attempts = [
            cumulative("The cumulative-link model", "cumulative_link", [(nil, exposure)])
        ]
        // With one score a patient there is nothing within patients.
        if deviation.contains(where: { $0 != 0 }) {
            attempts.append(
                cumulative(
                    "The cumulative-link model within and between patients", "cumulative_link_within_between",
                    [("within", PredictorColumn("deviation", deviation)), ("between", PredictorColumn("mean", mean))]))
        }
        if let adjustment { attempts.append(adjusted(adjustment)) }
        return attempts + logistic(exposure)
    }

    private func cumulative(
        _ title: String, _ model: String, _ predictors: [(term: String?, column: PredictorColumn)],
        rows used: [Int]? = nil
    ) -> Attempt {
        let outcome = fit(predictors.map(\.column), rows: used ?? Array(rows.scores.indices))
        return attempt(title, outcome.map(\.estimates)) { estimates in
            let first = estimates.parameters.count - predictors.count
            return predictors.enumerated().compactMap { position, predictor in
                ratio(model, predictor.term, estimates, at: first + position)
            }
        }
    }

    private func adjusted(_ adjustment: TrendAdjustment) -> Attempt {
        let used = rows.people.indices.filter { adjustment.isComplete[rows.people[$0]] }
        let exposure = rows.exposure
        let terms = adjustment.terms.map { term in
            PredictorColumn(term.name, used.map { term.values[rows.people[$0]] })
        }
        let outcome = fit([PredictorColumn("exposure", used.map { exposure[$0] })] + terms, rows: used)
        return attempt("The adjusted cumulative-link model", outcome.map(\.estimates)) { estimates in
            var ratio = ratio(
                "cumulative_link_adjusted", nil, estimates, at: estimates.parameters.count - terms.count - 1)
            ratio?.isOfEverybody = used.count == rows.count
            return [ratio].compactMap(\.self)
        }
    }

    /// One logistic regression a cut between levels: where their ratios agree, one ratio for all cuts, as the cumulative link
    /// has it, says enough.
    private func logistic(_ exposure: PredictorColumn) -> [Attempt] {
        guard levels.count > 2 else { return [] }
        return cuts.map { cut in
            let outcome = LogisticRegression.fit(
                rows.scores.map { $0 > cut.score }, response: "the score", predictors: [exposure],
                clusters: rows.people,
                executor: executor)
            return attempt("The logistic model of scores \(cut.name)", outcome.map(\.estimates)) { estimates in
                var ratio = ratio("logistic", cut.name, estimates, at: 1)
                ratio?.cells = [people { $0 > cut.score }, people { $0 <= cut.score }]
                return [ratio].compactMap(\.self)
            }
        }
    }

    /// People with such a score.
    private func people(_ isSuch: (Double) -> Bool) -> Int {
        Set(rows.scores.indices.filter { isSuch(rows.scores[$0]) }.map { rows.people[$0] }).count
    }

    // MARK: - By band

    /// The odds of a higher score in each further band of those compared, against the first of them.
    func byBand(_ compared: [Int], of bands: DurationBands) -> Attempt {
        let bandOfRow = rows.days.map(bands.band)
        let used = bandOfRow.indices.filter { compared.contains(bandOfRow[$0]) }
        let predictors = compared.dropFirst().map { band in
            let label = bands.label(of: band)
            return (term: label as String?, column: PredictorColumn(label, used.map { bandOfRow[$0] == band ? 1 : 0 }))
        }
        return cumulative("The cumulative-link model of the bands", "cumulative_link", predictors, rows: used)
    }

    // MARK: - Fitting

    /// The regression of the rows `used`, for which the predictors have values; of the levels that occur among them.
    private func fit(_ predictors: [PredictorColumn], rows used: [Int]) -> Outcome<CumulativeLink.Fit> {
        let present = Set(used.map { categories[$0] }).sorted()
        guard present.count > 1 else { return .notEstimable(.constantResponse(name: "the score")) }
        let position = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        return CumulativeLink.fit(
            used.map { position[categories[$0]] ?? 0 }, levels: present.map { LevelName(levels[$0]).text },
            predictors: predictors, clusters: used.map { rows.people[$0] }, executor: executor)
    }

    private func ratio(
        _ model: String, _ term: String?, _ estimates: ParameterEstimates, at position: Int
    ) -> OddsRatio? {
        let weights = estimates.parameters.indices.map { $0 == position ? 1.0 : 0 }
        guard let log = estimates.estimate(weights) else { return nil }
        let ratio = RatioEstimate(log: log)
        return OddsRatio(
            model: model, term: term, value: ratio.value, interval: ratio.interval(level: level),
            test: estimates.zTest(weights))
    }

    private func attempt(
        _ title: String, _ outcome: Outcome<ParameterEstimates>, _ ratios: (ParameterEstimates) -> [OddsRatio]
    ) -> Attempt {
        switch outcome {
        case .fitted(let estimates): Attempt(title: title, ratios: .success(ratios(estimates)))
        case .notEstimable(let reason): Attempt(title: title, ratios: .failure(reason))
        }
    }

    /// A score as a level's name: 2, not 2.0.
    private struct LevelName {
        let text: String

        init(_ score: Double) {
            text = Int(exactly: score).map { "\($0)" } ?? "\(score)"
        }
    }
}
