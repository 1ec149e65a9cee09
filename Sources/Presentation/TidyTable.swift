import Disclosure
import Findings

/// A table with one row an estimate and one column a variable, ready to be written as CSV.
public struct TidyTable: Sendable, Hashable {
    /// What a column holds.
    public struct Field: Sendable, Hashable {
        /// Types of the Frictionless Table Schema that the tables use.
        public enum Kind: String, Sendable {
            /// Text.
            case string
            /// A number at full precision.
            case number
            /// A whole number.
            case integer
        }

        /// The column's name.
        public let name: String
        /// Its type.
        public let kind: Kind
        /// What it means.
        public let description: String

        /// Makes a field.
        public init(_ name: String, _ kind: Kind, _ description: String) {
            self.name = name
            self.kind = kind
            self.description = description
        }
    }

    /// The word in place of a number that is not shown.
    public static let withheld = "withheld"

    /// The table's name, which is also its file's.
    public let name: String
    /// The table's title.
    public let title: String
    /// What it holds.
    public let description: String
    /// Its columns, described.
    public let fields: [Field]
    /// Its rows; each has a cell for each field. An empty cell is an absent value.
    public let rows: [[String]]

    /// The columns' names.
    public var columns: [String] {
        fields.map(\.name)
    }

    /// Makes a table.
    public init(name: String, title: String, description: String, fields: [Field], rows: [[String]]) {
        self.name = name
        self.title = title
        self.description = description
        self.fields = fields
        self.rows = rows
    }

    /// A number at full precision: the shortest text that reads back as the same number.
    public static func cell(_ number: Double) -> String {
        if let whole = Int(exactly: number) { return String(whole) }
        return number.description
    }

    /// A measure: a number, the word `withheld`, or an empty cell.
    public static func cell(_ measure: Measure?) -> String {
        switch measure {
        case .number(let number): cell(number)
        case .withheld: withheld
        case nil: ""
        }
    }
}
