import Testing

@testable import Estimation

@Suite("Columns that are the same within groups")
struct GroupConstantsTests {
    static let groups = 90
    static let sites = 7

    /// The ages and the indicators of all sites but the last, by group.
    private static let columns: [(column: GroupedMoments.Column, values: [Double])] = {
        var generator = SeededGenerator(state: 3)
        let ages = (0..<groups).map { _ in Double(Int.random(in: 18...80, using: &generator)) }
        let indicators = (0..<sites - 1).map { site in (0..<groups).map { $0 * 5 % sites == site ? 1.0 : 0 } }
        return [(.init("age", center: 49, scale: 18), ages)]
            + indicators.enumerated().map { (.init("site \($0)", center: 1.0 / 7, scale: 0.35), $1) }
    }()

    /// Visits of 85 groups, the last five without any, whose response depends on exposure, age and site.
    private static let visits: GroupedMoments = {
        GroupedMoments(
            columns: [.init("exposure", center: 100, scale: 50), .init("score", center: 5, scale: 2)],
            groupCount: groups
        ) { group, sums in
            guard group < groups - 5 else { return }
            var generator = SeededGenerator(state: UInt64(group) + 100)
            let (level, slope) = (generator.normal(), 0.01 * generator.normal())
            for _ in 0...group % 9 {
                let exposure = Double(Int.random(in: 0...200, using: &generator))
                let fixed = 0.02 * columns[0].values[group] + 0.3 * Double(group * 5 % sites)
                let score = fixed + level + (0.01 + slope) * exposure + generator.normal()
                sums.addRow { $0 == 0 ? exposure : score }
            }
        }
    }()

    private static let apart = visits.appendingGroupConstants(columns)
    private static let together = columns.reduce(visits) { moments, new in
        moments.appendingGroupConstant(new.column) { new.values[$0] }
    }

    /// As one product for each pair of columns gives it, up to rounding: estimates, spread, likelihood, degrees of freedom,
    /// predictions and profile.
    @Test(
        arguments: [
            LinearMixedModel.RandomEffects.intercept, .interceptAndSlope(0), .interceptAndIndependentSlope(0),
        ], LinearMixedModel.Criterion.allCases)
    func givesTheSameModel(_ random: LinearMixedModel.RandomEffects, _ criterion: LinearMixedModel.Criterion) throws {
        // Columns apart stand before, between and after the one that varies.
        let fixed = [3, 0, 2] + Array(4..<2 + Self.columns.count)
        func fit(_ moments: GroupedMoments) throws -> LinearMixedModel.Fit {
            let problem = LinearMixedModel.Problem(moments: moments, response: 1, fixed: fixed, random: random)
            return try #require(LinearMixedModel.fit(problem, options: .init(criterion: criterion)).fit)
        }
        let (one, other) = (try fit(Self.apart), try fit(Self.together))
        #expect(one.solution.coefficients.count == fixed.count + 1)
        for (left, right) in zip(one.fixedEffects, other.fixedEffects) {
            #expect(left.name == right.name)
            #expect(relativeError(left.value, right.value) < 1e-9, "\(left.name)")
            #expect(relativeError(left.standardError, right.standardError) < 1e-9, "\(left.name)")
        }
        #expect(relativeError(one.logLikelihood, other.logLikelihood) < 1e-12)
        #expect(relativeError(one.sdIntercept, other.sdIntercept) < 1e-8)
        #expect(relativeError(one.sdResidual, other.sdResidual) < 1e-9)
        #expect(relativeError(one.sdSlope ?? 1, other.sdSlope ?? 1) < 1e-8)
        #expect(relativeError(one.r2.marginal, other.r2.marginal) < 1e-9)
        for position in fixed.indices {
            let (left, right) = (
                one.inference(ofFixedEffect: position).fit, other.inference(ofFixedEffect: position).fit
            )
            #expect(
                relativeError(try #require(left).degreesOfFreedom, try #require(right).degreesOfFreedom) < 1e-7)
        }
        let predictions = (one.randomEffectPredictions(), other.randomEffectPredictions())
        #expect(predictions.0.count == Self.groups - 5)
        #expect(predictions.0.count == predictions.1.count)
        for (left, right) in zip(predictions.0, predictions.1) {
            #expect(left.group == right.group)
            #expect(abs(left.intercept.value - right.intercept.value) < 1e-8 * one.sdResidual)
            #expect(relativeError(left.intercept.standardError, right.intercept.standardError) < 1e-7)
        }
        let profiles = try (#require(one.profileLikelihood().fit), #require(other.profileLikelihood().fit))
        let ends = try (
            #require(profiles.0.interval(ofFixedEffect: 2).fit), #require(profiles.1.interval(ofFixedEffect: 2).fit)
        )
        #expect(relativeError(ends.0.lower, ends.1.lower) < 1e-7)
        #expect(relativeError(ends.0.upper, ends.1.upper) < 1e-7)
    }

    /// A group keeps one number for its age and one for its site, however many sites there are.
    @Test func keepsOnlyWhatIsUnusual() throws {
        let constants = try #require(Self.apart.constants)
        #expect(Self.apart.packed.count == Self.visits.packed.count)
        for group in 0..<Self.groups {
            #expect(constants[group].count <= 2)
            for (number, new) in Self.columns.enumerated() {
                let expected = (new.values[group] - new.column.center) / new.column.scale
                #expect(abs(constants.value(ofGroup: group, inColumn: number) - expected) < 1e-15)
            }
        }
    }

    /// Whatever else is asked of the moments sees all columns.
    @Test func otherEstimatorsSeeAllColumns() throws {
        func regression(_ moments: GroupedMoments) -> ClusterRobustRegression.Fit? {
            ClusterRobustRegression.fit(moments, response: 1, predictors: [0, 2, 3]).fit
        }
        let (one, other) = (try #require(regression(Self.apart)), try #require(regression(Self.together)))
        for (left, right) in zip(one.coefficients, other.coefficients) {
            #expect(relativeError(left.value, right.value) < 1e-12)
            #expect(relativeError(left.standardError, right.standardError) < 1e-12)
        }
        let mean = try #require(Self.apart.mean(ofColumn: 2))
        #expect(relativeError(mean, try #require(Self.together.mean(ofColumn: 2))) < 1e-14)
        #expect(Self.apart.expanded.columns == Self.together.columns)
        #expect(try Self.apart.adding(Self.together).rowCount == 2 * Self.together.rowCount)
    }

    @Test func whatCannotBeEstimatedSaysWhy() throws {
        func reason(_ values: [Double], _ fixed: [Int]) -> NotEstimable? {
            let moments = Self.visits.appendingGroupConstants([(.init("x"), values), (.init("y"), values)])
            return LinearMixedModel.fit(
                .init(moments: moments, response: 1, fixed: fixed, random: .intercept)
            ).reason
        }
        #expect(reason(Array(repeating: 2, count: Self.groups), [0, 2]) == .constantColumn(name: "x"))
        #expect(reason(Self.columns[0].values, [0, 2, 3]) == .collinear(name: "y"))
        #expect(reason(Self.columns[0].values.map { $0 + .nan }, [0, 2]) == .nonFinite)
        #expect(reason(Self.columns[0].values, [0, 4]) == .unknownColumn(position: 4))
        #expect(reason([], [0, 2]) == .nonFinite)
    }
}
