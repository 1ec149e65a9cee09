import Cohort
import Estimation
import Findings

extension Instrument {
    /// What a finding carries of the instrument.
    var info: InstrumentInfo {
        InstrumentInfo(
            id: id, title: title, unit: unit, range: range,
            direction: direction == .higherIsMorePain ? .higherIsMorePain : .higherIsLessPain,
            modality: modality == .clinical ? .clinical : .evoked, isOrdinal: isOrdinal)
    }
}

extension Estimate.Interval {
    /// An interval as `Estimation` gives it.
    init(_ interval: ConfidenceInterval) {
        self.init(
            lower: interval.lower, upper: interval.upper, level: interval.level.value, method: interval.method.rawValue)
    }
}

extension FindingBuilder {
    /// Adds a number with an interval as `Estimation` gives it.
    mutating func add<Key: GroupKey>(
        _ quantity: Quantity<Key>, _ key: Key, _ value: Double?, se: Double? = nil, _ interval: ConfidenceInterval?,
        n: Int? = nil, events: Int? = nil, basis: Basis, of contributions: Contributions? = nil
    ) {
        add(
            quantity, key, value, se: se, interval: interval.map { .init($0) }, n: n, events: events, basis: basis,
            of: contributions)
    }

    /// Adds the share of some persons who had an event, with each interval asked for: one number an interval, alike but for it.
    /// A group without persons has no share; it gives one number without a value.
    mutating func add<Key: GroupKey>(
        share quantity: Quantity<Key>, _ key: Key, of event: PersonSet, among persons: PersonSet,
        intervals: [ConfidenceInterval.Method], level: ConfidenceLevel, apart: [PersonSet] = []
    ) {
        let basis = Basis.event(event, among: persons, apart: apart)
        let (events, n) = (event.count, persons.count)
        guard let count = BinomialCount(successes: events, trials: n) else {
            add(quantity, key, nil, n: n, events: events, basis: basis)
            return
        }
        for method in intervals {
            let interval: ConfidenceInterval? =
                switch method {
                case .clopperPearson: .clopperPearson(count, level: level)
                default: .wilson(count, level: level)
                }
            add(quantity, key, count.proportion, interval, n: n, events: events, basis: basis)
        }
    }
}

extension HypothesisTest {
    /// A test as `Estimation` gives it; of an F statistic the degrees of freedom of the numerator.
    init<Key: GroupKey>(_ test: DeclaredTest<Key>, _ key: Key, _ result: TestStatistic, basis: Basis) {
        self.init(
            test, key, statistic: result.statistic, df: result.degreesOfFreedom.first, p: result.pValue, basis: basis)
    }
}

extension [HypothesisTest] {
    /// These tests as one declared family: beside each p-value what is left of it once the number of tests counts.
    ///
    /// Tests without a p-value stay as they are and do not count.
    func asFamily(_ name: String) -> [HypothesisTest] {
        let members = map { TestFamily.Member($0.test.id, pValue: $0.p) }
        guard let family = TestFamily.adjusted(name, members).fit else { return self }
        // The family has its tests in this order, without those that have no p-value.
        var adjusted = family.tests.makeIterator()
        return map { test in
            guard test.p != nil, let own = adjusted.next() else { return test }
            return test.member(of: name, holm: own.holm, benjaminiHochberg: own.benjaminiHochberg)
        }
    }

    /// How families are adjusted, as a sentence of a method.
    ///
    /// - Parameter families: what was declared to be one family each.
    static func adjustment(of families: Prose) -> Prose {
        """
        p-values stand beside those adjusted for the number of tests (Holm 1979; Benjamini and Hochberg 1995, \
        10.1111/j.2517-6161.1995.tb02031.x) in \(families).
        """
    }
}

extension Prose {
    /// Why something could not be estimated, in a clause that tells no count: some could be small.
    init(_ reason: NotEstimable) {
        switch reason {
        case .noObservations: self = "there are no observations"
        case .tooFewObservations: self = "there are too few scores"
        case .tooFewGroups: self = "there are too few patients"
        case .oneObservationPerGroup: self = "no patient has more than one score"
        case .constantResponse(let name):
            self = "\(StudyWord(name)) has the same value on all observations"
        case .mostlyTied(let name): self = "\(StudyWord(name)) are mostly equal to each other"
        case .constantColumn(let name):
            self = "the predictor \(StudyWord(name)) has the same value on all observations"
        case .constantWithinGroups(let name): self = "\(StudyWord(name)) does not vary within any patient"
        case .collinear(let name):
            self = "the predictor \(StudyWord(name)) is a linear function of the other predictors"
        case .nonFinite: self = "some values are not finite numbers"
        case .unknownColumn: self = "a column is missing"
        case .noResidualVariation: self = "the model leaves next to no residual variation"
        case .varianceNotIdentified: self = "the observations cannot tell the variance parameters apart"
        case .didNotConverge: self = "the optimiser did not converge"
        case .separated(let name):
            self = "\(StudyWord(name)) tells the outcomes apart without error, so its effect has no bound"
        case .emptyCategory(let name): self = "no observation is in the category \(StudyWord(name))"
        case .neverTogether(let first, let second):
            self = "no patient was assessed at both \(StudyWord(first)) and \(StudyWord(second))"
        case .noEvents: self = "no event was observed"
        case .allCensored: self = "every observation is censored"
        case .unusableWeights:
            self = "the weights are not usable: each must be finite and not negative, and their sum above zero"
        case .tooManyFailedResamples: self = "the model could not be fitted to too many of the resamples"
        case .invalidArgument(let name, let needed):
            self = "\(StudyWord(name)) must be \(StudyWord(needed))"
        }
    }
}
