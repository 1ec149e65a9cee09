import Disclosure
import Findings
import Presentation

/// Each patient compared with herself: a table, and no sentence of an answer. Where the dose follows recorded pain, the months before a
/// change are those in which pain was not yet high, and the difference is wrong by more than what was planted in simulated studies.
enum SelfControlledWords {
    /// Scores, then events.
    static func table(_ finding: ReleasedFinding) -> PageTable? {
        let (scores, rates) = (finding.all(.selfControlledDifference), finding.all(.selfControlledRatio))
        guard !scores.isEmpty || !rates.isEmpty else { return nil }
        var table = PageTable(
            "Each patient compared with herself, with 95% intervals",
            heads: [
                .init("Period"), .init("Patients", isNumeric: true), .init("Difference or rate ratio", isNumeric: true),
            ],
            note:
                "Scores: against the months before the 30 days before the change. Events: the rate against other times; up to 60 days after "
                + "count as soon after. Where doses follow pain, the months before are those in which pain was not yet high enough for a "
                + "change: the differences are then too high, by more than a point in simulated studies.")
        var last: String?
        func row(_ key: SelfControlledKey, _ estimate: ReleasedEstimate) {
            let heading = Wording.capitalized("\(key.outcome.label) around \(key.change.label)")
            if heading != last { table.group(heading) }
            last = heading
            table.row([
                Wording.capitalized(key.period?.label ?? ""), EstimateText.count(estimate.n),
                EstimateText.cell(estimate),
            ])
        }
        for (key, estimate) in scores { row(key, estimate) }
        for (key, estimate) in rates { row(key, estimate) }
        return table
    }
}
