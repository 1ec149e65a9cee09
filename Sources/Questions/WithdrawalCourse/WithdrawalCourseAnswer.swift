import Disclosure
import Findings
import Presentation

/// How soon patients become free of withdrawal, in plain words.
enum WithdrawalCourseAnswer {
    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason { return .unanswered(WithdrawalCourse.question, reason: reason) }
        return PlainAnswer(
            WithdrawalCourse.question, sentences: [median(finding), lastDay(finding)].compactMap(\.self),
            otherwise: "The shares by day are in the figure and the table.")
    }

    /// “Half of the patients had their first assessment without withdrawal by day 4 (95% CI 3 to 5).”
    private static func median(_ finding: ReleasedFinding) -> String? {
        guard let median = finding[.medianDaysToNone, CourseKey()] else {
            return finding.all(.notYetFreeShare).isEmpty
                ? nil : "Fewer than half of the patients had an assessment without withdrawal while they were followed."
        }
        guard let days = median.number else {
            return "The median time to the first assessment without withdrawal is withheld."
        }
        let name = EstimateText.intervalName(median.level)
        let interval =
            switch (median.lower?.number, median.upper?.number) {
            case (let lower?, let upper?): " (\(name) \(day(lower)) to \(day(upper)))"
            case (let lower?, nil): " (\(name) from \(day(lower)), no upper limit)"
            default: ""
            }
        return "Half of the patients had their first assessment without withdrawal by day \(day(days))\(interval)."
    }

    /// The Kaplan-Meier share that is not yet free on the last day shown.
    private static func lastDay(_ finding: ReleasedFinding) -> String? {
        let shown = finding.all(.notYetFreeShare).compactMap {
            key, estimate -> (day: Int, estimate: ReleasedEstimate)? in
            guard case .day(let day)? = key.time, estimate.number != nil else { return nil }
            return (day, estimate)
        }
        guard let last = shown.max(by: { $0.day < $1.day }) else { return nil }
        return
            "By day \(NumberText.count(last.day)), \(EstimateText(last.estimate).sentence) had had no assessment without "
            + "withdrawal (Kaplan\u{2013}Meier, which counts those who left as long as they were followed)."
    }

    private static func day(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value == value.rounded() ? 0 : 1)
    }
}
