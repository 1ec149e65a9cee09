import DelimitedText
import Ingest
import Reports

extension TidyTable {
    /// The table as CSV.
    var csv: [UInt8] {
        var writer = DelimitedWriter()
        writer.append(row: columns)
        for row in rows { writer.append(row: row) }
        return writer.bytes
    }
}

extension RejectedRows {
    /// rejects.csv: file, line, column and reason of each row that was not used; never its values.
    var csv: [UInt8] {
        var writer = DelimitedWriter()
        writer.append(row: ["file", "line", "column", "reason"])
        for row in self { writer.append(row: [row.file, "\(row.line)", row.column ?? "", row.reason.wording]) }
        return writer.bytes
    }
}
