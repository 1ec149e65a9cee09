import Dispatch
import Estimation
import Testing

@Suite("Lagged exposure")
struct LaggedExposureTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        struct Value: Decodable { let value: Double, standardError: Double }
        let response: String
        let method: String
        let maximumGap: Int?
        let slope: Value
        let rows: Int
        let people: Int

        var testDescription: String { "\(response), \(method), gap \(maximumGap.map(String.init) ?? "any")" }

        static let all: [Reference] = {
            struct File: Decodable { let lagged: [Reference] }
            return (try? ReferenceNumbers.json("alternative-explanations", as: File.self).lagged) ?? []
        }()
    }

    /// The simulated study's occasions by person.
    static func study() throws -> [[LaggedExposure.Occasion]] {
        let rows = try Rows.reference("feedback")
        let day = try #require(rows.columns["day"])
        let outcome = try #require(rows.columns["pain"])
        let exposure = try #require(rows.columns["dose"])
        var occasions = [[LaggedExposure.Occasion]](repeating: [], count: 90)
        for (row, group) in rows.groups.enumerated() {
            occasions[group].append(
                .init(
                    day: Int(day[row]), outcome: outcome[row].isNaN ? nil : outcome[row],
                    exposure: exposure[row].isNaN ? nil : exposure[row]))
        }
        return occasions
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 6)
    }

    /// Against lm on the differences or deviations, made person by person, and clubSandwich's CR1
    /// (References/alternative-explanations.R). Some slopes are near 0, so they are compared in standard errors.
    @Test(arguments: Reference.all)
    func agreesWithR(_ reference: Reference) throws {
        let occasions = try Self.study()
        let lagged = LaggedExposure.fit(
            groupCount: occasions.count, method: try #require(.init(rawValue: reference.method)),
            maximumGap: reference.maximumGap
        ) { occasions[$0].reversed() }
        let fit = try #require(
            reference.response == "dose" ? lagged.outcomeToExposure.fit : lagged.exposureToOutcome.fit)
        #expect(fit.observations == reference.rows)
        #expect(fit.groups == reference.people)
        let slope = fit.coefficients[1]
        #expect(abs(slope.value - reference.slope.value) < 1e-10 * reference.slope.standardError)
        #expect(relativeError(slope.standardError, reference.slope.standardError) < 1e-10)
    }

    /// By hand: two people of four occasions; changes of outcome 1, 1 and 2, 0, followed by changes of exposure 3, 5 and 6, 2.
    /// Means 1 and 4; slope (0 + 0 + 1 · 2 + 1 · 2) / 2 = 2, intercept 2, residuals -1, 1, 0, 0. Both rows of the first
    /// person have the mean's outcome, so the scores are 0: the slope has no error.
    @Test func differencesByHand() throws {
        let occasions: [[LaggedExposure.Occasion]] = [
            Self.series(outcome: [5, 6, 7, 1], exposure: [0, 10, 13, 18]),
            Self.series(outcome: [1, 3, 3, 9], exposure: [7, 20, 26, 28]),
        ]
        let fit = try #require(LaggedExposure.fit(groupCount: 2) { occasions[$0] }.outcomeToExposure.fit)
        #expect(fit.observations == 4)
        #expect(abs(fit.coefficients[1].value - 2) < 1e-14)
        #expect(abs(fit.coefficients[0].value - 2) < 1e-14)
        #expect(fit.coefficients[1].standardError < 1e-14)
        #expect(fit.coefficients[1].name == "outcome before")
    }

    static func series(outcome: [Double?], exposure: [Double?], days: [Int]? = nil) -> [LaggedExposure.Occasion] {
        zip(outcome, exposure).enumerated().map { index, values in
            .init(day: days?[index] ?? 7 * index, outcome: values.0, exposure: values.1)
        }
    }

    /// Put in: exposure follows outcome by 0.8 a point, outcome follows exposure by 0.3. Differences find both with four occasions a
    /// person; demeaning, with each answering to the other, does not.
    @Test func differencesAreRightWhereDemeaningIsBiased() throws {
        @Sendable func occasions(_ group: Int) -> [LaggedExposure.Occasion] {
            var generator = SeededGenerator(state: UInt64(group) &* 7919 &+ 11)
            let (level, habit) = (5 + 2 * generator.normal(), 8 * generator.normal())
            var (outcome, exposure) = (level + generator.normal(), habit + generator.normal())
            // Run in, so that the first occasion is like the others.
            for _ in 0..<20 {
                (outcome, exposure) = (
                    level + 0.3 * exposure + generator.normal(), habit + 0.8 * outcome + generator.normal()
                )
            }
            return (0..<4).map { index in
                let occasion = LaggedExposure.Occasion(day: index, outcome: outcome, exposure: exposure)
                (outcome, exposure) = (
                    level + 0.3 * exposure + generator.normal(), habit + 0.8 * outcome + generator.normal()
                )
                return occasion
            }
        }
        let differences = LaggedExposure.fit(groupCount: 4000) { occasions($0) }
        // Standard errors of about 0.018 and 0.012.
        #expect(abs(try #require(differences.outcomeToExposure.fit).coefficients[1].value - 0.8) < 0.05)
        #expect(abs(try #require(differences.exposureToOutcome.fit).coefficients[1].value - 0.3) < 0.04)
        let demeaned = LaggedExposure.fit(groupCount: 4000, method: .personDemeaned) { occasions($0) }
        #expect(abs(try #require(demeaned.exposureToOutcome.fit).coefficients[1].value - 0.3) > 0.06)
    }

    @Test func executorsGiveTheSameBits() throws {
        let occasions = try Self.study()
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        // Several blocks of persons.
        let one = LaggedExposure.fit(groupCount: 5000) { occasions[$0 % 90] }
        let other = LaggedExposure.fit(groupCount: 5000, executor: threads) { occasions[$0 % 90] }
        #expect(one.outcomeToExposure.fit != nil)
        #expect(one.outcomeToExposure.fit?.coefficients == other.outcomeToExposure.fit?.coefficients)
        #expect(one.exposureToOutcome.fit?.coefficients == other.exposureToOutcome.fit?.coefficients)
    }

    /// Occasions too far apart, on one day, or with a value missing are no rows.
    @Test func whatIsNotInARow() {
        func rows(_ occasions: [LaggedExposure.Occasion], gap: Int?) -> Int? {
            let other = Self.series(outcome: [1, 3, 3, 9, 4], exposure: [7, 20, 26, 28, 30])
            let fit = LaggedExposure.fit(groupCount: 2, maximumGap: gap) { $0 == 0 ? other : occasions }
                .outcomeToExposure
            return fit.fit?.observations
        }
        // Three of the other person's.
        let outcome: [Double?] = [2, 4, 1, 5, 3]
        let exposure: [Double?] = [3, 9, 1, 4, 4]
        #expect(rows(Self.series(outcome: outcome, exposure: exposure), gap: nil) == 6)
        #expect(rows(Self.series(outcome: outcome, exposure: exposure, days: [0, 7, 14, 21, 29]), gap: 7) == 5)
        #expect(rows(Self.series(outcome: outcome, exposure: exposure, days: [.min, 0, 7, 14, .max]), gap: 7) == 4)
        #expect(rows(Self.series(outcome: outcome, exposure: exposure, days: [0, 0, 7, 14, 21]), gap: nil) == 5)
        // The last exposure is one row's, the first none's, one in the middle two rows'; the last outcome explains nothing
        // yet.
        #expect(rows(Self.series(outcome: outcome, exposure: [3, 9, 1, 4, nil]), gap: nil) == 5)
        #expect(rows(Self.series(outcome: outcome, exposure: [nil, 9, 1, 4, 4]), gap: nil) == 6)
        #expect(rows(Self.series(outcome: outcome, exposure: [3, 9, nil, 4, 4]), gap: nil) == 4)
        #expect(rows(Self.series(outcome: [2, 4, nil, 5, 3], exposure: exposure), gap: nil) == 4)
        #expect(rows(Self.series(outcome: [2, 4, 1, 5, nil], exposure: exposure), gap: nil) == 6)
    }

    @Test func refusals() {
        let none = LaggedExposure.fit(groupCount: 3) { _ in [] }
        #expect(none.outcomeToExposure.reason == .noObservations)
        #expect(LaggedExposure.fit(groupCount: -1) { _ in [] }.exposureToOutcome.reason == .noObservations)
        let flat = LaggedExposure.fit(groupCount: 3) { group in
            Self.series(outcome: [5, 5, 5, 5], exposure: [1, 2, 4, Double(group)])
        }
        #expect(flat.outcomeToExposure.reason == .constantColumn(name: "outcome before"))
        #expect(flat.exposureToOutcome.reason == .constantResponse(name: "next outcome"))
        for value in [Double.nan, .infinity] {
            let broken = LaggedExposure.fit(groupCount: 3) { group in
                Self.series(outcome: [5, 2, value, 4], exposure: [1, 2, 4, Double(group)])
            }
            #expect(broken.outcomeToExposure.reason == .nonFinite)
        }
    }
}
