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
    /// The rows of each person.
    private let runs: [Range<Int>]
    /// The scores that occur, ascending.
    private let levels: [Double]
    /// Position of each row's score among them.
    private let categories: [Int]
    /// The rows by day and level, of which there are few.
    private let cells: DayLevels
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
        runs = rows.runs
        self.levels = levels
        categories = rows.scores.map { position[$0] ?? 0 }
        cells = DayLevels(days: rows.days, categories: categories)
        self.level = level
        self.executor = executor
    }

    /// Every cut, from the lowest.
    var cuts: [Cut] {
        levels.dropLast().map { Cut(score: $0, name: "above \($0.plainText)") }
    }

    // MARK: - Against days of exposure

    /// Every regression on exposure, per 30 days, in the order of the report.
    ///
    /// - Parameter adjustment: columns of a model that holds them constant, of the people with a value in each.
    func attempts(adjustedBy adjustment: TrendAdjustment? = nil) -> [Attempt] {
        let exposure = PredictorColumn("exposure", cells.days.map { Double($0) / OwnSlopes.days })
        var attempts = [
            attempt(
                "The cumulative-link model", "cumulative_link", [nil],
                fit([exposure], cells.categories, cells.repeated, clusters: rows.people))
        ]
        let (mean, deviation) = rows.split
        // With one score a patient there is nothing within patients.
        if deviation.contains(where: { $0 != 0 }) {
            attempts.append(
                attempt(
                    "The cumulative-link model within and between patients", "cumulative_link_within_between",
                    ["within", "between"],
                    fit(
                        [
                            PredictorColumn("deviation from a patient's mean exposure", deviation),
                            PredictorColumn("mean exposure of a patient", mean),
                        ], categories,
                        clusters: rows.people)))
        }
        if let adjustment { attempts.append(adjusted(adjustment)) }
        return attempts + logistic(exposure)
    }

    private func adjusted(_ adjustment: TrendAdjustment) -> Attempt {
        let used = rows.people.indices.filter { adjustment.isComplete[rows.people[$0]] }
        let exposure = PredictorColumn("exposure", used.map { Double(rows.days[$0]) / OwnSlopes.days })
        let terms = adjustment.terms.map { term in
            PredictorColumn(term.name, used.map { term.values[rows.people[$0]] })
        }
        let outcome = fit(
            [exposure] + terms, used.map { categories[$0] }, clusters: used.map { rows.people[$0] })
        return attempt("The adjusted cumulative-link model", outcome) { estimates in
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
        return cuts.enumerated().map { position, cut in
            let outcome = LogisticRegression.fit(
                cells.categories.map { $0 > position }, response: "the score", predictors: [exposure],
                repeated: cells.repeated, clusters: rows.people, executor: executor)
            return attempt("The logistic model of scores \(cut.name)", outcome.map(\.estimates)) { estimates in
                var ratio = ratio("logistic", cut.name, estimates, at: 1)
                ratio?.cells = [people { $0 > position }, people { $0 <= position }]
                return [ratio].compactMap(\.self)
            }
        }
    }

    /// People with a score at such a position of the levels.
    private func people(_ isSuch: (Int) -> Bool) -> Int {
        runs.count { run in run.contains { isSuch(categories[$0]) } }
    }

    // MARK: - By band

    /// The odds of a higher score in each further band of those compared, against the first of them.
    func byBand(_ compared: [Int], of bands: DurationBands) -> Attempt {
        let kept = cells.keeping { compared.contains(bands.band(of: $0)) }
        let further = compared.dropFirst().map { (band: $0, label: bands.label(of: $0)) }
        let indicators = further.map { further in
            PredictorColumn(further.label, kept.cells.days.map { bands.band(of: $0) == further.band ? 1 : 0 })
        }
        return attempt(
            "The cumulative-link model of the bands", "cumulative_link", further.map(\.label),
            fit(
                indicators, kept.cells.categories, kept.cells.repeated,
                clusters: kept.observations.map { rows.people[$0] }))
    }

    // MARK: - Fitting

    /// The regression of the categories that occur.
    private func fit(
        _ predictors: [PredictorColumn], _ categories: [Int], _ repeated: RepeatedRows? = nil, clusters: [Int]
    ) -> Outcome<ParameterEstimates> {
        let present = Set(categories).sorted()
        guard present.count > 1 else { return .notEstimable(.constantResponse(name: "the score")) }
        let position = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        return CumulativeLink.fit(
            categories.map { position[$0] ?? 0 }, levels: present.map { levels[$0].plainText },
            predictors: predictors, repeated: repeated, clusters: clusters, executor: executor
        ).map(\.estimates)
    }

    /// The ratios of the last parameters, each with its term.
    private func attempt(
        _ title: String, _ model: String, _ terms: [String?], _ outcome: Outcome<ParameterEstimates>
    ) -> Attempt {
        attempt(title, outcome) { estimates in
            let first = estimates.parameters.count - terms.count
            return terms.enumerated().compactMap { position, term in
                ratio(model, term, estimates, at: first + position)
            }
        }
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
}
