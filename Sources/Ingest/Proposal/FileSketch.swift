import DelimitedText
import Synchronization

/// A look at the beginning of a file that nobody has described.
struct FileSketch: Sendable {
    /// Below the folder.
    let file: String
    let columns: [ColumnSketch]
    /// Rows that were looked at.
    let rows: Int

    private static let bytesToSee = 1 << 20

    /// Ends the reading after the first block.
    private struct Enough: Error {
        let sketch: FileSketch
    }

    /// The sketch, or in a clause why there is none.
    static func of(_ file: String, in folder: String) -> Result<FileSketch, Unreadable> {
        let reader = DelimitedReader(
            input: .file(path: folder + "/" + file), dialect: Dialect(), blockSize: bytesToSee, threads: 1)
        let names = Mutex<[String]>([])
        do {
            let read = try reader.read { header in
                let times = Dictionary(header.names.map { ($0, 1) }, uniquingKeysWith: +)
                names.withLock { $0 = header.names.filter { !$0.isEmpty && times[$0] == 1 } }
                return names.withLock { $0 }.map { ColumnRequest(header: $0, kind: .text) }
            } body: { block -> Void in
                throw Enough(sketch: FileSketch(file, block, names.withLock { $0 }))
            }
            return .failure(
                Unreadable(
                    reason: read.header.names.count < 2 ? "has one column and no rows" : "has a header and no rows"))
        } catch let enough as Enough {
            return .success(enough.sketch)
        } catch let error as DelimitedTextError {
            return .failure(Unreadable(reason: error.wording))
        } catch {
            return .failure(Unreadable(reason: "cannot be read"))
        }
    }

    struct Unreadable: Error {
        let reason: String
    }

    private init(_ file: String, _ block: ColumnBlock, _ names: [String]) {
        self.file = file
        rows = block.rowCount
        columns = names.enumerated().map { ColumnSketch(name: $1, column: block.textColumn($0)) }
    }

    /// A column by its name in the header.
    func column(_ name: String) -> ColumnSketch? { columns.first { $0.name == name } }
}
