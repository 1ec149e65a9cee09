import Disclosure
import Findings
import Presentation

/// The regressions of each evoked test, and what they rest on.
enum EvokedPainTables {
    static func tables(_ finding: ReleasedFinding) -> [PageTable] {
        let changes = finding.instruments.map { EvokedChange(finding: finding, instrument: $0) }
        guard !changes.isEmpty else { return [] }
        let tests = PValueCells.table(
            of: finding, families: changes.map { ($0.instrument.id, $0.instrument.title) },
            row: { test in
                [Wording.capitalized(test.test.label), (test.key as? TrendKey)?.slopeLabel].compactMap(\.self)
                    .joined(separator: ", ")
            })
        return [regressions(changes, in: finding), tests, scores(changes, in: finding)].compactMap(\.self)
    }

    private static func regressions(_ changes: [EvokedChange], in finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Change of each evoked test per 30 days of exposure, as it would be without a cut-off, with 95% intervals",
            heads: [
                .init("Regression"), .init("Patients", isNumeric: true), .init("Change", isNumeric: true),
                .init("Unit"), .init("p", isNumeric: true), .init("Reads as"),
            ], note: hazards(finding))
        for change in changes {
            let rows = slopes(change, in: finding) + hazardRatios(change, in: finding)
            guard !rows.isEmpty else { continue }
            table.group(change.instrument.title)
            for row in rows { table.row(row.cells, isIndented: row.isTerm) }
        }
        return table.rows.isEmpty ? nil : table
    }

    private typealias Row = (cells: [String], isTerm: Bool)

    /// The slopes in the order of the finding, those of the adjusted regression with its terms below.
    private static func slopes(_ change: EvokedChange, in finding: ReleasedFinding) -> [Row] {
        let unit = change.instrument.unitWords
        let terms = finding.all(.coefficient)
        return finding.all(.slope).filter {
            $0.key.instrument == change.instrument && $0.key.term != .betweenMinusWithin
        }.flatMap { key, slope -> [Row] in
            let own: Row = (
                [
                    key.slopeLabel, patients(slope, key, in: finding), EstimateText(slope).cell, unit,
                    PValueCells.cell(finding[.slopeIsZero, key]?.p), change.words(change.reading(ofSlope: slope)),
                ], false
            )
            return [own]
                + terms.filter { $0.key.instrument == change.instrument && $0.key.model == key.model }.map { term in
                    ([place(term.key), "", EstimateText(term.estimate).cell, unit, "", ""], true)
                }
        }
    }

    private static func hazardRatios(_ change: EvokedChange, in finding: ReleasedFinding) -> [Row] {
        finding.all(.hazardRatio).filter { $0.key.instrument == change.instrument }.map { key, ratio in
            (
                [
                    key.slopeLabel, patients(ratio, key, in: finding), EstimateText(ratio).cell, "ratio",
                    PValueCells.cell(finding[.hazardRatioIsOne, key]?.p),
                    change.words(change.reading(ofHazardRatio: ratio)),
                ], false
            )
        }
    }

    /// Beside the number, or for a regression that leaves some out an estimate of its own.
    private static func patients(_ estimate: ReleasedEstimate, _ key: TrendKey, in finding: ReleasedFinding) -> String {
        let own = finding[.modelPatients, TrendKey(instrument: key.instrument, model: key.model)]
        return EstimateText.count(estimate.n ?? own?.value)
    }

    private static func place(_ key: TrendKey) -> String {
        key.variable.map { Wording.capitalized($0.label) } ?? Quantity.coefficient.label
    }

    private static func hazards(_ finding: ReleasedFinding) -> String {
        finding.all(.proportionalHazards).compactMap { key, test in
            test.p.map { p in
                "\(key.instrument.title), \(test.test.label): " + EstimateText.text(p) { NumberText.pValue($0) } + "."
            }
        }.joined(separator: " ")
    }

    private static func scores(_ changes: [EvokedChange], in finding: ReleasedFinding) -> PageTable? {
        let (patients, scores) = (Quantity.modelPatients, Quantity.exposedAssessments)
        let (cutOff, share) = (Quantity.cutOff, Quantity.censoredShare)
        var table = PageTable(
            "What the regressions rest on",
            heads: [.init("Evoked test")]
                + [patients.label, scores.label, cutOff.label, share.label].map { .init($0, isNumeric: true) },
            note: "A score at the cut-off is at least that much, and is never taken as measured.")
        for instrument in changes.map(\.instrument) {
            let key = EvokedKey(instrument: instrument)
            table.row([
                instrument.title, EstimateText.count(finding[patients, TrendKey(instrument: instrument)]?.value),
                EstimateText.count(finding[scores, key]?.value),
                finding[cutOff, key].map { "\(EstimateText($0).value) \(instrument.unitWords)" } ?? EstimateText.absent,
                finding[share, key].map { EstimateText($0).value } ?? EstimateText.absent,
            ])
        }
        return table.rows.isEmpty ? nil : table
    }
}
