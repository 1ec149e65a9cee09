import Cohort
import DelimitedText

/// Rows of the interventions table.
struct InterventionRows: TableRows {
    struct Batch: PersonBatch {
        var rows: [Intervention] = []

        mutating func renumber(_ index: (Int32) -> Int32) {
            rows = rows.map { Intervention(person: index($0.person), start: $0.start, end: $0.end, kind: $0.kind) }
        }
    }

    private let starts: Field<IntegerColumn>
    private let ends: Field<IntegerColumn>
    private let kinds: Field<Words<String>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        starts = try fields.days("start_day")
        ends = try fields.days("end_day")
        kinds = try fields.words("kind") { .value($0) }
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> Batch {
        let starts = starts.cells(in: block)
        let ends = ends.cells(in: block)
        let kinds = kinds.cells(in: block)
        var batch = Batch()
        rows.forEach { row in
            guard let start = row.studyDay(starts), let kind = row.required(kinds) else { return }
            let end = row.optionalStudyDay(ends)
            if let end, end < start { row.reject(ends.column, .endBeforeStart) }
            guard row.isUsable else { return }
            batch.rows.append(Intervention(person: row.person, start: start, end: end, kind: kind))
        }
        return batch
    }
}
