import Cohort
import DelimitedText

/// Rows of the symptoms table: present or not, or how severe.
struct SymptomRows: TableRows {
    struct Batch: PersonBatch {
        var rows: [SymptomReport] = []

        mutating func renumber(_ index: (Int32) -> Int32) {
            rows = rows.map {
                SymptomReport(person: index($0.person), day: $0.day, symptom: $0.symptom, severity: $0.severity)
            }
        }
    }

    private let days: Field<IntegerColumn>
    private let symptoms: Field<Words<String>>
    private let presence: Field<Words<Double>>
    private let severities: Field<DecimalColumn>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        symptoms = try fields.words("symptom") { .value($0) }
        presence = try fields.words("present") { word in
            CellText.yesOrNo(word).map { .value($0 ? 1 : 0) } ?? .rejected(.notYesOrNo)
        }
        severities = try fields.numbers("severity")
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> Batch {
        let days = days.cells(in: block)
        let symptoms = symptoms.cells(in: block)
        let presence = presence.cells(in: block)
        let severities = severities.cells(in: block)
        let isGraded = self.severities.isPresent
        var batch = Batch()
        rows.forEach { row in
            guard let day = row.studyDay(days), let symptom = row.required(symptoms),
                let severity = isGraded ? row.required(severities) : row.required(presence)
            else { return }
            guard severity >= 0 else { return row.reject(severities.column, .outOfRange) }
            batch.rows.append(
                SymptomReport(person: row.person, day: day, symptom: symptom, severity: severity))
        }
        return batch
    }
}
