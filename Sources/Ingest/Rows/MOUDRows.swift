import Cohort
import DelimitedText

/// Rows of the moud table: medication for opioid use disorder on a day or over some days.
struct MOUDRows: TableRows {
    private let days: DayRange
    private let drugs: Field<Words<String>>
    private let doses: Field<DecimalColumn>
    private let totals: Field<DecimalColumn>
    private let times: Field<Words<TimeOfDay>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try DayRange(&fields)
        drugs = try fields.words("drug") { .value($0) }
        doses = try fields.numbers("dose_mg")
        totals = try fields.numbers("total_mg")
        times = try fields.times()
    }

    func lost(in block: ColumnBlock, _ rows: BlockRows) -> [LostRow] {
        rows.rejected.isEmpty ? [] : rows.lost(days.cells(in: block).starts)
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> DrugBatch<MOUDRegimen> {
        let days = days.cells(in: block)
        let amounts = doses.cells(in: block)
        let totals = totals.cells(in: block)
        let times = times.cells(in: block)
        let hasDoses = self.doses.isPresent
        var drugNames = Vocabulary<String>()
        let drugs = drugs.cells(in: block).numbered(in: &drugNames)
        var terms = TermNumbering(words: drugNames.words)
        var regimens = RegimenNumbering<MOUDRegimen>()
        var spans = PersonBlock<DrugSpan>(capacity: block.rowCount)
        var unreadable = UnreadableCells()
        rows.forEach { row in
            var found = UnreadableCells()
            guard let (start, end) = days.days(of: &row) else { return }
            let drug = row.dispensable(drugs, &found)
            // Whether a dose was given decides day 0: one that cannot be read is not taken for one that nobody wrote down.
            let dose = row.amount(amounts) ?? row.amount(totals, &found).flatMap { $0.perDay(start, through: end) }
            let time = row.dispensable(times, &found)
            guard row.isUsable else { return }
            if !found.isEmpty { unreadable.add(found) }
            let regimen = MOUDRegimen(
                drug: drug.map { terms.number(of: $0) },
                amount: dose.map { .milligrams($0) } ?? (hasDoses ? .unknown : .given), time: time)
            if let span = DrugSpan(start, through: end, regimen: regimens.number(of: regimen)) {
                spans.append(span, of: row.person, mark: row.mark)
            }
        }
        rows.unreadable = unreadable
        return DrugBatch(spans, regimens, terms)
    }
}
