import Cohort
import Estimation
import Findings
import Foundation

/// The exposed scores on days whose dose is known: their moments, how duration and dose move together in them, and which doses they
/// were made at. One walk over the scores, as ``PainWalk`` hands its moments over to whoever asks first.
struct DosedScores: Sendable {
    /// What is known of one person's doses.
    struct Person: Sendable {
        /// Exposed scores, and those of them with a known dose.
        var exposed: Int32 = 0
        var known: Int32 = 0
        /// log2 of the lowest and of the highest daily dose at a score.
        var lowest = Double.infinity
        var highest = -Double.infinity

        /// Whether the dose is not the same at all scores.
        var varies: Bool { lowest < highest }
    }

    /// By person.
    let people: [Person]
    /// The columns of ``TrendColumns/dose``.
    let moments: GroupedMoments
    /// Duration and log dose over all scores, about patients' means, and of these means.
    let overScores: Comovement
    let within: Comovement
    let between: Comovement
    let doses: DoseHistogram

    /// The scores of an instrument; `nil` where the study has none of it.
    init?(_ exposed: ExposedPain, executor: BlockExecutor) {
        guard let scores = exposed.scoresOfPeople else { return nil }
        let columns = TrendColumns(exposed, days: MainTrend.days).dose
        let walker = Walker(scores: scores, exposed: exposed.people, columns: columns)
        let blocks = executor.mapBlocks(of: exposed.people.count, size: PeopleBlock.size, walker.block)
        people = blocks.flatMap(\.people)
        moments = GroupedMoments(columns: columns, parts: blocks.map(\.moments))
        overScores = blocks.reduce(into: Comovement()) { $0.merge($1.overScores) }
        within = blocks.reduce(into: Comovement()) { $0.merge($1.within) }
        between = blocks.reduce(into: Comovement()) { $0.merge($1.between) }
        doses = blocks.reduce(into: DoseHistogram()) { $0.merge($1.doses) }
    }

    /// With an exposed score on a day of known dose.
    var persons: PersonSet { persons { $0.known > 0 } }
    /// With one on a day whose dose is not known.
    var personsWithUnknown: PersonSet { persons { $0.exposed > $0.known } }
    /// Whose dose is not the same at all scores.
    var personsWithVaryingDose: PersonSet { persons(where: \.varies) }
    /// With two or more scores of known dose.
    var personsWithTwo: PersonSet { persons { $0.known > 1 } }
    /// Exposed scores, and those with a known dose.
    var scores: Int { people.reduce(0) { $0 + Int($1.exposed) } }
    var known: Int { people.reduce(0) { $0 + Int($1.known) } }

    /// The persons for whom a condition holds.
    func persons(where isSuch: (Person) -> Bool) -> PersonSet {
        PersonSet(below: people.count) { isSuch(people[$0]) }
    }
}

/// How two numbers move together.
struct Comovement: Sendable {
    private var (n, x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    /// Adds a pair.
    mutating func add(_ x: Double, _ y: Double) {
        n += 1
        self.x += x
        self.y += y
        xx += x * x
        yy += y * y
        xy += x * y
    }

    /// Adds the pairs of another one.
    mutating func merge(_ other: Comovement) {
        n += other.n
        x += other.x
        y += other.y
        xx += other.xx
        yy += other.yy
        xy += other.xy
    }

    /// Adds the pairs of another one about their own means.
    mutating func merge(aboutMeanOf other: Comovement) {
        guard other.n > 1 else { return }
        n += other.n
        xx += max(0, other.xx - other.x * other.x / other.n)
        yy += max(0, other.yy - other.y * other.y / other.n)
        xy += other.xy - other.x * other.y / other.n
    }

    /// The means; `nil` without pairs.
    var means: (x: Double, y: Double)? { n > 0 ? (x / n, y / n) : nil }

    /// Pearson's correlation; `nil` where either does not vary but for rounding.
    var correlation: Double? {
        guard n > 1, variesInX, variesInY else { return nil }
        let product = (xy - x * y / n) / ((xx - x * x / n) * (yy - y * y / n)).squareRoot()
        return product.isFinite ? min(1, max(-1, product)) : nil
    }

    var variesInX: Bool { n > 1 && xx - x * x / n > Self.rounding * max(1, xx) }
    var variesInY: Bool { n > 1 && yy - y * y / n > Self.rounding * max(1, yy) }

    /// A spread below this part of the squares is what sums of doubles leave.
    private static let rounding = 1e-10
}

/// How many scores were made at each dose, on a grid of a 64th of a doubling: memory that does not grow with the scores.
struct DoseHistogram: Sendable {
    private static let (lowest, perDoubling, bins) = (-10.0, 64.0, 30 * 64)

    private var counts = [Int](repeating: 0, count: bins)
    private var sums = [Double](repeating: 0, count: bins)

    /// Counts a score at a dose, given as log2.
    mutating func add(_ logDose: Double) {
        let place = ((logDose - Self.lowest) * Self.perDoubling).rounded(.down)
        let bin = Int(min(Double(Self.bins - 1), max(0, place)))
        counts[bin] += 1
        sums[bin] += logDose
    }

    mutating func merge(_ other: DoseHistogram) {
        for bin in counts.indices {
            counts[bin] += other.counts[bin]
            sums[bin] += other.sums[bin]
        }
    }

    /// log2 of the dose at a percentile, by nearest rank: the mean of the doses within a 64th of a doubling of it.
    func logDose(atPercentile percentile: Int) -> Double? {
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        let rank = max(1, (total * percentile + 99) / 100)
        var reached = 0
        for bin in counts.indices where counts[bin] > 0 {
            reached += counts[bin]
            if reached >= rank { return sums[bin] / Double(counts[bin]) }
        }
        return nil
    }
}

/// Walks over blocks of people.
private struct Walker: Sendable {
    let scores: ExposedScores
    let exposed: [ExposedPain.PersonSums]
    let columns: [GroupedMoments.Column]

    struct Block: Sendable {
        var people: [DosedScores.Person] = []
        var moments: GroupedMoments.Part
        var overScores = Comovement()
        var within = Comovement()
        var between = Comovement()
        var doses = DoseHistogram()
    }

    func block(_ range: Range<Int>) -> Block {
        var block = Block(moments: GroupedMoments.Part(columns, groups: range.count))
        block.people.reserveCapacity(range.count)
        var cursor = scores.cursor
        for number in range {
            var person = DosedScores.Person()
            if exposed[number].n > 0 { walk(number, &person, &cursor, &block) }
            block.people.append(person)
            block.moments.endGroup()
        }
        return block
    }

    private func walk(
        _ number: Int, _ person: inout DosedScores.Person, _ cursor: inout ExposureCursor, _ block: inout Block
    ) {
        var own = Comovement()
        var doses = DailyDoseCursor(scores.cohort.exposures, person: number)
        var today: (day: StudyDay, logDose: Double?)?
        let center = columns[TrendMoments.logDose].center
        scores.forEach(of: number, at: &cursor) { status, assessment in
            guard let days = status.days else { return }
            person.exposed += 1
            if today?.day != assessment.day { today = (assessment.day, doses.doublings(on: assessment.day)) }
            guard let logDose = today?.logDose else { return }
            person.known += 1
            person.lowest = min(person.lowest, logDose)
            person.highest = max(person.highest, logDose)
            let exposure = Double(days) / MainTrend.days
            own.add(exposure, logDose - center)
            block.doses.add(logDose)
            block.moments.addRow { column in
                switch column {
                case TrendMoments.exposure: exposure
                case TrendMoments.response: assessment.score
                case TrendMoments.logDose: logDose
                default: logDose * exposure
                }
            }
        }
        block.overScores.merge(own)
        block.within.merge(aboutMeanOf: own)
        if let means = own.means { block.between.add(means.x, means.y) }
    }
}
