import Synchronization

/// The physical lines on which the records of one block start.
///
/// In a regular block every record takes one line, and the line follows from the record's number. For an irregular one
/// (blank lines, line breaks inside quotes) the block's bytes are kept and looked at when a line is first asked for.
final class RecordLines: Sendable {
    private let firstLine: Int
    /// The number of the row that would stand where each malformed record stands, ascending.
    private let rowsAtMalformed: [Int]
    /// nil for a regular block.
    private let irregular: (block: RawBlock, delimiter: UInt8)?
    private let located = Mutex<[Int]?>(nil)

    /// - Parameter malformedRecords: the numbers of the malformed records among all records of the block, ascending.
    init(block: RawBlock, isRegular: Bool, delimiter: UInt8, malformedRecords: [Int]) {
        firstLine = block.firstLine
        rowsAtMalformed = malformedRecords.enumerated().map { $0.element - $0.offset }
        irregular = isRegular ? nil : (block, delimiter)
    }

    /// The line on which the row starts.
    func line(ofRow row: Int) -> Int {
        line(ofRecord: row + malformedBefore(row))
    }

    /// The line on which the record starts, rows and malformed ones counted together from 0.
    func line(ofRecord record: Int) -> Int {
        guard let irregular else { return firstLine + record }
        return located.withLock { lines in
            let known =
                lines ?? ScannedLines.ofRecords(in: irregular.block, delimiter: irregular.delimiter)
                ?? RecordProbe.linesOfRecords(in: irregular.block, delimiter: irregular.delimiter)
            lines = known
            return known[record]
        }
    }

    /// How many malformed records stand before the row, by bisection.
    private func malformedBefore(_ row: Int) -> Int {
        var low = 0
        var high = rowsAtMalformed.count
        while low < high {
            let middle = (low + high) / 2
            if rowsAtMalformed[middle] <= row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
