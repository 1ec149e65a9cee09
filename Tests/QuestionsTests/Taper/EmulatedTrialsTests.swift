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
        _ compatible: StrategySet, _ score: Double?, events: Set<EmulationOutcome> = []
    ) -> EmulatedEntry.Month {
        .init(
            compatible: compatible, lastScore: 5, decision: .init(0...29, []), score: score,
            scoreOutsideWithdrawal: score,
            events: events)
    }

    private func entry(
        _ person: Int, score: Double = 5, _ begun: StrategySet, _ initiated: Int, _ months: [EmulatedEntry.Month]
    ) -> EmulatedEntry {
        let scores = DailyScores(days: months.indices.map { 30 * $0 }, scores: months.map { $0.score ?? 0 })
        return EmulatedEntry(
            person: person, score: score, covariates: [], begun: begun, initiated: initiated,
            course: EmulatedCourse(
                months: months, from: 0, scores, scoreBefore: score, leaving: nil, monthOfDeath: nil))
    }

    private func trials(_ entries: [EmulatedEntry]) -> EmulatedTrials {
        EmulatedTrials(
            strategies: [StrategyWord(DoseStrategy.stable), StrategyWord(DoseStrategy.taper)], covariates: [],
            entries: entries,
            months: 2, instrument: Self.nrs)
    }

    private func fit(
        _ trials: EmulatedTrials, _ outcome: EmulationOutcome, _ measure: CloneCensorWeighting.Measure
    ) throws -> CloneCensorWeighting.Fit {
        let sequential = try trials.trials(outcome, .intentionToTreat)
        let regressions = try #require(CloneCensorWeighting.regressions(sequential).fit)
        let fit = CloneCensorWeighting.fit(
            regressions, outcomes: trials.outcomes(outcome), measure: measure, options: .init(truncation: nil))
        return try #require(fit.fit)
    }

    /// Randomly begun and never left: the weighted mean of a month is the plain one.
    @Test("without a deviation the curves are the means of those who began")
    func means() throws {
        let entries = (0..<40).map { number -> EmulatedEntry in
            let own = number % 2 == 0 ? Self.stable : Self.taper
            return entry(number, own, number % 2, [month(own, Double(number % 7)), month(own, Double(number % 5))])
        }
        let own = trials(entries)
        let fit = try fit(own, .score, .mean)
        for strategy in 0..<2 {
            let begun = (0..<40).filter { $0 % 2 == strategy }
            for (interval, modulus) in [7, 5].enumerated() {
                let mean = begun.reduce(0.0) { $0 + Double($1 % modulus) } / 20
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
            entry(person, score: pair.0, Self.stable, 0, [month(Self.stable, pair.1)])
        }
        let other = entry(9, Self.taper, 1, [month(Self.taper, 5)])
        let own = trials(entries + [other])
        #expect(own.outcomes(outcome).map { $0 == .missing } == [false, false, false, true, false, false])
        #expect(own.persons(outcome, .intentionToTreat)[0][0].persons == [0, 1, 2, 4])
        #expect(try fit(own, outcome, .mean).curve(0)[0].value == share)
        let values = entries.filter { $0.score > 0 }.compactMap { entry in own.value(outcome, of: entry, month: 0) }
        #expect(values.reduce(0, +) / 4 == share)
    }

    @Test("an event ends the entry, death competes, and what comes after it is not counted")
    func events() throws {
        let entries = [
            entry(
                0, Self.stable, 0,
                [month(Self.stable, 5, events: [.overdose]), month(Self.stable, 5, events: [.overdose])]),
            entry(1, Self.taper, 1, [month(Self.taper, 5, events: [.death])]),
            entry(2, Self.taper, 1, [month(Self.taper, 5), month(Self.taper, 5)]),
        ]
        let fit = try fit(trials(entries), .overdose, .cumulativeIncidence())
        #expect(fit.curve(0).map(\.value) == [1, 1])
        #expect(fit.curve(1).map(\.value) == [0, 0])
    }

    /// Scores on days 0, 40 and 95 in months of thirty days from day 0, the patient seen until day 200.
    @Test(
        "who is no longer scored is lost, or the study is over, or death came",
        arguments: [
            (.altogether, nil, 4, true, true), (nil, nil, 4, false, false), (.altogether, 4, 4, false, false),
            (.altogether, 5, 4, true, false), (.scores, nil, 4, true, false),
        ] as [(EmulationLeavers.Leaving?, Int?, Int, Bool, Bool)])
    func endOfScores(
        _ leaving: EmulationLeavers.Leaving?, _ death: Int?, _ scored: Int, _ scoresLost: Bool, _ isLost: Bool
    ) {
        let scores = DailyScores(days: [0, 40, 95], scores: [5, 4, 7])
        let months = (0..<6).map { _ in month(Self.stable, 5) }
        let course = EmulatedCourse(
            months: months, from: 0, scores, scoreBefore: 6, leaving: leaving, monthOfDeath: death)
        #expect(course.scoredMonths == scored)
        #expect(course.areScoresLost == scoresLost)
        #expect(course.isLost == isLost)
        #expect(course.lastScore == 7)
    }

    @Test("no score after time zero: everything is lost from the first month on")
    func neverScoredAgain() throws {
        let scores = DailyScores(days: [-3], scores: [8])
        let left = EmulatedEntry(
            person: 7, score: 8, covariates: [], begun: Self.stable, initiated: 0,
            course: EmulatedCourse(
                months: [month(Self.stable, nil)], from: 0, scores, scoreBefore: 8, leaving: .altogether,
                monthOfDeath: nil))
        let own = trials([left])
        #expect(try own.trials(.score, .perProtocol).rowCount == 1)
        #expect(own.outcomes(.score) == [.missing])
        // For harms the month was seen, and the next one was lost.
        #expect(try own.trials(.overdose, .intentionToTreat).rowCount == 2)
        #expect(own.outcomes(.overdose) == [.noEvent, .missing])
        #expect(own.persons(.overdose, .intentionToTreat)[0][0].persons == [7])
    }

    /// A score of the day of a decision comes before what it changes.
    @Test(
        "the score at the decision: the day before, of and after", arguments: [(9, 5), (10, 6), (11, 6), (20, 7)])
    func scoreAtTheDecision(_ day: Int, _ score: Double) {
        let scores = DailyScores(days: [0, 10, 20, 30], scores: [5, 6, 7, 8])
        var decisions = DecisionScores(lags: [0])
        #expect(decisions.score(.init(0...29, [day, 25, -3]), of: scores) == score)
    }

    /// Decisions came 4 days after a score. Of scores on days 28, 57 and 86 the one of day 28 is followed by such a moment on day 32.
    @Test(
        "without a decision the score is the last one as long after a score as decisions came",
        arguments: [(0...29, 5), (30...59, 6), (61...89, 7), (62...84, 7), (91...120, 8)]
            as [(ClosedRange<Int>, Double)])
    func scoreOfAMonthWithoutDecision(_ days: ClosedRange<Int>, _ score: Double) {
        let scores = DailyScores(days: [-10, 28, 57, 86], scores: [5, 6, 7, 8])
        var decisions = DecisionScores(lags: [4, 4, 4])
        #expect(decisions.score(.init(days, []), of: scores) == score)
    }

    @Test("of several such moments each is taken as often")
    func manyMoments() {
        let scores = DailyScores(days: [0, 5, 10, 15, 20, 25], scores: [0, 1, 2, 3, 4, 5])
        // Ten days after a score there is always a later one: the score before the month, if there is one.
        var late = DecisionScores(lags: [10])
        #expect(late.score(.init(0...29, []), of: scores) == nil || late.score(.init(26...40, []), of: scores) == 5)
        var decisions = DecisionScores(lags: [0, 1, 2, 3, 4])
        let drawn = (0..<600).compactMap { _ in decisions.score(.init(0...29, []), of: scores) }
        for value in 0..<6 {
            #expect(abs(drawn.count { $0 == Double(value) } - 100) <= 12)
        }
    }
}
