import Findings
import Testing

@Suite("Sets of persons")
struct PersonSetTests {
    /// Pieces that are lists, bits, empty and full, with members at both ends of a piece.
    private static let sets: [Set<Int>] = [
        [], [0], [65_535, 65_536, 131_071], Set(stride(from: 3, to: 200_000, by: 7)),
        Set((0..<200_000).filter { $0 % 3 != 0 }), Set(0..<65_536), Set(70_000..<300_000),
    ]

    private func persons(_ set: Set<Int>) -> PersonSet { PersonSet(ascending: set.sorted()) }

    @Test("has the members that it was given, and no others", arguments: sets)
    func members(_ set: Set<Int>) {
        let own = persons(set)
        #expect(own.count == set.count)
        #expect(own.persons == set.sorted())
        for person in [0, 1, 2, 3, 10, 65_535, 65_536, 69_999, 70_000, 131_071, 299_999, 300_000, -1] {
            #expect(own.contains(person) == set.contains(person))
        }
    }

    @Test("intersection, union and difference are those of sets")
    func algebra() {
        for left in Self.sets {
            for right in Self.sets {
                let (own, other) = (persons(left), persons(right))
                #expect(own.intersection(other) == persons(left.intersection(right)))
                #expect(own.union(other) == persons(left.union(right)))
                #expect(own.subtracting(other) == persons(left.subtracting(right)))
                #expect(own.count(without: other) == left.subtracting(right).count)
                #expect((own == other) == (left == right))
                #expect((own.hashValue == other.hashValue) == (left == right))
            }
        }
    }

    @Test("a fingerprint is the sum of its members', whoever asks when")
    func fingerprints() {
        for set in Self.sets {
            let sum = set.reduce(UInt64(0)) { $0 &+ persons([$1]).fingerprint }
            let own = persons(set)
            let copy = own
            #expect(own.fingerprint == sum)
            #expect(copy.fingerprint == sum && own.fingerprint == sum)
            #expect(
                own.subtracting(persons([3, 65_535])).fingerprint
                    == sum &- [3, 65_535].filter(set.contains).reduce(0) { $0 &+ persons([$1]).fingerprint })
        }
    }

    @Test("the parts of a partition are disjoint and make up everybody who has a part")
    func parts() {
        let parts = PersonSet.parts(3, below: 1_000) { $0 % 4 == 3 ? nil : $0 % 4 }
        #expect(parts.map(\.count) == [250, 250, 250])
        #expect(parts[0].intersection(parts[1]).isEmpty)
        #expect(parts[0].union(parts[1]).union(parts[2]) == PersonSet(below: 1_000) { $0 % 4 != 3 })
        #expect(PersonSet(everyoneBelow: 5).persons == [0, 1, 2, 3, 4])
    }

    @Test("two sets behind each of 1,000 numbers over a million persons fit in 300 MB")
    func size() {
        // The worst case: every number has two sets of its own, each of half of everybody, so that neither lists nor shared
        // copies help.
        let bytes = PersonSet(below: 1_000_000) { ($0 &* 2_654_435_761) & 64 == 0 }.byteCount
        #expect(bytes * 2_000 <= 300_000_000)
        // The levels of a column, however many, take two bytes a person together.
        let sites = PersonSet.parts(4_000, below: 1_000_000) { $0 % 4_000 }
        #expect(sites.reduce(0) { $0 + $1.byteCount } <= 3_000_000)
    }
}
