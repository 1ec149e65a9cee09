/// The self-controlled case series: how the rate of an event in risk periods compares with the same person's rate in reference time
/// (Farrington 1995, doi:10.2307/2533328; Whitaker, Farrington, Spiessens & Musonda 2006, doi:10.1002/sim.2302).
///
/// Events of a person are Poisson with rate λ · exp(risk period's coefficient + band's coefficient). Given how many events a person
/// had, these fall on her intervals with multinomial probabilities
///
///     p_k = length_k · exp(β_k) / Σ_j length_j · exp(β_j)
///
/// in which λ, and with it whatever is constant in a person, no longer stands. The coefficients maximise the product of these over
/// persons, which is also the conditional logistic and the Poisson likelihood with a term for each person.
///
/// What is assumed, and is to be argued for wherever this is used:
/// - an event changes neither whether nor when a later risk period begins;
/// - an event does not end the observation, as one that is often fatal would;
/// - events recur independently of each other, or are rare (then only a person's first is counted);
/// - within risk periods and bands the rate does not change.
public enum SelfControlledCaseSeries {
    /// A stretch of a person's observation in one risk period and one band.
    public struct Interval: Sendable, Hashable {
        /// Any number that tells persons apart.
        public let person: Int
        /// In days, or whatever the unit; above 0.
        public let length: Double
        /// 0 for reference time, else 1 for the first of the risk periods, and so on.
        public let riskPeriod: Int
        /// Of age or calendar time, from 0.
        public let band: Int
        /// In this interval.
        public let events: Int

        /// An interval; band 0 where there are no bands.
        public init(person: Int, length: Double, riskPeriod: Int, band: Int = 0, events: Int) {
            self.person = person
            self.length = length
            self.riskPeriod = riskPeriod
            self.band = band
            self.events = events
        }
    }

    /// Estimates the rate ratios of the risk periods against reference time.
    ///
    /// Persons without an event tell nothing and are left out. So is the time of a band in which nobody had an event: its
    /// coefficient goes to minus infinity, and in that limit the likelihood is the one without this time.
    ///
    /// - Parameters:
    ///   - intervals: Of all persons, in any order; intervals of a person that are alike count as one.
    ///   - riskPeriods: The names of the risk periods, without the reference.
    ///   - bands: The names of all bands, of which the first one with an event is the reference; none where time is not divided.
    ///   - correction: What the sandwich is multiplied by.
    /// - Returns: The fit, or `.noObservations`; `.invalidArgument` for lengths, events, periods and bands out of range; `.noEvents`;
    ///   `.tooFewGroups` for fewer than two persons with events; `.emptyCategory` where nobody with an event was observed in a risk
    ///   period; `.constantWithinGroups` where those who were, were so all the time; `.collinear` where bands and risk
    ///   periods cannot be told apart; `.separated` where all events or none are in a risk period or on one side of a
    ///   combination of them, so that a rate ratio is infinite or zero.
    public static func fit(
        _ intervals: [Interval], riskPeriods: [String], bands: [String] = [],
        correction: ClusterRobustRegression.Correction = .cr1, executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            try check(intervals, riskPeriods: riskPeriods.count, bands: max(1, bands.count))
            let series = try CaseSeries(intervals, riskPeriods: riskPeriods, bands: bands)
            let full = CaseSeriesLikelihood(series, leavingOut: [], executor: executor)
            let maximum = try full.maximum()
            let null = try full.logLikelihood(leavingOut: Set(riskPeriods.indices))
            let withoutEach = try riskPeriods.indices.map { period throws(NotEstimable) in
                try full.logLikelihood(leavingOut: [period])
            }
            let identity = full.predictorNames.indices.map { row in
                full.predictorNames.indices.map { $0 == row ? 1.0 : 0 }
            }
            return Fit(
                estimates: ParameterEstimates(
                    names: full.predictorNames, values: maximum.parameters, derivatives: identity, maximum,
                    observations: series.cells.count, scores: full.scores(at: maximum.parameters),
                    correction: correction),
                riskPeriodCount: riskPeriods.count, series: series, logLikelihood: maximum.logLikelihood,
                nullLogLikelihood: null, logLikelihoodsWithoutEach: withoutEach, iterations: maximum.iterations)
        }
    }

    private static func check(_ intervals: [Interval], riskPeriods: Int, bands: Int) throws(NotEstimable) {
        guard !intervals.isEmpty else { throw .noObservations }
        guard riskPeriods > 0 else { throw .invalidArgument(name: "the risk periods", needed: "one at least") }
        for interval in intervals {
            guard interval.length > 0, interval.length.isFinite else {
                throw .invalidArgument(name: "the length of an interval", needed: "a finite number above 0")
            }
            guard interval.events >= 0 else {
                throw .invalidArgument(name: "the events of an interval", needed: "0 or more")
            }
            guard (0...riskPeriods).contains(interval.riskPeriod) else {
                throw .invalidArgument(name: "the risk period of an interval", needed: "in 0...\(riskPeriods)")
            }
            guard (0..<bands).contains(interval.band) else {
                throw .invalidArgument(name: "the band of an interval", needed: "in 0...\(bands - 1)")
            }
        }
    }

    /// Whether a standard error trusts the model or the spread between persons.
    public enum StandardErrors: Sendable, Hashable, CaseIterable {
        /// From the curvature of the likelihood: events of a person are independent given their number.
        case modelBased
        /// The sandwich by person, which holds where a person's events come in clusters.
        case robust
    }

    /// The fitted series.
    public struct Fit: Sendable {
        /// The logarithms of the rate ratios: of the risk periods in their order, then of bands against the reference band.
        public let estimates: ParameterEstimates
        /// Of the multinomial probabilities p_k, without the multinomial coefficients.
        public let logLikelihood: Double
        /// The same with bands alone.
        public let nullLogLikelihood: Double
        /// Persons with an event, on whom the estimates rest.
        public let people: Int
        /// Of these, those who were in one risk period and one band all the time, who tell nothing.
        public let uninformativePeople: Int
        /// Persons without an event, who are left out.
        public let peopleWithoutEvents: Int
        /// Of all persons.
        public let events: Int
        /// Reference time first, then each risk period.
        public let eventsByPeriod: [Int]
        /// Time of persons with an event, reference time first.
        public let lengthByPeriod: [Double]
        /// Bands whose time was left out as nobody had an event there, by position.
        public let bandsWithoutEvents: [Int]
        /// Newton steps.
        public let iterations: Int

        private let riskPeriodCount: Int
        private let logLikelihoodsWithoutEach: [Double]

        fileprivate init(
            estimates: ParameterEstimates, riskPeriodCount: Int, series: CaseSeries, logLikelihood: Double,
            nullLogLikelihood: Double, logLikelihoodsWithoutEach: [Double], iterations: Int
        ) {
            self.estimates = estimates
            self.riskPeriodCount = riskPeriodCount
            self.logLikelihood = logLikelihood
            self.nullLogLikelihood = nullLogLikelihood
            self.logLikelihoodsWithoutEach = logLikelihoodsWithoutEach
            self.iterations = iterations
            people = series.people.count
            uninformativePeople = series.people.count { $0.count < 2 }
            peopleWithoutEvents = series.peopleWithoutEvents
            eventsByPeriod = series.eventsByPeriod
            events = series.eventsByPeriod.reduce(0, +)
            lengthByPeriod = series.lengthByPeriod
            bandsWithoutEvents = series.bandsWithoutEvents
        }

        /// The coefficients with one kind of standard error, for intervals and tests of any combination.
        public func coefficients(_ errors: StandardErrors) -> ParameterEstimates {
            switch errors {
            case .robust: estimates
            case .modelBased:
                ParameterEstimates(
                    modelBased: estimates.modelBased, modelCovariance: estimates.modelCovariance, robust: nil,
                    robustCovariance: nil, clusters: nil)
            }
        }

        /// The rate in a risk period, from 1, over that in reference time; nil for another number.
        public func rateRatio(ofRiskPeriod period: Int, _ errors: StandardErrors = .modelBased) -> RatioEstimate? {
            guard (1...riskPeriodCount).contains(period) else { return nil }
            let coefficient = (errors == .robust ? estimates.parameters : estimates.modelBased)[period - 1]
            return RatioEstimate(
                log: PointEstimate(value: coefficient.value, standardError: coefficient.standardError))
        }

        /// Wald's test that the rate ratios of all risk periods are 1.
        public func waldTest(_ errors: StandardErrors = .modelBased) -> TestStatistic? {
            let coefficients = coefficients(errors)
            return coefficients.waldTest((0..<riskPeriodCount).compactMap(coefficients.weights(ofCoefficient:)))
        }

        /// The likelihood-ratio test that the rate ratios of all risk periods are 1.
        public var likelihoodRatioTest: TestStatistic? {
            .chiSquare(2 * (logLikelihood - nullLogLikelihood), degreesOfFreedom: Double(riskPeriodCount))
        }

        /// The likelihood-ratio test that the rate ratio of one risk period, from 1, is 1; nil for another number.
        public func likelihoodRatioTest(ofRiskPeriod period: Int) -> TestStatistic? {
            guard (1...riskPeriodCount).contains(period) else { return nil }
            return .chiSquare(2 * (logLikelihood - logLikelihoodsWithoutEach[period - 1]), degreesOfFreedom: 1)
        }
    }
}
