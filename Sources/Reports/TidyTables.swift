import Findings

/// The tidy tables of a run: one for each finding, and beside them the tests, the findings themselves and the data quality.
enum TidyTables {
    static func all(_ results: Results) -> [TidyTable] {
        results.analyses.map(estimates) + [tests(results), findings(results), dataQuality(results), inputs(results)]
    }

    /// The estimates of a finding, one a row, with its group keys as columns.
    static func estimates(_ finding: Finding) -> TidyTable {
        let keys = groupKeys(finding.estimates.map(\.group))
        let fields =
            [TidyTable.Field("name", .string, "What is estimated; see docs/results-format.md")]
            + keys.map { .init(columnName($0), .string, "Group: \(Wording.phrase($0)). Empty: not told apart") }
            + numberFields
        let rows = finding.estimates.map { estimate in
            [estimate.name] + keys.map { estimate.group[$0] ?? "" } + [
                TidyTable.cell(estimate.value), TidyTable.cell(estimate.se), TidyTable.cell(estimate.lower),
                TidyTable.cell(estimate.upper), estimate.level.map { TidyTable.cell($0) } ?? "",
                estimate.interval ?? "", TidyTable.cell(estimate.n), TidyTable.cell(estimate.events),
                estimate.unit ?? "",
            ]
        }
        return TidyTable(
            name: finding.id, title: finding.title, description: finding.estimand, fields: fields, rows: rows)
    }

    /// The tests of every finding.
    static func tests(_ results: Results) -> TidyTable {
        let all = results.analyses.flatMap { finding in finding.tests.map { (finding.id, $0) } }
        let keys = groupKeys(all.map(\.1.group))
        let fields =
            [
                TidyTable.Field("finding", .string, "The finding that the test belongs to"),
                .init("test", .string, "Which test"),
            ] + keys.map { .init(columnName($0), .string, "Group: \(Wording.phrase($0)). Empty: not told apart") } + [
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
            ]
        let rows = all.map { id, test in
            [id, test.name] + keys.map { test.group[$0] ?? "" }
                + [TidyTable.cell(test.statistic), TidyTable.cell(test.df), TidyTable.cell(test.p)]
                + [test.family ?? "", TidyTable.cell(test.holm), TidyTable.cell(test.benjaminiHochberg)]
        }
        return TidyTable(
            name: "tests", title: "Tests", description: "Every hypothesis test of the run", fields: fields, rows: rows)
    }

    /// The findings: whether each could be estimated, on whom and how.
    static func findings(_ results: Results) -> TidyTable {
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
        ]
        let rows = results.analyses.map { finding in
            [
                finding.id, finding.title, finding.status.rawValue, finding.reason ?? "",
                TidyTable.cell(finding.population.patients), TidyTable.cell(finding.population.observations),
                finding.population.description, finding.estimand, finding.method,
                finding.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; "),
                finding.cautions.joined(separator: " "),
            ]
        }
        return TidyTable(
            name: "findings", title: "Findings", description: "Each question with its status, population and method",
            fields: fields, rows: rows)
    }

    /// What became of the rows that were read, a row for each table and another for each reason.
    static func dataQuality(_ results: Results) -> TidyTable {
        let fields: [TidyTable.Field] = [
            .init("table", .string, "The canonical table"),
            .init("measure", .string, "read, kept, rejected or filtered; read = kept + rejected"),
            .init("column", .string, "Column that gave the reason; only where measure is rejected"),
            .init("reason", .string, "Reason of the rejection; empty for the table's total"),
            .init("rows", .integer, "Rows of data"),
        ]
        let rows = results.quality.flatMap { quality in
            [
                [quality.table, "read", "", "", String(quality.read)],
                [quality.table, "kept", "", "", String(quality.kept)],
                [quality.table, "filtered", "", "", String(quality.filtered)],
                [quality.table, "rejected", "", "", String(quality.rejected)],
            ] + quality.reasons.map { [quality.table, "rejected", $0.column, $0.reason, String($0.rows)] }
        }
        return TidyTable(
            name: "data_quality", title: "Data quality", description: "Rows read, kept, rejected and filtered by table",
            fields: fields, rows: rows)
    }

    /// The files that were read.
    static func inputs(_ results: Results) -> TidyTable {
        let fields: [TidyTable.Field] = [
            .init("table", .string, "The canonical table that the file feeds"),
            .init("file", .string, "The file, as the study file names it"),
            .init("bytes", .integer, "Size as stored"),
            .init("sha256", .string, "SHA-256 of the stored bytes; empty for standard input"),
        ]
        let rows = results.inputs.map { [$0.table, $0.file, String($0.bytes), $0.sha256 ?? ""] }
        return TidyTable(
            name: "inputs", title: "Inputs", description: "The files read, with their hashes", fields: fields,
            rows: rows)
    }

    /// Every key of the groups, in the order of a results reader: the study's own first by name, then the known ones.
    static func groupKeys(_ groups: [[String: String]]) -> [String] {
        let keys = Set(groups.flatMap(\.keys))
        return keys.sorted { (rank($0), $0) < (rank($1), $1) }
    }

    /// A group key as a column: one that has the name of a column of numbers is set apart.
    static func columnName(_ key: String) -> String {
        reserved.contains(key) ? "group_\(key)" : key
    }

    private static let knownKeys = [
        "instrument", "model", "term", "branch", "step", "stage", "reason", "variable", "level", "column", "band",
        "denominator", "claim", "day", "week", "exposure_days", "stratum", "contrast_days", "pattern", "delta", "side",
    ]

    private static func rank(_ key: String) -> Int {
        knownKeys.firstIndex(of: key).map { $0 + 1 } ?? 0
    }

    private static let withheldNote = "The word withheld: not shown, as it would point at few patients"

    private static let reserved: Set<String> = [
        "name", "value", "se", "lower", "upper", "confidence_level", "interval", "n", "events", "unit", "finding",
        "test", "statistic", "df", "p", "family", "p_holm", "p_benjamini_hochberg",
    ]

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
    ]
}
