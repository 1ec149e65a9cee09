import Cohort
import DelimitedText

/// Rows of the events table.
struct EventRows: TableRows {
    struct Batch: PersonBatch {
        var rows: [CourseEvent] = []

        mutating func renumber(_ index: (Int32) -> Int32) {
            rows = rows.map { CourseEvent(person: index($0.person), day: $0.day, kind: $0.kind) }
        }
    }

    private let days: Field<IntegerColumn>
    private let kinds: Field<Words<CourseEvent.Kind>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        kinds = try fields.words("event") { name in
            CourseEvent.Kind(rawValue: name).map { .value($0) } ?? .rejected(.unknownEvent)
        }
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> Batch {
        let days = days.cells(in: block)
        let kinds = kinds.cells(in: block)
        var batch = Batch()
        rows.forEach { row in
            guard let day = row.studyDay(days), let kind = row.required(kinds) else { return }
            batch.rows.append(CourseEvent(person: row.person, day: day, kind: kind))
        }
        return batch
    }
}
