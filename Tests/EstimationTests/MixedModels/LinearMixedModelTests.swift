import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Linear mixed model")
struct LinearMixedModelTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let data: String
        let predictors: [String]
        let slope: String?
        let independent: Bool
        let criterion: String
        let observations: Int
        let groups: Int
        let fixedEffects: [Double]
        let standardErrors: [Double]
        let covariance: [[Double]]
        let sdIntercept: Double
        let sdSlope: Double?
        let correlation: Double?
        let sdResidual: Double
        let logLikelihood: Double
        let singular: Bool
        let tTests: [TTest]
        let ahead: [Double]
        let fTest: FTest?
        let randomIntercepts: [Double], randomInterceptSds: [Double]
        let randomSlopes: [Double]?, randomSlopeSds: [Double]?, randomCovariances: [Double]?
        let marginalR2: Double, conditionalR2: Double

        struct TTest: Decodable {
            let df: Double, t: Double
        }

        struct FTest: Decodable {
            let f: Double, df: Double
        }

        var testDescription: String {
            "\(data) ~ \(predictors), \(independent ? "independent " : "")slope \(slope ?? "none"), \(criterion)"
        }

        /// The model fitted here.
        func fit() throws -> LinearMixedModel.Fit {
            try LinearMixedModelTests.fit(
                .reference(data), predictors: predictors, slope: slope, criterion: criterion, independent: independent)
        }

        static let all: [Reference] = {
            struct File: Decodable { let models: [Reference] }
            return (try? ReferenceNumbers.json("mixed-models", as: File.self).models) ?? []
        }()
    }

    static func problem(
        _ moments: GroupedMoments, predictors: [String], slope: String?, independent: Bool = false
    ) throws -> LinearMixedModel.Problem {
        .init(
            moments: moments, response: try #require(moments.position(of: "score")),
            fixed: try predictors.map { try #require(moments.position(of: $0)) },
            random: try slope.map { name in
                let position = try #require(moments.position(of: name))
                return independent ? .interceptAndIndependentSlope(position) : .interceptAndSlope(position)
            } ?? .intercept)
    }

    static func fit(
        _ rows: Rows, predictors: [String], slope: String?, criterion: String, independent: Bool = false,
        columns: [GroupedMoments.Column]? = nil
    ) throws -> LinearMixedModel.Fit {
        let names = predictors + (slope.map { predictors.contains($0) ? [] : [$0] } ?? []) + ["score"]
        let problem = try problem(
            rows.moments(names, columns: columns), predictors: predictors, slope: slope, independent: independent)
        let criterion = try #require(LinearMixedModel.Criterion(rawValue: criterion))
        return try #require(LinearMixedModel.fit(problem, options: .init(criterion: criterion)).fit)
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 19)
    }

    /// Against lme4 1.1-31, its optimiser carried on to the optimum (References/mixed-models.R).
    ///
    /// Tolerances: the criterion is stationary at the optimum, so it agrees to the 15 digits written, less what lme4's
    /// sums lose; parameters agree to the accuracy of numDeriv's derivatives of lme4's criterion, whose last digits are rounding.
    @Test(arguments: Reference.all)
    func agreesWithLme4(_ reference: Reference) throws {
        let fit = try reference.fit()
        #expect(fit.observations == reference.observations)
        #expect(fit.groups == reference.groups)
        #expect(relativeError(fit.logLikelihood, reference.logLikelihood) < 1e-11)
        for (effect, value) in zip(fit.fixedEffects, reference.fixedEffects) {
            #expect(relativeError(effect.value, value) < 1e-8, "\(effect.name)")
        }
        for (effect, value) in zip(fit.fixedEffects, reference.standardErrors) {
            #expect(relativeError(effect.standardError, value) < 1e-7, "\(effect.name)")
        }
        for (i, row) in reference.covariance.enumerated() {
            for (j, value) in row.enumerated() {
                let size = reference.standardErrors[i] * reference.standardErrors[j]
                #expect(abs(fit.covariance[i, j] - value) < 1e-7 * size)
            }
        }
        #expect(relativeError(fit.sdIntercept, reference.sdIntercept) < 1e-7)
        #expect(relativeError(fit.sdResidual, reference.sdResidual) < 1e-7)
        #expect((fit.sdSlope == nil) == (reference.sdSlope == nil))
        if let sdSlope = fit.sdSlope, let expected = reference.sdSlope {
            #expect(relativeError(sdSlope, expected) < 1e-7)
        }
        if let correlation = fit.correlation, let expected = reference.correlation {
            #expect(abs(correlation - expected) < 1e-7)
        }
        #expect(fit.isSingular == reference.singular)
        #expect(fit.convergence.verdict == (reference.singular ? .boundary : .interior))
    }

    /// Bates, Mächler, Bolker & Walker (2015), section 5.1: the printed output of `fm1`, REML criterion 1743.6283.
    @Test func givesThePublishedSleepStudy() throws {
        let fit = try Self.fit(.reference("sleepstudy"), predictors: ["day"], slope: "day", criterion: "reml")
        #expect(abs(-2 * fit.logLikelihood - 1743.6283) < 0.00005)
        #expect(abs(fit.fixedEffects[0].value - 251.405) < 0.0005)
        #expect(abs(fit.fixedEffects[0].standardError - 6.825) < 0.0005)
        #expect(abs(fit.fixedEffects[1].value - 10.467) < 0.0005)
        #expect(abs(fit.fixedEffects[1].standardError - 1.546) < 0.0005)
        #expect(abs(fit.sdIntercept - 24.741) < 0.0011)
        #expect(abs(try #require(fit.sdSlope) - 5.922) < 0.0005)
        #expect(abs(try #require(fit.correlation) - 0.07) < 0.005)
        #expect(abs(fit.sdResidual - 25.592) < 0.0005)
    }

    /// By hand: a balanced one-way layout, two rows in each of three groups, responses 1 3, 5 7, 6 8. Within mean square
    /// 6/3 = 2; group means 2, 6, 7, between mean square 2 · 14/2 = 14; so σ² = 2, σ_b² = (14 - 2)/2 = 6, mean 5 with variance
    /// 14/6. The restricted log likelihood is that of three independent within contrasts and two between contrasts, less
    /// the term log|X'X| = log 6 of its definition.
    @Test func givesTheAnalysisOfVarianceOfABalancedLayout() throws {
        let rows = Rows(groups: [0, 0, 1, 1, 2, 2], columns: ["score": [1, 3, 5, 7, 6, 8]])
        let fit = try Self.fit(rows, predictors: [], slope: nil, criterion: "reml")
        // Newton's last step leaves rounding.
        #expect(abs(fit.sdResidual - 2.0.squareRoot()) < 1e-12)
        #expect(abs(fit.sdIntercept - 6.0.squareRoot()) < 1e-12)
        #expect(abs(fit.fixedEffects[0].value - 5) < 1e-13)
        #expect(abs(fit.fixedEffects[0].standardError - (14.0 / 6).squareRoot()) < 1e-12)
        // -2l = 5 log 2π + 3 log 2 + 2 log 14 + 3 + 2 + log 6, for both mean squares equal their expectations.
        let deviance = 5 * log(2 * Double.pi) + 3 * log(2.0) + 2 * log(14.0) + 5 + log(6.0)
        #expect(abs(-2 * fit.logLikelihood - deviance) < 1e-12)
        #expect(!fit.isSingular)
    }

    /// Estimates do not depend on the centers and scales of the sums, up to the digits that sums about a distant center lose.
    @Test(arguments: [(0.0, 1.0), (150, 30), (-400, 1000), (200, 1e-3)], [false, true])
    func isIndependentOfCenterAndScale(_ column: (center: Double, scale: Double), _ independent: Bool) throws {
        let (center, scale) = column
        let rows = try Rows.reference("unbalanced")
        let usual = try Self.fit(
            rows, predictors: ["day", "age"], slope: "day", criterion: "reml", independent: independent)
        let other = try Self.fit(
            rows, predictors: ["day", "age"], slope: "day", criterion: "reml", independent: independent,
            columns: [
                .init("day", center: center, scale: scale), .init("age", center: 20, scale: 7),
                .init("score", center: -3, scale: 0.2),
            ])
        #expect(Self.largestDifference(usual, other) < 1e-9)
    }

    /// Day numbers near a million: with a center close by nothing is lost; far away the sums themselves lose digits, which no
    /// later step can bring back, and the fit is right to what is left (about 1e-16 · (10⁶/90)² = 1e-8 of a variance).
    @Test func holdsItsDigitsAtHugeOffsets() throws {
        var rows = try Rows.reference("large-days")
        let far = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "reml")
        let prediction = try #require(far.prediction([1, 1_000_150]))
        let uncentered = try Self.fit(
            rows, predictors: ["day"], slope: "day", criterion: "reml",
            columns: [.init("day"), .init("score")])
        rows.columns["day"] = rows.columns["day"]?.map { $0 - 1_000_150 }
        let near = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "reml")
        #expect(abs(far.logLikelihood - near.logLikelihood) < 1e-9)
        #expect(relativeError(far.fixedEffects[1].value, near.fixedEffects[1].value) < 1e-11)
        #expect(relativeError(prediction.value, near.fixedEffects[0].value) < 1e-11)
        #expect(relativeError(prediction.standardError, near.fixedEffects[0].standardError) < 1e-10)
        #expect(relativeError(try #require(far.sdSlope), try #require(near.sdSlope)) < 1e-9)
        #expect(relativeError(uncentered.fixedEffects[1].value, near.fixedEffects[1].value) < 1e-5)
    }

    /// The moments of two parts add up to those of the whole, however the rows are split, to the rounding of sums in another
    /// order.
    @Test(arguments: 1...5)
    func mergedMomentsGiveTheSameFit(_ seed: UInt64) throws {
        let rows = try Rows.reference("unbalanced")
        var generator = SeededGenerator(state: seed)
        let side = rows.groups.map { _ in Bool.random(using: &generator) }
        let names = ["day", "score"]
        let count = 60
        let one = rows.moments(names, groupCount: count) { side[$0] }
        // The other part has sums about other centers.
        let two = rows.moments(
            names, columns: [.init("day", center: 180, scale: 90), .init("score", center: 5, scale: 2)],
            groupCount: count
        ) { !side[$0] }
        let whole = try Self.problem(rows.moments(names), predictors: ["day"], slope: "day")
        let merged = try Self.problem(one.adding(two), predictors: ["day"], slope: "day")
        let expected = try #require(LinearMixedModel.fit(whole).fit)
        let actual = try #require(LinearMixedModel.fit(merged).fit)
        #expect(Self.largestDifference(expected, actual) < 1e-12)
    }

    /// Blocks carried out backwards, or on threads, give the same bits.
    @Test func executorsGiveTheSameBits() throws {
        let backwards = BlockExecutor { blocks, body in
            for block in (0..<blocks).reversed() { body(block) }
        }
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let reference = Self.manyGroupsInOrder
        for executor in [backwards, threads] {
            let other = Self.manyGroups(executor: executor)
            #expect(reference.fixedEffects == other.fixedEffects)
            #expect(reference.covariance == other.covariance)
            #expect(reference.sdIntercept == other.sdIntercept)
            #expect(reference.sdSlope == other.sdSlope)
            #expect(reference.correlation == other.correlation)
            #expect(reference.sdResidual == other.sdResidual)
            #expect(reference.logLikelihood == other.logLikelihood)
        }
        // 0.05 per unit was put in, with a standard error of about 0.004.
        #expect(abs(reference.fixedEffects[1].value - 0.05) < 0.015)
        #expect(reference.groups == 6200)
    }

    /// A simulated study of several blocks, large enough for the search to begin at the optimum of a sample.
    static func manyGroups(executor: BlockExecutor) -> LinearMixedModel.Fit {
        let moments = GroupedMoments(
            x: .init("day", center: 5, scale: 3), y: .init("score", center: 4, scale: 2), groupCount: 6200,
            executor: executor
        ) { group, sums in
            var generator = SeededGenerator(state: UInt64(group) &* 977)
            let level = 4 + generator.normal()
            let slope = 0.05 + 0.2 * generator.normal()
            for visit in 0..<(2 + group % 7) {
                let day = Double(visit) + Double.random(in: 0..<3, using: &generator)
                sums.add(x: day, y: level + slope * day + generator.normal())
            }
        }
        guard
            let fit = LinearMixedModel.fit(
                .init(moments: moments, response: 1, fixed: [0], random: .interceptAndSlope(0)), executor: executor
            ).fit
        else { fatalError("the simulated study has a fit") }
        return fit
    }

    static let manyGroupsInOrder = manyGroups(executor: .serial)

    /// The search that begins at a sample's optimum ends where any other does: at a stationary point, some iterations sooner.
    @Test func beginningAtASampleChangesNothing() {
        let fit = Self.manyGroupsInOrder
        // Half the square of the norm is what the criterion could still fall.
        #expect(fit.convergence.gradientNorm < 1e-6)
        #expect(fit.convergence.iterations < 8)
    }

    /// Independence of intercept and slope is at the column's own 0 and nowhere else: moving the column changes the model, unlike the
    /// correlated one.
    @Test func independenceHasAPlace() throws {
        var rows = try Rows.reference("sleepstudy")
        let here = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "ml", independent: true)
        let correlated = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "ml")
        rows.columns["day"] = rows.columns["day"]?.map { $0 - 9 }
        let there = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "ml", independent: true)
        let correlatedThere = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "ml")
        #expect(relativeError(correlated.logLikelihood, correlatedThere.logLikelihood) < 1e-13)
        #expect(here.logLikelihood - there.logLikelihood > 5)
        #expect(here.correlation == nil)
    }

    /// The verdict's numbers: per standard error and per residual standard deviation, they do not grow with the rows. Four copies of
    /// a study are as far from the boundary and as well conditioned as one, and four times as curved.
    @Test func theVerdictIsTheSameAtAnySize() throws {
        let rows = try Rows.reference("unbalanced")
        var fourfold = rows
        for copy in 1..<4 {
            fourfold.groups += rows.groups.map { $0 + 60 * copy }
            for (name, values) in rows.columns { fourfold.columns[name]?.append(contentsOf: values) }
        }
        let one = try Self.fit(rows, predictors: ["day"], slope: "day", criterion: "ml").convergence
        let four = try Self.fit(fourfold, predictors: ["day"], slope: "day", criterion: "ml").convergence
        #expect(relativeError(four.boundaryDistance, one.boundaryDistance) < 1e-9)
        #expect(relativeError(four.relativeCurvature, one.relativeCurvature) < 1e-9)
        #expect(relativeError(four.smallestCurvature, 4 * one.smallestCurvature) < 1e-9)
        #expect(max(one.gradientNorm, four.gradientNorm) < 1e-5)
        #expect(one.description.hasPrefix("converged: "))
        #expect(one.description.contains("well curved in every direction; the nearest boundary is 0."))
    }

    @Test func theVerdictNamesTheBoundary() throws {
        let fit = try Self.fit(.reference("singular"), predictors: ["day"], slope: "day", criterion: "reml")
        #expect(fit.convergence.boundaryDistance < 1e-4)
        #expect(fit.convergence.description.hasPrefix("converged on the boundary: "))
    }

    static func largestDifference(_ one: LinearMixedModel.Fit, _ other: LinearMixedModel.Fit) -> Double {
        var errors = zip(one.fixedEffects, other.fixedEffects).flatMap {
            [relativeError($0.value, $1.value), relativeError($0.standardError, $1.standardError)]
        }
        errors.append(relativeError(one.sdIntercept, other.sdIntercept))
        errors.append(relativeError(one.sdSlope ?? 0, other.sdSlope ?? 0))
        errors.append(abs((one.correlation ?? 0) - (other.correlation ?? 0)))
        errors.append(relativeError(one.sdResidual, other.sdResidual))
        errors.append(relativeError(one.logLikelihood, other.logLikelihood))
        return errors.max() ?? .infinity
    }

    /// A column made of the moments is the column made of the rows.
    @Test func derivedColumnsEqualColumnsOfRows() throws {
        var rows = try Rows.reference("unbalanced")
        let day = try #require(rows.columns["day"])
        let age = try #require(rows.columns["age"])
        var means = [OnlineMoments](repeating: OnlineMoments(), count: 60)
        var ages = [Double](repeating: 0, count: 60)
        for (row, group) in rows.groups.enumerated() {
            means[group].add(day[row])
            ages[group] = age[row]
        }
        rows.columns["between"] = rows.groups.map { means[$0].mean ?? 0 }
        rows.columns["within"] = zip(rows.groups, day).map { $1 - (means[$0].mean ?? 0) }
        rows.columns["product"] = zip(age, day).map { $0 * $1 }
        let predictors = ["within", "between", "age", "product"]
        let direct = try Self.fit(rows, predictors: predictors, slope: "within", criterion: "reml")

        let base = rows.moments(["day", "score"])
        let ageOfGroup: @Sendable (Int) -> Double = { [ages] in ages[$0] }
        let withMeans = base.appendingGroupMean(of: 0, as: .init("between", center: 200, scale: 50))
        let withDeviations = try #require(withMeans).appendingGroupDeviation(of: 0, as: .init("within", scale: 100))
        let withAges = try #require(withDeviations).appendingGroupConstant(
            .init("age", center: 50, scale: 15), value: ageOfGroup)
        let withProducts = withAges.appendingProduct(
            of: 0, withGroupConstant: ageOfGroup, as: .init("product", center: 10000, scale: 5000))
        let moments = try #require(withProducts)
        let derived = try #require(
            LinearMixedModel.fit(try Self.problem(moments, predictors: predictors, slope: "within")).fit)
        // Sums formed in two ways, of columns that are strongly related.
        #expect(Self.largestDifference(direct, derived) < 1e-9)
    }

    /// Groups left out are groups that were not there.
    @Test func keepingGroupsIsLeavingOutTheirRows() throws {
        let rows = try Rows.reference("unbalanced")
        let columns = ["day", "score"].map(rows.standardColumn)
        let kept = rows.moments(["day", "score"]).keeping { $0 % 3 != 0 }
        let direct = rows.moments(["day", "score"], columns: columns) { rows.groups[$0] % 3 != 0 }
        let one = try #require(LinearMixedModel.fit(try Self.problem(kept, predictors: ["day"], slope: "day")).fit)
        let two = try #require(LinearMixedModel.fit(try Self.problem(direct, predictors: ["day"], slope: "day")).fit)
        #expect(one.groups == 40)
        #expect(Self.largestDifference(one, two) == 0)
    }

    /// Shards of whole groups, one after the other.
    @Test func appendedGroupsGiveTheSameFit() throws {
        let rows = try Rows.reference("unbalanced")
        let names = ["day", "score"]
        let first = rows.moments(names, columns: names.map(rows.standardColumn), groupCount: 25) {
            rows.groups[$0] < 25
        }
        var later = rows
        later.groups = rows.groups.map { max(0, $0 - 25) }
        let second = later.moments(names, columns: names.map(rows.standardColumn), groupCount: 35) {
            rows.groups[$0] >= 25
        }
        #expect(try first.appendingGroups(of: second) == rows.moments(names))
    }
}

@Suite("Linear mixed model: what cannot be estimated")
struct LinearMixedModelRefusalTests {
    static func reason(
        groups: [Int], day: [Double], score: [Double], random: LinearMixedModel.RandomEffects = .interceptAndSlope(0),
        fixed: [Int] = [0], extra: [Double]? = nil
    ) -> NotEstimable? {
        let rows = Rows(groups: groups, columns: ["day": day, "score": score, "extra": extra ?? day])
        let moments = rows.moments(
            ["day", "score", "extra"], columns: [.init("day"), .init("score"), .init("extra")])
        return LinearMixedModel.fit(.init(moments: moments, response: 1, fixed: fixed, random: random)).reason
    }

    @Test func nothing() {
        #expect(Self.reason(groups: [], day: [], score: []) == .noObservations)
    }

    @Test func oneRowInEachGroup() {
        #expect(
            Self.reason(groups: [0, 1, 2, 3, 4], day: [1, 2, 3, 4, 6], score: [2, 1, 5, 3, 4])
                == .oneObservationPerGroup)
    }

    @Test func oneGroup() {
        #expect(
            Self.reason(groups: [0, 0, 0, 0], day: [1, 2, 3, 4], score: [2, 1, 5, 3])
                == .tooFewGroups(found: 1, needed: 3))
    }

    static let groups = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    static let day: [Double] = [0, 1, 2, 0, 3, 5, 1, 2, 4, 0, 2, 6]
    static let score: [Double] = [3, 4, 4, 6, 5, 7, 2, 2, 4, 8, 7, 9]

    @Test func constantResponse() {
        let same = [Double](repeating: 7, count: 12)
        #expect(Self.reason(groups: Self.groups, day: Self.day, score: same) == .constantResponse(name: "score"))
    }

    @Test func constantPredictor() {
        let same = [Double](repeating: 1e6, count: 12)
        #expect(Self.reason(groups: Self.groups, day: same, score: Self.score) == .constantColumn(name: "day"))
    }

    @Test func collinearPredictors() {
        let double = Self.day.map { 3 - 2 * $0 }
        #expect(
            Self.reason(groups: Self.groups, day: Self.day, score: Self.score, fixed: [0, 2], extra: double)
                == .collinear(name: "extra"))
        #expect(
            Self.reason(groups: Self.groups, day: Self.day, score: Self.score, fixed: [0, 0]) == .collinear(name: "day")
        )
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e200])
    func valuesThatAreNotFinite(_ value: Double) {
        var score = Self.score
        score[5] = value
        #expect(Self.reason(groups: Self.groups, day: Self.day, score: score) == .nonFinite)
        #expect(Self.reason(groups: Self.groups, day: score, score: Self.score) == .nonFinite)
    }

    @Test func responseThatTheModelExplains() {
        let exact = zip(Self.groups, Self.day).map { 2 + Double($0 % 2) + 0.5 * $1 }
        #expect(Self.reason(groups: Self.groups, day: Self.day, score: exact) == .noResidualVariation)
        #expect(
            Self.reason(groups: Self.groups, day: Self.day, score: exact, random: .intercept) == .noResidualVariation)
        let straight = Self.day.map { 1 + 2 * $0 }
        #expect(Self.reason(groups: Self.groups, day: Self.day, score: straight) == .noResidualVariation)
    }

    /// Two visits each, all on the same two days: three variances and covariances of the data for four parameters.
    @Test func varianceParametersBeyondTheData() {
        let groups = (0..<8).flatMap { [$0, $0] }
        let day = groups.indices.map { Double($0 % 2) }
        let score: [Double] = [1, 3, 2, 2, 5, 9, 4, 4, 8, 6, 3, 7, 6, 9, 2, 1]
        #expect(Self.reason(groups: groups, day: day, score: score) == .varianceNotIdentified)
    }

    @Test func columnsThatAreNotThere() {
        #expect(
            Self.reason(groups: Self.groups, day: Self.day, score: Self.score, fixed: [7])
                == .unknownColumn(position: 7))
        #expect(
            Self.reason(groups: Self.groups, day: Self.day, score: Self.score, random: .interceptAndSlope(-1))
                == .unknownColumn(position: -1))
    }

    @Test func fewerRowsThanParameters() {
        #expect(
            Self.reason(groups: [0, 0], day: [0, 1], score: [1, 2], random: .intercept)
                == .tooFewObservations(found: 2, needed: 3))
    }

    /// Small and awkward studies, often with spread of zero in what may vary: the search ends at an optimum each time.
    @Test func smallStudiesConverge() {
        var fitted = 0
        for seed in 0..<150 {
            var generator = SeededGenerator(state: UInt64(seed) &* 7919)
            let sdLevel = [0, 0.3, 3][seed % 3]
            let sdSlope = [0, 0.05, 0.5][seed / 3 % 3]
            let groupCount = Int.random(in: 5...14, using: &generator)
            var rows = [[(day: Double, score: Double)]]()
            for _ in 0..<groupCount {
                let level = sdLevel * generator.normal()
                let slope = 0.1 + sdSlope * generator.normal()
                let visits = Int.random(in: 1...6, using: &generator)
                rows.append(
                    (0..<visits).map { visit in
                        (day: Double(visit), score: level + slope * Double(visit) + generator.normal())
                    })
            }
            let moments = GroupedMoments(x: .init("day"), y: .init("score"), groupCount: groupCount) {
                [rows] group, sums in
                for row in rows[group] { sums.add(x: row.day, y: row.score) }
            }
            for random in [
                LinearMixedModel.RandomEffects.intercept, .interceptAndSlope(0), .interceptAndIndependentSlope(0),
            ] {
                switch LinearMixedModel.fit(.init(moments: moments, response: 1, fixed: [0], random: random)) {
                case .fitted(let fit):
                    fitted += 1
                    // Within a ten-thousandth of a standard error of the optimum.
                    #expect(fit.convergence.gradientNorm < 1e-4, "seed \(seed)")
                    #expect(fit.sdResidual > 0 && fit.sdResidual.isFinite)
                case .notEstimable(let reason):
                    #expect(reason == .noResidualVariation || reason == .varianceNotIdentified, "seed \(seed)")
                }
            }
        }
        #expect(fitted > 420)
    }

    /// Sums that a caller sets by hand are checked like any.
    @Test(arguments: [Double.nan, .infinity, 1e300, 2.5, -3])
    func countsThatCannotBe(_ count: Double) {
        let moments = GroupedMoments(x: .init("x"), y: .init("y"), groupCount: 4) { group, sums in
            for row in 0..<3 { sums.add(x: Double(row), y: Double(row * group % 5)) }
            if group == 2 { sums.count = count }
        }
        let problem = LinearMixedModel.Problem(moments: moments, response: 1, fixed: [0], random: .intercept)
        #expect(LinearMixedModel.fit(problem).fit == nil)
        #expect(ClusterRobustRegression.fit(moments, response: 1, predictors: [0]).fit == nil)
    }

    @Test func eachReasonHasWords() {
        #expect(NotEstimable.oneObservationPerGroup.description == "no group has more than one observation")
        #expect(
            NotEstimable.tooFewGroups(found: 1, needed: 3).description
                == "there are too few groups: 1, and at least 3 are needed")
    }
}
