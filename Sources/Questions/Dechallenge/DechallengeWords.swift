import Disclosure
import Findings
import Presentation

/// The answer of `dechallenge` in plain words.
struct DechallengeWords {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo
    let settings: DechallengeSettings

    var sentences: [String] {
        PlainAnswer.together(DoseDirection.allCases.compactMap(difference) + [reading].compactMap(\.self))
            + [pattern].compactMap(\.self) + shares + DoseDirection.allCases.compactMap(beforeAndAfter)
    }

    private func estimate(_ direction: DoseDirection, _ analysis: DechallengeAnalysis) -> ReleasedEstimate? {
        let key = DechallengeKey(instrument: instrument, direction: direction, analysis: analysis)
        return finding[.ladderDifference, key].flatMap { $0.number == nil ? nil : $0 }
    }

    /// -1 where pain is clearly less, 1 where it is more, 0 where there is no clear difference; `nil` without a number.
    private func sign(_ direction: DoseDirection, _ analysis: DechallengeAnalysis = .main) -> Int? {
        guard let estimate = estimate(direction, analysis), let value = estimate.number else { return nil }
        guard estimate.excludes(0) == true else { return 0 }
        return (value > 0) == instrument.isHigherMorePain ? 1 : -1
    }

    /// The sign that stays without the days right before the change; 0 where there is none, or where it does not stay.
    private func verdict(_ direction: DoseDirection) -> Int? {
        guard let main = sign(direction) else { return nil }
        return sign(direction, .withoutDaysBefore) == main ? main : 0
    }

    /// Whether a difference is seen that goes without the days right before the change.
    private var isDoubtful: Bool {
        DoseDirection.allCases.contains { direction in
            guard let main = sign(direction), main != 0 else { return false }
            return sign(direction, .withoutDaysBefore).map { $0 != main } ?? false
        }
    }

    /// Whether a difference is seen of which that cannot be told.
    private var isUntold: Bool {
        DoseDirection.allCases.contains { direction in
            guard let main = sign(direction), main != 0 else { return false }
            return sign(direction, .withoutDaysBefore) == nil
        }
    }

    /// “From day 15 to day 75 after a fall or stop, the score on the … differed by −0.6 (…) points from the 60 days before, beyond a course
    /// over time that all patients share, and by −0.5 (…) without the 30 days before the change: less pain.”
    private func difference(_ direction: DoseDirection) -> String? {
        guard let estimate = estimate(direction, .main), let value = estimate.number else { return nil }
        let without = self.estimate(direction, .withoutDaysBefore)
        let beside =
            without.map {
                ", and by \(EstimateText($0).sentence) without the \(settings.leaveOut) days before the change"
            }
            ?? ""
        return
            "From day \(settings.after.lowerBound) to day \(settings.after.upperBound) after \(direction.label), the score on the "
            + "\(instrument.title) differed by \(EstimateText(estimate).sentence) \(instrument.unitWords) from the "
            + "\(settings.before) days "
            + "before, beyond a course over time that all patients share\(beside): \(conclusion(direction, isHigher: value > 0))."
    }

    private func conclusion(_ direction: DoseDirection, isHigher: Bool) -> String {
        guard sign(direction) != 0 else { return "no clear difference" }
        if verdict(direction) != 0 { return instrument.meaning(ofHigher: isHigher) }
        let time = (isHigher == instrument.isHigherMorePain) ? "good" : "bad"
        return sign(direction, .withoutDaysBefore) == nil
            ? "\(instrument.meaning(ofHigher: isHigher)), which a change made in a \(time) month would explain as well; too few "
                + "older scores tell"
            : "no clear difference that a change made in a \(time) month would not explain"
    }

    /// What the two directions together are like.
    private var reading: String? {
        switch (verdict(.down), verdict(.up)) {
        case (-1, 1):
            return
                "Pain fell with the dose and rose with it, as opioid-induced hyperalgesia predicts; it is an association, and changes made "
                + "for other reasons of pain can look alike."
        case (1, -1):
            return "Pain rose when the dose fell and fell when it rose, as of an opioid that still relieves pain."
        case (-1, -1):
            return "Pain was less after changes of either kind, as regression to the mean or recovery predicts."
        case (1, 1): return "Pain was more after changes of either kind, as progression of the disease predicts."
        case (nil, nil): return nil
        case _ where isDoubtful:
            return
                "Differences that depend on the days right before a change are what regression to the mean gives, and no sign of "
                + "hyperalgesia."
        case _ where isUntold:
            return "As long as that is not known, the differences are no sign of hyperalgesia."
        case (0, 0): return "Neither direction shows a clear difference."
        case (nil, _), (_, nil):
            return
                "Only one direction can be told, and one direction alone does not tell hyperalgesia from its alternatives."
        default:
            return
                "One direction alone shows a clear difference: that does not tell hyperalgesia from its alternatives."
        }
    }

    private var pattern: String? {
        let key = DechallengeKey(instrument: instrument)
        guard let pairs = finding[.fullDechallenge, key] else { return nil }
        guard let count = pairs.number else {
            return "How many patients have a full dechallenge and rechallenge is withheld."
        }
        let who = NumberText.count(count, "patient has", "patients have")
        let start = "\(Wording.capitalized(who)) a full dechallenge and rechallenge with scores around both"
        let parts = [DechallengeAnalysis.main, .withoutDaysBefore].compactMap { analysis -> String? in
            var own = key
            (own.pattern, own.analysis) = (.fellThenRose, analysis)
            guard let share = finding[.patternShare, own], share.number != nil else { return nil }
            let p = finding[.patternByChance, own]?.p?.number.map { "; \(NumberText.pValue($0))" } ?? ""
            let chance = share.excludes(0.25) == true ? "" : ", no clear difference from chance"
            return analysis == .main
                ? "pain fell and then rose in \(EstimateText(share).sentence) of them, where chance alone gives 25%\(chance)\(p)"
                : "without the \(settings.leaveOut) days before each change in \(EstimateText(share).sentence)\(chance)\(p)"
        }
        guard !parts.isEmpty else { return start + "." }
        // The guard against it may be withheld, or not known.
        let explained =
            verdict(.down) == -1 && verdict(.up) == 1
            ? [] : ["a dose lowered in bad months and raised in good ones gives such a share as well"]
        return Wording.sentence(([start] + parts + explained).joined(separator: "; "))
    }

    /// How many had a difference that matters, the way that hyperalgesia predicts and the other.
    private var shares: [String] {
        // A difference that the days before the change explain is in the shares as well; the table has them.
        DoseDirection.allCases.filter { verdict($0) == sign($0) }.compactMap { direction in
            let parts = PainAfter.allCases.compactMap { pain -> String? in
                var key = DechallengeKey(instrument: instrument, direction: direction)
                key.pain = pain
                guard let share = finding[.ladderShare, key], share.number != nil else { return nil }
                return "meaningfully \(pain.label) in \(EstimateText(share).sentence)"
            }
            guard !parts.isEmpty else { return nil }
            return
                "After \(direction.label), differences shrunken towards the mean were \(Wording.list(parts)) of the patients."
        }
    }

    private func beforeAndAfter(_ direction: DoseDirection) -> String? {
        guard let naive = estimate(direction, .beforeAfter) else { return nil }
        return
            "A comparison of before and after \(direction.label), days of withdrawal and the course over time included, would have seen "
            + "\(EstimateText(naive).sentence)."
    }
}
