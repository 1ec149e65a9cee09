import Cohort
import DelimitedText

/// Rows of the visits table: kept or missed.
struct VisitRows: TableRows {
    private let days: Field<IntegerColumn>
    private let kinds: Field<Words<ClinicVisit.Kind>>
    private let plannedDays: Field<IntegerColumn>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        kinds = try fields.words("kind") { word in
            ClinicVisit.Kind(word: word).map { .value($0) } ?? .rejected(.unknownVisit)
        }
        plannedDays = try fields.days("planned_day")
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> PersonBlock<ClinicVisit> {
        let days = days.cells(in: block)
        let kinds = kinds.cells(in: block)
        let plannedDays = plannedDays.cells(in: block)
        let saysKind = self.kinds.isPresent
        var visits = PersonBlock<ClinicVisit>()
        var unreadable = UnreadableCells()
        rows.forEach { row in
            guard let day = row.studyDay(days),
                let kind = saysKind ? row.required(kinds) : ClinicVisit.Kind.attended
            else { return }
            let planned = row.dispensableStudyDay(plannedDays, &unreadable)
            guard row.isUsable else { return }
            visits.append(ClinicVisit(day: day, kind: kind, plannedDay: planned), of: row.person, mark: row.mark)
        }
        rows.unreadable = unreadable
        return visits
    }
}
