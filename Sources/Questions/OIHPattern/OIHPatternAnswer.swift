import Disclosure
import Findings
import Presentation

/// The classes of the decision table, in plain words.
struct OIHPatternAnswer {
    let finding: ReleasedFinding
    let key: OIHPatternKey

    var answer: PlainAnswer {
        PlainAnswer(
            OIHPattern.question, sentences: [lead, others, agreement].compactMap(\.self) + [OIHPattern.limit],
            otherwise: OIHPattern.limit)
    }

    private func share(_ pattern: PatternTerm) -> ReleasedEstimate? {
        var own = key
        own.pattern = pattern
        return finding[.patternClassShare, own].flatMap { $0.number == nil ? nil : $0 }
    }

    private func chance(_ pattern: PatternTerm) -> Double? {
        var own = key
        own.pattern = pattern
        return finding[.patternChance, own]?.number
    }

    /// “Of the patients of whom it can be told, pain rose under a stable or rising dose in 12.3% (…) …; the course was compatible with
    /// hyperalgesia in 2.1% (…), where scores in random order give 0.8%: …”
    private var lead: String? {
        guard let own = share(.hyperalgesia) else { return nil }
        guard knowsCauses else {
            return
                "No course can be told to be compatible with hyperalgesia or tolerance: the study records no injury, surgery or "
                + "progression, so that a new cause of pain cannot be excluded."
        }
        let beside = chance(.hyperalgesia).map { chance in
            let says =
                own.limits.map { $0.lower > chance } == true
                ? "more than chance alone gives, which does not say why" : "no more than chance alone gives"
            return ", where the same scores in random order give \(NumberText.percent(chance)): \(says)"
        }
        return
            "The course of \(EstimateText(own).sentence) of the patients judged was compatible with hyperalgesia alone\(beside ?? "")."
    }

    /// Whether the study says of anybody that a new cause came, or did not.
    private var knowsCauses: Bool {
        var own = key
        own.fact = .newCause
        return finding[.patternFactKnown, own]?.number != 0
    }

    private var others: String? {
        let ofCauses: [(PatternTerm, String)] = [
            (.tolerance, "with tolerance"), (.progression, "with a new cause or progression"),
        ]
        let told: [(PatternTerm, String)] =
            (knowsCauses ? ofCauses : []) + [
                (.withdrawal, "with withdrawal"), (.useDisorder, "with opioid use disorder"),
                (.several, "with several"),
            ]
        let parts = told.compactMap { pattern, words in
            share(pattern).map { own -> String in
                let beside = chance(pattern).map { " (by chance \(NumberText.percent($0)))" } ?? ""
                return "\(words) in \(EstimateText(own).value)\(beside)"
            }
        }
        let rest = [
            share(.cannotTell).map { "pain rose and it cannot be told in \(EstimateText($0).value)" },
            share(.noRise).map { "pain did not rise in \(EstimateText($0).value)" },
        ].compactMap(\.self)
        guard !(parts + rest).isEmpty else { return nil }
        let compatible = parts.isEmpty ? [] : ["The course was compatible \(Wording.list(parts))"]
        return Wording.sentence(Wording.capitalized((compatible + rest).joined(separator: "; ")))
    }

    private var agreement: String? {
        let shown = finding.all(.patternSame).compactMap(\.estimate.number)
        guard let least = shown.min(), let most = shown.max() else { return nil }
        let kappa = finding[.patternFleiss, key].flatMap { estimate in
            estimate.number.map { _ in " (Fleiss' kappa of all \(EstimateText(estimate).value))" }
        }
        return
            "With other thresholds, between \(NumberText.percent(least)) and \(NumberText.percent(most)) of the patients stay in their class"
            + "\(kappa ?? ""); a class that depends on a threshold is weak ground."
    }
}
