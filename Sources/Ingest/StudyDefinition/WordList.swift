import DelimitedText
import StudyFile

/// Words of a study file that cells are compared with: as texts, and a word that is a number also with every other way to write
/// that number, as programs turn 1 into 1.0 or 01. A word that is written just so comes first.
struct WordList<Value: Sendable>: Sendable {
    private let values: [String: Value]
    private let numbers: [Double: Value]
    /// Where the list stands.
    let source: SourceReference?

    init(_ values: [String: Value] = [:], source: SourceReference? = nil) {
        self.values = values
        self.source = source
        // A number that is written in two ways says two things: then nothing is taken for it but these two.
        let written = values.compactMap { word, value in
            DecimalMark.point.number(in: word).map { (number: $0, value: value) }
        }
        let times = Dictionary(written.map { ($0.number, 1) }, uniquingKeysWith: +)
        numbers = Dictionary(
            written.filter { times[$0.number] == 1 }.map { ($0.number, $0.value) },
            uniquingKeysWith: { first, _ in first })
    }

    var isEmpty: Bool { values.isEmpty }
    var words: [String] { values.keys.sorted() }
    var allValues: [Value] { Array(values.values) }

    /// The words with such a value.
    func words(where isOne: (Value) -> Bool) -> [String] { values.filter { isOne($0.value) }.keys.sorted() }

    /// What a cell stands for, if the list has it.
    func value(of cell: String, decimalMark: DecimalMark) -> Value? {
        if let value = values[cell] { return value }
        guard !numbers.isEmpty, let number = decimalMark.number(in: cell) else { return nil }
        return numbers[number]
    }
}
