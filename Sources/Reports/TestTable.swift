import Findings

/// Tests of declared families, their p-values beside those adjusted for the number of tests in the family.
enum TestTable {
    /// The heads of the columns that ``pCells(_:)`` fills; BH is Benjamini and Hochberg.
    static let pHeads: [PageTable.Head] = [
        .init("p", isNumeric: true), .init("p (Holm)", isNumeric: true),
        .init("p (BH)", isNumeric: true),
    ]

    /// What they say.
    static let pNote = "Holm, BH (Benjamini\u{2013}Hochberg): adjusted for the number of tests in the family."

    /// A test's p-value, raw and adjusted.
    static func pCells(_ test: HypothesisTest?) -> [String] {
        [test?.p, test?.holm, test?.benjaminiHochberg].map { measure in
            EstimateText.text(measure) { NumberText.pCell($0) }
        }
    }

    /// The tests of these families; `nil` where there are none.
    static func of(_ finding: Finding, families: [String]) -> PageTable? {
        let tests = finding.tests.filter { test in test.family.map(families.contains) ?? false }
        guard !tests.isEmpty else { return nil }
        var table = PageTable(
            "Tests, with p-values adjusted for their number", heads: [.init("Test")] + pHeads, note: pNote)
        for family in families {
            let own = tests.filter { $0.family == family }
            if families.count > 1, !own.isEmpty { table.group(Wording.family(family)) }
            for test in own { table.row([Wording.row(of: test)] + pCells(test)) }
        }
        return table
    }
}
