import Disclosure
import Findings
import Presentation

/// What `nonopioid` shows in tables: a row for each kind.
enum NonopioidTables {
    static func tables(_ finding: ReleasedFinding) -> [PageTable?] {
        let compared = ComparedCare.all(finding)
        return [
            scores(finding, compared), beforeAfter(finding, compared), doses(finding, compared),
            shares(finding, compared), EmulationTables.tests(finding), months(finding, compared),
            weights(finding, compared), counts(finding),
        ]
    }

    private static func title(_ care: ComparedCare, _ finding: ReleasedFinding) -> String {
        let control = care.isControl(in: finding) ? " (negative control)" : ""
        return Wording.capitalized("\(care.care.label) against \(care.comparator.label)") + control
    }

    private static let analyses: [EmulationAnalysis] = [.intentionToTreat, .perProtocol]

    private static func label(_ analysis: EmulationAnalysis) -> String {
        analysis == .perProtocol ? "No further kind begun later (weighted)" : "By what was begun (weighted)"
    }

    private static func scores(_ finding: ReleasedFinding, _ compared: [ComparedCare]) -> PageTable? {
        guard let instrument = compared.first?.instrument else { return nil }
        var table = PageTable(
            "Score on the \(instrument.title) in the last month, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Care begun"), .init("Patients", isNumeric: true), .init("With it", isNumeric: true),
                .init("Patients compared", isNumeric: true), .init("Without it", isNumeric: true),
                .init("Difference", isNumeric: true), .init("E-value (of the nearer limit)", isNumeric: true),
            ],
            note: [
                "Patients have a score in the last month. The E-value stands where the interval excludes zero.",
                instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for care in compared {
            table.group(title(care, finding))
            for analysis in analyses {
                guard let (key, last) = care.last(.strategyDifference, .score, analysis, in: finding) else { continue }
                let levels = care.levels(.strategyMean, of: key, in: finding)
                let eValue = finding[.careEValue, key].map { value in
                    let limit = finding[.careEValueOfLimit, key].map { " (\(EstimateText($0).value))" }
                    return EstimateText(value).value + (value.isWithheld ? "" : limit ?? "")
                }
                table.row([
                    label(analysis), EstimateText.count(levels.care?.n), EstimateText.cell(levels.care),
                    EstimateText.count(levels.comparator?.n), EstimateText.cell(levels.comparator),
                    EstimateText.cell(last), eValue ?? "",
                ])
            }
        }
        return table.rows.contains { $0.groupHeading == nil } ? table : nil
    }

    private static func beforeAfter(_ finding: ReleasedFinding, _ compared: [ComparedCare]) -> PageTable? {
        guard let instrument = compared.first?.instrument else { return nil }
        var table = PageTable(
            "What a comparison of before and after would see, in \(instrument.unitWords)",
            heads: [
                .init("Care begun"), .init("Patients", isNumeric: true),
                .init(Quantity.beforeAfterChange.label, isNumeric: true),
                .init(Quantity.expectedByChance.label, isNumeric: true),
            ],
            note: [
                "What is expected is judged by the eligible months in which nothing was begun.",
                instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for care in compared {
            table.group(title(care, finding))
            for strategy in [care.care, care.comparator] {
                let key = care.key(.score, .beforeAfter, strategy)
                guard let change = finding[.beforeAfterChange, key] else { continue }
                table.row([
                    Wording.capitalized(strategy.label), EstimateText.count(change.n), EstimateText.cell(change),
                    EstimateText.cell(finding[.expectedByChance, key]),
                ])
            }
        }
        return table.rows.contains { $0.groupHeading == nil } ? table : nil
    }

    private static func doses(_ finding: ReleasedFinding, _ compared: [ComparedCare]) -> PageTable? {
        var table = PageTable(
            "Mean daily dose in the last month of patients on opioids before, in mg of morphine equivalents, with 95% intervals",
            heads: [
                .init("Care begun"), .init("Patients", isNumeric: true), .init("With it", isNumeric: true),
                .init("Patients compared", isNumeric: true), .init("Without it", isNumeric: true),
                .init("Difference", isNumeric: true), .init("Change, before and after", isNumeric: true),
            ],
            note:
                "Days without the drug count as 0. The change is that of patients who began the care, compared with nobody."
        )
        for care in compared {
            guard care.last(.doseDifference, .dose, .intentionToTreat, in: finding) != nil else { continue }
            table.group(title(care, finding))
            for analysis in analyses {
                guard let (key, last) = care.last(.doseDifference, .dose, analysis, in: finding) else { continue }
                let levels = care.levels(.strategyDose, of: key, in: finding)
                let change = finding[.doseChange, care.key(.dose, .beforeAfter, care.care)]
                table.row([
                    label(analysis), EstimateText.count(levels.care?.n), EstimateText.cell(levels.care),
                    EstimateText.count(levels.comparator?.n), EstimateText.cell(levels.comparator),
                    EstimateText.cell(last), analysis == .intentionToTreat ? EstimateText.cell(change) : "",
                ])
            }
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func shares(_ finding: ReleasedFinding, _ compared: [ComparedCare]) -> PageTable? {
        var table = PageTable(
            "Responders in the last month, and the negative control up to it, by what was begun, with 95% intervals",
            heads: [
                .init("Outcome"), .init("Patients", isNumeric: true), .init("With the care", isNumeric: true),
                .init("Without it", isNumeric: true), .init(Quantity.shareDifference.label, isNumeric: true),
            ],
            note: "Patients without pain before are not among the responders. Death competes with the negative control."
        )
        for care in compared {
            var isHeaded = false
            for outcome in EmulationOutcome.responders + [.negativeControl] {
                guard let (key, last) = care.last(.shareDifference, outcome, .intentionToTreat, in: finding) else {
                    continue
                }
                if !isHeaded { table.group(title(care, finding)) }
                isHeaded = true
                let levels = care.levels(.strategyShare, of: key, in: finding)
                table.row([
                    Wording.capitalized(outcome.label), EstimateText.count(levels.care?.n),
                    EstimateText.cell(levels.care), EstimateText.cell(levels.comparator), EstimateText.cell(last),
                ])
            }
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func months(_ finding: ReleasedFinding, _ compared: [ComparedCare]) -> PageTable? {
        var table = PageTable(
            "Score by month, by what was begun, with 95% intervals",
            heads: [
                .init("Days since time zero"), .init("With the care", isNumeric: true),
                .init("Without it", isNumeric: true), .init("Difference", isNumeric: true),
            ], note: "A month is 30 days and is named by its last one.")
        for care in compared {
            let own = finding.all(.strategyDifference).filter {
                $0.key.strategy == care.care && $0.key.outcome == .score && $0.key.analysis == .intentionToTreat
            }
            if !own.isEmpty { table.group(title(care, finding)) }
            for (key, difference) in own {
                let levels = care.levels(.strategyMean, of: key, in: finding)
                table.row([
                    key.day.map { NumberText.count($0) } ?? "", EstimateText.cell(levels.care),
                    EstimateText.cell(levels.comparator), EstimateText.cell(difference),
                ])
            }
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func weights(_ finding: ReleasedFinding, _ compared: [ComparedCare]) -> PageTable? {
        var table = PageTable(
            "What the weights did, in the last month, by what was begun",
            heads: [
                .init("Known at time zero"), .init(Quantity.balanceBefore.label, isNumeric: true),
                .init(Quantity.balanceAfter.label, isNumeric: true),
            ],
            note:
                "Imbalance in standard deviations of all entries; above 0.1 either way the groups are not alike. The effective sample "
                + "size is of entries, of which a patient may have several.")
        for care in compared {
            let balances = finding.all(.balanceAfter).filter {
                $0.key.strategy == care.care && $0.key.analysis == .intentionToTreat
            }
            let sizes = [care.care, care.comparator].compactMap { strategy in
                finding[.effectiveSize, care.key(.score, .intentionToTreat, strategy)].map {
                    "\(EstimateText($0).value) with \(strategy.label)"
                }
            }
            if !balances.isEmpty {
                table.group(
                    title(care, finding)
                        + (sizes.isEmpty ? "" : "; effective sample size \(Wording.list(sizes))"))
            }
            for (key, after) in balances {
                table.row([
                    Wording.capitalized(key.variable?.label ?? ""), EstimateText.cell(finding[.balanceBefore, key]),
                    EstimateText.cell(after),
                ])
            }
        }
        return table.rows.isEmpty ? nil : table
    }

    /// Who had which care, and who began it in a month that could be entered.
    static func counts(_ finding: ReleasedFinding) -> PageTable? {
        let had = finding.all(.hadCare)
        guard !had.isEmpty else { return nil }
        var table = PageTable(
            "Who had care, and who is compared",
            heads: [
                .init("Care"), .init("Patients with it", isNumeric: true),
                .init("Began it in a month that they could enter", isNumeric: true),
                .init("Compared with", isNumeric: true),
            ], note: "A kind without the latter two was begun by too few patients to be compared.")
        let compared = ComparedCare.all(finding)
        func began(_ care: ComparedCare, _ strategy: StrategyWord) -> String {
            EstimateText.count(finding[.initiators, care.key(.score, nil, strategy)]?.value)
        }
        func row(_ label: String, _ count: String, _ care: ComparedCare?) {
            table.row([
                Wording.capitalized(label), count, care.map { began($0, $0.care) } ?? "",
                care.map { "\(began($0, $0.comparator)) (\($0.comparator.label))" } ?? "",
            ])
        }
        for (key, count) in had {
            row(key.care.label, EstimateText.count(count.value), compared.first { $0.care == key.care })
        }
        for care in compared where !had.contains(where: { $0.key.care == care.care }) {
            row(care.care.label, "", care)
        }
        return table
    }
}
