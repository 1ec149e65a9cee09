import Estimation
import Foundation
import Testing

@Suite("Cox regression")
struct CoxRegressionTests {
    static func fit(_ reference: SurvivalReferences.Cox) throws -> CoxRegression.Fit {
        let study = try SurvivalStudy(reference.data)
        let outcome = CoxRegression.fit(
            try study.covariates(reference.covariates), times: try study.column(reference.time),
            isEvent: try study.isEvent(), strata: try reference.strata.map { try study.labels($0) },
            weights: try reference.weights.map { try study.column($0) },
            clusters: try reference.cluster.map { try study.labels($0) },
            ties: try #require(CoxRegression.Ties(rawValue: reference.ties)))
        return try #require(outcome.fit, "\(String(describing: outcome.reason))")
    }

    /// survival's coxph on twelve models: lung, ovarian, veteran and Freireich's remissions, Efron's and Breslow's ties,
    /// days and 60-day periods with many ties, strata, weights and clusters. 1e-8, for coefficients in standard errors:
    /// coxph stops when its log likelihood changes by less than 1e-11 of itself.
    @Test(arguments: 0..<12)
    func agreesWithCoxph(_ model: Int) throws {
        let reference = try SurvivalReferences.read().cox[model]
        let fit = try Self.fit(reference)
        let p = reference.covariates.count
        for i in 0..<p {
            #expect(fit.coefficients[i].name == reference.covariates[i])
            let error = reference.variance[i * p + i].squareRoot()
            #expect(abs(fit.coefficients[i].value - reference.coefficients[i]) < 1e-8 * error)
            for j in 0..<p {
                let scale = (reference.variance[i * p + i] * reference.variance[j * p + j]).squareRoot()
                #expect(abs(fit.covariance[i, j] - reference.variance[i * p + j]) < 1e-8 * scale)
                let robust = (reference.robustVariance[i * p + i] * reference.robustVariance[j * p + j]).squareRoot()
                #expect(abs(fit.robustCovariance[i, j] - reference.robustVariance[i * p + j]) < 1e-8 * robust)
            }
            #expect(relativeError(fit.coefficients[i].standardError, error) < 1e-8)
            #expect(
                relativeError(
                    fit.coefficients[i].robustStandardError, reference.robustVariance[i * p + i].squareRoot()) < 1e-8)
        }
        #expect(relativeError(fit.nullLogLikelihood, reference.logLikelihood[0]) < 1e-12)
        #expect(relativeError(fit.logLikelihood, reference.logLikelihood[1]) < 1e-12)
        #expect(relativeError(fit.scoreTest.statistic, reference.score) < 1e-9)
        #expect(relativeError(fit.waldTest.statistic, reference.wald) < 1e-8)
        #expect(relativeError(try #require(fit.robustWaldTest).statistic, reference.robustWald) < 1e-8)
        let ratio = 2 * (reference.logLikelihood[1] - reference.logLikelihood[0])
        #expect(relativeError(fit.likelihoodRatioTest.statistic, ratio) < 1e-9)
        #expect(fit.waldTest.degreesOfFreedom == [Double(p)])
    }

    /// survfit's cumulative hazard for someone at the means of the covariates.
    @Test(arguments: 0..<12)
    func baselineAgreesWithSurvfit(_ model: Int) throws {
        let reference = try SurvivalReferences.read().cox[model]
        let fit = try Self.fit(reference)
        let factor = exp(try #require(fit.logHazardRatio(reference.at)))
        #expect(fit.baseline.flatMap(\.times) == reference.hazardTime)
        for (hazard, expected) in zip(fit.baseline.flatMap(\.cumulativeHazard), reference.hazard) {
            #expect(relativeError(hazard * factor, expected) < 1e-8)
        }
    }

    /// The remission data in Cox (1972): with Breslow's ties 1.509 (standard error 0.410), with Efron's 1.572 (0.412), as
    /// textbooks since print them (Collett 2015, doi:10.1201/b18041; Kleinbaum & Klein 2012,
    /// doi:10.1007/978-1-4419-6646-9).
    @Test(arguments: [(CoxRegression.Ties.breslow, 1.509, 0.410), (.efron, 1.572, 0.412)])
    func givesTheTextbookRemissionEffect(_ ties: CoxRegression.Ties, _ value: Double, _ error: Double) throws {
        let study = try SurvivalStudy("remission")
        let fit = try #require(
            CoxRegression.fit(
                try study.covariates(["group"]), times: try study.column("time"), isEvent: try study.isEvent(),
                ties: ties
            ).fit)
        #expect(abs(fit.coefficients[0].value - value) < 0.0005)
        #expect(abs(fit.coefficients[0].standardError - error) < 0.0005)
    }

    /// Therneau & Grambsch (2000, doi:10.1007/978-1-4757-3294-8, appendix E.1): six people, one covariate. With r = e^β,
    /// Breslow's log likelihood is 2β - log(3r + 3) - 2 log(r + 3), maximal at r = (3 + √33)/2. With Efron's the second of
    /// the two events tied on day 6 meets half of both: 2β - log(3r + 3) - log(r + 3) - log(r/2 + 5/2).
    @Test func sixPeopleByHand() throws {
        let times: [Double] = [1, 1, 6, 6, 8, 9]
        let isEvent = [true, false, true, true, false, true]
        let group = CoxRegression.Covariate("x", [1, 1, 1, 0, 0, 0])
        let breslow = try #require(CoxRegression.fit([group], times: times, isEvent: isEvent, ties: .breslow).fit)
        let ratio = (3 + 33.0.squareRoot()) / 2
        #expect(relativeError(breslow.coefficients[0].hazardRatio, ratio) < 1e-14)
        let likelihood = 2 * log(ratio) - log(3 * ratio + 3) - 2 * log(ratio + 3)
        #expect(relativeError(breslow.logLikelihood, likelihood) < 1e-14)
        let information = ratio / ((1 + ratio) * (1 + ratio)) + 6 * ratio / ((3 + ratio) * (3 + ratio))
        #expect(relativeError(breslow.covariance[0, 0], 1 / information) < 1e-13)
        let efron = try #require(CoxRegression.fit([group], times: times, isEvent: isEvent).fit)
        let r = efron.coefficients[0].hazardRatio
        #expect(abs(2 - r / (r + 1) - r / (r + 3) - r / (r + 5)) < 1e-14)
        #expect(relativeError(efron.nullLogLikelihood, -log(6.0) - log(4.0) - log(3.0)) < 1e-14)
    }

    /// A hazard ratio does not know a covariate's origin or unit: age as days since a far origin, and in tiny units.
    @Test func offsetsAndUnitsHaveNoPart() throws {
        let study = try SurvivalStudy("lung")
        let (times, isEvent) = (try study.column("time"), try study.isEvent())
        let plain = try #require(
            CoxRegression.fit(try study.covariates(["age", "ecog"]), times: times, isEvent: isEvent).fit)
        let moved = [
            CoxRegression.Covariate("age", try study.column("age").map { $0 + 1e9 }),
            CoxRegression.Covariate("ecog", try study.column("ecog").map { $0 * 1e-12 }),
        ]
        let fit = try #require(CoxRegression.fit(moved, times: times, isEvent: isEvent).fit)
        // Sums over ages of 1e9 keep about seven of sixteen digits of their mean; the coefficient does not use it.
        #expect(relativeError(fit.coefficients[0].value, plain.coefficients[0].value) < 1e-10)
        #expect(relativeError(fit.coefficients[1].value, plain.coefficients[1].value * 1e12) < 1e-10)
        #expect(relativeError(fit.logLikelihood, plain.logLikelihood) < 1e-12)
    }

    /// A weight of 2 is the observation twice with Breslow's ties; a weight of 0 is none.
    @Test func wholeWeightsAreCopies() throws {
        let study = try SurvivalStudy("ovarian")
        let (times, isEvent) = (try study.column("time"), try study.isEvent())
        let age = try study.column("age")
        let weights = times.indices.map { Double($0 % 3) }
        let copies = times.indices.flatMap { Array(repeating: $0, count: $0 % 3) }
        let weighted = try #require(
            CoxRegression.fit([.init("age", age)], times: times, isEvent: isEvent, weights: weights, ties: .breslow).fit
        )
        let copied = try #require(
            CoxRegression.fit(
                [.init("age", copies.map { age[$0] })], times: copies.map { times[$0] },
                isEvent: copies.map { isEvent[$0] }, clusters: copies, ties: .breslow
            ).fit)
        #expect(relativeError(weighted.coefficients[0].value, copied.coefficients[0].value) < 1e-12)
        #expect(relativeError(weighted.coefficients[0].standardError, copied.coefficients[0].standardError) < 1e-12)
        #expect(
            relativeError(
                weighted.coefficients[0].robustStandardError, copied.coefficients[0].robustStandardError) < 1e-12)
        #expect(relativeError(weighted.logLikelihood, copied.logLikelihood) < 1e-12)
        #expect(weighted.observations == weights.count { $0 > 0 })
    }

    /// Weights on any scale leave the coefficients, and what counts as separation, alone.
    @Test(arguments: [1e-9, 1e9])
    func weightsHaveNoScale(_ weight: Double) throws {
        let study = try SurvivalStudy("ovarian")
        let (times, isEvent) = (try study.column("time"), try study.isEvent())
        let weights = times.map { _ in weight }
        let covariates = try study.covariates(["age", "rx"])
        let plain = try #require(CoxRegression.fit(covariates, times: times, isEvent: isEvent).fit)
        let fit = try #require(CoxRegression.fit(covariates, times: times, isEvent: isEvent, weights: weights).fit)
        for (scaled, coefficient) in zip(fit.coefficients, plain.coefficients) {
            #expect(relativeError(scaled.value, coefficient.value) < 1e-12)
            #expect(relativeError(scaled.robustStandardError, coefficient.robustStandardError) < 1e-12)
        }
        let event = CoxRegression.Covariate("event", isEvent.map { $0 ? 1 : 0 })
        let outcome = CoxRegression.fit([event], times: times, isEvent: isEvent, weights: weights)
        #expect(outcome.reason == .separated(name: "event"))
    }

    /// Times that rounding pulled apart fit as the tied ones.
    @Test func timesApartByRoundingAreTied() throws {
        let study = try SurvivalStudy("lung")
        let (times, isEvent) = (try study.column("months"), try study.isEvent())
        let covariates = try study.covariates(["age", "sex"])
        let apart = times.enumerated().map { $0.offset % 2 == 0 ? $0.element / 7 : ($0.element + 0.7) / 7 - 0.1 }
        let tied = try #require(CoxRegression.fit(covariates, times: times, isEvent: isEvent).fit)
        let near = try #require(CoxRegression.fit(covariates, times: apart, isEvent: isEvent).fit)
        #expect(near.coefficients == tied.coefficients)
    }

    /// Those who left before the first event of their stratum were compared with nobody.
    @Test func earlyLeaversHaveNoPart() throws {
        let study = try SurvivalStudy("lung")
        let (times, isEvent) = (try study.column("time"), try study.isEvent())
        let age = try study.column("age")
        let plain = try #require(CoxRegression.fit([.init("age", age)], times: times, isEvent: isEvent).fit)
        let more = try #require(
            CoxRegression.fit(
                [.init("age", age + [1e6, -1e6])], times: times + [0, 1], isEvent: isEvent + [false, false]
            ).fit)
        #expect(more.coefficients == plain.coefficients)
        #expect(more.observations == plain.observations + 2)
    }

    /// Perfect separation, by one covariate, by one of several, and by a combination, is told from large effects.
    @Test func monotoneLikelihoodIsSeparation() throws {
        let times = (1...20).map(Double.init)
        let all = [Bool](repeating: true, count: 20)
        let early = CoxRegression.Covariate("early", times.map { $0 <= 8 ? 1 : 0 })
        let wave = CoxRegression.Covariate("wave", times.map { sin(5 * $0) })
        #expect(CoxRegression.fit([early], times: times, isEvent: all).reason == .separated(name: "early"))
        #expect(CoxRegression.fit([wave, early], times: times, isEvent: all).reason == .separated(name: "early"))
        #expect(
            CoxRegression.fit([early, wave], times: times, isEvent: all, ties: .breslow).reason
                == .separated(name: "early"))
        // A covariate that falls with every event's time is the greatest of its risk set each time.
        let falling = CoxRegression.Covariate("falling", times.map { -$0 * $0 })
        #expect(CoxRegression.fit([falling], times: times, isEvent: all).reason == .separated(name: "falling"))
        // The only group without an event.
        let spared = CoxRegression.Covariate("spared", times.map { Int($0) % 4 == 0 ? 1 : 0 })
        let outcome = CoxRegression.fit([wave, spared], times: times, isEvent: times.map { Int($0) % 4 != 0 })
        #expect(outcome.reason == .separated(name: "spared"))
        // Neither alone, but their sum.
        let noise = times.map { cos(3 * $0) }
        let pair = [
            CoxRegression.Covariate("a", noise), CoxRegression.Covariate("b", zip(times, noise).map { -$0 / 10 - $1 }),
        ]
        guard case .separated? = CoxRegression.fit(pair, times: times, isEvent: all).reason else {
            Issue.record("a combination separates")
            return
        }
        // One exchange in the order, and the maximum exists, though far out.
        var exchanged = times
        exchanged.swapAt(7, 8)
        let fit = try #require(CoxRegression.fit([early], times: exchanged, isEvent: all).fit)
        #expect(fit.coefficients[0].hazardRatio > 20)
    }

    /// With one covariate the likelihood is monotone if and only if each event has the greatest value of its risk set, or
    /// each the least: over hundreds of small studies with ties, the fit is told to have no bound exactly then.
    @Test(arguments: CoxRegression.Ties.allCases)
    func separationIsMonotonyAndNothingElse(_ ties: CoxRegression.Ties) {
        var generator = SeededGenerator(state: 17)
        var (separated, fitted) = (0, 0)
        for _ in 0..<600 {
            let people = 0..<Int.random(in: 2...8, using: &generator)
            let times = people.map { _ in Double(Int.random(in: 1...5, using: &generator)) }
            let isEvent = people.map { _ in Int.random(in: 0...2, using: &generator) > 0 }
            let x = people.map { _ in Double(Int.random(in: 0...3, using: &generator)) }
            func isEachEventExtreme(_ sign: Double) -> Bool {
                people.allSatisfy { i in
                    !isEvent[i] || people.allSatisfy { times[$0] < times[i] || sign * x[$0] <= sign * x[i] }
                }
            }
            let isMonotone = isEachEventExtreme(1) || isEachEventExtreme(-1)
            switch CoxRegression.fit([.init("x", x)], times: times, isEvent: isEvent, ties: ties) {
            case .fitted:
                fitted += 1
                #expect(!isMonotone, "\(times) \(isEvent) \(x)")
            case .notEstimable(.separated):
                separated += 1
                #expect(isMonotone, "\(times) \(isEvent) \(x)")
            case .notEstimable(let reason):
                // Nothing to compare: no event, or no variation in any risk set.
                #expect(isMonotone || reason == .noEvents, "\(reason)")
            }
        }
        #expect(separated > 50 && fitted > 50)
    }

    /// A covariate with more and more effect, up to a log hazard ratio of about 15 between its extremes, stays estimable.
    @Test func strongEffectsAreEstimated() throws {
        var generator = SeededGenerator(state: 11)
        let x = (0..<400).map { _ in generator.normal() }
        let times = x.map { exp(-2.5 * $0) * -log(Double.random(in: 0..<1, using: &generator)) }
        let fit = try #require(
            CoxRegression.fit([.init("x", x)], times: times, isEvent: times.map { _ in true }).fit)
        #expect(abs(fit.coefficients[0].value - 2.5) < 3 * fit.coefficients[0].standardError)
    }

    @Test func badInputIsATypedOutcome() throws {
        let (times, isEvent) = ([1.0, 2, 3, 4], [true, true, true, false])
        let x = CoxRegression.Covariate("x", [2, 1, 2, 1])
        func reason(_ covariates: [CoxRegression.Covariate]) -> NotEstimable? {
            CoxRegression.fit(covariates, times: times, isEvent: isEvent).reason
        }
        #expect(reason([.init("c", [1, 1, 1, 1])]) == .constantColumn(name: "c"))
        #expect(reason([.init("c", [1e6 + 1e-9, 1e6, 1e6, 1e6])]) == .constantColumn(name: "c"))
        #expect(reason([x, .init("d", [5, 3, 5, 3])]) == .collinear(name: "d"))
        #expect(reason([.init("n", [1, .nan, 2, 3])]) == .nonFinite)
        #expect(reason([.init("n", [1e308, -1e308, 1e308, -1e308])]) == .nonFinite)
        #expect(CoxRegression.fit([x], times: times, isEvent: [false, false, false, false]).reason == .noEvents)
        #expect(CoxRegression.fit([.init("x", [])], times: [], isEvent: []).reason == .noObservations)
        #expect(CoxRegression.fit([x], times: [1, 2, .infinity, 3], isEvent: isEvent).reason == .nonFinite)
        // Within strata x does not vary.
        #expect(
            CoxRegression.fit([x], times: times, isEvent: isEvent, strata: [2, 1, 2, 1]).reason == .collinear(name: "x")
        )
        #expect(
            CoxRegression.fit([x], times: times, isEvent: isEvent, clusters: [7, 7, 7, 7]).reason
                == .tooFewGroups(found: 1, needed: 2))
        for weights in [[1, -1, 1, 1], [1, .nan, 1, 1], [0, 0, 0, 0], [.infinity, 1, 1, 1]] {
            #expect(CoxRegression.fit([x], times: times, isEvent: isEvent, weights: weights).reason == .unusableWeights)
        }
        for outcome in [
            CoxRegression.fit([], times: times, isEvent: isEvent),
            CoxRegression.fit([x], times: times, isEvent: [true]),
            CoxRegression.fit([.init("short", [1])], times: times, isEvent: isEvent),
            CoxRegression.fit([x], times: times, isEvent: isEvent, weights: [1]),
            CoxRegression.fit([x], times: times, isEvent: isEvent, strata: []),
            CoxRegression.fit([x], times: times, isEvent: isEvent, clusters: [1]),
        ] {
            guard case .invalidArgument? = outcome.reason else {
                Issue.record("\(String(describing: outcome.reason))")
                continue
            }
        }
        let fit = try #require(
            CoxRegression.fit(
                [x], times: times, isEvent: isEvent, strata: [.min, .max, .max, .min], clusters: [.min, .max, 0, 1]
            ).fit)
        #expect(
            CoxRegression.fit([x, x, x, x], times: times, isEvent: isEvent).reason
                == .tooFewObservations(found: 4, needed: 5))
        #expect(fit.logHazardRatio([]) == nil)
        #expect(fit.logHazardRatio([.nan]) == nil)
        #expect(CoxRegression.fit([x], times: times, isEvent: isEvent, weights: [1e300, 1e-300, 1e300, 1]).fit == nil)
    }
}
