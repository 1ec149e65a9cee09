import DelimitedText

/// A look at the beginning of a file that nobody has described.
struct FileSketch: Sendable {
    /// Below the folder.
    let file: String
    let columns: [ColumnSketch]

    private static let bytesToSee = 1 << 20

    /// Keys that the file's entry needs so that it is read as it is meant, as lines of YAML.
    let keys: [String]

    /// The sketch, or in a clause why there is none.
    static func of(_ file: String, in folder: String) -> Result<FileSketch, Unreadable> {
        var (dialect, keys) = (Dialect(), [String]())
        while true {
            let outcome = look(at: file, in: folder, dialect, keys)
            guard let need = outcome.need, !keys.contains(need.key) else { return outcome.sketch }
            keys.append(need.key)
            need.apply(&dialect)
        }
    }

    /// What would make a file be read otherwise.
    private struct Need {
        let key: String
        let apply: (inout Dialect) -> Void

        static var rowNames: Need { Need(key: "row_names: true") { $0.hasRowNames = true } }
        static var fill: Need { Need(key: "fill: true") { $0.fillsShortRecords = true } }
        static var decimalComma: Need { Need(key: "decimal: \",\"") { $0.decimalMark = .comma } }
    }

    private static func look(
        at file: String, in folder: String, _ dialect: Dialect, _ keys: [String]
    ) -> (sketch: Result<FileSketch, Unreadable>, need: Need?) {
        let reader = DelimitedReader(
            input: .file(path: folder + "/" + file), dialect: dialect, blockSize: bytesToSee, threads: 1)
        do {
            let (header, found) = try reader.first(columns: \.textOfNamedColumns) { block, requests in
                (
                    sketch: FileSketch(file, block, requests, dialect, keys),
                    isShort: block.malformed.contains(where: isShort)
                )
            }
            guard let found else {
                let why = header.names.count < 2 ? "has one column and no rows" : "has a header and no rows"
                return (.failure(Unreadable(reason: why)), nil)
            }
            return (.success(found.sketch), need(of: found.sketch, isShort: found.isShort, under: header))
        } catch let error as DelimitedTextError {
            return (.failure(Unreadable(reason: error.wording)), nil)
        } catch {
            return (.failure(Unreadable(reason: "cannot be read")), nil)
        }
    }

    private static func need(of sketch: FileSketch, isShort: Bool, under header: Header) -> Need? {
        if header.widthBelow == header.names.count + 1 { return .rowNames }
        if isShort { return .fill }
        return sketch.columns.contains(where: \.hasDecimalCommas) ? .decimalComma : nil
    }

    private static func isShort(_ record: MalformedRecord) -> Bool {
        if case .fieldCount(let found, let expected) = record.reason { found < expected } else { false }
    }

    struct Unreadable: Error {
        let reason: String
    }

    private init(
        _ file: String, _ block: ColumnBlock, _ requests: [ColumnRequest], _ dialect: Dialect, _ keys: [String]
    ) {
        self.file = file
        self.keys = keys
        columns = requests.enumerated().map {
            ColumnSketch(name: $1.header, column: block.textColumn($0), decimalMark: dialect.decimalMark)
        }
    }

    /// A column by its name in the header.
    func column(_ name: String) -> ColumnSketch? { columns.first { $0.name == name } }
}
