import Cohort
import Estimation

/// The exposed scores of an instrument with a few ordered levels, in 5 bytes a score beside the cohort's own.
struct ExposedLevels: Sendable {
    /// The scores that occur, ascending.
    let scores: [Double]
    /// Days of exposure and positions in ``scores``, by person.
    let observations: ClusteredLevels

    /// People of the cohort.
    let people: Int

    /// Most levels that are taken as levels.
    static let most = 20

    /// The levels of everybody. Throws where the scores have too many different values to be levels.
    init(_ exposed: ExposedScores, executor: BlockExecutor) throws(NotEstimable) {
        let parts = executor.mapBlocks(of: exposed.cohort.patients.count, size: PeopleBlock.size) { people in
            Part(people, exposed)
        }
        let scores = Set(parts.flatMap(\.scores)).sorted()
        guard scores.count <= Self.most, !parts.contains(where: \.hasTooMany) else {
            throw .invalidArgument(name: "the levels of the instrument", needed: "\(Self.most) at most")
        }
        let blocks = parts.map { part in
            var block = part.block
            let numbers = part.scores.map { score in UInt8(scores.firstIndex(of: score) ?? 0) }
            if numbers.enumerated().contains(where: { $0.offset != Int($0.element) }) { block.renumber(numbers) }
            return block
        }
        self.scores = scores
        people = exposed.cohort.patients.count
        observations = ClusteredLevels(blocks, blockSize: PeopleBlock.size, width: scores.count, executor: executor)
    }

    /// Each person's latest score in the last band that the person reached; `nil` without an exposed score.
    func lastScores(in bands: DurationBands) -> [Double?] {
        var last = [Double?](repeating: nil, count: people)
        observations.forEachCluster { person, days, categories in
            var (highest, category) = (-1, UInt8(0))
            for (day, own) in zip(days, categories) {
                let band = bands.band(of: Int(day))
                if band >= highest { (highest, category) = (band, own) }
            }
            last[person] = scores[Int(category)]
        }
        return last
    }

    /// The levels of a block of people, numbered as they were met.
    private struct Part: Sendable {
        var scores: [Double] = []
        var block: ClusteredLevels.Block
        var hasTooMany = false

        init(_ people: Range<Int>, _ exposed: ExposedScores) {
            block = ClusteredLevels.Block(
                observations: people.reduce(0) { $0 + exposed.cohort.pain[$1].count }, clusters: people.count)
            var cursor = exposed.cursor
            for person in people {
                exposed.forEach(of: person, at: &cursor) { status, assessment in
                    guard let days = status.days, !hasTooMany else { return }
                    block.append(day: days, category: number(of: assessment.score))
                }
                block.endCluster()
            }
        }

        private mutating func number(of score: Double) -> UInt8 {
            if let known = scores.firstIndex(of: score) { return UInt8(known) }
            guard scores.count < ExposedLevels.most else {
                hasTooMany = true
                return 0
            }
            scores.append(score)
            return UInt8(scores.count - 1)
        }
    }
}
