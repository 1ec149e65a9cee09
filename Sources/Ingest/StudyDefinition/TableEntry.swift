import DelimitedText
import StudyFile

/// One `file` of a table: where its rows are, how cells are read, and which column means what.
struct TableEntry: Sendable {
    /// A file, a pattern of files, or `-` for standard input; relative to the data directory.
    let file: String
    let fileSource: SourceReference
    let dialect: Dialect
    /// How the file writes days.
    let clock: StudyClock
    /// In the order of the study file.
    let mappings: [ColumnMapping]
    /// Which columns become rows of their own.
    let unpivot: Unpivot?
    /// A row is read only where every filter accepts it.
    let filters: [RowFilter]
    /// Columns that may look like identifiers, because nothing uses them.
    let ignored: Set<String>
    /// What tells that something is still taken; `nil` where every row has an end.
    let ongoing: Ongoing?

    func mapping(_ name: String) -> ColumnMapping? {
        mappings.first { $0.name == name }
    }

    /// Whether the file has no identifiers and each of its rows is a patient.
    var takesRowsForPatients: Bool {
        if case .row = mapping("patient")?.origin { true } else { false }
    }
}
