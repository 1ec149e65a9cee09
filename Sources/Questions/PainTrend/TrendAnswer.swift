import Estimation
import Findings

/// The trend's numbers and tests, each with who stands behind it.
struct TrendAnswer {
    let instrument: InstrumentInfo
    /// Who has an exposed score.
    let everybody: PersonSet
    let level: ConfidenceLevel
    private var tests: [HypothesisTest] = []

    init(_ instrument: InstrumentInfo, everybody: PersonSet, level: ConfidenceLevel) {
        self.instrument = instrument
        self.everybody = everybody
        self.level = level
    }

    /// Adds a model's quantities, tests and spread.
    ///
    /// - Parameters:
    ///   - isOfSomePeople: whether it may leave out people with exposed scores. The number of its people is then an estimate
    ///     of its own, as it gives a small number of those left out away.
    ///   - profile: the fit's profile likelihood, for intervals of the spread and a second opinion on slopes.
    mutating func add(
        _ fit: LinearMixedModel.Fit, of model: TrendModel, isOfSomePeople: Bool = false,
        profile: LinearMixedModel.ProfileLikelihood? = nil, to finding: inout FindingBuilder
    ) {
        let key = TrendKey(instrument: instrument, model: model.name)
        let persons = model.persons
        let n = isOfSomePeople ? nil : persons.count
        for reported in model.quantities {
            add(reported, fit, model, Basis.of(persons, apart: reported.apart), n, profile, to: &finding)
        }
        for test in model.tests {
            guard let result = fit.waldTest(test.combinations) else { continue }
            tests.append(HypothesisTest(test.test, key, result, basis: .of(persons)))
        }
        if isOfSomePeople {
            finding.add(
                .modelPatients, key, Double(persons.count),
                basis: .of(persons, apart: [everybody.subtracting(persons), persons.subtracting(everybody)]))
        }
        addSpread(of: fit, key, .of(persons), n, profile, to: &finding)
    }

    private mutating func add(
        _ reported: TrendModel.Reported, _ fit: LinearMixedModel.Fit, _ model: TrendModel, _ basis: Basis, _ n: Int?,
        _ profile: LinearMixedModel.ProfileLikelihood?, to finding: inout FindingBuilder
    ) {
        guard let estimate = fit.prediction(reported.weights) else { return }
        let key = reported.key(instrument, model.name)
        let inference = fit.inference(reported.weights, level: level).fit
        var intervals = [inference?.interval]
        if reported.quantity == .slope, let profile {
            intervals.append(wald(estimate))
            if let own = profile.interval(ofFixedEffects: reported.weights, level: level).fit {
                intervals.append(own.interval)
            }
        }
        for interval in intervals {
            finding.add(
                reported.quantity, key, estimate.value, se: estimate.standardError, interval, n: n, basis: basis)
        }
        if reported.quantity == .slope, let inference {
            tests.append(
                HypothesisTest(
                    .slopeIsZero, key, statistic: inference.t, df: inference.degreesOfFreedom, p: inference.pValue,
                    basis: basis))
        }
    }

    /// Adds the line with residuals that remember.
    mutating func add(_ serial: TrendRowModels.Serial, to finding: inout FindingBuilder) {
        let key = TrendKey(instrument: instrument, model: .serial)
        let basis = Basis.of(serial.persons)
        addSlope(
            serial.fit.model.prediction([0, 1]), serial.fit.model.inference([0, 1], level: level).fit, key,
            serial.persons,
            to: &finding)
        finding.add(.sdSlope, key, serial.fit.model.sdSlope, basis: basis)
        if let correlation = serial.fit.correlation {
            finding.add(.residualRange, key, correlation.range, basis: basis)
            finding.add(.residualNugget, key, correlation.nugget, basis: basis)
        }
        if let test = serial.fit.independenceTest {
            tests.append(HypothesisTest(.residualsAreIndependent, key, test, basis: basis))
        }
        if let test = serial.slopesAreAlike {
            tests.append(
                HypothesisTest(
                    .slopesAreAlike, key, statistic: test.statistic, df: Double(test.degreesOfFreedom), p: test.pValue,
                    basis: basis))
        }
        if let test = serial.lineIsStraight { tests.append(HypothesisTest(.slopeIsConstant, key, test, basis: basis)) }
    }

    /// Adds the line without floor and ceiling.
    mutating func add(_ limited: TrendRowModels.Limited, to finding: inout FindingBuilder) {
        guard limited.fit.coefficients.count > 1 else { return }
        let key = TrendKey(instrument: instrument, model: .twoLimit)
        let slope = limited.fit.coefficients[1]
        finding.add(
            .slope, key, slope.value, se: slope.standardError,
            .wald(estimate: slope.value, standardError: slope.standardError, level: level), basis: .of(limited.persons))
        finding.add(
            .modelPatients, key, Double(limited.fit.groups),
            basis: .of(limited.persons, apart: [everybody.subtracting(limited.persons)]))
    }

    private mutating func addSlope(
        _ estimate: PointEstimate?, _ inference: SatterthwaiteInference?, _ key: TrendKey, _ persons: PersonSet,
        to finding: inout FindingBuilder
    ) {
        guard let estimate else { return }
        let basis = Basis.of(persons)
        finding.add(
            .slope, key, estimate.value, se: estimate.standardError, inference?.interval, basis: basis)
        finding.add(
            .modelPatients, key, Double(persons.count),
            basis: .of(persons, apart: [everybody.subtracting(persons)]))
        guard let inference else { return }
        tests.append(
            HypothesisTest(
                .slopeIsZero, key, statistic: inference.t, df: inference.degreesOfFreedom, p: inference.pValue,
                basis: basis))
    }

    /// Adds the slope of one of several trials, and what it amounts to over the trial's own exposures.
    ///
    /// - Parameter all: the patients of every trial: a small one would be what is left of everybody when the others are taken off.
    func add(
        _ fit: LinearMixedModel.Fit, ofTrial trial: StudyPlace, _ persons: PersonSet, beside all: [PersonSet],
        over days: Int, unit: Double,
        to finding: inout FindingBuilder
    ) {
        let basis = Basis.of(persons, apart: all)
        var key = TrendKey(instrument: instrument, model: .ofTrial, trial: trial)
        for (quantity, size) in [(Quantity.slope, 1), (.changeOverSpan, Double(days) / unit)] {
            guard let estimate = fit.prediction([0, size]) else { continue }
            if quantity == .changeOverSpan { key.exposureDays = days }
            finding.add(
                quantity, key, estimate.value, se: estimate.standardError,
                fit.inference([0, size], level: level).fit?.interval, n: persons.count, basis: basis)
        }
    }

    /// Adds what a slope amounts to over some days of exposure.
    func addChange(
        _ fit: LinearMixedModel.Fit, of model: TrendModel, slopeAt position: Int, over days: Int, unit: Double,
        to finding: inout FindingBuilder
    ) {
        let weights = TrendModel.unit(position, of: model.fixed.count + 1).map { $0 * Double(days) / unit }
        guard let change = fit.prediction(weights) else { return }
        finding.add(
            .changeOverSpan, TrendKey(instrument: instrument, model: model.name, exposureDays: days), change.value,
            se: change.standardError, fit.inference(weights, level: level).fit?.interval, basis: .of(model.persons))
    }

    private func addSpread(
        of fit: LinearMixedModel.Fit, _ key: TrendKey, _ basis: Basis, _ n: Int?,
        _ profile: LinearMixedModel.ProfileLikelihood?, to finding: inout FindingBuilder
    ) {
        let spread: [(Quantity<TrendKey>, LinearMixedModel.VarianceParameter, Double?)] = [
            (.sdIntercept, .sdIntercept, fit.sdIntercept), (.sdSlope, .sdSlope, fit.sdSlope),
            // On the boundary it is rounding that tells a direction of no length.
            (.correlation, .correlation, fit.isSingular ? nil : fit.correlation),
            (.sdResidual, .sdResidual, fit.sdResidual),
        ]
        for case let (quantity, parameter, value?) in spread {
            let interval = profile?.interval(of: parameter, level: level).fit?.interval
            finding.add(quantity, key, value, interval, n: n, basis: basis)
        }
        let explained = fit.r2
        finding.add(.logLikelihood, key, fit.logLikelihood, n: n, basis: basis)
        finding.add(.r2Marginal, key, explained.marginal, n: n, basis: basis)
        finding.add(.r2Conditional, key, explained.conditional, n: n, basis: basis)
    }

    /// Adds the odds of a higher score.
    mutating func add(_ ratio: OrdinalTrend.OddsRatio, to finding: inout FindingBuilder) {
        let key = TrendKey(instrument: instrument, model: ratio.model, term: ratio.term, above: ratio.above)
        let basis = Basis.of(everybody, apart: ratio.apart)
        finding.add(
            .oddsRatio, key, ratio.value, ratio.interval, n: ratio.isOfEverybody ? everybody.count : nil, basis: basis)
        if let test = ratio.test { tests.append(HypothesisTest(.oddsRatioIsOne, key, test, basis: basis)) }
    }

    /// Adds the test that patients' slopes do not differ, by restricted likelihood.
    mutating func add(_ test: LikelihoodRatioTest, of model: TrendModel) {
        tests.append(
            HypothesisTest(
                .slopesAreAlike, TrendKey(instrument: instrument, model: model.name), statistic: test.statistic,
                df: Double(test.degreesOfFreedom), p: test.pValue, basis: .of(model.persons)))
    }

    /// The tests in their declared families, then those that stand alone.
    var testFamilies: [HypothesisTest] {
        func isOf(_ family: TrendFamily, _ test: HypothesisTest) -> Bool {
            family.tests.contains { $0.info == test.test }
        }
        let alone = tests.filter { test in !TrendFamily.allCases.contains { isOf($0, test) } }
        return TrendFamily.allCases.flatMap { family in
            tests.filter { isOf(family, $0) }.asFamily(family.rawValue)
        } + alone
    }

    /// Adds a slope that is not a mixed model's.
    mutating func add(_ slope: TrendAlternatives.Slope, to finding: inout FindingBuilder) {
        let key = TrendKey(instrument: instrument, model: slope.model)
        let basis = Basis.of(slope.persons ?? everybody)
        finding.add(
            .slope, key, slope.value, se: slope.standardError, slope.interval,
            n: slope.persons == nil ? everybody.count : nil, basis: basis)
        if let persons = slope.persons {
            finding.add(
                .modelPatients, key, Double(persons.count),
                basis: .of(persons, apart: [everybody.subtracting(persons)]))
        }
        if let sdSite = slope.sdSite {
            finding.add(.sdSite, key, sdSite, n: everybody.count, basis: .of(everybody))
        }
        if let sdSiteSlope = slope.sdSiteSlope { finding.add(.sdSiteSlope, key, sdSiteSlope, basis: basis) }
        if let another = slope.anotherSite { finding.add(.slopeOfAnotherSite, key, slope.value, another, basis: basis) }
        if let test = slope.test { tests.append(HypothesisTest(.slopeIsZero, key, test, basis: basis)) }
    }

    /// Adds the model's line: mean score by exposure.
    func addLine(
        _ fit: LinearMixedModel.Fit, of model: TrendModel, upTo last: Int, days: Double,
        to finding: inout FindingBuilder
    ) {
        let steps = 24
        let stride = max(Int(days) / 2, (last / steps + 14) / 15 * 15)
        let persons = model.persons
        for day in Swift.stride(from: 0, through: last, by: stride) {
            guard let mean = fit.prediction([1, Double(day) / days]) else { continue }
            finding.add(
                .predictedMean, TrendKey(instrument: instrument, model: model.name, exposureDays: day), mean.value,
                se: mean.standardError, wald(mean), n: persons.count, basis: .of(persons))
        }
    }

    private func wald(_ estimate: PointEstimate) -> ConfidenceInterval? {
        .wald(estimate: estimate.value, standardError: estimate.standardError, level: level)
    }
}
