import Dispatch
import Estimation
import Foundation
import Testing

@Suite("The rate of the next score by the last one, and lines weighted by it")
struct ObservationRateTests {
    typealias Interval = ObservationRate.Interval

    private struct File: Decodable {
        struct Rate: Decodable {
            let logRateRatio: Double
            let robust: Double
            let model: Double
            let events: Int
            let persons: Int
            let meanAtEvents: Double
        }
        struct Line: Decodable {
            let coefficients: [Double]
            let standardErrors: [Double]
            let effectiveShare: Double
        }
        let rate: Rate
        let line: Line
    }

    /// Scores by person and day, from the first day with one on, as References/observation-rate.R takes them.
    private static func visits() throws -> [[(day: Int, score: Double)]] {
        let rows = try Rows.reference("feedback")
        let (day, pain) = (try #require(rows.columns["day"]), try #require(rows.columns["pain"]))
        let first = day.indices.filter { !pain[$0].isNaN }.map { day[$0] }.min() ?? 0
        let persons = Dictionary(grouping: rows.groups.indices.filter { !pain[$0].isNaN }) { rows.groups[$0] }
        return persons.keys.sorted().map { person in
            (persons[person] ?? []).map { (Int(day[$0] - first), pain[$0]) }
        }
    }

    private static func intervals(_ visits: [(day: Int, score: Double)], end: Int) -> [Interval] {
        visits.indices.map { number in
            let isLast = number == visits.count - 1
            return Interval(
                start: visits[number].day, end: isLast ? max(end, visits[number].day + 1) : visits[number + 1].day,
                value: visits[number].score, isEvent: !isLast)
        }
    }

    /// Against coxph, lm and sandwich.
    @Test func agreesWithR() throws {
        let reference = try ReferenceNumbers.json("observation-rate", as: File.self)
        let visits = try Self.visits()
        let fit = try #require(ObservationRate.fit(visits.map { Self.intervals($0, end: 330) }).fit)
        #expect(fit.events == reference.rate.events && fit.persons == reference.rate.persons)
        #expect(relativeError(fit.logRateRatio.value, reference.rate.logRateRatio) < 1e-9)
        #expect(relativeError(fit.logRateRatio.standardError, reference.rate.robust) < 1e-9)
        #expect(relativeError(fit.modelStandardError, reference.rate.model) < 1e-9)
        #expect(relativeError(fit.meanAtEvents, reference.rate.meanAtEvents) < 1e-13)
        let line = try #require(
            WeightedLine.fit(
                visits.map { own in
                    own.indices.map { number in
                        .init(
                            x: Double(own[number].day), y: own[number].score,
                            weight: number == 0 ? 1 : fit.weight(own[number - 1].score))
                    }
                }
            ).fit)
        #expect(relativeError(line.intercept.value, reference.line.coefficients[0]) < 1e-9)
        #expect(relativeError(line.slope.value, reference.line.coefficients[1]) < 1e-9)
        #expect(relativeError(line.intercept.standardError, reference.line.standardErrors[0]) < 1e-9)
        #expect(relativeError(line.slope.standardError, reference.line.standardErrors[1]) < 1e-9)
        #expect(relativeError(line.effectiveShare, reference.line.effectiveShare) < 1e-9)
        #expect(line.groups == reference.rate.persons && line.rows == visits.joined().count)
        let interval = try #require(line.interval())
        #expect(interval.lower < line.slope.value && line.slope.value < interval.upper)
    }

    /// By hand: four persons followed on three days, two with value 1 and two with 0. On days 1 and 3 the event is the first one's, on
    /// day 2 the third one's: U = 2 - 3 e^γ / (1 + e^γ), so e^γ = 2. The scores of the persons are ±1/3, the information 3 · 2/9.
    @Test func threeEventsByHand() throws {
        func days(_ value: Double, events: [Int]) -> [Interval] {
            let ends = events.contains(3) ? events : events + [3]
            return zip([0] + ends, ends).map {
                Interval(start: $0, end: $1, value: value, isEvent: events.contains($1))
            }
        }
        let persons = [days(1, events: [1, 3]), days(1, events: []), days(0, events: [2]), days(0, events: [])]
        let fit = try #require(ObservationRate.fit(persons).fit)
        #expect(relativeError(fit.rateRatio, 2) < 1e-12)
        #expect(relativeError(fit.logRateRatio.standardError, 1) < 1e-11)
        // The mean at the events is 2/3, where the weight is 1.
        #expect(relativeError(fit.modelStandardError, 1.5.squareRoot()) < 1e-12)
        #expect(relativeError(fit.weight(1), pow(2, -1.0 / 3)) < 1e-12)
        #expect(relativeError(fit.weight(fit.meanAtEvents), 1) < 1e-15)
        // Another origin and unit of the value: the same rate a unit.
        let shifted = persons.map {
            $0.map { Interval(start: $0.start, end: $0.end, value: 1e6 + 1000 * $0.value, isEvent: $0.isEvent) }
        }
        let other = try #require(ObservationRate.fit(shifted).fit)
        #expect(relativeError(other.logRateRatio.value, log(2) / 1000) < 1e-8)
        #expect(relativeError(other.logRateRatio.standardError, fit.logRateRatio.standardError / 1000) < 1e-8)
    }

    /// The same bits whatever the number of threads.
    @Test func threadsDoNotMatter() throws {
        let persons = try (0..<20).flatMap { _ in try Self.visits().map { Self.intervals($0, end: 330) } }
        let threads = BlockExecutor(threads: 4) { blocks, body in
            DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        #expect(
            try #require(ObservationRate.fit(persons).fit) == #require(
                ObservationRate.fit(persons, executor: threads).fit))
    }

    @Test func whatCannotBeEstimatedIsSaid() {
        func reason(_ persons: [[Interval]]) -> NotEstimable? { ObservationRate.fit(persons).reason }
        let calm = [Interval(start: 0, end: 5, value: 1, isEvent: false)]
        let event = [Interval(start: 0, end: 5, value: 1, isEvent: true)]
        let other = [Interval(start: 0, end: 5, value: 3, isEvent: false)]
        #expect(reason([]) == .noObservations)
        #expect(reason([event]) == .tooFewGroups(found: 1, needed: 2))
        #expect(reason([calm, other]) == .noEvents)
        #expect(reason([event, calm]) == .constantColumn(name: "the last value"))
        // Nobody with another value is followed on the day of the event.
        #expect(
            reason([event, [Interval(start: 5, end: 9, value: 3, isEvent: false)]])
                == .constantColumn(name: "the last value"))
        #expect(reason([event, [Interval(start: 0, end: 5, value: 3, isEvent: true)]]) == .noResidualVariation)
        #expect(reason([event, other]) == .separated(name: "the last value"))
        #expect(reason([event, [Interval(start: 0, end: 5, value: .nan, isEvent: false)]]) == .nonFinite)
        #expect(reason([event, [Interval(start: 5, end: 5, value: 2, isEvent: false)]]) != nil)
    }

    /// Weights of whole numbers are rows that many times; those of 0 are none; a unit of all weights is nothing.
    @Test func weightsAreCounts() throws {
        let points: [[(Double, Double, Int)]] = [
            [(0, 1, 1), (1, 3, 2), (2, 2, 1)], [(0, 2, 3), (3, 7, 1)], [(1, 1, 0), (4, 5, 2), (5, 9, 1)],
        ]
        func rows(_ row: ((Double, Double, Int)) -> [WeightedLine.Row]) -> [[WeightedLine.Row]] {
            points.map { $0.flatMap(row) }
        }
        let weighted = try #require(
            WeightedLine.fit(rows { [.init(x: $0.0, y: $0.1, weight: 0.1 * Double($0.2))] }).fit)
        let repeated = try #require(
            WeightedLine.fit(rows { Array(repeating: .init(x: $0.0, y: $0.1, weight: 1), count: $0.2) }).fit)
        #expect(relativeError(weighted.slope.value, repeated.slope.value) < 1e-13)
        #expect(relativeError(weighted.slope.standardError, repeated.slope.standardError) < 1e-12)
        #expect(relativeError(weighted.intercept.standardError, repeated.intercept.standardError) < 1e-12)
        #expect(weighted.rows == 7 && repeated.rows == 11 && repeated.effectiveShare == 1)
        // (Σw)² / (n Σw²) = 121 / (7 · 21).
        #expect(relativeError(weighted.effectiveShare, 121.0 / 147) < 1e-13)
        #expect(WeightedLine.fit(rows { [.init(x: $0.0, y: $0.1, weight: -1)] }).reason == .unusableWeights)
        #expect(WeightedLine.fit(rows { [.init(x: 1, y: $0.1, weight: 1)] }).reason == .constantColumn(name: "x"))
        #expect(WeightedLine.fit([[.init(x: 1, y: 1, weight: 1)]]).reason == .tooFewGroups(found: 1, needed: 2))
    }
}
