import Estimation
import Foundation
import Testing

/// Numbers that References/logistic.R wrote.
struct LogisticReference: Decodable {
    struct Regression: Decodable {
        let predictors: [String]
        let estimates: [Double]
        let standardErrors: [Double]
        let cr0: [Double]
        let cr1: [Double]
        let logLikelihood: Double
        let nullLogLikelihood: Double
        let firstProbability: Double
    }
    struct Share: Decodable {
        let share: Double
        let standardError: Double
        let interval: [Double]
    }
    struct Weighting: Decodable {
        let isStabilized: Bool
        let truncation: [Double]?
        let firstWeights: [Double]
        let effective: Double
        let mean: Double
        let minimum: Double
        let maximum: Double
        let coefficientOfVariation: Double
        let top: Double
        let balance: [[Double]]
        let people: Share
        let clustered: Share
    }
    let regressions: [Regression]
    let weightings: [Weighting]

    static func read() throws -> LogisticReference {
        try ReferenceNumbers.json("logistic", as: LogisticReference.self)
    }
}

@Suite("Logistic regression")
struct LogisticRegressionTests {
    /// glm to a relative change of 1e-14 and sandwich::vcovCL on it.
    @Test func agreesWithR() throws {
        let visits = try Visits.read()
        let assessed = try visits.whole("assessed").map { $0 == 1 }
        for reference in try LogisticReference.read().regressions {
            let (predictors, offset) = try visits.predictors(reference.predictors)
            func fit(_ correction: ClusterRobustRegression.Correction) throws -> LogisticRegression.Fit {
                try #require(
                    LogisticRegression.fit(
                        assessed, predictors: predictors, clusters: visits.whole("cluster"), correction: correction
                    ).fit)
            }
            let (cr0, cr1) = (try fit(.cr0), try fit(.cr1))
            let size = reference.estimates.count
            for k in 0..<size {
                // At the offset the intercept of the shifted predictor stands as it does in R.
                let weights = (0..<size).map { $0 == k ? 1.0 : (k == 0 && $0 == 1 ? offset : 0) }
                let robust = try #require(cr0.estimates.prediction(weights))
                let tolerance = offset == 0 ? 1e-9 : 1e-6
                #expect(
                    relativeError(robust.value, reference.estimates[k]) < tolerance, "\(reference.predictors), \(k)")
                #expect(relativeError(robust.standardError, reference.cr0[k]) < tolerance)
                guard offset == 0 else { continue }
                #expect(relativeError(cr1.estimates.parameters[k].standardError, reference.cr1[k]) < 1e-9)
                // glm's errors are those of the step before its last.
                #expect(
                    relativeError(cr0.estimates.modelBased[k].standardError, reference.standardErrors[k]) < 1e-8)
            }
            #expect(relativeError(cr0.logLikelihood, reference.logLikelihood) < 1e-12)
            #expect(relativeError(cr0.nullLogLikelihood, reference.nullLogLikelihood) < 1e-12)
            #expect(relativeError(cr0.probabilities[0], reference.firstProbability) < 1e-9)
            let first = try #require(cr0.probability(at: predictors.map { $0.values[0] }))
            #expect(relativeError(first, reference.firstProbability) < 1e-9)
            #expect(cr0.events == 389)
        }
    }

    /// One predictor of two values: the coefficient is the log odds ratio of the fourfold table, its variance the sum of the
    /// cells' inverses (Woolf 1955).
    @Test func fourfoldTableByHand() throws {
        let cells = [(true, 1.0, 7), (false, 1.0, 3), (true, 0.0, 4), (false, 0.0, 12)]
        let rows = cells.flatMap { Array(repeating: ($0.0, $0.1), count: $0.2) }
        let fit = try #require(
            LogisticRegression.fit(rows.map(\.0), predictors: [PredictorColumn("group", rows.map(\.1))]).fit)
        let coefficients = fit.estimates.parameters
        #expect(relativeError(coefficients[0].value, log(4.0 / 12)) < 1e-12)
        #expect(relativeError(coefficients[1].value, log(7.0 * 12 / (3 * 4))) < 1e-12)
        #expect(
            relativeError(coefficients[1].standardError, (1 / 7.0 + 1 / 3.0 + 1 / 4.0 + 1 / 12.0).squareRoot()) < 1e-12)
        #expect(relativeError(fit.probabilities[0], 0.7) < 1e-13)
    }

    @Test func twoLevelsOfACumulativeLink() throws {
        let visits = try Visits.read()
        let assessed = try visits.whole("assessed")
        let predictors = try visits.predictors(["months", "dose"]).columns
        let logistic = try #require(LogisticRegression.fit(assessed.map { $0 == 1 }, predictors: predictors).fit)
        let ordinal = try #require(CumulativeLink.fit(assessed, levels: ["no", "yes"], predictors: predictors).fit)
        #expect(relativeError(logistic.estimates.parameters[0].value, -ordinal.thresholds[0].value) < 1e-10)
        #expect(relativeError(logistic.estimates.parameters[2].value, ordinal.coefficients[1].value) < 1e-10)
        #expect(relativeError(logistic.logLikelihood, ordinal.logLikelihood) < 1e-13)
    }

    @Test func completeSeparation() {
        let x = PredictorColumn("x", [1, 2, 3, 4, 5, 6])
        let noise = PredictorColumn("noise", [2, 1, 2, 1, 1, 2])
        let fit = LogisticRegression.fit([false, false, false, true, true, true], predictors: [noise, x])
        #expect(fit.reason == .separated(name: "x"))
    }

    /// Neither predictor alone tells the outcomes apart; their sum does.
    @Test func separationByACombination() {
        let a = PredictorColumn("a", [0, 1, 2, 3, 4, 1, 2, 3, 4, 5])
        let b = PredictorColumn("b", [4.5, 3, 2.5, 1, 0.3, 4, 3.7, 2.2, 1.1, 0.6])
        let outcomes = zip(a.values, b.values).map { $0 + $1 > 4.7 }
        let reason = LogisticRegression.fit(outcomes, predictors: [a, b]).reason
        #expect(reason == .separated(name: "a") || reason == .separated(name: "b"))
        #expect(LogisticRegression.fit(outcomes, predictors: [a]).fit != nil)
    }

    /// One person among 50,000 is the only one with a flag, and has the outcome.
    @Test func separationByOneOfMany() {
        var generator = SeededGenerator(state: 3)
        let x = (0..<50_000).map { _ in generator.normal() }
        let flag = x.indices.map { $0 == 17 ? 1.0 : 0 }
        let outcomes = x.indices.map { $0 == 17 || x[$0] + generator.normal() > 0 }
        let columns = [PredictorColumn("x", x), PredictorColumn("flag", flag)]
        #expect(LogisticRegression.fit(outcomes, predictors: columns).reason == .separated(name: "flag"))
        #expect(LogisticRegression.fit(outcomes, predictors: [columns[0]]).fit != nil)
    }

    /// One outcome in 100,000 against the rule is enough for an estimate.
    @Test func almostSeparated() throws {
        let x = (0..<100_000).map { Double($0) }
        var outcomes = x.map { $0 >= 50_000 }
        outcomes[49_000] = true
        let fit = try #require(LogisticRegression.fit(outcomes, predictors: [PredictorColumn("x", x)]).fit)
        #expect(fit.estimates.parameters[1].value > 0)
        // At the maximum the fitted probabilities add up to the events.
        #expect(relativeError(fit.probabilities.reduce(0, +), Double(fit.events)) < 1e-10)
    }

    @Test func badInput() {
        let x = PredictorColumn("x", [1, 2, 3, 4])
        let outcomes = [true, false, false, true]
        #expect(LogisticRegression.fit([], predictors: []).reason == .noObservations)
        #expect(
            LogisticRegression.fit([true, true], response: "relapse", predictors: []).reason
                == .constantResponse(name: "relapse"))
        #expect(
            LogisticRegression.fit([true, false], predictors: [x]).reason
                == .invalidArgument(name: "x", needed: "one value for each of the 2 observations"))
        #expect(
            LogisticRegression.fit([true, false], predictors: [PredictorColumn("x", [1, 2])]).reason
                == .tooFewObservations(found: 2, needed: 3))
        #expect(
            LogisticRegression.fit(outcomes, predictors: [PredictorColumn("x", [1, .infinity, 2, 3])]).reason
                == .nonFinite)
        #expect(
            LogisticRegression.fit(outcomes, predictors: [PredictorColumn("x", [0, 0, 0, 0])]).reason
                == .constantColumn(name: "x"))
        #expect(
            LogisticRegression.fit(outcomes, predictors: [x, PredictorColumn("minus", [-1, -2, -3, -4])]).reason
                == .collinear(name: "minus"))
        #expect(
            LogisticRegression.fit(outcomes, predictors: [x], clusters: []).reason
                == .invalidArgument(name: "clusters", needed: "one cluster for each of the 4 observations"))
    }
}
