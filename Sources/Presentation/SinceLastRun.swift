import Disclosure
import Findings

/// What differs in a report from the one before of the same study: made of numbers that the two show, and of nothing else.
public struct SinceLastRun: Sendable {
    /// A main answer as a report showed it.
    public struct Reading: Sendable, Hashable {
        /// The value, where it was shown.
        public let value: Double?
        /// The limits of its interval, where they were.
        public let lower: Double?
        /// The upper one.
        public let upper: Double?
        /// As it read: `62.3% (59.5 to 65.0)`, `withheld`, a dash.
        public let text: String
        /// The day of the still earlier report that it stood from.
        public let asOf: String?

        /// A reading.
        public init(value: Double?, lower: Double?, upper: Double?, text: String, asOf: String?) {
            (self.value, self.lower, self.upper, self.text, self.asOf) = (value, lower, upper, text, asOf)
        }
    }

    /// A main answer in the two reports.
    public struct Number: Sendable, Hashable {
        /// Id of the finding.
        public let finding: String
        /// The question in a few words.
        public let title: String
        /// Name of the quantity in results.json, and for people.
        public let quantity: String
        /// The quantity for people.
        public let label: String
        /// What it is about, as a stable text and for people.
        public let key: String
        /// The key for people; empty of everybody.
        public let keyWords: String
        /// In the report before; `nil` where it had no such number.
        public let before: Reading?
        /// In this report; `nil` where it has none.
        public let now: Reading?

        /// A number.
        public init(
            finding: String, title: String, quantity: String, label: String, key: String, keyWords: String,
            before: Reading?, now: Reading?
        ) {
            (self.finding, self.title, self.quantity, self.label) = (finding, title, quantity, label)
            (self.key, self.keyWords, self.before, self.now) = (key, keyWords, before, now)
        }

        /// What it is, for people: `Pain over exposure: slope (NRS, unadjusted)`.
        public var name: String {
            "\(title): \(Wording.uncapitalized(label))" + (keyWords.isEmpty ? "" : " (\(keyWords))")
        }
    }

    /// A question that is answered in one of the two reports only.
    public struct Question: Sendable, Hashable {
        /// Its id.
        public let finding: String
        /// In a few words.
        public let title: String
        /// Why it has no answer now; `nil` where it was not asked any more, or where it has one.
        public let reason: String?

        /// A question.
        public init(finding: String, title: String, reason: String?) {
            (self.finding, self.title, self.reason) = (finding, title, reason)
        }
    }

    /// The rows of a table in the two reports.
    public struct Table: Sendable, Hashable {
        /// The canonical table.
        public let table: String
        /// Rows read, as the report before showed them; `nil` where it had no such table or withheld them.
        public let before: Double?
        /// Rows read now.
        public let now: Double?

        /// A table.
        public init(table: String, before: Double?, now: Double?) {
            (self.table, self.before, self.now) = (table, before, now)
        }
    }

    /// Name of the run before.
    public let run: String
    /// Its day.
    public let day: String
    /// How many main answers both have with an interval, and anew.
    public let compared: Int
    /// How many of these would at most move by chance, were all else as before: each interval's level leaves so much out.
    public let expectedByChance: Double
    /// Those that moved beyond their intervals.
    public let moved: [Number]
    /// Questions that have an answer for the first time.
    public let newAnswers: [Question]
    /// Main answers that have a value for the first time.
    public let newNumbers: [Number]
    /// Questions that have no answer any more.
    public let lostAnswers: [Question]
    /// Main answers that have no value any more, of questions that have one.
    public let lostNumbers: [Number]
    /// Main answers that stand as of an earlier day.
    public let standing: [Number]
    /// Files that were not read the time before.
    public let newInputs: [Results.Input]
    /// Files that were read the time before and are not any more.
    public let goneInputs: [Results.Input]
    /// Tables of which another number of rows was read.
    public let tables: [Table]
    /// The main answers over the runs, where there are three.
    public let course: FigurePlan?
    /// The same as numbers, of every run up to this one.
    public let courseTable: TidyTable

    /// What differs.
    public init(
        run: String, day: String, compared: Int, expectedByChance: Double, moved: [Number], newAnswers: [Question],
        newNumbers: [Number], lostAnswers: [Question], lostNumbers: [Number], standing: [Number],
        newInputs: [Results.Input], goneInputs: [Results.Input], tables: [Table], course: FigurePlan?,
        courseTable: TidyTable
    ) {
        (self.run, self.day) = (run, day)
        (self.compared, self.expectedByChance, self.moved) = (compared, expectedByChance, moved)
        (self.newAnswers, self.newNumbers) = (newAnswers, newNumbers)
        (self.lostAnswers, self.lostNumbers, self.standing) = (lostAnswers, lostNumbers, standing)
        (self.newInputs, self.goneInputs, self.tables) = (newInputs, goneInputs, tables)
        (self.course, self.courseTable) = (course, courseTable)
    }
}
