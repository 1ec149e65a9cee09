import Disclosure
import Findings
import Presentation

/// The tidy tables of a run: one for each finding, and beside them the tests, the findings themselves and the rows read.
enum TidyTables {
    static func all(_ released: Released) -> [TidyTable] {
        let tables =
            released.findings.map(estimates)
            + [tests(released), findings(released), rows(released), inputs(released)]
        return released.isInternal ? tables.map(\.markedInternal) : tables
    }

    /// The estimates of a finding, one a row: the tool's axes as columns, and the study's columns apart from them.
    static func estimates(_ finding: ReleasedFinding) -> TidyTable {
        let places = PlaceColumns(finding.estimates.map(\.key))
        let fields =
            [TidyTable.Field("name", .string, "What is estimated; see docs/results-format.md")] + places.fields
            + numberFields
        let rows = finding.estimates.map { estimate in
            [estimate.quantity.id] + places.cells(estimate.key) + [
                TidyTable.cell(estimate.value), TidyTable.cell(estimate.se), TidyTable.cell(estimate.lower),
                TidyTable.cell(estimate.upper), estimate.level.map { TidyTable.cell($0) } ?? "",
                estimate.interval ?? "", TidyTable.cell(estimate.n), TidyTable.cell(estimate.events), estimate.unit,
                estimate.asOf?.description ?? "",
            ]
        }
        return TidyTable(
            name: finding.id, title: finding.title, description: finding.estimand, fields: fields, rows: rows)
    }

    /// The tests of every finding.
    static func tests(_ released: Released) -> TidyTable {
        let all = released.findings.flatMap { finding in finding.tests.map { (finding.id, $0) } }
        let places = PlaceColumns(all.map(\.1.key))
        let fields =
            [
                TidyTable.Field("finding", .string, "The finding that the test belongs to"),
                .init("test", .string, "Which test"),
            ] + places.fields + [
                .init("statistic", .number, "Test statistic; empty for an exact test. \(withheldNote)"),
                .init("df", .number, "Degrees of freedom; empty where there are none. \(withheldNote)"),
                .init("p", .number, "Two-sided p-value unless the finding's method says otherwise. \(withheldNote)"),
                .init(
                    "family", .string,
                    "The declared family of tests within the finding; empty for a test that stands alone"),
                .init("p_holm", .number, "p adjusted for the family by Holm's method. \(withheldNote)"),
                .init(
                    "p_benjamini_hochberg", .number,
                    "p adjusted for the family by Benjamini and Hochberg's method. \(withheldNote)"),
                asOfField,
            ]
        let rows = all.map { id, test in
            [id, test.test.id] + places.cells(test.key)
                + [TidyTable.cell(test.statistic), TidyTable.cell(test.df), TidyTable.cell(test.p)]
                + [test.family ?? "", TidyTable.cell(test.holm), TidyTable.cell(test.benjaminiHochberg)]
                + [test.asOf?.description ?? ""]
        }
        return TidyTable(
            name: "tests", title: "Tests", description: "Every hypothesis test of the run", fields: fields, rows: rows)
    }

    /// The columns that tell what a number is about: one for each axis of the tool, and fixed ones for the study's own columns, so
    /// that no word of a study becomes the name of a column.
    private struct PlaceColumns {
        private let axes: [Axis]
        private let hasColumn: Bool
        private let hasVariable: Bool

        init(_ keys: [any GroupKey]) {
            let used = keys.flatMap { $0.coordinates.map(\.axis) }.inOrderOfAppearance()
            axes = used.filter { $0.kind == .tool }
            hasColumn = used.contains(.column)
            hasVariable = used.contains(.variable)
        }

        var fields: [TidyTable.Field] {
            axes.map { .init($0.id, .string, "\($0.label). Empty: not told apart") }
                + (hasColumn
                    ? [
                        .init("column", .string, "Column whose level the patients have. Empty: everybody"),
                        .init("column_level", .string, "The level. Empty beside a column: not recorded"),
                        .init("column_origin", .string, "study, or tool for what the tool derives"),
                    ] : [])
                + (hasVariable
                    ? [
                        .init("variable", .string, "Column that is described, or adjusted for"),
                        .init(
                            "variable_level", .string,
                            "Its level; of shares, empty means not recorded, else the whole column"),
                        .init("variable_reference", .string, "The level that it is compared with"),
                        .init("variable_origin", .string, "study, or tool for what the tool derives"),
                    ] : [])
        }

        private func origin(_ place: StudyPlace?) -> String {
            place.map { $0.origin == .study ? "study" : "tool" } ?? ""
        }

        func cells(_ key: any GroupKey) -> [String] {
            var words: [Axis: String] = [:]
            var study: [Axis: StudyPlace] = [:]
            for coordinate in key.coordinates {
                if case .study(let place) = coordinate.place {
                    study[coordinate.axis] = place
                } else {
                    words[coordinate.axis] = coordinate.id
                }
            }
            let (column, variable) = (study[.column], study[.variable])
            return axes.map { words[$0] ?? "" }
                + (hasColumn ? [column?.column.text ?? "", column?.level?.text ?? "", origin(column)] : [])
                + (hasVariable
                    ? [
                        variable?.column.text ?? "", variable?.level?.text ?? "", variable?.reference?.text ?? "",
                        origin(variable),
                    ] : [])
        }
    }

    /// The findings: whether each could be estimated, on whom and how.
    static func findings(_ released: Released) -> TidyTable {
        let fields: [TidyTable.Field] = [
            .init("finding", .string, "The finding; its estimates are in the table of this name"),
            .init("title", .string, "The question in a few words"),
            .init("status", .string, "estimated or not_estimable"),
            .init("reason", .string, "Why it could not be estimated"),
            .init("patients", .integer, "Patients in the analysis. \(withheldNote)"),
            .init("observations", .integer, "Rows of data in the analysis. \(withheldNote)"),
            .init("population", .string, "Who they are"),
            .init("estimand", .string, "What exactly is estimated"),
            .init("method", .string, "How"),
            .init("settings", .string, "The settings in force, as name=value; name=value"),
            .init("cautions", .string, "What a reader must know before using the numbers"),
            .init("patients_as_of", .string, "Of patients: \(asOfNote)"),
            .init("observations_as_of", .string, "Of observations: \(asOfNote)"),
        ]
        let rows = released.findings.map { finding in
            [
                finding.id, finding.title, finding.isEstimated ? "estimated" : "not_estimable", finding.reason ?? "",
                TidyTable.cell(finding.patients), TidyTable.cell(finding.observations),
                finding.population, finding.estimand, finding.method,
                finding.settings.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }.joined(separator: "; "),
                finding.cautions.joined(separator: " "), finding.populationAsOf.patients?.description ?? "",
                finding.populationAsOf.observations?.description ?? "",
            ]
        }
        return TidyTable(
            name: "findings", title: "Findings", description: "Each question with its status, population and method",
            fields: fields, rows: rows)
    }

    /// What became of the rows that were read, a row for each table and another for each reason and each column with unreadable cells.
    static func rows(_ released: Released) -> TidyTable {
        let fields: [TidyTable.Field] = [
            .init("table", .string, "The canonical table"),
            .init(
                "measure", .string,
                "read, kept, rejected, duplicates, doubled (kept although alike with another), filtered or unreadable (cells of kept rows); "
                    + "read = kept + rejected + duplicates"),
            .init("column", .string, "Column that gave the reason, or whose cells could not be read"),
            .init("reason", .string, "Reason of the rejection; empty for the table's total"),
            .init("rows", .integer, "Rows of data, or cells, one a row. \(withheldNote)"),
            asOfField,
        ]
        let rows = released.quality.flatMap { quality in
            let all =
                [
                    ("read", quality.read), ("kept", quality.kept), ("duplicates", quality.duplicates),
                    ("doubled", quality.doubled), ("filtered", quality.filtered), ("rejected", quality.rejected),
                ].map { [quality.table, $0, "", "", TidyTable.cell($1)] }
                + quality.reasons.map { [quality.table, "rejected", $0.column, $0.reason, TidyTable.cell($0.rows)] }
                + quality.unreadable.map { [quality.table, "unreadable", $0.column, "", TidyTable.cell($0.rows)] }
            return all.map { $0 + [quality.asOf?.description ?? ""] }
        }
        return TidyTable(
            name: "rows", title: "Rows", description: "What became of the rows of each table", fields: fields,
            rows: rows)
    }

    /// The files that were read.
    static func inputs(_ released: Released) -> TidyTable {
        let fields: [TidyTable.Field] = [
            .init("table", .string, "The canonical table that the file feeds"),
            .init(
                "file", .string,
                "The file, as the study file names it; its place among the table's entries where the name could be a person's or a date"
            ),
        ]
        return TidyTable(
            name: "inputs", title: "Inputs", description: "The files read", fields: fields,
            rows: released.inputs.map { [$0.table, $0.file] })
    }

    private static let withheldNote = "The word withheld: not shown, as it would point at few patients"

    private static let asOfNote =
        "the day of the earlier release that stands, as fewer people than the minimum cell changed since; empty: as of this run"
    private static let asOfField = TidyTable.Field("as_of", .string, Wording.capitalized(asOfNote))

    private static let numberFields: [TidyTable.Field] = [
        .init("value", .number, "The estimate. \(withheldNote)"),
        .init("se", .number, "Its standard error. \(withheldNote)"),
        .init("lower", .number, "Lower limit of the interval. \(withheldNote)"),
        .init("upper", .number, "Upper limit of the interval. \(withheldNote)"),
        .init("confidence_level", .number, "Confidence level of the interval"),
        .init("interval", .string, "How the interval was formed"),
        .init("n", .integer, "Patients, or rows where unit says so. \(withheldNote)"),
        .init("events", .integer, "Patients among n with the outcome. \(withheldNote)"),
        .init("unit", .string, "Unit of value"),
        asOfField,
    ]
}
