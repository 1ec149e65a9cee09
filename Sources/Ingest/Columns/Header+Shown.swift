import DelimitedText
import StudyFile

extension Header {
    /// Whether the first record looks like a patient's and not like names: a file without a header. Its cells are in no message.
    var looksLikeData: Bool {
        Self.looksLikeData(names) || namesBelow > 1
            || namesBelow == 1 && names.prefix(1000).contains { !$0.isEmpty && Self.isLikeCell($0) }
    }

    static func looksLikeData(_ names: [String]) -> Bool {
        let first = names.prefix(1000)
        return !first.isEmpty && first.count { isLikeCell($0) } * 2 >= first.count
    }

    /// Numbers, dates, codes such as `P001`, what has the shape of an identifier, and nothing at all.
    private static func isLikeCell(_ name: String) -> Bool {
        let text = String(name.prefix(200))
        if text.isEmpty || IdentifierPattern.identifier(in: text) != nil || PersonNames.isGivenName(text) {
            return true
        }
        let digits = text.count { $0.isNumber }
        return digits * 2 > text.count || Double(text) != nil
    }

    /// The columns as a message may list them.
    var shownColumns: String {
        looksLikeData
            ? "line \(line) has \(names.count) fields that look like a row's, not like names: add a header line"
            : "its columns are on line \(line): \(shownList(names))"
    }

    /// A column as a message may name it: by its place, where its name may be a patient's cell.
    func shownColumn(_ name: String) -> String {
        guard looksLikeData else { return shown(name) }
        return position(of: name).map { "number \($0 + 1)" } ?? "without a name"
    }

    /// What else may be behind a name that the header does not have.
    var remedyOfMissingColumn: String {
        if let first = names.first, first.hasPrefix("#") {
            return "; lines that begin with \"#\" need \"comment: '#'\" in the entry"
        }
        if !isText {
            return "; the file is not UTF-8: if Windows or Excel wrote it, add \"encoding: windows-1252\" to the entry"
        }
        if names.count == 1 {
            return
                "; it has one column only: look whether the entry's \"delimiter\" is right, or \"skip: N\" lines stand before the header"
        }
        return ""
    }
}
