import Disclosure
import Findings
import Presentation

/// Whether patients grow more sensitive to evoked pain, in plain words that claim an association and no more.
enum EvokedPainAnswer {
    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(EvokedPain.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        let changes = finding.instruments.map { EvokedChange(finding: finding, instrument: $0) }
        let sentences = changes.compactMap(\.sentence)
        let lead = sentences.count > 1 ? overview(changes) : sentences.first
        return PlainAnswer(
            EvokedPain.question, lead: lead ?? "No slope was estimated; see the table of the regressions.",
            more: (sentences.count > 1 ? sentences : []) + details(changes) + [
                "This is an association over time, not proof that the opioids changed the sensitivity."
            ])
    }

    /// “Of 3 evoked tests, 2 showed more sensitivity and 1 no clear change with longer exposure.”
    private static func overview(_ changes: [EvokedChange]) -> String {
        let readings = changes.compactMap { change in change.slope().map(change.reading(ofSlope:)) }
        func count(_ reading: EvokedChange.Reading?) -> Int { readings.count { $0 == reading } }
        let seen: [(EvokedChange.Reading, String)] = [
            (.more, "more sensitivity"), (.less, "less sensitivity"), (.open, "no clear change"),
        ]
        let parts = seen.filter { count($0.0) > 0 }.enumerated().map { position, part in
            "\(NumberText.count(count(part.0))) \(position == 0 ? "showed " : "")\(part.1)"
        }
        let of = "Of \(NumberText.count(readings.count)) evoked tests, "
        guard !parts.isEmpty else { return of + "none may be shown, as they rest on few patients." }
        let hidden = count(nil)
        return of + Wording.list(parts) + " with longer exposure"
            + (hidden == 0 ? "." : "; \(NumberText.count(hidden)) may not be shown.")
    }

    /// With several tests each sentence says which one it is about.
    private static func details(_ changes: [EvokedChange]) -> [String] {
        guard changes.count > 1 else { return changes.flatMap(\.details) }
        return changes.flatMap { change in change.details.map { "\(change.instrument.title): \($0)" } }
    }
}
