import DelimitedText

/// A look at the beginning of a file that nobody has described.
struct FileSketch: Sendable {
    /// Below the folder.
    let file: String
    let columns: [ColumnSketch]
    /// What the file's entry must say of its shape.
    let shape: [FileShape]
    /// Whether the header is of names, and not of cells.
    let hasNames: Bool
    let rowCount: Int
    /// Records that are no rows, for the number of their fields.
    let malformed: (count: Int, short: Int)
    /// How many fields each of the first records has, if all have as many.
    let widthBelow: Int?
    /// How many the header has.
    let width: Int
    /// Whether the beginning is UTF-8.
    let isText: Bool

    private static let bytesToSee = 1 << 20

    /// Keys that the file's entry needs so that it is read as it is meant, as lines of YAML.
    var keys: [String] { shape.map(\.key) }

    /// The sketch, or in a clause why there is none.
    static func of(_ file: String, in folder: String) -> Result<FileSketch, Unreadable> {
        FileShape.settled { shape in look(at: file, in: folder, shape) }
    }

    /// What is seen with a shape.
    private static func look(
        at file: String, in folder: String, _ shape: [FileShape]
    ) -> Result<FileSketch, Unreadable> {
        let path = folder + "/" + file
        var dialect = Dialect()
        for one in shape { one.apply(to: &dialect) }
        let mark = dialect.decimalMark
        let reader = DelimitedReader(
            input: .file(path: path), dialect: dialect, blockSize: bytesToSee, threads: 1,
            limits: InputLimits(folders: [folder]))
        do {
            let (header, found) = try reader.first(columns: \.textOfNamedColumns) { block, requests in
                Look(
                    columns: requests.enumerated().map {
                        ColumnSketch(name: $1.header, column: block.textColumn($0), decimalMark: mark)
                    },
                    rowCount: block.rowCount, malformed: block.malformed.count,
                    short: block.malformed.count(where: isShort))
            }
            guard let found else {
                let why = header.names.count < 2 ? "has one column and no rows" : "has a header and no rows"
                return .failure(Unreadable(reason: why, error: nil))
            }
            return .success(FileSketch(file, header, found, shape))
        } catch let error as DelimitedTextError {
            let wording = error.wording
            let reason = wording.hasPrefix(path + ": ") ? String(wording.dropFirst(path.count + 2)) : wording
            return .failure(Unreadable(reason: reason, error: error))
        } catch {
            return .failure(Unreadable(reason: "cannot be read", error: nil))
        }
    }

    private static func isShort(_ record: MalformedRecord) -> Bool {
        if case .fieldCount(let found, let expected) = record.reason { found < expected } else { false }
    }

    struct Unreadable: Error {
        let reason: String
        let error: DelimitedTextError?
    }

    private struct Look: Sendable {
        let columns: [ColumnSketch]
        let rowCount: Int
        let malformed: Int
        let short: Int
    }

    private init(_ file: String, _ header: Header, _ look: Look, _ shape: [FileShape]) {
        self.file = file
        self.shape = shape
        columns = look.columns
        hasNames = !header.looksLikeData
        rowCount = look.rowCount
        malformed = (look.malformed, look.short)
        widthBelow = header.widthBelow
        width = header.names.count
        isText = header.isText
    }

    /// A column by its name in the header.
    func column(_ name: String) -> ColumnSketch? { columns.first { $0.name == name } }
}

extension FileSketch {
    /// The column with the patient's code: by its name, or a running number where no name tells of one.
    var patient: ColumnSketch? { namedPatient ?? runningNumber }

    /// The column that is named as the patient's code.
    var namedPatient: ColumnSketch? { ColumnRole.patient.column(in: self) }

    /// What to ask where only a running number may be the patient's code.
    var questionOfPatient: String? {
        guard namedPatient == nil, let number = runningNumber else { return nil }
        return "No column is named as the patient's code: is each row a patient, and \"\(number.name)\" the code?"
    }

    private var runningNumber: ColumnSketch? {
        let names: Set = [
            "n", "no", "nr", "number", "num", "row", "rownames", "row names", "x", "index", "unnamed 0", "obs", "seq",
        ]
        return columns.prefix(2).first { column in
            names.contains(IdentifierNames.words(of: column.name).joined(separator: " ")) && column.isUnique
                && column.missing == 0 && column.whole == 1
        }
    }
}
