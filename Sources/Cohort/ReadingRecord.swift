/// What was read for a cohort and is no part of it: rows by outcome, the columns that the study file maps, cells that could not be read.
///
/// It names columns as study files do (`pain`, `score`), and holds no cell.
public struct ReadingRecord: Sendable, Hashable {
    /// Some rows, and how many patients they are of.
    public struct Rows: Sendable, Hashable {
        /// How many rows.
        public let rows: Int
        /// How many patients have one, counted up to the least number that may be shown; `nil` where that is not known.
        public let patients: Int?

        /// Some rows.
        public init(_ rows: Int, ofPatients patients: Int? = nil) {
            self.rows = rows
            self.patients = patients
        }
    }

    /// Rows that are not used for one reason.
    public struct Rejection: Sendable, Hashable {
        /// The column to blame, by its canonical name; `nil` for the whole row, or for a column of the file that stands for several.
        public let column: String?
        /// Whether the cell of that column is missing.
        public let isMissing: Bool
        /// How many.
        public let rows: Rows

        /// A reason for which rows are not used.
        public init(column: String?, isMissing: Bool, rows: Rows) {
            self.column = column
            self.isMissing = isMissing
            self.rows = rows
        }
    }

    /// What was read of one table.
    public struct Table: Sendable, Hashable {
        /// Which.
        public let table: StudyTable
        /// Rows read: kept, rejected and duplicates together.
        public let read: Int
        /// Rows that became part of the cohort.
        public let kept: Int
        /// Rows alike with an earlier one of the same patient, which is used in their stead.
        public let duplicates: Int
        /// Such rows that are used all the same.
        public let doubled: Int
        /// The columns that are read from files, by their canonical names, in the order of the study file.
        public let columns: [String]
        /// Rows that are not used.
        public let rejected: Rows
        /// Why rows are not used, in the order of the report.
        public let rejections: [Rejection]
        /// Cells of rows that were kept which could not be read, by the canonical name of their column.
        public let unreadable: [String: Int]
        /// Identifiers that the table of patients does not have; 0 where the study has no such table.
        public let strangers: Int

        /// What was read of a table.
        public init(
            table: StudyTable, read: Int, kept: Int, duplicates: Int = 0, doubled: Int = 0, columns: [String],
            rejected: Rows = Rows(0), rejections: [Rejection] = [], unreadable: [String: Int] = [:], strangers: Int = 0
        ) {
            self.table = table
            self.read = read
            self.kept = kept
            self.duplicates = duplicates
            self.doubled = doubled
            self.columns = columns
            self.rejected = rejected
            self.rejections = rejections
            self.unreadable = unreadable
            self.strangers = strangers
        }
    }

    /// The tables that the study has.
    public let tables: [Table]

    /// A record; by default of nothing, as of a cohort that no file made.
    public init(tables: [Table] = []) {
        self.tables = tables
    }

    /// What was read of a table, if the study has it.
    public subscript(table: StudyTable) -> Table? { tables.first { $0.table == table } }
}
