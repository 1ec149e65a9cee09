import Disclosure
import Findings
import Presentation
import StudyFile

extension DataQuality {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: DataQualitySettings, on page: inout QuestionPage
    ) {
        // A reader of answers is told where something is to be looked at, and nothing where all is well.
        if !finding.cautions.isEmpty {
            let count = finding.cautions.count
            page.answer = PlainAnswer(
                question,
                lead: (count == 1
                    ? "One thing about the data is" : "\(NumberText.count(count)) things about the data are")
                    + " to be looked at before the numbers are used.",
                more: finding.cautions.map(Wording.sentence))
        }
        page.add([
            patients(finding), combinations(finding), missing(finding), firstAndLast(finding), scores(finding),
            heaps(finding), visits(finding), supplies(finding), withoutFactor(finding), columns(finding),
            levels(finding),
        ])
    }

    // MARK: - Patients

    private static func patients(_ finding: ReleasedFinding) -> PageTable? {
        let strangers = finding.all(.strangers)
        var table = PageTable(
            "Patients with rows in each table",
            heads: [.init("Table"), .init("Patients", isNumeric: true)]
                + (strangers.isEmpty ? [] : [.init("Not in the table of patients", isNumeric: true)]))
        for (key, patients) in finding.all(.patientsInTable) {
            let stranger = finding[.strangers, key].map { EstimateText($0).value } ?? "0"
            table.row([name(key), EstimateText.count(patients.value)] + (strangers.isEmpty ? [] : [stranger]))
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func combinations(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Patients by the tables that they have rows in",
            heads: [.init("Tables"), .init("Patients", isNumeric: true)],
            note: "Beside the table of patients. Combinations of few patients are put together.")
        for (key, patients) in finding.all(.patientsInTables) {
            table.row([Wording.capitalized(key.tablesLabel ?? ""), EstimateText.count(patients.value)])
        }
        for (_, patients) in finding.all(.patientsInOtherTables) {
            table.row(["Other combinations", EstimateText.count(patients.value)])
        }
        return table.rows.isEmpty ? nil : table
    }

    // MARK: - Cells

    private static func missing(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Missing cells by column",
            heads: [.init("Column"), .init("Missing", isNumeric: true), .init("Of", isNumeric: true)],
            note:
                "Of patients; of rows kept; of columns that every row needs, of rows read: there a row is rejected for its first cell that "
                + "is missing.")
        group(finding.all(.missingShare), in: &table) { key, share in
            [
                key.variable?.column.text ?? "", EstimateText(share).value,
                share.n == nil ? EstimateText.withheld : EstimateText.count(share.n),
            ]
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func levels(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Levels of columns of words", heads: [.init("Column"), .init("Level"), .init("Patients", isNumeric: true)],
            note: "A patient can have several levels of a column of rows. Levels of few patients are put together.")
        group(finding.all(.levelPatients), in: &table) { key, patients in
            [
                key.variable?.column.text ?? "", key.variable?.level?.label ?? "other, or none",
                EstimateText.count(patients.value),
            ]
        }
        return table.rows.isEmpty ? nil : table
    }

    // MARK: - Ranges

    private static let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]
    private static let quantileHeads = ["5%", "25%", "Median", "75%", "95%"].map { PageTable.Head($0, isNumeric: true) }

    /// The quantiles of a quantity; `nil` where there are none.
    private static func cells(
        _ finding: ReleasedFinding, _ quantity: Quantity<QualityKey>, _ key: QualityKey
    ) -> [String]? {
        let found = quantiles.map { probability in
            var own = key
            own.quantile = probability
            return finding[quantity, own]
        }
        guard found.contains(where: { $0 != nil }) else { return nil }
        return found.map { estimate in estimate.map { EstimateText($0).value } ?? EstimateText.absent }
    }

    private static func rows(
        _ finding: ReleasedFinding, _ caption: String, _ head: String,
        _ rows: [(label: String, quantity: Quantity<QualityKey>, key: QualityKey)], note: String? = nil
    ) -> PageTable? {
        var table = PageTable(caption, heads: [.init(head)] + quantileHeads, note: note)
        for (label, quantity, key) in rows {
            if let cells = cells(finding, quantity, key) { table.row([label] + cells) }
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func firstAndLast(_ finding: ReleasedFinding) -> PageTable? {
        let keys = finding.all(.firstDay).map { QualityKey(table: $0.key.table) }.inOrderOfAppearance()
        return rows(
            finding, "Days of patients' first and last rows, quantiles over patients", "Table",
            keys.flatMap { [("\(name($0)), first", .firstDay, $0), ("\(name($0)), last", .lastDay, $0)] })
    }

    private static func scores(_ finding: ReleasedFinding) -> PageTable? {
        let instruments = finding.all(.scoreQuantile).compactMap(\.key.instrument).inOrderOfAppearance()
        return rows(
            finding, "Scores by instrument, quantiles over scores", "Instrument",
            instruments.map { ($0.title, .scoreQuantile, QualityKey(instrument: $0)) },
            note:
                "The possible range of each instrument stands in its name or in the study file; scores outside of it are rejected."
        )
    }

    private static func columns(_ finding: ReleasedFinding) -> PageTable? {
        let keys = finding.all(.columnQuantile).map {
            QualityKey(table: .patients, column: $0.key.variable?.column.text)
        }.inOrderOfAppearance()
        return rows(
            finding, "Columns of numbers of the table of patients, quantiles over patients", "Column",
            keys.map { ($0.variable?.column.text ?? "", .columnQuantile, $0) })
    }

    private static func heaps(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "How scores heap",
            heads: [
                .init("Pattern"), .init("Share of scores", isNumeric: true),
                .init(Quantity.digitShareExpected.label, isNumeric: true),
            ],
            note:
                "A preference for round numbers, the ends of the scale or a day of the week; a description, and no fault by itself."
        )
        for instrument in finding.all(.digitShare).compactMap(\.key.instrument).inOrderOfAppearance() {
            table.group(instrument.title)
            for (key, share) in finding.all(.digitShare) where key.instrument == instrument {
                table.row([
                    Wording.capitalized(key.pattern?.label ?? ""), EstimateText(share).value,
                    EstimateText.cell(finding[.digitShareExpected, key]),
                ])
            }
        }
        return table.rows.isEmpty ? nil : table
    }

    // MARK: - Visits and supplies

    private static func visits(_ finding: ReleasedFinding) -> PageTable? {
        let single = finding.all(.singleScoreShare).first.map { share in
            "Patients with a score on one day only: \(EstimateText(share.estimate).value) of \(EstimateText.count(share.estimate.n))."
        }
        return rows(
            finding, "Regularity of scores and visits, quantiles over patients", "Measure",
            [
                (Quantity.scoredDays.label, .scoredDays, QualityKey()),
                ("\(Quantity.daysBetweenScores.label), a patient's mean", .daysBetweenScores, QualityKey()),
                ("\(Quantity.longestBreak.label), days", .longestBreak, QualityKey()),
                ("\(Quantity.daysFromPlan.label), the most", .daysFromPlan, QualityKey(table: .visits)),
            ], note: single)
    }

    private static func supplies(_ finding: ReleasedFinding) -> PageTable? {
        let several = finding.all(.withSeveralEras).first.map { share in
            "Patients with more than one era: \(EstimateText(share.estimate).value) of \(EstimateText.count(share.estimate.n))."
        }
        let overlaps = finding[.overlapRows, QualityKey()].map { rows in
            "\(Quantity.overlapRows.label): \(EstimateText.count(rows.value)), of "
                + "\(EstimateText.count(finding[.overlapPatients, QualityKey()]?.value)) patients."
        }
        return rows(
            finding, "Exposures and supplies, quantiles over patients", "Measure",
            [
                (Quantity.exposureLength.label, .exposureLength, QualityKey()),
                ("\(Quantity.highestDose.label), MME a day", .highestDose, QualityKey()),
                ("\(Quantity.coveredDaysShare.label), first to last", .coveredDaysShare, QualityKey()),
                ("\(Quantity.daysBetweenEras.label), the most", .daysBetweenEras, QualityKey()),
            ], note: [several, overlaps].compactMap(\.self).joined(separator: " "))
    }

    private static func withoutFactor(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Words for drugs that no factor converts", heads: [.init("Word"), .init("Exposures", isNumeric: true)],
            note: "As they are given; they count for duration, and no question about the dose uses a day with one.")
        for (key, rows) in finding.all(.wordWithoutFactor) {
            table.row([key.variable?.level?.label ?? "words of few patients each", EstimateText.count(rows.value)])
        }
        return table.rows.isEmpty ? nil : table
    }

    // MARK: - Names

    /// Rows under a heading for each table.
    private static func group(
        _ found: [(key: QualityKey, estimate: ReleasedEstimate)], in table: inout PageTable,
        row: (QualityKey, ReleasedEstimate) -> [String]
    ) {
        var heading: String?
        for (key, estimate) in found {
            if heading != name(key) { table.group(name(key)) }
            heading = name(key)
            table.row(row(key, estimate))
        }
    }

    private static func name(_ key: QualityKey) -> String { Wording.capitalized(key.table?.label ?? "") }
}

extension DataQuality {
    static let reportingItems: [ReportedItem] = [
        .strobe(.missingByVariable, in: .numbers),
        .recordPE(.cleaning, in: .numbers, isPart: true),
    ]
}
