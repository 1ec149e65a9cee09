import CLibCSV

/// Writes RFC 4180 text through libcsv: a field is quoted only where it would be read back differently, lines end with LF,
/// and the same rows are always the same bytes.
///
/// A text that a spreadsheet would run as a formula is written behind an apostrophe (see ``SpreadsheetFormula``), in every file that
/// this tool writes.
public struct DelimitedWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private let delimiter: UInt8

    /// A writer with nothing written. `delimiter` is an ASCII byte other than a quote or a line break.
    public init(delimiter: UInt8 = UInt8(ascii: ",")) {
        self.delimiter = delimiter
    }

    /// Writes one record. A record of one empty field (or of none) becomes `""`, as a blank line would be no record.
    public mutating func append(row: [String]) {
        if row.allSatisfy(\.isEmpty), row.count < 2 {
            bytes += [.quoteMark, .quoteMark, .lineFeed]
            return
        }
        for (index, text) in row.enumerated() {
            if index > 0 { bytes.append(delimiter) }
            let field = SpreadsheetFormula.disarmed(text)
            if needsQuotes(field) {
                appendQuoted(Array(field.utf8))
            } else {
                bytes.append(contentsOf: field.utf8)
            }
        }
        bytes.append(.lineFeed)
    }

    /// The bytes of whole records, such as a header and its rows.
    public static func bytes(of rows: some Sequence<[String]>, delimiter: UInt8 = UInt8(ascii: ",")) -> [UInt8] {
        var writer = DelimitedWriter(delimiter: delimiter)
        for row in rows { writer.append(row: row) }
        return writer.bytes
    }

    /// libcsv drops blanks around unquoted fields, so these need quotes too.
    private func needsQuotes(_ field: String) -> Bool {
        let bytes = field.utf8
        guard let first = bytes.first, let last = bytes.last(where: { _ in true }) else { return false }
        return first.isBlank || last.isBlank
            || bytes.contains { $0 == delimiter || $0 == .quoteMark || $0.isLineBreak }
    }

    private mutating func appendQuoted(_ field: [UInt8]) {
        field.withUnsafeBytes { source in
            // SAFETY: without a destination `csv_write2` only counts; with one it writes no more than it is told there is
            // room for. An empty field is never quoted here, so `source` has a base address.
            let needed = csv_write2(nil, 0, source.baseAddress, source.count, .quoteMark)
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: needed))
            bytes.withUnsafeMutableBytes { all in
                let room = UnsafeMutableRawBufferPointer(rebasing: all[start...])
                _ = csv_write2(room.baseAddress, room.count, source.baseAddress, source.count, .quoteMark)
            }
        }
    }
}
