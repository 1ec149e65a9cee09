import Disclosure
import Findings

/// P-values in tables: raw, and adjusted for the number of tests in the declared family.
public enum PValueCells {
    /// The heads of the columns that ``cells(_:)`` fills; BH is Benjamini and Hochberg.
    public static let heads: [PageTable.Head] = [
        .init("p", isNumeric: true), .init("p (Holm)", isNumeric: true), .init("p (BH)", isNumeric: true),
    ]

    /// What they say.
    public static let note = "Holm, BH (Benjamini\u{2013}Hochberg): adjusted for the number of tests in the family."

    /// A test's p-value, raw and adjusted.
    public static func cells(_ test: ReleasedTest?) -> [String] {
        [test?.p, test?.holm, test?.benjaminiHochberg].map { cell($0) }
    }

    /// Empty cells in their place.
    public static let empty = heads.map { _ in "" }

    /// One p-value.
    public static func cell(_ p: Measure?) -> String {
        EstimateText.text(p) { NumberText.pCell($0) }
    }

    /// The tests of some families in a table, a heading over each where there are several; `nil` where there are none.
    ///
    /// - Parameters:
    ///   - families: each family's name and its heading.
    ///   - row: what a test is called as a row.
    public static func table(
        of finding: ReleasedFinding, families: [(name: String, heading: String)],
        row: (ReleasedTest) -> String = { Wording.capitalized($0.test.label) }
    ) -> PageTable? {
        var table = PageTable(
            "Tests, with p-values adjusted for their number", heads: [.init("Test")] + heads, note: note)
        for family in families {
            let own = finding.tests.filter { $0.family == family.name }
            if families.count > 1, !own.isEmpty { table.group(family.heading) }
            for test in own { table.row([row(test)] + cells(test)) }
        }
        return table.rows.isEmpty ? nil : table
    }
}
