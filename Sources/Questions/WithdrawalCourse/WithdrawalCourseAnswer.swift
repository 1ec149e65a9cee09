import Disclosure
import Findings
import Presentation

/// How soon patients become free of withdrawal, in plain words.
enum WithdrawalCourseAnswer {
    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason { return .unanswered(WithdrawalCourse.question, reason: reason) }
        let parts = finding.all(.noWithdrawalAtTime).map(\.key.part).inOrderOfAppearance()
        let shown = parts.count > StudyPart.mostTold ? [] : parts
        return PlainAnswer(
            WithdrawalCourse.question,
            sentences: PlainAnswer.together(shown.compactMap { median(finding, .first, $0) })
                + shown.compactMap { median(finding, .sustained, $0) }
                + shown.compactMap { lastDay(finding, $0) },
            otherwise: "The shares by day are in the figure and the table.")
    }

    /// “Half of the patients were free of withdrawal for the first time between day 3 and day 4 (95% CI 3 to 5).”
    private static func median(_ finding: ReleasedFinding, _ ending: CourseEnding, _ part: StudyPlace?) -> String? {
        let key = CourseKey(ending: ending, part: part)
        func told(_ sentence: String) -> String { StudyPart.sentence(sentence, of: part) }
        guard let median = finding[.medianDaysToNone, key] else {
            return finding.all(.notYetFreeShare).contains { $0.key.ending == ending && $0.key.part == part }
                ? told(
                    "Fewer than half of the patients became free of withdrawal \(ending.label) while they were followed."
                )
                : nil
        }
        guard let days = median.number else {
            return told("The time until half of the patients were free of withdrawal \(ending.label) is withheld.")
        }
        let name = EstimateText.intervalName(median.level)
        let interval =
            switch (median.lower?.number, median.upper?.number) {
            case (let lower?, let upper?): " (\(name) \(day(lower)) to \(day(upper)))"
            case (let lower?, nil): " (\(name) from \(day(lower)), no upper limit)"
            default: ""
            }
        let earlier = finding[.medianDaysAtEarliest, key]?.number.flatMap { $0 < days ? $0 : nil }
        let by = earlier.map { "between day \(day($0)) and" } ?? "by"
        return told(
            "Half of the patients were free of withdrawal \(ending.label) \(by) day \(day(days))\(interval).")
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
        return StudyPart.sentence(
            "By day \(NumberText.count(last.day)), \(EstimateText(last.estimate).sentence) had not been free of withdrawal (by an estimate "
                + "that counts those who left as long as they were followed).", of: part)
    }

    private static func day(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value == value.rounded() ? 0 : 1)
    }
}
