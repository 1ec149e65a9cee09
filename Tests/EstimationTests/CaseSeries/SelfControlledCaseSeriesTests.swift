import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Self-controlled case series")
struct SelfControlledCaseSeriesTests {
    typealias Interval = SelfControlledCaseSeries.Interval

    struct References: Decodable {
        struct Oxford: Decodable {
            let person, period, band, events: Int
            let length: Double
        }
        struct Fit: Decodable {
            let estimates, standardErrors, robust: [Double]
            let likelihoodRatioEach: [Double]
            let likelihoodRatio, wald, robustWald: Double
            let people, events: Int
        }
        struct Conditional: Decodable { let estimates, standardErrors: [Double] }
        let oxford: [Oxford]
        let oxfordFit: Fit
        let oxfordConditional: Conditional
        let series, seriesWithoutBands: Fit
    }

    /// glm stops where the deviance changes by a part of 1e-14, and the errors are those of the step before: seven digits.
    private let tolerance = 1e-6

    private static func study(bands: Bool) throws -> [Interval] {
        let table = try ReferenceNumbers.table("case-series")
        func column(_ name: String) throws -> [Double] { try #require(table[name]) }
        let (person, length) = (try column("person"), try column("length"))
        let (period, band, events) = (try column("period"), try column("band"), try column("events"))
        return person.indices.map { row in
            Interval(
                person: Int(person[row]), length: length[row], riskPeriod: Int(period[row]),
                band: bands ? Int(band[row]) : 0, events: Int(events[row]))
        }
    }

    private func check(_ fit: SelfControlledCaseSeries.Fit, _ reference: References.Fit) {
        #expect(fit.people == reference.people)
        #expect(fit.events == reference.events)
        #expect(fit.estimates.parameters.count == reference.estimates.count)
        for (position, estimate) in reference.estimates.enumerated() {
            let (model, robust) = (fit.estimates.modelBased[position], fit.estimates.parameters[position])
            #expect(relativeError(model.value, estimate) < tolerance)
            #expect(relativeError(model.standardError, reference.standardErrors[position]) < tolerance)
            #expect(relativeError(robust.standardError, reference.robust[position]) < tolerance)
        }
        #expect(relativeError(fit.likelihoodRatioTest?.statistic ?? 0, reference.likelihoodRatio) < tolerance)
        for (position, statistic) in reference.likelihoodRatioEach.enumerated() {
            let own = fit.likelihoodRatioTest(ofRiskPeriod: position + 1)
            #expect(relativeError(own?.statistic ?? 0, statistic) < tolerance)
        }
        #expect(relativeError(fit.waldTest()?.statistic ?? 0, reference.wald) < tolerance)
        #expect(relativeError(fit.waldTest(.robust)?.statistic ?? 0, reference.robustWald) < tolerance)
    }

    /// Whitaker, Farrington, Spiessens & Musonda (2006), doi:10.1002/sim.2302, section 3: ten children with meningitis, measles, mumps
    /// and rubella vaccine; relative incidence 12.04 (95% interval 3.00 to 48.26), age adjusted. From glm and clogit as well.
    @Test func vaccineAndMeningitis() throws {
        let references = try ReferenceNumbers.json("case-series", as: References.self)
        let intervals = references.oxford.map {
            Interval(person: $0.person, length: $0.length, riskPeriod: $0.period, band: $0.band, events: $0.events)
        }
        let fit = try #require(
            SelfControlledCaseSeries.fit(intervals, riskPeriods: ["15-35 days"], bands: ["1-547", "548-730"]).fit)
        check(fit, references.oxfordFit)
        let ratio = try #require(fit.rateRatio(ofRiskPeriod: 1))
        let interval = try #require(ratio.interval())
        #expect(String(format: "%.2f", ratio.value) == "12.04")
        #expect(String(format: "%.2f", interval.lower) == "3.00")
        #expect(String(format: "%.2f", interval.upper) == "48.26")
        for (position, estimate) in references.oxfordConditional.estimates.enumerated() {
            let own = fit.estimates.modelBased[position]
            // clogit converges to all digits.
            #expect(relativeError(own.value, estimate) < 1e-9)
            #expect(relativeError(own.standardError, references.oxfordConditional.standardErrors[position]) < 1e-9)
        }
        #expect(fit.eventsByPeriod == [5, 5])
        #expect(fit.likelihoodRatioTest(ofRiskPeriod: 1) == fit.likelihoodRatioTest)
        #expect(fit.rateRatio(ofRiskPeriod: 0) == nil)
        #expect(fit.rateRatio(ofRiskPeriod: 2) == nil)
        #expect(fit.likelihoodRatioTest(ofRiskPeriod: 2) == nil)
    }

    @Test func twoRiskPeriodsAsPoissonRegression() throws {
        let references = try ReferenceNumbers.json("case-series", as: References.self)
        let study = try Self.study(bands: true)
        let fit = try #require(
            SelfControlledCaseSeries.fit(study, riskPeriods: ["early", "late"], bands: ["a", "b", "c"]).fit)
        check(fit, references.series)
        let everybody = Set(study.map(\.person)).count
        #expect(fit.peopleWithoutEvents == everybody - fit.people)
        #expect(fit.uninformativePeople > 0)
        let plain = try #require(
            SelfControlledCaseSeries.fit(try Self.study(bands: false), riskPeriods: ["early", "late"]).fit)
        check(plain, references.seriesWithoutBands)
    }

    /// Everybody at risk for the same share f of the time: the events at risk are binomial with odds RR f / (1 - f).
    @Test func byHandWhereAllAreAtRiskForTheSameShare() throws {
        // 12 events in 20 days at risk, 18 in 80 days of reference time: 0.6 against 0.225 a day.
        let events = [(2, 3), (4, 5), (5, 4), (1, 6)]
        let intervals = events.enumerated().flatMap { person, events in
            [
                Interval(person: person, length: 20, riskPeriod: 1, events: events.0),
                Interval(person: person, length: 80, riskPeriod: 0, events: events.1),
            ]
        }
        let fit = try #require(SelfControlledCaseSeries.fit(intervals, riskPeriods: ["risk"]).fit)
        let ratio = try #require(fit.rateRatio(ofRiskPeriod: 1))
        #expect(relativeError(ratio.value, (12.0 / 20) / (18.0 / 80)) < 1e-12)
        #expect(relativeError(ratio.logStandardError, (1 / 12.0 + 1 / 18.0).squareRoot()) < 1e-12)
        let statistic = 2 * (12 * log(0.4 / 0.2) + 18 * log(0.6 / 0.8))
        #expect(relativeError(fit.likelihoodRatioTest?.statistic ?? 0, statistic) < 1e-12)
        // Scores x - 0.4 n: 0, 0.4, 1.4, -1.8; information 30 · 0.4 · 0.6.
        let robust = (0.16 + 1.96 + 3.24).squareRoot() / 7.2 * (4.0 / 3).squareRoot()
        let error = try #require(fit.rateRatio(ofRiskPeriod: 1, .robust)).logStandardError
        #expect(relativeError(error, robust) < 1e-12)
        #expect(relativeError(fit.waldTest()?.statistic ?? 0, pow(log(8 / 3) / ratio.logStandardError, 2)) < 1e-12)
    }

    /// People without events, the order of rows, intervals cut in two and bands in which nobody had an event change nothing.
    @Test func whatChangesNothing() throws {
        let study = try Self.study(bands: true)
        let names = ["early", "late"]
        let fit = try #require(SelfControlledCaseSeries.fit(study, riskPeriods: names, bands: ["a", "b", "c"]).fit)
        var cut: [Interval] = []
        for row in study.reversed() {
            cut.append(
                Interval(
                    person: row.person, length: row.length / 4, riskPeriod: row.riskPeriod, band: row.band,
                    events: row.events))
            cut.append(
                Interval(
                    person: row.person, length: 3 * row.length / 4, riskPeriod: row.riskPeriod, band: row.band,
                    events: 0))
            cut.append(Interval(person: row.person, length: 90, riskPeriod: row.riskPeriod, band: 3, events: 0))
        }
        cut.append(Interval(person: -1, length: 400, riskPeriod: 1, events: 0))
        let other = try #require(
            SelfControlledCaseSeries.fit(cut, riskPeriods: names, bands: ["a", "b", "c", "d"]).fit)
        #expect(other.bandsWithoutEvents == [3])
        #expect(other.peopleWithoutEvents == fit.peopleWithoutEvents + 1)
        let pairs = Array(zip(fit.estimates.parameters, other.estimates.parameters))
        #expect(pairs.count == 4)
        for (one, two) in pairs {
            #expect(relativeError(one.value, two.value) < 1e-10)
            #expect(relativeError(one.standardError, two.standardError) < 1e-10)
        }
    }

    @Test func sameBitsOnAnyNumberOfThreads() throws {
        let study = try Self.study(bands: true)
        let many = (0..<40).flatMap { copy in
            study.map {
                Interval(
                    person: 1000 * copy + $0.person, length: $0.length, riskPeriod: $0.riskPeriod, band: $0.band,
                    events: $0.events)
            }
        }
        func fit(_ executor: BlockExecutor) -> [Coefficient]? {
            SelfControlledCaseSeries.fit(
                many, riskPeriods: ["early", "late"], bands: ["a", "b", "c"], executor: executor
            ).fit?.estimates.parameters
        }
        let parallel = BlockExecutor(threads: 8) { DispatchQueue.concurrentPerform(iterations: $0, execute: $1) }
        let serial = fit(.serial)
        #expect(serial != nil)
        #expect(serial == fit(parallel))
    }

    @Test func refusals() {
        func reason(_ rows: [(Int, Double, Int, Int, Int)], bands: [String] = ["a", "b"]) -> NotEstimable? {
            SelfControlledCaseSeries.fit(
                rows.map { Interval(person: $0.0, length: $0.1, riskPeriod: $0.2, band: $0.3, events: $0.4) },
                riskPeriods: ["risk"], bands: bands
            ).reason
        }
        let fine = [(1, 10.0, 0, 0, 1), (1, 10.0, 1, 0, 1), (2, 10.0, 0, 0, 1), (2, 20.0, 1, 0, 1)]
        #expect(reason(fine) == nil)
        #expect(reason([]) == .noObservations)
        #expect(reason(fine + [(3, 10, 0, 0, 0)]) == nil)
        for (row, name) in [
            ((3, 0.0, 0, 0, 1), "the length of an interval"), ((3, .nan, 0, 0, 1), "the length of an interval"),
            ((3, .infinity, 0, 0, 1), "the length of an interval"), ((3, 1, 0, 0, -1), "the events of an interval"),
            ((3, 1, 2, 0, 1), "the risk period of an interval"), ((3, 1, -1, 0, 1), "the risk period of an interval"),
            ((3, 1, 0, 2, 1), "the band of an interval"), ((3, 1, 0, -1, 1), "the band of an interval"),
        ] {
            guard case .invalidArgument(name, _)? = reason(fine + [row]) else {
                Issue.record("\(row)")
                continue
            }
        }
        #expect(
            SelfControlledCaseSeries.fit([Interval(person: 1, length: 1, riskPeriod: 0, events: 1)], riskPeriods: [])
                .reason
                == .invalidArgument(name: "the risk periods", needed: "one at least"))
        #expect(reason(fine.map { ($0.0, $0.1, $0.2, $0.3, 0) }) == .noEvents)
        #expect(reason([fine[0], fine[1]]) == .tooFewGroups(found: 1, needed: 2))
        #expect(reason([fine[0], fine[2], (3, 10, 1, 0, 0)]) == .emptyCategory(name: "risk"))
        #expect(reason([fine[0], (2, 5, 1, 0, 1), (3, 8, 0, 1, 2)]) == .constantWithinGroups(name: "risk"))
        #expect(
            reason([(1, 10, 0, 0, 1), (1, 10, 1, 1, 1), (2, 10, 0, 0, 1), (2, 20, 1, 1, 1)]) == .collinear(name: "b"))
        // None at risk, and all.
        #expect(reason(fine.map { ($0.0, $0.1, $0.2, $0.3, $0.2 == 0 ? 1 : 0) }) == .separated(name: "risk"))
        #expect(reason(fine.map { ($0.0, $0.1, $0.2, $0.3, $0.2) }) == .separated(name: "risk"))
        #expect(
            reason(
                fine.map { ($0.0, Double.greatestFiniteMagnitude, $0.2, $0.3, $0.4) } + [
                    (1, .greatestFiniteMagnitude, 0, 0, 0)
                ])
                == .nonFinite)
        // Nobody was at risk in a, and no event of b was in reference time: risk and b grow against each other.
        let combined = [(1, 10.0, 0, 0, 1), (1, 10.0, 0, 1, 0), (1, 10.0, 1, 1, 1)]
        guard case .separated? = reason(combined + combined.map { (2, $0.1, $0.2, $0.3, $0.4) }) else {
            Issue.record("not separated")
            return
        }
    }

    /// Under a rate ratio of 1 and of 2, intervals hold the truth 95% of the time, and tests reject the truth 5% of the time: 400
    /// studies each, so that a coverage of 95% has a standard error of 1.1%.
    @Test(arguments: [1.0, 2.0]) func coverage(ratio: Double) {
        var generator = SeededGenerator(state: UInt64(100 * ratio))
        let studies = 400
        var (held, robustHeld, rejected, count) = (0, 0, 0, 0)
        for _ in 0..<studies {
            var intervals: [Interval] = []
            for person in 0..<150 {
                let rate = 0.004 * exp(generator.normal())
                let risk = Double.random(in: 10...40, using: &generator)
                for (period, length) in [(0, 120.0), (1, risk), (0, 80.0)] {
                    let band = intervals.count % 3 == 2 ? 1 : 0
                    let mean = rate * length * (period == 1 ? ratio : 1) * (band == 1 ? 1.4 : 1)
                    // Poisson by the gaps between events.
                    var (events, passed) = (0, -log(1 - Double.random(in: 0..<1, using: &generator)))
                    while passed < mean {
                        events += 1
                        passed -= log(1 - Double.random(in: 0..<1, using: &generator))
                    }
                    intervals.append(
                        Interval(person: person, length: length, riskPeriod: period, band: band, events: events))
                }
            }
            guard let fit = SelfControlledCaseSeries.fit(intervals, riskPeriods: ["risk"], bands: ["a", "b"]).fit,
                let own = fit.rateRatio(ofRiskPeriod: 1)?.interval(),
                let robust = fit.rateRatio(ofRiskPeriod: 1, .robust)?.interval(), let test = fit.likelihoodRatioTest
            else { continue }
            count += 1
            held += own.contains(ratio) ? 1 : 0
            robustHeld += robust.contains(ratio) ? 1 : 0
            rejected += test.pValue < 0.05 ? 1 : 0
        }
        print(
            "case series, rate ratio \(ratio): \(count) studies, model \(held), robust \(robustHeld), LR rejects 1 in \(rejected)"
        )
        #expect(count == studies)
        // Within three standard errors.
        #expect(abs(Double(held) / Double(studies) - 0.95) < 0.033)
        #expect(abs(Double(robustHeld) / Double(studies) - 0.95) < 0.033)
        if ratio == 1 { #expect(abs(Double(rejected) / Double(studies) - 0.05) < 0.033) }
    }
}
