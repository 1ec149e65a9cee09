import Presentation

/// Everything that a run's folder holds, made and not yet written.
public struct RenderedReport: Sendable {
    /// report.html: one self-contained file.
    public let html: String
    /// summary.md: one screen, fit for mail.
    public let summary: String
    /// summary.txt: the same as plain text, its subject first.
    public let plainSummary: String
    /// The lines of the same for a terminal.
    public let screen: [String]
    /// results.json as `docs/results-format.md` describes it.
    public let resultsJSON: [UInt8]
    /// tables/NAME.csv.
    public let tables: [TidyTable]
    /// checklists/NAME.md: reporting guidelines, filled as far as a report can.
    public let checklists: [Checklist]
    /// figures/NAME.svg, with the script and the data that each was drawn from.
    public let figures: [Figure]
    /// What a person who runs the tool should know, each a sentence with its remedy.
    public let warnings: [String]
    /// What is said even in a quiet run: figures that are missing.
    public let alerts: [String]
}

/// Choices for a report that are no part of its numbers.
public struct ReportOptions: Sendable, Hashable {
    /// The gnuplot program; absent: the one in `PATH`.
    public var gnuplotPath: String?
    /// Whether somebody ends the whole group of processes that this one leads: then gnuplot stays in it.
    public var isSupervised: Bool

    /// Makes options.
    public init(gnuplotPath: String? = nil, isSupervised: Bool = false) {
        self.gnuplotPath = gnuplotPath
        self.isSupervised = isSupervised
    }
}

/// Why a report could not be made.
public enum ReportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A template of the tool itself is broken.
    case template(name: String, reason: String)

    /// The error in a sentence, with the remedy where there is one.
    public var description: String {
        switch self {
        case .template(let name, let reason):
            "template \(name) is broken: \(reason)"
        }
    }
}
