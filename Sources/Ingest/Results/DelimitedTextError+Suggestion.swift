import DelimitedText
import StudyFile

extension DelimitedTextError {
    /// What is wrong, with the most similar name that the folder or the header has.
    var wording: String {
        switch self {
        case .notFound(let path, let neighbours):
            description + suggestion(for: path.split(separator: "/").last.map(String.init) ?? path, among: neighbours)
        case .missingColumn(_, _, let name, let columns):
            description + suggestion(for: name, among: columns)
        default: description
        }
    }
}
