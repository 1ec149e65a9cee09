import Disclosure
import Findings
import Presentation

/// A notebook of nbformat 4.5 without outputs.
struct Notebook: Encodable {
    struct Cell: Encodable {
        let id: String
        let kind: Kind
        let source: [String]

        enum Kind: String {
            case markdown
            case code
        }

        private enum CodingKeys: String, CodingKey {
            case id, source, metadata, outputs
            case kind = "cell_type"
            case executionCount = "execution_count"
        }

        /// A cell whose text is split into lines, as notebooks keep it.
        init(_ kind: Kind, id: String, _ text: String) {
            self.kind = kind
            self.id = id
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            source = lines.enumerated().map { index, line in index + 1 < lines.count ? "\(line)\n" : String(line) }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(kind.rawValue, forKey: .kind)
            try container.encode(source, forKey: .source)
            try container.encode([String: String](), forKey: .metadata)
            if kind == .code {
                try container.encodeNil(forKey: .executionCount)
                try container.encode([String](), forKey: .outputs)
            }
        }
    }

    struct Metadata: Encodable {
        let kernelspec = ["display_name": "Python 3", "language": "python", "name": "python3"]
        let languageInfo = ["name": "python"]

        private enum CodingKeys: String, CodingKey {
            case kernelspec
            case languageInfo = "language_info"
        }
    }

    let cells: [Cell]
    let metadata = Metadata()
    let format = 4
    let minorFormat = 5

    private enum CodingKeys: String, CodingKey {
        case cells, metadata
        case format = "nbformat"
        case minorFormat = "nbformat_minor"
    }

    init(_ released: Released, _ shown: [ShownQuestion]) {
        cells = NotebookCells.all(released, shown)
    }
}
