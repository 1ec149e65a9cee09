import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Evoked pain in plain words")
struct EvokedPainAnswerTests {
    private static func catalogue(_ id: String) -> InstrumentInfo {
        Instrument.catalogue.first { $0.id == id }?.info ?? own
    }

    /// A rating of pain under a stimulus: here a higher score is more of it.
    private static let own = InstrumentInfo(
        id: "pinprick", title: "Pinprick rating", unit: "points", range: 0...10, direction: .higherIsMorePain,
        modality: .evoked, isOrdinal: false)
    private let cold = catalogue("cold_pressor_s")
    private let pressure = catalogue("ppt_kpa")
    private let heat = catalogue("heat_threshold_c")
    private let everybody = PersonSet(everyoneBelow: 60)

    private func finding(minimumCell: Int = 11, _ fill: (inout FindingBuilder) -> Void) -> ReleasedFinding {
        var finding = FindingBuilder(id: EvokedPain.id, title: "Evoked pain")
        fill(&finding)
        return StudyFixture.released([finding], policy: .init(minimumCell: minimumCell)).findings[0]
    }

    private func add(
        _ finding: inout FindingBuilder, _ instrument: InstrumentInfo, _ value: Double, _ half: Double,
        _ model: TrendModelName = .tobit, _ term: TrendTerm? = nil, of persons: PersonSet? = nil
    ) {
        finding.add(
            .slope, TrendKey(instrument: instrument, model: model, term: term), value, se: half / 1.96,
            interval: .init(lower: value - half, upper: value + half, level: 0.95, method: "wald"), n: 60,
            basis: .of(persons ?? everybody))
    }

    private func addShare(_ finding: inout FindingBuilder, _ instrument: InstrumentInfo, _ share: Double) {
        let key = EvokedKey(instrument: instrument)
        finding.add(.cutOff, key, 180, basis: .noPerson)
        finding.add(.censoredShare, key, share, basis: .of(everybody))
    }

    private func addRatio(_ finding: inout FindingBuilder, _ value: Double, _ limits: ClosedRange<Double>) {
        finding.add(
            .hazardRatio, TrendKey(instrument: cold, model: .cox), value,
            interval: .init(lower: limits.lowerBound, upper: limits.upperBound, level: 0.95, method: "wald_log"),
            n: 60, basis: .of(everybody))
    }

    @Test("Shorter in cold water is more sensitive; the share at the cut-off and the survival view follow")
    func shorter() {
        let answer = EvokedPainAnswer.answer(
            finding { finding in
                addShare(&finding, cold, 0.125)
                add(&finding, cold, -4.23, 3.1)
                addRatio(&finding, 1.084, 1.021...1.151)
                finding.add([
                    HypothesisTest(
                        .proportionalHazards, TrendKey(instrument: cold, model: .cox), p: 0.012,
                        basis: .of(everybody))
                ])
            })
        #expect(answer.question == "Does sensitivity to evoked pain rise with the length of opioid exposure?")
        #expect(
            answer.lead
                == "Cold pressor tolerance was 4.2 seconds shorter with each further 30 days of opioid exposure (95% CI 1.1 to "
                + "7.3): more sensitive.")
        #expect(
            answer.more == [
                "12.5% of the scores were at the cut-off of 180 seconds and count as at least that.",
                "The rate of withdrawing the hand, per further 30 days, is 1.08 (95% CI 1.02 to 1.15) times what it was, where "
                    + "above 1 is more sensitive; it changes over the seconds (p = 0.012), so this is an average.",
                "This is an association over time, not proof that the opioids changed the sensitivity.",
            ])
    }

    @Test("A higher threshold is less sensitive, a higher rating of the study's own test more")
    func directions() {
        func lead(_ instrument: InstrumentInfo, _ value: Double, _ half: Double) -> String {
            EvokedPainAnswer.answer(finding { add(&$0, instrument, value, half) }).lead
        }
        #expect(
            lead(pressure, 12.4, 6.1)
                == "Pressure pain threshold was 12.4 kPa higher with each further 30 days of opioid exposure (95% CI 6.3 to "
                + "18.5): less sensitive.")
        #expect(
            lead(Self.own, 0.42, 0.21)
                == "Pinprick rating was 0.42 points higher with each further 30 days of opioid exposure (95% CI 0.21 to 0.63): "
                + "more sensitive.")
        #expect(
            lead(heat, -0.1, 0.3)
                == "Heat pain threshold showed no clear trend: the change per further 30 days of opioid exposure is \u{2212}0.10 "
                + "\u{00B0}C (95% CI \u{2212}0.40 to 0.20), which leaves room for more sensitivity as well as for less."
        )
        let rating = InstrumentInfo(
            id: "vas", title: "Visual scale", unit: "mm", range: 0...100, direction: .higherIsLessPain,
            modality: .clinical, isOrdinal: false)
        #expect(lead(rating, 2, 1).hasSuffix(": less pain."))
    }

    @Test("Several tests: an overview first, then each")
    func several() {
        let answer = EvokedPainAnswer.answer(
            finding { finding in
                addShare(&finding, cold, 0)
                add(&finding, cold, -4.2, 3.1)
                add(&finding, pressure, -12, 20)
                add(&finding, heat, 1, 0.5, of: PersonSet(everyoneBelow: 7))
            })
        #expect(
            answer.lead
                == "Of 3 evoked tests, 1 showed more sensitivity and 1 no clear change with longer exposure; 1 may not be shown."
        )
        #expect(answer.more.count == 5)
        #expect(
            answer.more[2]
                == "Heat pain threshold: the change with exposure is withheld, as it rests on few patients.")
        #expect(answer.more[3] == "Cold pressor tolerance: No score was at the cut-off of 180 seconds.")
    }

    @Test("Not estimable: why; withheld: that it is")
    func withoutNumbers() {
        let answer = EvokedPainAnswer.answer(finding { $0.notEstimable("the study has no evoked pain score") })
        #expect(answer.lead == "This study cannot say. The study has no evoked pain score." && !answer.isEstimated)
        let hidden = EvokedPainAnswer.answer(
            finding(minimumCell: 1_000) { finding in
                addShare(&finding, cold, 0.125)
                add(&finding, cold, -4.23, 3.1)
            })
        #expect(
            hidden.lead
                == "Cold pressor tolerance: the change with exposure is withheld, as it rests on few patients.")
        #expect(hidden.more.first == "Scores at the cut-off of 180 seconds count as at least that.")
        #expect(
            EvokedPainAnswer.answer(finding { _ in }).lead
                == "No slope was estimated; see the table of the regressions.")
    }

    @Test("The table has a row for every regression, and how it reads")
    func table() {
        let model = TrendModelName.tobitWithinBetween
        let tables = EvokedPainTables.tables(
            finding { finding in
                finding.add(count: everybody, as: .modelPatients, TrendKey(instrument: cold))
                finding.add(.exposedAssessments, EvokedKey(instrument: cold), 200, basis: .of(everybody))
                addShare(&finding, cold, 0.125)
                add(&finding, cold, -4.23, 3.1)
                add(&finding, cold, -5, 3, model, .within)
                add(&finding, cold, 5, 3, model, .between)
                add(&finding, cold, 10, 3, model, .betweenMinusWithin)
                addRatio(&finding, 1.3, 1.1...1.5)
                finding.add([
                    HypothesisTest(
                        .slopeIsZero, TrendKey(instrument: cold, model: .tobit), p: 0.0071, basis: .of(everybody))
                ])
            })
        let rows = tables.first?.rows.map { $0.cells.map(\.text) } ?? []
        #expect(tables.first?.rows.first?.groupHeading == "Cold pressor tolerance")
        #expect(
            rows.dropFirst() == [
                [
                    "Tobit regression", "60", "\u{2212}4.2 (\u{2212}7.3 to \u{2212}1.1)", "seconds", "0.007",
                    "more sensitive",
                ],
                [
                    "Within patients over time", "60", "\u{2212}5.0 (\u{2212}8.0 to \u{2212}2.0)", "seconds",
                    "\u{2014}",
                    "more sensitive",
                ],
                ["Between patients", "60", "5.0 (2.0 to 8.0)", "seconds", "\u{2014}", "less sensitive"],
                [
                    "Hazard ratio of withdrawing the hand (Cox)", "60", "1.30 (1.10 to 1.50)", "ratio", "\u{2014}",
                    "more sensitive",
                ],
            ])
        #expect(
            tables.last?.rows.map { $0.cells.map(\.text) }
                == [["Cold pressor tolerance", "60", "200", "180 seconds", "12.5%"]])
    }

    @Test("The page of a study: regressions, their tests, and what they rest on")
    func page() throws {
        let fixture = try StudyFixture(PlantedStudy.cohort, analyses: "{evoked_pain: {adjust: [sex]}}")
        let page = try fixture.page(EvokedPain.self)
        #expect(page.answer?.isEstimated == true && page.tables.count == 3)
        let rows = page.tables.first?.rows ?? []
        // The adjusted regression's own row names its patients; the columns held constant stand below it.
        let adjusted = rows.firstIndex { $0.cells.first?.text == TrendModelName.tobitAdjusted.label }
        let place = try #require(adjusted)
        #expect(rows[place].cells[1].text != EstimateText.absent)
        #expect(rows[place + 1].cells.first?.isIndented == true)
        #expect(rows[place + 1].cells.first?.text.hasPrefix("Sex: ") == true)
    }
}
