/// What a file is that is no delimited text, told by its first bytes. Its name says nothing: an `.xlsx` is often called `.csv`.
public enum FileFormat: Sendable, Hashable, CaseIterable {
    case workbook, oldWorkbook, zip, sas, sasTransport, spss, stata, r, pdf, html, xml, gitLFSPointer, sqlite, parquet,
        compressed
    /// Some bytes of the first line are NUL, and it is neither UTF-16 nor UTF-32.
    case binary

    /// What it is, for a person.
    var name: String {
        switch self {
        case .workbook: "an Excel workbook"
        case .oldWorkbook: "an old Excel workbook (.xls) or another Office file"
        case .zip: "a zip archive"
        case .sas: "a SAS data set (.sas7bdat)"
        case .sasTransport: "a SAS transport file (.xpt)"
        case .spss: "an SPSS file (.sav)"
        case .stata: "a Stata file (.dta)"
        case .r: "a file of R objects (.rds or .RData)"
        case .pdf: "a PDF"
        case .html: "an HTML page"
        case .xml: "an XML file"
        case .gitLFSPointer: "a Git LFS pointer, not the data"
        case .sqlite: "an SQLite database"
        case .parquet: "a Parquet or Arrow file"
        case .compressed: "compressed with bzip2, xz or zstd"
        case .binary: "binary: it holds NUL bytes"
        }
    }

    /// What to do about it.
    var remedy: String {
        switch self {
        case .workbook, .oldWorkbook: "open it and save the sheet as CSV UTF-8"
        case .zip: "unpack it first"
        case .sas, .sasTransport: "export it with proc export as CSV"
        case .spss: "save it as CSV (SAVE TRANSLATE /TYPE=CSV)"
        case .stata: "write it with \"export delimited\""
        case .r: "write the table with write.csv(x, row.names = FALSE)"
        case .pdf: "ask for the table itself as CSV"
        case .html: "the download may have ended at a login page; get the file again as CSV"
        case .xml: "export the table as CSV"
        case .gitLFSPointer: "fetch the data with \"git lfs pull\""
        case .sqlite: "export the table with \"sqlite3 -header -csv\""
        case .parquet: "write it as CSV"
        case .compressed: "unpack it, or compress it with gzip"
        case .binary: "save it as text: CSV UTF-8"
        }
    }

    /// The format of a file that begins with these bytes; nil for text.
    init?(_ bytes: [UInt8]) {
        if let found = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) {
            self = found.format == .zip && Self.isWorkbook(bytes) ? .workbook : found.format
        } else if Self.isStata(bytes) {
            self = .stata
        } else if let markup = Self.markup(bytes) {
            self = markup
        } else {
            return nil
        }
    }

    private static let signatures: [(bytes: [UInt8], format: FileFormat)] = [
        ([0x50, 0x4b, 3, 4], .zip), ([0x50, 0x4b, 5, 6], .zip),
        ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], .oldWorkbook),
        ([UInt8](repeating: 0, count: 12) + [0xc2, 0xea, 0x81, 0x60], .sas),
        (Array("HEADER RECORD*******LIB".utf8), .sasTransport),
        (Array("$FL2".utf8), .spss), (Array("$FL3".utf8), .spss),
        (Array("<stata_dta>".utf8), .stata),
        (Array("RDX2\n".utf8), .r), (Array("RDX3\n".utf8), .r), (Array("RDA2\n".utf8), .r), (Array("RDA3\n".utf8), .r),
        (Array("X\n".utf8) + [0, 0, 0], .r), (Array("A\n2\n".utf8), .r), (Array("A\n3\n".utf8), .r),
        (Array("%PDF-".utf8), .pdf),
        (Array("version https://git-lfs.github.com/spec/".utf8), .gitLFSPointer),
        (Array("SQLite format 3".utf8) + [0], .sqlite),
        (Array("PAR1".utf8) + [0x15], .parquet), (Array("ARROW1".utf8) + [0, 0], .parquet),
        (Array("BZh9".utf8), .compressed), ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .compressed),
        ([0x28, 0xb5, 0x2f, 0xfd], .compressed),
    ]

    /// A zip archive with the parts of an Office Open XML file.
    private static func isWorkbook(_ bytes: [UInt8]) -> Bool {
        ["xl/", "[Content_Types].xml"].contains { part in
            let wanted = Array(part.utf8)
            return bytes.indices.contains { bytes[$0] == wanted[0] && bytes[$0...].starts(with: wanted) }
        }
    }

    /// Stata 8 to 12: the release, the byte order, and two bytes that are always 1 and 0.
    private static func isStata(_ bytes: [UInt8]) -> Bool {
        bytes.count > 4 && (0x69...0x73).contains(bytes[0]) && (1...2).contains(bytes[1]) && bytes[2] == 1
            && bytes[3] == 0
    }

    private static func markup(_ bytes: [UInt8]) -> FileFormat? {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = bytes.prefix(2048).dropFirst(bytes.starts(with: mark) ? mark.count : 0)
            .drop { $0.isBlank || $0.isLineBreak }
        let start = String(decoding: text.prefix(1024), as: UTF8.self).lowercased()
        if ["<!doctype html", "<html", "<head", "<body", "<table", "<!--"].contains(where: start.hasPrefix) {
            return .html
        }
        if start.hasPrefix("<?xml") { return start.contains("<html") ? .html : .xml }
        return nil
    }
}
