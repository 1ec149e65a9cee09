import Disclosure
import Findings
import Foundation
import Presentation

/// What else could explain the trend, in plain words: a sentence for each explanation that the study speaks to.
struct OtherExplanationsAnswer {
    /// What is said of one explanation.
    private struct Part {
        /// In the list of what is withheld.
        let name: String
        /// The number without which there is no sentence.
        let number: ReleasedEstimate?
        /// `nil` where a number is absent or withheld.
        let sentence: String?
    }

    private let finding: ReleasedFinding
    private let instrument: InstrumentInfo

    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        let question = OtherExplanations.question
        if let reason = finding.reason {
            return .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        guard let instrument = finding.instruments.first else {
            return PlainAnswer(question, lead: noNumber, more: [])
        }
        let answer = OtherExplanationsAnswer(finding: finding, instrument: instrument)
        return PlainAnswer(question, sentences: answer.sentences, otherwise: "")
    }

    private var sentences: [String] {
        let parts = [unmeasured, painDrivingDose, firstScores, regressionToTheMean, visits, leaving, thoseWhoLeft]
        let said = parts.compactMap(\.sentence)
        guard !said.isEmpty else {
            return [
                finding.hasWithheld
                    ? "The numbers are withheld, as they rest on few patients; see the table." : Self.noNumber
            ]
        }
        let withheld = parts.filter { $0.sentence == nil && $0.number?.isWithheld == true }.map(\.name)
        let hidden = withheld.isEmpty ? [] : ["Withheld, as it rests on few patients: \(Wording.list(withheld))."]
        // What leads is named even where it has no number.
        guard unmeasured.sentence == nil else { return said + hidden }
        return (unmeasured.number == nil ? ["The E-value of the slope could not be estimated."] : []) + hidden + said
    }

    private static let noNumber = "No explanation could be put into a number; see the cautions."

    private var key: ExplanationKey { ExplanationKey(instrument: instrument) }
    private var contrast: ContrastKey? { finding.contrast(of: instrument) }

    /// Where a higher score is less pain, a sentence about a higher score says so.
    private var note: String {
        instrument.isHigherMorePain ? "" : " (\(instrument.meaning(ofHigher: true)))"
    }

    /// The same behind a unit.
    private var unitNote: String {
        instrument.isHigherMorePain ? "" : " (higher is \(instrument.meaning(ofHigher: true)))"
    }

    // MARK: - Unmeasured confounding

    private var unmeasured: Part {
        let eValue = contrast.flatMap { finding[.eValue, $0] }
        return Part(name: "the E-value of the slope", number: eValue, sentence: eValue?.number.map(unmeasured))
    }

    private func unmeasured(_ value: Double) -> String {
        let limit = contrast.flatMap { finding[.eValueOfLimit, $0]?.number }
        let span = contrast.map { " over \($0.days) days" } ?? ""
        let ratio = NumberText.fixed(value, decimals: 1)
        guard limit != 1 else {
            return "Nothing unmeasured is needed to explain the slope away, as its interval holds no effect (E-value "
                + "of the estimate\(span): \(ratio))."
        }
        let end = limit.map { "; \(NumberText.fixed($0, decimals: 1)) would bring its interval to no effect" } ?? ""
        return
            "To explain the slope away between patients, something unmeasured, such as time itself, would have to go with both longer "
            + "exposure and the pain score by a risk ratio of \(ratio) each (E-value\(span))\(end)."
    }

    // MARK: - Reverse causation

    private var painDrivingDose: Part {
        let (dose, pain) = (finding[.doseAfterPain, key], finding[.painAfterDose, key])
        let sentences = [dose.flatMap(reverseCausation), pain.flatMap(painAfterDose)].compactMap(\.self)
        return Part(
            name: "how dose and pain follow each other", number: dose ?? pain,
            sentence: sentences.isEmpty ? nil : sentences.joined(separator: " "))
    }

    private func reverseCausation(_ dose: ReleasedEstimate) -> String? {
        guard let value = dose.number, let (lower, upper) = dose.limits else { return nil }
        let followsPain = lower > 0 || upper < 0
        let isDoubted = isDoubted([.doseAfterPainSerial, .doseAfterPainInstruments])
        // Of a fall the signs are turned: 5% lower (2% to 8%).
        let ends = value < 0 ? [upper, lower] : [lower, upper]
        let limits = ends.map { NumberText.percent((value < 0 ? -1 : 1) * (exp2($0) - 1)) }.joined(separator: " to ")
        return "After a score \(instrument.oneUnit) higher\(note), the daily dose at the next scored day was "
            + "\(NumberText.percent(abs(exp2(value) - 1))) \(value < 0 ? "lower" : "higher") "
            + "(\(EstimateText.intervalName(dose.level)) \(limits)) than the dose before lets expect: "
            + (isDoubted
                ? "its own checks object, so that it shows nothing."
                : followsPain
                    ? "doses answer to pain, so that part of the trend may be reverse causation."
                    : "no clear sign of reverse causation, of pain that drives the dose.")
    }

    /// Whether a check of the regression objects.
    private func isDoubted(_ checks: [DeclaredTest<ExplanationKey>]) -> Bool {
        checks.contains { finding[$0, key]?.p?.number.map { $0 < 0.05 } ?? false }
    }

    private func painAfterDose(_ pain: ReleasedEstimate) -> String? {
        guard !isDoubted([.painAfterDoseSerial, .painAfterDoseInstruments]) else { return nil }
        guard let value = pain.number else { return nil }
        let text = EstimateText(pain)
        let limits = pain.limits.map { value < 0 ? (-$0.upper, -$0.lower) : ($0.lower, $0.upper) }.map {
            " (\(EstimateText.intervalName(pain.level)) \(text.limit($0.0)) to \(text.limit($0.1)))"
        }
        return "After twice the dose, the score at the next scored day was \(text.limit(abs(value))) "
            + "\(instrument.unitWords)\(unitNote) \(value < 0 ? "lower" : "higher")\(limits ?? "") than the score before lets expect."
    }

    // MARK: - First scores

    private var firstScores: Part {
        let slopes = finding.all(.slopeInStratum).filter { $0.key.instrument == instrument }
        let shown = slopes.filter { $0.estimate.number != nil }.map { slope in
            "\(EstimateText(slope.estimate).sentence) with the \(slope.key.stratum.label) first scores"
        }
        return Part(
            name: "the slopes by the first score",
            number: slopes.first { $0.estimate.isWithheld }?.estimate ?? slopes.first?.estimate,
            sentence: shown.count < 2
                ? nil
                : "Among patients apart by their first score, which is left out, the slope per 30 days\(unitNote) is "
                    + "\(Wording.list(shown)).")
    }

    private var regressionToTheMean: Part {
        let (expected, observed) = (finding[.expectedFall, key], finding[.observedFall, key])
        let hidden = [observed, expected].compactMap(\.self).first(where: \.isWithheld)
        return Part(
            name: "the fall of high first scores", number: hidden ?? observed,
            sentence: expected.flatMap { expected in observed.flatMap { regression(expected, $0) } })
    }

    private func regression(_ expected: ReleasedEstimate, _ observed: ReleasedEstimate) -> String? {
        guard let limit = finding.setting(OtherExplanations.Setting.inclusionLimit),
            let chance = movement(expected), let seen = movement(observed)
        else { return nil }
        return "First scores of \(limit) \(instrument.unitWords) are expected to \(chance) by chance alone "
            + "(regression to the mean); they were seen to \(seen)."
    }

    /// “fall by 0.25 points (95% CI 0.20 to 0.30)”, or “rise by …” with the signs turned.
    private func movement(_ fall: ReleasedEstimate) -> String? {
        guard let value = fall.number else { return nil }
        let text = EstimateText(fall)
        let isRise = value < 0
        let limits = fall.limits.map { isRise ? (-$0.upper, -$0.lower) : ($0.lower, $0.upper) }
        let remarks = [
            instrument.isHigherMorePain ? nil : instrument.meaning(ofHigher: isRise),
            limits.map { "\(EstimateText.intervalName(fall.level)) \(text.limit($0.0)) to \(text.limit($0.1))" },
        ].compactMap(\.self)
        return "\(isRise ? "rise" : "fall") by \(text.limit(abs(value))) \(instrument.unitWords)"
            + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
    }

    // MARK: - Informative visits

    private var visits: Part {
        let ratio = finding[.visitRateRatio, key]
        return Part(name: "the rate of the next score by the last one", number: ratio, sentence: ratio.flatMap(visits))
    }

    private var visitsFollowPain: Bool {
        finding[.visitRateRatio, key]?.number != nil
            && finding.setting(OtherExplanations.Setting.visits) == OtherExplanations.Setting.followPain
    }

    private func visits(_ ratio: ReleasedEstimate) -> String? {
        guard let value = ratio.number else { return nil }
        let rate =
            "After a score \(instrument.oneUnit) higher\(note), the next one came at \(EstimateText(ratio).sentence) times the rate: "
        guard visitsFollowPain else { return rate + "no sign that scores are taken when it hurts." }
        func slope(_ weighting: ScoreWeighting) -> String? {
            finding[.slopeWeighted, WeightingKey(instrument: instrument, weighting: weighting)].flatMap {
                $0.number == nil ? nil : EstimateText($0).sentence
            }
        }
        let isMorePain = (value > 1) == instrument.isHigherMorePain
        let slopes =
            if let plain = slope(.none), let weighted = slope(.visits) {
                "; the least-squares slope is \(weighted) weighted for that and \(plain) without"
            } else { "" }
        return rate
            + "scores come sooner after \(isMorePain ? "more" : "less") pain, so that they are no fair sample of it\(slopes)."
    }

    // MARK: - Informative dropout

    private var leaving: Part {
        let odds = finding[.dropoutOddsRatio, key]
        return Part(name: "the odds of leaving by the last score", number: odds, sentence: odds.flatMap(leaving))
    }

    private func leaving(_ odds: ReleasedEstimate) -> String? {
        guard odds.number != nil, let dependsOnScore = odds.excludes(1) else { return nil }
        let odds =
            "With a score \(instrument.oneUnit) higher\(note), the odds of leaving after it were \(EstimateText(odds).sentence) times "
            + "as high: "
        if visitsFollowPain, finding.setting(OtherExplanations.Setting.leaving) == StudyLeavers.Rule.lastScoreName {
            return odds
                + "where scores come sooner after some pain than after other, and no leaving is recorded, those who left cannot "
                + "be told from those who were scored more rarely."
        }
        return odds
            + (dependsOnScore
                ? "those who left were not like those who stayed (informative dropout), and how far that bends the slope depends on "
                    + "pain that nobody recorded."
                : "no clear sign of informative dropout by the recorded score.")
    }

    private var thoseWhoLeft: Part {
        let imputed = finding[.slopeOfPattern, PatternKey(instrument: instrument, pattern: .imputed, delta: 0)]
        var sentence: String?
        if let imputed, imputed.number != nil, let excludesZero = imputed.excludes(0) {
            sentence =
                "With what those who left would have scored imputed, as if they had gone on as before, the slope is "
                + "\(EstimateText(imputed).sentence) \(imputed.quantity.unit.words(instrument))\(unitNote); "
                + tipping(excludesZero: excludesZero)
        }
        return Part(name: "the slope with those who left imputed", number: imputed, sentence: sentence)
    }

    private func tipping(excludesZero: Bool) -> String {
        let courses = TippingSide.allCases.compactMap { side in
            finding[.tippingDelta, TippingKey(instrument: instrument, side: side)]?.number.map { delta in
                "\(NumberText.fixed(abs(delta), decimals: NumberText.decimals(value: delta))) \(side.label)"
            }
        }
        guard !courses.isEmpty else {
            return "no change of their slope from there on that was tried would alter whether its interval holds zero."
        }
        return (excludesZero ? "its interval would reach zero" : "its interval holds zero and would leave it")
            + " if their slope from the last score on were \(courses.joined(separator: " or ")) per 30 days."
    }
}
