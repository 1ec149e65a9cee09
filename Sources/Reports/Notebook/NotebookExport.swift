import Disclosure
import Findings
import Foundation
import Presentation

/// A Jupyter notebook with the tidy tables that it reads: where a researcher goes on after the report.
///
/// The notebook holds no outputs; it loads `tables/*.csv` as `datapackage.json` describes them and draws the main figures
/// anew. Same findings, same bytes.
public struct NotebookExport: Sendable {
    /// nocitrend.ipynb, nbformat 4.5.
    public let notebook: [UInt8]
    /// The tables, for tables/NAME.csv.
    public let tables: [TidyTable]
    /// datapackage.json, a Frictionless Data Package (version 1 and 2) with a schema for each table.
    public let dataPackage: [UInt8]
    /// README.md of the folder.
    public let readme: String

    /// Makes the notebook of these findings, with the course of the main answers where there is an earlier run. Throws where JSON cannot be
    /// written.
    public init(_ released: Released, _ shown: [ShownQuestion], since: SinceLastRun? = nil) throws {
        tables = TidyTables.all(released) + (since.map { [$0.courseTable] } ?? [])
        let encoder = ResultsDocument.encoder()
        notebook = Array(try encoder.encode(Notebook(released, shown))) + [UInt8(ascii: "\n")]
        dataPackage = Array(try encoder.encode(DataPackage(released, tables: tables))) + [UInt8(ascii: "\n")]
        readme = Self.readme(released, tables: tables)
    }

    private static func readme(_ results: Released, tables: [TidyTable]) -> String {
        let list = tables.map { "| `tables/\($0.name).csv` | \(MailSummary.markdown($0.title)) |" }.joined(
            separator: "\n")
        let synthetic = results.study.synthetic ? "\n**SYNTHETIC DATA: these people are made up.**\n" : ""
        let mark = results.isInternal ? "\n**\(InternalMark.sentence)**\n" : ""
        return """
            # \(MailSummary.markdown(results.study.title)): notebook and tables
            \(synthetic)\(mark)
            `nocitrend.ipynb` reads the tables and draws the report's main figures anew. `datapackage.json` describes every
            column (Frictionless Data Package). A number that is not shown, as it would point at few patients, is the word
            `withheld`; an empty cell is a value that does not exist.

            ```
            python3 -m venv venv
            venv/bin/pip install jupyterlab pandas matplotlib
            venv/bin/jupyter lab nocitrend.ipynb
            ```

            | table | what |
            |---|---|
            \(list)

            Run \(MailSummary.markdown(results.run.id)), nocitrend \(results.run.version).

            """
    }
}
