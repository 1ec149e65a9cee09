import Dispatch
import Foundation
import Testing

@testable import Estimation

@Suite("Reference imputation")
struct ReferenceImputationTests {
    typealias Strategy = ReferenceImputation.Strategy
    typealias Options = ReferenceImputation.Options

    struct Reference: Decodable {
        struct Conditional: Decodable {
            let strategy: String
            let completed: [[Double]]
            let adjusted: [[Double]], unadjusted: [[Double]], shifted: [[Double]], growing: [[Double]]
        }
        struct Pooled: Decodable {
            let group: Int, delta: Double, value: Double, within: Double, between: Double, sdOfWithin: Double
        }
        struct Antidepressant: Decodable {
            let strategy: String
            let differences: [Double]
        }
        let beta: [Double], sigma: [[Double]]
        let conditional: [Conditional]
        let imputations: Int
        let pooled: [[Pooled]]
        let antidepressant: [Antidepressant]

        static let read = try? ReferenceNumbers.json("reference-imputation", as: Reference.self)
    }

    static let names: [(name: String, strategy: Strategy)] = [
        ("mar", .missingAtRandom), ("j2r", .jumpToReference), ("cir", .copyIncrements), ("cr", .copyReference),
    ]

    @Test func theReferencesAreThere() throws {
        let reference = try #require(Reference.read)
        #expect(reference.conditional.map(\.strategy) == Self.names.map(\.name))
        #expect(reference.antidepressant.map(\.strategy) == Self.names.map(\.name))
        #expect(reference.pooled.map(\.count) == [4, 4, 4, 4])
        #expect(Strategy.allCases == Self.names.map(\.strategy))
    }

    /// The model, each person's conditional means, and the analyses of covariance of these, against R (References/reference-imputation.R).
    /// EM and the search here meet at the optimum to some 1e-10 of the estimates; 1e-7 leaves room for both.
    @Test(arguments: 0..<4)
    func conditionalMeansAgreeWithR(_ number: Int) throws {
        let reference = try #require(Reference.read)
        let expected = reference.conditional[number]
        let strategy = Self.names[number].strategy
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw().fit)
        for (coefficient, value) in zip(draws.fit.coefficients, reference.beta) {
            #expect(abs(coefficient.value - value) < 1e-7)
        }
        for i in 0..<5 {
            for j in 0..<5 { #expect(relativeError(draws.fit.responseCovariance[i, j], reference.sigma[i][j]) < 1e-7) }
        }
        let completion = try ReferenceImputation.Completion(draws.estimated, draws.persons, draws.groups, [strategy])
        var room = ReferenceImputation.Completion.Room(draws.persons.data)
        #expect(draws.persons.incomplete.count == 65)
        #expect(draws.missingResponses == 16 + 2 * 12 + 3 * 22 + 4 * 14 + 5)
        for (index, person) in draws.persons.incomplete.enumerated() {
            completion.complete(index, imputation: nil, seed: 0, &room)
            for (response, value) in zip(room.responses, expected.completed[person]) {
                #expect(abs(response - value) < 1e-7)
            }
        }

        let adjusted = try #require(draws.compare(strategy, analysis: three.analysis).fit)
        let unadjusted = try #require(draws.compare(strategy).fit)
        let growing = try #require(
            draws.compare(strategy, analysis: three.analysis, shift: .init(.perOccasion)).fit)
        for occasion in 0..<5 {
            if occasion > 0 {
                try expect(adjusted, at: occasion, delta: 0, are: expected.adjusted[occasion - 1])
                try expect(adjusted, at: occasion, delta: 1.5, are: expected.shifted[occasion - 1])
                try expect(growing, at: occasion, delta: -0.5, are: expected.growing[occasion - 1])
            }
            try expect(unadjusted, at: occasion, delta: 0, are: expected.unadjusted[occasion])
        }
    }

    /// The three groups' means, then two differences.
    private func expect(
        _ comparison: ReferenceImputation.Comparison, at occasion: Int, delta: Double, are expected: [Double]
    ) throws {
        for group in 0..<3 {
            let mean = try #require(comparison.conditionalMean(of: group, at: occasion, delta: delta).fit)
            #expect(abs(mean - expected[group]) < 1e-7)
        }
        for group in 1...2 {
            let difference = comparison.conditionalDifference(of: group, at: occasion, delta: delta).fit
            #expect(abs(try #require(difference) - expected[group + 2]) < 1e-7)
        }
    }

    /// Estimates and variances within and between imputations against as many of R's, to four Monte Carlo standard errors of both.
    @Test func poolingAgreesWithR() throws {
        let reference = try #require(Reference.read)
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw(Options(imputations: 300)).fit)
        #expect(draws.imputations == 300)
        #expect(draws.failedResamples == 0)
        let error = 4 * (1.0 / 300 + 1 / Double(reference.imputations)).squareRoot()
        for (entry, expected) in zip(Self.names, reference.pooled) {
            let comparison = try #require(draws.compare(entry.strategy, analysis: three.analysis).fit)
            for row in expected {
                let pooled = try #require(comparison.difference(of: row.group, at: 4, delta: row.delta).fit)
                #expect(abs(pooled.estimate.value - row.value) < error * row.between.squareRoot())
                #expect(abs(pooled.withinVariance - row.within) < error * row.sdOfWithin)
                // The standard error of a variance of normal numbers is √(2 / m) of it.
                #expect(abs(pooled.betweenVariance - row.between) < error * 2.0.squareRoot() * row.between)
            }
        }
    }

    /// Published: the results printed in the quickstart article of R's rbmi (openpharma/rbmi, jump to reference, 150 Bayesian
    /// imputations, two versions with other draws). Week 1 has nothing missing, so that all printed digits are to be met; later weeks
    /// to four Monte Carlo standard errors √(B / 150) and √(B / 100), and the standard errors to a tenth.
    @Test func agreesWithRbmi() throws {
        let anti = try PlannedOccasions.Antidepressant()
        let draws = try #require(anti.draw(Options(imputations: 100)).fit)
        let comparison = try #require(draws.compare(.jumpToReference, analysis: anti.analysis).fit)
        let week1 = try #require(comparison.difference(of: 1, at: 0).fit)
        // rbmi has the drug first and gives the other group less the drug.
        #expect(abs(-week1.estimate.value - -0.09180645) < 5e-9)
        #expect(abs(week1.estimate.standardError - 0.6826279) < 5e-8)
        let interval = try #require(week1.interval())
        #expect(abs(-interval.upper - -1.43949684) < 5e-9)
        #expect(abs(-interval.lower - 1.2558839) < 5e-8)
        for (group, value, error, lower, upper) in [
            (1, -1.61581996, 0.4862316, -2.57577141, -0.6558685), (0, -1.70762640, 0.4749573, -2.64531931, -0.7699335),
        ] {
            let mean = try #require(comparison.mean(of: group, at: 0).fit)
            #expect(abs(mean.estimate.value - value) < 5e-9)
            #expect(abs(mean.estimate.standardError - error) < 5e-8)
            let ends = try #require(mean.interval())
            #expect(abs(ends.lower - lower) < 5e-9)
            #expect(abs(ends.upper - upper) < 5e-8)
        }
        let published: [(occasion: Int, values: [(Double, Double)])] = [
            (1, [(1.30706010, 0.9305198), (1.33455043, 0.9216123)]),
            (2, [(1.90681267, 0.9978025), (1.95433860, 0.9951257)]),
            (3, [(2.10550058, 1.1301802), (2.17771720, 1.1081169)]),
        ]
        for (occasion, values) in published {
            let pooled = try #require(comparison.difference(of: 1, at: occasion).fit)
            for (value, error) in values {
                let monteCarlo = (pooled.betweenVariance * (1.0 / 100 + 1.0 / 150)).squareRoot()
                #expect(abs(-pooled.estimate.value - value) < 4 * monteCarlo)
                #expect(relativeError(pooled.estimate.standardError, error) < 0.1)
            }
        }
    }

    /// The same study's conditional means against R's.
    @Test func theAntidepressantStudyAgreesWithR() throws {
        let reference = try #require(Reference.read)
        let anti = try PlannedOccasions.Antidepressant()
        let draws = try #require(anti.draw(Options(imputations: 2)).fit)
        for (entry, expected) in zip(Self.names, reference.antidepressant) {
            let comparison = try #require(draws.compare(entry.strategy, analysis: anti.analysis).fit)
            for (occasion, value) in expected.differences.enumerated() {
                let difference = try #require(comparison.conditionalDifference(of: 1, at: occasion).fit)
                // EM stops at 1e-12 a step, some 1e-11 before its end.
                #expect(abs(-difference - value) < 1e-7)
            }
        }
    }

    /// By hand: three occasions, the own group's means 10, 14, 18 and the reference's 10, 11, 12, Σ with variances 4 and covariances 2
    /// between neighbours, 1 between the others. A person was seen at the first two with 12 and 17 and left.
    ///
    /// Weights of the first two in the third: Σoo = [4 2; 2 4], its inverse [4 -2; -2 4] / 12, σ = (1, 2): (1·4 - 2·2, -1·2 + 2·4) / 12 =
    /// (0, 1/2). So with deviations 2 and 3 from the own means the third is moved by 3/2:
    ///
    ///     at random 18 + 1.5 = 19.5; jump 12 + 1.5 = 13.5; increments 14 + (12 - 11) + 1.5 = 16.5;
    ///     copy reference 12 + (17 - 11) / 2 = 15
    ///
    /// with variance 4 - 2/2 = 3. Left after the first with 12, the weights of the first are 1/2 and 1/4, in the second and third:
    ///
    ///     at random 14 + 1 = 15, 18 + 0.5 = 18.5; jump 11 + 1 = 12, 12.5; increments the same, as both groups begin at 10.
    @Test func byHand() throws {
        let sigma = SymmetricMatrix(dimension: 3) { [4, 2, 1][$1 - $0] }
        let parameters = ReferenceImputation.Parameters(
            means: [[10, 0], [11, 3], [12, 6]], covariance: sigma)
        let missing = Double.nan
        let study = PlannedOccasions(
            responses: [
                [12, 17, missing], [12, missing, missing], [12, missing, 20], [missing, missing, missing], [1, 2, 3],
            ],
            regressors: [[1, 1, 1, 1, 0]])
        let persons = try ReferenceImputation.Persons(study.data, lastOccasions: nil)
        #expect(persons.incomplete == [0, 1, 2, 3])
        #expect(persons.last == [1, 0, 2, -1, 2])
        let groups = ReferenceImputation.Groups(
            ofPerson: [1, 1, 1, 1, 0], reference: 0, regressorsInReference: [0: 0])
        func completed(_ index: Int, _ strategy: Strategy) throws -> [Double] {
            let completion = try ReferenceImputation.Completion(parameters, persons, groups, [strategy])
            var room = ReferenceImputation.Completion.Room(persons.data)
            completion.complete(index, imputation: nil, seed: 1, &room)
            return room.responses
        }
        func expect(_ index: Int, _ strategy: Strategy, _ expected: [Double]) throws {
            for (value, other) in zip(try completed(index, strategy), expected) { #expect(abs(value - other) < 1e-14) }
        }
        try expect(0, .missingAtRandom, [12, 17, 19.5])
        try expect(0, .jumpToReference, [12, 17, 13.5])
        try expect(0, .copyIncrements, [12, 17, 16.5])
        try expect(0, .copyReference, [12, 17, 15])
        try expect(1, .missingAtRandom, [12, 15, 18.5])
        for strategy in [Strategy.jumpToReference, .copyIncrements, .copyReference] {
            try expect(1, strategy, [12, 12, 12.5])
        }
        // A gap before the last response: [4 1; 1 4]⁻¹ = [4 -1; -1 4] / 15, weights (2, 2)·that = (0.4, 0.4), whatever the strategy.
        for strategy in Strategy.allCases { try expect(2, strategy, [12, 14 + 0.4 * (2 + 2), 20]) }
        try expect(3, .missingAtRandom, [10, 14, 18])
        for strategy in [Strategy.jumpToReference, .copyIncrements, .copyReference] {
            try expect(3, strategy, [10, 11, 12])
        }

        // Draws have the variance 3 about 13.5: the mean of 4,000 to four standard errors, the variance too (√(2/n) of it).
        let completion = try ReferenceImputation.Completion(parameters, persons, groups, [.jumpToReference])
        var room = ReferenceImputation.Completion.Room(persons.data)
        var moments = OnlineMoments()
        for imputation in 0..<4000 {
            completion.complete(0, imputation: imputation, seed: 1, &room)
            moments.add(room.responses[2])
        }
        #expect(abs(try #require(moments.mean) - 13.5) < 4 * (3.0 / 4000).squareRoot())
        let variance = pow(try #require(moments.standardDeviation), 2)
        #expect(abs(variance - 3) < 4 * 3 * (2.0 / 4000).squareRoot())
    }

    /// A stated discontinuation before the last response: the later response is not in the model, stays as it is, and the gap after the
    /// discontinuation is drawn given it, from the reference's mean.
    @Test func responsesAfterTheDiscontinuationStay() throws {
        let sigma = SymmetricMatrix(dimension: 3) { [4, 2, 1][$1 - $0] }
        let parameters = ReferenceImputation.Parameters(means: [[10, 0], [11, 3], [12, 6]], covariance: sigma)
        let study = PlannedOccasions(responses: [[12, .nan, 20], [1, 2, 3]], regressors: [[1, 0]])
        let persons = try ReferenceImputation.Persons(study.data, lastOccasions: [0, nil])
        #expect(persons.beforeDiscontinuation.responses == [12, 1, 2, 3])
        #expect(persons.beforeDiscontinuation.offsets == [0, 1, 4])
        let completion = try ReferenceImputation.Completion(
            parameters, persons, .init(ofPerson: [1, 0], reference: 0, regressorsInReference: [0: 0]),
            [.jumpToReference, .missingAtRandom])
        var room = ReferenceImputation.Completion.Room(persons.data)
        completion.complete(0, imputation: nil, seed: 1, &room)
        // 11 + 0.4 (12 - 10) + 0.4 (20 - 12)
        #expect(room.responses[0] == 12 && room.responses[2] == 20)
        #expect(abs(room.responses[1] - (11 + 0.8 + 3.2)) < 1e-14)
    }

    /// Over many imputations the pooled estimate goes to that of conditional means, but for what a bootstrap of 50 persons a group moves
    /// the fits by: to four Monte Carlo standard errors, a fifth of a standard error.
    @Test func manyImputationsGoToConditionalMeans() throws {
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw(Options(imputations: 600, seed: 5)).fit)
        for strategy in Strategy.allCases {
            let comparison = try #require(draws.compare(strategy, analysis: three.analysis).fit)
            for group in 1...2 {
                let pooled = try #require(comparison.difference(of: group, at: 4).fit)
                let limit = try #require(comparison.conditionalDifference(of: group, at: 4).fit)
                #expect(abs(pooled.estimate.value - limit) < 4 * pooled.monteCarloError)
                #expect(pooled.monteCarloError < 0.05 * pooled.estimate.standardError)
            }
        }
    }

    /// Without missing responses every imputation is the data: two groups' difference is the two-sample t's, with Barnard & Rubin's
    /// degrees of freedom ν (ν + 1) / (ν + 3).
    @Test func completeDataAreAnalysedAsTheyAre() throws {
        let study = PlannedOccasions(
            responses: [[1, 4], [2, 3], [4, 6], [3, 8], [2, 5], [5, 9], [4, 4]], regressors: [[0, 0, 0, 1, 1, 1, 1]])
        let draws = try #require(
            ReferenceImputation.draw(
                study.data, mean: RepeatedMeasuresMean([.intercept(at: [0, 1]), .regressor(0, at: [0, 1])]),
                groups: .init(ofPerson: [0, 0, 0, 1, 1, 1, 1], reference: 0, regressorsInReference: [0: 0]),
                options: Options(imputations: 3, failureShare: 1)
            ).fit)
        #expect(draws.missingResponses == 0)
        let comparison = try #require(draws.compare(.jumpToReference).fit)
        let pooled = try #require(comparison.difference(of: 1, at: 1).fit)
        // Means 13/3 and 6.5; squares within 14/3 and 17, on 5 degrees of freedom.
        let variance = (14.0 / 3 + 17) / 5
        #expect(abs(pooled.estimate.value - (6.5 - 13.0 / 3)) < 1e-14)
        #expect(relativeError(pooled.estimate.standardError, (variance * (1.0 / 3 + 1.0 / 4)).squareRoot()) < 1e-14)
        #expect(pooled.betweenVariance == 0)
        #expect(relativeError(pooled.degreesOfFreedom, 5.0 * 6 / 8) < 1e-14)
    }

    @Test func executorsGiveTheSameBits() throws {
        let threads = BlockExecutor { blocks, body in
            DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let three = try PlannedOccasions.ThreeGroups()
        var options = Options(imputations: 5)
        func difference(_ executor: BlockExecutor) throws -> PooledEstimate {
            let draws = try #require(three.draw(options, executor: executor).fit)
            let comparison = draws.compare(.copyReference, analysis: three.analysis, executor: executor)
            return try #require(comparison.fit?.difference(of: 1, at: 4, delta: 0.3).fit)
        }
        let one = try difference(.serial)
        #expect(try difference(threads) == one)
        options.seed = 2
        #expect(try difference(.serial) != one)
    }

    /// Draws are those of other units, scaled: rounding alone differs, through the fits of the bootstrap samples.
    @Test func unitsHaveNoPart() throws {
        let options = Options(imputations: 4)
        func difference(_ three: PlannedOccasions.ThreeGroups) throws -> PooledEstimate {
            let draws = try #require(three.draw(options).fit)
            return try #require(
                draws.compare(.copyIncrements, analysis: three.analysis).fit?.difference(of: 2, at: 3).fit)
        }
        let usual = try difference(.init())
        let other = try difference(.init(scale: 10, origin: 500))
        #expect(relativeError(other.estimate.value, 10 * usual.estimate.value) < 1e-6)
        #expect(relativeError(other.estimate.standardError, 10 * usual.estimate.standardError) < 1e-6)
    }

    /// Strategies by person: those of one group under one, the others under another, are each what they are when all are under it.
    @Test func strategiesByPerson() throws {
        let three = try PlannedOccasions.ThreeGroups()
        let draws = try #require(three.draw(Options(imputations: 4)).fit)
        let strategies = three.groups.ofPerson.map { $0 == 2 ? Strategy.copyIncrements : .jumpToReference }
        let mixed = try #require(draws.compare(strategies: strategies).fit)
        let jump = try #require(draws.compare(.jumpToReference).fit)
        let copy = try #require(draws.compare(.copyIncrements).fit)
        #expect(mixed.mean(of: 1, at: 4).fit?.estimate.value == jump.mean(of: 1, at: 4).fit?.estimate.value)
        #expect(mixed.mean(of: 2, at: 4).fit?.estimate.value == copy.mean(of: 2, at: 4).fit?.estimate.value)
        // The reference goes on by its own mean under all of them.
        let random = try #require(draws.compare(.missingAtRandom).fit)
        for comparison in [mixed, jump, copy] {
            #expect(
                comparison.mean(of: 0, at: 4).fit?.estimate.value == random.mean(of: 0, at: 4).fit?.estimate.value)
        }
    }
}
