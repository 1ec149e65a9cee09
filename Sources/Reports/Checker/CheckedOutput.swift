import Disclosure
import Findings
import Presentation

/// A table or figure as whoever checks outputs sees it.
struct CheckedOutput {
    enum Kind: String {
        case table
        case figure
    }

    let file: String
    let kind: Kind
    let rules: [String]
    let verdict: String
    /// Numbers that are shown, with the counts beside them.
    let numbers: Int
    /// Numbers that are not shown because they are of few; `nil` where that is told of the finding that they are from.
    let ofFew: Int?
    /// Numbers that are not shown so that those of few cannot be worked out.
    let toProtect: Int?
    /// Cells in which `withheld` stands.
    let withheldCells: Int
    /// Numbers that stand from earlier releases.
    let standing: Int
    /// The least count of patients above zero that is shown.
    let least: Int?

    /// The table of a finding.
    init(_ finding: ReleasedFinding, _ policy: DisclosurePolicy) {
        let counts = finding.estimates.flatMap(Self.counts)
        let cells =
            finding.estimates.flatMap { [$0.value, $0.se, $0.lower, $0.upper, $0.n, $0.events] }
            + finding.tests.flatMap { [$0.p, $0.statistic, $0.df, $0.holm, $0.benjaminiHochberg] }
        let shown = cells.compactMap { $0?.number }
        self.init(
            file: "tables/\(finding.id).csv", kind: .table, rules: Self.rules(finding, policy),
            numbers: shown.count, ofFew: finding.withheld.primary, toProtect: finding.withheld.complementary,
            withheldCells: cells.count { $0?.isWithheld == true },
            standing: finding.estimates.count { $0.asOf != nil } + finding.tests.count { $0.asOf != nil },
            least: counts.filter { $0 > 0 }.min(), policy)
    }

    /// A table that is no finding's: tests, findings, rows read.
    init(table: TidyTable, _ policy: DisclosurePolicy) {
        let (numbers, withheld, least) = Self.cells(table)
        self.init(
            file: "tables/\(table.name).csv", kind: .table,
            rules: [
                "numbers of the findings, or counts of rows: fewer than \(policy.minimumCell), or of fewer patients, are withheld"
            ],
            numbers: numbers, ofFew: nil, toProtect: nil, withheldCells: withheld, standing: Self.standing(table),
            least: least, policy)
    }

    /// A figure, by the numbers that it draws.
    init(figure: Figure, _ policy: DisclosurePolicy) {
        let (numbers, withheld, least) = Self.cells(figure.data)
        self.init(
            file: "figures/\(figure.name).svg", kind: .figure,
            rules: ["draws released numbers only (figures/\(figure.name).csv); no mark is a patient"], numbers: numbers,
            ofFew: nil, toProtect: nil, withheldCells: withheld, standing: Self.standing(figure.data), least: least,
            policy)
    }

    private init(
        file: String, kind: Kind, rules: [String], numbers: Int, ofFew: Int?, toProtect: Int?, withheldCells: Int,
        standing: Int, least: Int?, _ policy: DisclosurePolicy
    ) {
        self.file = file
        self.kind = kind
        self.rules = rules
        self.numbers = numbers
        self.ofFew = ofFew
        self.toProtect = toProtect
        self.withheldCells = withheldCells
        self.standing = standing
        self.least = least
        verdict =
            if policy.isInternal {
                "do not release"
            } else if least.map({ $0 < policy.minimumCell }) == true {
                "look at it"
            } else if withheldCells > 0 {
                "release, with numbers withheld"
            } else {
                "release"
            }
    }

    /// How much is withheld and why, as far as it is told of the output.
    var withheldInWords: String {
        guard let ofFew, let toProtect, ofFew + toProtect > 0 else {
            return withheldCells == 0 ? "0" : NumberText.count(Double(withheldCells), "cell", "cells")
        }
        return "\(NumberText.count(Double(withheldCells), "cell", "cells")): \(ofFew) of few, \(toProtect) to protect"
    }

    /// The counts of patients that a number shows: itself, and those beside it.
    private static func counts(_ estimate: ReleasedEstimate) -> [Int] {
        let isCount = estimate.quantity.unit == .patients
        let countsRows = estimate.quantity.unit == .rows || estimate.quantity.unit == .shareOfRows
        let measures = (isCount ? [estimate.value] : []) + (countsRows ? [] : [estimate.n, estimate.events])
        var counts = measures.compactMap { $0?.number }.compactMap { Int(exactly: $0) }
        if !countsRows, let n = estimate.n?.number, let events = estimate.events?.number {
            counts += [Int(exactly: n - events)].compactMap(\.self)
        }
        return counts
    }

    private static func rules(_ finding: ReleasedFinding, _ policy: DisclosurePolicy) -> [String] {
        var rules: Set<Rule> = []
        for estimate in finding.estimates { rules.insert(Rule(estimate)) }
        if !finding.tests.isEmpty { rules.insert(.test) }
        let words = Rule.allCases.filter(rules.contains).map { $0.words(policy) }
        return words.isEmpty ? ["no numbers"] : words
    }

    private static func cells(_ table: TidyTable) -> (numbers: Int, withheld: Int, least: Int?) {
        let counts = Set(table.fields.indices.filter { ["n", "events", "patients"].contains(table.fields[$0].name) })
        let numeric = table.fields.indices.filter { table.fields[$0].kind != .string }
        var (numbers, withheld, least): (Int, Int, Int?) = (0, 0, nil)
        for row in table.rows {
            for column in numeric where column < row.count {
                if row[column] == TidyTable.withheld { withheld += 1 }
                guard let number = Double(row[column]) else { continue }
                numbers += 1
                if counts.contains(column), let count = Int(exactly: number), count > 0 {
                    least = min(least ?? count, count)
                }
            }
        }
        return (numbers, withheld, least)
    }

    private static func standing(_ table: TidyTable) -> Int {
        guard let column = table.fields.firstIndex(where: { $0.name == "as_of" }) else { return 0 }
        return table.rows.count { column < $0.count && !$0[column].isEmpty }
    }

    /// outputs.csv.
    static func table(_ outputs: [CheckedOutput]) -> TidyTable {
        TidyTable(
            name: "outputs", title: "Outputs",
            description: "Every table and figure of the report for the output checker",
            fields: [
                .init("file", .string, "File of the report"), .init("kind", .string, "table or figure"),
                .init(
                    "verdict", .string,
                    "release; release, with numbers withheld; look at it; do not release"),
                .init("numbers", .integer, "Numbers that are shown"),
                .init("withheld_cells", .integer, "Cells in which withheld stands"),
                .init(
                    "of_few", .integer,
                    "Numbers withheld of their own account; empty where the finding's table tells it"),
                .init("to_protect", .integer, "Numbers withheld so that those of few cannot be worked out"),
                .init("standing", .integer, "Numbers that stand from an earlier release"),
                .init("least_count", .integer, "Least count of patients above zero that is shown"),
                .init("rules", .string, "Rules that hold for it"),
            ],
            rows: outputs.map { output in
                [
                    output.file, output.kind.rawValue, output.verdict, "\(output.numbers)", "\(output.withheldCells)",
                    output.ofFew.map { "\($0)" } ?? "", output.toProtect.map { "\($0)" } ?? "", "\(output.standing)",
                    output.least.map { "\($0)" } ?? "", output.rules.joined(separator: "; "),
                ]
            })
    }
}

/// The rules of disclosure control by kind of statistic.
private enum Rule: CaseIterable {
    case count
    case rows
    case quantile
    case mean
    case test

    init(_ estimate: ReleasedEstimate) {
        if estimate.quantity.quantile ?? estimate.key.quantile != nil {
            self = .quantile
        } else {
            switch estimate.quantity.unit {
            case .patients, .share: self = .count
            case .rows, .shareOfRows: self = .rows
            default: self = .mean
            }
        }
    }

    func words(_ policy: DisclosurePolicy) -> String {
        let minimumCell = policy.minimumCell
        return
            switch self
        {
        case .count:
            "counts and shares: no cell of 1 to \(minimumCell - 1) patients, none whose complement is; all or nobody of "
                + "\(policy.fewestAlike) patients at least"
        case .rows: "counts of rows: of \(minimumCell) patients at least"
        case .quantile: "quantiles: \(minimumCell) patients on each side; no minimum, no maximum"
        case .mean:
            "means, totals and models: \(minimumCell) patients at least, none of whom is more than half of it, and not all alike"
        case .test: "tests: of released numbers; with a withheld share its tests go"
        }
    }
}
