import Disclosure
import Findings
import Presentation

/// What became of the rows that were read, as tables of the page and of a terminal.
enum QualityTables {
    /// Rows by outcome, why rows were rejected, and cells that could not be read.
    static func all(_ tables: [ReleasedQuality]) -> [PageTable] {
        tables.isEmpty ? [] : [outcomes(tables), reasons(tables), unreadable(tables)].compactMap(\.self)
    }

    private static func outcomes(_ tables: [ReleasedQuality]) -> PageTable {
        let doubled = tables.contains { $0.doubled.number != 0 }
        var table = PageTable(
            "Rows of each table: read = kept + rejected + duplicates",
            heads: [
                .init("Table"), .init("Read", isNumeric: true), .init("Kept", isNumeric: true),
                .init("Rejected", isNumeric: true), .init("Duplicates", isNumeric: true),
            ] + (doubled ? [.init("Doubled and kept", isNumeric: true)] : []) + [
                .init("Left out by the study file", isNumeric: true)
            ],
            note: doubled
                ? "Doubled rows are alike in every column with an earlier one of the same patient and are used all the same."
                : nil)
        for quality in tables {
            var rejected = EstimateText.count(quality.rejected)
            if let rows = quality.rejected.number, let read = quality.read.number, rows > 0 {
                rejected += " (\(NumberText.percent(rows / read)))"
            }
            table.row(
                [
                    name(quality.table), EstimateText.count(quality.read), EstimateText.count(quality.kept), rejected,
                    EstimateText.count(quality.duplicates),
                ] + (doubled ? [EstimateText.count(quality.doubled)] : []) + [EstimateText.count(quality.filtered)])
        }
        return table
    }

    private static func reasons(_ tables: [ReleasedQuality]) -> PageTable? {
        guard tables.contains(where: { !$0.reasons.isEmpty }) else { return nil }
        var table = PageTable(
            "Why rows were rejected", heads: [.init("Reason"), .init("Column"), .init("Rows", isNumeric: true)],
            note: "Which rows, by file and line and without their values, is kept apart from the report.")
        for quality in tables where !quality.reasons.isEmpty {
            table.group(name(quality.table))
            for reason in quality.reasons {
                table.row([
                    Wording.capitalized(reason.reason), reason.column.isEmpty ? EstimateText.absent : reason.column,
                    EstimateText.count(reason.rows),
                ])
            }
        }
        return table
    }

    private static func unreadable(_ tables: [ReleasedQuality]) -> PageTable? {
        guard tables.contains(where: { !$0.unreadable.isEmpty }) else { return nil }
        var table = PageTable(
            "Cells of kept rows that could not be read",
            heads: [.init("Table"), .init("Column"), .init("Cells", isNumeric: true)],
            note: "They stand in columns that a row can do without, and count as missing.")
        for quality in tables {
            for column in quality.unreadable {
                table.row([name(quality.table), column.column, EstimateText.count(column.rows)])
            }
        }
        return table
    }

    /// A canonical table, for people.
    static func name(_ name: String) -> String {
        name == "moud" ? "MOUD doses" : Wording.capitalized(Wording.phrase(name))
    }
}
