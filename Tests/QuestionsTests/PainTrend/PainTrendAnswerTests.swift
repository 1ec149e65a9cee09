import Disclosure
import Findings
import Presentation
import Testing

@testable import Questions

@Suite("The pain trend in plain words")
struct PainTrendAnswerTests {
    private func answer(
        _ value: Double, _ lower: Double, _ upper: Double, instrument: InstrumentInfo = TrendFixture.nrs
    ) -> PlainAnswer {
        PainTrendAnswer.answer(
            TrendFixture.finding([.init(.unadjusted, at: value, half: (upper - lower) / 2)], instrument: instrument))
    }

    @Test("Rising: an association, with its interval")
    func rising() {
        #expect(
            answer(0.1173, 0.0994, 0.1352).lead
                == "Each further 30 days of opioid exposure was associated with 0.117 points more (95% CI 0.099 to 0.135) on "
                + "the Own scale.")
    }

    @Test("Falling: magnitudes in order")
    func falling() {
        #expect(answer(-0.1173, -0.1352, -0.0994).lead.contains("0.117 points less (95% CI 0.099 to 0.135)"))
    }

    @Test("Not to be told: both directions that the interval leaves open")
    func open() {
        #expect(
            answer(0.021, -0.031, 0.073).lead
                == "No clear trend on the Own scale: the change per further 30 days of opioid exposure is "
                + "0.021 points (95% CI \u{2212}0.031 to 0.073), which leaves room for a fall of 0.031 as well as a rise of "
                + "0.073.")
    }

    @Test("Where a higher score is less pain: how the score moves, in its unit, and what that means")
    func direction() {
        let reversed = TrendFixture.instrument("mmHg", .higherIsLessPain)
        #expect(
            answer(0.53, 0.2, 0.86, instrument: reversed).lead
                == "Each further 30 days of opioid exposure was associated with a score on the Own scale 0.53 mmHg higher, "
                + "which is less pain (95% CI 0.20 to 0.86).")
        #expect(answer(-0.53, -0.86, -0.2, instrument: reversed).lead.contains("0.53 mmHg lower, which is more pain"))
        #expect(answer(0.1, -0.4, 0.6, instrument: reversed).lead.hasSuffix("; a higher score is less pain."))
    }

    @Test("Within and between patients, and the word association")
    func details() {
        let answer = PainTrendAnswer.answer(
            TrendFixture.finding([
                .init(.unadjusted, at: 0.117, half: 0.018), .init(.withinBetween, .within, at: 0.1163, half: 0.0185),
                .init(.withinBetween, .between, at: 0.14, half: 0.08),
            ]))
        #expect(
            answer.more.first
                == "Within the same patient over time the slope is 0.116 (95% CI 0.098 to 0.135); between patients with longer "
                + "and shorter exposure it is 0.14 (95% CI 0.06 to 0.22).")
        #expect(answer.more.last?.contains("association") == true)
    }

    @Test("How patients differ: a standard deviation, or that it is next to nothing")
    func heterogeneity() {
        func sentence(_ spread: Double, _ lower: Double? = nil, _ upper: Double? = nil) -> String? {
            let finding = TrendFixture.finding([.init(.unadjusted, at: 0.1, half: 0.05)]) { finding in
                finding.add(
                    .sdSlope, TrendKey(instrument: TrendFixture.nrs, model: .unadjusted), spread,
                    interval: .init(lower: lower, upper: upper, level: 0.95, method: "profile_likelihood"),
                    basis: .of(PersonSet(everyoneBelow: 90)))
            }
            return PainTrendAnswer.answer(finding).more.first { $0.contains("differ") }
        }
        #expect(
            sentence(0.12, 0.05, 0.2)
                == "Patients differ: person-specific slopes have a standard deviation of 0.12 points per 30 days.")
        #expect(
            sentence(0.0001, 0, 0.05)
                == "Patients' slopes do not differ measurably; their standard deviation may be up to 0.050 points per 30 days."
        )
        // A spread that the data cannot tell from none.
        #expect(sentence(0.02, 0, 0.05)?.hasPrefix("Patients' slopes do not differ measurably; ") == true)
        #expect(sentence(0) == "Patients' slopes do not differ measurably.")
        #expect(sentence(1e-13) == "Patients' slopes do not differ measurably.")
    }

    @Test("Of ordered levels the odds lead, and say what a higher level means where it is not more pain")
    func odds() {
        func lead(_ direction: InstrumentInfo.Direction) -> String {
            let instrument = TrendFixture.instrument("levels", direction, isOrdinal: true)
            let finding = TrendFixture.finding([.init(.unadjusted, at: 0.1, half: 0.05)], instrument: instrument) {
                $0.add(
                    .oddsRatio, TrendKey(instrument: instrument, model: .cumulativeLink), 1.21,
                    interval: .init(lower: 1.1, upper: 1.33, level: 0.95, method: "wald_log"),
                    basis: .of(PersonSet(everyoneBelow: 90)))
            }
            return PainTrendAnswer.answer(finding).lead
        }
        let start =
            "Each further 30 days of opioid exposure was associated with 1.21 (95% CI 1.10 to 1.33) times the odds of a higher "
            + "score on the Own scale"
        #expect(lead(.higherIsMorePain) == start + ".")
        #expect(lead(.higherIsLessPain) == start + ", which is less pain.")
    }

    @Test("No slope at all is said")
    func nothing() {
        #expect(
            PainTrendAnswer.answer(TrendFixture.finding([])).lead
                == "No slope was estimated; see the table of the model.")
    }

    @Test("Not estimable: says that the study cannot say, and why")
    func notEstimable() {
        let finding = TrendFixture.finding([]) {
            $0.notEstimable("one pain assessment per person: a change over time needs at least two")
        }
        #expect(
            PainTrendAnswer.answer(finding).lead
                == "This study cannot say. One pain assessment per person: a change over time needs at least two.")
    }
}
