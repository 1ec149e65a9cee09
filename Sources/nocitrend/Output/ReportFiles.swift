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

    /// Writes them. Every name must be one that `have` knows.
    func write(to folder: RunFolder) throws(CommandFailure) {
        try folder.write(rendered.html.utf8, to: "report.html")
        try folder.write(rendered.summary.utf8, to: "summary.md")
        try folder.write(rendered.plainSummary.utf8, to: "summary.txt")
        try folder.write(rendered.resultsJSON, to: "results.json")
        for table in rendered.tables {
            try folder.write(table.csv, to: "tables/\(table.name).csv")
        }
        for checklist in rendered.checklists {
            try folder.write(checklist.markdown.utf8, to: "checklists/\(checklist.name).md")
        }
        for figure in rendered.figures {
            if let svg = figure.svg { try folder.write(svg.utf8, to: "figures/\(figure.name).svg") }
            if let script = figure.script { try folder.write(script.utf8, to: "figures/\(figure.name).gp") }
            try folder.write(figure.data.csv, to: "figures/\(figure.name).csv")
        }
    }
}
