import Cohort
import DelimitedText

/// Rows of the symptoms table: present or not, or how severe.
struct SymptomRows: TableRows {
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

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> TermBatch<SymptomReport> {
        let days = days.cells(in: block)
        var words = Vocabulary<String>()
        let symptoms = symptoms.cells(in: block).numbered(in: &words)
        let presence = presence.cells(in: block)
        let severities = severities.cells(in: block)
        let isGraded = self.severities.isPresent
        var terms = TermNumbering(words: words.words)
        var reports = PersonBlock<SymptomReport>()
        rows.forEach { row in
            guard let day = row.studyDay(days), let symptom = row.required(symptoms),
                let severity = isGraded ? row.required(severities) : row.required(presence)
            else { return }
            guard severity >= 0 else { return row.reject(severities.column, .outOfRange) }
            reports.append(
                SymptomReport(day: day, symptom: terms.number(of: symptom), severity: severity), of: row.person,
                mark: row.mark)
        }
        return TermBatch(reports, terms)
    }
}
