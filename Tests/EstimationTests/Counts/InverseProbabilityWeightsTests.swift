import Estimation
import Foundation
import Testing

@Suite("Inverse probability weights")
struct InverseProbabilityWeightsTests {
    static let predictors = ["months", "female", "dose"]

    /// Weights from glm, their behavior by formula, shares from survey::svymean and svyciprop.
    @Test func agreesWithR() throws {
        let visits = try Visits.read()
        let assessed = try visits.whole("assessed").map { $0 == 1 }
        let withdrawn = try visits.whole("withdrawn").map { $0 == 1 }
        let columns = try visits.predictors(Self.predictors).columns
        let clusters = try visits.whole("cluster")
        for reference in try LogisticReference.read().weightings {
            let options = InverseProbabilityWeights.Options(
                isStabilized: reference.isStabilized, truncation: reference.truncation.map { $0[0]...$0[1] })
            let fit = try #require(
                InverseProbabilityWeights.fit(assessed: assessed, predictors: columns, options: options).fit)
            for (weight, expected) in zip(fit.weights, reference.firstWeights) {
                #expect(relativeError(weight, expected) < 1e-9)
            }
            let found = fit.behavior
            for (value, expected) in [
                (found.effectiveSampleSize, reference.effective), (found.mean, reference.mean),
                (found.minimum, reference.minimum), (found.maximum, reference.maximum),
                (found.coefficientOfVariation, reference.coefficientOfVariation),
                (found.shareOfTopPercent, reference.top),
            ] {
                #expect(relativeError(value, expected) < 1e-9)
            }
            for (balance, expected) in zip(found.balance, reference.balance) {
                #expect(abs(balance.before - expected[0]) < 1e-12)
                #expect(abs(balance.after - expected[1]) < 1e-10)
            }
            #expect(found.balance.map(\.name) == Self.predictors)
            #expect(found.assessed == 389)
            #expect(found.cautions.isEmpty)
            #expect((fit.truncated > 0) == (reference.truncation != nil))
            for (share, expected) in [
                (fit.share(of: withdrawn), reference.people),
                (fit.share(of: withdrawn, clusters: clusters), reference.clustered),
            ] {
                let share = try #require(share.fit)
                #expect(relativeError(share.share, expected.share) < 1e-9)
                #expect(relativeError(share.standardError, expected.standardError) < 1e-9)
                let interval = try #require(share.interval())
                #expect(relativeError(interval.lower, expected.interval[0]) < 1e-9)
                #expect(relativeError(interval.upper, expected.interval[1]) < 1e-9)
                #expect(interval.method == .logitT)
            }
        }
    }

    /// Two groups of four, of whom 3 and 1 are assessed: weights 4/3 and 4, and the weighted share is the mean of the groups'.
    @Test func twoGroupsByHand() throws {
        let group = PredictorColumn("group", [0, 0, 0, 0, 1, 1, 1, 1])
        let assessed = [true, true, true, false, true, false, false, false]
        let fit = try #require(
            InverseProbabilityWeights.fit(
                assessed: assessed, predictors: [group], options: .init(isStabilized: false)
            ).fit)
        for (weight, expected) in zip(fit.weights, [4.0 / 3, 4.0 / 3, 4.0 / 3, 0, 4, 0, 0, 0]) {
            #expect(abs(weight - expected) < 1e-11)
        }
        // (4 + 4)² / (3 · 16/9 + 16).
        #expect(relativeError(fit.behavior.effectiveSampleSize, 3) < 1e-11)
        #expect(abs(fit.behavior.balance[0].after) < 1e-11)
        // By hand: the group's standard deviation is √(2/7), the assessed have mean 1/4 against 1/2.
        #expect(relativeError(fit.behavior.balance[0].before, -0.25 / (2.0 / 7).squareRoot()) < 1e-11)
        let share = try #require(fit.share(of: [true, true, false, false, false, true, true, true]).fit)
        #expect(relativeError(share.share, (2.0 / 3 + 0) / 2) < 1e-11)
        // Influences w (y - 1/3) / 8 are 1/9, 1/9, -1/18 and -1/6.
        let squares = 1 / 81.0 + 1 / 81.0 + 1 / 324.0 + 1 / 36.0
        #expect(relativeError(share.standardError, (4.0 / 3 * squares).squareRoot()) < 1e-10)
        #expect(share.observations == 4)
    }

    /// A third group of six, all assessed: its people count once, and the others as without it.
    @Test func thoseCertainToBeAssessed() throws {
        let group: [Double] = [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
        let assessed = [true, true, true, false, true, false, false, false] + Array(repeating: true, count: 6)
        let certain = Array(repeating: false, count: 8) + Array(repeating: true, count: 6)
        for isStabilized in [false, true] {
            let fit = try #require(
                InverseProbabilityWeights.fit(
                    assessed: assessed, predictors: [PredictorColumn("group", group)], certain: certain,
                    options: .init(isStabilized: isStabilized)
                ).fit)
            let numerator = isStabilized ? 10.0 / 14 : 1
            let expected: [Double] = [4.0 / 3, 4.0 / 3, 4.0 / 3, 0, 4, 0, 0, 0, 1, 1, 1, 1, 1, 1]
            for (weight, own) in zip(fit.weights, expected) {
                #expect(abs(weight - numerator * own) < 1e-11)
            }
            // Weights add up to everyone, and the weighted people are like everyone.
            #expect(abs(fit.behavior.mean - numerator * 1.4) < 1e-11)
            #expect(abs(fit.behavior.balance[0].after) < 1e-11)
            #expect(fit.model.observations == 8)
        }
        let indicator = PredictorColumn("third", certain.map { $0 ? 1 : 0 })
        #expect(
            InverseProbabilityWeights.fit(assessed: assessed, predictors: [indicator]).reason
                == .separated(name: "third"))
        for wrong in [[true], assessed.map { !$0 }] {
            #expect(
                InverseProbabilityWeights.fit(assessed: assessed, predictors: [indicator], certain: wrong).reason
                    == .invalidArgument(
                        name: "certain", needed: "given for each observation, and only for those assessed"))
        }
    }

    /// As many cases as rows of predictors, by chance: two rows with people of both kinds, and two whose people are certain.
    @Test func rowsAsManyAsCases() throws {
        let rows: [Int32] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3]
        let assessed = [true, true, true, false, true, false, false, false, true, true, true]
        let certain = rows.map { $0 > 1 }
        let fit = try #require(
            InverseProbabilityWeights.fit(
                assessed: assessed, predictors: [PredictorColumn("group", [0, 1, 5, 7])], rows: rows, certain: certain,
                options: .init(isStabilized: false)
            ).fit)
        let expected: [Double] = [4.0 / 3, 4.0 / 3, 4.0 / 3, 0, 4, 0, 0, 0, 1, 1, 1]
        for (weight, own) in zip(fit.weights, expected) {
            #expect(abs(weight - own) < 1e-11)
        }
    }

    /// A few assessed people in whom assessment was all but impossible stand for a thousand.
    @Test func weightsThatExplode() throws {
        var assessed = [Bool]()
        var ill = [Double]()
        for person in 0..<2000 {
            let isIll = person >= 1000
            ill.append(isIll ? 1 : 0)
            assessed.append(isIll ? person < 1002 : person % 2 == 0)
        }
        let fit = try #require(
            InverseProbabilityWeights.fit(assessed: assessed, predictors: [PredictorColumn("ill", ill)]).fit)
        let cautions = fit.behavior.cautions
        #expect(relativeError(fit.behavior.maximum, 0.251 * 500) < 1e-9)
        #expect(
            cautions.contains {
                if case .smallEffectiveSample(let effective, 502) = $0 { effective < 20 } else { false }
            })
        #expect(cautions.contains { if case .fewHoldMuch(let share) = $0 { share > 0.5 } else { false } })
        #expect(cautions.contains { if case .extremeWeight(let timesMean) = $0 { timesMean > 100 } else { false } })
        #expect(cautions.allSatisfy { !$0.description.isEmpty })
        // Cut off at a quantile the weights are steady, and the groups no longer alike.
        let cut = try #require(
            InverseProbabilityWeights.fit(
                assessed: assessed, predictors: [PredictorColumn("ill", ill)], options: .init(truncation: 0...0.99)
            ).fit)
        #expect(cut.truncated == 2)
        #expect(
            cut.behavior.cautions.contains { if case .unbalanced("ill", let d) = $0 { d < -0.5 } else { false } })
        #expect(
            cut.behavior.cautions.contains { if case .meanAwayFromOne(let mean) = $0 { mean < 0.9 } else { false } })
    }

    @Test func badInput() {
        let x = PredictorColumn("x", [1, 2, 3, 4])
        #expect(InverseProbabilityWeights.fit(assessed: [], predictors: []).reason == .noObservations)
        #expect(
            InverseProbabilityWeights.fit(assessed: [true, true, true, true], predictors: [x]).reason
                == .constantResponse(name: "being assessed"))
        #expect(
            InverseProbabilityWeights.fit(assessed: [false, false, true, true], predictors: [x]).reason
                == .separated(name: "x"))
        #expect(
            InverseProbabilityWeights.fit(
                assessed: [false, true, false, true], predictors: [x], options: .init(truncation: 0...1.5)
            ).reason == .invalidArgument(name: "truncation", needed: "quantiles in 0...1"))
    }
}

@Suite("Weighted share")
struct WeightedShareTests {
    /// Equal weights: the share and √(p(1 - p) / (n - 1)).
    @Test func equalWeightsByHand() throws {
        let share = try #require(
            WeightedShare.estimate([true, false, false, true, true], weights: Array(repeating: 7, count: 5)).fit)
        #expect(relativeError(share.share, 0.6) < 1e-15)
        #expect(relativeError(share.standardError, (0.6 * 0.4 / 4).squareRoot()) < 1e-14)
        #expect(relativeError(share.effectiveSampleSize, 5) < 1e-15)
        #expect(share.degreesOfFreedom == 4)
    }

    @Test func zeroWeightsHaveNoPart() throws {
        let with = WeightedShare.estimate([true, false, true, false], weights: [1, 2, 0, 3], clusters: [1, 2, 3, 2])
        let without = WeightedShare.estimate([true, false, false], weights: [1, 2, 3], clusters: [1, 2, 2])
        #expect(with.fit == without.fit)
        #expect(with.fit?.clusters == 2)
    }

    /// Only ratios matter, at the ends of the doubles too.
    @Test func unitsHaveNoPart() throws {
        let outcomes = [true, false, true, false, false]
        let weights: [Double] = [1, 2, 3, 1, 4]
        let own = try #require(WeightedShare.estimate(outcomes, weights: weights).fit)
        for unit in [1e-300, 1e-200, 1e200, 1e307] {
            let scaled = try #require(WeightedShare.estimate(outcomes, weights: weights.map { $0 * unit }).fit)
            #expect(relativeError(scaled.share, own.share) < 1e-14)
            #expect(relativeError(scaled.standardError, own.standardError) < 1e-14)
            #expect(relativeError(scaled.effectiveSampleSize, own.effectiveSampleSize) < 1e-14)
        }
    }

    /// The test rejects a stated share as far as the interval leaves it out: at its ends p is one less the level.
    @Test func testAndIntervalAgree() throws {
        let share = try #require(
            WeightedShare.estimate([true, false, true, false, false, true], weights: [1, 2, 3, 1, 4, 0.5]).fit)
        for freedom in [nil, share.effectiveDegreesOfFreedom] {
            for level in [ConfidenceLevel.ninety, .ninetyFive] {
                let interval = try #require(share.interval(level: level, degreesOfFreedom: freedom))
                for end in [interval.lower, interval.upper] {
                    let test = try #require(share.test(claim: end, degreesOfFreedom: freedom))
                    #expect(relativeError(test.pValue, 1 - level.value) < 1e-9)
                    #expect(test.degreesOfFreedom == [freedom ?? 5])
                }
            }
        }
        #expect(share.effectiveDegreesOfFreedom < share.degreesOfFreedom)
        #expect(share.test(claim: share.share)?.pValue == 1)
        for claim in [0, 1, .nan, -1, 2] { #expect(share.test(claim: claim) == nil) }
        #expect(WeightedShare.estimate([true, true], weights: [1, 3]).fit?.test(claim: 0.5) == nil)
    }

    @Test func allAndNone() throws {
        let all = try #require(WeightedShare.estimate([true, true], weights: [1, 3]).fit)
        #expect(all.share == 1)
        #expect(all.standardError == 0)
        #expect(all.interval() == nil)
        #expect(WeightedShare.estimate([false, false], weights: [1, 3]).fit?.share == 0)
    }

    @Test func badInput() {
        #expect(WeightedShare.estimate([], weights: []).reason == .noObservations)
        for weights in [[0, 0], [1, -1], [1, .nan], [1, .infinity]] as [[Double]] {
            #expect(WeightedShare.estimate([true, false], weights: weights).reason == .unusableWeights)
        }
        #expect(
            WeightedShare.estimate([true], weights: []).reason
                == .invalidArgument(name: "weights", needed: "one weight for each of the 1 outcomes"))
        #expect(
            WeightedShare.estimate([true], weights: [1], clusters: []).reason
                == .invalidArgument(name: "clusters", needed: "one cluster for each of the 1 outcomes"))
        #expect(WeightedShare.estimate([true, true], weights: [1, 0]).reason == .tooFewGroups(found: 1, needed: 2))
    }
}
