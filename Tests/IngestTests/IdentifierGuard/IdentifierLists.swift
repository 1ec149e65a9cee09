import Foundation

/// The lists in `Lists/`, read without the reader under test.
enum IdentifierLists {
    /// The rows of a list, without its header. Fields with commas stand in quotes.
    static func rows(of name: String, file: String = #filePath) throws -> [[String]] {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Lists")
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { fields(of: String($0)) }
    }

    private static func fields(of line: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
