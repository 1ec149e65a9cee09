import Cohort
import DelimitedText

/// Rows of the screens table: what a urine screen found of a substance.
struct ScreenRows: TableRows {
    private let days: Field<IntegerColumn>
    private let substances: Field<Words<String>>
    private let findings: Field<Words<Bool>>
    private let prescriptions: Field<Words<String>>

    init(_ fields: inout FieldResolver) throws(IngestError) {
        days = try fields.days("day")
        substances = try fields.words("substance") { .value($0) }
        findings = try fields.words("positive") {
            Self.isPositive($0).map { .value($0) } ?? .rejected(.notPositiveOrNegative)
        }
        prescriptions = try fields.words("prescribed") { .value($0) }
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> TermBatch<DrugScreen> {
        let days = days.cells(in: block)
        var words = Vocabulary<String>()
        let substances = substances.cells(in: block).numbered(in: &words)
        var prescribed = Vocabulary<String>()
        let prescriptions = prescriptions.cells(in: block).numbered(in: &prescribed)
        let findings = findings.cells(in: block)
        let names = words.words.map { ClinicalTerm<Substance>($0) }
        let medications = prescribed.words.map { ClinicalTerm<Substance>($0) }
        var terms = TermNumbering(words: words.words)
        var screens = PersonBlock<DrugScreen>()
        rows.forEach { row in
            guard let day = row.studyDay(days), let substance = row.required(substances),
                let isPositive = row.required(findings)
            else { return }
            let medication = row.optional(prescriptions)
            guard row.isUsable else { return }
            let isPrescribed = medication.map { names[Int(substance)].isSame(as: medications[Int($0)]) } ?? false
            screens.append(
                DrugScreen(
                    day: day, substance: terms.number(of: substance), isPositive: isPositive,
                    isPrescribed: isPrescribed), of: row.person, mark: row.mark)
        }
        return TermBatch(screens, terms)
    }

    /// What a laboratory's word says; `nil` for another one.
    private static func isPositive(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "positive", "pos", "+", "detected", "found": true
        case "negative", "neg", "-", "not detected", "none detected": false
        default: CellText.yesOrNo(word)
        }
    }
}

extension ClinicalTerm<Substance> {
    /// Whether two words stand for one substance.
    fileprivate func isSame(as other: ClinicalTerm<Substance>) -> Bool {
        code == other.code && (code != .other || word.lowercased() == other.word.lowercased())
    }
}

extension DrugScreen: TermRow {
    mutating func renumberTerm(_ number: (UInt16) -> UInt16) { substance = number(substance) }
}
