import Cohort
import Estimation
import Findings

/// The scores of one instrument that were made while exposed, summed person by person in one pass over the cohort.
///
/// Everything that the bands, the flow and a straight line ask of ten million scores is in a few numbers a person. Curves, doses,
/// courses, lags and own lines need the spread of these and take one further walk, ``PainWalk``, all of them together.
struct ExposedPain: Sendable {
    /// What one person's exposed scores add up to.
    struct PersonSums: Sendable {
        /// Scores of the instrument, exposed or not.
        var scores: Int32 = 0
        /// Exposed scores.
        var n: Int32 = 0
        /// Scores on the first day of an era, taken for baseline.
        var baseline: Int32 = 0
        /// Scores in a gap or after the end.
        var after: Int32 = 0
        /// Longest exposure at a score, in days.
        var longest: Int32 = 0
        /// Σx: exposure in days. Sums of x and x² are sums of whole numbers and exact.
        var x = 0.0
        /// Σx².
        var xx = 0.0
        /// Σy: score less ``ExposedPain/scoreCenter``.
        var y = 0.0
        /// Σxy.
        var xy = 0.0
        /// Σy².
        var yy = 0.0

        @inline(__always)
        fileprivate mutating func add(_ x: Double, _ y: Double) {
            n += 1
            self.x += x
            xx += x * x
            self.y += y
            xy += x * y
            yy += y * y
        }
    }

    /// What a person's exposed scores in one band add up to.
    struct BandSums: Sendable {
        /// Scores in the band.
        var n: Int32 = 0
        /// Σx, exposure in days.
        var x = 0.0
        /// Σy, score less ``ExposedPain/scoreCenter``.
        var y = 0.0

        @inline(__always)
        fileprivate mutating func add(_ x: Double, _ y: Double) {
            n += 1
            self.x += x
            self.y += y
        }
    }

    /// The instrument; `nil` where the study has no score of it.
    let instrument: Instrument?
    /// What counts as exposure duration.
    let clock: ExposureClock
    /// Bands of duration.
    let bands: DurationBands
    /// Taken off every score before summing: the middle of the instrument's range.
    let scoreCenter: Double
    /// One entry a person.
    let people: [PersonSums]
    /// Person-major, one entry a band.
    let bandSums: BandTable
    /// How many exposed scores were made on each day of exposure.
    let exposureDays: ExposureDayCounts
    /// How many exposed scores are right-censored at the instrument's cut-off.
    let censoredScores: Int
    /// The scores themselves; `nil` where the study has none of the instrument.
    let scoresOfPeople: ExposedScores?

    /// Sums the scores of an instrument.
    init(cohort: Cohort, settings: TrendChoice, bands: DurationBands, executor: BlockExecutor) {
        let chosen =
            if let name = settings.instrument { cohort.instruments.firstIndex { $0.id == name } } else {
                cohort.mostUsedInstrument
            }
        let center = chosen.map {
            (cohort.instruments[$0].range.lowerBound + cohort.instruments[$0].range.upperBound) / 2
        }
        instrument = chosen.map { cohort.instruments[$0] }
        clock = settings.clock
        self.bands = bands
        scoreCenter = center ?? 0
        guard let chosen else {
            people = []
            bandSums = BandTable(bandCount: bands.count)
            exposureDays = ExposureDayCounts([])
            censoredScores = 0
            scoresOfPeople = nil
            return
        }
        let scores = ExposedScores(cohort: cohort, instrument: UInt8(chosen), clock: settings.clock)
        scoresOfPeople = scores
        let pass = Pass(
            exposed: scores, bands: bands, center: scoreCenter, cutOff: cohort.instruments[chosen].cutOff ?? .infinity)
        var blocks = executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size, pass.sums)
        exposureDays = ExposureDayCounts(blocks.map(\.days))
        censoredScores = blocks.reduce(0) { $0 + $1.censored }
        // A block is let go of as soon as it is copied: of millions of people, two copies are not at hand at once.
        var people: [PersonSums] = []
        people.reserveCapacity(cohort.patients.count)
        var table = BandTable(bandCount: bands.count, people: cohort.patients.count)
        for number in blocks.indices {
            people += blocks[number].people
            table.append(blocks[number].bands)
            blocks[number] = Pass.Sums()
        }
        self.people = people
        bandSums = table
    }

    /// What the middle 90% of the exposures at scores span, in days: a line says nothing beyond the exposures that it went through. In
    /// whole months where it is one, so that no day of a few patients shows.
    var middleSpan: Int { Self.middleSpan(exposureDays) }

    /// The same of the scores of some patients.
    func middleSpan(of persons: PersonSet, executor: BlockExecutor) -> Int {
        guard let scores = scoresOfPeople else { return middleSpan }
        let people = persons.persons
        let blocks = executor.mapBlocks(of: people.count, size: PeopleBlock.size) { range in
            var counts: [Int] = []
            var cursor = scores.cursor
            for person in people[range] {
                scores.forEach(of: person, at: &cursor) { status, _ in
                    if let days = status.days { counts.count(day: days) }
                }
            }
            return counts
        }
        return Self.middleSpan(ExposureDayCounts(blocks))
    }

    private static func middleSpan(_ exposureDays: ExposureDayCounts) -> Int {
        let ends = Quantile.ofSorted(exposureDays, at: [0.05, 0.95], rule: .nearestRank) ?? [0, 0]
        let days = Int(ends[1] - ends[0])
        return days < 30 ? max(1, days) : days / 30 * 30
    }

    /// The exposed scores as ordered levels; none where the study has no score of the instrument. Throws where they have too many
    /// different values to be levels.
    func levels(executor: BlockExecutor) throws(NotEstimable) -> ExposedLevels? {
        guard let scoresOfPeople else { return nil }
        return try ExposedLevels(scoresOfPeople, executor: executor)
    }

    /// The sums of each person in each band, of which only those with scores are stored.
    struct BandTable: RandomAccessCollection, Sendable {
        private struct Entry: Sendable {
            let band: Int32
            let sums: BandSums
        }

        let bandCount: Int
        private var entries: [Entry] = []
        /// Behind the last entry of each person.
        private var ends: [Int32] = []
        /// Each band of the person who is being summed.
        private var own: [BandSums]

        /// Nobody's sums, with room for those of `people`.
        init(bandCount: Int, people: Int = 0) {
            self.bandCount = bandCount
            own = Array(repeating: BandSums(), count: bandCount)
            ends.reserveCapacity(people)
        }

        var startIndex: Int { 0 }
        var endIndex: Int { ends.count * bandCount }

        subscript(position: Int) -> BandSums {
            let (person, band) = position.quotientAndRemainder(dividingBy: bandCount)
            let first = person > 0 ? Int(ends[person - 1]) : 0
            let entry = entries[first..<Int(ends[person])].first { Int($0.band) == band }
            return entry?.sums ?? BandSums()
        }

        /// Adds a score of the person who is being summed.
        @inline(__always)
        mutating func add(_ x: Double, _ y: Double, to band: Int) {
            own[band].add(x, y)
        }

        /// Ends a person, with scores or without.
        mutating func endPerson() {
            for band in own.indices where own[band].n > 0 {
                entries.append(Entry(band: Int32(truncatingIfNeeded: band), sums: own[band]))
                own[band] = BandSums()
            }
            ends.append(Int32(truncatingIfNeeded: entries.count))
        }

        /// Adds the people of another table behind these.
        mutating func append(_ other: BandTable) {
            let before = Int32(truncatingIfNeeded: entries.count)
            entries += other.entries
            for end in other.ends { ends.append(before + end) }
        }
    }

    /// People with a score of the instrument.
    var peopleWithScores: Int { people.count { $0.scores > 0 } }
    /// People with an exposed score.
    var peopleExposed: Int { people.count { $0.n > 0 } }
    /// People with at least two exposed scores.
    var peopleWithTwo: Int { people.count { $0.n > 1 } }
    /// Exposed scores.
    var exposedScores: Int { people.reduce(0) { $0 + Int($1.n) } }
    /// Scores of the instrument.
    var scores: Int { people.reduce(0) { $0 + Int($1.scores) } }
}

/// One pass over a block of people.
private struct Pass: Sendable {
    let exposed: ExposedScores
    let bands: DurationBands
    let center: Double
    let cutOff: Double

    struct Sums: Sendable {
        var people: [ExposedPain.PersonSums] = []
        var bands = ExposedPain.BandTable(bandCount: 0)
        /// Exposed scores on each day of exposure, as far as there are any.
        var days: [Int] = []
        /// Exposed scores at the cut-off.
        var censored = 0
    }

    func sums(_ range: Range<Int>) -> Sums {
        var people: [ExposedPain.PersonSums] = []
        people.reserveCapacity(range.count)
        var table = ExposedPain.BandTable(bandCount: bands.count, people: range.count)
        var countOfDay: [Int] = []
        var censored = 0
        var cursor = exposed.cursor
        for person in range {
            var own = ExposedPain.PersonSums()
            exposed.forEach(of: person, at: &cursor) { status, assessment in
                own.scores += 1
                guard let days = status.days else {
                    own.baseline += status == .baseline ? 1 : 0
                    own.after += status.isAfter ? 1 : 0
                    return
                }
                let x = Double(days)
                let y = assessment.score - center
                own.add(x, y)
                own.longest = max(own.longest, Int32(clamping: days))
                censored += assessment.score >= cutOff ? 1 : 0
                table.add(x, y, to: bands.band(of: days))
                countOfDay.count(day: days)
            }
            table.endPerson()
            people.append(own)
        }
        return Sums(people: people, bands: table, days: countOfDay, censored: censored)
    }
}
