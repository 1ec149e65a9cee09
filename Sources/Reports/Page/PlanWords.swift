import Disclosure
import Findings
import Presentation

/// What a report says of the plan of analysis: in its head, and in a mail.
struct PlanWords {
    private let plan: Results.Study.Plan
    /// What was planned and has no answer in this run.
    let notAnswered: [Results.Study.Plan.Question]

    /// The words of a run with a plan; `nil` without one.
    init?(_ released: Released) {
        guard let plan = released.study.plan else { return nil }
        self.plan = plan
        notAnswered = plan.questions.filter { released.finding($0.id) == nil }
    }

    /// For the report's head, one or two sentences.
    static func head(_ released: Released) -> String {
        PlanWords(released)?.head
            ?? "No plan of analysis is recorded, so every finding is exploratory. \u{201C}nocitrend plan\u{201D} records one, before outcomes "
            + "are looked at."
    }

    private var head: String {
        let titles = Wording.list(plan.questions.map { "\u{201C}\($0.title)\u{201D}" })
        let version = plan.version.map { " with nocitrend \($0)" } ?? ""
        let planned: String =
            switch plan.status {
            case .planned(let date):
                "Planned on \(date)\(version), and the study file is as it was then: \(titles). Every other finding is exploratory."
            case .plannedThenChanged(let date):
                "Planned on \(date)\(version): \(titles). The study file has changed since, so that what was done may not be what was "
                    + "planned. Every other finding is exploratory."
            case .plannedUndated, .exploratory:
                "Called planned, without a date and hash that would show it: \(titles). Every other finding is exploratory."
            }
        guard !notAnswered.isEmpty else { return planned }
        return planned + " Planned and not answered here: "
            + Wording.list(notAnswered.map { "\u{201C}\($0.title)\u{201D}" }) + "."
    }
}
