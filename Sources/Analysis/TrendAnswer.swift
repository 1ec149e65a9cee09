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
    /// - Parameter profile: the fit's profile likelihood, for intervals of the spread and a second opinion on slopes.
    mutating func add(
        _ fit: LinearMixedModel.Fit, of model: TrendModel, leavesOut: Int? = nil,
        profile: LinearMixedModel.ProfileLikelihood? = nil
    ) {
        let group = ["instrument": instrument.id, "model": model.id]
        let people = leavesOut == nil ? fit.groups : nil
        for quantity in model.quantities {
            var about = group
            about["term"] = quantity.term
            let estimate = fit.prediction(quantity.weights)
            let inference = fit.inference(quantity.weights, level: level).fit
            let cells = [fit.groups] + quantity.cells
            func add(_ interval: ConfidenceInterval?) {
                self.add(estimate, interval, as: quantity.name, about, quantity.unit, people, cells)
            }
            add(inference?.interval)
            guard quantity.name == "slope" else { continue }
            if let profile {
                add(wald(fit, quantity.weights))
                profile.interval(ofFixedEffects: quantity.weights, level: level).fit.map { add($0.interval) }
            }
            if let inference {
                tests.append(
                    HypothesisTest(
                        "slope_is_zero", group: about, statistic: Measure(inference.t),
                        df: Measure(inference.degreesOfFreedom), p: Measure(inference.pValue), cells: cells))
            }
        }
        for test in model.tests {
            guard let result = fit.waldTest(test.combinations) else { continue }
            tests.append(
                HypothesisTest(
                    test.name, result, group: group, cells: [fit.groups]))
        }
        if let leavesOut {
            estimates.append(
                Estimate(
                    "patients", group: group, value: Measure(fit.groups), unit: "patients",
                    cells: [fit.groups, leavesOut]))
        }
        addSpread(of: fit, group, people, profile)
    }

    private mutating func addSpread(
        of fit: LinearMixedModel.Fit, _ group: [String: String], _ people: Int?,
        _ profile: LinearMixedModel.ProfileLikelihood?
    ) {
        let slopeUnit = "\(instrument.unit) per 30 days"
        let spread: [(LinearMixedModel.VarianceParameter, Double?, String)] = [
            (.sdIntercept, fit.sdIntercept, instrument.unit), (.sdSlope, fit.sdSlope, slopeUnit),
            (.correlation, fit.correlation, "correlation"), (.sdResidual, fit.sdResidual, instrument.unit),
        ]
        for case let (parameter, value?, unit) in spread {
            let interval = profile?.interval(of: parameter, level: level).fit?.interval
            estimates.append(
                Estimate(
                    parameter.rawValue, group: group, value: Measure(value), interval: interval, n: people, unit: unit,
                    cells: [fit.groups]))
        }
        let explained = fit.r2
        let further = [
            ("log_likelihood", fit.logLikelihood, "log likelihood"), ("r2_marginal", explained.marginal, "share"),
            ("r2_conditional", explained.conditional, "share"),
        ]
        for (name, value, unit) in further {
            estimates.append(
                Estimate(name, group: group, value: Measure(value), n: people, unit: unit, cells: [fit.groups]))
        }
    }

    /// Adds the odds of a higher score.
    mutating func add(_ ratio: OrdinalTrend.OddsRatio, everybody: Int) {
        var group = ["instrument": instrument.id, "model": ratio.model]
        group["term"] = ratio.term
        estimates.append(
            Estimate(
                "odds_ratio", group: group, value: Measure(ratio.value), interval: ratio.interval,
                n: ratio.isOfEverybody ? everybody : nil,
                unit: "odds ratio per 30 days",
                cells: [everybody] + ratio.cells))
        if let test = ratio.test {
            tests.append(HypothesisTest("odds_ratio_is_one", test, group: group, cells: [everybody] + ratio.cells))
        }
    }

    /// Adds the test that people's own slopes do not differ, by restricted likelihood.
    mutating func add(_ test: LikelihoodRatioTest, ofSlopesIn fit: LinearMixedModel.Fit, model: String) {
        tests.append(
            HypothesisTest(
                "slopes_are_alike", group: ["instrument": instrument.id, "model": model],
                statistic: Measure(test.statistic), df: Measure(test.degreesOfFreedom), p: Measure(test.pValue),
                cells: [fit.groups]))
    }

    /// The tests in their declared families: the slope by every model, and whether it is the same everywhere.
    var testFamilies: [HypothesisTest] {
        let families = [
            ("slope", ["slope_is_zero"]), ("shape", ["wald_slope_is_constant", "wald_interaction_is_zero"]),
            ("levels", ["odds_ratio_is_one"]),
        ]
        let alone = tests.filter { test in !families.contains { $0.1.contains(test.name) } }
        return families.flatMap { family, names in tests.filter { names.contains($0.name) }.asFamily(family) } + alone
    }

    /// Adds a slope that is not a mixed model's.
    ///
    /// - Parameter everybody: people with an exposed score.
    mutating func add(_ slope: TrendAlternatives.Slope, unit: String, everybody: Int) {
        let group = ["instrument": instrument.id, "model": slope.model]
        estimates.append(
            Estimate(
                "slope", group: group, value: Measure(slope.value), se: slope.standardError.flatMap { Measure($0) },
                interval: slope.interval, n: slope.people == nil ? everybody : nil, unit: unit,
                cells: [slope.people ?? everybody]))
        if let people = slope.people {
            estimates.append(
                Estimate(
                    "patients", group: group, value: Measure(people), unit: "patients",
                    cells: [people, everybody - people]))
        }
        if let sdSite = slope.sdSite {
            estimates.append(
                Estimate(
                    "sd_site", group: group, value: Measure(sdSite), n: everybody, unit: instrument.unit,
                    cells: [everybody]))
        }
        if let test = slope.test {
            tests.append(HypothesisTest("slope_is_zero", test, group: group, cells: [slope.people ?? everybody]))
        }
    }

    /// The model's line: mean score by exposure.
    mutating func addLine(_ fit: LinearMixedModel.Fit, upTo last: Int, days: Double) {
        let steps = 24
        let stride = max(Int(days) / 2, (last / steps + 14) / 15 * 15)
        for day in Swift.stride(from: 0, through: last, by: stride) {
            let weights = [1, Double(day) / days]
            add(
                fit.prediction(weights), wald(fit, weights), as: "predicted_mean",
                ["instrument": instrument.id, "model": "unadjusted", "exposure_days": "\(day)"], instrument.unit,
                fit.groups, [fit.groups])
        }
    }

    private func wald(_ fit: LinearMixedModel.Fit, _ weights: [Double]) -> ConfidenceInterval? {
        fit.prediction(weights).flatMap {
            ConfidenceInterval.wald(estimate: $0.value, standardError: $0.standardError, level: level)
        }
    }

    private mutating func add(
        _ estimate: Estimation.Estimate?, _ interval: ConfidenceInterval?, as name: String, _ group: [String: String],
        _ unit: String, _ people: Int?, _ cells: [Int]
    ) {
        guard let estimate else { return }
        estimates.append(
            Estimate(
                name, group: group, value: Measure(estimate.value), se: Measure(estimate.standardError),
                interval: interval, n: people, unit: unit, cells: cells))
    }
}
