import Cohort

/// A row about a person that names a term by its number.
protocol TermRow: PersonRow {
    /// Gives its term, if it names one, another number.
    mutating func renumberTerm(_ number: (UInt16) -> UInt16)
}

extension OpioidExposure: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { drug = number(drug) }
}

extension MOUDDose: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { drug = drug.map(number) }
}

extension Intervention: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { kind = number(kind) }
}

extension SymptomReport: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { symptom = number(symptom) }
}

/// The rows of a block that name terms (drugs, kinds, symptoms), and the words for those that they name.
struct TermBatch<Row: TermRow>: PersonBatch {
    private(set) var block = PersonBlock<Row>()
    /// By number: in the order in which kept rows name them, which does not depend on where blocks are cut.
    private(set) var named: [String] = []
    private let words: [String]
    /// The number of each of the words that has one.
    private var numbers: [UInt16?]

    /// An empty batch of rows that name terms out of `words`.
    init(words: [String] = []) {
        self.words = words
        numbers = Array(repeating: nil, count: words.count)
    }

    /// Takes the rows, whose terms have their numbers.
    mutating func take(_ rows: [Row]) {
        block = PersonBlock(rows)
    }

    /// The number of the term that a row which is kept names by a word. Behind the last `UInt16` numbers repeat, and
    /// ``rows(of:in:column:as:)`` throws.
    @inline(__always)
    mutating func term(_ word: UInt32) -> UInt16 {
        numbers[Int(word)] ?? newTerm(Int(word))
    }

    private mutating func newTerm(_ word: Int) -> UInt16 {
        let number = UInt16(truncatingIfNeeded: named.count)
        numbers[word] = number
        named.append(words[word])
        return number
    }

    mutating func renumber(_ index: (Int32) -> Int32) {
        block.renumber(index)
    }

    /// The rows of all batches, with terms of one numbering, and what each term stands for.
    static func rows<Code: ClinicalCode>(
        of batches: consuming [TermBatch], in table: CanonicalTable, column: String, as code: Code.Type
    ) throws(IngestError) -> (blocks: [PersonBlock<Row>], terms: [ClinicalTerm<Code>]) {
        var vocabulary = Vocabulary<String>()
        var blocks: [PersonBlock<Row>] = []
        for index in batches.indices {
            var numbers: [UInt16] = []
            for word in batches[index].named {
                guard let number = UInt16(exactly: vocabulary.number(of: word)) else {
                    throw .tooManyWords(table: table, column: column, limit: Int(UInt16.max) + 1)
                }
                numbers.append(number)
            }
            // Most blocks name the same terms first, and keep their numbers.
            if !zip(numbers.indices, numbers).allSatisfy({ $0 == Int($1) }) {
                batches[index].block.update { $0.renumberTerm { numbers[Int($0)] } }
            }
            blocks.append(batches[index].block)
        }
        return (blocks, vocabulary.words.map { ClinicalTerm($0) })
    }
}
