import Findings

/// What became of a study's rows, for a terminal.
struct QualityText {
    let title: String
    let patients: Int
    let tables: [Results.TableQuality]

    var text: String {
        var lines = ["\(title): \(patients) patients", ""]
        let header = ["table", "read", "kept", "rejected", "duplicates", "left out by where"]
        let rows = tables.map {
            ["\($0.table)", "\($0.read)", "\($0.kept)", "\($0.rejected)", "\($0.duplicates)", "\($0.filtered)"]
        }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [header] + rows {
            lines.append(
                row.enumerated().map { column, cell in
                    let space = String(repeating: " ", count: widths[column] - cell.count)
                    return column == 0 ? cell + space : space + cell
                }.joined(separator: "  "))
        }
        for table in tables where !table.reasons.isEmpty {
            lines.append("")
            lines.append("\(table.table): rejected because")
            for reason in table.reasons {
                lines.append("  \(reason.rows)  \(reason.column.isEmpty ? "" : "\(reason.column): ")\(reason.reason)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
