import DelimitedText
import StudyFile

extension DelimitedTextError {
    /// What is wrong, with the most similar name that the folder or the header has; nothing of the file that a terminal would obey.
    var wording: String {
        switch self {
        case .notFound(let path, let neighbours):
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return shownMessage(description) + suggestion(for: name, among: neighbours)
                + (path.contains("\\") ? "; write \"/\" between folders, not \"\\\"" : "")
        case .missingColumn(let path, let line, let name, let columns):
            let short = DelimitedTextError.missingColumn(path: path, line: line, name: shown(name), columns: [])
            return shownMessage(short.description)
                + (Header.looksLikeData(columns) ? "" : suggestion(for: name, among: columns))
        case .ambiguousColumn(let path, let line, let name, let positions):
            let first = Array(positions.prefix(12))
            return shownMessage(
                DelimitedTextError.ambiguousColumn(path: path, line: line, name: shown(name), positions: first)
                    .description)
        default: return shownMessage(description)
        }
    }
}
