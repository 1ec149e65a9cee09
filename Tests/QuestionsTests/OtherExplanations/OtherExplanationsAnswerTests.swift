import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

/// 50 draws of 10,000 patients, in proportion fewer of more, and 5 at least; imputed scores bind where patients have many.
@Test(
    "Draws of those who left, by patients and imputed scores",
    arguments: [
        (100, 100, 50), (40_000, 10_000, 50), (40_000, 20_000, 25), (40_000, 1_000_000, 5), (200_000, 100, 10),
        (0, 0, 50),
    ])
func drawsOfLeavers(rows: Int, patients: Int, draws: Int) {
    #expect(ImputedTrend.imputations(ofRows: rows, patients: patients) == draws)
}

@Suite("Other explanations in words")
struct OtherExplanationsAnswerTests {
    private static func instrument(_ direction: InstrumentInfo.Direction = .higherIsMorePain) -> InstrumentInfo {
        InstrumentInfo(
            id: "own", title: "Own scale", unit: "points", range: 0...10, direction: direction, modality: .clinical,
            isOrdinal: false)
    }

    /// Numbers as a test sets them, of 300 patients, under the names that the question declares.
    private struct Numbers {
        let instrument: InstrumentInfo
        var finding: FindingBuilder

        init(_ instrument: InstrumentInfo = OtherExplanationsAnswerTests.instrument()) {
            self.instrument = instrument
            finding = FindingBuilder(id: OtherExplanations.id, title: "What else")
            finding.set(OtherExplanations.Setting.inclusionLimit, "at least 4")
        }

        var key: ExplanationKey { ExplanationKey(instrument: instrument) }
        var contrast: ContrastKey { ContrastKey(instrument: instrument, days: 365) }

        mutating func add<Key: GroupKey>(
            _ quantity: Quantity<Key>, _ key: Key, _ value: Double, _ limits: (Double, Double)? = nil, n: Int = 300
        ) {
            finding.add(
                quantity, key, value,
                interval: limits.map { .init(lower: $0.0, upper: $0.1, level: 0.95, method: "wald") }, n: n,
                basis: .of(PersonSet(everyoneBelow: n)))
        }

        mutating func add(_ test: DeclaredTest<ExplanationKey>, p: Double) {
            finding.add([HypothesisTest(test, key, p: p, basis: .of(PersonSet(everyoneBelow: 300)))])
        }

        /// Every explanation.
        mutating func addAll(_ stratumN: Int = 150) {
            add(.doseAfterPain, key, 0.05, (0.01, 0.09))
            add(.painAfterDose, key, -0.02, (-0.08, 0.04))
            for (stratum, slope) in [(FirstScores.lower, 0.1), (.higher, 0.14)] {
                add(
                    .slopeInStratum, StratumKey(instrument: instrument, stratum: stratum), slope,
                    (slope - 0.02, slope + 0.02), n: stratumN)
            }
            add(.stratumLimit, StratumKey(instrument: instrument, stratum: .lower), 4.1)
            add(.eValue, contrast, 3.26)
            add(.eValueOfLimit, contrast, 2.84)
            add(.expectedFall, key, 0.27)
            add(.observedFall, key, -0.34, (-0.39, -0.29), n: 120)
            add(.dropoutOddsRatio, key, 1.3, (1.2, 1.4))
            add(.slopeOfPattern, PatternKey(instrument: instrument, pattern: .stayed), 0.11, (0.1, 0.12), n: 200)
            add(.slopeOfPattern, PatternKey(instrument: instrument, pattern: .left), 0.13, (0.11, 0.15), n: 100)
            for (delta, slope) in [(-0.1, 0.08), (0, 0.12)] {
                add(
                    .slopeOfPattern, PatternKey(instrument: instrument, pattern: .imputed, delta: delta), slope,
                    (slope - 0.01, slope + 0.01))
            }
            add(.tippingDelta, TippingKey(instrument: instrument, side: .below), -0.29857)
        }

        func released(minimumCell: Int = 11) -> ReleasedFinding {
            StudyFixture.released([finding], policy: .init(minimumCell: minimumCell)).findings[0]
        }

        func answer(minimumCell: Int = 11) -> PlainAnswer {
            OtherExplanationsAnswer.answer(released(minimumCell: minimumCell))
        }
    }

    @Test("A sentence for each explanation, the E-value first")
    func sentences() {
        var numbers = Numbers()
        numbers.addAll()
        numbers.add(.slopesAreEqualAcrossStrata, p: 0.0125)
        let answer = numbers.answer()
        #expect(answer.question == "What else could explain the trend?" && answer.isEstimated)
        #expect(
            answer.lead
                == "To explain the slope away between patients, something unmeasured, such as time itself, would have to go with both "
                + "longer exposure and the pain score by a risk ratio of 3.3 each (E-value over 365 days); 2.8 would bring its interval to no effect."
        )
        #expect(
            answer.more == [
                "After a score one point higher, the daily dose at the next scored day was 3.5% higher (95% CI 0.7% to 6.4%) than the "
                    + "dose before lets expect: doses answer to pain, so that part of the trend may be reverse causation. After twice "
                    + "the dose, the score at the next scored day was 0.020 points lower (95% CI \u{2212}0.040 to 0.080) than "
                    + "the score before lets expect.",
                "Among patients apart by their first score, which is left out, the slope per 30 days is 0.100 (95% CI 0.080 to "
                    + "0.120) with the lower first scores and 0.140 (95% CI 0.120 to 0.160) with the higher first scores.",
                "First scores of at least 4 points are expected to fall by 0.270 points by chance alone (regression to the mean); "
                    + "they were seen to rise by 0.340 points (95% CI 0.290 to 0.390).",
                "With a score one point higher, the odds of leaving after it were 1.30 (95% CI 1.20 to 1.40) times as high: "
                    + "those who left were not like those who stayed (informative dropout), and how far that bends the slope "
                    + "depends on pain that nobody recorded.",
                "With what those who left would have scored imputed, as if they had gone on as before, the slope is 0.120 (95% CI "
                    + "0.110 to 0.130) points per 30 days; its interval would reach zero if their slope from the last score on were "
                    + "0.299 lower per 30 days.",
            ])
    }

    @Test("Where a higher score is less pain, each sentence about a score says so")
    func direction() {
        var numbers = Numbers(Self.instrument(.higherIsLessPain))
        numbers.addAll()
        let sentences = numbers.answer().more
        #expect(sentences[0].hasPrefix("After a score one point higher (less pain), "))
        #expect(sentences[0].contains("points (higher is less pain) lower"))
        #expect(sentences[1].contains("the slope per 30 days (higher is less pain) is "))
        #expect(sentences[2].contains("expected to fall by 0.270 points (more pain) by chance alone"))
        #expect(sentences[2].hasSuffix("rise by 0.340 points (less pain, 95% CI 0.290 to 0.390)."))
        #expect(sentences[3].hasPrefix("With a score one point higher (less pain), the odds of leaving"))
        #expect(sentences[4].contains("points per 30 days (higher is less pain); its interval"))
    }

    @Test("What is withheld is named, and what leads stays in front")
    func withheld() {
        var numbers = Numbers()
        numbers.addAll()
        let nothing = numbers.answer(minimumCell: 1_000)
        #expect(nothing.lead == "The numbers are withheld, as they rest on few patients; see the table.")
        #expect(nothing.more.isEmpty)

        var some = Numbers()
        some.addAll(9)
        let answer = some.answer()
        #expect(answer.lead.hasPrefix("To explain the slope away"))
        #expect(answer.more.last == "Withheld, as it rests on few patients: the slopes by the first score.")

        var led = Numbers()
        led.add(.eValue, led.contrast, 2, n: 8)
        led.add(.dropoutOddsRatio, led.key, 1.3, (1.2, 1.4))
        #expect(led.answer().lead == "Withheld, as it rests on few patients: the E-value of the slope.")
        #expect(led.answer().more.count == 1)
    }

    @Test("What could not be estimated has no sentence; a lead without a number is said")
    func absent() {
        var one = Numbers()
        one.add(.doseAfterPain, one.key, 0.01, (-0.02, 0.04))
        let answer = one.answer()
        #expect(answer.lead == "The E-value of the slope could not be estimated.")
        #expect(
            answer.more == [
                "After a score one point higher, the daily dose at the next scored day was 0.7% higher (95% CI \u{2212}1.4% to 2.8%) than "
                    + "the dose before lets expect: no clear sign of reverse causation, of pain that drives the dose."
            ])
        #expect(Numbers().answer().lead == "No explanation could be put into a number; see the cautions.")
    }

    @Test("An interval that holds no effect needs no explaining away")
    func nothingToExplain() {
        var numbers = Numbers()
        numbers.add(.eValue, numbers.contrast, 1.4)
        numbers.add(.eValueOfLimit, numbers.contrast, 1)
        #expect(
            numbers.answer().lead
                == "Nothing unmeasured is needed to explain the slope away, as its interval holds no effect (E-value of the "
                + "estimate over 365 days: 1.4).")
    }

    @Test("One table, a heading over each explanation")
    func table() throws {
        var numbers = Numbers()
        numbers.addAll()
        numbers.add(.doseAfterPainIsZero, p: 0.02)
        let table = try #require(
            OtherExplanationsTable(
                finding: numbers.released(), instrument: numbers.instrument
            ).table)
        #expect(
            table.rows.compactMap(\.groupHeading) == [
                "Does pain drive the dose (reverse causation)?", "Is it one part of the patients?",
                "How strong must something unmeasured be?", "Is it regression to the mean?",
                "Do those in pain leave (informative dropout)?", "What if those who left went on otherwise?",
                "Where would the conclusion change?",
            ])
        let texts = table.rows.map { $0.cells.map(\.text) }
        for row in [
            [
                "Daily dose after a higher score", "300", "0.050 (0.010 to 0.090)",
                "doublings of daily MME per unit of score", "0.020", "\u{2014}", "\u{2014}",
            ],
            [
                "Slope, lower first scores (up to 4.1)", "150", "0.100 (0.080 to 0.120)", "points per 30 days", "", "",
                "",
            ],
            ["Test of equal slopes", "", "", "", "\u{2014}", "\u{2014}", "\u{2014}"],
            ["E-value of the slope, 365 days", "300", "3.26", "risk ratio", "", "", ""],
            [
                "Slope, all, with those who left imputed, \u{03B4} = \u{2212}0.1", "300", "0.080 (0.070 to 0.090)",
                "points per 30 days", "", "", "",
            ],
            ["Tipping \u{03B4}, lower", "300", "\u{2212}0.299", "points per 30 days", "", "", ""],
        ] {
            #expect(texts.contains(row), "\(row)")
        }
        #expect(table.tableNote?.contains("A higher score is") == false)
        let reversed = Self.instrument(.higherIsLessPain)
        var other = Numbers(reversed)
        other.addAll()
        let note = OtherExplanationsTable(finding: other.released(), instrument: reversed).table?
            .tableNote
        #expect(note?.hasPrefix("A higher score is less pain. ") == true)
    }

    @Test("Not estimable is said with the reason")
    func notEstimable() {
        var numbers = Numbers()
        numbers.finding.notEstimable("the study has no pain scores")
        let answer = numbers.answer()
        #expect(answer.lead == "This study cannot say. The study has no pain scores." && !answer.isEstimated)
    }

    @Test("The page of a study: its answer, and a table in which each number has its place")
    func page() throws {
        let fixture = try StudyFixture(PlantedStudy.cohort, analyses: "{other_explanations: }")
        let page = try fixture.page(OtherExplanations.self)
        #expect(page.answer?.isEstimated == true)
        let table = try #require(page.tables.first)
        #expect(page.tables.count == 1 && page.figures.isEmpty)
        let finding = try fixture.finding(OtherExplanations.self)
        let limits = finding.all(.stratumLimit).count
        let heads = table.rows.count { $0.groupHeading != nil }
        // Beside the numbers a row for the test of the strata and one for each check of the panels; limits stand in the names.
        let checks = finding.tests.count {
            $0.test.id.hasSuffix("_serial_correlation") || $0.test.id.hasSuffix("_instruments")
        }
        #expect(checks > 0 && table.rows.count - heads == finding.estimates.count - limits + 1 + checks)
    }
}
