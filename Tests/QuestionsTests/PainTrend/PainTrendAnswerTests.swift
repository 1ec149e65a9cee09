import Disclosure
import Findings
import Presentation
import Testing

@testable import Questions

@Suite("The pain trend in plain words")
struct PainTrendAnswerTests {
    private func answer(
        _ value: Double, _ lower: Double, _ upper: Double, instrument: InstrumentInfo = TrendFixture.nrs,
        days: Int = 90,
        model: TrendModelName = .unadjusted
    ) -> PlainAnswer {
        let half = (upper - lower) / 2
        let slopes: [TrendFixture.Slope] = [.init(.unadjusted, at: value, half: half)]
        let all = model == .unadjusted ? slopes : slopes + [.init(model, at: value, half: half)]
        return PainTrendAnswer.answer(
            TrendFixture.finding(
                all, instrument: instrument, spanning: days,
                comparator: StudyWord(model == .unadjusted ? "nothing said" : "unexposed scores")))
    }

    @Test("Rising: the change over the observed exposures, its interval, what it is about, and the slope beside it")
    func rising() {
        #expect(
            answer(0.5, 0.4, 0.6).lead
                == "Pain rose with the length of exposure: over the 90 days that the middle 90% of exposures span, by 1.50 points "
                + "(95% CI 1.20 to 1.80) on the Own scale; per 30 days 0.50.")
    }

    @Test("Where nobody was exposed for 30 days there is no slope per 30 days")
    func short() {
        #expect(
            answer(0.5, 0.4, 0.6, days: 10).lead
                == "Pain rose with the length of exposure: over the 10 days that the middle 90% of exposures span, by 0.167 points "
                + "(95% CI 0.133 to 0.200) on the Own scale.")
    }

    @Test("Falling: magnitudes in order")
    func falling() {
        #expect(answer(-0.5, -0.6, -0.4).lead.contains("Pain fell with the length of exposure"))
        #expect(answer(-0.5, -0.6, -0.4).lead.contains("by 1.50 points (95% CI 1.20 to 1.80)"))
    }

    @Test("No clear trend: both directions that the interval leaves open")
    func open() {
        #expect(
            answer(0.1, -0.4, 0.6).lead
                == "No clear trend of pain with the length of exposure: over the 90 days that the middle 90% of exposures span, the "
                + "score on the Own scale changed by 0.3 points (95% CI \u{2212}1.2 to 1.8), which leaves room for a fall of 1.2 as "
                + "well as a rise of 1.8; per 30 days 0.10.")
    }

    @Test("No trend larger than the smallest change of interest is something else than no clear trend")
    func equivalent() {
        #expect(
            answer(0.02, -0.1, 0.14).lead
                == "No trend of pain with the length of exposure larger than one point: over the 90 days that the middle 90% of "
                + "exposures span, the score on the Own scale changed by 0.06 points (95% CI \u{2212}0.30 to 0.42); per 30 days 0.02."
        )
    }

    @Test(
        "Where a higher score is less pain it is pain that is said to rise or fall, and what the score means stands behind it"
    )
    func direction() {
        let reversed = TrendFixture.instrument("mmHg", .higherIsLessPain)
        #expect(answer(0.53, 0.2, 0.86, instrument: reversed).lead.hasPrefix("Pain fell with the length of exposure"))
        #expect(
            answer(-0.53, -0.86, -0.2, instrument: reversed).lead.hasPrefix("Pain rose with the length of exposure"))
        #expect(answer(0.1, -0.4, 0.6, instrument: reversed).lead.hasSuffix("; a higher score is less pain."))
    }

    @Test("The comparison with unexposed scores leads; without one, time and exposure cannot be told apart")
    func comparison() {
        let compared = answer(0.5, 0.4, 0.6, model: .againstUnexposed)
        #expect(compared.lead.hasPrefix("Pain rose compared with the course of unexposed scores: over the 90 days"))
        #expect(compared.more.first == "Exposed scores alone went up by 1.50 points (95% CI 1.20 to 1.80).")
        let alone = PainTrendAnswer.answer(TrendFixture.finding([.init(.unadjusted, at: 0.5, half: 0.1)]))
        #expect(
            alone.lead.hasPrefix(
                "Time and exposure cannot be told apart here, as too few were scored while unexposed; pain rose with time and "
                    + "exposure together: over the 90 days"))
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
