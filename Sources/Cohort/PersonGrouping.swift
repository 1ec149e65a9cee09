/// Brings rows into person order, and into an order of their own within a person; equal rows keep their order.
enum PersonGrouping {
    static func sorted<Row>(
        _ rows: [Row], personCount: Int, person: (Row) -> Int32, precedes: (Row, Row) -> Bool
    ) -> (PersonOffsets, [Row]) {
        var counts = [Int](repeating: 0, count: personCount)
        for row in rows { counts[Int(person(row))] += 1 }
        let offsets = PersonOffsets(counts: counts)
        guard !isSorted(rows, person, precedes) else { return (offsets, rows) }

        var cursors = offsets.starts
        var order = [Int](repeating: 0, count: rows.count)
        for (index, row) in rows.enumerated() {
            let owner = Int(person(row))
            order[cursors[owner]] = index
            cursors[owner] += 1
        }
        for owner in 0..<personCount where offsets[owner].count > 1 {
            order[offsets[owner]].sort { left, right in
                if precedes(rows[left], rows[right]) { return true }
                if precedes(rows[right], rows[left]) { return false }
                return left < right
            }
        }
        return (offsets, order.map { rows[$0] })
    }

    private static func isSorted<Row>(
        _ rows: [Row], _ person: (Row) -> Int32, _ precedes: (Row, Row) -> Bool
    ) -> Bool {
        for index in rows.indices.dropFirst() {
            let (left, right) = (rows[index - 1], rows[index])
            if person(left) > person(right) { return false }
            if person(left) == person(right), precedes(right, left) { return false }
        }
        return true
    }
}
