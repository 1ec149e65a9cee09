/// Which cells of a table of counts must stay hidden so that none of the small ones follows from the others and the sums that are known.
///
/// Each cell is one of the parts that nobody counts twice: a combination of tables, a level of a column, a reason for which rows are
/// rejected. A sum is a number that stands somewhere: that of all parts, that of the parts in one table. A small cell follows where it is
/// a linear combination of the sums and of the cells that are shown (the exact-disclosure rule of cell suppression; Fischetti and
/// Salazar 2000, 10.1080/01621459.2000.10474282), and what is left of a sum is a count like any other.
public enum HiddenCells {
    /// The cells to hide: the small ones and, the smallest first, as many others as protect them.
    ///
    /// - Parameters:
    ///   - sizes: the count of each cell.
    ///   - isSmall: whether it must not be known.
    ///   - leftOut: cells that are not shown for another reason, such as a table's length.
    ///   - sums: for each known sum, the cells that it is of.
    ///   - isSmallSum: whether what is left of a sum without the cells that are shown must not be known.
    /// - Returns: the numbers of the hidden cells; or `nil` where no choice of cells protects the small ones, so that a sum must go.
    public static func choose(
        _ sizes: [Int], isSmall: [Bool], leftOut: Set<Int> = [], sums: [Set<Int>],
        isSmallSum: (_ cells: [Int]) -> Bool
    ) -> Set<Int>? {
        var hidden = leftOut.union(sizes.indices.filter { isSmall[$0] })
        guard !hidden.isEmpty else { return [] }
        var others = sizes.indices.filter { !hidden.contains($0) && sizes[$0] > 0 }
            .sorted { (sizes[$1], $1) < (sizes[$0], $0) }
        while isKnown(hidden, isSmall, sums, isSmallSum) {
            guard let next = others.popLast() else { return nil }
            hidden.insert(next)
        }
        return hidden
    }

    private static func isKnown(
        _ hidden: Set<Int>, _ isSmall: [Bool], _ sums: [Set<Int>], _ isSmallSum: ([Int]) -> Bool
    ) -> Bool {
        let cells = hidden.sorted()
        let left = sums.map { sum in cells.filter(sum.contains) }.filter { !$0.isEmpty }
        if left.contains(where: isSmallSum) { return true }
        var span = RowSpan(width: cells.count)
        for sum in left { span.add(cells.map { sum.contains($0) ? 1 : 0 }) }
        return cells.indices.contains { place in
            isSmall[cells[place]] && span.contains(cells.indices.map { $0 == place ? 1 : 0 })
        }
    }
}

/// The vectors that are linear combinations of some rows, kept in echelon form.
private struct RowSpan {
    /// Each with its leading place, where it is 1 and the others 0.
    private var rows: [(lead: Int, row: [Double])] = []
    private let width: Int
    /// Sums and differences of zeros and ones stay far from this unless they are zero.
    private static let zero = 1e-9

    init(width: Int) {
        self.width = width
    }

    private func reduced(_ row: [Double]) -> [Double] {
        var rest = row
        for (lead, own) in rows where abs(rest[lead]) > Self.zero {
            let factor = rest[lead]
            for place in 0..<width { rest[place] -= factor * own[place] }
        }
        return rest
    }

    mutating func add(_ row: [Double]) {
        var rest = reduced(row)
        guard let lead = rest.firstIndex(where: { abs($0) > Self.zero }) else { return }
        let factor = rest[lead]
        for place in rest.indices { rest[place] /= factor }
        for number in rows.indices where abs(rows[number].row[lead]) > Self.zero {
            let factor = rows[number].row[lead]
            for place in 0..<width { rows[number].row[place] -= factor * rest[place] }
        }
        rows.append((lead, rest))
    }

    func contains(_ row: [Double]) -> Bool {
        reduced(row).allSatisfy { abs($0) <= Self.zero }
    }
}
