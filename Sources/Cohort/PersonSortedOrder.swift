/// How rows that arrive in blocks are brought into person order: by copying runs, in arrival order within a person.
struct PersonSortedOrder {
    let offsets: PersonOffsets
    /// Whether rows arrive in person order, as they do from files that are grouped by person: they are then only joined.
    let isArrivalOrder: Bool
    /// First row of each person not yet placed.
    private var cursors: [Int]

    init(personCount: Int, runs: [PersonRuns]) {
        var counts = [Int](repeating: 0, count: personCount)
        var last: Int32 = -1
        var ascends = true
        for block in runs {
            for (person, length) in zip(block.people, block.lengths) {
                counts[Int(person)] += Int(length)
                ascends = ascends && person >= last
                last = person
            }
        }
        isArrivalOrder = ascends
        offsets = PersonOffsets(counts: counts)
        cursors = offsets.starts
    }

    /// Calls `place(from, to)` for each run of a block: the run's rows in the block, and the first row to copy them to.
    mutating func place(_ runs: PersonRuns, _ place: (_ from: Range<Int>, _ to: Int) -> Void) {
        var row = 0
        for (person, length) in zip(runs.people, runs.lengths) {
            let next = row + Int(length)
            place(row..<next, cursors[Int(person)])
            cursors[Int(person)] += Int(length)
            row = next
        }
    }
}
