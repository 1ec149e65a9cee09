import Cohort
import Estimation
import Findings

/// The models of the trend that need the scores themselves, and not their sums: residuals that remember, and scores that cannot go below
/// a floor or above a ceiling. Of very many scores they take those of evenly spread patients.
struct TrendRowModels {
    /// Most scores that they take.
    static let mostRows = 10_000
    /// Most patients of the model with limits.
    static let mostPatientsWithLimits = 2_000
    /// Above this share of scores at one end of the range the line has a floor or a ceiling.
    static let limitShare = 0.2
    /// The test of independent residuals at or below which the model that remembers is believed.
    static let believed = 0.01
    /// The correlation of residuals from one score to the next from which on it matters.
    static let felt = 0.05

    /// A model with residuals that remember, and what is asked of the line in it.
    struct Serial {
        let fit: SerialMixedModel.Fit
        let persons: PersonSet
        /// Only where the model is believed.
        var slopesAreAlike: LikelihoodRatioTest?
        let lineIsStraight: TestStatistic?

        /// Days from a score to the next, as usual.
        let usualGap: Double

        /// Whether independent residuals are out of the question, and what they remember reaches the next score.
        var isBelieved: Bool {
            guard let correlation = fit.correlation, let test = fit.independenceTest else { return false }
            return test.pValue <= TrendRowModels.believed
                && correlation.correlation(at: usualGap) >= TrendRowModels.felt
        }
    }

    /// A model with a floor and a ceiling.
    struct Limited {
        let fit: TwoLimitMixedModel.Fit
        let persons: PersonSet
    }

    private let instrument: Instrument
    private let columns: TrendColumns
    private let spline: RestrictedCubicSpline?
    private let executor: BlockExecutor
    /// Who the rows are of, in order, and where each one's rows begin.
    private let people: [Int]
    private let starts: [Int]
    private let days: [Double]
    /// In days.
    private let exposureDays: [Int]
    private let scores: [Double]

    init(_ exposed: ExposedPain, instrument: Instrument, knots: Int, executor: BlockExecutor) {
        self.instrument = instrument
        self.executor = executor
        columns = TrendColumns(exposed, days: OwnSlopes.days)
        spline = columns.spline(knots: knots)
        let everybody = exposed.people.indices.filter { exposed.people[$0].n > 0 }
        let stride = max(1, (exposed.exposedScores + Self.mostRows - 1) / Self.mostRows)
        people = everybody.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
        var (starts, days, exposureDays, scores): ([Int], [Double], [Int], [Double]) = ([0], [], [], [])
        if let source = exposed.scoresOfPeople {
            var cursor = source.cursor
            for person in people {
                source.forEach(of: person, at: &cursor) { status, assessment in
                    guard let exposed = status.days else { return }
                    days.append(Double(assessment.day.rawValue))
                    exposureDays.append(exposed)
                    scores.append(assessment.score)
                }
                starts.append(scores.count)
            }
        }
        (self.starts, self.days, self.exposureDays, self.scores) = (starts, days, exposureDays, scores)
    }

    /// Exposure in the unit of slopes.
    private var exposure: [Double] { exposureDays.map { Double($0) / OwnSlopes.days } }

    private var persons: PersonSet { PersonSet(ascending: people) }

    // MARK: - Residuals that remember

    /// The straight line with residuals that remember; why there is none.
    func serial() -> Result<Serial, NotEstimable> {
        let curve = columns.curve(spline)
        let nonlinear = (1..<max(1, spline?.columnCount ?? 1)).map { position in
            exposureDays.map { curve.onDay[$0][position] }
        }
        // Without the square of exposure, which comes first among the curve's own.
        let own = curve.columns.dropFirst(TrendMoments.response + 2)
        let rows = SerialRows(
            times: days, starts: starts, columns: [columns.exposure, columns.response] + own,
            values: [exposure, scores] + nonlinear)
        func fit(_ random: LinearMixedModel.RandomEffects) -> FitOutcome<SerialMixedModel.Fit> {
            SerialMixedModel.fit(
                .init(rows: rows, response: TrendMoments.response, fixed: [TrendMoments.exposure], random: random),
                executor: executor)
        }
        switch fit(.interceptAndSlope(TrendMoments.exposure)) {
        case .notEstimable(let reason): return .failure(reason)
        case .fitted(let sloped):
            var serial = Serial(
                fit: sloped, persons: persons, lineIsStraight: straightness(rows, sloped), usualGap: usualGap)
            // Where the model is not believed, the one without memory tells whether slopes differ, and at less cost.
            if serial.isBelieved, let level = fit(.intercept).fit {
                serial.slopesAreAlike = LikelihoodRatioTest.compare(smaller: level, larger: sloped).fit
            }
            return .success(serial)
        }
    }

    /// The median of the days from one scored day to the next.
    private var usualGap: Double {
        let gaps = people.indices.flatMap { person -> [Double] in
            let own = days[starts[person]..<starts[person + 1]]
            return zip(own, own.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
        }
        return Quantile.of(gaps, at: [0.5])?.first ?? .infinity
    }

    /// The test of the spline's nonlinear columns in the model that remembers as the straight line does.
    private func straightness(_ rows: SerialRows, _ fit: SerialMixedModel.Fit) -> TestStatistic? {
        guard let spline, let correlation = fit.correlation,
            let moments = SerialMixedModel.moments(rows, correlation: correlation).fit
        else { return nil }
        let nonlinear = spline.columnCount - 1
        let curved = LinearMixedModel.fit(
            .init(
                moments: moments, response: TrendMoments.response,
                fixed: [TrendMoments.exposure] + (0..<nonlinear).map { TrendMoments.response + 1 + $0 },
                random: .interceptAndSlope(TrendMoments.exposure)), executor: executor)
        return curved.fit?.waldTest((0..<nonlinear).map { TrendModel.unit($0 + 2, of: nonlinear + 2) })
    }

    // MARK: - A floor and a ceiling

    /// The line of what scores would be without a floor and a ceiling; `nil` where neither holds many of them.
    func limited() -> Result<Limited, NotEstimable>? {
        let (low, high) = (instrument.range.lowerBound, instrument.range.upperBound)
        let (floor, ceiling) = (scores.count { $0 <= low }, scores.count { $0 >= high })
        guard Double(max(floor, ceiling)) > Self.limitShare * Double(scores.count) else { return nil }
        let stride = max(1, (people.count + Self.mostPatientsWithLimits - 1) / Self.mostPatientsWithLimits)
        let used = people.indices.filter { $0 % stride == 0 }
        let (rows, exposure) = (used.flatMap { starts[$0]..<starts[$0 + 1] }, exposure)
        let outcome = TwoLimitMixedModel.fit(
            .init(
                scores: rows.map { scores[$0] }, lower: low, upper: high,
                predictors: [PredictorColumn("exposure", rows.map { exposure[$0] })],
                groups: used.flatMap { Array(repeating: $0, count: starts[$0 + 1] - starts[$0]) }, randomSlope: 0),
            executor: executor)
        switch outcome {
        case .notEstimable(let reason): return .failure(reason)
        case .fitted(let fit):
            return .success(Limited(fit: fit, persons: PersonSet(ascending: used.map { people[$0] })))
        }
    }
}
