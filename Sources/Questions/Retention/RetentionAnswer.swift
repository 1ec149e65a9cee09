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
        let told = [lead(finding, settings, parts), groups(finding, settings), pain(finding, settings)]
        return PlainAnswer(
            Retention.question, sentences: told.compactMap(\.self),
            otherwise: "The shares are withheld, as they rest on few patients or on follow-up that is too short.")
    }

    /// “Of the patients who started, 57.0% (95% CI …) were seen to stay through day 180 without a gap of more than 7 days.”: of each trial
    /// through the last day of the settings that can be told.
    private static func lead(
        _ finding: ReleasedFinding, _ settings: RetentionSettings, _ parts: [StudyPlace?]
    ) -> String? {
        guard let gap = settings.gaps.first else { return nil }
        func share(_ day: Int, _ part: StudyPlace?) -> ReleasedEstimate? {
            finding[.retainedShare, RetentionKey(gap: gap, day: day, group: part)].flatMap {
                $0.number == nil ? nil : $0
            }
        }
        let days = settings.days.filter { day in parts.contains { share(day, $0) != nil } }
        guard let day = days.last,
            let shares = StudyPart.list(parts, { part in share(day, part).map { EstimateText($0).sentence } })
        else { return nil }
        let unknown = parts.contains { share(settings.days.last ?? day, $0) == nil }
        let rest =
            unknown
            ? " Where no share is given, treatment was not planned for so long or patients were not observed\(day == settings.days.last ? "" : "; day \(settings.days.last ?? day) cannot be told")."
            : ""
        return "Of the patients who started, \(shares) were seen to stay through day \(day) without a gap of more than "
            + "\(gap) days.\(rest)"
    }

    /// How mean days in treatment differ between the levels of the study's columns.
    private static func groups(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> String? {
        let differences = finding.all(.meanDaysDifference).filter {
            // Trials differ in what was planned.
            $0.key.group?.origin == .study && $0.key.group?.column.text != StudyTrials.column
                && $0.estimate.limits != nil
        }
        guard let day = differences.first?.key.day else { return nil }
        let found = differences.filter { key, estimate in
            guard let place = key.group, let level = estimate.level, estimate.excludes(0) == true else {
                return false
            }
            // Of several columns one differs by chance: of each, whether leaving is alike over its levels once their number counts.
            let column = RetentionKey(gap: key.gap, group: StudyPlace(place.column, origin: place.origin))
            return finding[.leavingLogRank, column]?.holm?.number.map { $0 < 1 - level } ?? false
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
                    estimate: $0.estimate, test: finding[.leavingHazardIsOne, $0.key])
            })
    }
}
