import Findings

/// The regressions of each evoked test, and what they rest on.
enum EvokedPainTables {
    static func tables(_ finding: Finding) -> [PageTable] {
        let instruments = finding.levels(of: "instrument")
        guard !instruments.isEmpty else { return [] }
        let hasSlopes = finding.estimates.contains { $0.group["model"] != nil }
        return (hasSlopes ? [regressions(finding, instruments)] : [])
            + [TestTable.of(finding, families: instruments)].compactMap(\.self) + [scores(finding, instruments)]
    }

    private static func regressions(_ finding: Finding, _ instruments: [String]) -> PageTable {
        var table = PageTable(
            "Change of each evoked test per 30 days of exposure, as it would be without a cut-off, with 95% intervals",
            heads: [
                .init("Regression"), .init("Patients", isNumeric: true), .init("Change", isNumeric: true),
                .init("Unit"), .init("p", isNumeric: true), .init("Reads as"),
            ], note: hazards(finding, instruments))
        for instrument in instruments {
            let change = EvokedChange(finding: finding, instrument: instrument)
            let own = finding.estimates.filter {
                $0.group["instrument"] == instrument && $0.group["term"] != "between_minus_within"
                    && ["slope", "coefficient", "hazard_ratio"].contains($0.name)
            }
            guard !own.isEmpty else { continue }
            table.group(Wording.capitalized(Wording.evokedTest(instrument)))
            for estimate in own {
                let isTerm = estimate.name == "coefficient"
                let model = estimate.group["model"] ?? ""
                let patients = finding.estimate("patients", ["instrument": instrument, "model": model])?.value
                table.row(
                    [
                        isTerm
                            ? Wording.parameter(estimate.name, term: estimate.group["term"])
                            : Wording.slope(model: model, term: estimate.group["term"]),
                        isTerm ? "" : EstimateText.count(estimate.n ?? patients), EstimateText(estimate).cell,
                        estimate.name == "hazard_ratio" ? "ratio" : Wording.unitName(estimate.unit),
                        isTerm ? "" : EstimateText.text(p(finding, estimate)) { NumberText.pCell($0) },
                        isTerm ? "" : change.reading(estimate)?.rawValue ?? EstimateText.absent,
                    ], isIndented: isTerm)
            }
        }
        return table
    }

    private static func p(_ finding: Finding, _ estimate: Estimate) -> Measure? {
        ["slope_is_zero", "hazard_ratio_is_one"].lazy
            .compactMap { finding.test($0, estimate.group) }.first?.p
    }

    private static func hazards(_ finding: Finding, _ instruments: [String]) -> String {
        instruments.compactMap { instrument in
            finding.test("proportional_hazards", ["instrument": instrument, "model": "cox"])?.p.map { measure in
                "\(Wording.capitalized(Wording.evokedTest(instrument))), test of proportional hazards: "
                    + EstimateText.text(measure) { NumberText.pValue($0) } + "."
            }
        }.joined(separator: " ")
    }

    private static func scores(_ finding: Finding, _ instruments: [String]) -> PageTable {
        var table = PageTable(
            "What the regressions rest on",
            heads: [
                .init("Evoked test"), .init("Patients", isNumeric: true),
                .init("Scores while exposed", isNumeric: true),
                .init("Cut-off", isNumeric: true), .init("Scores at the cut-off", isNumeric: true),
            ], note: "A score at the cut-off is at least that much, and is never taken as measured.")
        for instrument in instruments {
            func find(_ name: String) -> Estimate? { finding.estimate(name, ["instrument": instrument]) }
            let cutOff = find("cut_off").map { "\(EstimateText($0).value) \(Wording.unitName($0.unit))" }
            table.row([
                Wording.capitalized(Wording.evokedTest(instrument)), EstimateText.count(find("patients")?.value),
                EstimateText.count(find("assessments")?.value), cutOff ?? EstimateText.absent,
                find("censored_share").map { EstimateText($0).value } ?? EstimateText.absent,
            ])
        }
        return table
    }
}
