import StudyFile

extension IngestError.TooManyRejected: CustomStringConvertible {
    /// Names the table, the counts, the most frequent reasons and the remedy. A count of 1 to 10 rows may be one of patients, and so may
    /// what is left of two others: of these it is said that they are few. `rejects.csv` has every row.
    public var description: String {
        let more = "more than the allowed \(percent(limit))"
        let verdict =
            switch cause {
            case .cells(let column, let cells):
                "column \"\(shown(column))\": \(share(cells, "cells")) could not be read, \(more)."
            case .rowsOfColumn(let column, let rows):
                "\(share(rows, "rows")) were rejected for column \"\(shown(column))\", \(more)."
            case .rows:
                "\(share(table.rejected, "rows")) were rejected, \(table.kept == 0 ? "so nothing is left" : more). "
                    + "Most frequent: \(reasons)."
            }
        let likely = remedies.prefix(2).joined(separator: "; ")
        // The name of a file stays as it is.
        let isWord = likely.prefix { $0 != " " }.allSatisfy(\.isLetter)
        let mend = likely.isEmpty ? "" : "\(isWord ? likely.prefix(1).uppercased() + likely.dropFirst() : likely). "
        return "table \"\(table.table.rawValue)\": \(verdict) \(mend)"
            + "See rejects.csv, then mend the mapping or the data"
            + (table.kept == 0 ? "" : ", or raise max_rejected in the study file")
    }

    /// The most frequent reasons, with their rows where neither one of these nor what is left of all rejected ones is few.
    private var reasons: String {
        let first = table.reasons.prefix(3)
        let others = table.rejected - first.reduce(0) { $0 + $1.rows }
        let countsAreShown = !isFew(others) && !first.contains { isFew($0.rows) }
        return first.map { reason in
            let column = reason.column.map { "column \"\(shown($0))\": " } ?? ""
            return "\(column)\(reason.reason.wording)" + (countsAreShown ? " (\(reason.rows))" : "")
        }.joined(separator: "; ")
    }

    /// For example `50 of 100 rows`.
    private func share(_ count: Int, _ things: String) -> String {
        if isFew(table.read) { return "\(count == table.read ? "all" : "some") of fewer than \(minimumCell) \(things)" }
        if isFew(count) { return "fewer than \(minimumCell) of \(table.read) \(things)" }
        return isFew(table.read - count)
            ? "nearly all of \(table.read) \(things)" : "\(count) of \(table.read) \(things)"
    }

    private func isFew(_ count: Int) -> Bool { count > 0 && count < minimumCell }

    private func percent(_ share: Double) -> String {
        let thousandths = (share * 1000).rounded()
        return thousandths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int(thousandths / 10))%" : "\(thousandths / 10)%"
    }
}
