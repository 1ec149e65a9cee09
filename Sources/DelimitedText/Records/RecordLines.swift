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
    private let irregular: (block: RawBlock, delimiter: UInt8, surplusLines: Int)?
    private let located = Mutex<Located?>(nil)

    /// What is known of an irregular block once it has been looked at.
    private enum Located {
        /// Only blank lines make it irregular: their numbers in the block, ascending.
        case blankLines([Int])
        /// The line of each record.
        case recordLines([Int])
    }

    /// - Parameters:
    ///   - surplusLines: how many more line breaks the block has than records that end with one; 0 is a regular block.
    ///   - malformedRecords: the numbers of the malformed records among all records of the block, ascending.
    init(block: RawBlock, surplusLines: Int, delimiter: UInt8, malformedRecords: [Int]) {
        firstLine = block.firstLine
        rowsAtMalformed = malformedRecords.enumerated().map { $0.element - $0.offset }
        irregular = surplusLines == 0 ? nil : (block, delimiter, surplusLines)
    }

    /// The line on which the row starts.
    func line(ofRow row: Int) -> Int {
        line(ofRecord: row + malformedBefore(row))
    }

    /// The line on which the record starts, rows and malformed ones counted together from 0.
    func line(ofRecord record: Int) -> Int {
        guard irregular != nil else { return firstLine + record }
        return located.withLock { located in
            if located == nil { located = locate() }
            switch located {
            case .blankLines(let blanks):
                // The k-th blank line stands before the record if at most `record` records stand before it.
                let before = bisect(blanks.count) { blanks[$0] - $0 <= record }
                return firstLine + record + before
            case .recordLines(let lines):
                return lines[record]
            case nil:
                return firstLine + record
            }
        }
    }

    private func locate() -> Located? {
        guard let (block, delimiter, surplusLines) = irregular else { return nil }
        if let blanks = BlankLines.numbers(in: block, ifThereAre: surplusLines) { return .blankLines(blanks) }
        return .recordLines(
            ScannedLines.ofRecords(in: block, delimiter: delimiter)
                ?? RecordProbe.linesOfRecords(in: block, delimiter: delimiter))
    }

    /// How many malformed records stand before the row.
    private func malformedBefore(_ row: Int) -> Int {
        bisect(rowsAtMalformed.count) { rowsAtMalformed[$0] <= row }
    }
}

/// How many of the numbers from 0 to less than `count` meet a condition that none meets behind one that does not.
func bisect(_ count: Int, _ isMet: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
        let middle = (low + high) / 2
        if isMet(middle) { low = middle + 1 } else { high = middle }
    }
    return low
}
