import Cohort
import DelimitedText

/// Rows of the interventions table.
struct InterventionRows: TableRows {
    private let starts: Field<IntegerColumn>
    private let ends: Field<IntegerColumn>
    private let open: OpenEnd?
    private let kinds: Field<Words<String>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        starts = try fields.days("start_day")
        ends = try fields.days("end_day")
        open = try fields.openEnd()
        kinds = try fields.words("kind") { .value($0) }
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> TermBatch<Intervention> {
        let starts = starts.cells(in: block)
        let ends = ends.cells(in: block)
        let open = open?.cells(in: block)
        var words = Vocabulary<String>()
        let kinds = kinds.cells(in: block).numbered(in: &words)
        var terms = TermNumbering(words: words.words)
        var interventions = PersonBlock<Intervention>()
        rows.forEach { row in
            guard let start = row.studyDay(starts), let kind = row.required(kinds) else { return }
            let end = open.map { $0.end(of: &row, from: start, ends, isRequired: false) } ?? row.optionalStudyDay(ends)
            if let end, end < start { row.reject(ends.column, .endBeforeStart) }
            guard row.isUsable else { return }
            interventions.append(
                Intervention(start: start, end: end, kind: terms.number(of: kind)), of: row.person, mark: row.mark)
        }
        return TermBatch(interventions, terms)
    }
}
