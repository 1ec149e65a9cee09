import Cohort
import Estimation
import Findings

/// Scores against exposure and against time at once, with those made while unexposed as the comparator: of patients before their first
/// era, and of those who were never exposed. Scores after an era are no comparator: they hold what the drug leaves behind, which differs
/// between patients by how long they took it.
///
/// Pain that falls for everybody after an injury falls with exposure too. What the slope while exposed differs by from the course over
/// time of unexposed scores does not have that in it.
struct TimeComparison: Sendable {
    /// Fewest patients with an unexposed course of their own, scores on two days, who can tell time from exposure.
    static let fewest = 10
    /// Knots of the course over time that everybody shares.
    static let knots = 4

    /// Where the columns of ``moments`` are.
    struct Layout: Sendable {
        let columns: [GroupedMoments.Column]
        /// The course over time, beyond the straight line.
        let curve: Range<Int>
        /// Whether a score was made while exposed: what changes at once, such as relief.
        let exposedNow: Int?
        /// Whether the patient is exposed at any time.
        let everExposed: Int?

        /// Days since the patient's first score.
        static let time = 2
    }

    let moments: GroupedMoments
    let layout: Layout
    /// Who has an unexposed course of their own.
    let comparators: PersonSet
    /// Prevalent users who have no part in it: their exposure is longer than anybody knows, and so are their levels.
    let leftOut: PersonSet

    /// The comparison; `nil` where time and exposure cannot be told apart.
    init?(_ exposed: ExposedPain, leavingOut leftOut: PersonSet = PersonSet(), executor: BlockExecutor) {
        guard let scores = exposed.scoresOfPeople else { return nil }
        self.leftOut = leftOut
        let survey = Survey(scores, exposed, leavingOut: leftOut, executor: executor)
        guard survey.comparators.count >= Self.fewest else { return nil }
        let spline = RestrictedCubicSpline(
            sorted: survey.times.lazy.map { $0 / OwnSlopes.days }, count: Self.knots)
        let onDay = survey.times.counts.indices.map { day in
            SIMD4<Double>(spline.map { $0.basis(at: Double(day) / OwnSlopes.days) } ?? [Double(day) / OwnSlopes.days])
        }
        let layout = Layout(exposed, survey, onDay: onDay, courses: spline?.columnCount ?? 1)
        let parts = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size) { range in
            var part = GroupedMoments.Part(layout.columns, groups: range.count)
            var cursor = scores.cursor
            for person in range {
                let isExposed = exposed.people[person].n > 0
                guard !leftOut.contains(person) else {
                    part.endGroup()
                    continue
                }
                Self.forEachScore(of: person, in: scores, at: &cursor) { days, time, score in
                    part.addRow { column in
                        switch column {
                        case TrendMoments.exposure: Double(days ?? 0) / OwnSlopes.days
                        case TrendMoments.response: score
                        case Layout.time: onDay[time][0]
                        case layout.exposedNow: days == nil ? 0 : 1
                        case layout.everExposed: isExposed ? 1 : 0
                        default: onDay[time][column - Layout.time]
                        }
                    }
                }
                part.endGroup()
            }
            return part
        }
        moments = GroupedMoments(columns: layout.columns, parts: parts)
        self.layout = layout
        comparators = survey.comparators
    }

    /// The model: the slope of exposure beside the course over time, whose slope varies between patients.
    var model: TrendModel {
        let further =
            Array(layout.curve) + [layout.exposedNow, layout.everExposed].compactMap(\.self)
        return TrendModel(
            name: .againstUnexposed, moments: moments, fixed: [TrendMoments.exposure, Layout.time] + further,
            slope: Layout.time, quantities: [.slope(weights: TrendModel.unit(1, of: further.count + 3))])
    }

    /// Calls `take` for each score to the end of a patient's first era, with days of exposure (`nil` while unexposed) and days since the
    /// first score.
    @inline(__always)
    static func forEachScore(
        of person: Int, in scores: ExposedScores, at cursor: inout ExposureCursor,
        _ take: (_ exposureDays: Int?, _ time: Int, _ score: Double) -> Void
    ) {
        var first: StudyDay?
        var isOver = false
        let (gap, era) = (scores.cohort.exposureRule.gap, scores.cohort.exposures[person].first?.start)
        let countsEraDays = scores.clock == .eraDays
        scores.forEach(of: person, at: &cursor) { status, assessment in
            guard !isOver else { return }
            let start = first ?? assessment.day
            first = start
            switch status {
            case .before: break
            case .baseline: isOver = assessment.day != era
            // Days of the era tell its first day; cumulative ones do not, and then a gap has to be seen.
            case .exposed(let days): isOver = countsEraDays && era.map { assessment.day.days(since: $0) } != days
            case .after(let days):
                // In a gap the era goes on, without this score.
                isOver = days > gap
                return
            }
            guard !isOver else { return }
            take(status.days, assessment.day.days(since: start), assessment.score)
        }
    }
}

extension TimeComparison.Layout {
    /// - Parameter onDay: time and what the course has beside it, `courses` numbers, by day.
    fileprivate init(
        _ exposed: ExposedPain, _ survey: TimeComparison.Survey, onDay: [SIMD4<Double>], courses: Int
    ) {
        let line = TrendColumns(exposed, days: OwnSlopes.days)
        var columns = [line.exposure, line.response]
        for position in 0..<courses {
            let name = position == 0 ? "time" : "course over time \(position)"
            columns.append(survey.times.column(name) { onDay[$0][position] })
        }
        curve = (Self.time + 1)..<columns.count
        exposedNow = survey.hasScoresBefore ? columns.count : nil
        if survey.hasScoresBefore { columns.append(.init("exposed now", center: 0.5, scale: 0.5)) }
        everExposed = survey.hasNeverExposed ? columns.count : nil
        if survey.hasNeverExposed { columns.append(.init("ever exposed", center: 0.5, scale: 0.5)) }
        self.columns = columns
    }
}

extension TimeComparison {
    /// A first look: how long after a patient's first score scores were made, and who has which.
    fileprivate struct Survey: Sendable {
        /// Days since a patient's first score, of every score that counts.
        let times: ExposureDayCounts
        let comparators: PersonSet
        /// Whether somebody who was exposed was scored before, or on the first day.
        let hasScoresBefore: Bool
        /// Whether a comparator was never exposed.
        let hasNeverExposed: Bool

        init(
            _ scores: ExposedScores, _ exposed: ExposedPain, leavingOut leftOut: PersonSet, executor: BlockExecutor
        ) {
            let blocks = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size) { range in
                var counts: [Int] = []
                var comparators: [Int] = []
                var hasScoresBefore = false
                var cursor = scores.cursor
                for person in range where !leftOut.contains(person) {
                    var unexposed: (first: Int, last: Int)?
                    TimeComparison.forEachScore(of: person, in: scores, at: &cursor) { days, time, _ in
                        counts.count(day: time)
                        if days == nil { unexposed = (unexposed?.first ?? time, time) }
                    }
                    guard let unexposed else { continue }
                    if unexposed.last > unexposed.first { comparators.append(person) }
                    if exposed.people[person].n > 0 { hasScoresBefore = true }
                }
                return (counts: counts, comparators: comparators, hasScoresBefore: hasScoresBefore)
            }
            times = ExposureDayCounts(blocks.map(\.counts))
            comparators = PersonSet(ascending: blocks.flatMap(\.comparators))
            hasScoresBefore = blocks.contains(where: \.hasScoresBefore)
            hasNeverExposed = comparators.persons.contains { exposed.people[$0].n == 0 }
        }
    }
}

extension SIMD4<Double> {
    /// The first of these numbers, and zeros behind them.
    fileprivate init(_ numbers: [Double]) {
        self.init(repeating: 0)
        for (position, number) in numbers.prefix(4).enumerated() { self[position] = number }
    }
}

/// The comparison with unexposed scores.
struct TimeComparisonOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "pain_trend.comparison"

    func derive(from study: Study) -> TimeComparison? {
        // New users alone, where prevalent ones are many and new ones enough.
        let persons = study.shared(ExposedPersonsOf(exposed: exposed))
        let newUsers = persons.withTwo.subtracting(persons.prevalent)
        let leavesOut =
            newUsers.count >= TimeComparison.fewest
            && Double(persons.prevalent.count) > TrendSubject.mostPrevalent * Double(persons.exposed.count)
        return TimeComparison(
            study.shared(exposed), leavingOut: leavesOut ? persons.prevalent : PersonSet(), executor: study.executor)
    }
}
