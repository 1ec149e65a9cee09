import Cohort
import DelimitedText

/// Rows of the moud table: medication for opioid use disorder on a day or over some days.
struct MOUDRows: TableRows {
    struct Row: Sendable {
        var person: Int32
        let start: StudyDay
        let end: StudyDay
        /// A word's number in its block.
        let drug: UInt32?
        let amount: MOUDDose.Amount
    }

    struct Batch: PersonBatch {
        var rows: [Row] = []
        var drugs = Vocabulary()

        mutating func renumber(_ index: (Int32) -> Int32) {
            for row in rows.indices { rows[row].person = index(rows[row].person) }
        }
    }

    private let days: DayRange
    private let drugs: Field<Words<String>>
    private let doses: Field<DecimalColumn>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try DayRange(&fields)
        drugs = try fields.words("drug") { .value($0) }
        doses = try fields.numbers("dose_mg")
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> Batch {
        let days = days.cells(in: block)
        let doses = doses.cells(in: block)
        let hasDoses = self.doses.isPresent
        var batch = Batch()
        let drugs = drugs.cells(in: block).numbered(in: &batch.drugs)
        batch.rows.reserveCapacity(block.rowCount)
        rows.forEach { row in
            guard let (start, end) = days.days(of: &row) else { return }
            let drug = row.optional(drugs)
            let dose = row.amount(doses)
            guard row.isUsable else { return }
            let amount: MOUDDose.Amount = dose.map { .milligrams($0) } ?? (hasDoses ? .unknown : .given)
            batch.rows.append(Row(person: row.person, start: start, end: end, drug: drug, amount: amount))
        }
        return batch
    }
}
