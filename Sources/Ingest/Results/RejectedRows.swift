/// Every rejected row of a run: tables and files in reading order, then by line. 16 bytes a row.
public struct RejectedRows: Sendable, RandomAccessCollection {
    /// One rejected row of a file.
    struct Place: Sendable, Hashable {
        var line: Int
        /// Position in the file's columns; ``RejectedRows/wholeRow`` means none.
        var column: UInt16
        var reason: RejectReason
    }

    /// The column to blame for a rejected row, by its number in the file's columns, and why.
    struct Cause: Sendable, Hashable {
        let column: UInt16
        let reason: RejectReason
    }

    /// The rejected rows of one file.
    struct FileRejects: Sendable {
        let table: CanonicalTable
        let file: String
        let columns: [String]
        let places: [Place]
    }

    static let wholeRow = UInt16.max
    /// The same of a record that has fewer fields than the header.
    static let shortRow = UInt16.max - 1

    private var files: [FileRejects] = []
    /// Number of rows before each file.
    private var starts: [Int] = []
    /// Number of rejected rows.
    public private(set) var endIndex = 0

    init() {}

    mutating func append(_ rejects: FileRejects) {
        guard !rejects.places.isEmpty else { return }
        files.append(rejects)
        starts.append(endIndex)
        endIndex += rejects.places.count
    }

    /// Always 0.
    public var startIndex: Int { 0 }

    /// A rejected row.
    public subscript(position: Int) -> RejectedRow {
        precondition(position >= 0 && position < endIndex, "no such rejected row")
        // The last file that starts at or before the position.
        var (low, high) = (0, files.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= position { low = middle } else { high = middle }
        }
        let file = files[low]
        let place = file.places[position - starts[low]]
        let column = Int(place.column) < file.columns.count ? file.columns[Int(place.column)] : nil
        return RejectedRow(table: file.table, file: file.file, line: place.line, column: column, reason: place.reason)
    }
}
