import Testing

@testable import Estimation

@Suite("Why a model for repeated measures is not estimable")
struct RepeatedMeasuresReasonsTests {
    typealias Model = RepeatedMeasuresModel
    typealias PersonRows = [[(occasion: Int, response: Double)]]

    private static let levels = RepeatedMeasuresMean([.intercept(at: [0, 1, 2])])

    /// Persons at three occasions, those that `keeps` says.
    private static func rows(_ persons: Int, keeps: (Int, Int) -> Bool = { _, _ in true }) -> PersonRows {
        var generator = SeededGenerator(state: 5)
        return (0..<persons).map { person in
            let level = generator.normal()
            let values = (0..<3).map { (occasion: $0, response: level + generator.normal()) }
            return values.filter { keeps(person, $0.occasion) }
        }
    }

    private static func reason(
        _ rows: PersonRows, _ mean: RepeatedMeasuresMean = levels, regressors: [[Double]] = [],
        options: Model.Options = .init(covariances: [.unstructured]), weights: [Double]? = nil
    ) -> NotEstimable? {
        Model.fit(
            RepeatedMeasures(rows, occasionCount: 3, regressors: regressors), mean: mean, options: options,
            personWeights: weights
        ).reason
    }

    private static func isInvalid(_ reason: NotEstimable?) -> Bool {
        if case .invalidArgument = reason { true } else { false }
    }

    @Test func rowsThatAreNotAsTheyShouldBe() {
        func reason(
            _ persons: Int, _ offsets: [Int], _ occasions: [Int32], _ responses: [Double],
            _ regressors: [[Double]] = [],
            count: Int = 3
        ) -> NotEstimable? {
            Model.fit(
                RepeatedMeasures(
                    occasionCount: count, personCount: persons, offsets: offsets, occasions: occasions,
                    responses: responses, regressors: regressors), mean: Self.levels
            ).reason
        }
        #expect(Self.isInvalid(reason(1, [0, 1], [0], [1], count: 0)))
        for count in [-1, 500, .max] { #expect(Self.isInvalid(reason(1, [0, 1], [0], [1], count: count))) }
        #expect(Self.isInvalid(reason(-1, [], [], [])))
        #expect(Self.isInvalid(reason(1, [], [], [])))
        #expect(Self.isInvalid(reason(2, [0, 2, 1], [0, 1], [1, 2])))
        #expect(Self.isInvalid(reason(1, [1, 2], [0, 1], [1, 2])))
        #expect(Self.isInvalid(reason(1, [0, 2], [0], [1, 2])))
        #expect(Self.isInvalid(reason(1, [0, 2], [1, 0], [1, 2])))
        #expect(Self.isInvalid(reason(1, [0, 2], [1, 1], [1, 2])))
        #expect(Self.isInvalid(reason(1, [0, 2], [0, 3], [1, 2])))
        #expect(Self.isInvalid(reason(1, [0, 2], [-1, 1], [1, 2])))
        #expect(Self.isInvalid(reason(1, [0, 2], [0, 1], [1, 2], [[1, 2]])))
        #expect(reason(1, [0, 2], [0, 1], [1, .nan]) == .nonFinite)
        #expect(reason(1, [0, 2], [0, 1], [1, 2], [[.infinity]]) == .nonFinite)
        #expect(
            reason(2, [0, 3, 6], [0, 1, 2, 0, 1, 2], [1e300, 1, 1, -1e300, 2, 3]) == .nonFinite)
    }

    @Test func nothingToEstimateFrom() {
        #expect(Self.reason([[], []]) == .noObservations)
        #expect(Self.reason(Self.rows(3) { $0 == $1 }) == .tooFewObservations(found: 3, needed: 4))
        let same: PersonRows = (0..<9).map { _ in (0..<3).map { ($0, 4 + Double($0)) } }
        #expect(Self.reason(same) == .noResidualVariation)
        let x = (0..<9).map(Double.init)
        let exact: PersonRows = x.map { x in (0..<3).map { ($0, x * Double($0 + 1)) } }
        let lines = RepeatedMeasuresMean([.intercept(at: [0, 1, 2]), .regressor(0, at: [0, 1, 2])])
        #expect(Self.reason(exact, lines, regressors: [x], options: .init()) == .noResidualVariation)
    }

    @Test func meansThatCannotBeTold() {
        let rows = Self.rows(12)
        let one = [Double](repeating: 1, count: 12)
        #expect(Self.isInvalid(Self.reason(rows, .init([]))))
        #expect(Self.isInvalid(Self.reason(rows, .init([.intercept(at: [0, 3])]))))
        #expect(Self.reason(rows, .init([.common(0)])) == .unknownColumn(position: 0))
        #expect(
            Self.reason(rows, .init([.intercept(at: [0, 1, 2]), .regressor(0, at: [1])]), regressors: [one])
                == .collinear(name: "regressor 0 at occasion 1"))
        #expect(
            Self.reason(rows, .init([.intercept(at: [0, 1, 2]), .common(0)]), regressors: [one])
                == .collinear(name: "regressor 0"))
        #expect(
            Self.reason(rows, .init([.intercept(at: [0, 1, 1])])) == .collinear(name: "intercept at occasion 1"))
        // A coefficient at an occasion that nobody was observed at.
        #expect(Self.reason(Self.rows(12) { $1 != 2 }) == .emptyCategory(name: "occasion 2"))
    }

    @Test func weightsThatCannotBeUsed() {
        let rows = Self.rows(12)
        #expect(Self.reason(rows, weights: Array(repeating: 0, count: 12)) == .unusableWeights)
        for weights in [
            [1], [Double](repeating: 0.5, count: 12), [-1] + Array(repeating: 1, count: 11),
            [.nan] + Array(repeating: 1, count: 11), [1e300] + Array(repeating: 1, count: 11),
        ] as [[Double]] {
            #expect(Self.isInvalid(Self.reason(rows, weights: weights)))
        }
        // Two persons counted ten times are two persons.
        #expect(
            Self.reason(rows, weights: [10, 10, 10] + Array(repeating: 0, count: 9))
                == .tooFewGroups(found: 3, needed: 4))
    }

    @Test func optionsThatContradict() {
        let rows = Self.rows(12)
        #expect(Self.isInvalid(Self.reason(rows, options: .init(covariances: []))))
        #expect(Self.isInvalid(Self.reason(rows, options: .init(criterion: .maximumLikelihood))))
        let data = RepeatedMeasures(rows, occasionCount: 3, regressors: [])
        for known in [SymmetricMatrix(dimension: 2), SymmetricMatrix(dimension: 3) { _, _ in .nan }] {
            #expect(Self.isInvalid(Model.fit(data, mean: Self.levels, from: known).reason))
        }
        // A covariance that no search can begin at is passed over.
        #expect(Model.fit(data, mean: Self.levels, from: .init(dimension: 3)).fit?.structure == .unstructured)
    }

    /// What each structure needs, and where it falls back to.
    @Test func structuresFallBack() throws {
        func fit(_ rows: PersonRows, _ mean: RepeatedMeasuresMean = Self.levels) throws -> Model.Fit {
            try Model.fit(RepeatedMeasures(rows, occasionCount: 3, regressors: []), mean: mean).get()
        }
        // Nobody was observed at both the first and the last occasion: no correlation for that distance either.
        let apart = try fit(Self.rows(20) { $0 % 2 == 0 ? $1 < 2 : $1 > 0 })
        #expect(apart.structure == .heterogeneousAutoregressive)
        let pair = NotEstimable.neverTogether(first: "occasion 0", second: "occasion 2")
        #expect(
            apart.fallbacks == [
                .init(structure: .unstructured, reason: pair), .init(structure: .heterogeneousToeplitz, reason: pair),
            ])
        #expect(pair.description == "no group was observed at both occasion 0 and occasion 2")
        // At both the first and the second, but not at the second and the third: Toeplitz has that distance.
        let lag = try fit(Self.rows(24) { $0 % 2 == 0 ? $1 < 2 : $1 != 1 })
        #expect(lag.structure == .heterogeneousToeplitz)
        // An occasion that nobody was observed at and that has no coefficient.
        let unseen = try fit(Self.rows(20) { $1 < 2 ? true : $0 < 0 }, .init([.intercept(at: [0, 1])]))
        #expect(unseen.structure == .autoregressive)
        #expect(unseen.fallbacks.map(\.reason) == Array(repeating: .emptyCategory(name: "occasion 2"), count: 4))
        // Three persons.
        let few = try fit(Self.rows(3))
        #expect(few.fallbacks.first?.reason == .tooFewGroups(found: 3, needed: 4))
        #expect(few.structure != .unstructured)
    }

    @Test func nothingFallsBackToSomething() {
        let once = RepeatedMeasures(Self.rows(30) { $0 % 3 == $1 }, occasionCount: 3, regressors: [])
        for structure in Model.Covariance.fallbackOrder.dropFirst(2) {
            let reason = Model.fit(once, mean: Self.levels, options: .init(covariances: [structure])).reason
            #expect(reason == .oneObservationPerGroup)
        }
        #expect(Model.fit(once, mean: Self.levels).reason == .oneObservationPerGroup)
        let two = RepeatedMeasures(Self.rows(2), occasionCount: 3, regressors: [])
        let reason = Model.fit(two, mean: Self.levels, options: .init(covariances: [.heterogeneousToeplitz])).reason
        #expect(reason == .tooFewObservations(found: 6, needed: 9))
        let alone = RepeatedMeasures([[(0, 1), (1, 2), (2, 5)]], occasionCount: 3, regressors: [])
        #expect(
            Model.fit(alone, mean: .init([.intercept(at: [0])]), options: .init(covariances: [.compoundSymmetry]))
                .reason
                == .tooFewObservations(found: 3, needed: 4))
    }

    @Test func likelihoodsWithoutAMaximum() throws {
        // The third occasion is twice the first, plus one.
        let rows = Self.rows(20).map { person in
            [person[0], person[1], (occasion: 2, response: 2 * person[0].response + 1)]
        }
        let data = RepeatedMeasures(rows, occasionCount: 3, regressors: [])
        #expect(
            Model.fit(data, mean: Self.levels, options: .init(covariances: [.unstructured])).reason
                == .varianceNotIdentified)
        // Nobody varies at the first occasion.
        let flat = Self.rows(20).map { [(occasion: 0, response: 5.0)] + $0.dropFirst() }
        let fit = try Model.fit(RepeatedMeasures(flat, occasionCount: 3, regressors: []), mean: Self.levels).get()
        #expect(fit.structure == .autoregressive)
        #expect(fit.fallbacks.map(\.reason) == Array(repeating: .noResidualVariation, count: 4))
    }

    @Test func aSearchThatIsCutShort() {
        let reason = Self.reason(
            Self.rows(20) { $0 % 4 != $1 }, options: .init(covariances: [.unstructured], maximumIterations: 1))
        #expect(reason == .didNotConverge(iterations: 1))
    }
}
