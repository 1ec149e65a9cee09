/// The linear mixed model with residuals that remember: y = Xβ + Zb + e with b ~ N(0, σ²D) for each group, and e of
/// variance σ² that correlate within a group by the time between them, as `SerialCorrelation` says.
///
/// Given range and nugget the rows are whitened, and `LinearMixedModel` does the rest on their moments; these two
/// parameters are where its criterion and the whitening's log determinant together are least. Their own uncertainty is not
/// in the standard errors, tests and intervals of the fixed effects: as in R's nlme these are those of the model with range and
/// nugget known.
public enum SerialMixedModel {
    /// The data and the model: a choice of columns.
    public struct Problem: Sendable {
        /// The rows with their times.
        public var rows: SerialRows
        /// Position of the response in the rows' columns.
        public var response: Int
        /// Positions of the predictors. The intercept is always there and is not named.
        public var fixed: [Int]
        /// What varies between groups.
        public var random: LinearMixedModel.RandomEffects

        /// The model of column `response` on the columns `fixed`, positions in `rows.columns`.
        public init(rows: SerialRows, response: Int, fixed: [Int], random: LinearMixedModel.RandomEffects) {
            self.rows = rows
            self.response = response
            self.fixed = fixed
            self.random = random
        }

        /// As many columns as the model reaches.
        var columnCount: Int { ([response] + fixed + [random.slope].compactMap(\.self)).reduce(0) { max($0, $1 + 1) } }
    }

    /// Where range and nugget come from.
    public enum Correlation: Sendable, Hashable {
        /// Estimated, the nugget in 0...1; in 0.001...1 where a group has two rows at one time, since without a nugget
        /// these were the same.
        case estimated
        /// The range estimated, the nugget 0: a first-order autoregression in continuous time. Not for rows of a group at
        /// one time.
        case estimatedWithoutNugget
        /// Known.
        case given(SerialCorrelation)
    }

    /// How to fit.
    public struct Options: Sendable, Hashable {
        /// Restricted likelihood unless said otherwise.
        public var criterion: LinearMixedModel.Criterion
        /// Estimated unless said otherwise.
        public var correlation: Correlation
        /// Rows, at most, from which range and nugget are estimated: groups evenly spaced, one at least. All other
        /// estimates are from all rows. Nil for no limit.
        public var mostRowsForCorrelation: Int?
        /// Newton iterations of each search for the random effects before giving up.
        public var maximumIterations: Int

        /// The usual options.
        public init(
            criterion: LinearMixedModel.Criterion = .restrictedMaximumLikelihood, correlation: Correlation = .estimated,
            mostRowsForCorrelation: Int? = nil, maximumIterations: Int = 200
        ) {
            self.criterion = criterion
            self.correlation = correlation
            self.mostRowsForCorrelation = mostRowsForCorrelation
            self.maximumIterations = maximumIterations
        }

        var model: LinearMixedModel.Options { .init(criterion: criterion, maximumIterations: maximumIterations) }
    }

    /// The moments of the rows whitened by a known correlation: `LinearMixedModel` fits to them any model of the rows'
    /// columns, with the likelihood of the rows themselves, and with standard errors and tests under that correlation.
    ///
    /// They are of use where whitening is: means, R² and anything else that is a sum over rows is not to be had from them,
    /// nor an estimator with another correlation of its own. Columns that are constant within groups can still be appended.
    ///
    /// Not estimable where the rows are not as `SerialRows` says, or a group has two rows at one time and there is no
    /// nugget.
    public static func moments(
        _ rows: SerialRows, correlation: SerialCorrelation, executor: BlockExecutor = .serial
    ) -> FitOutcome<GroupedMoments> {
        FitOutcome { () throws(NotEstimable) in
            try moments(SerialRows.Checked(rows), correlation, executor)
        }
    }

    private static func moments(
        _ rows: SerialRows.Checked, _ correlation: SerialCorrelation, _ executor: BlockExecutor
    ) throws(NotEstimable) -> GroupedMoments {
        guard correlation.nugget > 0 || !rows.hasTies else { throw needsNugget }
        return GroupedMoments(whitening: rows, by: correlation, executor: executor)
    }

    /// Fits the model. The same bits whatever the executor.
    ///
    /// Where no correlation makes the likelihood larger than independent residuals do, the fit is that of independent
    /// residuals. Not estimable as `LinearMixedModel`, where `moments` is not, and where the rows do not tell random effects,
    /// range and nugget apart: two of a group must be at least three different times apart, two without a nugget.
    public static func fit(
        _ problem: Problem, options: Options = Options(), executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let rows = try SerialRows.Checked(problem.rows)
            func model(_ moments: GroupedMoments) throws(NotEstimable) -> LinearMixedModel.Fit {
                let model = LinearMixedModel.Problem(
                    moments: moments, response: problem.response, fixed: problem.fixed, random: problem.random)
                return try LinearMixedModel.fit(model, options: options.model, executor: executor).get()
            }
            let independent = try model(rows.moments(executor))
            if case .given(let correlation) = options.correlation {
                let known = try model(moments(rows, correlation, executor))
                return Fit(known, independent, options, correlation)
            }
            let used =
                try options.mostRowsForCorrelation.map { (most) throws(NotEstimable) in
                    try rows.sampling(mostRows: most)
                } ?? rows
            let search = try SerialCorrelationSearch(problem, used, options, executor)
            guard let optimum = try search.optimum() else {
                return Fit(independent, independent, options, nil, estimatedFrom: used.rowCount)
            }
            let whitened = try model(moments(rows, optimum.correlation, executor))
            return Fit(
                whitened, independent, options, optimum.correlation, estimatedFrom: used.rowCount, at: optimum.bounds,
                isIdentified: optimum.isIdentified)
        }
    }

    static let needsNugget = NotEstimable.invalidArgument(
        name: "the nugget", needed: "above 0 where a group has two rows at one time")
}

extension SerialMixedModel {
    /// The fitted model. Everything is in the columns' own units.
    public struct Fit: Sendable {
        /// A bound at which the search for range and nugget ended.
        public enum Bound: String, Sendable, Hashable, CaseIterable, Codable, CustomStringConvertible {
            /// The nugget is the least there can be, 0 as a rule.
            case leastNugget = "least_nugget"
            /// The range is a tenth of the shortest time between two rows: residuals do not reach from one row to the next,
            /// except perhaps at one time.
            case shortestRange = "shortest_range"
            /// The range is a hundred times the longest time that a group was followed: residuals wander off and do not
            /// come back.
            case longestRange = "longest_range"

            /// In words.
            public var description: String {
                switch self {
                case .leastNugget: "nothing in the residuals is new at each observation"
                case .shortestRange: "the residuals' range is below the time between two observations"
                case .longestRange: "the residuals' range is beyond the time of observation"
                }
            }
        }

        /// The fixed and random effects, with their inference for range and nugget known. Its log likelihood is that of the
        /// rows, its residual standard deviation that of the serial part and the nugget together. Its R² is of whitened
        /// rows and means nothing.
        public let model: LinearMixedModel.Fit
        /// Range and nugget, estimated or given; nil where independent residuals are as likely as any.
        public let correlation: SerialCorrelation?
        /// The same model with independent residuals.
        public let independent: LinearMixedModel.Fit
        /// The bounds at which the estimated range and nugget are; empty inside the parameter space and where they were
        /// given.
        public let bounds: [Bound]
        /// False where other ranges and nuggets are as likely, as where only neighbouring rows correlate: then the correlations that
        /// range and nugget give are estimates, and the two are not.
        public let isCorrelationIdentified: Bool
        /// Rows from which range and nugget were estimated; 0 where they were given.
        public let rowsForCorrelation: Int
        let options: Options

        fileprivate init(
            _ model: LinearMixedModel.Fit, _ independent: LinearMixedModel.Fit, _ options: Options,
            _ correlation: SerialCorrelation?, estimatedFrom rows: Int = 0, at bounds: [Bound] = [],
            isIdentified: Bool = true
        ) {
            self.model = model
            self.correlation = correlation
            self.independent = independent
            self.bounds = bounds
            isCorrelationIdentified = isIdentified
            rowsForCorrelation = rows
            self.options = options
        }

        /// Of the fitted criterion: the restricted log likelihood where that was made largest.
        public var logLikelihood: Double { model.logLikelihood }

        /// The likelihood-ratio test that residuals are independent, against chi-square on 2 degrees of freedom, on 1
        /// without a nugget; nil where range and nugget were given.
        ///
        /// Under the hypothesis the nugget is at its bound 1, or the range at 0, and the range has no meaning, so that
        /// chi-square is not the statistic's distribution; its p-value is larger than the right one. Where range and nugget
        /// were estimated from a part of the rows, the statistic is smaller than the likelihood ratio of all rows, and the
        /// p-value larger still.
        public var independenceTest: TestStatistic? {
            let degreesOfFreedom: Double
            switch options.correlation {
            case .given: return nil
            case .estimated: degreesOfFreedom = 2
            case .estimatedWithoutNugget: degreesOfFreedom = 1
            }
            return .chiSquare(
                2 * (model.logLikelihood - independent.logLikelihood), degreesOfFreedom: degreesOfFreedom)
        }
    }
}

extension LikelihoodRatioTest {
    /// Compares two fits to the same rows with serial residuals, each with its own range and nugget or both with the same
    /// that were given. Models as in `compare` without serial residuals; range and nugget must be estimated from all rows.
    public static func compare(
        smaller: SerialMixedModel.Fit, larger: SerialMixedModel.Fit
    ) -> FitOutcome<LikelihoodRatioTest> {
        guard smaller.options.correlation == larger.options.correlation, smaller.usesAllRows, larger.usesAllRows else {
            return .notEstimable(
                .invalidArgument(
                    name: "the models", needed: "with range and nugget given alike, or estimated alike from all rows"))
        }
        // The models of independent residuals tell whether rows and columns are the same.
        return compare(
            smaller: smaller.independent, larger: larger.independent,
            logLikelihoods: (smaller.logLikelihood, larger.logLikelihood))
    }
}

extension SerialMixedModel.Fit {
    fileprivate var usesAllRows: Bool {
        rowsForCorrelation == 0 || rowsForCorrelation == model.observations
    }
}
