import Disclosure
import Findings
import Presentation

/// How soon patients become free of withdrawal, in plain words.
enum WithdrawalCourseAnswer {
    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason { return .unanswered(WithdrawalCourse.question, reason: reason) }
        let parts = finding.all(.noWithdrawalAtTime).map(\.key.part).inOrderOfAppearance()
        let shown = parts.count > mostParts ? [] : parts
        return PlainAnswer(
            WithdrawalCourse.question,
            sentences: PlainAnswer.together(shown.compactMap { median(finding, .first, $0) })
                + shown.compactMap { median(finding, .sustained, $0) }
                + shown.compactMap { lastDay(finding, $0) },
            otherwise: "The shares by day are in the figure and the table.")
    }

    /// Trials or scales that the answer tells one by one.
    private static let mostParts = 4

    /// “Half of the patients were free of withdrawal for the first time by day 4 (95% CI 3 to 5), between visits on days 3 and 4.”
    private static func median(_ finding: ReleasedFinding, _ ending: CourseEnding, _ part: StudyPlace?) -> String? {
        let key = CourseKey(ending: ending, part: part)
        let opening = CourseKey.opening(part)
        guard let median = finding[.medianDaysToNone, key] else {
            return finding.all(.notYetFreeShare).contains { $0.key.ending == ending && $0.key.part == part }
                ? told(
                    opening,
                    "Fewer than half of the patients became free of withdrawal \(ending.label) while they were followed."
                )
                : nil
        }
        guard let days = median.number else {
            return told(
                opening, "The time until half of the patients were free of withdrawal \(ending.label) is withheld.")
        }
        let name = EstimateText.intervalName(median.level)
        let interval =
            switch (median.lower?.number, median.upper?.number) {
            case (let lower?, let upper?): " (\(name) \(day(lower)) to \(day(upper)))"
            case (let lower?, nil): " (\(name) from \(day(lower)), no upper limit)"
            default: ""
            }
        let earliest = finding[.medianDaysAtEarliest, key]?.number
        let by =
            earliest.map { $0 < days ? "between day \(day($0)) and day \(day(days))" : "by day \(day(days))" }
            ?? "by day \(day(days))"
        return told(opening, "Half of the patients were free of withdrawal \(ending.label) \(by)\(interval).")
    }

    private static func told(_ opening: String, _ sentence: String) -> String {
        opening.isEmpty ? sentence : opening + sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    /// The share that is not yet free on the last day shown.
    private static func lastDay(_ finding: ReleasedFinding, _ part: StudyPlace?) -> String? {
        let shown = finding.all(.notYetFreeShare).compactMap {
            key, estimate -> (day: Int, estimate: ReleasedEstimate)? in
            guard case .day(let day)? = key.time, key.ending == .first, key.part == part, estimate.number != nil else {
                return nil
            }
            return (day, estimate)
        }
        guard let last = shown.max(by: { $0.day < $1.day }) else { return nil }
        return told(
            CourseKey.opening(part),
            "By day \(NumberText.count(last.day)), \(EstimateText(last.estimate).sentence) had not been free of withdrawal (by an estimate "
                + "that counts those who left as long as they were followed).")
    }

    private static func day(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value == value.rounded() ? 0 : 1)
    }
}
