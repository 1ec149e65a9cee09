import Presentation
import Reports

/// The files of a finished report.
struct ReportFiles {
    let rendered: RenderedReport

    /// Whether a report may have a file or folder of this name. Those of earlier versions had their rejected rows.
    static func have(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        switch (parts.count, parts.first) {
        case (1, _):
            return [
                "report.html", "summary.md", "summary.txt", "results.json", "rejects.csv", "tables", "checklists",
                "figures",
            ].contains(name)
        case (2, "tables"): return name.hasSuffix(".csv")
        case (2, "checklists"): return name.hasSuffix(".md")
        case (2, "figures"): return [".svg", ".gp", ".csv"].contains { name.hasSuffix($0) }
        default: return false
        }
    }

    /// All of them by name. Every name must be one that `have` knows.
    var all: [(name: String, bytes: [UInt8])] {
        var files = [
            ("report.html", Array(rendered.html.utf8)), ("summary.md", Array(rendered.summary.utf8)),
            ("summary.txt", Array(rendered.plainSummary.utf8)), ("results.json", rendered.resultsJSON),
        ]
        files += rendered.tables.map { ("tables/\($0.name).csv", $0.csv) }
        files += rendered.checklists.map { ("checklists/\($0.name).md", Array($0.markdown.utf8)) }
        for figure in rendered.figures {
            if let svg = figure.svg { files.append(("figures/\(figure.name).svg", Array(svg.utf8))) }
            if let script = figure.script { files.append(("figures/\(figure.name).gp", Array(script.utf8))) }
            files.append(("figures/\(figure.name).csv", figure.data.csv))
        }
        return files
    }

    /// Writes them.
    func write(to folder: RunFolder) throws(CommandFailure) {
        for file in all { try folder.write(file.bytes, to: file.name) }
    }
}
