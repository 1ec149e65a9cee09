import Disclosure
import Findings
import Presentation

/// What a person who checks outputs before they leave the house needs: every table and figure with the rules that hold for it, a verdict and
/// the counts of what was withheld. Made from what is released and nothing else.
///
/// Verdicts and rules by kind of statistic follow *The SACRO guide to statistical output checking*, 2023 (10.5281/zenodo.10054629): each
/// output has a status and a reason, and whoever checks decides.
public struct CheckerBundle: Sendable {
    /// checker.md: the bundle for people.
    public let markdown: String
    /// outputs.csv: the same, a row an output.
    public let outputs: TidyTable

    /// - Parameters:
    ///   - released: what disclosure control lets out.
    ///   - rendered: the files of the report.
    public init(_ released: Released, _ rendered: RenderedReport) {
        let policy = DisclosurePolicy(minimumCell: released.run.minimumCell, isInternal: released.isInternal)
        let outputs =
            released.findings.map { CheckedOutput($0, policy) }
            + rendered.tables.filter { released.finding($0.name) == nil }.map { CheckedOutput(table: $0, policy) }
            + rendered.figures.map { CheckedOutput(figure: $0, policy) }
        self.outputs = CheckedOutput.table(outputs)
        markdown = Self.text(released, policy, outputs)
    }

    private static func text(_ released: Released, _ policy: DisclosurePolicy, _ outputs: [CheckedOutput]) -> String {
        let withheld = released.withheld
        var lines = [
            "# For the output checker: \(plain(released.study.title))", "",
            "Run \(plain(released.run.id)), nocitrend \(released.run.version). " + verdicts(outputs), "",
        ]
        if released.isInternal {
            lines += ["**An internal report: nothing is withheld. No part of it may be released.**", ""]
        }
        lines += [
            "| what holds for all outputs | |", "|---|---|",
            "| smallest count of patients shown | \(policy.minimumCell); 0 may be shown of \(policy.fewestAlike) patients and more |",
            "| withheld of their own account | \(NumberText.count(Double(withheld.primary), "number", "numbers")) |",
            "| withheld so that these cannot be worked out | \(NumberText.count(Double(withheld.complementary), "number", "numbers"))"
                + (withheld.isHurried ? ", more than has to be: the search for the least was cut short" : "") + " |",
            "| standing from earlier releases | \(NumberText.count(Double(released.standing.numbers), "number", "numbers"))"
                + (released.standing.dates.isEmpty
                    ? "" : ", of " + Wording.list(released.standing.dates.map(\.description))) + " |",
            "| precision | \(released.isInternal ? "as computed" : "three significant digits, but for counts and shares of shown counts") |",
            "",
            "Sums across tables, sentences, complements and earlier releases were audited together by linear programmes: a table that looks safe "
                + "by itself is held against all others. Rows, records and single patients are in no output.",
            "", "| output | kind | verdict | numbers | withheld | standing | least count shown | rules |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += outputs.map { output in
            let cells = [
                output.file, output.kind.rawValue, output.verdict, "\(output.numbers)", output.withheldInWords,
                "\(output.standing)", output.least.map { "\($0)" } ?? "none", output.rules.joined(separator: "; "),
            ]
            return "| " + cells.map(plain).joined(separator: " | ") + " |"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func verdicts(_ outputs: [CheckedOutput]) -> String {
        let counts = Dictionary(grouping: outputs, by: \.verdict).mapValues(\.count).sorted { $0.key < $1.key }
        return NumberText.count(Double(outputs.count), "output", "outputs") + ": "
            + Wording.list(counts.map { "\($0.value) \($0.key)" }) + "."
    }

    /// Text without signs that Markdown would take for its own.
    private static func plain(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
    }
}
