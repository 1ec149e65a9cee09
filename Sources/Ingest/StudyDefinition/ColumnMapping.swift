import DelimitedText
import StudyFile

/// Where a canonical column comes from.
struct ColumnMapping: Sendable {
    enum Origin: Sendable {
        /// A column of the file.
        case column(NamedColumn)
        /// The same value in every row.
        case constant(String)
        /// Another column, of the file or of the patients, translated by a list of values; `nil` is a missing cell.
        case lookup(NamedColumn, values: WordList<String?>)
        /// A column of concepts, and what of them is asked.
        case concept(NamedColumn, ConceptAspect)
        /// Of several columns of the file the first that has a value.
        case first([NamedColumn])
        /// The sum or the mean of several columns of the file.
        case items(ItemScore)
        /// Several columns of the file, a row each, or what their names say.
        case unpivoted
        /// The row itself: each is a patient.
        case row
    }

    /// The canonical name.
    let name: String
    var origin: Origin
    /// What cells are replaced with before anything else looks at them; `nil` makes a cell missing.
    let recode: WordList<String?>
    /// Where the mapping stands.
    let source: SourceReference
    /// How a number is worked out from what the cell says; `nil` where it is the number.
    var arithmetic: ColumnArithmetic?

    /// The columns of the file that the study file names for it.
    var headers: [String] {
        let own: [String] =
            switch origin {
            case .column(let column), .lookup(let column, _), .concept(let column, _): [column.name]
            case .first(let columns): columns.map(\.name)
            case .items(let score): score.items.map(\.name)
            case .constant, .unpivoted, .row: []
            }
        return own + (arithmetic?.factors.compactMap(\.header) ?? [])
    }

    /// Whether every row has the same value.
    var isConstant: Bool {
        if case .constant = origin { true } else { false }
    }

    /// How reports of rejected rows call the column: the name in the file, else the canonical name.
    var reportedName: String {
        switch origin {
        case .column(let column), .lookup(let column, _), .concept(let column, _): column.name
        case .first(let columns): columns.first?.name ?? name
        case .constant, .items, .unpivoted, .row: name
        }
    }
}

/// A column of a file, and where the study file names it.
struct NamedColumn: Sendable, Hashable {
    let name: String
    let source: SourceReference

    /// Blanks around a name do not matter, here as in a header.
    init(name: String, source: SourceReference) {
        self.name = Header.trimmed(name)
        self.source = source
    }
}
