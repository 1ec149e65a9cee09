import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Clone-censor weighting")
struct CloneCensorWeightingTests {
    typealias Interval = SequentialTrials.Interval

    struct References: Decodable {
        struct Strategy: Decodable {
            let value, standardError, freedom, mean, sd, largest, effective, age: [Double]
            let clones, truncated, deviated, lost: [Int]
            let limits: [Double]?
        }
        struct Difference: Decodable { let value, standardError: [Double] }
        struct Analysis: Decodable {
            let kind: String
            let cause, people: Int
            let truncation: Double?
            let weightsLosses: Bool
            let adjustsOutcomes: Bool
            let strategies: [Strategy]
            let difference: Difference
            /// By strategy, then of the second less the first; of some analyses.
            let refittedError: [[Double]]?
        }
        let analyses: [Analysis]
    }

    /// The study of target-trials.R, with numbers as outcomes or with events.
    static func study(events: Bool, copies: Int = 1) throws -> SequentialTrials {
        let table = try ReferenceNumbers.table("target-trials")
        func column(_ name: String) throws -> [Double] { try #require(table[name]) }
        let (person, entry, compatible) = (try column("person"), try column("entry"), try column("compatible"))
        let (age, sex, severity) = (try column("age"), try column("sex"), try column("severity"))
        let (now, waits) = (try column("now"), try column("waits"))
        let (response, lost, cause) = (try column("response"), try column("lost"), try column("cause"))
        var trials = SequentialTrials(
            strategies: ["keep", "stop", "switch"], baseline: ["age", "sex"], covariates: ["severity"],
            decision: ["now"], intervals: 4)
        for copy in 0..<copies {
            var row = 0
            while row < entry.count {
                var (intervals, end) = ([Interval](), row)
                while end < entry.count, entry[end] == entry[row] { end += 1 }
                for index in row..<end {
                    if lost[index] == 1 {
                        intervals.append(.lost(covariates: [severity[index]], decisions: 1))
                        break
                    }
                    let event = Int(cause[index])
                    let outcome: SequentialTrials.Outcome =
                        events
                        ? (event > 0 ? .event(cause: event) : .noEvent)
                        : response[index].isNaN ? .missing : .value(response[index])
                    intervals.append(
                        Interval(
                            compatible: StrategySet(rawValue: UInt64(compatible[index])), isWaiting: waits[index] == 1,
                            covariates: [severity[index]], decision: [now[index]], outcome: outcome))
                    if events, event > 0 { break }
                }
                try trials.add(
                    person: Int(person[row]) + 10_000 * copy, baseline: [age[row], sex[row]], intervals: intervals)
                row = end
            }
        }
        return trials
    }

    private func measure(_ reference: References.Analysis) -> CloneCensorWeighting.Measure {
        reference.kind == "mean" ? .mean : .cumulativeIncidence(cause: reference.cause)
    }

    /// The regressions, weights and weighted means or incidences of target-trials.R, and standard errors from its numerical derivatives.
    @Test func asGLMAndWeightedMeans() throws {
        let references = try ReferenceNumbers.json("target-trials", as: References.self).analyses
        #expect(references.count == 6)
        for reference in references {
            let trials = try Self.study(events: reference.kind != "mean")
            let fit = try #require(
                CloneCensorWeighting.fit(
                    trials, measure: measure(reference),
                    options: .init(
                        truncation: reference.truncation, weightsLosses: reference.weightsLosses,
                        adjustsOutcomes: reference.adjustsOutcomes)
                ).fit)
            #expect(fit.people == reference.people)
            for (position, expected) in reference.strategies.enumerated() {
                let curve = fit.curve(position)
                #expect(curve.map(\.interval) == [0, 1, 2, 3])
                for (own, freedom) in zip(curve, expected.freedom) {
                    #expect(relativeError(own.degreesOfFreedom, freedom) < 1e-5)
                }
                for (own, (value, error)) in zip(curve, zip(expected.value, expected.standardError)) {
                    #expect(relativeError(own.value, value) < 1e-9)
                    // Differences over steps of 1e-4 leave eight digits.
                    #expect(relativeError(own.standardError, error) < 1e-6)
                }
                let strategy = fit.strategies[position]
                #expect(strategy.intervals.map(\.clones) == expected.clones)
                #expect(strategy.intervals.map(\.deviated) == expected.deviated)
                #expect(strategy.intervals.map(\.lost) == expected.lost)
                #expect(strategy.intervals.map(\.truncated) == expected.truncated)
                for (own, index) in zip(strategy.intervals, 0...) {
                    #expect(relativeError(own.meanWeight, expected.mean[index]) < 1e-9)
                    // A spread that is zero but for rounding.
                    #expect(abs(own.sdWeight - expected.sd[index]) < 1e-9)
                    #expect(relativeError(own.largestWeight, expected.largest[index]) < 1e-9)
                    #expect(relativeError(own.effectiveSampleSize, expected.effective[index]) < 1e-9)
                }
                for (position, own) in strategy.intervals.enumerated() {
                    guard let limits = expected.limits else {
                        #expect(own.truncationLimit == nil)
                        continue
                    }
                    #expect(relativeError(own.truncationLimit ?? 0, limits[position]) < 1e-9)
                }
            }
            for (own, (value, error)) in zip(
                fit.difference(1, minus: 0), zip(reference.difference.value, reference.difference.standardError))
            {
                #expect(relativeError(own.value, value) < 1e-8)
                #expect(relativeError(own.standardError, error) < 1e-6)
                let turned = fit.difference(0, minus: 1)[own.interval]
                #expect(turned.value == -own.value)
                #expect(turned.standardError == own.standardError)
            }
            let balance = try #require(fit.balance.first { $0.name == "age" && $0.first == 0 && $0.second == 1 })
            let (one, other) = (reference.strategies[0].age, reference.strategies[1].age)
            // The script scales by one number for all entries, as here.
            for (own, index) in [(balance.atStart, 0), (balance.atEnd, 1), (balance.atEndUnweighted, 2)] {
                #expect(abs((own ?? .nan) - (other[index] - one[index])) < 1e-9)
            }
        }
    }

    /// The jackknife by one Newton step is that of regressions fitted anew without each person, but for a few percent.
    @Test func errorsAreThoseOfRefittedRegressions() throws {
        let references = try ReferenceNumbers.json("target-trials", as: References.self).analyses
        var compared = 0
        for reference in references {
            guard let refitted = reference.refittedError else { continue }
            let fit = try #require(
                CloneCensorWeighting.fit(
                    try Self.study(events: reference.kind != "mean"), measure: measure(reference),
                    options: .init(truncation: nil, weightsLosses: reference.weightsLosses)
                ).fit)
            let curves = (0..<3).map(fit.curve) + [fit.difference(1, minus: 0)]
            for (own, expected) in zip(curves, refitted) {
                for (own, expected) in zip(own, expected) {
                    #expect(relativeError(own.standardError, expected) < 0.025)
                    compared += 1
                }
            }
        }
        #expect(compared == 48)
    }

    /// Ten persons, two intervals, a binary covariate: those who remain are weighted by counts.
    @Test func byHand() throws {
        // Strategy 0 is to keep on. In interval 1, 2 of 4 with the covariate leave and 1 of 4 without: 5 of 8 remain.
        // Weights (5/8) / (2/4) = 1.25 and (5/8) / (3/4) = 5/6.
        let persons: [(covariate: Double, keeps: Bool, outcome: Double)] = [
            (1, true, 6), (1, true, 8), (1, false, 20), (1, false, 30), (0, true, 2), (0, true, 3), (0, true, 4),
            (0, false, 40),
        ]
        var trials = SequentialTrials(strategies: ["keep", "either"], covariates: ["severe"], intervals: 2)
        for (number, person) in persons.enumerated() {
            try trials.add(
                person: number,
                intervals: [
                    Interval(compatible: .all(2), covariates: [person.covariate], outcome: .value(person.outcome / 2)),
                    Interval(
                        compatible: person.keeps ? .all(2) : .strategy(1), covariates: [person.covariate],
                        outcome: .value(person.outcome)),
                ])
        }
        let fit = try #require(CloneCensorWeighting.fit(trials, measure: .mean, options: .init(truncation: nil)).fit)
        let keep = fit.curve(0)
        #expect(relativeError(keep[0].value, 113.0 / 16) < 1e-13)
        // Half of all have the covariate: (7 + 3) / 2.
        #expect(relativeError(keep[1].value, 5) < 1e-12)
        let weights = fit.strategies[0].intervals[1]
        #expect(weights.clones == 5)
        #expect(weights.deviated == 3)
        #expect(relativeError(weights.meanWeight, 1) < 1e-12)
        #expect(relativeError(weights.largestWeight, 1.25) < 1e-12)
        #expect(relativeError(weights.effectiveSampleSize, 25 / (2 * 1.25 * 1.25 + 3 * 25 / 36)) < 1e-12)
        #expect(relativeError(fit.curve(1)[1].value, 113.0 / 8) < 1e-13)
        #expect(relativeError(fit.difference(0, minus: 1)[1].value, 5 - 113.0 / 8) < 1e-12)
        #expect(fit.difference(0, minus: 0).isEmpty)
        #expect(fit.difference(0, minus: 2).isEmpty)
        #expect(fit.curve(2).isEmpty)
        #expect(fit.balance.isEmpty)
        // What is gone without each. With the covariate, p = 1/2: without one of the four the log odds move by ±(1/2) / (3 · 1/4) = ±2/3, and
        // with them a weight of 5/4 by (1/2)(5/4)(2/3) = 5/12. Of who keeps on goes 5/4 · (1, y) less 5/12 of the other one's (1, y); of who
        // does not, 5/12 of both. Without it, p = 3/4: by (1/4) / (3 · 3/16) = 4/9, a weight of 5/6 by (1/4)(5/6)(4/9) = 5/54; and by
        // (3/4) / (9/16) = 4/3 of who does not, 5/18.
        typealias Gone = (weights: Double, outcomes: Double)
        let keptOfSevere: [Gone] = [(10.0 / 12, 50.0 / 12), (10.0 / 12, 90.0 / 12)]
        let leftOfSevere = Gone(10.0 / 12, 70.0 / 12)
        let keptOfOthers: [Gone] = [(35.0 / 54, 55.0 / 54), (35.0 / 54, 105.0 / 54), (35.0 / 54, 155.0 / 54)]
        let leftOfOthers = Gone(15.0 / 18, 45.0 / 18)
        let gone: [Gone] = keptOfSevere + [leftOfSevere, leftOfSevere] + keptOfOthers + [leftOfOthers]
        // The sums are 5 of weights and 25 of outcomes.
        let squares = gone.map { ($0.outcomes - 5 * $0.weights) / (5 - $0.weights) }.reduce(0) { $0 + $1 * $1 }
        #expect(relativeError(keep[1].standardError, (squares * 7 / 8).squareRoot()) < 1e-10)
        // Truncated at the medians, 1 and 5/6: those in interval 1 then weigh the same.
        let truncated = try #require(
            CloneCensorWeighting.fit(trials, measure: .mean, options: .init(truncation: 0.5)).fit)
        #expect(relativeError(truncated.strategies[0].intervals[1].truncationLimit ?? 0, 5.0 / 6) < 1e-12)
        #expect(truncated.strategies[0].intervals[1].truncated == 2)
        #expect(relativeError(truncated.curve(0)[1].value, 23.0 / 5) < 1e-12)
    }

    /// Two intervals of grace, a binary covariate known at each decision: who begins is weighted to the shares that began in each.
    @Test func graceByHand() throws {
        // Interval 0: of 4 with the covariate 2 begin, of 16 without 4. Interval 1: of the 2 who wait with it 1 begins, of the 12 without 3:
        // odds of 1 and 1/3 both times. Of 10 who begin 6 do in interval 0, so the strategy begins there with 0.6. Weights at interval 1:
        // begun in 0 with it 0.6 / 0.5 and without 0.6 / 0.25; in 1 with it 0.4 / (0.5 · 0.5), without 0.4 / (0.75 · 0.25). They sum to
        // 20; half of them, so that their mean is 1.
        let persons: [(covariate: Double, begins: Int?, outcomes: [Double])] = [
            (1, 0, [10, 20]), (1, 1, [40]), (1, nil, [7]), (0, 0, [1, 1, 1, 5]), (0, 1, [3, 3, 6]),
            (0, nil, [8, 8, 8, 8, 8, 8, 8, 8, 17]),
        ]
        var trials = SequentialTrials(strategies: ["stay", "begin"], decision: ["severe"], intervals: 2)
        var number = 0
        for person in persons {
            for outcome in person.outcomes {
                let first = Interval(
                    compatible: person.begins == 0 ? .strategy(1) : .all(2), isWaiting: person.begins != 0,
                    decision: [person.covariate], outcome: .value(0))
                let second = Interval(
                    compatible: .strategy(person.begins == nil ? 0 : 1), decision: [person.covariate],
                    outcome: .value(outcome))
                try trials.add(person: number, intervals: [first, second])
                number += 1
            }
        }
        let fit = try #require(CloneCensorWeighting.fit(trials, measure: .mean, options: .init(truncation: nil)).fit)
        #expect(relativeError(fit.curve(1)[1].value, (1.2 * 30 + 1.6 * 40 + 2.4 * 8 + 12 * 32.0 / 15) / 20) < 1e-10)
        // Who stays waits in interval 0, and then stays: 0.5 · 0.5 with the covariate, 0.75 · 0.75 without.
        #expect(relativeError(fit.curve(0)[1].value, (4.0 * 7 + 16.0 / 9 * 81) / 20) < 1e-10)
        let second = fit.strategies[1].intervals[1]
        #expect(relativeError(second.meanWeight, 1) < 1e-10)
        #expect(relativeError(second.largestWeight, 1.2) < 1e-10)
        #expect(second.clones == 10)
        #expect(second.deviated == 10)
    }

    /// Without covariates and censoring, the incidence is Aalen and Johansen's.
    @Test func incidenceWithoutCensoring() throws {
        // At risk 5, 4 and 2: cause 1 in intervals 0 and 2, cause 2 in interval 1, one end of the study after interval 1.
        let follow: [[SequentialTrials.Outcome]] = [
            [.event(cause: 1)], [.noEvent, .event(cause: 2)], [.noEvent, .noEvent],
            [.noEvent, .noEvent, .event(cause: 1)],
            [.noEvent, .noEvent, .noEvent],
        ]
        var trials = SequentialTrials(strategies: ["as it was"], intervals: 3)
        for (person, outcomes) in follow.enumerated() {
            try trials.add(
                person: person, intervals: outcomes.map { Interval(compatible: .strategy(0), outcome: $0) })
        }
        let fit = try #require(CloneCensorWeighting.fit(trials, measure: .cumulativeIncidence()).fit)
        let curve = fit.curve(0).map(\.value)
        // 1/5, then 4/5 · 3/4 · 1/2 more.
        #expect(curve.count == 3)
        for (own, expected) in zip(curve, [0.2, 0.2, 0.5]) { #expect(abs(own - expected) < 1e-14) }
        let johansen = try #require(
            AalenJohansen.fit(times: [1, 2, 2.5, 3, 3], causes: [1, 2, 0, 1, 0]).fit?.curves.first)
        #expect(abs(johansen.points.last?.incidence ?? 0) - 0.5 < 1e-14)
        // Without each person the hazards of 1/5, 1/4 and 1/2 change by (d - h) / (n - 1) where she is at risk: 0.2 and -0.05; 1/4 and
        // -1/12; 1/2 and -1/2. The incidence is h₁ + (1 - h₁)(1 - h₂) h₃.
        let first = [0.2, -0.05, -0.05, -0.05, -0.05], second = [0, 1.0 / 4, -1.0 / 12, -1.0 / 12, -1.0 / 12]
        let third = [0, 0, 0, 0.5, -0.5]
        let squares = (0..<5).map { person in
            let change = first[person] * (1 - 0.75 * 0.5) - 0.8 * 0.5 * second[person] + 0.6 * third[person]
            return change * change
        }
        let error = (squares.reduce(0, +) * 4 / 5).squareRoot()
        #expect(relativeError(try #require(fit.curve(0).last).standardError, error) < 1e-12)
        let other = try #require(CloneCensorWeighting.fit(trials, measure: .cumulativeIncidence(cause: 2)).fit)
        for (own, expected) in zip(other.curve(0).map(\.value), [0, 0.2, 0.2]) { #expect(abs(own - expected) < 1e-14) }
    }

    /// Compatible for ever with what was done in interval 0: the inverse probability weighting of that.
    @Test func intentionToTreatAnalogue() throws {
        var trials = SequentialTrials(strategies: ["no", "yes"], baseline: ["severe"], intervals: 2)
        // Severe: 3 of 4 yes; others: 1 of 4.
        let persons: [(Double, Int, Double)] = [
            (1, 1, 8), (1, 1, 6), (1, 1, 10), (1, 0, 9), (0, 1, 2), (0, 0, 1), (0, 0, 3), (0, 0, 5),
        ]
        for (number, person) in persons.enumerated() {
            let interval = Interval(compatible: .strategy(person.1), outcome: .value(person.2))
            try trials.add(person: number, baseline: [person.0], intervals: [interval, interval])
        }
        let fit = try #require(CloneCensorWeighting.fit(trials, measure: .mean, options: .init(truncation: nil)).fit)
        for (strategy, expected) in [(0, (9 + 3) / 2.0), (1, (8 + 2) / 2.0)] {
            for point in fit.curve(strategy) { #expect(relativeError(point.value, expected) < 1e-12) }
        }
        #expect(fit.strategies[1].intervals[0].deviated == 4)
        #expect(fit.strategies[1].intervals[1].deviated == 0)
        let balance = try #require(fit.balance.first)
        #expect((balance.atStart ?? 0) > 0.9)
        #expect(abs(balance.atEnd ?? 1) < 1e-12)
        #expect(balance.atEndUnweighted == balance.atStart)
    }

    /// Covariates that a regression cannot tell from others are left out of it and named.
    @Test func covariatesThatAreLeftOut() throws {
        let plain = try Self.study(events: false)
        let fit = try #require(CloneCensorWeighting.fit(plain, measure: .mean).fit)
        #expect(fit.strategies.flatMap(\.leftOut) == [])
        var trials = SequentialTrials(
            strategies: ["keep", "either"], baseline: ["level"], covariates: ["now", "calendar", "constant"],
            intervals: 3)
        var generator = SeededGenerator(state: 8)
        for person in 0..<200 {
            let level = generator.normal()
            var keeps = true
            try trials.add(
                person: person, baseline: [level],
                intervals: (0..<3).map { interval in
                    let now = interval == 0 ? level : generator.normal()
                    keeps = keeps && Double.random(in: 0..<1, using: &generator) > 0.2
                    return Interval(
                        compatible: keeps ? .all(2) : .strategy(1), covariates: [now, Double(interval), 4],
                        outcome: .value(now))
                })
        }
        let own = try #require(CloneCensorWeighting.fit(trials, measure: .mean).fit)
        #expect(own.strategies[0].leftOut == ["now", "calendar", "constant", "calendar", "constant"])
        #expect(own.strategies[1].leftOut.isEmpty)
    }

    @Test func refusals() throws {
        var trials = SequentialTrials(strategies: ["a", "b"], baseline: ["age"], covariates: ["now"], intervals: 3)
        func refusal(_ baseline: [Double], _ intervals: [Interval]) -> NotEstimable? {
            do {
                try trials.add(person: 0, baseline: baseline, intervals: intervals)
                return nil
            } catch {
                return error
            }
        }
        let fine = Interval(compatible: .all(2), covariates: [1], outcome: .value(1))
        #expect(refusal([1], []) == .noObservations)
        #expect(refusal([], [fine]) == .invalidArgument(name: "the values at time zero", needed: "1 for each entry"))
        #expect(refusal([.nan], [fine]) == .nonFinite)
        #expect(
            refusal([1], [Interval(compatible: .all(2), outcome: .missing)])
                == .invalidArgument(name: "the covariates", needed: "1 for each interval"))
        #expect(refusal([1], [Interval(compatible: .all(2), covariates: [.infinity], outcome: .missing)]) == .nonFinite)
        #expect(refusal([1], [Interval(compatible: .all(2), covariates: [1], outcome: .value(.nan))]) == .nonFinite)
        #expect(
            refusal([1], [Interval(compatible: .all(2), covariates: [1], outcome: .event(cause: 0))])
                == .invalidArgument(name: "the cause of an event", needed: "1 or more"))
        for last in [
            Interval(compatible: .all(2), covariates: [1], outcome: .event(cause: 1)),
            .lost(covariates: [1]),
        ] {
            #expect(
                refusal([1], [last, fine])
                    == .invalidArgument(name: "an interval with an event or a loss", needed: "the last of its entry"))
        }
        let waiting = Interval(compatible: .all(2), isWaiting: true, covariates: [1], outcome: .missing)
        for intervals in [
            [fine, waiting],
            [Interval(compatible: .strategy(0), isWaiting: true, covariates: [1], outcome: .missing)],
        ] {
            #expect(
                refusal([1], intervals)
                    == .invalidArgument(
                        name: "an interval of waiting",
                        needed: "compatible with every strategy, and the first or after another one"))
        }
        #expect(
            refusal([1], [Interval(compatible: .all(2), covariates: [1], decision: [2], outcome: .missing)])
                == .invalidArgument(name: "the covariates of the decision", needed: "0 for each interval"))
        #expect(trials.entryCount == 0)
        func reason(
            _ trials: SequentialTrials, _ measure: CloneCensorWeighting.Measure = .mean,
            _ options: CloneCensorWeighting.Options = .init()
        ) -> NotEstimable? {
            CloneCensorWeighting.fit(trials, measure: measure, options: options).reason
        }
        #expect(reason(trials) == .noObservations)
        try trials.add(person: 1, baseline: [1], intervals: [fine])
        #expect(reason(trials) == .tooFewGroups(found: 1, needed: 2))
        try trials.add(person: 2, baseline: [2], intervals: [fine, fine])
        #expect(reason(trials) == nil)
        for truncation in [0, 1.5, Double.nan] {
            #expect(
                reason(trials, .mean, .init(truncation: truncation))
                    == .invalidArgument(name: "truncation", needed: "a quantile above 0 and up to 1"))
        }
        #expect(
            reason(trials, .mean, .init(bootstrap: GroupBootstrap(seed: 1, replicates: 0)))
                == .invalidArgument(name: "the number of bootstrap replicates", needed: "between 1 and 1,000,000"))
        #expect(
            reason(trials, .cumulativeIncidence())
                == .invalidArgument(name: "the outcomes", needed: "events or none, for an incidence"))
        let events = try Self.study(events: true)
        #expect(reason(events) == .invalidArgument(name: "the outcomes", needed: "numbers, for a mean"))
        #expect(reason(events, .cumulativeIncidence(cause: 3)) == .noEvents)
        func study(
            strategies: [String] = ["a", "b"], baseline: [String] = [], covariates: [String] = ["now"],
            intervals: Int = 2,
            _ people: [(Double, [StrategySet])], outcome: SequentialTrials.Outcome = .value(1)
        ) throws -> SequentialTrials {
            var trials = SequentialTrials(
                strategies: strategies, baseline: baseline, covariates: covariates, intervals: intervals)
            for (person, (now, sets)) in people.enumerated() {
                try trials.add(
                    person: person, baseline: baseline.map { _ in now },
                    intervals: sets.map {
                        Interval(compatible: $0, covariates: covariates.map { _ in now }, outcome: outcome)
                    })
            }
            return trials
        }
        let two: [(Double, [StrategySet])] = [(1, [.all(2)]), (2, [.all(2)])]
        #expect(
            reason(try study(strategies: [], two))
                == .invalidArgument(name: "the strategies", needed: "between 1 and 64"))
        #expect(reason(try study(intervals: 0, two)) == .invalidArgument(name: "the intervals", needed: "1 or more"))
        #expect(
            reason(try study(baseline: ["now"], two))
                == .invalidArgument(name: "the names of covariates", needed: "different from each other"))
        #expect(reason(try study(two, outcome: .missing)) == .noObservations)
        #expect(reason(try study([(1, [.strategy(1)]), (2, [.strategy(1)])])) == .emptyCategory(name: "a"))
        // Those with the larger covariate leave, all of them and nobody else.
        let separated: [(Double, [StrategySet])] = (0..<8).map { person in
            (Double(person), [.all(2), person < 4 ? .all(2) : .strategy(1)])
        }
        #expect(reason(try study(separated)) == .separated(name: "now"))
        #expect(
            reason(try study([(1, [.all(2), .all(2)]), (2, [.all(2), .strategy(1)])]))
                == .tooFewObservations(found: 2, needed: 3))
        // A probability of remaining of e^-800 for one who remains.
        var far: [(Double, [StrategySet])] = (0..<40).map {
            (Double($0 % 2), [.all(2), $0 % 4 < 2 ? .all(2) : .strategy(1)])
        }
        far[0].1[1] = .strategy(1)
        #expect(reason(try study(far)) == nil)
    }
}
