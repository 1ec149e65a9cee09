import Disclosure
import Findings
import Presentation

/// The shares of everybody and of each group, those not assessed with the test against the claim, and the exact intervals.
enum Day7Tables {
    static func tables(_ shares: Day7Shares) -> [PageTable] {
        guard !shares.groups.isEmpty else { return [] }
        let hasExact = shares.groups.contains { !$0.exact.isEmpty }
        return [wilson(shares), missing(shares)] + (hasExact ? [exact(shares)] : [])
    }

    private static func wilson(_ shares: Day7Shares) -> PageTable {
        let denominators = shares.denominators
        let hasWeights = denominators.contains(.weighted)
        let table = PageTable(
            "Share without withdrawal around day \(shares.day), with 95% Wilson intervals",
            heads: [.init("Group"), .init("Free / assessed", isNumeric: true)]
                + denominators.map { .init($0.label, isNumeric: true) },
            note: hasWeights ? "Weighted: t intervals on the logit scale" + effectiveSize(shares) + "." : nil)
        return filled(table, shares) { group in
            [counts(group.assessed)] + denominators.map { EstimateText.cell(group.shares[$0]) }
        }
    }

    private static func missing(_ shares: Day7Shares) -> PageTable {
        let claim = shares.claim.map { ", and the share among those assessed against \(NumberText.level($0))" } ?? ""
        let table = PageTable(
            "Patients not assessed around day \(shares.day)\(claim)",
            heads: [.init("Group"), .init("Not assessed", isNumeric: true)]
                + (shares.claim == nil ? [] : PValueCells.heads),
            note: shares.claim == nil
                ? nil : "p: two-sided exact binomial test of the share among those assessed. " + PValueCells.note)
        return filled(table, shares) { group in
            [group.notAssessed.map { EstimateText($0).value } ?? EstimateText.absent]
                + (shares.claim == nil ? [] : PValueCells.cells(group.test))
        }
    }

    private static func exact(_ shares: Day7Shares) -> PageTable {
        let table = PageTable(
            "The same shares with exact (Clopper\u{2013}Pearson) intervals",
            heads: [.init("Group")] + Denominator.counted.map { .init($0.label, isNumeric: true) })
        return filled(table, shares) { group in Denominator.counted.map { EstimateText.cell(group.exact[$0]) } }
    }

    private static func filled(
        _ table: PageTable, _ shares: Day7Shares, _ cells: (Day7Shares.Group) -> [String]
    ) -> PageTable {
        var table = table
        if let everybody = shares.everybody { table.row([everybody.label] + cells(everybody)) }
        for breakdown in shares.breakdowns {
            // The scale of those not assessed is not known, so that a table of them has nothing to say of scales.
            let rows = breakdown.groups.map { (label: $0.label, cells: cells($0)) }.filter { row in
                row.cells.contains { $0 != EstimateText.absent }
            }
            if !rows.isEmpty { table.group("By \(breakdown.name)") }
            for row in rows { table.row([row.label] + row.cells) }
        }
        return table
    }

    /// `; the overall share says as much as 938 patients of equal weight would`.
    private static func effectiveSize(_ shares: Day7Shares) -> String {
        shares.everybody?.effectiveSize?.number.map {
            "; the overall share says as much as \(NumberText.count($0)) patients of equal weight would"
        } ?? ""
    }

    private static func counts(_ share: ReleasedEstimate?) -> String {
        guard let share, share.n?.isWithheld != true else { return EstimateText.count(share?.n) }
        return "\(EstimateText.count(share.events)) / \(EstimateText.count(share.n))"
    }
}
