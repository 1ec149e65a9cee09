import Cohort
import DelimitedText

/// Rows of the withdrawal table: a grade, or a score that its scale grades.
struct WithdrawalRows: TableRows {
    private let days: Field<IntegerColumn>
    private let scales: Field<Words<WithdrawalScale>>
    private let scores: Field<DecimalColumn>
    private let grades: Field<Words<WithdrawalGrade>>
    private let times: Field<Words<TimeOfDay>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        scales = try fields.words("scale") { name in
            WithdrawalScale(word: name).map { .value($0) } ?? .rejected(.unknownScale)
        }
        scores = try fields.numbers("score")
        let decimalMark = fields.decimalMark
        grades = try fields.words("grade") { word in
            WithdrawalGrade(word: word, decimalMark: decimalMark).map { .value($0) } ?? .rejected(.unknownGrade)
        }
        times = try fields.times()
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> PersonBlock<WithdrawalAssessment> {
        let days = days.cells(in: block)
        let scales = scales.cells(in: block)
        let scores = scores.cells(in: block)
        let grades = grades.cells(in: block)
        let times = times.cells(in: block)
        let isGraded = self.grades.isPresent
        var unreadable = UnreadableCells()
        var assessments = PersonBlock<WithdrawalAssessment>(capacity: block.rowCount)
        rows.forEach { row in
            guard let day = row.studyDay(days), let scale = row.required(scales) else { return }
            var found = UnreadableCells()
            let time = row.dispensable(times, &found)
            let assessment: WithdrawalAssessment
            if isGraded {
                guard let grade = row.required(grades) else { return }
                assessment = WithdrawalAssessment(day: day, scale: scale, grade: grade, time: time)
            } else {
                guard let score = row.required(scores) else { return }
                guard let whole = Int(exactly: score),
                    let scored = WithdrawalAssessment(day: day, scale: scale, score: whole, time: time)
                else { return row.reject(scores.column, .outOfRange) }
                assessment = scored
            }
            guard row.isUsable else { return }
            if !found.isEmpty { unreadable.add(found) }
            assessments.append(assessment, of: row.person, mark: row.mark)
        }
        rows.unreadable = unreadable
        return assessments
    }
}

extension WithdrawalGrade {
    /// A grade from 0 to 3, or in words.
    fileprivate init?(word: String, decimalMark: DecimalMark) {
        switch word.lowercased().filter({ $0 != " " && $0 != "_" && $0 != "-" }) {
        case "none": self = .none
        case "mild": self = .mild
        case "moderate": self = .moderate
        case "moderatelysevere": self = .moderatelySevere
        case "severe": self = .severe
        default:
            guard let number = CellText.number(word, decimalMark: decimalMark), let grade = Int(exactly: number) else {
                return nil
            }
            self.init(numericGrade: grade)
        }
    }
}
