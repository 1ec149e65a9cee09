import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Dropout by last severity")
struct DropoutByLastSeverityTests {
    struct Reference: Decodable {
        let coefficients: [Double]
        let covariance: [[Double]]
        let logLikelihood: Double
        let visits: Int
        let events: Int
        let people: Int
        let pValue: Double
        let hazardAtSeven: Double
    }

    /// The hazard from a row an occasion, of persons by any number.
    static func fit(
        persons: [Int], lastSeverity: [Double], leaves: [Bool], executor: BlockExecutor = .serial
    ) -> FitOutcome<DropoutByLastSeverity.Fit> {
        let numbers = Dictionary(grouping: persons.indices) { persons[$0] }
        let rows = numbers.keys.sorted().compactMap { numbers[$0] }
        return DropoutByLastSeverity.fit(groupCount: rows.count, executor: executor) { person, take in
            for row in rows[person] { take(0, lastSeverity[row], leaves[row]) }
        }
    }

    /// Against glm and sandwich's vcovCL (References/alternative-explanations.R).
    @Test func agreesWithR() throws {
        struct File: Decodable { let dropout: Reference }
        let reference = try ReferenceNumbers.json("alternative-explanations", as: File.self).dropout
        let rows = try Rows.reference("feedback")
        let columns = rows.columns
        let atRisk = try #require(columns["at_risk"]).indices.filter { columns["at_risk"]?[$0] == 1 }
        let severity = try #require(columns["pain"])
        let leaves = try #require(columns["leaves"])
        let fit = try #require(
            Self.fit(
                persons: atRisk.map { rows.groups[$0] }, lastSeverity: atRisk.map { severity[$0] },
                leaves: atRisk.map { leaves[$0] == 1 }
            ).fit)
        #expect(fit.occasions == reference.visits)
        #expect(fit.events == reference.events)
        #expect(fit.people == reference.people)
        #expect(relativeError(fit.intercept.value, reference.coefficients[0]) < 1e-11)
        #expect(relativeError(fit.slope.value, reference.coefficients[1]) < 1e-11)
        #expect(relativeError(fit.intercept.standardError, reference.covariance[0][0].squareRoot()) < 1e-10)
        #expect(relativeError(fit.slope.standardError, reference.covariance[1][1].squareRoot()) < 1e-10)
        #expect(relativeError(fit.covariance, reference.covariance[0][1]) < 1e-10)
        #expect(relativeError(fit.logLikelihood, reference.logLikelihood) < 1e-12)
        #expect(relativeError(try #require(fit.test).pValue, reference.pValue) < 1e-9)
        #expect(relativeError(fit.hazard(atSeverity: 7), reference.hazardAtSeven) < 1e-11)
        let interval = try #require(fit.oddsRatioInterval())
        #expect(relativeError((interval.lower * interval.upper).squareRoot(), fit.oddsRatio) < 1e-13)
    }

    /// By hand: of 8 occasions with severity 0, 2 led to leaving, of 4 with severity 1, 2. Each occasion of another person: log odds
    /// log(1/3) and 0, so the slope is log 3; its variance is 1/2 + 1/6 + 1/2 + 1/2 times the factor 12/11, for in a
    /// saturated model the sandwich is the model's own variance.
    @Test(arguments: [0, 50.0])
    func twoByTwoTable(_ shift: Double) throws {
        let severity = [Double](repeating: 0, count: 8) + [1, 1, 1, 1]
        let leaves = [true, true] + [Bool](repeating: false, count: 6) + [true, true, false, false]
        let fit = try #require(
            Self.fit(persons: Array(0..<12), lastSeverity: severity.map { $0 + shift }, leaves: leaves)
                .fit)
        #expect(relativeError(fit.slope.value, log(3)) < 1e-12)
        #expect(relativeError(fit.slope.standardError, (5.0 / 3 * 12 / 11).squareRoot()) < 1e-12)
        #expect(relativeError(fit.intercept.value, -log(3) * (1 + shift)) < 1e-12)
        let logLikelihood = 2 * log(0.25) + 6 * log(0.75) + 4 * log(0.5)
        #expect(relativeError(fit.logLikelihood, logLikelihood) < 1e-13)
        #expect(relativeError(fit.hazard(atSeverity: shift), 0.25) < 1e-12)
        // From no severity part of it: at severity 1 half leave. 4 of all 12 left: who stayed at severity 0 counts (8/12) / (6/8).
        #expect(relativeError(fit.stayingWeight(atSeverity: shift, inStratum: 0), 8.0 / 9) < 1e-12)
        #expect(relativeError(fit.stayingWeight(atSeverity: shift + 1, inStratum: 0), 4.0 / 3) < 1e-12)
        #expect(relativeError(fit.hazard(atSeverity: shift + 1), 0.5) < 1e-12)
    }

    /// A person's occasions count as one draw: every person twice has the same coefficients and the same errors, up to
    /// nothing, for the number of people is the same.
    @Test func repeatedVisitsDoNotAddPeople() throws {
        let severity = [Double](repeating: 0, count: 8) + [1, 1, 1, 1]
        let leaves = [true, true] + [Bool](repeating: false, count: 6) + [true, true, false, false]
        let once = try #require(
            Self.fit(persons: Array(0..<12), lastSeverity: severity, leaves: leaves).fit)
        let twice = try #require(
            Self.fit(
                persons: Array(0..<12) + Array(0..<12), lastSeverity: severity + severity, leaves: leaves + leaves
            ).fit)
        #expect(relativeError(twice.slope.standardError, once.slope.standardError) < 1e-13)
        #expect(twice.people == 12)
        #expect(twice.occasions == 24)
    }

    /// Neither threads matter nor people without an occasion, of whom there are blocks.
    @Test func neitherThreadsNorEmptyPeopleMatter() throws {
        var generator = SeededGenerator(state: 4)
        let severity = (0..<30_000).map { _ in Double(Int.random(in: 0...10, using: &generator)) }
        let leaves = severity.map { Double.random(in: 0..<1, using: &generator) < 0.02 + 0.01 * $0 }
        let persons = severity.indices.map { $0 / 7 }
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let one = try #require(Self.fit(persons: persons, lastSeverity: severity, leaves: leaves).fit)
        let two = try #require(
            Self.fit(persons: persons, lastSeverity: severity, leaves: leaves, executor: threads).fit)
        #expect(one == two)
        let people = 30_000 / 7 + 1
        let padded = DropoutByLastSeverity.fit(groupCount: people + 5000, executor: threads) { person, take in
            guard person < people else { return }
            for row in severity.indices.dropFirst(7 * person).prefix(7) { take(0, severity[row], leaves[row]) }
        }
        #expect(padded.fit == one)
        #expect(one.slope.value > 0.05)
    }

    @Test func refusals() {
        func reason(_ severity: [Double], _ leaves: [Bool], persons: [Int]? = nil) -> NotEstimable? {
            Self.fit(
                persons: persons ?? Array(severity.indices), lastSeverity: severity, leaves: leaves
            ).reason
        }
        #expect(reason([], []) == .noObservations)
        #expect(reason([1, 2, 3], [false, false, false]) == .noEvents)
        #expect(reason([1, 2, 3], [true, true, true]) == .emptyCategory(name: "stayed"))
        #expect(reason([2, 2, 2], [true, false, true]) == .constantColumn(name: "last severity"))
        #expect(reason([1, 2, 3, 4], [false, false, true, true]) == .separated(name: "last severity"))
        #expect(reason([4, 3, 2, 1], [false, false, true, true]) == .separated(name: "last severity"))
        // The two meet in one value only: the likelihood still has no maximum.
        #expect(reason([1, 2, 2, 3], [false, false, true, true]) == .separated(name: "last severity"))
        #expect(reason([1, .nan, 3], [true, false, true]) == .nonFinite)
        #expect(reason([1, .infinity, 3], [true, false, true]) == .nonFinite)
        #expect(reason([1, 1e308, -1e308, 2], [true, false, true, false]) == .nonFinite)
        // A spread so small that the slope has no number.
        #expect(reason([1, 2, 3, 4].map { $0 * .leastNormalMagnitude }, [false, true, false, true]) != nil)
        #expect(
            reason([1, 2, 3, 4], [false, true, false, true], persons: [9, 9, 9, 9])
                == .tooFewGroups(found: 1, needed: 2))
    }
}
