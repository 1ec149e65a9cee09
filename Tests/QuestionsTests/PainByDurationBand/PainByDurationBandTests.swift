import Cohort
import Disclosure
import Estimation
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Pain by band of exposure duration")
struct PainByDurationBandTests {
    private static let nrs = Instrument.catalogue[0]
    private static let standard = DurationBands.standard

    /// Four people exposed from day 0, one never.
    private static var people: [CohortFixture.Person] {
        [
            .init(exposures: [0...400], pain: [(0, 3), (60, 4), (200, 6.5), (300, 7)]),
            .init(exposures: [0...400], pain: [(10, 2), (40, 2.5), (100, 2), (370, 4)]),
            .init(exposures: [0...100, 150...400], pain: [(5, 5), (95, 5.5), (120, 9), (160, 5)]),
            .init(exposures: [0...400], pain: [(20, 6), (80, 6), (180, 8)]),
            .init(exposures: [], pain: [(0, 1), (50, 1)]),
        ]
    }

    /// What a band holds, by hand.
    private struct Expected {
        let scores: [Double]
        let patients: Double
        let days: Double
    }

    private func fixture(
        _ people: [CohortFixture.Person] = people, _ instrument: Instrument = nrs, minimumStep: Int = 1,
        _ analyses: String = "[pain_by_duration_band]"
    ) throws -> StudyFixture {
        try StudyFixture(
            CohortFixture(people: people, instruments: [instrument]).cohort, analyses: analyses,
            minimumStep: minimumStep)
    }

    private func key(
        _ band: Int, _ instrument: Instrument = nrs, above: Double? = nil, model: TrendModelName? = nil
    ) -> BandKey {
        BandKey(
            instrument: instrument.info, band: BandPlace(index: band, id: Self.standard.label(of: band)), model: model,
            above: above)
    }

    // MARK: - Numbers

    @Test("means of the bands by hand, with who stands behind each")
    func means() throws {
        let finding = try fixture().finding(PainByDurationBand.self)
        #expect(finding.isEstimated && finding.patients == .number(4) && finding.observations == .number(14))
        // The third patient's second era starts on day 150, so day 160 is exposure day 10, and day 120 is not exposed.
        let expected = [
            Expected(scores: [3, 2, 5, 5, 6], patients: 4, days: 45),
            Expected(scores: [4, 2.5, 6], patients: 3, days: 180),
            Expected(scores: [2, 5.5], patients: 2, days: 195), Expected(scores: [6.5, 7, 8], patients: 2, days: 680),
            Expected(scores: [4], patients: 1, days: 370),
        ]
        #expect(finding.all(.bandMean).count == expected.count)
        for (band, expected) in expected.enumerated() {
            let estimate = try #require(finding[.bandMean, key(band)])
            let rows = Double(expected.scores.count)
            let mean = try #require(estimate.number)
            // The regression's rounding.
            #expect(abs(mean - expected.scores.reduce(0, +) / rows) < 1e-12)
            #expect(estimate.n?.number == expected.patients && estimate.unit == "points")
            #expect(finding[.bandAssessments, key(band)]?.number == rows)
            #expect(finding[.bandMeanDays, key(band)]?.number == expected.days / rows)
        }
        #expect(finding.tests.first?.test == DeclaredTest.linearTrendAcrossBands.info)
        // Satterthwaite's, fewer than patients less one.
        #expect(finding.tests.first?.df?.number.map { $0 > 2 && $0 < 3 } == true)
        #expect(finding.tests.allSatisfy { $0.family == "trend_across_bands" })
        #expect(finding.setting("instrument") == "nrs")
    }

    @Test("a band's name in the results is its days")
    func names() throws {
        let finding = try fixture().finding(PainByDurationBand.self)
        #expect(
            finding.all(.bandMean).map { $0.key.coordinates.first { $0.axis == .band }?.id } == [
                "0\u{2013}29", "30\u{2013}89", "90\u{2013}179", "180\u{2013}364", "365+",
            ])
    }

    @Test("bands of its own, and what they are said to be")
    func ownBands() throws {
        let fixture = try fixture(Self.people, Self.nrs, "{pain_by_duration_band: {bands: [0, 90]}}")
        let finding = try fixture.finding(PainByDurationBand.self)
        #expect(finding.all(.bandAssessments).map { $0.estimate.number } == [8, 6])
        #expect(
            fixture.study.asked.definitions(of: fixture.study).first { $0.term == "Duration bands" }?.meaning
                == "0\u{2013}89, 90+ days.")
    }

    @Test("a band of few patients is withheld, and what compares bands takes those of enough")
    func few() throws {
        // 20 patients stay below day 30; 15 of another 20 reach day 40, and 5 day 100.
        let people = (0..<40).map { number -> CohortFixture.Person in
            let day: Int32 = number < 20 ? 25 : number < 35 ? 40 : 100
            return CohortFixture.Person(
                exposures: [0...400], pain: [(Int32(number % 20), Double(number % 5)), (day, Double(number % 7))])
        }
        let finding = try fixture(people, minimumStep: 11)
            .finding(PainByDurationBand.self, policy: .init(minimumCell: 11))
        #expect(finding[.bandMean, key(0)]?.number != nil && finding[.bandMean, key(1)]?.number != nil)
        let last = try #require(finding[.bandMean, key(2)])
        #expect(last.isWithheld && last.n?.isWithheld == true && last.lower?.isWithheld == true)
        #expect(finding[.bandAssessments, key(2)]?.isWithheld == true)
        #expect(finding[.bandMeanDays, key(2)]?.isWithheld == true)
        #expect(finding.tests.count == 3 && finding.tests.allSatisfy { $0.p?.number != nil })
    }

    @Test("what cannot be answered is said: nobody exposed, no score, a score at the cut-off")
    func reasons() throws {
        func reason(_ people: [CohortFixture.Person], _ instrument: Instrument = Self.nrs) throws -> String? {
            try fixture(people, instrument).finding(PainByDurationBand.self).reason
        }
        #expect(try reason([.init(pain: [(1, 2), (2, 3)])]) == "no pain score was made while exposed")
        #expect(try reason([.init(exposures: [0...10])]) == "the study has no pain scores")
        let stopped = Instrument(id: "cold", title: "Cold", range: 0...300, unit: "s", modality: .evoked, cutOff: 7)
        #expect(try reason(Self.people, stopped)?.hasPrefix("some scores (Cold) are at the cut-off of 7 s") == true)
    }

    @Test("1, 2 and 8 threads give the same bits")
    func threads() throws {
        // More people than one block holds.
        let people = (0..<3000).map { person -> CohortFixture.Person in
            var own = CohortFixture.Person(exposures: [0...500])
            for visit in 0..<(2 + person % 3) {
                let tenths = (person * 7 + visit * visit * 3 + person * visit % 5) % 101
                own.pain.append((day: Int32(visit * 37 + person % 11), score: Double(tenths) / 10))
            }
            return own
        }
        let cohort = CohortFixture(people: people).cohort
        let asked = try fixture(people).study.asked
        func numbers(_ executor: BlockExecutor) -> [Double?] {
            let study = Study(cohort: cohort, asked: asked, executor: executor)
            let finding = Asking<PainByDurationBand>(settings: .init(), isNamed: true).answer(of: study)
            return finding.estimates.flatMap { [$0.value, $0.se, $0.interval?.lower] } + finding.tests.map(\.p)
        }
        let one = numbers(.serial)
        #expect(one.count == 3 * 9 + 3)
        for threads in [2, 8] { #expect(numbers(.dispatch(threads: threads)) == one) }
    }

    // MARK: - Ordered levels

    private static let vrs = Instrument(
        id: "vrs", title: "Verbal", range: 0...3, unit: "levels", isOrdinal: true)

    @Test("shares above each level by hand: a patient counts once, at the last score of the last band")
    func levelShares() throws {
        let people: [CohortFixture.Person] = [
            .init(exposures: [0...100], pain: [(2, 1), (9, 0)]), .init(exposures: [0...100], pain: [(5, 1)]),
            .init(exposures: [0...100], pain: [(7, 0)]), .init(exposures: [0...100], pain: [(5, 0), (40, 2)]),
            .init(exposures: [0...100], pain: [(40, 1)]), .init(exposures: [0...100], pain: [(35, 1), (60, 0)]),
        ]
        let finding = try fixture(people, Self.vrs).finding(PainByDurationBand.self)
        func share(_ band: Int, above: Double) -> (Double?, Double?) {
            let share = finding[.levelShare, key(band, Self.vrs, above: above)]
            return (share?.events?.number, share?.n?.number)
        }
        #expect(share(0, above: 0) == (1, 3) && share(1, above: 0) == (2, 3))
        #expect(share(0, above: 1) == (0, 3) && share(1, above: 1) == (1, 3))
        let term = finding.all(.levelShare).first?.key.coordinates.first { $0.axis == .term }
        #expect(term?.id == "above 0")
        #expect(finding[.cochranArmitage, BandKey(instrument: Self.vrs.info, above: 0)]?.family == "levels")
        #expect(finding[.bandOddsRatio, key(1, Self.vrs, model: .cumulativeLink)]?.unit == "odds ratio")
        #expect(finding[.bandOddsRatioIsOne, key(1, Self.vrs, model: .cumulativeLink)]?.family == "levels")
    }

    @Test("a share that would tell how few went on to a later band is withheld")
    func wentOn() throws {
        // 30 stay below day 30; of 30 who reach day 40 five have a score before it.
        let people = (0..<60).map { number -> CohortFixture.Person in
            var person = CohortFixture.Person(exposures: [0...100])
            if number < 35 { person.pain.append((day: 5, score: Double(number % 2))) }
            if number >= 30 { person.pain.append((day: 40, score: Double(number % 2))) }
            return person
        }
        let finding = try fixture(people, Self.vrs, minimumStep: 11)
            .finding(PainByDurationBand.self, policy: .init(minimumCell: 11))
        #expect(finding[.levelShare, key(0, Self.vrs, above: 0)]?.isWithheld == true)
        #expect(finding[.levelShare, key(1, Self.vrs, above: 0)]?.number == 0.5)
    }

    // MARK: - Words

    @Test("the answer compares the first and the last band that may be shown")
    func answer() throws {
        let answer = try #require(try fixture().page(PainByDurationBand.self).answer)
        #expect(answer.lead.hasPrefix("The mean score on the Numeric rating scale (0\u{2013}10) was 4.2 (95% CI "))
        #expect(answer.lead.contains(" at 0\u{2013}29 days of exposure and 4"))
        #expect(answer.lead.contains(" at 365+ days (linear trend across bands: p = "))
        #expect(answer.lead.hasSuffix(")."))
        let none = try #require(
            try fixture().page(PainByDurationBand.self, policy: .init(minimumCell: 100)).answer)
        #expect(none.lead == "Too few bands may be shown to compare; see the table.")
    }

    @Test("where a higher score is less pain, the answer says what the difference means")
    func direction() throws {
        let own = Instrument(
            id: "own", title: "Own scale", range: 0...100, unit: "mmHg", direction: .higherIsLessPain)
        let rising = (0..<12).map { number -> CohortFixture.Person in
            let score = Double(number)
            return CohortFixture.Person(exposures: [0...400], pain: [(0, 10 + score), (40, 30 + 2 * score)])
        }
        let page = try fixture(rising, own).page(PainByDurationBand.self)
        #expect(page.answer?.lead.contains(" at 30\u{2013}89 days, which is less pain (linear trend") == true)
        #expect(page.tables.first?.tableNote == "A higher score is less pain.")
        #expect(page.tables.first?.caption.contains("in mmHg") == true)
        let usual = try fixture(rising, Self.nrs).page(PainByDurationBand.self)
        #expect(usual.answer?.lead.contains("which is") == false)
    }

    @Test("tables of the bands, the levels and the tests")
    func tables() throws {
        let page = try fixture().page(PainByDurationBand.self)
        let bands = try #require(page.tables.first)
        #expect(bands.rows.count == 5)
        #expect(bands.rows[0].cells.map(\.text).prefix(4) == ["0\u{2013}29", "4", "5", "9.0"])
        #expect(page.tables.count == 2 && page.tables[1].heads.map(\.heading).contains("p (Holm)"))
        #expect(page.tables[1].rows.compactMap(\.cells.first).first?.text == "Linear trend across bands")
    }

    @Test("the bands have a figure of their own where no line is asked for")
    func figure() throws {
        #expect(try fixture().page(PainByDurationBand.self).figures.count == 1)
        let both = try fixture(Self.people, Self.nrs, "[pain_trend, pain_by_duration_band]")
        let shown = both.study.asked.pages(of: both.run(policy: .init(minimumCell: 1)))
        #expect(shown.first { $0.finding.id == PainByDurationBand.id }?.page.figures.count == 0)
    }
}
