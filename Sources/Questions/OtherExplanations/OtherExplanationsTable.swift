import Disclosure
import Findings
import Presentation

/// The other explanations of a trend in one table, a heading over each.
struct OtherExplanationsTable {
    /// An explanation: its question, the numbers that belong to it, and the test of all of them together.
    private struct Section {
        let question: String
        let rows: [Row]
        var test: DeclaredTest<ExplanationKey>?
        /// Tests that say whether the numbers may be believed.
        var checks: [DeclaredTest<ExplanationKey>] = []
    }

    private struct Row {
        let name: String
        let estimate: ReleasedEstimate
        var test: DeclaredTest<ExplanationKey>?
    }

    let finding: ReleasedFinding
    let instrument: InstrumentInfo

    private var key: ExplanationKey { ExplanationKey(instrument: instrument) }

    /// `nil` where there is no number.
    var table: PageTable? {
        let sections = sections.filter { !$0.rows.isEmpty }
        guard !sections.isEmpty else { return nil }
        var table = PageTable(
            "What else could explain the trend (\(instrument.title)), with 95% intervals",
            heads: [
                .init("Quantity"), .init("Patients", isNumeric: true), .init("Estimate", isNumeric: true),
                .init("Unit"),
            ] + PValueCells.heads,
            note: [
                instrument.directionNote,
                "\u{03B4}: how much steeper, per 30 days, those who left are taken to go on from their last score than before.",
                PValueCells.note,
            ].compactMap(\.self).joined(separator: " "))
        for section in sections {
            table.group(section.question)
            for row in section.rows {
                let estimate = row.estimate
                table.row(
                    [
                        row.name, EstimateText.count(estimate.n), EstimateText(estimate).cell,
                        estimate.quantity.unit.words(instrument),
                    ] + cells(row.test), isIndented: true)
            }
            for check in section.checks where finding[check, key] != nil {
                table.row([Wording.capitalized(check.label), "", "", ""] + cells(check), isIndented: true)
            }
            if let test = section.test {
                table.row([Wording.capitalized(test.label), "", "", ""] + cells(test), isIndented: true)
            }
        }
        return table
    }

    private func cells(_ test: DeclaredTest<ExplanationKey>?) -> [String] {
        test.map { PValueCells.cells(finding[$0, key]) } ?? PValueCells.empty
    }

    private var sections: [Section] {
        [
            Section(
                question: "Does pain drive the dose (reverse causation)?",
                rows: [
                    row(.doseAfterPain, test: .doseAfterPainIsZero), row(.painAfterDose, test: .painAfterDoseIsZero),
                ].compactMap(\.self),
                checks: [
                    .doseAfterPainSerial, .doseAfterPainInstruments, .painAfterDoseSerial, .painAfterDoseInstruments,
                ]),
            Section(question: "Is it one part of the patients?", rows: strata, test: .slopesAreEqualAcrossStrata),
            Section(
                question: "How strong must something unmeasured be?",
                rows: [
                    rowOverContrast(.differenceOverContrast), row(.scoreSD), rowOverContrast(.eValue),
                    rowOverContrast(.eValueOfLimit),
                ].compactMap(\.self)),
            Section(
                question: "Is it regression to the mean?",
                rows: [row(.expectedFall), row(.observedFall)].compactMap(\.self)),
            Section(
                question: "Are scores taken when it hurts (informative visits)?",
                rows: [row(.visitRateRatio, test: .visitsDoNotDependOnLastScore)].compactMap(\.self)
                    + weighted([.none, .visits])),
            Section(
                question: "Do those in pain leave (informative dropout)?",
                rows: [
                    row(.followUpEnd), row(.usualGap), row(.dropoutOddsRatio, test: .dropoutDoesNotDependOnLastScore),
                ].compactMap(\.self) + weighted([.leaving])),
            Section(question: "What if those who left went on otherwise?", rows: patterns),
            Section(question: "Where would the conclusion change?", rows: tipping),
        ]
    }

    private func row(
        _ quantity: Quantity<ExplanationKey>, test: DeclaredTest<ExplanationKey>? = nil
    ) -> Row? {
        finding[quantity, key].map { Row(name: quantity.label, estimate: $0, test: test) }
    }

    private func rowOverContrast(_ quantity: Quantity<ContrastKey>) -> Row? {
        finding.contrast(of: instrument).flatMap { contrast in
            finding[quantity, contrast].map {
                Row(name: "\(quantity.label), \(NumberText.count(contrast.days)) days", estimate: $0)
            }
        }
    }

    private var strata: [Row] {
        rows(.slopeInStratum) { (key: StratumKey) in
            // “ (up to 3.9)” for a stratum with an upper limit.
            let limit = finding[.stratumLimit, key].flatMap { limit in
                limit.number.map { _ in " (up to \(EstimateText(limit).value))" }
            }
            return "\(key.stratum.label) first scores\(limit ?? "")"
        }
    }

    private func weighted(_ weightings: [ScoreWeighting]) -> [Row] {
        weightings.flatMap { weighting in
            let key = WeightingKey(instrument: instrument, weighting: weighting)
            return [Quantity.slopeWeighted, .effectiveShare].compactMap { quantity in
                finding[quantity, key].map { Row(name: "\(quantity.label), \(weighting.label)", estimate: $0) }
            }
        }
    }

    private var patterns: [Row] {
        rows(.slopeOfPattern) { (key: PatternKey) in
            key.pattern.label + (key.delta.map { ", \u{03B4} = \(NumberText.plain($0))" } ?? "")
        }
    }

    private var tipping: [Row] {
        rows(.tippingDelta) { (key: TippingKey) in key.side.label }
    }

    /// The numbers of a quantity on the instrument, each with what it is about.
    private func rows<Key: GroupKey>(_ quantity: Quantity<Key>, about: (Key) -> String) -> [Row] {
        finding.all(quantity).filter { $0.key.instrument == instrument }.map {
            Row(name: "\(quantity.label), \(about($0.key))", estimate: $0.estimate)
        }
    }
}

extension ReleasedFinding {
    /// The contrast of exposure that the E-value is of.
    func contrast(of instrument: InstrumentInfo) -> ContrastKey? {
        all(.eValue).map(\.key).first { $0.instrument == instrument }
    }
}
