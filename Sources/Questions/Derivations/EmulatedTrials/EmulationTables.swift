import Disclosure
import Findings
import Presentation

/// What emulated trials show of themselves.
enum EmulationTables {
    /// Curves and differences, responders and events in the last month, and what the weights did.
    static func tables(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> [PageTable?] {
        [
            months(finding, instrument), outcomes(finding, instrument), tests(finding),
            beforeAfter(finding, instrument), weights(finding, instrument),
        ]
    }

    /// Whether the strategies differ by the last month, of each analysis.
    static func tests(_ finding: ReleasedFinding) -> PageTable? {
        let families = EmulationAnalysis.tested.map { (name: $0.rawValue, heading: Wording.capitalized($0.label)) }
        return PValueCells.table(of: finding, families: families) { test in
            guard let key = test.key as? EmulationKey, let strategy = key.strategy, let comparator = key.comparator
            else {
                return Wording.capitalized(test.test.label)
            }
            return Wording.capitalized("\(key.outcome.label): \(strategy.label) against \(comparator.label)")
        }
    }

    /// The strategies in the order of the results, what the others are compared with first.
    static func strategies(_ finding: ReleasedFinding) -> [StrategyWord] {
        finding.all(.initiators).compactMap(\.key.strategy).inOrderOfAppearance()
    }

    private static func months(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let means = finding.all(.strategyMean)
        guard !means.isEmpty else { return nil }
        var table = PageTable(
            "Score on the \(instrument.title) by strategy and month, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Days since time zero"), .init("Patients", isNumeric: true),
                .init(Quantity.strategyMean.label, isNumeric: true),
                .init(Quantity.strategyDifference.label, isNumeric: true),
            ],
            note: [
                "A month is 30 days and is named by its last one. Patients are those whose course is compatible with the strategy so far, and who "
                    + "have a score.", instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        let comparator = strategies(finding).first
        var last: [String]?
        for (key, mean) in means {
            guard let analysis = key.analysis, let strategy = key.strategy else { continue }
            let own = [key.outcome.rawValue, analysis.rawValue, strategy.id]
            if own != last {
                table.group(
                    Wording.capitalized("\(strategy.label): \(key.outcome.label), \(analysis.label)"))
            }
            last = own
            var compared = key
            compared.comparator = comparator
            table.row([
                key.day.map { NumberText.count($0) } ?? "", EstimateText.count(mean.n), EstimateText.cell(mean),
                strategy == comparator ? "" : EstimateText.cell(finding[.strategyDifference, compared]),
            ])
        }
        return table
    }

    /// Shares at the last month.
    private static func outcomes(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let shares = finding.all(.strategyShare)
        guard let end = shares.compactMap(\.key.day).max() else { return nil }
        let comparator = strategies(finding).first
        var table = PageTable(
            "Responders and events by day \(NumberText.count(end)) since time zero, with 95% intervals",
            heads: [
                .init("Strategy"), .init("Patients", isNumeric: true),
                .init(Quantity.strategyShare.label, isNumeric: true),
                .init(Quantity.shareDifference.label, isNumeric: true),
            ], note: "Patients without pain before are not among the responders. Death competes with the other events.")
        var last: [String]?
        for (key, share) in shares where key.day == end {
            guard let analysis = key.analysis, let strategy = key.strategy else { continue }
            let own = [key.outcome.rawValue, analysis.rawValue]
            if own != last { table.group(Wording.capitalized("\(key.outcome.label), \(analysis.label)")) }
            last = own
            var compared = key
            compared.comparator = comparator
            table.row([
                Wording.capitalized(strategy.label), EstimateText.count(share.n), EstimateText.cell(share),
                strategy == comparator ? "" : EstimateText.cell(finding[.shareDifference, compared]),
            ])
        }
        return table
    }

    private static func beforeAfter(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let changes = finding.all(.beforeAfterChange)
        guard !changes.isEmpty else { return nil }
        var table = PageTable(
            "What a comparison of before and after would see, in \(instrument.unitWords)",
            heads: [
                .init("Strategy"), .init("Patients", isNumeric: true),
                .init(Quantity.beforeAfterChange.label, isNumeric: true),
                .init(Quantity.expectedByChance.label, isNumeric: true),
            ], note: instrument.directionNote)
        for (key, change) in changes {
            table.row([
                Wording.capitalized(key.strategy?.label ?? ""), EstimateText.count(change.n), EstimateText.cell(change),
                EstimateText.cell(finding[.expectedByChance, key]),
            ])
        }
        return table
    }

    private static func weights(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let sizes = finding.all(.effectiveSize)
        guard !sizes.isEmpty else { return nil }
        var table = PageTable(
            "What the weights did, in the last month",
            heads: [
                .init("Strategy"), .init(Quantity.effectiveSize.label, isNumeric: true),
                .init(Quantity.largestWeight.label, isNumeric: true),
            ])
        for (key, size) in sizes {
            guard let analysis = key.analysis, let strategy = key.strategy else { continue }
            table.row([
                Wording.capitalized("\(strategy.label), \(analysis.label)"), EstimateText.cell(size),
                EstimateText.cell(finding[.largestWeight, key]),
            ])
            for (own, after) in finding.all(.balanceAfter)
            where own.analysis == analysis && own.strategy == strategy {
                table.row(
                    [
                        "Imbalance of \(own.variable?.label ?? ""), unweighted and weighted",
                        EstimateText.cell(finding[.balanceBefore, own]), EstimateText.cell(after),
                    ], isIndented: true)
            }
        }
        return table
    }
}
