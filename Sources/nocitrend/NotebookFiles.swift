import Reports

/// The exported notebook with its tidy tables and their description.
struct NotebookFiles {
    let export: NotebookExport

    func write(to folder: String) throws(CommandFailure) {
        try OutputFolder.create(folder + "/tables")
        try OutputFolder.write(export.notebook, to: folder + "/nocitrend.ipynb")
        try OutputFolder.write(export.dataPackage, to: folder + "/datapackage.json")
        for table in export.tables {
            try OutputFolder.write(table.csv, to: folder + "/tables/\(table.name).csv")
        }
    }
}
