import Cohort
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
    var mappings: [ColumnMapping]
    /// Which columns become rows of their own.
    let unpivot: Unpivot?
    /// A row is read only where every filter accepts it.
    var filters: [RowFilter]
    /// Columns that may look like identifiers, because nothing uses them.
    var ignored: Set<String>
    /// Columns that look like identifiers, used or not, and that the study says are none.
    var cleared: Set<String>
    /// What tells that something is still taken; `nil` where every row has an end.
    let ongoing: Ongoing?
    /// Whether its file need not be there.
    let isOptional: Bool

    /// Whether it says nothing of patients but since when and until when they were observed: several rows are then several periods.
    var saysPeriodsAlone: Bool {
        Set(mappings.map(\.name)).isSubset(of: ["patient", ObservationStart.column, ObservationEnd.column])
    }

    /// Whether it reads the rows of some concepts.
    var choosesConcepts: Bool { filters.contains { $0.concept != nil } }

    func mapping(_ name: String) -> ColumnMapping? {
        mappings.first { $0.name == name }
    }

    /// Whether the file has no identifiers and each of its rows is a patient.
    var takesRowsForPatients: Bool {
        if case .row = mapping("patient")?.origin { true } else { false }
    }
}
