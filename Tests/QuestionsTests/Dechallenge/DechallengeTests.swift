import Cohort
import Disclosure
import Estimation
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Dechallenge and rechallenge")
struct DechallengeTests {
    private static let key = DechallengeKey(instrument: Instrument.catalogue[0].info)

    /// A dose of 40 that falls to 20 on day 120 and, where `rises`, comes back on day 240; scored every 15 days until day 360, with `steps`
    /// after each change and a point more and less by turns.
    private static func person(
        _ steps: (down: Double, up: Double), rises: Bool = true, level: Double = 5, slope: Double = 0
    ) -> CohortFixture.Person {
        let pain = stride(from: Int32(0), through: 360, by: 15).map { day -> (day: Int32, score: Double) in
            let turn: Double = (day / 15) % 2 == 0 ? 0.5 : -0.5
            let changed = (day >= 120 ? steps.down : 0) + (rises && day >= 240 ? steps.up : 0)
            return (day, level + slope * Double(day) + turn + changed)
        }
        let supplies: [(days: ClosedRange<Int32>, mme: Double?)] =
            rises ? [(0...119, 40), (120...239, 20), (240...360, 40)] : [(0...119, 40), (120...360, 20)]
        return .init(pain: pain, supplies: supplies)
    }

    /// Somebody whose dose does not change.
    private static func steady(_ level: Double = 5, slope: Double = 0) -> CohortFixture.Person {
        let pain = stride(from: Int32(0), through: 360, by: 15).map { day -> (day: Int32, score: Double) in
            (day, level + slope * Double(day) + ((day / 15) % 2 == 0 ? 0.5 : -0.5))
        }
        return .init(pain: pain, supplies: [(0...360, 40)])
    }

    private static func fixture(_ people: [CohortFixture.Person]) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people).cohort)
    }

    private static func key(_ direction: DoseDirection, _ analysis: DechallengeAnalysis? = .main) -> DechallengeKey {
        DechallengeKey(instrument: Instrument.catalogue[0].info, direction: direction, analysis: analysis)
    }

    /// Steps of -2.5 to -0.5 down and the same back up, in twelve; twelve who stay.
    private static let responders: [CohortFixture.Person] =
        (0..<12).map { person((-0.5 - Double($0 % 5) / 2, 0.5 + Double($0 % 5) / 2)) } + (0..<12).map { _ in steady() }

    @Test("the pooled contrasts are those of the windows' means beyond the line, in numbers worked out apart")
    func pooled() throws {
        let found = try Self.fixture(Self.responders).finding(Dechallenge.self)
        #expect(found.isEstimated)
        let perUnit = try #require(found[.ladderCourse, Self.key]?.number)
        let slope = perUnit / 30
        // Before the fall: 60, 75, 90, 105 (mean 0, day 82.5). After, days 134 to 194: 135, 150, 165, 180, of -0.5, 0.5, -0.5, 0.5.
        // Before the rise, from day 195: 195, 210, 225 (-1/6, day 210). After, days 254 to 314: 255, 270, 285, 300 (0).
        let steps = (0..<12).map { -0.5 - Double($0 % 5) / 2 }
        let down = steps.map { $0 - slope * (157.5 - 82.5) }
        let up = steps.map { -$0 + 1 / 6.0 - slope * (277.5 - 210) }
        // Squares about the means beyond the line, of 4, 4, 3 and 4 scores.
        func squares(_ turns: [Double]) -> Double {
            let days = turns.indices.map { 15 * (Double($0) - Double(turns.count - 1) / 2) }
            let mean = turns.reduce(0, +) / Double(turns.count)
            return zip(turns, days).reduce(0) { $0 + ($1.0 - mean - slope * $1.1) * ($1.0 - mean - slope * $1.1) }
        }
        let sum =
            squares([0.5, -0.5, 0.5, -0.5]) + 2 * squares([-0.5, 0.5, -0.5, 0.5]) + squares([-0.5, 0.5, -0.5])
        let variance = sum / 11
        #expect(abs(try #require(found[.ladderResidual, Self.key]?.number) - variance.squareRoot()) < 1e-9)
        for (direction, values, factor) in [
            (DoseDirection.down, down, 1 / 4.0 + 1 / 4.0), (.up, up, 1 / 3.0 + 1 / 4.0),
        ] {
            let errors = values.map { _ in (variance * factor).squareRoot() }
            let fit = try #require(RandomEffectsPooling.fit(estimates: values, standardErrors: errors).fit)
            let own = try #require(found[.ladderDifference, Self.key(direction)])
            // Sums in another order.
            #expect(abs(try #require(own.number) - fit.pooled.value) < 1e-9)
            #expect(own.n == .number(12))
            let course = try #require(found[.ladderCourse, Self.key]?.se?.number) / 30
            let days = direction == .down ? 75.0 : 67.5
            let error = (fit.hartungKnappError * fit.hartungKnappError + days * days * course * course).squareRoot()
            #expect(abs(try #require(own.se?.number) - error) < 1e-9)
            let spread = try #require(found[.ladderSpread, Self.key(direction, nil)]?.number)
            #expect(abs(spread - fit.betweenVariance.squareRoot()) < 1e-9)
            // Shrunken differences of 2 points or more: those with steps of 2 and 2.5 are not all there.
            let shrunken = values.map {
                fit.pooled.value + fit.betweenVariance / (fit.betweenVariance + variance * factor)
                    * ($0 - fit.pooled.value)
            }
            var key = Self.key(direction, nil)
            key.pain = direction == .down ? .less : .more
            #expect(found[.ladderShare, key]?.events == .number(Double(shrunken.count { abs($0) >= 2 })))
        }
    }

    @Test("a fall and a rise, and in how many pain followed")
    func pairs() throws {
        let people =
            (0..<8).map { _ in Self.person((-1, 1)) } + (0..<3).map { _ in Self.person((1, -1)) }
            + (0..<2).map { _ in Self.person((-1, -1)) } + (0..<4).map { _ in Self.person((-1, 0), rises: false) }
            + (0..<6).map { _ in Self.steady() }
        let study = try Self.fixture(people)
        let found = try study.finding(Dechallenge.self)
        #expect(found[.fullDechallenge, Self.key]?.value == .number(13))
        var key = DechallengeKey(instrument: Instrument.catalogue[0].info, analysis: .main)
        key.pattern = .fellThenRose
        #expect(found[.patternShare, key]?.events == .number(8) && found[.patternShare, key]?.n == .number(13))
        // Of 13 and a quarter, the outcomes that are no likelier than 8: 8 to 13. Rounded to seven digits.
        let p = try #require(found[.patternByChance, key]?.p?.number)
        #expect(abs(p - 0.0056493) < 5e-8)
        key.pattern = .roseThenFell
        #expect(found[.patternShare, key]?.events == .number(3))
        #expect(found[.ladderChanged, Self.key(.down, nil)]?.value == .number(17))
        #expect(found[.ladderChanged, Self.key(.up, nil)]?.value == .number(13))
        #expect(found[.ladderContrasts, Self.key(.up, nil)]?.value == .number(13))
        // The four who have no rise are counted from those with a fall and those with a rise, and so is who is not changed.
        let shown = try study.finding(Dechallenge.self, policy: .init(minimumCell: 5))
        #expect(shown[.ladderChanged, Self.key(.down, nil)]?.isWithheld == true)
        #expect(shown.patients?.isWithheld == true && shown[.fullDechallenge, Self.key]?.isWithheld == true)
        #expect(shown[.ladderScored, Self.key(.down, nil)]?.value == .number(17))
        let few = try study.finding(Dechallenge.self, policy: .init(minimumCell: 11))
        #expect(few[.patternShare, key]?.isWithheld == true)
        let page = try study.page(Dechallenge.self, policy: .init(minimumCell: 1_000))
        #expect(page.answer?.lead.isEmpty == false)
    }

    /// Pain falls by 3 points over the year in everybody, whatever the dose.
    @Test("recovery of everybody is the line over time, and a comparison of before and after takes it for a difference")
    func recovery() throws {
        let slope = -3 / 360.0
        let people =
            (0..<10).map { Self.person((0, 0), level: 5 + Double($0 % 3), slope: slope) }
            + (0..<10).map { Self.steady(4 + Double($0 % 4), slope: slope) }
        let found = try Self.fixture(people).finding(Dechallenge.self)
        #expect(abs(try #require(found[.ladderCourse, Self.key]?.number) + 0.25) < 0.02)
        let main = try #require(found[.ladderDifference, Self.key(.down)]?.number)
        let naive = try #require(found[.ladderDifference, Self.key(.down, .beforeAfter)]?.number)
        #expect(abs(main) < 0.1)
        // Four scores before (mean day 82.5) and five after (mean day 150), of which one more is half a point up.
        #expect(abs(naive - (67.5 * slope + 0.1)) < 1e-9)
    }

    /// Without a step of the doses in it the line would take half of the fall for the course of time.
    @Test("where everybody's pain follows the dose, the line stays level")
    func stepsAreNotTheCourse() throws {
        let people = (0..<12).map { Self.person((-2, 0), rises: $0 % 2 == 0) }
        let found = try Self.fixture(people).finding(Dechallenge.self)
        let course = try #require(found[.ladderCourse, Self.key]?.number)
        #expect(abs(course) < 0.02)
        let down = try #require(found[.ladderDifference, Self.key(.down)]?.number)
        #expect(abs(down + 2) < 0.1)
    }

    @Test("the answer in words")
    func words() throws {
        let page = try Self.fixture(Self.responders).page(Dechallenge.self)
        let answer = try #require(page.answer)
        #expect(
            answer.lead.contains("From day 15 to day 75 after a fall or stop, the score on the Numeric rating scale"))
        #expect(answer.lead.contains(": less pain.") && answer.lead.contains(": more pain."))
        #expect(answer.lead.contains("as opioid-induced hyperalgesia predicts; it is an association"))
        let more = answer.more.joined(separator: "\n")
        #expect(more.contains("12 patients have a full dechallenge and rechallenge"))
        #expect(more.contains("where chance alone gives 25%"))
        #expect(more.contains("A comparison of before and after a fall or stop"))
        #expect(answer.lead.contains("without the 30 days before the change: less pain"))
        #expect(page.tables.count == 3)
        for sentence in [answer.lead] + answer.more { #expect(!sentence.contains("effect")) }
    }

    @Test("an instrument on which a high score is less pain")
    func reversed() throws {
        let sf36 = try #require(Instrument.catalogue.first { $0.id == "sf36_bp" })
        let people = Self.responders.map { person in
            var person = person
            person.pain = person.pain.map { ($0.day, 100 - 10 * $0.score) }
            return person
        }
        let study = try StudyFixture(CohortFixture(people: people, instruments: [sf36]).cohort)
        let found = try study.finding(Dechallenge.self)
        var key = DechallengeKey(instrument: sf36.info, analysis: .main)
        key.pattern = .fellThenRose
        #expect(found[.patternShare, key]?.events == .number(12))
        (key.pattern, key.analysis) = (nil, nil)
        key.direction = .down
        key.pain = .less
        #expect((found[.ladderShare, key]?.events?.number ?? 0) > 0)
        #expect(
            try study.page(Dechallenge.self).answer?.lead.contains("as opioid-induced hyperalgesia predicts") == true)
    }

    @Test("what cannot be estimated says why")
    func reasons() throws {
        func reason(_ people: [CohortFixture.Person], _ instrument: Instrument = Instrument.catalogue[0]) throws
            -> String?
        {
            try StudyFixture(CohortFixture(people: people, instruments: [instrument]).cohort).finding(Dechallenge.self)
                .reason
        }
        #expect(try reason([.init(supplies: [(0...99, 40)])]) == "the study has no pain scores")
        #expect(try reason([.init(pain: [(0, 4), (30, 5)])]) == "the study has no exposures")
        #expect(try reason([Self.steady(), Self.steady()])?.hasPrefix("nobody's dose fell") == true)
        #expect(
            try reason((0..<4).map { _ in Self.person((-1, 1)) } + [Self.steady()])?.hasPrefix(
                "fewer than 5 patients have scores") == true)
        let coldPressor = try #require(Instrument.catalogue.first { $0.id == "cold_pressor_s" })
        #expect(try reason(Self.responders, coldPressor)?.contains("cut-off") == true)
        // Two scores each, one on either side of the change: the line and the change are the same.
        let two = (0..<8).map { number in
            CohortFixture.Person(
                pain: [(90, 5), (150, 4 + Double(number % 2))], supplies: [(0...119, 40), (120...360, 20)])
        }
        #expect(try reason(two)?.contains("could not be told apart from the changes") == true)
    }

    @Test("without a second score in any window there is a mean, and nothing of how patients differ")
    func noResidual() throws {
        let people =
            (0..<8).map { number -> CohortFixture.Person in
                .init(
                    pain: [(0, 5), (90, 5), (150, 4 + Double(number % 3) / 2), (300, 5)],
                    supplies: [(0...119, 40), (120...360, 20)])
            } + [Self.steady(), Self.steady(4)]
        let found = try Self.fixture(people).finding(Dechallenge.self)
        #expect(found.isEstimated && found[.ladderSpread, Self.key(.down, nil)] == nil)
        #expect(found[.ladderDifference, Self.key(.down)]?.limits != nil)
        #expect(found.cautions.contains { $0.contains("no window has two scores") })
    }

    @Test("the planted studies are answered with every quantity and test, and say something when all is withheld")
    func planted() throws {
        for cohort in [PlantedStudy.cohort, PlantedStudy.cohortOfLevels] {
            let study = try StudyFixture(cohort, analyses: "[dechallenge]")
            let built = study.built(Dechallenge.self)
            #expect(Set(built.estimates.map(\.quantity)) == Set(Dechallenge.quantities))
            #expect(Set(built.tests.map(\.test)) == Set(Dechallenge.tests))
            #expect(try study.finding(Dechallenge.self).isEstimated)
            let page = try study.page(Dechallenge.self, policy: .init(minimumCell: 1_000_000))
            for text in [page.answer?.lead].compactMap(\.self) + (page.answer?.more ?? []) {
                #expect(text.last == "." && !text.contains("nan") && !text.contains("nil"), "\(text)")
            }
            #expect(page.tables.allSatisfy { !$0.rows.isEmpty })
        }
    }
}
