import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Person-specific slopes")
struct IndividualTrendsTests {
    /// Somebody whose scores lie on a line: `start` points and `slope` points per 30 days, at days 0, 30, 90.
    private func line(_ start: Double, _ slope: Double) -> CohortFixture.Person {
        .init(exposures: [0...200], pain: [0, 30, 90].map { (Int32($0), start + slope * Double($0) / 30) })
    }

    private func fixture(
        _ people: [CohortFixture.Person], instrument: Instrument = Instrument.catalogue[0]
    ) throws -> StudyFixture {
        try StudyFixture(CohortFixture(people: people, instruments: [instrument]).cohort)
    }

    private func settings(change: Double? = nil) -> IndividualTrendsSettings {
        var settings = IndividualTrendsSettings()
        settings.meaningfulChange = change
        return settings
    }

    private let key = IndividualTrendsKey(instrument: Instrument.catalogue[0].info)

    private func quantile(_ quantile: Double) -> IndividualTrendsKey {
        IndividualTrendsKey(instrument: key.instrument, quantile: quantile)
    }

    @Test("slopes, their quantiles and the shares that pass the meaningful change")
    func byHand() throws {
        // Over 90 days the lines move by 3, 1.5, 0, -0.75 and -2.25 points.
        let people =
            [1, 0.5, 0, -0.25, -0.75].map { line(4, $0) } + [
                .init(exposures: [0...200], pain: [(0, 4), (10, 5)]),
                .init(exposures: [0...200], pain: [(5, 4), (5, 5), (5, 6)]),
            ]
        let study = try fixture(people)
        let found = try study.finding(IndividualTrends.self)
        #expect(found.isEstimated)
        #expect(found.setting("meaningful_change") == "2")
        // Two scores make no line, and neither do three on one day.
        #expect(found[.patients, key]?.value == .number(5))
        let basis = study.built(IndividualTrends.self).estimates.first { $0.quantity == Quantity.patients.info }?.basis
        #expect(basis?.counts == [5, 2])
        #expect(found[.slopeQuantile, quantile(0.5)]?.value == .number(0))
        #expect(found[.slopeQuantile, quantile(0.75)]?.value == .number(0.5))
        let worse = found[.worseningShare, key]
        #expect(worse?.events == .number(1) && worse?.n == .number(5) && worse?.value == .number(0.2))
        #expect(found[.improvingShare, key]?.events == .number(1))
        let gentle = try study.finding(IndividualTrends.self, settings(change: 0.75))
        #expect(gentle[.worseningShare, key]?.events == .number(2))
        #expect(gentle[.improvingShare, key]?.events == .number(2))
    }

    @Test("where a high score is less pain, to fall is to worsen, and the answer says what a rise is")
    func direction() throws {
        let reversed = try #require(
            Instrument.catalogue.first { $0.direction == .higherIsLessPain && $0.modality == .clinical })
        let study = try fixture([line(50, -10), line(50, -10), line(50, 1)], instrument: reversed)
        let key = IndividualTrendsKey(instrument: reversed.info)
        let found = try study.finding(IndividualTrends.self, settings(change: 20))
        #expect(found[.worseningShare, key]?.events == .number(2))
        #expect(found[.improvingShare, key]?.events == .number(0))
        let page = try study.page(IndividualTrends.self, settings(change: 20))
        #expect(page.answer?.more.first?.contains("where a rise is less pain") == true)
        #expect(page.tables.first?.tableNote == "A higher score is less pain.")
    }

    @Test("one score a patient is no trend")
    func notEstimable() throws {
        let one = CohortFixture.Person(exposures: [0...20], pain: [(3, 4)])
        let study = try fixture([one, one])
        #expect(
            try study.finding(IndividualTrends.self).reason
                == "nobody has 3 scores on different days of exposure, which a person-specific slope needs")
        let page = try study.page(IndividualTrends.self)
        #expect(page.answer?.lead.hasPrefix("This study cannot say. Nobody has 3 scores") == true)
        #expect(page.tables.isEmpty)
    }

    @Test("a quantile is withheld with the few patients who lie beyond it")
    func fewBeyond() throws {
        let people = (0..<60).map { line(2, Double($0 % 13) / 10) }
        let found = try fixture(people).finding(IndividualTrends.self, policy: .init())
        // A tenth of 60 is 6; a quarter is 15.
        #expect(found[.slopeQuantile, quantile(0.1)]?.isWithheld == true)
        #expect(found[.slopeQuantile, quantile(0.9)]?.isWithheld == true)
        #expect(found[.slopeQuantile, quantile(0.25)]?.number != nil)
        #expect(found[.pseudoMedianSlope, key]?.number != nil)
    }

    @Test("with everything withheld the answer is a sentence and the table keeps its rows")
    func withheld() throws {
        let page = try fixture([line(4, 1), line(4, 0), line(4, -1)]).page(IndividualTrends.self, policy: .init())
        #expect(page.answer?.lead == "The shares are withheld, as they rest on few patients; see the table.")
        #expect(page.tables.first?.rows.count == 9 && page.tables.first?.hasWithheld == true)
    }

    @Test("the change is written as it was set, whatever the digits of its rounding")
    func change() throws {
        // Four fifths of a point is not a binary number; a fifth of a range of 6 comes as 1.2000000000000002 or 1.2.
        let ranged = Instrument(id: "own", title: "Own scale", range: 0.1...6.1, unit: "points")
        let study = try fixture([1, 0.5, -1].map { line(3, $0) }, instrument: ranged)
        #expect(try study.finding(IndividualTrends.self).setting("meaningful_change") == "1.2")
        #expect(try study.page(IndividualTrends.self).answer?.lead.contains("at least 1.2 points") == true)
        let quarter = try study.page(IndividualTrends.self, settings(change: 0.25))
        #expect(quarter.answer?.lead.contains("at least 0.25 points") == true)
    }

    @Test("every number that it gives is declared")
    func declared() throws {
        let built = try StudyFixture(PlantedStudy.cohort).built(IndividualTrends.self)
        #expect(!built.estimates.isEmpty)
        #expect(built.estimates.allSatisfy { IndividualTrends.quantities.contains($0.quantity) })
    }
}
