import Dispatch
import Estimation
import Testing

@Suite("Dynamic panel")
struct DynamicPanelTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let package: String
        let response: String
        let predictor: String
        let sameOccasion: Bool
        let exogenous: [String]
        let lags: [Int]
        let endsRows: Bool
        let step: String
        let coefficients: [Double]
        let standardErrors: [Double]
        let m1: Double
        let m2: Double
        let hansen: Double
        let hansenDegrees: Double
        let instruments: Int
        let persons: Int
        let differences: Int

        var testDescription: String {
            "\(response) on \(predictor)\(sameOccasion ? " of both occasions" : ""), lags \(lags), \(step), \(package)"
        }

        var model: DynamicPanel.Model? {
            guard let first = lags.first, let last = lags.last, let step = DynamicPanel.Step(rawValue: step) else {
                return nil
            }
            return DynamicPanel.Model(
                response: response, predictor: predictor, hasSameOccasion: sameOccasion,
                hasElapsedDays: exogenous.contains("day"), exogenous: exogenous.filter { $0 != "day" },
                instrumentLags: first...last, step: step)
        }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("dynamic-panel", as: File.self).fits) ?? []
        }()
    }

    /// The simulated study's occasions by person; on the grid those that were never recorded are there without values.
    static func study(_ reference: Reference) throws -> [[DynamicPanel.Occasion]] {
        let rows = try Rows.reference("feedback")
        let day = try #require(rows.columns["day"])
        let response = try #require(rows.columns[reference.response])
        let predictor = try #require(rows.columns[reference.predictor])
        let hasSquare = reference.exogenous.contains("square")
        var grid = [[DynamicPanel.Occasion?]](repeating: Array(repeating: nil, count: 10), count: 90)
        for (row, group) in rows.groups.enumerated() {
            // Planned every 30 days, at most 5 early or late.
            grid[group][Int((day[row] / 30).rounded())] = .init(
                day: Int(day[row]), response: response[row].isNaN ? nil : response[row],
                predictor: predictor[row].isNaN ? nil : predictor[row],
                exogenous: hasSquare ? [day[row] * day[row] / 10_000] : [])
        }
        return grid.map { person in
            person.enumerated().compactMap { visit, occasion in
                if let occasion { return occasion }
                if reference.endsRows { return nil }
                return .init(day: 30 * visit, response: nil, predictor: nil, exogenous: hasSquare ? [nil] : [])
            }
        }
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 12)
    }

    /// Against plm's pgmm, whose matrices the script has also multiplied out by itself, and these alone where a missing occasion
    /// ends a row (References/dynamic-panel.R). The two agree to 1e-13 in R, by another way to each inverse than the factors here.
    @Test(arguments: Reference.all)
    func agreesWithR(_ reference: Reference) throws {
        let occasions = try Self.study(reference)
        let model = try #require(reference.model)
        let fit = try #require(
            DynamicPanel.fit(model, groupCount: occasions.count, maximumGap: reference.endsRows ? 45 : nil) {
                occasions[$0].reversed()
            }.fit)
        #expect(fit.persons == reference.persons)
        #expect(fit.hasDifference.count { $0 } == reference.persons)
        #expect(fit.differences == reference.differences)
        #expect(fit.instruments == reference.instruments)
        #expect(fit.coefficients.count == reference.coefficients.count)
        #expect(fit.coefficients.count == reference.standardErrors.count)
        for (coefficient, expected) in zip(fit.coefficients, zip(reference.coefficients, reference.standardErrors)) {
            #expect(abs(coefficient.value - expected.0) < 1e-10 * expected.1)
            #expect(relativeError(coefficient.standardError, expected.1) < 1e-10)
        }
        // Of the statistics, m2 loses most: it is a sum near 0.
        #expect(abs(try #require(fit.firstOrderCorrelation).statistic - reference.m1) < 1e-10)
        #expect(abs(try #require(fit.secondOrderCorrelation).statistic - reference.m2) < 1e-10)
        let overidentification = try #require(fit.overidentification)
        #expect(relativeError(overidentification.statistic, reference.hansen) < 1e-10)
        #expect(overidentification.degreesOfFreedom == [reference.hansenDegrees])
    }

    /// Four persons of three occasions, with means 0. Two have first levels of y of 1 and -1 and return to 0, the others of x.
    static let byHand: [(y: [Double], x: [Double])] = [
        (y: [1, 0, 0], x: [0, 0, 0]), (y: [-1, 0, 2], x: [0, 0, 0]), (y: [0, 0, -4], x: [1, 0, 0]),
        (y: [0, 0, 2], x: [-1, 0, 0]),
    ]

    static func occasions(y: [Double?], x: [Double?], days: [Int]? = nil) -> [DynamicPanel.Occasion] {
        zip(y, x).enumerated().map { index, values in
            .init(day: days?[index] ?? index, response: values.0, predictor: values.1)
        }
    }

    /// By hand: the instruments are the levels at first, so Σ Z'X = diag(-1 · 1 + 1 · -1, the same) = diag(-2, -2) and Σ Z'y =
    /// (0 · 1 + 2 · -1, -4 · 1 + 2 · -1) = (-2, -6): ρ = 1 and β = 3. Residuals are 0 + 1, 2 - 1, -4 + 3, 2 - 3; Σ Z'ee'Z =
    /// diag(2, 2), and both variances 2 / 4. The zero of a scale does not matter.
    @Test(arguments: [(0.0, 0.0), (7.0, -100.0)])
    func threeOccasionsByHand(_ shift: (Double, Double)) throws {
        let model = DynamicPanel.Model(hasElapsedDays: false, instrumentLags: 2...2)
        let fit = try #require(
            DynamicPanel.fit(model, groupCount: 4) { person in
                let (y, x) = Self.byHand[person]
                return Self.occasions(y: y.map { $0 + shift.0 }, x: x.map { $0 + shift.1 })
            }.fit)
        #expect(fit.coefficients.map(\.name) == ["response before", "predictor before"])
        #expect(relativeError(fit.persistence.value, 1) < 1e-13)
        #expect(relativeError(fit.lagged.value, 3) < 1e-13)
        #expect(fit.sameOccasion == nil)
        for coefficient in fit.coefficients {
            #expect(relativeError(coefficient.standardError, 0.5.squareRoot()) < 1e-13)
        }
        #expect(fit.persons == 4)
        #expect(fit.differences == 4)
        #expect(fit.instruments == 2)
        #expect(fit.degreesOfFreedom == 3)
        // No neighbours, and as many instruments as coefficients.
        #expect(fit.firstOrderCorrelation == nil)
        #expect(fit.secondOrderCorrelation == nil)
        #expect(fit.overidentification == nil)
        // t = 3√2 and F = (2 + 18) / 2.
        let t = try #require(fit.test(ofCoefficient: 1))
        #expect(relativeError(t.statistic, 3 * 2.0.squareRoot()) < 1e-13)
        #expect(t.degreesOfFreedom == [3])
        let both = try #require(fit.waldTest([[1, 0], [0, 1]]))
        #expect(relativeError(both.statistic, 10) < 1e-12)
        #expect(both.degreesOfFreedom == [2, 3])
        let interval = try #require(fit.interval(ofCoefficient: 1))
        #expect(interval.method == .clusterRobustT)
        #expect(relativeError((interval.lower + interval.upper) / 2, 3) < 1e-13)
    }

    /// Put in: y follows itself by 0.4 and x by 0.3, x answers y of the same occasion. With 4000 persons the standard errors are about
    /// 0.02, and neither m2 nor J has a reason to reject.
    @Test(arguments: DynamicPanel.Step.allCases)
    func findsWhatWasPutIn(_ step: DynamicPanel.Step) throws {
        let fit = try #require(
            DynamicPanel.fit(.init(step: step), groupCount: 4000) { person in
                var generator = SeededGenerator(state: UInt64(person) &* 7919 &+ 11)
                let (level, habit) = (5 + 2 * generator.normal(), 8 * generator.normal())
                var (y, x) = (level, habit)
                // Run in, so that the first occasion is like the others.
                return (0..<28).compactMap { index in
                    y = level + 0.4 * y + 0.3 * x + generator.normal()
                    x = habit + 0.5 * y + generator.normal()
                    return index < 20 ? nil : .init(day: 7 * index, response: y, predictor: x)
                }
            }.fit)
        for (coefficient, truth) in zip(fit.coefficients, [0.4, 0.3, 0]) {
            #expect(abs(coefficient.value - truth) < 4 * coefficient.standardError)
            #expect(coefficient.standardError < 0.05)
        }
        #expect(try #require(fit.firstOrderCorrelation).statistic < -5)
        #expect(try #require(fit.secondOrderCorrelation).pValue > 0.001)
        #expect(try #require(fit.overidentification).pValue > 0.001)
    }

    @Test func executorsGiveTheSameBits() throws {
        let reference = try #require(Reference.all.last)
        let occasions = try Self.study(reference)
        let model = try #require(reference.model)
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        // Several blocks of persons.
        let one = try #require(DynamicPanel.fit(model, groupCount: 5000) { occasions[$0 % 90] }.fit)
        let other = try #require(
            DynamicPanel.fit(model, groupCount: 5000, executor: threads) { occasions[$0 % 90] }.fit)
        #expect(one.coefficients == other.coefficients)
        #expect(one.covariance == other.covariance)
        #expect(one.secondOrderCorrelation == other.secondOrderCorrelation)
        #expect(one.overidentification == other.overidentification)
    }

    /// Occasions too far apart, on one day, or with a value missing make no differences.
    @Test func whatIsNotInARow() {
        func differences(
            y: [Double?] = [2, 4, 1, 5, 3, 7], x: [Double?] = [3, 9, 1, 4, 4, 6], days: [Int]? = nil, gap: Int? = nil,
            same: Bool = false
        ) -> Int? {
            let model = DynamicPanel.Model(hasSameOccasion: same, hasElapsedDays: false, instrumentLags: 2...3)
            let occasions = Self.occasions(y: y, x: x, days: days)
            // Four differences of each of six others.
            let fit = DynamicPanel.fit(model, groupCount: 7, maximumGap: gap) { person in
                var generator = SeededGenerator(state: UInt64(person))
                let others = (0..<6).map { _ in (generator.normal(), generator.normal()) }
                return person == 6 ? occasions : Self.occasions(y: others.map(\.0), x: others.map(\.1))
            }.fit
            return fit.map { $0.differences - 24 }
        }
        #expect(differences() == 4)
        #expect(differences(days: [0, 7, 14, 21, 28, 36], gap: 7) == 3)
        #expect(differences(days: [0, 7, 14, 22, 29, 36], gap: 7) == 2)
        #expect(differences(days: [0, 7, 14, 22, 29, 36]) == 4)
        #expect(differences(days: [.min, 0, 7, 14, 21, .max]) == 3)
        #expect(differences(days: [0, 0, 7, 14, 21, 28]) == 3)
        // The response of an occasion is in three differences, the predictor in two, and with the same occasion in three.
        #expect(differences(y: [2, 4, nil, 5, 3, 7]) == 1)
        #expect(differences(y: [2, 4, 1, 5, 3, nil]) == 3)
        #expect(differences(x: [3, 9, nil, 4, 4, 6]) == 2)
        #expect(differences(x: [3, 9, nil, 4, 4, 6], same: true) == 1)
        #expect(differences(x: [3, 9, 1, 4, 4, nil]) == 4)
        #expect(differences(x: [3, 9, 1, 4, 4, nil], same: true) == 3)
    }

    @Test func refusals() {
        func reason(
            _ model: DynamicPanel.Model = .init(hasElapsedDays: false), persons: Int = 8,
            _ occasion:
                @escaping @Sendable (_ person: Int, _ index: Int, _ noise: (Double, Double)) ->
                DynamicPanel.Occasion
        ) -> NotEstimable? {
            DynamicPanel.fit(model, groupCount: persons) { person in
                var generator = SeededGenerator(state: UInt64(person))
                return (0..<6).map { occasion(person, $0, (generator.normal(), generator.normal())) }
            }.reason
        }
        let none = DynamicPanel.fit(.init(), groupCount: 3) { _ in [] }
        #expect(none.reason == .noObservations)
        #expect(DynamicPanel.fit(.init(), groupCount: -1) { _ in [] }.reason == .noObservations)
        let noise: @Sendable (Int, Int, (Double, Double)) -> DynamicPanel.Occasion = { _, index, noise in
            .init(day: index, response: noise.0, predictor: noise.1)
        }
        #expect(reason(persons: 2, noise) == .tooFewGroups(found: 2, needed: 3))
        // Six instruments: the one step can be taken, without Hansen's test, the second cannot.
        #expect(reason(persons: 5, noise) == nil)
        let twoStep = DynamicPanel.Model(hasElapsedDays: false, step: .twoStep)
        #expect(reason(twoStep, persons: 5, noise) == .tooFewGroups(found: 5, needed: 6))
        for lags in [1...4, -3...2, 2...101, 2...Int.max] {
            #expect(
                reason(.init(instrumentLags: lags), noise)
                    == .invalidArgument(name: "the lags of the instruments", needed: "from 2 to 100"))
        }
        #expect(
            reason(.init(hasSameOccasion: true, instrumentLags: 2...2), noise)
                == .invalidArgument(
                    name: "the number of instruments", needed: "at least that of coefficients: take more lags"))
        #expect(
            reason(.init(exogenous: ["warmth"]), noise)
                == .invalidArgument(
                    name: "the number of exogenous values of each occasion", needed: "that of the model's names"))
        #expect(
            reason { person, index, noise in .init(day: index, response: Double(person), predictor: noise.1) }
                == .constantResponse(name: "response"))
        #expect(
            reason { person, index, noise in .init(day: index, response: noise.0, predictor: Double(person)) }
                == .constantColumn(name: "predictor before"))
        #expect(
            reason { _, index, noise in .init(day: index, response: noise.0, predictor: noise.0) }
                == .collinear(name: "predictor before"))
        #expect(
            reason(.init(exogenous: ["warmth"])) { _, index, noise in
                .init(day: index, response: noise.0, predictor: noise.1, exogenous: [Double(2 * index)])
            } == .collinear(name: "warmth"))
        // Each is half the last one less the predictor before: nothing is left to explain.
        let exact = DynamicPanel.fit(.init(hasElapsedDays: false), groupCount: 8) { person in
            var generator = SeededGenerator(state: UInt64(person))
            var (y, x) = (generator.normal(), generator.normal())
            return (0..<6).map { index in
                let occasion = DynamicPanel.Occasion(day: index, response: y, predictor: x)
                (y, x) = (0.5 * y - x, generator.normal())
                return occasion
            }
        }
        #expect(exact.reason == .noResidualVariation)
        for value in [Double.nan, .infinity, 1e300] {
            #expect(
                reason { person, index, noise in
                    .init(day: index, response: person == 3 && index == 3 ? value : noise.0, predictor: noise.1)
                } == .nonFinite)
            #expect(
                reason { person, index, noise in
                    .init(day: index, response: noise.0, predictor: person == 3 && index == 3 ? value : noise.1)
                } == .nonFinite)
        }
    }
}
