/// A run's results before disclosure control.
public struct Results: Sendable {
    /// The format's name and version in results.json.
    public static let schema = "nocitrend.results/2"

    /// What was studied.
    public struct Study: Sendable, Hashable {
        /// The study file's title.
        public var title: String
        /// Whether the people are made up. Every page of a report on a synthetic study says so.
        public var synthetic: Bool
        /// How day 0 of the withdrawal clock was set, in words.
        public var index: String
        /// Definitions in force, in words, each with its source: eras, bands, "no withdrawal" …
        public var definitions: [Definition]
        /// What the study file calls planned; absent where it calls nothing so.
        public var plan: Plan?

        /// A term and its meaning in this run.
        public struct Definition: Sendable, Hashable {
            /// The term.
            public var term: String
            /// Its meaning, with the source.
            public var meaning: String

            /// Makes a definition.
            public init(term: String, meaning: String) {
                self.term = term
                self.meaning = meaning
            }
        }

        /// Makes a study description.
        public init(
            title: String, synthetic: Bool, index: String, definitions: [Definition], plan: Plan?
        ) {
            self.title = title
            self.synthetic = synthetic
            self.index = index
            self.definitions = definitions
            self.plan = plan
        }
    }

    /// How the run was made. Holds nothing that differs between two runs on the same input: no clock, no thread count.
    public struct Run: Sendable, Hashable {
        /// The run's name, which is also its folder.
        public var id: String
        /// Version of nocitrend.
        public var version: String
        /// Whether suppression was off (`--internal`).
        public var isInternal: Bool
        /// Counts from 1 to one less than this are withheld.
        public var minimumCell: Int

        /// Makes a run description.
        public init(id: String, version: String, isInternal: Bool, minimumCell: Int) {
            self.id = id
            self.version = version
            self.isInternal = isInternal
            self.minimumCell = minimumCell
        }
    }

    /// An input file as it was read.
    public struct Input: Sendable, Hashable {
        /// The canonical table that it feeds.
        public var table: String
        /// The file, as it may be named.
        public var file: String

        /// Makes an input description.
        public init(table: String, file: String) {
            self.table = table
            self.file = file
        }
    }

    /// Some rows, and how many patients they are of.
    public struct RowCount: Sendable, Hashable {
        /// How many rows.
        public var rows: Int
        /// How many patients have one, as far as that is known and matters to what may be shown; rejected rows are no part of the cohort,
        /// so that no set of persons can stand for theirs.
        public var patients: Int?

        /// Some rows.
        public init(_ rows: Int, ofPatients patients: Int? = nil) {
            self.rows = rows
            self.patients = patients
        }
    }

    /// What became of the rows of one table: `read == kept + rejected + duplicates`, by construction.
    public struct TableQuality: Sendable, Hashable {
        /// The canonical table.
        public var table: String
        /// Rows that are in the cohort.
        public var kept: RowCount
        /// Rows that are not, each listed in rejects.csv.
        public var rejected: RowCount
        /// Rows alike in every column with an earlier one of the same patient, which is used in their stead.
        public var duplicates: RowCount
        /// Such rows that are used all the same; they are among those kept.
        public var doubled: RowCount
        /// Rows that the study file's `where` leaves out; they count neither as read nor as rejected.
        public var filtered: Int
        /// Rejected rows by reason, most first.
        public var reasons: [Reason]
        /// Cells of rows that were kept which could not be read, by column, most first; they count as missing.
        public var unreadable: [Unreadable]

        /// Data rows read from its files that the study file's `where` asks for.
        public var read: Int { kept.rows + rejected.rows + duplicates.rows }

        /// A reason and how often it struck.
        public struct Reason: Sendable, Hashable {
            /// The column that gave the reason, if one did.
            public var column: String
            /// The reason, without any value.
            public var reason: String
            /// Rows.
            public var count: RowCount

            /// Makes a reason.
            public init(column: String, reason: String, count: RowCount) {
                self.column = column
                self.reason = reason
                self.count = count
            }
        }

        /// A column with cells that could not be read.
        public struct Unreadable: Sendable, Hashable {
            /// The column's name in the file.
            public var column: String
            /// How many cells, one a row.
            public var count: RowCount

            /// Cells of a column.
            public init(column: String, count: RowCount) {
                self.column = column
                self.count = count
            }
        }

        /// Makes a table's quality.
        public init(
            table: String, kept: RowCount, rejected: RowCount, duplicates: RowCount, doubled: RowCount, filtered: Int,
            reasons: [Reason], unreadable: [Unreadable]
        ) {
            self.table = table
            self.kept = kept
            self.rejected = rejected
            self.duplicates = duplicates
            self.doubled = doubled
            self.filtered = filtered
            self.reasons = reasons
            self.unreadable = unreadable
        }
    }

    /// What was studied.
    public var study: Study
    /// How the run was made.
    public var run: Run
    /// The files read.
    public var inputs: [Input]
    /// What became of their rows.
    public var quality: [TableQuality]
    /// The answers, in the order of the report.
    public var findings: [FindingBuilder]

    /// Makes the results of a run.
    public init(study: Study, run: Run, inputs: [Input], quality: [TableQuality], findings: [FindingBuilder]) {
        self.study = study
        self.run = run
        self.inputs = inputs
        self.quality = quality
        self.findings = findings
    }
}
