import Estimation
import Testing

@Suite("Reference imputation: shifts and refusals")
struct ReferenceImputationShiftTests {
    typealias Options = ReferenceImputation.Options

    /// Without covariates δ moves a group's mean by the share of its persons who are imputed after leaving, and by the mean number of
    /// occasions since.
    @Test func shiftsByHand() throws {
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw().fit)
        let rows = three.study.responses
        let constant = try #require(draws.compare(.missingAtRandom).fit)
        let growing = try #require(draws.compare(.missingAtRandom, shift: .init(.perOccasion)).fit)
        let weighted = try #require(draws.compare(.missingAtRandom, shift: .init(weights: [0, 1, -2])).fit)
        for group in 0..<3 {
            let persons = rows.indices.filter { three.groups.ofPerson[$0] == group }
            let sinces = persons.map { person -> Int in
                let last = three.lastOccasions[person] ?? rows[person].lastIndex { !$0.isNaN } ?? -1
                return rows[person][3].isNaN && last < 3 ? 3 - last : 0
            }
            let count = Double(persons.count)
            let share = Double(sinces.filter { $0 > 0 }.count) / count
            let mean = Double(sinces.reduce(0, +)) / count
            func change(_ comparison: ReferenceImputation.Comparison) throws -> Double {
                let at = try [0, 2].map {
                    try #require(comparison.mean(of: group, at: 3, delta: $0).fit).estimate.value
                }
                return (at[1] - at[0]) / 2
            }
            #expect(abs(try change(constant) - share) < 1e-13)
            #expect(abs(try change(growing) - mean) < 1e-13)
            #expect(abs(try change(weighted) - [0, 1, -2][group] * share) < 1e-13)
        }
    }

    /// At a tipping δ an end of the interval is the null, to the search's 1e-9 standard errors; beyond it the conclusion is another.
    @Test func theIntervalEndsAtTheNull() throws {
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw(Options(imputations: 20)).fit)
        let comparison = try #require(
            draws.compare(.missingAtRandom, analysis: three.analysis, shift: .init(weights: [0, 1, 1])).fit)
        let points = try #require(comparison.points(of: 1, at: 4, deltas: [0, 1]).fit)
        #expect(points.map(\.delta) == [0, 1])
        #expect(points[0].difference == comparison.difference(of: 1, at: 4).fit)
        let tipping = try #require(comparison.tippingDelta(of: 1, at: 4, within: -10...10).fit)
        #expect(tipping.excludesNullAtZero)
        let delta = try #require(tipping.above)
        let difference = try #require(comparison.difference(of: 1, at: 4, delta: delta).fit)
        #expect(abs(try #require(difference.interval()).upper) < 1e-8 * difference.estimate.standardError)
        for (factor, excludes) in [(0.99, true), (1.01, false)] {
            let interval = comparison.difference(of: 1, at: 4, delta: delta * factor).fit?.interval()
            #expect(try #require(interval).contains(0) != excludes)
        }
    }

    @Test func refusalsOfDraws() throws {
        let three = try PlannedOccasions.ThreeGroups()
        let data = three.study.data
        func reason(
            _ data: RepeatedMeasures, groups: ReferenceImputation.Groups? = nil, last: [Int?]? = nil,
            options: Options = Options(imputations: 2)
        ) -> NotEstimable? {
            ReferenceImputation.draw(
                data, mean: three.mean, groups: groups ?? three.groups, lastOccasions: last, options: options
            ).reason
        }
        #expect(reason(data) == nil)
        for count in [Int.min, 1, 10_001] {
            #expect(
                reason(data, options: Options(imputations: count))
                    == .invalidArgument(name: "the number of imputations", needed: "between 2 and 10,000"))
        }
        for share in [-0.1, 1.1, .nan] {
            #expect(
                reason(data, options: Options(imputations: 2, failureShare: share))
                    == .invalidArgument(name: "the share of failed resamples", needed: "between 0 and 1"))
        }
        var groups = three.groups
        groups.ofPerson.removeLast()
        #expect(
            reason(data, groups: groups)
                == .invalidArgument(name: "the list of groups", needed: "as long as there are persons: 150"))
        for number in [-1, 150, Int.max] {
            groups = three.groups
            groups.ofPerson[3] = number
            #expect(
                reason(data, groups: groups)
                    == .invalidArgument(
                        name: "each person's group", needed: "a number from 0 on, below the number of persons"))
        }
        groups = three.groups
        groups.ofPerson[3] = 4
        #expect(reason(data, groups: groups) == .emptyCategory(name: "group 4"))
        groups.ofPerson = groups.ofPerson.map { _ in 0 }
        #expect(reason(data, groups: groups) == .tooFewGroups(found: 1, needed: 2))
        for reference in [-1, 3] {
            groups = three.groups
            groups.reference = reference
            #expect(
                reason(data, groups: groups) == .invalidArgument(name: "the reference", needed: "one of the groups"))
        }
        groups = three.groups
        groups.regressorsInReference[3] = 0
        #expect(reason(data, groups: groups) == .unknownColumn(position: 3))
        groups.regressorsInReference = [0: .nan]
        #expect(
            reason(data, groups: groups)
                == .invalidArgument(name: "each regressor's value in the reference", needed: "a finite number"))
        #expect(
            reason(data, last: [nil])
                == .invalidArgument(name: "the list of last occasions", needed: "as long as there are persons: 150"))
        for occasion in [-2, 5] {
            #expect(
                reason(data, last: data.regressors[0].map { _ in occasion })
                    == .invalidArgument(name: "each last occasion", needed: "one of the occasions, or -1"))
        }
        let none = PlannedOccasions(
            responses: three.study.responses.map { $0.map { _ in .nan } }, regressors: three.study.regressors)
        #expect(reason(none.data) == .noObservations)
        // What the model itself refuses comes through.
        var infinite = three.study
        infinite.responses[0][0] = .infinity
        #expect(reason(infinite.data) == .nonFinite)
    }

    /// Two persons of a group with a second occasion: every fourth bootstrap sample has no pair of occasions that differ, and cannot be
    /// fitted.
    @Test func failedResamplesAreCounted() throws {
        var generator = SeededGenerator(state: 4)
        let responses = (0..<24).map { person in
            let level = generator.normal()
            let second = person < 12 || person < 14 ? level + generator.normal() : .nan
            return [level + generator.normal(), second]
        }
        let study = PlannedOccasions(responses: responses, regressors: [(0..<24).map { $0 < 12 ? 0 : 1 }])
        func draw(_ share: Double) -> FitOutcome<ReferenceImputation> {
            ReferenceImputation.draw(
                study.data, mean: RepeatedMeasuresMean([.intercept(at: [0, 1]), .regressor(0, at: [0, 1])]),
                groups: .init(ofPerson: (0..<24).map { $0 < 12 ? 0 : 1 }, reference: 0, regressorsInReference: [0: 0]),
                options: Options(imputations: 40, failureShare: share))
        }
        // Nobody with a second occasion is among 12 drawn of 12 with probability (10/12)^12 = 0.11: 5 of 40.
        let draws = try #require(draw(1).fit)
        #expect((1...14).contains(draws.failedResamples))
        #expect(draws.imputations == 40)
        guard case .tooManyFailedResamples(let failed, let drawn) = draw(0).reason else {
            Issue.record("no failure was seen")
            return
        }
        #expect(failed >= 1 && drawn >= failed)
        #expect(
            NotEstimable.tooManyFailedResamples(failed: 5, drawn: 40).description
                == "the model could not be fitted to 5 of 40 resamples, more than is allowed")
    }

    @Test func refusalsOfComparisons() throws {
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw().fit)
        func reason(
            _ analysis: ReferenceImputation.Analysis = three.analysis, _ shift: ReferenceImputation.Shift = .init()
        ) -> NotEstimable? { draws.compare(.jumpToReference, analysis: analysis, shift: shift).reason }
        #expect(reason() == nil)
        for baseline in [-1, 5] {
            #expect(
                reason(.init(baseline: baseline))
                    == .invalidArgument(name: "the baseline", needed: "one of the occasions"))
        }
        for column in [-1, 3] { #expect(reason(.init(covariates: [column])) == .unknownColumn(position: column)) }
        // A regressor that tells the group is explained by the groups, and one that comes twice by itself.
        #expect(reason(.init(covariates: [0])) == .collinear(name: "regressor 1"))
        #expect(reason(.init(covariates: [2, 2])) == .collinear(name: "regressor 3"))
        for weights in [[1.0], [1, .nan, 1]] {
            #expect(
                reason(three.analysis, .init(weights: weights))
                    == .invalidArgument(name: "the weights of the shift", needed: "a finite number for each group"))
        }
        #expect(
            draws.compare(strategies: [.missingAtRandom]).reason
                == .invalidArgument(name: "the list of strategies", needed: "as long as there are persons: 150"))

        let comparison = try #require(draws.compare(.jumpToReference, analysis: three.analysis).fit)
        let group = NotEstimable.invalidArgument(name: "the group", needed: "one of the groups")
        for number in [-1, 3] {
            #expect(comparison.mean(of: number, at: 4).reason == group)
            #expect(comparison.conditionalMean(of: number, at: 4).reason == group)
            #expect(comparison.difference(of: number, at: 4).reason == group)
            #expect(comparison.conditionalDifference(of: number, at: 4).reason == group)
        }
        #expect(
            comparison.difference(of: 0, at: 4).reason
                == .invalidArgument(name: "the group", needed: "another than the reference"))
        let occasion = NotEstimable.invalidArgument(
            name: "the occasion", needed: "one of the occasions, and not the baseline")
        for number in [-1, 0, 5] { #expect(comparison.difference(of: 1, at: number).reason == occasion) }
        let delta = NotEstimable.invalidArgument(name: "delta", needed: "a finite number")
        for value in [Double.nan, .infinity] {
            #expect(comparison.difference(of: 1, at: 4, delta: value).reason == delta)
            #expect(comparison.points(of: 1, at: 4, deltas: [0, value]).reason == delta)
        }
        #expect(comparison.difference(of: 1, at: 4, delta: 1e200).reason == .nonFinite)
        #expect(
            comparison.tippingDelta(of: 1, at: 4, within: 1...2).reason
                == .invalidArgument(name: "the range of delta", needed: "finite and around 0"))
        #expect(
            comparison.tippingDelta(of: 1, at: 4, within: -1...1, null: .nan).reason
                == .invalidArgument(name: "null", needed: "a finite number"))
    }
}
