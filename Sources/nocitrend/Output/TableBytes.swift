import DelimitedText
import Ingest
import Presentation
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
    private static let columns = ["file", "line", "column", "reason"]

    /// The first line of rejects.csv.
    static let header = DelimitedWriter.bytes(of: [columns])

    /// rejects.csv: file, line, column and reason of each row that was not used; never its values.
    var csv: [UInt8] {
        var writer = DelimitedWriter()
        writer.append(row: Self.columns)
        for row in self { writer.append(row: [row.file, "\(row.line)", row.column ?? "", row.reason.wording]) }
        return writer.bytes
    }
}
