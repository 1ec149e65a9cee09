import Disclosure
import Findings
import Presentation

/// Who is missing and whether it matters, in plain words: how much, of whom, what could reverse the conclusion, and what no data tell.
struct MissingnessAnswer {
    private let finding: ReleasedFinding
    private let instrument: InstrumentInfo

    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        let question = Missingness.question
        if let reason = finding.reason {
            return .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        guard let instrument = finding.instruments.first else {
            return PlainAnswer(question, lead: withheld, more: [])
        }
        let answer = MissingnessAnswer(finding: finding, instrument: instrument)
        let numbers = [answer.patterns, answer.leaving, answer.end, answer.trend].compactMap(\.self)
        return PlainAnswer(
            question, sentences: (numbers.isEmpty ? [withheld] : numbers) + [untestable], otherwise: withheld)
    }

    private static let withheld =
        "The numbers are withheld, as they rest on few patients, or could not be estimated; see the tables."
    private static let untestable =
        "Whether the scores that were not taken differ from those that were (missing not at random) cannot be tested from the data."

    // MARK: - How much

    private var patterns: String? {
        let taken = finding[.scoresTaken, VisitMissingKey(instrument: instrument)]
        let shares = MissingPattern.allCases.compactMap { pattern in
            share(pattern).map { ($0, pattern) }
        }
        let told = shares.enumerated().map { number, own in
            let patients = number == 0 ? "\(own.0) of patients" : own.0
            return switch own.1 {
            case .complete: "\(patients) have every score that was due"
            case .dropout: "\(patients) have none after some visit (dropout)"
            case .intermittent: "\(patients) miss some before a later one"
            }
        }
        guard let taken, taken.number != nil else {
            return told.isEmpty
                ? nil : Wording.statement("\(Wording.list(told)), of those ever scored at a planned visit")
        }
        let text = "\(EstimateText(taken).value) of the scores that were due were taken"
        return told.isEmpty ? text + "." : "\(text): \(Wording.list(told))."
    }

    private func share(_ pattern: MissingPattern) -> String? {
        guard let share = finding[.missingPatternShare, VisitMissingKey(instrument: instrument, pattern: pattern)],
            share.number != nil
        else { return nil }
        return EstimateText(share).value
    }

    // MARK: - Of whom

    private var leaving: String? {
        guard let odds = finding[.leavingOddsRatio, HandlingKey(instrument: instrument)], odds.number != nil,
            let dependsOnScore = odds.excludes(1)
        else { return nil }
        let note = instrument.isHigherMorePain ? "" : " (\(instrument.meaning(ofHigher: true)))"
        let size =
            "With a score \(instrument.oneUnit) higher\(note) the odds of leaving after it were \(EstimateText(odds).sentence) "
            + "times as high: "
        if finding.setting(Missingness.Setting.visitsFollowPain) == Missingness.Setting.followPain,
            finding.setting(Missingness.Setting.leaving) == StudyLeavers.Rule.lastScoreName
        {
            return size
                + "but scores are taken when it hurts and no leaving is recorded, so that those who left cannot be told from those who "
                + "were scored more rarely."
        }
        return size
            + (dependsOnScore
                ? "those who left were not like those who stayed (informative dropout)."
                : "no clear sign that leaving goes with the recorded score, which does not show that it does not go with pain.")
    }

    // MARK: - The end

    private var end: String? {
        func cells(_ bound: MissingBound) -> ReleasedEstimate? {
            finding.all(.improvedShare).first { $0.key.instrument == instrument && $0.key.bound == bound }?.estimate
                ?? nil
        }
        guard let day = finding.all(.meanAtEnd).first(where: { $0.key.instrument == instrument })?.key.day else {
            return nil
        }
        let at = "On day \(NumberText.count(day)), the last planned visit, "
        if let worst = cells(.worst), let best = cells(.best), worst.number != nil, best.number != nil,
            let change = finding.setting(Missingness.Setting.meaningfulChange)
        {
            let seen = cells(.observed).flatMap {
                $0.number == nil ? nil : " (\(EstimateText($0).value) of those scored)"
            }
            return at
                + "between \(EstimateText(worst).value) and \(EstimateText(best).value) of patients have improved by "
                + "\(change) \(instrument.unitWords) or more, depending on what became of those not scored\(seen ?? "")."
        }
        func mean(_ bound: MissingBound) -> ReleasedEstimate? {
            finding[.meanAtEnd, MissingBoundKey(instrument: instrument, bound: bound, day: day)].flatMap {
                $0.number == nil ? nil : $0
            }
        }
        guard let observed = mean(.observed), let worst = mean(.worst), let best = mean(.best) else { return nil }
        return at + "the mean score is \(EstimateText(observed).value) of those scored, and anything between "
            + "\(EstimateText(best).value) and \(EstimateText(worst).value) with those not scored at the best and the worst."
    }

    // MARK: - What could reverse the conclusion

    private func slope(_ handling: MissingHandling, delta: Double? = nil) -> ReleasedEstimate? {
        finding[.slopeUnder, HandlingKey(instrument: instrument, handling: handling, delta: delta)].flatMap {
            $0.number == nil ? nil : $0
        }
    }

    /// The mixed model's slope beside the others: which of them lead to another conclusion, and what would.
    private var trend: String? {
        guard let main = slope(.mixedModel), let conclusion = Conclusion(main) else { return nil }
        let others: [(String, ReleasedEstimate?)] = [
            ("weighted for leaving", slope(.weighted)),
            ("averaged over how long patients were seen", slope(.patternMixture)),
            ("with those who left imputed", slope(.imputed, delta: 0)),
            ("with those who left like the mean of all", slope(.jumpToReference, delta: 0)),
        ]
        let known = others.compactMap {
            name, slope -> (name: String, slope: ReleasedEstimate, conclusion: Conclusion)? in
            guard let slope, let own = Conclusion(slope) else { return nil }
            return (name, slope, own)
        }
        let text =
            "The slope of exposed scores is \(EstimateText(main).sentence) \(instrument.unitWords) per 30 days, \(conclusion.words)"
        guard !known.isEmpty else { return "\(text); no other handling of those who left could be estimated." }
        let reversing = known.filter { $0.conclusion != conclusion }
        let told = (reversing.isEmpty ? known : reversing).map { "\(EstimateText($0.slope).sentence) \($0.name)" }
        let verdict =
            reversing.isEmpty
            ? "it stays so in every handling of those who left: \(Wording.list(told))"
            : "another conclusion comes of \(Wording.list(told))"
        return "\(text); \(verdict)\(tipping)."
    }

    /// Where an interval lies beside zero.
    private enum Conclusion {
        case above, below, open

        init?(_ slope: ReleasedEstimate) {
            guard let (lower, upper) = slope.limits else { return nil }
            self = lower > 0 ? .above : upper < 0 ? .below : .open
        }

        var words: String {
            switch self {
            case .above: "a rise of the score"
            case .below: "a fall of the score"
            case .open: "which does not tell a rise from a fall"
            }
        }
    }

    private var tipping: String {
        guard slope(.imputed, delta: 0) != nil else { return "" }
        let courses = finding.all(.leaverTippingDelta).compactMap { key, delta in
            delta.number.map {
                "\(NumberText.fixed(abs($0), decimals: NumberText.decimals(value: $0))) \(key.side?.label ?? "")"
            }
        }
        return courses.isEmpty
            ? ", and no slope of those who left that was tried would change that of the imputed scores"
            : ", and the imputed one would change its conclusion if those who left had gone on with a slope "
                + "\(courses.joined(separator: " or ")) per 30 days"
    }
}
