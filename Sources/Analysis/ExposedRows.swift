import Estimation

/// The exposed scores one by one, for regressions that sums over a patient do not serve: likelihoods of levels.
struct ExposedRows {
    /// One a row.
    let scores: [Double]
    /// Exposure of each row.
    let days: [Int]
    /// Patient of each row.
    let people: [Int]

    init(_ exposed: ExposedPain, executor: BlockExecutor) {
        guard let scoresOfPeople = exposed.scoresOfPeople else {
            (scores, days, people) = ([], [], [])
            return
        }
        let blocks = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size) { range in
            var rows: [(score: Double, days: Int, person: Int)] = []
            for person in range where exposed.people[person].n > 0 {
                scoresOfPeople.forEach(of: person) { exposureDays, assessment in
                    guard let exposureDays else { return }
                    rows.append((assessment.score, exposureDays, person))
                }
            }
            return rows
        }
        scores = blocks.flatMap { $0.map(\.score) }
        days = blocks.flatMap { $0.map(\.days) }
        people = blocks.flatMap { $0.map(\.person) }
    }

    /// Exposure of each row, in units of ``OwnSlopes/days``.
    var exposures: [Double] { days.map { Double($0) / OwnSlopes.days } }

    /// Each row's patient's mean of them.
    var meanExposures: [Double] {
        let exposures = exposures
        var sums = [Double](repeating: 0, count: (people.max() ?? -1) + 1)
        var counts = sums
        for (person, exposure) in zip(people, exposures) {
            sums[person] += exposure
            counts[person] += 1
        }
        return people.map { sums[$0] / counts[$0] }
    }
}
