import Cohort

/// A row about a person and a drug, both numbers.
protocol DrugRow: PersonRow {
    /// Gives its drug, if it names one, another number.
    mutating func renumberDrug(_ number: (UInt16) -> UInt16)
}

extension OpioidExposure: DrugRow {
    mutating func renumberDrug(_ number: (UInt16) -> UInt16) { drug = number(drug) }
}

extension MOUDDose: DrugRow {
    mutating func renumberDrug(_ number: (UInt16) -> UInt16) { drug = drug.map(number) }
}

/// The rows of a block that name drugs, and the drugs that they name.
struct DrugBatch<Row: DrugRow>: PersonBatch {
    private(set) var block = PersonBlock<Row>()
    /// By number: in the order in which kept rows name them, which does not depend on where blocks are cut.
    private(set) var drugs: [String] = []
    private let words: [String]
    /// The number of each of the words that has one.
    private var numbers: [UInt16?]

    /// An empty batch of rows that name drugs out of `words`.
    init(words: [String] = []) {
        self.words = words
        numbers = Array(repeating: nil, count: words.count)
    }

    /// Takes the rows, whose drugs have their numbers.
    mutating func take(_ rows: [Row]) {
        block = PersonBlock(rows)
    }

    /// The number of the drug that a row which is kept names by a word. Behind the last `UInt16` numbers repeat, and
    /// ``blocks(of:in:)`` throws.
    @inline(__always)
    mutating func drug(_ word: UInt32) -> UInt16 {
        numbers[Int(word)] ?? newDrug(Int(word))
    }

    private mutating func newDrug(_ word: Int) -> UInt16 {
        let number = UInt16(truncatingIfNeeded: drugs.count)
        numbers[word] = number
        drugs.append(words[word])
        return number
    }

    mutating func renumber(_ index: (Int32) -> Int32) {
        block.renumber(index)
    }

    /// The rows of all batches, with drugs of one numbering.
    static func blocks(
        of batches: consuming [DrugBatch], in table: CanonicalTable
    ) throws(IngestError) -> (blocks: [PersonBlock<Row>], drugs: [String]) {
        var drugs = Vocabulary()
        var blocks: [PersonBlock<Row>] = []
        for index in batches.indices {
            var numbers: [UInt16] = []
            for word in batches[index].drugs {
                guard let number = UInt16(exactly: drugs.number(of: word)) else {
                    throw .tooManyWords(table: table, column: "drug", limit: Int(UInt16.max) + 1)
                }
                numbers.append(number)
            }
            // Most blocks name the same drugs first, and keep their numbers.
            if !zip(numbers.indices, numbers).allSatisfy({ $0 == Int($1) }) {
                batches[index].block.update { $0.renumberDrug { numbers[Int($0)] } }
            }
            blocks.append(batches[index].block)
        }
        return (blocks, drugs.words)
    }
}
