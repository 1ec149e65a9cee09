import Cohort
import Estimation

/// How the scores of a person with an exposed score begin and end.
struct ScoreCourse: Sendable, Equatable {
    /// What the exposed scores of the first day that has any add up to.
    struct FirstDay: Sendable, Equatable {
        /// Days of exposure.
        let exposure: Int
        /// Scores.
        var scores: Int32 = 0
        /// Σy: score less ``ExposedPain/scoreCenter``.
        var y = 0.0
        /// Σy².
        var yy = 0.0
    }

    /// The day on which the trend begins for the person.
    let first: FirstDay
    /// The last day with a score, exposed or not.
    let lastDay: StudyDay
    /// Median days from one day with scores to the next; `nil` with a single such day.
    let usualGap: Int?

    /// The courses of everybody, by person; `nil` without an exposed score.
    static func ofEverybody(_ exposed: ExposedPain, executor: BlockExecutor) -> [ScoreCourse?] {
        guard let scores = exposed.scoresOfPeople else { return [] }
        let blocks = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size) { people in
            people.map { exposed.people[$0].n > 0 ? ScoreCourse(of: $0, scores, center: exposed.scoreCenter) : nil }
        }
        return blocks.flatMap(\.self)
    }

    private init?(of person: Int, _ scores: ExposedScores, center: Double) {
        var first: FirstDay?
        var firstDay: Int32 = 0
        var lastDay: Int32?
        var gaps: [Double] = []
        scores.forEach(of: person) { exposureDays, assessment in
            if let last = lastDay, last < assessment.day { gaps.append(Double(assessment.day) - Double(last)) }
            lastDay = assessment.day
            guard let exposureDays else { return }
            var own = first ?? FirstDay(exposure: exposureDays)
            if first == nil { firstDay = assessment.day }
            guard assessment.day == firstDay else { return }
            let y = assessment.score - center
            own.scores += 1
            own.y += y
            own.yy += y * y
            first = own
        }
        guard let first, let lastDay else { return nil }
        self.first = first
        self.lastDay = StudyDay(lastDay)
        usualGap = Quantile.of(gaps, at: [0.5], rule: .nearestRank)?.first.map { Int($0) }
    }

    /// What a person's exposed scores add up to without those of the first day.
    func later(than person: ExposedPain.PersonSums) -> ExposedPain.PersonSums {
        guard person.n > first.scores else { return ExposedPain.PersonSums() }
        let (n, x) = (Double(first.scores), Double(first.exposure))
        var later = person
        later.n -= first.scores
        later.x -= n * x
        later.xx -= n * x * x
        later.y -= first.y
        later.xy -= x * first.y
        later.yy -= first.yy
        return later
    }
}
