import Presentation
import Reports

/// The exported notebook with its tidy tables and their description.
struct NotebookFiles {
    private static let notebook = "nocitrend.ipynb"
    private static let dataPackage = "datapackage.json"

    /// The folder of `--notebook`, in which a notebook that somebody went on with is not replaced.
    static func folder(_ path: String) -> SignedFolder {
        SignedFolder(path: path, writer: "report --notebook", remedy: "name another folder with --notebook")
    }

    /// Throws status 73 where an export would replace what is not as the last one left it.
    static func checkPlace(_ path: String) throws(CommandFailure) {
        try folder(path).checkPlace(for: [notebook, dataPackage])
    }

    let export: NotebookExport

    func write(to path: String) throws(CommandFailure) {
        try Self.folder(path).replace { files in
            try files.add(Self.notebook, export.notebook)
            try files.add(Self.dataPackage, export.dataPackage)
            for table in export.tables { try files.add("tables/\(table.name).csv", table.csv) }
        }
    }
}
