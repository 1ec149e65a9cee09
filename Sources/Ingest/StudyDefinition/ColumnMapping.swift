import StudyFile

/// Where a canonical column comes from.
struct ColumnMapping: Sendable {
    enum Origin: Sendable {
        /// A column of the file.
        case column(NamedColumn)
        /// The same value in every row.
        case constant(String)
        /// Another column, of the file or of the patients, translated by a list of values.
        case lookup(NamedColumn, values: WordList<String>)
    }

    /// The canonical name.
    let name: String
    let origin: Origin
    /// What cells are replaced with before anything else looks at them; `nil` makes a cell missing.
    let recode: WordList<String?>
    /// Where the mapping stands.
    let source: SourceReference

    /// How reports of rejected rows call the column: the name in the file, else the canonical name.
    var reportedName: String {
        switch origin {
        case .column(let column), .lookup(let column, _): column.name
        case .constant: name
        }
    }
}

/// A column of a file, and where the study file names it.
struct NamedColumn: Sendable, Hashable {
    let name: String
    let source: SourceReference
}
