import Cohort

extension StudyReading {
    /// What was read, for whoever judges the data.
    var record: ReadingRecord {
        ReadingRecord(tables: reports.map(record))
    }

    private func record(_ report: TableReport) -> ReadingRecord.Table {
        let mappings = study.mappings(of: report.table)
        func canonical(_ name: String?) -> String? {
            let names = Set(mappings.filter { $0.reportedName == name }.map(\.name))
            return names.count == 1 ? names.first : nil
        }
        var unreadable: [String: Int] = [:]
        for column in report.unreadable {
            guard let name = canonical(column.column) else { continue }
            unreadable[name, default: 0] += column.cells
        }
        return ReadingRecord.Table(
            table: report.table, read: report.read, kept: report.kept, duplicates: report.duplicates,
            doubled: report.doubled, columns: study.readColumns(of: report.table),
            rejected: .init(report.rejected, ofPatients: report.rejectedPatients),
            rejections: report.reasons.map { reason in
                ReadingRecord.Rejection(
                    column: canonical(reason.column), isMissing: reason.reason == .missing,
                    rows: .init(reason.rows, ofPatients: reason.patients))
            }, unreadable: unreadable, strangers: strangers[report.table]?.count ?? 0)
    }
}

extension StudyDefinition {
    /// How the columns of a table are filled, of all of its files.
    func mappings(of table: CanonicalTable) -> [ColumnMapping] { (tables[table] ?? []).flatMap(\.mappings) }

    /// The canonical columns of a table that are read from files, each once, in the order of the study file.
    func readColumns(of table: CanonicalTable) -> [String] {
        let unread = Set(table.columns.filter { $0.use == .unread }.map(\.name))
        var names: [String] = []
        for mapping in mappings(of: table) where !unread.contains(mapping.name) && !names.contains(mapping.name) {
            if case .constant = mapping.origin { continue }
            names.append(mapping.name)
        }
        return names
    }
}
