import Estimation
import Findings
import Cohort
import Testing

@testable import Questions

@Suite("Emulated trials")
struct EmulatedTrialsTests {
    private static let nrs = Instrument.catalogue[0].info
    private static let stable = StrategySet.strategy(0)
    private static let taper = StrategySet.strategy(1)

    private func month(
        _ compatible: StrategySet, _ score: Double?, events: Set<EmulationOutcome> = [], isLost: Bool = false
    ) -> EmulatedEntry.Month {
        .init(
            compatible: compatible, lastScore: 5, score: score, scoreOutsideWithdrawal: score, events: events,
            isLost: isLost)
    }

    private func trials(_ entries: [EmulatedEntry]) -> EmulatedTrials {
        EmulatedTrials(
            strategies: [StrategyWord(DoseStrategy.stable), StrategyWord(DoseStrategy.taper)], covariates: [],
            entries: entries,
            months: 2, instrument: Self.nrs)
    }

    /// Randomly begun and never left: the weighted mean of a month is the plain one.
    @Test("without a deviation the curves are the means of those who began")
    func means() throws {
        let entries = (0..<40).map { number -> EmulatedEntry in
            let own = number % 2 == 0 ? Self.stable : Self.taper
            return EmulatedEntry(
                person: number, score: 5, covariates: [], begun: own, initiated: number % 2,
                months: [month(own, Double(number % 7)), month(own, Double(number % 5))])
        }
        let fit = try #require(
            CloneCensorWeighting.fit(try trials(entries).trials(.score, .intentionToTreat), measure: .mean).fit)
        for strategy in 0..<2 {
            let own = (0..<40).filter { $0 % 2 == strategy }
            for (interval, modulus) in [7, 5].enumerated() {
                let mean = own.reduce(0.0) { $0 + Double($1 % modulus) } / 20
                // Weights are shares of counts.
                #expect(abs(fit.curve(strategy)[interval].value - mean) < 1e-9)
            }
        }
    }

    /// Of 5 to 4.5 a tenth exactly, to 4.6 less, to 3 two points; from 10 to 5 the half. 0 before cannot fall.
    @Test(
        "responders at exactly their level, and no pain before apart",
        arguments: [(.responder10, 0.75), (.responder30, 0.5), (.responder50, 0.25), (.responderTwoPoints, 0.5)]
            as [(EmulationOutcome, Double)])
    func responders(_ outcome: EmulationOutcome, _ share: Double) throws {
        let pairs = [(5, 4.5), (5, 4.6), (5, 3), (0, 0), (10, 5)] as [(Double, Double)]
        let entries = pairs.enumerated().map { person, pair in
            EmulatedEntry(
                person: person, score: pair.0, covariates: [], begun: Self.stable, initiated: 0,
                months: [month(Self.stable, pair.1)])
        }
        let other = EmulatedEntry(
            person: 9, score: 5, covariates: [], begun: Self.taper, initiated: 1, months: [month(Self.taper, 5)])
        let own = trials(entries + [other])
        let trials = try own.trials(outcome, .intentionToTreat)
        #expect(trials.entryCount == 5)
        #expect(own.persons(0, month: 0, outcome, .intentionToTreat).persons == [0, 1, 2, 4])
        let values = entries.filter { $0.score > 0 }.compactMap { entry in own.value(outcome, of: entry, month: 0) }
        #expect(values.reduce(0, +) / 4 == share)
    }

    @Test("an event ends the entry, death competes, and what comes after it is not counted")
    func events() throws {
        let entries = [
            EmulatedEntry(
                person: 0, score: 5, covariates: [], begun: Self.stable, initiated: 0,
                months: [month(Self.stable, 5, events: [.overdose]), month(Self.stable, 5, events: [.overdose])]),
            EmulatedEntry(
                person: 1, score: 5, covariates: [], begun: Self.taper, initiated: 1,
                months: [month(Self.taper, 5, events: [.death])]),
            EmulatedEntry(
                person: 2, score: 5, covariates: [], begun: Self.taper, initiated: 1,
                months: [month(Self.taper, 5), month(Self.taper, 5)]),
        ]
        let trials = try trials(entries).trials(.overdose, .intentionToTreat)
        let fit = try #require(
            CloneCensorWeighting.fit(trials, measure: .cumulativeIncidence(), options: .init(truncation: nil)).fit)
        #expect(fit.curve(0).map(\.value) == [1, 1])
        #expect(fit.curve(1).map(\.value) == [0, 0])
    }
}
