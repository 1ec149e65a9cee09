import DelimitedText

/// What the first cells of a column look like: counts and ranges, never the cells.
struct ColumnSketch: Sendable {
    /// As the file's header has it.
    let name: String
    /// Empty cells and words that mean "missing".
    let missing: Int
    /// Words that mean "missing" and are not empty, of a fixed list.
    let missingWords: [String]
    /// Of the cells that are not missing: the share that are numbers, whole numbers, and dates.
    let numeric: Double
    let whole: Double
    let dates: Double
    /// Whether most cells that are not missing are numbers with a decimal comma, which the file was not read with.
    let hasDecimalCommas: Bool
    /// Of the numbers; `nil` without any.
    let range: ClosedRange<Double>?
    /// Whether each cell that is not missing is another one.
    let isUnique: Bool
    private let words: [(text: String, count: Int)]

    init(name: String, column: TextColumn, decimalMark: DecimalMark) {
        self.name = name
        var counts = [Int](repeating: 0, count: column.labels.count)
        var empty = 0
        for row in 0..<column.count {
            if case .value(let code) = column[row] { counts[Int(code)] += 1 } else { empty += 1 }
        }
        let labels = zip(column.labels, counts).map { (text: CellText.trimmed($0), count: $1) }
        let absent = labels.filter { $0.text.isEmpty || MissingWords.contains($0.text) }
        missingWords = Set(absent.map(\.text)).subtracting([""]).sorted()
        words = labels.filter { label in !absent.contains { $0.text == label.text } }
        missing = empty + absent.reduce(0) { $0 + $1.count }
        isUnique = !words.isEmpty && words.allSatisfy { $0.count == 1 }
        let numbers = words.compactMap { word in
            CellText.number(word.text, decimalMark: decimalMark).map { (value: $0, count: word.count) }
        }
        let all = Double(max(1, words.reduce(0) { $0 + $1.count }))
        numeric = Double(numbers.reduce(0) { $0 + $1.count }) / all
        whole = Double(numbers.filter { $0.value == $0.value.rounded() }.reduce(0) { $0 + $1.count }) / all
        dates = Double(words.filter { CalendarDate($0.text) != nil }.reduce(0) { $0 + $1.count }) / all
        hasDecimalCommas = decimalMark == .point && FileInspection.hasDecimalCommas(column)
        let values = numbers.map(\.value)
        range = values.min().flatMap { least in values.max().map { least...$0 } }
    }

    /// The share of the cells that are not missing whose word is one of a kind.
    func share(_ isOne: (String) -> Bool) -> Double {
        let all = words.reduce(0) { $0 + $1.count }
        return all == 0 ? 0 : Double(words.filter { isOne($0.text) }.reduce(0) { $0 + $1.count }) / Double(all)
    }

    /// Whether nearly all of it are numbers.
    var isNumeric: Bool { numeric > 0.9 }
    /// Whether nearly all of it are whole numbers.
    var isWhole: Bool { whole > 0.9 }
    /// Whether nearly all of it are dates.
    var isDates: Bool { dates > 0.9 }
}
