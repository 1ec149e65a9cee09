extension StudyReading {
    /// Stops at the first table of which too much could not be used, or nothing.
    mutating func checkRejections() throws(IngestError) {
        for report in reports where report.read > 0 {
            if let stop = stop(report) { throw .tooManyRejected(stop) }
        }
        warnOfUnreadableCells()
        warnOfMissingWords()
        for report in reports { warnOfNoRows(in: report) }
    }

    /// Says which tables, or files of a table that has others, have no row.
    private mutating func warnOfNoRows(in report: TableReport) {
        let table = "table \"\(report.table.rawValue)\""
        if report.read == 0 {
            if study.tables[report.table]?.allSatisfy(\.choosesConcepts) == true {
                return warn("\(table): its files have no row of a concept that is mapped to it")
            }
            return alert("\(table): \(report.filtered > 0 ? "\"where\" left no row" : "its files hold no rows")")
        }
        if report.kept == 0 { warn("\(table): every row was rejected") }
        for file in filesWithoutRows where file.table == report.table {
            alert(
                file.filtered > 0
                    ? "\(table): \"where\" lets no row of \(file.file) through (left out: \(file.filtered)); look at its values"
                    : "\(table): \(file.file) has a header and no rows; look whether it is the right file")
        }
    }

    /// Why a table stops the run; `nil` where it does not. Rows rejected, and cells that could not be read, on account of a column with
    /// a share of its own are judged by that and have no part in the table's.
    private func stop(_ report: TableReport) -> IngestError.TooManyRejected? {
        let limits = study.rejectionLimits
        let table = report.table
        func allowed(_ column: String?) -> Double? {
            let names = (study.tables[table] ?? []).flatMap(\.mappings).filter { $0.reportedName == column }.map(\.name)
            return names.lazy.compactMap { limits.share(of: $0, in: table) }.first
        }
        func isTooMuch(_ count: Int, _ limit: Double) -> Bool { Double(count) / Double(report.read) > limit }
        func stop(
            _ limit: Double, _ cause: IngestError.TooManyRejected.Cause, remedy: String?
        ) -> IngestError.TooManyRejected {
            IngestError.TooManyRejected(
                table: report, limit: limit, cause: cause,
                // What the file looks like comes before what the reason alone tells.
                remedies: (remedies[table] ?? []) + [remedy].compactMap(\.self),
                tables: reports, rejectedRows: rejectedRows, inputs: inputs, minimumCell: study.minimumCell)
        }

        /// Of the most frequent reason for which there is one.
        func remedyOfReasons(where isMeant: (String?) -> Bool) -> String? {
            for reason in report.reasons.prefix(3) where isMeant(reason.column) {
                if let remedy = self.remedy(for: reason, in: table) { return remedy }
            }
            return nil
        }

        var others = 0
        var ofColumns: [String: Int] = [:]
        for reason in report.reasons {
            if let column = reason.column, allowed(column) != nil {
                ofColumns[column, default: 0] += reason.rows
            } else {
                others += reason.rows
            }
        }
        if isTooMuch(others, limits.share(of: table)) {
            return stop(
                limits.share(of: table), .rows, remedy: remedyOfReasons { allowed($0) == nil })
        }
        for (column, rows) in ofColumns.sorted(by: { $0.key < $1.key }) {
            guard let limit = allowed(column), isTooMuch(rows, limit) else { continue }
            return stop(
                limit, .rowsOfColumn(column, rows: rows), remedy: remedyOfReasons { $0 == column })
        }
        for column in report.unreadable {
            let limit = allowed(column.column) ?? limits.share(of: table)
            guard isTooMuch(column.cells, limit) else { continue }
            return stop(
                limit, .cells(column.column, cells: column.cells), remedy: remedy(forCellsOf: column.column, in: table))
        }
        return nil
    }
}
