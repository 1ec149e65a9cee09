import Cohort

/// What people took, as a block tells it, and the words for the drugs that it names.
struct DrugBatch<Regimen: DrugRegimen>: PersonBatch {
    private var block: DrugBlock<Regimen>
    private let named: [String]

    init(_ spans: PersonBlock<DrugSpan>, _ regimens: RegimenNumbering<Regimen>, _ drugs: TermNumbering) {
        block = DrugBlock(spans, regimens: regimens.regimens)
        named = drugs.named
    }

    mutating func renumber(_ index: (Int32) -> Int32) {
        block.renumber(index)
    }

    /// The first day of each person, where it is earlier than the one that is known.
    func noteFirstDays(in days: inout [Int32?]) { block.noteFirstDays(in: &days) }

    /// Counts each person's days from a day of the person's own.
    mutating func countDays(from origins: [Int32?]) { block.countDays(from: origins) }

    /// The last day of each person, where it is later than the one that is known.
    func noteLastDays(in days: inout [Int32?]) { block.noteLastDays(in: &days) }

    /// Gives what is still taken its last day.
    mutating func closeOngoing(_ ends: OngoingEnds) { block.closeOngoing(ends.end) }

    /// What all batches tell together, of people with numbers below `personCount`.
    static func history(
        of batches: consuming [DrugBatch], in table: CanonicalTable, personCount: Int, dropsRepeats: Bool
    ) throws(IngestError) -> DrugHistory<Regimen> {
        let vocabulary = try TermVocabulary(batches.lazy.map(\.named), of: table, column: "drug")
        var blocks: [DrugBlock<Regimen>] = []
        for index in batches.indices {
            if let numbers = vocabulary.numbers(of: batches[index].named) {
                batches[index].block.renumberDrugs { numbers[Int($0)] }
            }
            blocks.append(batches[index].block)
        }
        batches = []
        return DrugHistory(
            personCount: personCount, blocks: consume blocks, drugs: vocabulary.terms(), dropsRepeats: dropsRepeats)
    }
}
