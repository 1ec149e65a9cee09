import Cohort
import DelimitedText

/// Rows of the events table.
struct EventRows: TableRows {
    private let days: Field<IntegerColumn>
    private let kinds: Field<Words<CourseEvent.Kind>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        kinds = try fields.words("event") { name in
            CourseEvent.Kind(word: name).map { .value($0) } ?? .rejected(.unknownEvent)
        }
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> PersonBlock<CourseEvent> {
        let days = days.cells(in: block)
        let kinds = kinds.cells(in: block)
        var events = PersonBlock<CourseEvent>()
        rows.forEach { row in
            guard let day = row.studyDay(days), let kind = row.required(kinds) else { return }
            events.append(CourseEvent(day: day, kind: kind), of: row.person, mark: row.mark)
        }
        return events
    }
}
