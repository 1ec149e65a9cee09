import Foundation
import Reports

/// The exported notebook with its tidy tables and their description.
struct NotebookFiles {
    let export: NotebookExport

    func write(to folder: String) throws(CommandFailure) {
        try OutputFolder.create(folder + "/tables")
        try write(export.notebook, to: folder + "/nocitrend.ipynb")
        try write(export.dataPackage, to: folder + "/datapackage.json")
        for table in export.tables {
            try write(table.csv, to: folder + "/tables/\(table.name).csv")
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.localizedDescription)")
        }
    }
}
