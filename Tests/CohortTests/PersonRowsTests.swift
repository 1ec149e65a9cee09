import Testing

@testable import Cohort

@Suite struct PersonRowsTests {
    /// A row whose order is its key's.
    private struct Row: PersonRow, Hashable {
        var key: Int
        /// Place in the reading order.
        var read = 0

        static func precedes(_ row: Row, _ other: Row) -> Bool { row.key < other.key }
    }

    private func rows(_ blocks: [[(Int32, Int)]], people: Int) -> PersonRows<Row> {
        var read = 0
        let numbered = blocks.map { block in
            block.map { person, key in
                read += 1
                return (person, Row(key: key, read: read))
            }
        }
        return PersonRows(personCount: people, blocks: numbered.map(Self.block))
    }

    private static func block(_ rows: [(Int32, Row)]) -> PersonBlock<Row> {
        rows.reduce(into: PersonBlock()) { $0.append($1.1, of: $1.0) }
    }

    @Test func groupedAndOrderedRowsStayWhereTheyAre() {
        let table = rows([[(1, 3), (1, 3), (1, 4)], [], [(0, 1)]], people: 3)
        #expect((0..<3).map { table[$0].map(\.read) } == [[4], [1, 2, 3], []])
        #expect(table[1].indices == 0..<3)
        #expect(table.count == 4 && table.personCount == 3 && !table.isEmpty)
        #expect(table.all.map(\.read) == [4, 1, 2, 3])
    }

    @Test func scatteredAndUnorderedRowsAreGatheredInOrder() {
        let table = rows([[(0, 5), (1, 2), (0, 5)], [(0, 1), (2, 9), (2, 8)]], people: 3)
        // Equal keys stay in reading order: 1 before 3.
        #expect((0..<3).map { table[$0].map(\.read) } == [[4, 1, 3], [2], [6, 5]])
    }

    @Test func nobodyHasNoRows() {
        for table in [rows([], people: 2), rows([[], []], people: 2)] {
            #expect(table.isEmpty && table[0].isEmpty && table.count == 0 && table.personCount == 2)
        }
    }

    @Test func cutsIntoBlocksMakeNoDifference() {
        var read: [(Int32, Int)] = []
        for row in 0..<300 { read.append((Int32((row * 7) % 13), (row * 11) % 19)) }
        let whole = rows([read], people: 13)
        for size in [1, 2, 50] {
            let cut = rows(
                stride(from: 0, to: read.count, by: size).map { Array(read[$0..<min($0 + size, read.count)]) },
                people: 13)
            #expect(cut.all == whole.all)
        }
    }

    @Test func renumberedPeopleKeepTheirRows() {
        var block = Self.block([(0, Row(key: 2)), (1, Row(key: 5)), (1, Row(key: 4))])
        block.renumber { 1 - $0 }
        block.update { $0.read = 7 }
        let table = PersonRows(personCount: 2, blocks: [block])
        #expect(table[0].map(\.key) == [4, 5] && table[1].map(\.key) == [2])
        #expect(table.all.allSatisfy { $0.read == 7 })
    }
}
