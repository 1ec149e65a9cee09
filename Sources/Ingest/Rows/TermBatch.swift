import Cohort

/// A row about a person that names a term by its number.
protocol TermRow: PersonRow {
    /// Gives its term, if it names one, another number.
    mutating func renumberTerm(_ number: (UInt16) -> UInt16)
}

extension Intervention: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { kind = number(kind) }
}

extension SymptomReport: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { symptom = number(symptom) }
}

/// Numbers the terms (drugs, kinds, symptoms) that the rows of a block name by words.
struct TermNumbering {
    /// The words, by number: in the order in which kept rows name them, which does not depend on where blocks are cut.
    private(set) var named: [String] = []
    private let words: [String]
    /// The number of each of the words that has one.
    private var numbers: [UInt16?]

    init(words: [String]) {
        self.words = words
        numbers = Array(repeating: nil, count: words.count)
    }

    /// The number of the term that a row which is kept names by a word. Behind the last `UInt16` numbers repeat, and
    /// ``TermVocabulary`` throws.
    @inline(__always)
    mutating func number(of word: UInt32) -> UInt16 {
        numbers[Int(word)] ?? newNumber(of: Int(word))
    }

    private mutating func newNumber(of word: Int) -> UInt16 {
        let number = UInt16(truncatingIfNeeded: named.count)
        numbers[word] = number
        named.append(words[word])
        return number
    }
}

/// The words of all blocks, with one numbering: by the alphabet, so that it does not depend on whose row is read first.
struct TermVocabulary {
    /// The words, by number.
    let words: [String]
    private let numbers: [String: UInt16]

    /// - Parameter named: the words of each block. Throws where a column has more than can be numbered.
    init(_ named: some Sequence<[String]>, of table: CanonicalTable, column: String) throws(IngestError) {
        let different = Set(named.joined()).map { (folded: $0.lowercased(), word: $0) }
        guard different.count <= Int(UInt16.max) + 1 else {
            throw .tooManyWords(table: table, column: column, limit: Int(UInt16.max) + 1)
        }
        words = different.sorted { $0 < $1 }.map(\.word)
        numbers = Dictionary(
            zip(words, words.indices.lazy.map { UInt16(truncatingIfNeeded: $0) }),
            uniquingKeysWith: { first, _ in first })
    }

    /// The numbers of the words of a block; `nil` where they are the block's own.
    func numbers(of named: [String]) -> [UInt16]? {
        let found = named.compactMap { numbers[$0] }
        return zip(found.indices, found).allSatisfy { $0 == Int($1) } ? nil : found
    }

    /// What each term stands for.
    func terms<Code: ClinicalCode>() -> [ClinicalTerm<Code>] { words.map { ClinicalTerm($0) } }
}

/// The rows of a block that name terms, and the words for those that they name.
struct TermBatch<Row: TermRow>: PersonBatch {
    private(set) var block: PersonBlock<Row>
    private let named: [String]

    init(_ block: PersonBlock<Row>, _ terms: TermNumbering) {
        self.block = block
        named = terms.named
    }

    mutating func renumber(_ index: (Int32) -> Int32) {
        block.renumber(index)
    }

    /// Gives what is still going on its last day.
    mutating func closeOngoing(_ ends: OngoingEnds) where Row == Intervention { block.closeOngoing(ends.end) }

    /// The rows of all batches, with terms of one numbering, and what each term stands for.
    static func rows<Code: ClinicalCode>(
        of batches: consuming [TermBatch], in table: CanonicalTable, column: String, as code: Code.Type
    ) throws(IngestError) -> (blocks: [PersonBlock<Row>], terms: [ClinicalTerm<Code>]) {
        let vocabulary = try TermVocabulary(batches.lazy.map(\.named), of: table, column: column)
        var blocks: [PersonBlock<Row>] = []
        for index in batches.indices {
            if let numbers = vocabulary.numbers(of: batches[index].named) {
                batches[index].block.update { $0.renumberTerm { numbers[Int($0)] } }
            }
            blocks.append(batches[index].block)
        }
        return (blocks, vocabulary.terms())
    }
}
