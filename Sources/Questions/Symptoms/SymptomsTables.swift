import Disclosure
import Findings
import Presentation

/// The tables of symptoms: shares by band with their trend, severity by band, onset.
enum SymptomsTables {
    static func tables(_ finding: ReleasedFinding, _ settings: SymptomsSettings) -> [PageTable?] {
        [shares(finding, settings), severity(finding), onset(finding, settings)]
    }

    private static func shares(_ finding: ReleasedFinding, _ settings: SymptomsSettings) -> PageTable? {
        let all = finding.all(.symptomShare)
        let bands = all.compactMap(\.key.band).inOrderOfAppearance().sorted()
        guard !bands.isEmpty else { return nil }
        var table = PageTable(
            "Patients with the symptom by days of exposure, of those asked in the band, with 95% intervals",
            heads: [.init("Symptom")] + bands.map { .init($0.label, isNumeric: true) }
                + [.init(Quantity.symptomOddsRatio.label, isNumeric: true), .init("p (Holm)", isNumeric: true)],
            note: """
                A patient counts once in a band, by \(settings.report.label) report there. Below the shares, patients asked. The odds ratio \
                is from one band to the next; p is adjusted for the number of symptoms.
                """)
        for name in all.map(\.key.name).inOrderOfAppearance() {
            let own = bands.map { finding[.symptomShare, SymptomKey(name: name, band: $0)] }
            let key = SymptomKey(name: name)
            table.row(
                [Wording.capitalized(name.label)] + own.map { EstimateText.cell($0) } + [
                    EstimateText.cell(finding[.symptomOddsRatio, key]),
                    PValueCells.cell(finding[.symptomTrend, key]?.holm),
                ])
            table.row(["Patients asked"] + own.map { EstimateText.count($0?.n) } + ["", ""], isIndented: true)
            if let gained = finding[.symptomGainedShare, key] {
                table.row(
                    [gained.quantity.label] + bands.map { _ in "" } + [
                        EstimateText.cell(gained), PValueCells.cell(finding[.symptomGainedOrLost, key]?.holm),
                    ], isIndented: true)
            }
        }
        return table
    }

    private static func severity(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.symptomSeverity)
        let bands = all.compactMap(\.key.band).inOrderOfAppearance().sorted()
        guard !bands.isEmpty else { return nil }
        var table = PageTable(
            "Mean severity by days of exposure, with 95% intervals",
            heads: [.init("Symptom")] + bands.map { .init($0.label, isNumeric: true) }
                + [.init(Quantity.symptomSeveritySlope.label, isNumeric: true)],
            note: "On the scale of the data; of pain at several body sites, the number of painful sites.")
        for name in all.map(\.key.name).inOrderOfAppearance() {
            table.row(
                [Wording.capitalized(name.label)]
                    + bands.map { EstimateText.cell(finding[.symptomSeverity, SymptomKey(name: name, band: $0)]) }
                    + [EstimateText.cell(finding[.symptomSeveritySlope, SymptomKey(name: name)])])
        }
        return table
    }

    private static func onset(_ finding: ReleasedFinding, _ settings: SymptomsSettings) -> PageTable? {
        let names = finding.all(.symptomAlreadyShare).map(\.key.name)
        guard !names.isEmpty else { return nil }
        let days = finding.all(.symptomOnsetShare).compactMap(\.key.days).inOrderOfAppearance().sorted()
        var table = PageTable(
            "First report since the start of exposure, with death and dropout competing, with 95% intervals",
            heads: [
                .init("Symptom"), .init(Quantity.symptomAlreadyShare.label, isNumeric: true),
                .init("Free at first", isNumeric: true),
            ] + days.map { .init("\(NumberText.count($0)) days", isNumeric: true) } + [
                .init(Quantity.symptomOnsetGap.label, isNumeric: true)
            ],
            note: """
                Of patients whose exposure began under observation and who were asked by day \(settings.askedWithin) of it at the latest. \
                Onset lies between two reports and counts on the day of the second.
                """)
        for name in names {
            let shares = days.map { finding[.symptomOnsetShare, SymptomKey(name: name, days: $0)] }
            let gap = finding[.symptomOnsetGap, SymptomKey(name: name)]
            table.row(
                [
                    Wording.capitalized(name.label),
                    EstimateText.cell(finding[.symptomAlreadyShare, SymptomKey(name: name)]),
                    EstimateText.count((shares.first ?? nil)?.n),
                ] + shares.map { EstimateText.cell($0) } + [EstimateText.cell(gap)])
        }
        return table
    }
}
