import Findings

/// How soon patients become free of withdrawal, in plain words.
enum WithdrawalCourseAnswer {
    static func answer(_ finding: Finding) -> PlainAnswer {
        let question = "How soon do patients become free of withdrawal?"
        guard finding.status == .estimated else {
            return .unanswered(finding, question)
        }
        let medians = finding.estimates(named: "median_days_to_none")
        let sentences = medians.map(median) + lastDay(finding)
        return PlainAnswer(
            id: finding.id, question: question,
            lead: sentences.first ?? "The shares by day are in the figure and the table.",
            more: Array(sentences.dropFirst()), isEstimated: true)
    }

    /// “Half of the patients had their first assessment without withdrawal by day 4 (95% CI 3 to 5).”
    private static func median(_ estimate: Estimate) -> String {
        let scale = estimate.group["scale"].map { " on the \(Wording.scale($0))" } ?? ""
        switch estimate.value {
        case nil:
            return
                "Fewer than half of the patients had an assessment without withdrawal\(scale) while they were followed."
        case .withheld:
            return "The median time to the first assessment without withdrawal\(scale) is withheld."
        case .number(let days):
            let interval =
                switch (estimate.lower?.number, estimate.upper?.number) {
                case (let lower?, let upper?):
                    " (\(EstimateText.intervalName(estimate.level)) \(day(lower)) to \(day(upper)))"
                case (let lower?, nil):
                    " (\(EstimateText.intervalName(estimate.level)) from \(day(lower)), no upper limit)"
                default: ""
                }
            return
                "Half of the patients had their first assessment without withdrawal\(scale) by day \(day(days))\(interval)."
        }
    }

    /// The Kaplan-Meier share that is not yet free on the last day shown.
    private static func lastDay(_ finding: Finding) -> [String] {
        let curve = finding.estimates(named: "not_yet_free_share").filter {
            $0.value?.number != nil && $0.group["scale"] == nil
        }
        let last = curve.max { (Double($0.group["day"] ?? "") ?? 0) < (Double($1.group["day"] ?? "") ?? 0) }
        guard let last, let day = last.group["day"] else { return [] }
        return [
            "By day \(day), \(EstimateText(last).sentence) had had no assessment without withdrawal "
                + "(Kaplan\u{2013}Meier, which counts those who left as long as they were followed)."
        ]
    }

    private static func day(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value == value.rounded() ? 0 : 1)
    }
}
