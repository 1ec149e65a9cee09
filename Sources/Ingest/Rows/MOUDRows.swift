import Cohort
import DelimitedText

/// Rows of the moud table: medication for opioid use disorder on a day or over some days.
struct MOUDRows: TableRows {
    private let days: DayRange
    private let drugs: Field<Words<String>>
    private let doses: Field<DecimalColumn>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try DayRange(&fields)
        drugs = try fields.words("drug") { .value($0) }
        doses = try fields.numbers("dose_mg")
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> TermBatch<MOUDDose> {
        let days = days.cells(in: block)
        let amounts = doses.cells(in: block)
        let hasDoses = self.doses.isPresent
        var drugNames = Vocabulary<String>()
        let drugs = drugs.cells(in: block).numbered(in: &drugNames)
        var batch = TermBatch<MOUDDose>(words: drugNames.words)
        var doses: [MOUDDose] = []
        doses.reserveCapacity(block.rowCount)
        rows.forEach { row in
            guard let (start, end) = days.days(of: &row) else { return }
            let drug = row.optional(drugs)
            let dose = row.amount(amounts)
            guard row.isUsable else { return }
            let amount: MOUDDose.Amount = dose.map { .milligrams($0) } ?? (hasDoses ? .unknown : .given)
            let given = MOUDDose(
                person: row.person, start: start, end: end, drug: drug.map { batch.term($0) }, amount: amount)
            if let given { doses.append(given) }
        }
        batch.take(doses)
        return batch
    }
}
