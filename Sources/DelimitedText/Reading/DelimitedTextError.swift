/// Why an input could not be read as delimited text. Every case names the offender; the description adds the remedy.
/// No case ever carries the content of a data cell.
public enum DelimitedTextError: Error, Equatable, Sendable {
    /// No such file, or a pattern that matches none; `neighbours` are the names in the same folder, sorted.
    case notFound(path: String, neighbours: [String])
    /// The file exists and cannot be opened or read: permission, a folder, a failing device. `reason` is the system's text.
    case unreadable(path: String, reason: String)
    /// Something else than a regular file stands there.
    case notAFile(path: String, kind: InputKind)
    /// The file does not lie where files may lie, or a link leads out of there: to `folder`.
    case outside(path: String, folder: String)
    /// The gzip data hold more than `expansion` times the bytes that are stored.
    case expandsTooMuch(path: String, expansion: Int)
    /// Reading was not over after so many seconds.
    case tookTooLong(path: String, seconds: Int)
    /// Somebody wrote to the file between its opening and its end, so what was read may be half the old and half the new.
    case changedWhileRead(path: String)
    /// The file was there when the run began, or when its reading did, and is no longer.
    case vanishedWhileRead(path: String)
    /// The pattern stands for other files at the end of their reading than at its beginning.
    case listChangedWhileRead(pattern: String)
    /// No header record: no bytes at all, or only a byte order mark and blank lines.
    case empty(path: String)
    /// The bytes are in an encoding in which a delimiter is no single byte, such as UTF-16.
    case notText(path: String, encoding: String)
    /// The file is no delimited text at all.
    case otherFormat(path: String, FileFormat)
    /// The first bytes are not in the encoding that the file is said to be in.
    case otherEncoding(path: String, declared: String)
    /// The gzip data ends early, or does not decompress.
    case corruptGzip(path: String)
    /// A quoted field that opened on `line` is still open where the input ends.
    case unterminatedQuote(path: String, line: Int)
    /// The record that starts on `line` is longer than `limit` bytes.
    case recordTooLong(path: String, line: Int, limit: Int)
    /// The header on `line` has more than `limit` columns.
    case tooManyColumns(path: String, line: Int, limit: Int)
    /// The header on `line` has one field fewer than every record below it, `fields`.
    case headerTooShort(path: String, line: Int, fields: Int)
    /// The header on `line` has no column `name`; `columns` are those that it has.
    case missingColumn(path: String, line: Int, name: String, columns: [String])
    /// The header on `line` names the column `name` more than once; `positions` count from 1.
    case ambiguousColumn(path: String, line: Int, name: String, positions: [Int])
    /// A byte that cannot separate fields: a quote, a line break, NUL, or part of a multi-byte character.
    case unusableDelimiter(path: String, byte: UInt8)
    /// Standard input can be read only once, so its header cannot be looked at beforehand.
    case headerOfStandardInput
}

extension DelimitedTextError: CustomStringConvertible {
    /// One sentence for a person: the input, what is wrong with it, and what to do.
    public var description: String {
        switch self {
        case .notFound(let path, _):
            "\(path): no such file"
        case .unreadable(let path, let reason):
            "\(path): cannot be read: \(reason)"
        case .notAFile(let path, let kind):
            "\(path): \(kind.words)"
        case .outside(let path, let folder):
            "\(path): lies outside the data folder, in \(folder); copy the file into the data folder, or, if it is meant, add "
                + "\"outside: \(folder)\" to the study file"
        case .expandsTooMuch(let path, let expansion):
            "\(path): the gzip data hold more than \(expansion) times the bytes that are stored, as files made to fill a computer do; if it is "
                + "meant, raise \"limits: {expansion: \(expansion)}\" in the study file, or unpack it"
        case .tookTooLong(let path, let seconds):
            "\(path): reading the study was not over after \(seconds) seconds; look whether a disk or the program that writes to it stands still, "
                + "or raise \"limits: {seconds: \(seconds)}\" in the study file"
        case .changedWhileRead(let path):
            "\(path): changed while it was read; run again when nobody writes to it"
        case .vanishedWhileRead(let path):
            "\(path): was there when the run began and has been taken away; run again when the files are in their place"
        case .listChangedWhileRead(let pattern):
            "\(pattern): files of this pattern came or went while they were read; run again when all are in their place"
        case .empty(let path):
            "\(path): is empty: it has no header line"
        case .notText(let path, let encoding):
            "\(path): is encoded as \(encoding); save it as UTF-8"
                + (encoding == "UTF-16" ? ", or add \"encoding: utf-16\" to its entry" : "")
        case .otherFormat(let path, let format):
            "\(path): is no delimited text but \(format.name); \(format.remedy)"
        case .otherEncoding(let path, let declared):
            "\(path): does not begin as \(declared) text does; take \"encoding: \(declared)\" out of its entry, or correct it"
        case .corruptGzip(let path):
            "\(path): the gzip data is damaged or cut short; compress or copy it again"
        case .unterminatedQuote(let path, let line):
            "\(path) line \(line): a quoted field opens here and never closes; add its closing quote, "
                + "or double a quote that belongs to the text"
        case .recordTooLong(let path, let line, let limit):
            "\(path) line \(line): the record that starts here is longer than \(amount(limit)); "
                + "look for a quote that is never closed, or for line breaks that the file has lost"
        case .tooManyColumns(let path, let line, let limit):
            "\(path) line \(line): has more than \(limit) columns; look whether the file has lost its line breaks"
        case .headerTooShort(let path, let line, let fields):
            "\(path) line \(line): the header has \(fields - 1) names and every row below it \(fields) cells; if the first cell is a row's "
                + "name (R's write.table), add \"row_names: true\" to the entry, else add the name that the header lacks"
        case .missingColumn(let path, let line, let name, _):
            "\(path) line \(line): no column \"\(name)\""
        case .ambiguousColumn(let path, let line, let name, let positions):
            "\(path) line \(line): column \"\(name)\" stands at positions "
                + positions.map(String.init).joined(separator: ", ") + "; give each its own name"
        case .unusableDelimiter(let path, let byte):
            "\(path): byte \(byte) cannot be a delimiter; use a comma, a semicolon, a tab or another ASCII sign"
        case .headerOfStandardInput:
            "standard input: can be read only once; save it to a file to look at its header first"
        }
    }
}

/// Bytes in words: `16 MiB`, `256 bytes`.
private func amount(_ bytes: Int) -> String {
    bytes >= 1 << 20 && bytes.isMultiple(of: 1 << 20) ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
}
