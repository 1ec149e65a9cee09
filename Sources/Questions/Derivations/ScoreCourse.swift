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

    /// A person's course as one score after another is taken, by day.
    struct Gathering {
        private var first: FirstDay?
        private var firstDay = StudyDay(0)
        private var lastDay: StudyDay?
        private var gaps: [Double] = []

        /// Begins another person.
        mutating func reset() {
            (first, lastDay) = (nil, nil)
            gaps.removeAll(keepingCapacity: true)
        }

        /// Takes a score with its days of exposure, `nil` where it is not exposed.
        mutating func add(_ exposureDays: Int?, _ assessment: PainAssessment, center: Double) {
            if let last = lastDay, last < assessment.day { gaps.append(Double(assessment.day.days(since: last))) }
            lastDay = assessment.day
            guard let exposureDays else { return }
            if first == nil { firstDay = assessment.day }
            guard assessment.day == firstDay else { return }
            let y = assessment.score - center
            var own = first ?? FirstDay(exposure: exposureDays)
            own.scores += 1
            own.y += y
            own.yy += y * y
            first = own
        }

        /// The course; `nil` without an exposed score.
        var course: ScoreCourse? {
            guard let first, let lastDay else { return nil }
            return ScoreCourse(
                first: first, lastDay: lastDay,
                usualGap: Quantile.of(gaps, at: [0.5], rule: .nearestRank)?.first.map { Int($0) })
        }
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

/// How everybody's exposed scores begin and end, by person; `nil` without an exposed score.
struct ScoreCoursesOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "score_courses"

    func derive(from study: Study) -> [ScoreCourse?] {
        study.shared(PainWalkOf(exposed: exposed)).courses
    }
}
