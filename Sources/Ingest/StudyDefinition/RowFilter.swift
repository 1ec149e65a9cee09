import DelimitedText
import StudyFile

/// One column of `where`: which of its cells let a row through. Several conditions of one column must all hold.
struct RowFilter: Sendable {
    var column: NamedColumn
    /// A cell must be one of these; `nil` where any may be.
    var accepted: WordList<Bool>?
    /// A cell must be none of these.
    let excluded: WordList<Bool>
    /// A cell must be a number between these ends; `nil` where it need not be one.
    let range: ClosedRange<Double>?
    /// Whether a missing cell lets the row through.
    let acceptsMissing: Bool
    /// Whether a cell with something in it may do so.
    let acceptsText: Bool
    /// Of the numbers in the cells.
    let decimalMark: DecimalMark
    /// A cell must be a concept that stands for this; `nil` where it is none. Which these are is known when the concepts are read.
    var concept: ConceptAspect?

    /// Whether a cell that is not missing lets the row through.
    func accepts(_ cell: String) -> Bool {
        if cell.isEmpty { return acceptsMissing }
        guard acceptsText, excluded.value(of: cell, decimalMark: decimalMark) == nil else { return false }
        if let accepted, accepted.value(of: cell, decimalMark: decimalMark) == nil { return false }
        guard let range else { return true }
        return decimalMark.number(in: cell).map(range.contains) ?? false
    }

    /// The words of the study file that are looked for in cells.
    var lists: [WordList<Bool>] { [accepted, excluded].compactMap { $0 } }
}

extension RowFilter {
    /// The keys of conditions.
    static let keys = ["not", "empty", "from", "through", "concept"]

    static func filters(_ value: StudyValue?, dialect: Dialect) throws(StudyFileError) -> [RowFilter] {
        guard let value else { return [] }
        return try value.mapping(as: "where").entries.map { entry throws(StudyFileError) in
            let column = NamedColumn(name: entry.key, source: entry.keySource)
            guard entry.value.isMapping else {
                let listed = try Words(entry.value, of: entry.key, missing: dialect.missing)
                return RowFilter(
                    column: column, accepted: listed.list, excluded: WordList(), range: nil,
                    acceptsMissing: listed.haveMissing, acceptsText: true,
                    decimalMark: dialect.decimalMark)
            }
            return try RowFilter(conditions: entry.value, column: column, dialect: dialect)
        }
    }

    /// `{not: [1, 2]}`, `{empty: false}`, `{from: 0, through: 365}`, or several of these.
    private init(conditions value: StudyValue, column: NamedColumn, dialect: Dialect) throws(StudyFileError) {
        let what = "\"where\" of \"\(column.name)\""
        let conditions = try value.mapping(as: what)
        try conditions.allowOnly(Self.keys, in: what)
        guard !conditions.entries.isEmpty else {
            throw value.error(
                "\(what) says nothing; write a value, or {not: VALUE}, {empty: false} or {from: LOW, through: HIGH}")
        }
        let excluded = try conditions["not"].map { value throws(StudyFileError) in
            try Words(value, of: column.name, missing: dialect.missing)
        }
        let isEmpty = try conditions["empty"]?.flag(as: "empty")
        let low = try conditions["from"]?.number(as: "from") ?? -.infinity
        let high = try conditions["through"]?.number(as: "through") ?? .infinity
        guard low <= high else {
            throw value.error("\(what): \"from\" is above \"through\"; write the lower number first")
        }
        let hasRange = low > -.infinity || high < .infinity
        guard isEmpty != true || !(hasRange || conditions["not"] != nil) else {
            throw value.error(
                "\(what): a cell that is empty has no value; keep \"empty: true\" or the other conditions")
        }
        let concept = try conditions["concept"]?.conceptAspect()
        self.init(
            column: column, accepted: nil, excluded: excluded?.list ?? WordList(), range: hasRange ? low...high : nil,
            acceptsMissing: isEmpty ?? !(hasRange || concept != nil || excluded?.haveMissing ?? false),
            acceptsText: isEmpty != true, decimalMark: dialect.decimalMark, concept: concept)
    }

    /// The values of a condition.
    private struct Words {
        let list: WordList<Bool>
        /// Whether one of them is a missing cell.
        let haveMissing: Bool

        init(_ value: StudyValue, of name: String, missing: [String]) throws(StudyFileError) {
            var words: [String: Bool] = [:]
            var haveMissing = false
            for item in value.oneOrMore() {
                let text = try item.text(as: "a value of \"\(name)\"")
                if item.isNull || missing.contains(text) { haveMissing = true } else { words[text] = true }
            }
            list = WordList(words, source: value.source)
            self.haveMissing = haveMissing
        }
    }
}
