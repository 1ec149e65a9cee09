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
        /// The file, as the study file names it.
        public var file: String
        /// Size in bytes as stored.
        public var bytes: Int
        /// SHA-256 of the stored bytes in hexadecimal; absent for standard input.
        public var sha256: String?

        /// Makes an input description.
        public init(table: String, file: String, bytes: Int, sha256: String?) {
            self.table = table
            self.file = file
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// What became of the rows of one table: `read == kept + rejected + duplicates`, always.
    public struct TableQuality: Sendable, Hashable {
        /// The canonical table.
        public var table: String
        /// Data rows read from its files that the study file's `where` asks for.
        public var read: Int
        /// Rows that are in the cohort.
        public var kept: Int
        /// Rows that are not, each listed in rejects.csv.
        public var rejected: Int
        /// Rows alike in every column with an earlier one of the same patient, which is used in their stead.
        public var duplicates: Int
        /// Rows that the study file's `where` leaves out; they count neither as read nor as rejected.
        public var filtered: Int
        /// Rejected rows by reason, most first.
        public var reasons: [Reason]

        /// A reason and how often it struck.
        public struct Reason: Sendable, Hashable {
            /// The column that gave the reason, if one did.
            public var column: String
            /// The reason, without any value.
            public var reason: String
            /// Rows.
            public var rows: Int

            /// Makes a reason.
            public init(column: String, reason: String, rows: Int) {
                self.column = column
                self.reason = reason
                self.rows = rows
            }
        }

        /// Makes a table's quality.
        public init(
            table: String, read: Int, kept: Int, rejected: Int, duplicates: Int, filtered: Int, reasons: [Reason]
        ) {
            self.table = table
            self.read = read
            self.kept = kept
            self.rejected = rejected
            self.duplicates = duplicates
            self.filtered = filtered
            self.reasons = reasons
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
