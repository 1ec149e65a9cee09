import Cohort
import Estimation
import Findings

/// Each patient's score at each planned visit: that of the day nearest to the planned one (of two as near the later one), the mean of
/// several on that day; at the baseline the last day on or before day 0.
struct VisitScores: Sendable {
    let visits: PlannedVisits
    /// By person, where the rows begin; one more than persons.
    let offsets: [Int]
    /// Of each row, ascending within a person.
    let occasions: [Int32]
    /// Of each row.
    let scores: [Double]

    init(_ visits: PlannedVisits, instrument: Int, of cohort: Cohort, executor: BlockExecutor) {
        self.visits = visits
        let blocks = executor.mapBlocks(of: cohort.pain.personCount, size: PeopleBlock.size) { persons in
            var block = Block()
            for person in persons { block.append(cohort.pain[person], instrument, visits) }
            return block
        }
        var offsets = [0]
        offsets.reserveCapacity(cohort.pain.personCount + 1)
        for block in blocks {
            for count in block.counts { offsets.append((offsets.last ?? 0) + count) }
        }
        self.offsets = offsets
        occasions = blocks.flatMap(\.occasions)
        scores = blocks.flatMap(\.scores)
    }

    /// The rows of a person.
    func rows(of person: Int) -> Range<Int> { offsets[person]..<offsets[person + 1] }

    /// A person's score at an occasion.
    func score(of person: Int, at occasion: Int) -> Double? {
        rows(of: person).first { Int(occasions[$0]) == occasion }.map { scores[$0] }
    }

    /// Who has a score at some visit.
    var persons: PersonSet {
        PersonSet(below: offsets.count - 1) { offsets[$0] < offsets[$0 + 1] }
    }

    /// Who has a score at each occasion.
    var personsAtOccasions: [PersonSet] {
        var members = [[Int]](repeating: [], count: visits.occasionCount)
        for person in 0..<(offsets.count - 1) {
            for row in rows(of: person) { members[Int(occasions[row])].append(person) }
        }
        return members.map { PersonSet(ascending: $0) }
    }

    private struct Block: Sendable {
        var counts: [Int] = []
        var occasions: [Int32] = []
        var scores: [Double] = []

        mutating func append(_ pain: PersonPain, _ instrument: Int, _ visits: PlannedVisits) {
            let start = occasions.count
            // Of the occasion that is being filled: how far its day is from the planned one.
            var distance = Int.max
            pain.forEachDay(of: instrument) { day, mean in
                guard let occasion = visits.occasion(onDay: day) else { return }
                let own = abs(day - visits.day(ofOccasion: occasion))
                if occasions.count > start, let last = occasions.last, Int(last) == occasion {
                    guard own <= distance else { return }
                    scores[scores.count - 1] = mean
                } else {
                    occasions.append(Int32(occasion))
                    scores.append(mean)
                }
                distance = own
            }
            counts.append(occasions.count - start)
        }
    }
}
