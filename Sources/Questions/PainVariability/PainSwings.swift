import Cohort
import Estimation
import Findings

/// How much each patient's exposed scores vary: over all of them, in each band of exposure, early and late, and before the landmark.
///
/// One score a day counts, the first that was read: scores of one day have no order, and a mean of several varies less than one. Two walks
/// over the scores: one of some patients for the times between, one of all.
struct PainSwings: Sendable {
    /// A patient's variability over some scores.
    struct Patient: Sendable {
        let person: Int
        /// Mean exposure of these scores, in units of ``MainTrend/days``.
        let exposure: Double
        let own: WithinVariability
    }

    /// A patient's variability early and late in exposure.
    struct Pair: Sendable {
        let early: Patient
        let late: Patient
    }

    /// What is asked of the scores.
    struct Rules: Sendable {
        let fewest: Int
        let acute: Double
        let bands: DurationBands
        let lateFrom: Int
        let landmark: Int
    }

    /// Ascending by person.
    let all: [Patient]
    /// In each band of exposure.
    let inBand: [[Patient]]
    let pairs: [Pair]
    /// Over the scores up to the landmark.
    let beforeLandmark: [Patient]
    /// Who has several scores on one day.
    let withSeveralADay: PersonSet
    /// Scores beside the first of their day.
    let besideTheFirst: Int

    init(_ scores: ExposedScores, _ rules: Rules, spacing: WithinVariability.Spacing, executor: BlockExecutor) {
        let walker = Walker(scores: scores, rules: rules, spacing: spacing)
        let blocks = executor.mapBlocks(
            of: scores.cohort.patients.count, size: PeopleBlock.size, walker.block)
        all = blocks.flatMap(\.all)
        inBand = (0..<rules.bands.count).map { band in blocks.flatMap { $0.inBand[band] } }
        pairs = blocks.flatMap(\.pairs)
        beforeLandmark = blocks.flatMap(\.beforeLandmark)
        withSeveralADay = PersonSet(ascending: blocks.flatMap(\.withSeveralADay))
        besideTheFirst = blocks.reduce(0) { $0 + $1.besideTheFirst }
    }
}

extension [PainSwings.Patient] {
    /// Who they are.
    var persons: PersonSet { PersonSet(ascending: lazy.map(\.person)) }
}

/// The times between successive scores of at most ``ScoreSpacing/mostPatients`` patients: the usual one, and how differences grow with it.
struct ScoreSpacing: Sendable {
    /// Median days between; `nil` where no patient has two scores.
    let usual: Double?
    /// The exponent, or why there is none.
    let exponent: FitOutcome<SpacingExponent.Fit>
    /// Whose times these are.
    let persons: PersonSet

    /// Of more patients than this so many are taken, evenly spread.
    static let mostPatients = 10_000

    init(_ scores: ExposedScores, of everybody: PersonSet, executor: BlockExecutor) {
        let sample = everybody.persons.evenlySpread(Self.mostPatients)
        let groups = executor.mapBlocks(of: sample.count, size: PeopleBlock.size) { range in
            var days: [ScoredDay] = []
            var cursor = scores.cursor
            return sample[range].map { person in
                _ = scores.days(of: person, at: &cursor, into: &days)
                return zip(days, days.dropFirst()).filter { $1.follows }.map { before, after in
                    let difference = after.score - before.score
                    return SpacingExponent.Difference(
                        time: Double(after.day - before.day), square: difference * difference)
                }
            }
        }.flatMap(\.self)
        persons = PersonSet(ascending: zip(sample, groups).filter { !$1.isEmpty }.map(\.0))
        usual = Quantile.of(groups.joined().map(\.time), at: [0.5], rule: .nearestRank)?.first
        exponent = SpacingExponent.fit(groups)
    }
}

/// A day with an exposed score.
private struct ScoredDay {
    let day: Int
    /// Days of exposure.
    let exposure: Int
    /// The first score read of the day.
    let score: Double
    /// Whether the scored day before it belongs to the same stretch of exposure, without a drug-free gap as ends an era.
    let follows: Bool
}

extension ExposedScores {
    /// Puts a person's days with an exposed score into `days`, ascending; gives the scores beside the first of their day.
    fileprivate func days(of person: Int, at cursor: inout ExposureCursor, into days: inout [ScoredDay]) -> Int {
        days.removeAll(keepingCapacity: true)
        var beside = 0
        let gap = cohort.exposureRule.gap
        forEach(of: person, at: &cursor) { status, assessment in
            guard let exposure = status.days else { return }
            let day = Int(assessment.day.rawValue)
            guard let last = days.last else {
                days.append(ScoredDay(day: day, exposure: exposure, score: assessment.score, follows: false))
                return
            }
            guard day > last.day else {
                beside += 1
                return
            }
            // Days on which exposure did not go on: another era begins where they are more than the gap inside one.
            let free = (day - last.day) - (exposure - last.exposure)
            days.append(
                ScoredDay(day: day, exposure: exposure, score: assessment.score, follows: free >= 0 && free <= gap))
        }
        return beside
    }
}

/// Walks over blocks of people.
private struct Walker: Sendable {
    let scores: ExposedScores
    let rules: PainSwings.Rules
    let spacing: WithinVariability.Spacing

    struct Block: Sendable {
        var all: [PainSwings.Patient] = []
        var inBand: [[PainSwings.Patient]]
        var pairs: [PainSwings.Pair] = []
        var beforeLandmark: [PainSwings.Patient] = []
        var withSeveralADay: [Int] = []
        var besideTheFirst = 0
    }

    func block(_ range: Range<Int>) -> Block {
        var block = Block(inBand: Array(repeating: [], count: rules.bands.count))
        var days: [ScoredDay] = []
        var points: [WithinVariability.Point] = []
        var cursor = scores.cursor
        for person in range {
            let beside = scores.days(of: person, at: &cursor, into: &days)
            if beside > 0 {
                block.besideTheFirst += beside
                block.withSeveralADay.append(person)
            }
            guard days.count >= rules.fewest else { continue }
            take(person, days, &points, &block)
        }
        return block
    }

    private func take(
        _ person: Int, _ days: [ScoredDay], _ points: inout [WithinVariability.Point], _ block: inout Block
    ) {
        if let own = patient(person, days, &points, where: { _ in true }) { block.all.append(own) }
        for band in 0..<rules.bands.count {
            if let own = patient(person, days, &points, where: { rules.bands.band(of: $0.exposure) == band }) {
                block.inBand[band].append(own)
            }
        }
        if let early = patient(person, days, &points, where: { $0.exposure < rules.lateFrom }),
            let late = patient(person, days, &points, where: { $0.exposure >= rules.lateFrom })
        {
            block.pairs.append(PainSwings.Pair(early: early, late: late))
        }
        guard let start = scores.cohort.exposures[person].first?.start else { return }
        let landmark = Int(start.rawValue) + rules.landmark
        if let own = patient(person, days, &points, where: { $0.day <= landmark }) { block.beforeLandmark.append(own) }
    }

    /// The variability over some of the days; a difference is one between days that follow each other, with none left out between.
    private func patient(
        _ person: Int, _ days: [ScoredDay], _ points: inout [WithinVariability.Point],
        where isCounted: (ScoredDay) -> Bool
    ) -> PainSwings.Patient? {
        points.removeAll(keepingCapacity: true)
        var exposure = 0
        var wasCounted = false
        for day in days {
            let isOne = isCounted(day)
            if isOne {
                points.append(
                    .init(time: Double(day.day), value: day.score, follows: wasCounted && day.follows))
                exposure += day.exposure
            }
            wasCounted = isOne
        }
        guard points.count >= rules.fewest,
            let own = WithinVariability(points, spacing: spacing, acute: rules.acute)
        else { return nil }
        return PainSwings.Patient(
            person: person, exposure: Double(exposure) / Double(points.count) / MainTrend.days, own: own)
    }
}
