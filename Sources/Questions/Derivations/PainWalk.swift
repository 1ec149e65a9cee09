import Cohort
import Estimation
import Findings
import Synchronization

/// The second look at the exposed scores of one instrument, one walk for whatever asks for more than ``ExposedPain`` sums: how scores
/// begin and end, everybody's own line, the moments of curves and doses.
///
/// The large moments are handed over, not kept: whoever asks a second time has the scores walked again, and so has who asks for what
/// the walk was not told of.
final class PainWalk: Sendable {
    /// What questions ask of the walk.
    struct Parts: OptionSet, Sendable {
        let rawValue: Int

        /// ``ScoreCourse`` of everybody.
        static let courses = Parts(rawValue: 1)
        /// The Theil-Sen lines of ``OwnSlopes``.
        static let ownSlopes = Parts(rawValue: 2)
        /// The moments of the curved models and of those with the dose.
        static let models = Parts(rawValue: 4)
        /// The moments of other readings of what is exposed.
        static let readings = Parts(rawValue: 16)

        static let all: Parts = [.courses, .ownSlopes, .models, .readings]
    }

    /// What the walk found; a part that was not asked for, or has been handed over, is missing.
    private struct Results: Sendable {
        var courses: [ScoreCourse?]?
        var ownSlopes: OwnSlopes?
        var curved: GroupedMoments?
        var dosed: GroupedMoments?
        var readings: Readings?
    }

    /// ``TrendMoments/line`` of scores that other readings take for exposed.
    struct Readings: Sendable {
        /// With those of first days, which are baseline, at no exposure.
        let withFirstDays: GroupedMoments
        /// All after the day on which exposure first began, whatever became of it, by the days since.
        let asStarted: GroupedMoments
    }

    private let exposed: ExposedPain
    private let knots: Int
    private let executor: BlockExecutor
    private let results: Mutex<Results>

    /// Walks over the scores for what questions will ask, unless there is no trend to ask about.
    ///
    /// - Parameter knots: of the spline among the models.
    init(
        _ exposed: ExposedPain, parts: Parts, knots: Int = TrendColumns.usualKnots, executor: BlockExecutor
    ) {
        self.exposed = exposed
        self.knots = knots
        self.executor = executor
        let isTrend = exposed.people.contains { $0.n > 1 } && exposed.reasonNotMeasured == nil
        results = Mutex(Self.walk(isTrend ? parts : [], exposed, knots: knots, executor))
    }

    /// How everybody's scores begin and end, by person; `nil` without an exposed score.
    var courses: [ScoreCourse?] { result(.courses, \.courses) ?? [] }

    /// The line of each person who has scores enough for one of their own.
    var ownSlopes: OwnSlopes {
        let isAny = exposed.people.contains { Int($0.n) >= OwnSlopes.fewestScores }
        return (isAny ? result(.ownSlopes, \.ownSlopes) : nil) ?? OwnSlopes(courses: [], persons: PersonSet())
    }

    /// ``TrendMoments/line`` with the square of exposure less its mean, then the nonlinear columns of a spline with these knots.
    /// Handed over: of as many knots as the walk was told of, or else from a walk of its own.
    func curved(knots: Int) -> GroupedMoments {
        guard knots == self.knots else {
            return PainWalk(exposed, parts: .models, knots: knots, executor: executor).curved(knots: knots)
        }
        if let curved = result(.models, \.curved, handingOver: true) { return curved }
        let columns = TrendColumns(exposed, days: OwnSlopes.days)
        return GroupedMoments(columns: columns.curve(columns.spline(knots: knots)).columns, parts: [])
    }

    /// ``TrendMoments/line`` of the scores on days with a known dose, with log2 of that day's dose and its product with exposure.
    /// Handed over.
    func dosed() -> GroupedMoments {
        result(.models, \.dosed, handingOver: true)
            ?? GroupedMoments(columns: TrendColumns(exposed, days: OwnSlopes.days).dose, parts: [])
    }

    /// The other readings; `nil` where there are no scores. Handed over.
    func readings() -> Readings? { result(.readings, \.readings, handingOver: true) }

    private func result<Part: Sendable>(
        _ part: Parts, _ position: WritableKeyPath<Results, Part?>, handingOver: Bool = false
    ) -> Part? {
        results.withLock { results in
            let answer =
                results[keyPath: position] ?? Self.walk(part, exposed, knots: knots, executor)[keyPath: position]
            results[keyPath: position] = handingOver ? nil : answer
            return answer
        }
    }

    private static func walk(
        _ parts: Parts, _ exposed: ExposedPain, knots: Int, _ executor: BlockExecutor
    ) -> Results {
        var results = Results()
        guard !parts.isEmpty, let scores = exposed.scoresOfPeople else { return results }
        let columns = TrendColumns(exposed, days: OwnSlopes.days)
        let curve = parts.contains(.models) ? columns.curve(columns.spline(knots: knots)) : nil
        let dose = parts.contains(.models) ? columns.dose : nil
        let line = [columns.exposure, columns.response]
        let walker = Walker(
            scores: scores, people: exposed.people, center: exposed.scoreCenter, parts: parts, curve: curve,
            dose: dose, line: line)
        var blocks = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size, walker.block)
        if parts.contains(.courses) { results.courses = blocks.flatMap(\.courses) }
        if parts.contains(.ownSlopes) {
            results.ownSlopes = OwnSlopes(
                courses: blocks.flatMap(\.ownSlopes),
                persons: PersonSet(ascending: blocks.lazy.flatMap(\.personsWithSlope)))
        }
        var (curved, dosed): ([GroupedMoments.Part], [GroupedMoments.Part]) = ([], [])
        var (withFirstDays, asStarted): ([GroupedMoments.Part], [GroupedMoments.Part]) = ([], [])
        for number in blocks.indices {
            if let part = blocks[number].curved { curved.append(part) }
            if let part = blocks[number].dosed { dosed.append(part) }
            if let part = blocks[number].withFirstDays { withFirstDays.append(part) }
            if let part = blocks[number].asStarted { asStarted.append(part) }
            blocks[number] = Walker.Block()
        }
        if let curve { results.curved = GroupedMoments(columns: curve.columns, parts: consume curved) }
        if let dose { results.dosed = GroupedMoments(columns: dose, parts: consume dosed) }
        if parts.contains(.readings) {
            results.readings = Readings(
                withFirstDays: GroupedMoments(columns: line, parts: consume withFirstDays),
                asStarted: GroupedMoments(columns: line, parts: consume asStarted))
        }
        return results
    }
}

/// Walks over blocks of people.
private struct Walker: Sendable {
    let scores: ExposedScores
    let people: [ExposedPain.PersonSums]
    let center: Double
    let parts: PainWalk.Parts
    let curve: TrendColumns.Curve?
    let dose: [GroupedMoments.Column]?
    let line: [GroupedMoments.Column]

    struct Block: Sendable {
        var courses: [ScoreCourse?] = []
        var ownSlopes: [WorseningShare.Course] = []
        var personsWithSlope: [Int] = []
        var curved: GroupedMoments.Part?
        var dosed: GroupedMoments.Part?
        var withFirstDays: GroupedMoments.Part?
        var asStarted: GroupedMoments.Part?
    }

    func block(_ range: Range<Int>) -> Block {
        var block = Block(
            curved: curve.map { GroupedMoments.Part($0.columns, groups: range.count) },
            dosed: dose.map { GroupedMoments.Part($0, groups: range.count) })
        if parts.contains(.readings) {
            block.withFirstDays = GroupedMoments.Part(line, groups: range.count)
            block.asStarted = GroupedMoments.Part(line, groups: range.count)
        }
        var person = PersonWalk()
        var cursor = scores.cursor
        for number in range {
            person.reset()
            if people[number].n + people[number].baseline + people[number].after > 0 {
                walk(number, &person, &cursor, &block)
            }
            if parts.contains(.courses) { block.courses.append(person.course.course) }
            if parts.contains(.ownSlopes), person.x.count >= OwnSlopes.fewestScores,
                let slope = OwnSlopes.course(x: person.x, y: person.y)
            {
                block.ownSlopes.append(slope)
                block.personsWithSlope.append(number)
            }
            block.curved?.endGroup()
            block.dosed?.endGroup()
            block.withFirstDays?.endGroup()
            block.asStarted?.endGroup()
        }
        return block
    }

    /// What is gathered of one person before it becomes a few numbers.
    private struct PersonWalk {
        var course = ScoreCourse.Gathering()
        var x: [Double] = []
        var y: [Double] = []
        /// The exposed day whose scores are being taken, and log2 of its dose.
        var day: (day: StudyDay, logDose: Double?)?

        mutating func reset() {
            course.reset()
            x.removeAll(keepingCapacity: true)
            y.removeAll(keepingCapacity: true)
            day = nil
        }
    }

    @inline(__always)
    private func walk(
        _ number: Int, _ person: inout PersonWalk, _ cursor: inout ExposureCursor, _ block: inout Block
    ) {
        let wantsDose = dose != nil
        let wantsOwn = parts.contains(.ownSlopes)
        var doses = DailyDoseCursor(scores.cohort.exposures, person: number)
        let started = scores.cohort.exposures[number].first?.start
        scores.forEach(of: number, at: &cursor) { status, assessment in
            if let started, started < assessment.day {
                block.asStarted?.addRow(Double(assessment.day.days(since: started)), assessment.score)
            }
            if let days = status == .baseline ? 0 : status.days {
                block.withFirstDays?.addRow(Double(days), assessment.score)
            }
            person.course.add(status.days, assessment, center: center)
            guard let exposureDays = status.days else { return }
            if wantsOwn {
                person.x.append(Double(exposureDays) / OwnSlopes.days)
                person.y.append(assessment.score)
            }
            if let further = curve?.onDay[exposureDays] {
                block.curved?.addRow { column in
                    switch column {
                    case TrendMoments.exposure: Double(exposureDays) / OwnSlopes.days
                    case TrendMoments.response: assessment.score
                    default: further[column - 2]
                    }
                }
            }
            guard wantsDose else { return }
            if person.day?.day != assessment.day {
                person.day = (assessment.day, doses.doublings(on: assessment.day))
            }
            guard let logDose = person.day?.logDose else { return }
            block.dosed?.addRow { column in
                switch column {
                case TrendMoments.exposure: Double(exposureDays) / OwnSlopes.days
                case TrendMoments.response: assessment.score
                case TrendMoments.logDose: logDose
                default: logDose * Double(exposureDays) / OwnSlopes.days
                }
            }
        }
    }
}

extension GroupedMoments.Part {
    /// Adds a score of ``TrendMoments/line``.
    @inline(__always)
    fileprivate mutating func addRow(_ days: Double, _ score: Double) {
        addRow { column in column == TrendMoments.exposure ? days / OwnSlopes.days : score }
    }
}
