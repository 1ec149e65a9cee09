import Cohort
import Estimation
import Findings

/// The trend's estimates and tests, in the vocabulary of results.json.
struct TrendAnswer {
    let instrument: Instrument
    let level: ConfidenceLevel
    private(set) var estimates: [Estimate] = []
    private(set) var tests: [HypothesisTest] = []

    init(instrument: Instrument, level: ConfidenceLevel) {
        self.instrument = instrument
        self.level = level
    }

    /// Adds a model's quantities, tests and spread.
    ///
    /// - Parameter leavesOut: how many people with exposed scores the model leaves out; `nil` where it takes everybody. The
    ///   number of its people is then an estimate of its own, as it gives a small number of those left out away.
    mutating func add(_ fit: LinearMixedModel.Fit, of model: TrendModel, leavesOut: Int? = nil) {
        let group = ["instrument": instrument.id, "model": model.id]
        let people = leavesOut == nil ? fit.groups : nil
        for quantity in model.quantities {
            var about = group
            about["term"] = quantity.term
            add(fit, quantity.weights, quantity.name, about, quantity.unit, people)
            if quantity.name == "slope", let slope = fit.prediction(quantity.weights), slope.standardError > 0 {
                let z = slope.value / slope.standardError
                let p = (try? StandardNormal.upperTail(abs(z))).flatMap { Measure(2 * $0) }
                tests.append(
                    HypothesisTest("wald_slope_is_zero", group: about, statistic: Measure(z), p: p, cells: [fit.groups])
                )
            }
        }
        for test in model.tests {
            guard let result = fit.waldTest(test.combinations) else { continue }
            tests.append(
                HypothesisTest(
                    test.name, group: group, statistic: Measure(result.statistic),
                    df: result.degreesOfFreedom.first.flatMap { Measure($0) }, p: Measure(result.pValue),
                    cells: [fit.groups]))
        }
        if let leavesOut {
            estimates.append(
                Estimate(
                    "patients", group: group, value: Measure(fit.groups), unit: "patients",
                    cells: [fit.groups, leavesOut]))
        }
        addSpread(of: fit, group, people)
    }

    private mutating func addSpread(of fit: LinearMixedModel.Fit, _ group: [String: String], _ people: Int?) {
        let slopeUnit = "\(instrument.unit) per 30 days"
        let spread: [(String, Double?, String)] = [
            ("sd_intercept", fit.sdIntercept, instrument.unit), ("sd_slope", fit.sdSlope, slopeUnit),
            ("correlation", fit.correlation, "correlation"), ("sd_residual", fit.sdResidual, instrument.unit),
            ("log_likelihood", fit.logLikelihood, "log likelihood"),
        ]
        for case let (name, value?, unit) in spread {
            estimates.append(
                Estimate(name, group: group, value: Measure(value), n: people, unit: unit, cells: [fit.groups]))
        }
    }

    /// Adds a slope that is not a mixed model's.
    ///
    /// - Parameter everybody: people with an exposed score.
    mutating func add(_ slope: TrendAlternatives.Slope, unit: String, everybody: Int) {
        let group = ["instrument": instrument.id, "model": slope.model]
        estimates.append(
            Estimate(
                "slope", group: group, value: Measure(slope.value), se: slope.standardError.flatMap { Measure($0) },
                lower: slope.interval.flatMap { Measure($0.lower) },
                upper: slope.interval.flatMap { Measure($0.upper) },
                level: slope.interval?.level.value, interval: slope.interval?.method.rawValue,
                n: slope.people == nil ? everybody : nil, unit: unit, cells: [slope.people ?? everybody]))
        if let people = slope.people {
            estimates.append(
                Estimate(
                    "patients", group: group, value: Measure(people), unit: "patients",
                    cells: [people, everybody - people]))
        }
        if let p = slope.pValue {
            tests.append(
                HypothesisTest("slope_is_zero", group: group, p: Measure(p), cells: [slope.people ?? everybody]))
        }
    }

    /// The model's line: mean score by exposure.
    mutating func addLine(_ fit: LinearMixedModel.Fit, upTo last: Int, days: Double) {
        let steps = 24
        let stride = max(Int(days) / 2, (last / steps + 14) / 15 * 15)
        for day in Swift.stride(from: 0, through: last, by: stride) {
            add(
                fit, [1, Double(day) / days], "predicted_mean",
                ["instrument": instrument.id, "model": "unadjusted", "exposure_days": "\(day)"], instrument.unit,
                fit.groups)
        }
    }

    private mutating func add(
        _ fit: LinearMixedModel.Fit, _ weights: [Double], _ name: String, _ group: [String: String], _ unit: String,
        _ people: Int?
    ) {
        guard let estimate = fit.prediction(weights) else { return }
        let interval = ConfidenceInterval.wald(
            estimate: estimate.value, standardError: estimate.standardError, level: level)
        estimates.append(
            Estimate(
                name, group: group, value: Measure(estimate.value), se: Measure(estimate.standardError),
                lower: interval.flatMap { Measure($0.lower) }, upper: interval.flatMap { Measure($0.upper) },
                level: level.value, interval: interval?.method.rawValue, n: people, unit: unit, cells: [fit.groups]))
    }
}
