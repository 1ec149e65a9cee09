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
    }

    /// The kind of failure, with its exit code.
    public var exitKind: ExitKind {
        switch self {
        case .study(let error): error.exitKind
        case .input(.notFound), .input(.unreadable): .noInput
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

extension IngestError.TooManyRejected: CustomStringConvertible {
    /// Names the table, the counts, the most frequent reasons and the remedy.
    public var description: String {
        let reasons = table.reasons.prefix(3).map { reason in
            let column = reason.column.map { "column \"\(shown($0))\": " } ?? ""
            return "\(column)\(reason.reason.wording) (\(reason.rows))"
        }
        let more = "more than the allowed \(percent(limit))"
        let verdict =
            switch cause {
            case .cells(let column, let cells):
                "column \"\(shown(column))\": \(cells) of \(table.read) cells could not be read, \(more)."
            case .rowsOfColumn(let column, let rows):
                "\(rows) of \(table.read) rows were rejected for column \"\(shown(column))\", \(more)."
            case .rows:
                "\(table.rejected) of \(table.read) rows were rejected, \(table.kept == 0 ? "so nothing is left" : more). "
                    + "Most frequent: \(reasons.joined(separator: "; "))."
            }
        let likely = remedies.prefix(2).joined(separator: "; ")
        // The name of a file stays as it is.
        let isWord = likely.prefix { $0 != " " }.allSatisfy(\.isLetter)
        let mend = likely.isEmpty ? "" : "\(isWord ? likely.prefix(1).uppercased() + likely.dropFirst() : likely). "
        return "table \"\(table.table.rawValue)\": \(verdict) \(mend)"
            + "See rejects.csv, then mend the mapping or the data"
            + (table.kept == 0 ? "" : ", or raise max_rejected in the study file")
    }

    private func percent(_ share: Double) -> String {
        let thousandths = (share * 1000).rounded()
        return thousandths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int(thousandths / 10))%" : "\(thousandths / 10)%"
    }
}
