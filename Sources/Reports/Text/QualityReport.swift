import Disclosure
import Findings
import Presentation

/// The report of what was read: for a terminal, and as a page of its own.
public struct QualityReport: Sendable {
    private let released: Released
    private let shown: [ShownQuestion]

    /// What stands in the head of the page, by which an earlier one is known.
    public static func sign(isInternal: Bool) -> String {
        "<meta name=\"generator\" content=\"nocitrend check\(isInternal ? " --internal" : "")\">"
    }

    /// A report of a run's rows and of the questions about its data.
    public init(_ released: Released, _ shown: [ShownQuestion]) {
        self.released = released
        self.shown = shown
    }

    /// As text of at most 100 characters a line: whether all is well, what is to be looked at, then the tables.
    public var text: String {
        let cautions = shown.flatMap(\.finding.cautions)
        let patients = shown.compactMap(\.finding.patients).first.map { measure in
            EstimateText.text(measure) { NumberText.count($0, "patient", "patients") }
        }
        let verdict =
            switch cautions.count {
            case 0: "nothing lies above its warn level"
            case 1: "1 thing to look at"
            default: "\(cautions.count) things to look at"
            }
        var lines = TableText.wrapped(
            "\(released.study.title): \(patients.map { "\($0); " } ?? "")\(verdict)", TableText.width)
        if released.study.synthetic { lines.append("Synthetic data: these people are made up.") }
        if released.isInternal { lines.append(InternalMark.sentence) }
        for caution in cautions {
            lines += TableText.wrapped("! " + caution, TableText.width - 2).enumerated().map {
                $0 == 0 ? $1 : "  " + $1
            }
        }
        for table in QualityTables.all(released.quality) + shown.flatMap(\.page.tables) {
            lines.append("")
            lines += TableText.lines(table.shortened(to: Self.mostRows, othersIn: "the page"))
        }
        if let rule = ReportPage.withheldRule(released) { lines += [""] + TableText.wrapped(rule, TableText.width) }
        return lines.joined(separator: "\n")
    }

    /// As one self-contained page, light and dark, for a screen, a telephone and paper.
    public func html() throws -> String {
        try ReportTemplates.render(ReportPage(released, shown, [], illustrations: [], isAlone: true), with: "report")
    }

    /// Rows of a table that a terminal shows.
    private static let mostRows = 100
}
