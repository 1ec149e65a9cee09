/// Every pain score of a cohort in compact columns: sorted by person, and by day within a person; scores of one day
/// stay in the order in which they were read. 13 bytes a score.
public struct PainAssessments: Sendable {
    /// Scores as they come from a part of a file, in reading order.
    public struct Block: Sendable {
        /// Whose they are.
        public var people = PersonRuns()
        /// Study days.
        public var days: [Int32] = []
        /// Scores in the instrument's unit, within its range.
        public var scores: [Double] = []
        /// Index into the cohort's instruments.
        public var instruments: [UInt8] = []

        /// An empty block.
        public init() {}
    }

    /// Rows of each person.
    public let offsets: PersonOffsets
    /// Study day of each row.
    public let days: [Int32]
    /// Score of each row, in its instrument's unit.
    public let scores: [Double]
    /// Instrument of each row: an index into ``Cohort/instruments``.
    public let instruments: [UInt8]

    /// Number of scores.
    public var count: Int { days.count }

    /// Brings blocks into person and day order. Each block is let go as soon as it is copied, so the peak is little
    /// more than the columns themselves.
    ///
    /// - Complexity: linear in rows; a person whose days arrive out of order costs a sort of that person's rows.
    public init(personCount: Int, blocks: consuming [Block]) {
        var order = PersonSortedOrder(personCount: personCount, runs: blocks.map(\.people))
        let total = order.offsets.rowCount
        var days: [Int32] = []
        var scores: [Double] = []
        var instruments: [UInt8] = []
        if order.isArrivalOrder {
            days.reserveCapacity(total)
            scores.reserveCapacity(total)
            instruments.reserveCapacity(total)
        } else {
            days = Array(repeating: 0, count: total)
            scores = Array(repeating: 0, count: total)
            instruments = Array(repeating: 0, count: total)
        }
        for index in blocks.indices {
            let block = blocks[index]
            blocks[index] = Block()
            if order.isArrivalOrder {
                days += block.days
                scores += block.scores
                instruments += block.instruments
                continue
            }
            order.place(block.people) { from, to in
                let target = to..<(to + from.count)
                days.replaceSubrange(target, with: block.days[from])
                scores.replaceSubrange(target, with: block.scores[from])
                instruments.replaceSubrange(target, with: block.instruments[from])
            }
        }
        for person in 0..<personCount {
            let rows = order.offsets[person]
            guard !Self.isSorted(days, rows) else { continue }
            let sorted = rows.sorted { (days[$0], $0) < (days[$1], $1) }
            days.replaceSubrange(rows, with: sorted.map { days[$0] })
            scores.replaceSubrange(rows, with: sorted.map { scores[$0] })
            instruments.replaceSubrange(rows, with: sorted.map { instruments[$0] })
        }
        self.offsets = order.offsets
        self.days = days
        self.scores = scores
        self.instruments = instruments
    }

    private static func isSorted(_ days: [Int32], _ rows: Range<Int>) -> Bool {
        guard var previous = rows.first.map({ days[$0] }) else { return true }
        for row in rows.dropFirst() {
            if days[row] < previous { return false }
            previous = days[row]
        }
        return true
    }
}
