import Presentation
import Reports

/// The exported notebook with its tidy tables and their description.
struct NotebookFiles {
    private static let notebook = "nocitrend.ipynb"
    private static let dataPackage = "datapackage.json"

    let folder: SignedFolder

    /// The folder of `--notebook`, in which a notebook that somebody went on with is not replaced. An internal run's never takes the place
    /// of one for release, nor the other way.
    init(path: String, isInternal: Bool) {
        folder = SignedFolder(
            path: path, writer: isInternal ? "report --internal --notebook" : "report --notebook",
            remedy: "name another folder with --notebook", mode: isInternal ? .restricted : .released)
    }

    /// Throws status 73 where an export would replace what is not as the last one left it.
    func checkPlace() throws(CommandFailure) {
        try folder.checkPlace(for: [Self.notebook, Self.dataPackage])
    }

    func write(_ export: NotebookExport) throws(CommandFailure) {
        try folder.replace { files in
            try files.add(Self.notebook, export.notebook)
            try files.add(Self.dataPackage, export.dataPackage)
            for table in export.tables { try files.add("tables/\(table.name).csv", table.csv) }
        }
    }
}
