import DelimitedText
import StudyFile

/// Why a study could not be read.
public enum IngestError: Error, Sendable {
    /// The study file does not fit the files: a file or a column that it names is not there.
    case study(StudyFileError)
    /// A file cannot be read as delimited text.
    case input(DelimitedTextError)
    /// A column of a file holds a direct identifier; `line` is the header's, or that of the first such cell.
    case directIdentifier(file: String, line: Int, column: String, class: IdentifierClass, isOfPatients: Bool = false)
    /// More of a table's rows were rejected than `max_rejected` allows, or all of them.
    case tooManyRejected(TooManyRejected)
    /// A column has more different words than the cohort can number.
    case tooManyWords(table: CanonicalTable, column: String, limit: Int)

    /// What was read when too many rows turned out to be unusable.
    public struct TooManyRejected: Sendable {
        /// What there can be too much of.
        enum Cause: Sendable {
            /// Rejected rows.
            case rows
            /// Rows rejected on account of one column.
            case rowsOfColumn(String, rows: Int)
            /// Cells of one column that could not be read.
            case cells(String, cells: Int)
        }

        /// The table that stopped the run.
        public let table: TableReport
        /// The share of its rows that may be.
        public let limit: Double
        /// What there was too much of.
        let cause: Cause
        /// What may be behind it and how to say so, most likely first.
        public let remedies: [String]
        /// What became of the rows of each table.
        public let tables: [TableReport]
        /// Every row that was not used, for `rejects.csv`.
        public let rejectedRows: RejectedRows
        /// The files.
        public let inputs: [InputFile]
        /// Counts from 1 to one less than this may be of one patient, and are said to be few.
        let minimumCell: Int
    }

    /// The kind of failure, with its exit code.
    public var exitKind: ExitKind {
        switch self {
        case .study(let error): error.exitKind
        case .input(.notFound), .input(.unreadable), .input(.notAFile): .noInput
        case .input(.outside): .studyFile
        case .input(.tookTooLong), .input(.changedWhileRead), .input(.vanishedWhileRead), .input(.listChangedWhileRead):
            .inputOutput
        case .input, .directIdentifier, .tooManyRejected, .tooManyWords: .data
        }
    }
}

extension IngestError: CustomStringConvertible {
    /// One sentence for a person: the offender and the remedy, never the content of a cell.
    public var description: String {
        switch self {
        case .study(let error): error.description
        case .input(let error): error.wording
        case .directIdentifier(let file, let line, let column, let identifier, isOfPatients: true):
            "\(shown(file)) line \(line), column \"\(shown(column))\": \(identifier.complaint); replace the identifiers by codes, or, if "
                + "they are the study's own codes and only look so, add \"ids: {trusted: true}\" to the study file"
        case .directIdentifier(let file, let line, let column, let identifier, _):
            "\(shown(file)) line \(line), column \"\(shown(column))\": \(identifier.complaint); "
                + identifier.remedy(forColumn: shown(column))
        case .tooManyRejected(let stop): stop.description
        case .tooManyWords(let table, let column, let limit):
            "table \"\(table.rawValue)\", column \"\(column)\": has more than \(limit) different words; map a column with fewer, or recode it"
        }
    }
}
