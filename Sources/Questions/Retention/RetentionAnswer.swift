import Disclosure
import Findings
import Presentation

/// Who stays in treatment, in plain words.
enum RetentionAnswer {
    static func answer(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(Retention.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        let trials = finding.all(.leftByDay).compactMap(\.key.group).filter {
            $0.origin == .study && $0.column.text == StudyTrials.column
        }.inOrderOfAppearance()
        // Trials are never pooled into a headline.
        let parts: [StudyPlace?] = trials.isEmpty ? [nil] : trials.prefix(StudyPart.mostTold).map { $0 }
        let leads = parts.compactMap { part in
            lead(finding, settings, part).map { StudyPart.sentence($0, of: part) }
        }
        return PlainAnswer(
            Retention.question,
            sentences: PlainAnswer.together(leads)
                + [groups(finding, settings), pain(finding, settings)].compactMap(\.self),
            otherwise: "The shares are withheld, as they rest on few patients or on follow-up that is too short.")
    }

    /// “Of the patients who started, 57.0% (95% CI …) stayed through day 180 without a gap of more than 7 days; with gaps of up to 30
    /// days, 62.0%.”
    private static func lead(
        _ finding: ReleasedFinding, _ settings: RetentionSettings, _ part: StudyPlace?
    ) -> String? {
        let known = finding.all(.retainedShare).filter { $0.key.group == part && $0.estimate.number != nil }
        guard let gap = settings.gaps.first,
            let (key, share) = known.last(where: { $0.key.gap == gap }), let day = key.day
        else { return nil }
        let widest = settings.gaps.max().flatMap { widest in
            widest == gap ? nil : known.first { $0.key.gap == widest && $0.key.day == day }
        }
        let rest = widest.map { "; with gaps of up to \($0.key.gap) days, \(EstimateText($0.estimate).value)" } ?? ""
        let asked = settings.days.last ?? day
        let short =
            day < asked
            ? " Through day \(asked) it is not known: treatment was not planned for so long, or patients were not observed."
            : ""
        return
            "Of the patients who started, \(EstimateText(share).sentence) were seen to stay through day \(day) without a gap of "
            + "more than \(gap) days\(rest).\(short)"
    }

    /// How mean days in treatment differ between the levels of the study's columns.
    private static func groups(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> String? {
        let differences = finding.all(.meanDaysDifference).filter {
            // Trials differ in what was planned.
            $0.key.group?.origin == .study && $0.key.group?.column.text != StudyTrials.column
                && $0.estimate.limits != nil
        }
        guard let day = differences.first?.key.day else { return nil }
        let found = differences.filter { difference in
            guard let limits = difference.estimate.limits else { return false }
            return limits.lower > 0 || limits.upper < 0
        }
        guard !found.isEmpty else {
            return "Mean days in treatment, of the first \(day), were not shown to differ between groups."
        }
        let parts = found.prefix(StudyPart.mostTold).compactMap { key, estimate in
            key.group.map { "\($0.label) by \(EstimateText(estimate).sentence)" }
        }
        return "Mean days in treatment, of the first \(day), differed: \(Wording.list(parts))."
    }

    private static func pain(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> String? {
        let ratios = finding.all(.leavingHazardRatio)
        return PainAnswer.sentence(
            "leaving treatment",
            ratios.map {
                PainAnswer.Ratio(
                    predictor: $0.key.predictor, model: $0.key.model, instrument: $0.key.instrument,
                    estimate: $0.estimate)
            })
    }
}
