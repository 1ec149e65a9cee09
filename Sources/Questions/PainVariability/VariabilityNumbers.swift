import Estimation
import Findings
import Foundation

/// The numbers of `pain_variability`, each with who stands behind it.
struct VariabilityNumbers {
    let instrument: InstrumentInfo
    /// With an exposed score.
    let everybody: PersonSet
    /// With scores enough.
    let enough: PersonSet
    let level: ConfidenceLevel

    func key(
        _ measure: VariabilityMeasure? = nil, _ adjustment: VariabilityAdjustment? = nil, band: BandPlace? = nil,
        event: VariabilityEvent? = nil
    ) -> VariabilityKey {
        VariabilityKey(
            instrument: instrument, measure: measure, band: band, adjustment: adjustment, event: event)
    }

    /// Who is told by the number of some persons, beside those of everybody and of those with scores enough.
    func leftOut(_ persons: PersonSet) -> [PersonSet] {
        [everybody.subtracting(persons), enough.subtracting(persons)]
    }

    // MARK: - Sizes

    /// Adds every index as a mean over patients, of all exposed scores or those in a band.
    func add(_ patients: [PainSwings.Patient], band: BandPlace? = nil, to finding: inout FindingBuilder) {
        let persons = patients.persons
        finding.add(
            count: persons, as: .variabilityPatients, key(band: band), apart: leftOut(persons))
        for measure in VariabilityMeasure.allCases {
            let used = patients.filter { measure.value($0.own) != nil }
            let numbers = used.compactMap { measure.value($0.own) }
            let values = OnlineMoments(numbers)
            guard let mean = values.mean else { continue }
            let (value, interval) = shown(measure, mean, values)
            finding.add(
                quantity(measure), key(measure, band: band), value, interval: interval, basis: .of(used.persons),
                of: Contributions(numbers))
        }
    }

    private func quantity(_ measure: VariabilityMeasure) -> Quantity<VariabilityKey> {
        switch measure {
        case .sd, .sdAboutLine, .successive, .successiveAdjusted: .typicalVariability
        case .acuteChange: .acuteChangeShare
        case .autocorrelation: .meanAutocorrelation
        }
    }

    /// A mean over patients as it is shown, with its t interval: of squares the root, with that of their logarithm.
    private func shown(
        _ measure: VariabilityMeasure, _ mean: Double, _ values: OnlineMoments
    ) -> (Double, Estimate.Interval?) {
        guard measure.power != 1 else {
            let interval = values.meanInterval(level: level).map { own in
                let isShare = measure == .acuteChange
                return Estimate.Interval(
                    lower: isShare ? max(0, own.lower) : own.lower, upper: isShare ? min(1, own.upper) : own.upper,
                    level: own.level.value, method: own.method.rawValue)
            }
            return (mean, interval)
        }
        guard mean > 0, let error = values.standardErrorOfMean else { return (pow(mean, measure.power), nil) }
        let log = ConfidenceInterval.studentT(
            estimate: Foundation.log(mean), standardError: error / mean, degreesOfFreedom: Double(values.count - 1),
            level: level)
        return (pow(mean, measure.power), log.map { Estimate.Interval(exponential: $0, power: measure.power) })
    }

    // MARK: - Against exposure

    /// Adds how an index goes with exposure across patients.
    func addTrend(
        _ measure: VariabilityMeasure, _ adjustment: VariabilityAdjustment, _ comparison: VariabilityModels.Comparison,
        of persons: PersonSet, to finding: inout FindingBuilder, _ tests: inout [HypothesisTest]
    ) {
        let key = key(measure, adjustment)
        guard measure == .autocorrelation else {
            add(.ratioPerMonth, .ratioIsOne, key, comparison, of: persons, to: &finding, &tests)
            return
        }
        finding.add(
            .autocorrelationSlope, key, comparison.value, se: comparison.standardError,
            comparison.interval(level: level), basis: .of(persons))
        add(.autocorrelationSlopeIsZero, key, comparison, of: persons, to: &tests)
    }

    /// Adds how large an index is late against early.
    func addLateToEarly(
        _ measure: VariabilityMeasure, _ adjustment: VariabilityAdjustment, _ comparison: VariabilityModels.Comparison,
        of persons: PersonSet, to finding: inout FindingBuilder, _ tests: inout [HypothesisTest]
    ) {
        add(.lateToEarly, .lateIsEarly, key(measure, adjustment), comparison, of: persons, to: &finding, &tests)
    }

    private func add(
        _ quantity: Quantity<VariabilityKey>, _ test: DeclaredTest<VariabilityKey>, _ key: VariabilityKey,
        _ comparison: VariabilityModels.Comparison, of persons: PersonSet, to finding: inout FindingBuilder,
        _ tests: inout [HypothesisTest]
    ) {
        let power = key.measure?.power ?? 1
        finding.add(
            quantity, key, exp(power * comparison.value),
            interval: comparison.interval(level: level).map { .init(exponential: $0, power: power) },
            basis: .of(persons))
        add(test, key, comparison, of: persons, to: &tests)
    }

    private func add(
        _ test: DeclaredTest<VariabilityKey>, _ key: VariabilityKey, _ comparison: VariabilityModels.Comparison,
        of persons: PersonSet, to tests: inout [HypothesisTest]
    ) {
        guard let result = comparison.test else { return }
        tests.append(
            HypothesisTest(
                test, key, statistic: result.t, df: comparison.degreesOfFreedom, p: result.p, basis: .of(persons)))
    }

    // MARK: - What comes after

    /// Adds the hazard of an event by an index.
    func add(
        _ result: LaterEvents.Result, of events: LaterEvents, to finding: inout FindingBuilder,
        _ tests: inout [HypothesisTest]
    ) {
        guard let estimate = result.fit.estimates.prediction([1, 0]) else { return }
        let key = key(result.measure, .meanLevel, event: events.event)
        let basis = Basis.event(events.withEvent, among: events.atRisk, apart: leftOut(events.atRisk))
        let ratio = RatioEstimate(log: estimate)
        finding.add(
            .variabilityHazardRatio, key, ratio.value, ratio.interval(level: level), n: events.atRisk.count,
            events: events.withEvent.count, basis: basis)
        if let test = result.fit.estimates.test([1, 0]) {
            tests.append(HypothesisTest(.variabilityHazardIsOne, key, test, basis: basis))
        }
        if let test = result.isProportional {
            tests.append(HypothesisTest(.variabilityHazardIsProportional, key, test, basis: basis))
        }
    }
}

extension Estimate.Interval {
    /// The interval of exp(power x) from that of x.
    fileprivate init(exponential interval: ConfidenceInterval, power: Double) {
        self.init(
            lower: exp(power * interval.lower), upper: exp(power * interval.upper), level: interval.level.value,
            method: interval.method.rawValue)
    }
}
