import Foundation
import Testing

@testable import Estimation

@Suite("Mixed model for repeated measures")
struct RepeatedMeasuresModelTests {
    typealias Reference = RepeatedMeasuresReference
    typealias Model = RepeatedMeasuresModel

    @Test func theFileHasAllModels() {
        #expect(Reference.all.count == 21)
    }

    /// Against a likelihood written out in R with every person's whole covariance matrix (References/repeated-measures.R), at whose
    /// optimum nlme's gls is or falls short of.
    ///
    /// Tolerance: the reference's optimum is found with numeric derivatives and right to some 1e-8 of a standard error.
    @Test(arguments: Reference.all)
    func estimatesAgreeWithR(_ reference: Reference) throws {
        let fit = try reference.fit(.none, .observed)
        #expect(fit.structure.rawValue == reference.structure)
        #expect(fit.fallbacks.isEmpty)
        #expect(relativeError(fit.logLikelihood, reference.logLikelihood) < 1e-10)
        #expect(fit.coefficients.count == reference.beta.count)
        for (own, (beta, se)) in zip(fit.coefficients, zip(reference.beta, reference.se)) {
            #expect(abs(own.value - beta) < 1e-7 * se)
            #expect(relativeError(own.standardError, se) < 1e-7)
        }
        #expect(fit.responseCovariance.packed.count == reference.sigma.count)
        for (own, sigma) in zip(fit.responseCovariance.packed, reference.sigma) {
            #expect(abs(own - sigma) < 1e-7 * (fit.responseCovariance.packed.max() ?? 0))
        }
        if let gls = reference.gls {
            // nlme's optimiser stops up to 2e-8 short of it.
            #expect(abs(fit.logLikelihood - gls.logLikelihood) < 1e-7)
            #expect(zip(fit.coefficients, gls.beta).allSatisfy { abs($0.value - $1) < 1e-3 * $0.standardError })
        }
    }

    /// -2 log L of the growth study with a level for each group and occasion and an unstructured covariance: 416.509 whole (Jennrich
    /// & Schluchter 1986, doi:10.2307/2530695, their model 1) and 386.957 without nine measurements at the second occasion (Verbeke &
    /// Molenberghs 2000, "Linear Mixed Models for Longitudinal Data", doi:10.1007/978-1-4419-0300-6, chapter 17).
    @Test(arguments: [("growth", 416.509), ("incomplete", 386.957)])
    func agreesWithPublishedLikelihoods(_ name: String, _ published: Double) throws {
        let reference = try #require(
            Reference.all.first { $0.data == name && $0.structure == "us" && $0.criterion == "ml" })
        #expect(try abs(-2 * reference.fit(.satterthwaite, .observed).logLikelihood - published) < 0.0005)
    }

    /// By hand: persons (1, 2), (3, 5), (5, 5), each with both occasions. Means 3 and 4, deviations (-2, -2), (0, 1), (2, 1): sums of
    /// squares 8 and 6, of products 6; over n - 1 = 2 the covariance is (4, 3; 3, 3), over n = 3 with the unrestricted likelihood.
    @Test func threePersonsByHand() throws {
        let data = RepeatedMeasures(
            [[(0, 1), (1, 2)], [(0, 3), (1, 5)], [(0, 5), (1, 5)]], occasionCount: 2, regressors: [])
        let mean = RepeatedMeasuresMean([.intercept(at: [0, 1])])
        let fit = try Model.fit(data, mean: mean).get()
        #expect(zip(fit.responseCovariance.packed, [4, 3, 3]).allSatisfy { abs($0 - $1) < 1e-11 })
        #expect(zip(fit.coefficients, [3, 4]).allSatisfy { abs($0.value - $1) < 1e-12 })
        // The change is +1, +2, 0: mean 1, variance 1, a t test on 2 degrees of freedom.
        let change = try #require(fit.test([-1, 1]))
        #expect(abs(change.statistic - 3.0.squareRoot()) < 1e-10)
        #expect(abs((change.degreesOfFreedom.first ?? 0) - 2) < 1e-9)
        // -2 log L = (n - 1)(log|S| + 2 log 2π + 2) + log|X'X|, |S| = 3, X'X = 3I and the constant log|X'X| left out once:
        // log|X'V⁻¹X| = log|X'X| - log|S|.
        let expected = 3 * log(3.0) + 4 + 2 * log(3.0) - log(3.0) + 4 * log(2 * Double.pi)
        #expect(abs(-2 * fit.logLikelihood - expected) < 1e-10)
        let unrestricted = try Model.fit(
            data, mean: mean, options: .init(criterion: .maximumLikelihood, degreesOfFreedom: .satterthwaite)
        ).get()
        #expect(zip(unrestricted.responseCovariance.packed, [8.0 / 3, 2, 2]).allSatisfy { abs($0 - $1) < 1e-11 })
    }

    /// Complete data with a level for each group and occasion: whatever the degrees of freedom, the difference at an occasion is the
    /// two-sample t test with pooled variance on n - 2, and all differences together are Hotelling's test, which Kenward & Roger's
    /// method gives exactly: T² (n - 1 - k) / ((n - 2) k) on k and n - 1 - k.
    @Test(arguments: [Model.DegreesOfFreedom.kenwardRoger, .satterthwaite], Model.Information.allCases)
    func completeDataGiveExactTests(_ degrees: Model.DegreesOfFreedom, _ information: Model.Information) throws {
        let data = try RepeatedMeasures.reference("growth")
        let mean = RepeatedMeasuresMean([.intercept(at: [0, 1, 2, 3]), .regressor(0, at: [0, 1, 2, 3])])
        let fit = try Model.fit(data, mean: mean, options: .init(degreesOfFreedom: degrees, information: information))
            .get()
        let (n, k) = (27.0, 4.0)
        var differences: [Double] = []
        var pooled = SymmetricMatrix(dimension: 4)
        for occasion in 0..<4 {
            let groups = [0.0, 1].map { group in
                (0..<27).filter { data.regressors[0][$0] == group }.map { data.responses[data.offsets[$0] + occasion] }
            }
            let moments = groups.map { OnlineMoments($0) }
            let means = moments.compactMap(\.mean)
            let squares = moments.reduce(0.0) { $0 + Double($1.count - 1) * ($1.variance ?? 0) }
            let (difference, variance) = (means[1] - means[0], squares / (n - 2))
            differences.append(difference)
            let error = (variance * (1.0 / 11 + 1.0 / 16)).squareRoot()
            let test = try #require(fit.test(ofCoefficient: 4 + occasion))
            #expect(relativeError(test.statistic, difference / error) < 1e-10)
            #expect(abs((test.degreesOfFreedom.first ?? 0) - (n - 2)) < 1e-8)
            for other in 0...occasion {
                pooled[other, occasion] =
                    groups.indices.reduce(0.0) { sum, group in
                        let rows = (0..<27).filter { data.regressors[0][$0] == Double(group) }
                        let values = [other, occasion].map { at in rows.map { data.responses[data.offsets[$0] + at] } }
                        let centers = values.map { OnlineMoments($0).mean ?? 0 }
                        return sum
                            + zip(values[0], values[1]).reduce(0.0) { $0 + ($1.0 - centers[0]) * ($1.1 - centers[1]) }
                    } / (n - 2)
            }
        }
        #expect(zip(fit.responseCovariance.packed, pooled.packed).allSatisfy { abs($0 - $1) < 1e-10 })
        let all = (4..<8).map { picked in (0..<8).map { $0 == picked ? 1.0 : 0 } }
        let joint = try #require(fit.waldTest(all))
        if degrees == .kenwardRoger {
            let hotelling = try #require(pooled.waldStatistic(of: differences)) / (1.0 / 11 + 1.0 / 16)
            #expect(relativeError(joint.statistic, hotelling * (n - 1 - k) / ((n - 2) * k)) < 1e-9)
            #expect(relativeError(joint.degreesOfFreedom[1], n - 1 - k) < 1e-8)
        } else {
            #expect(relativeError(joint.degreesOfFreedom[1], n - 2) < 1e-8)
        }
    }

    /// A person that counts twice is two persons; one that counts 0 is left out.
    @Test func weightsCountPersons() throws {
        let data = try RepeatedMeasures.reference("repeated")
        let mean = RepeatedMeasuresMean([.intercept(at: Array(0..<5)), .regressor(0, at: Array(1..<5)), .common(1)])
        let weights = (0..<data.personCount).map { Double(($0 * 7 + 1) % 3) }
        let drawn = weights.enumerated().flatMap { Array(repeating: $0, count: Int($1)) }
        let rows = drawn.map { person in
            (data.offsets[person]..<data.offsets[person + 1]).map { (Int(data.occasions[$0]), data.responses[$0]) }
        }
        let repeated = RepeatedMeasures(
            rows, occasionCount: 5, regressors: data.regressors.map { column in drawn.map { column[$0] } })
        let options = Model.Options(covariances: [.heterogeneousAutoregressive])
        let (weighted, whole) = try (
            Model.fit(data, mean: mean, options: options, personWeights: weights).get(),
            Model.fit(repeated, mean: mean, options: options).get()
        )
        #expect(weighted.persons == whole.persons && weighted.observations == whole.observations)
        #expect(relativeError(weighted.logLikelihood, whole.logLikelihood) < 1e-12)
        for (own, other) in zip(weighted.coefficients, whole.coefficients) {
            #expect(abs(own.value - other.value) < 1e-10 * own.standardError)
            #expect(relativeError(own.standardError, other.standardError) < 1e-10)
        }
    }

    /// The optimum does not depend on where the search begins.
    @Test(arguments: Model.Covariance.allCases)
    func aKnownCovarianceIsOnlyAStart(_ structure: Model.Covariance) throws {
        let data = try RepeatedMeasures.reference("repeated")
        let mean = RepeatedMeasuresMean([.intercept(at: Array(0..<5)), .regressor(0, at: Array(1..<5))])
        let options = Model.Options(covariances: [structure])
        let fit = try Model.fit(data, mean: mean, options: options).get()
        let far = SymmetricMatrix(dimension: 5) { $0 == $1 ? 1 + Double($0) : 0.2 }
        for known in [fit.responseCovariance, far] {
            let again = try Model.fit(data, mean: mean, options: options, from: known).get()
            #expect(relativeError(again.logLikelihood, fit.logLikelihood) < 1e-12)
            for (own, other) in zip(again.responseCovariance.packed, fit.responseCovariance.packed) {
                #expect(abs(own - other) < 1e-8)
            }
        }
    }

    /// With one occasion the model is the two-sample t test: here means 2 and 5, both variances 1, 3 persons each.
    ///
    /// Tolerance: the search ends at a step of 1e-11 in the logarithm of the standard deviation.
    @Test func oneOccasionIsATTest() throws {
        let data = RepeatedMeasures(
            [1, 2, 3, 4, 5, 6].map { [(occasion: 0, response: $0)] }, occasionCount: 1,
            regressors: [[0, 0, 0, 1, 1, 1]])
        let fit = try Model.fit(data, mean: .init([.intercept(at: [0]), .regressor(0, at: [0])])).get()
        let test = try #require(fit.test(ofCoefficient: 1))
        #expect(abs(test.statistic - 3 / (2.0 / 3).squareRoot()) < 1e-10)
        #expect(abs((test.degreesOfFreedom.first ?? 0) - 4) < 1e-10)
        #expect(fit.structure == .unstructured && abs(fit.responseCovariance[0, 0] - 1) < 1e-10)
    }

    /// Neither offsets nor units of responses and regressors matter.
    @Test func unitsDoNotMatter() throws {
        let data = try RepeatedMeasures.reference("repeated")
        let mean = RepeatedMeasuresMean([.intercept(at: Array(0..<5)), .regressor(0, at: Array(1..<5)), .common(1)])
        let moved = RepeatedMeasures(
            occasionCount: 5, personCount: data.personCount, offsets: data.offsets, occasions: data.occasions,
            responses: data.responses.map { 1e4 + 1e-3 * $0 },
            regressors: [data.regressors[0], data.regressors[1].map { 1e6 + 365.25 * $0 }])
        let (own, other) = try (Model.fit(data, mean: mean).get(), Model.fit(moved, mean: mean).get())
        let rows = Double(own.observations - own.coefficientCount)
        #expect(
            abs(other.logLikelihood - (own.logLikelihood - rows * log(1e-3) - log(365.25))) < 1e-6)
        for coefficient in 5..<9 {
            let (a, b) = (own.coefficients[coefficient], other.coefficients[coefficient])
            // Responses near 10,000 have lost four of their digits.
            #expect(abs(a.value - 1000 * b.value) < 1e-7 * a.standardError)
            let references = [own, other].map { $0.reference(of: own.weights(ofCoefficient: coefficient) ?? []) }
            guard case .studentT(let first) = references[0], case .studentT(let second) = references[1] else {
                Issue.record("no t")
                continue
            }
            #expect(relativeError(first, second) < 1e-6)
        }
        let at = mean.weights(at: 3, regressors: [1, 1e6 + 365.25 * 60])
        let before = mean.weights(at: 3, regressors: [1, 60])
        let (here, there) = try (#require(other.prediction(at)), #require(own.prediction(before)))
        #expect(abs((here.value - 1e4) * 1000 - there.value) < 1e-6)
        #expect(relativeError(here.standardError * 1000, there.standardError) < 1e-7)
    }

    /// A coefficient without an intercept to take up a regressor's center is that of the regressor itself.
    @Test func withoutInterceptsNothingIsCentered() throws {
        let rows: [[(occasion: Int, response: Double)]] = [
            [(0, 2.1), (1, 3.9)], [(0, 4.2), (1, 8.5)], [(0, 5.8), (1, 12.1)], [(0, 8.3), (1, 15.6)],
            [(0, 9.7), (1, 20.4)],
        ]
        let x = [1.0, 2, 3, 4, 5]
        let data = RepeatedMeasures(rows, occasionCount: 2, regressors: [x])
        let fit = try Model.fit(data, mean: .init([.regressor(0, at: [0, 1])])).get()
        for occasion in 0..<2 {
            let products = zip(x, rows).reduce(0.0) { $0 + $1.0 * $1.1[occasion].response }
            #expect(abs(fit.coefficients[occasion].value - products / 55) < 1e-12)
        }
        #expect(fit.coefficients.map(\.name) == ["regressor 0 at occasion 0", "regressor 0 at occasion 1"])
    }

    @Test func givesTheWeightsOfAMean() {
        let mean = RepeatedMeasuresMean([.intercept(at: [0, 1]), .regressor(1, at: [1]), .common(0)])
        #expect(mean.weights(at: 0, regressors: [7, 3]) == [1, 0, 0, 7])
        #expect(mean.weights(at: 1, regressors: [7, 3]) == [0, 1, 3, 7])
        #expect(mean.weights(at: 1, regressors: [7]) == [])
        #expect(
            mean.coefficients.map(\.description) == [
                "intercept at occasion 0", "intercept at occasion 1", "regressor 1 at occasion 1", "regressor 0",
            ])
    }

    /// Every person with a pattern of her own, on any number of threads: the same bits.
    @Test func theSameBitsWhateverTheExecutor() throws {
        var generator = SeededGenerator(state: 20_281_105)
        let patterns = (1..<1024).map { bits in (0..<10).filter { bits >> $0 & 1 == 1 } }
        let rows = patterns.map { pattern in
            let level = generator.normal()
            return pattern.map { (occasion: $0, response: level + 0.1 * Double($0) + generator.normal()) }
        }
        let data = RepeatedMeasures(rows, occasionCount: 10, regressors: [rows.map { _ in generator.normal() }])
        let mean = RepeatedMeasuresMean([.intercept(at: Array(0..<10)), .regressor(0, at: Array(0..<10))])
        let backwards = BlockExecutor(threads: 2) { blocks, body in
            for block in (0..<blocks).reversed() { body(block) }
        }
        let threads = BlockExecutor(threads: 8) { blocks, body in
            DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let fits = try [BlockExecutor.serial, backwards, threads].map {
            try Model.fit(data, mean: mean, executor: $0).get()
        }
        #expect(fits[0].structure == .unstructured)
        for fit in fits.dropFirst() {
            #expect(fit.coefficients == fits[0].coefficients)
            #expect(fit.covariance == fits[0].covariance)
            #expect(fit.responseCovariance == fits[0].responseCovariance)
            #expect(fit.logLikelihood == fits[0].logLikelihood)
            let fourth = fit.weights(ofCoefficient: 3) ?? []
            #expect(fit.waldTest([fourth]) == fits[0].waldTest([fourth]))
        }
    }
}
