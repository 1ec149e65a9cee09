import Estimation

/// One person's rows: exposure in units of 30 days, and the score.
struct PersonRows: Sendable {
    /// Of the scores made while exposed.
    var exposure: [Double] = []
    var score: [Double] = []
    /// Scores on the first day of an era.
    var baseline: [Double] = []
    /// Time since exposure first began, in units of 30 days, and every score after that day, exposed or not.
    var sinceStart: [Double] = []
    var scoreSinceStart: [Double] = []

    /// Adds a score made while exposed.
    mutating func append(_ exposure: Double, _ score: Double) {
        self.exposure.append(exposure)
        self.score.append(score)
        sinceStart.append(exposure)
        scoreSinceStart.append(score)
    }
}

/// A study in which the truth is known.
///
/// Score = 4.5 + level of the person + trend(exposure) + own slope x exposure + noise. Levels have a standard deviation of
/// 0.9 points, own slopes of 0.06 points per 30 days and a correlation of 0.2 with the level, noise of 0.8 points.
struct Scenario: Sendable {
    /// Who has which visits.
    enum Visits: Sendable {
        /// Visits about every 30 days for a year; some people come less often.
        case regular
        /// A person may leave after each visit, the sooner the more pain that visit recorded.
        case leftAfterRecordedPain
        /// A person may leave before a visit, the sooner the more pain that visit would have recorded.
        case leftBeforeUnrecordedPain
        /// People with more pain are exposed for longer: their visits lie later.
        case longerWithMorePain
        /// The first score is of the first day, and pain falls by 2 points from there to the first visit after it.
        case recoveringFromScreening
        /// Supplies of 14 days. They end by chance, and begin again at a visit the sooner the more pain it records.
        case returningWithPain
        /// Supplies of 14 days, no longer given at a visit the sooner the less pain it records.
        case stoppingWithoutPain
    }

    let name: String
    /// Mean change of the score since the start, by exposure.
    let trend: @Sendable (Double) -> Double
    /// Its derivative.
    let slope: @Sendable (Double) -> Double
    var visits = Visits.regular

    static let people = 150

    static let all = [
        Scenario(name: "null", trend: { _ in 0 }, slope: { _ in 0 }),
        Scenario(name: "hyperalgesia", trend: { 0.12 * $0 }, slope: { _ in 0.12 }),
        Scenario(
            name: "tolerance", trend: { 1.2 * (1 - exponential(-$0 / 4)) }, slope: { 0.3 * exponential(-$0 / 4) }),
        Scenario(
            name: "hyperalgesia, people leave after recorded pain", trend: { 0.12 * $0 }, slope: { _ in 0.12 },
            visits: .leftAfterRecordedPain),
        Scenario(
            name: "hyperalgesia, people leave before unrecorded pain", trend: { 0.12 * $0 }, slope: { _ in 0.12 },
            visits: .leftBeforeUnrecordedPain),
        Scenario(
            name: "null, longer exposure of people with more pain", trend: { _ in 0 }, slope: { _ in 0 },
            visits: .longerWithMorePain),
        Scenario(
            name: "null, pain falls from screening on", trend: { _ in 0 }, slope: { _ in 0 },
            visits: .recoveringFromScreening),
        Scenario(
            name: "null, the drug comes back when pain is high", trend: { _ in 0 }, slope: { _ in 0 },
            visits: .returningWithPain),
        Scenario(
            name: "null, the drug stops when pain is low", trend: { _ in 0 }, slope: { _ in 0 },
            visits: .stoppingWithoutPain),
    ]

    /// The rows of each person in one study.
    func study(seed: UInt64) -> [PersonRows] {
        var random = SeededRandom(seed: seed)
        return (0..<Self.people).map { _ in person(&random) }
    }

    private func person(_ random: inout SeededRandom) -> PersonRows {
        let level = 0.9 * random.normal()
        let ownSlope = 0.06 * (0.2 * level / 0.9 + (1 - 0.2 * 0.2).squareRoot() * random.normal())
        let attendance = random.uniform() < 0.3 ? 0.4 : 0.9
        let start = visits == .longerWithMorePain ? max(0, 6 + 5 * level / 0.9 + random.normal()) : 0
        var rows = PersonRows()
        if visits == .returningWithPain || visits == .stoppingWithoutPain {
            return suppliedPerson(level, ownSlope, attendance, &random)
        }
        if visits == .recoveringFromScreening { rows.baseline.append(4.5 + level + 2 + 0.8 * random.normal()) }
        for visit in (visits == .recoveringFromScreening ? 1 : 0)...12 {
            let exposure = max(0, start + Double(visit) + 0.2 * random.normal())
            let score = 4.5 + level + trend(exposure) + ownSlope * exposure + 0.8 * random.normal()
            if visits == .leftBeforeUnrecordedPain, random.uniform() < Self.leaving(score) { break }
            guard random.uniform() < attendance else { continue }
            rows.append(exposure, score)
            if visits == .leftAfterRecordedPain, random.uniform() < Self.leaving(score) { break }
        }
        return rows
    }

    /// A visit every 14 days, at which the score is taken and then a supply of 14 days is given or not. An era ends after 30 free days;
    /// the first day of one is baseline.
    private func suppliedPerson(
        _ level: Double, _ ownSlope: Double, _ attendance: Double, _ random: inout SeededRandom
    ) -> PersonRows {
        var rows = PersonRows()
        var (eraStart, lastSupply) = (0, 0)
        for visit in 0...26 {
            let day = 14 * visit
            let wasSupplied = visit > 0 && lastSupply == day - 14
            let since = Double(day) / 30
            let score = 4.5 + level + trend(since) + ownSlope * since + 0.8 * random.normal()
            let chance = random.uniform()
            let isSupplied: Bool =
                switch visits {
                case .returningWithPain: wasSupplied ? chance < 0.85 : chance < Self.leaving(score + 2)
                default: wasSupplied ? chance > Self.leaving(10 - score) : false
                }
            if visit == 0 || isSupplied {
                if visit > 0, day - (lastSupply + 13) - 1 > 30 { eraStart = day }
                lastSupply = day
            }
            guard random.uniform() < attendance else { continue }
            if visit > 0 {
                rows.sinceStart.append(since)
                rows.scoreSinceStart.append(score)
            }
            guard lastSupply == day else { continue }
            if eraStart == day {
                rows.baseline.append(score)
            } else {
                rows.exposure.append(Double(day - eraStart) / 30)
                rows.score.append(score)
            }
        }
        return rows
    }

    /// Chance to leave at a visit: 2% at a score of 3, 30% at 7.
    private static func leaving(_ score: Double) -> Double {
        1 / (1 + exponential(3.9 - 0.76 * (score - 3)))
    }
}
