import Findings
import Testing

@testable import Questions

@Suite("Parts of a whole that is shown") struct WithheldPartsTests {
    /// Sets of these sizes that do not overlap.
    private func sets(_ sizes: [Int]) -> [PersonSet] {
        var first = 0
        return sizes.map { size in
            defer { first += size }
            return PersonSet(ascending: Array(first..<(first + size)))
        }
    }

    private func counts(_ sizes: [Int], fewest: Int = 11) -> [[Int]] {
        sets(sizes).apart(fewest: fewest).map { $0.map(\.count) }
    }

    /// One part of 5 follows from the others: the smallest of them is told apart by it.
    @Test func oneOfFew() {
        #expect(counts([40, 5, 20]) == [[], [], [5]])
        #expect(counts([40, 11, 20]) == [[], [], []])
        #expect(counts([40, 10, 20]) == [[], [], [10]])
    }

    /// Two of few are both withheld: what the others leave is their sum, which is 7 or 11.
    @Test func severalOfFew() {
        #expect(counts([40, 3, 4, 20]) == [[], [], [], [7]])
        #expect(counts([40, 5, 6, 20]) == [[], [], [], []])
    }

    @Test func nothingToStandApartOf() {
        #expect(counts([5]) == [[]])
        #expect(counts([0, 30]) == [[], []])
        #expect(counts([]) == [])
        #expect(counts([3, 30], fewest: 1) == [[], []])
    }

    /// Of 30 and 20 patients 8 and 15 have the event, and of 40 all but 4: the 8 stand apart of the 15, the 4 without of the 5 without.
    @Test func eventsAndThoseWithout() {
        let groups = sets([30, 20, 40])
        let events = zip(groups, [8, 15, 36]).map { PersonSet(ascending: Array($0.persons.prefix($1))) }
        let apart = events.apart(asEventsOf: groups, fewest: 11).map { $0.map(\.count) }
        // Without the event: 22, 5 and 4, nine together, which stand apart of the 22.
        #expect(apart == [[9], [8], []])
    }
}
