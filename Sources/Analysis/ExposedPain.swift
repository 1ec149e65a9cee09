import Cohort
import Estimation
import Findings

/// The scores of one instrument that fall within an exposure era, summed person by person in one pass over the cohort.
///
/// Everything that the bands, the flow and a straight line ask of ten million scores is in a few numbers a person. Curves
/// and doses take one further pass, ``TrendMoments``.
struct ExposedPain: Sendable {
    /// What one person's exposed scores add up to.
    struct PersonSums: Sendable {
        /// Scores of the instrument, exposed or not.
        var scores: Int32 = 0
        /// Exposed scores.
        var n: Int32 = 0
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
    }

    /// What a person's exposed scores in one band add up to.
    struct BandSums: Sendable {
        /// Scores in the band.
        var n: Int32 = 0
        /// Σx, exposure in days.
        var x = 0.0
        /// Σy, score less ``ExposedPain/scoreCenter``.
        var y = 0.0
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
    let bandSums: [BandSums]
    /// How many exposed scores were made on each day of exposure.
    let exposureDays: ExposureDayCounts
    /// How many exposed scores are right-censored at the instrument's cut-off.
    let censoredScores: Int
    /// The scores themselves; `nil` where the study has none of the instrument.
    let scoresOfPeople: ExposedScores?

    /// Sums the scores of an instrument.
    init(cohort: Cohort, settings: AnalysisSettings.Trend, bands: DurationBands, executor: BlockExecutor) {
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
            bandSums = []
            exposureDays = ExposureDayCounts([])
            censoredScores = 0
            scoresOfPeople = nil
            return
        }
        let scores = ExposedScores(cohort: cohort, instrument: UInt8(chosen), clock: settings.clock)
        scoresOfPeople = scores
        let pass = Pass(
            exposed: scores, bands: bands, center: scoreCenter, cutOff: cohort.instruments[chosen].cutOff ?? .infinity)
        let blocks = executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size, pass.sums)
        people = blocks.flatMap(\.people)
        bandSums = blocks.flatMap(\.bands)
        exposureDays = ExposureDayCounts(blocks.map(\.days))
        censoredScores = blocks.reduce(0) { $0 + $1.censored }
    }

    /// Why no question may take the exposed scores as measured; `nil` where they all are.
    var reasonNotMeasured: String? {
        guard let instrument, let cutOff = instrument.cutOff, censoredScores > 0 else { return nil }
        return
            "some scores (\(instrument.title)) are at the cut-off of \(instrument.text(cutOff)), known only to be at "
            + "least that and not measured; ask \"evoked_pain: {instrument: \(instrument.id)}\""
    }

    /// The exposed scores one by one; none where the study has no score of the instrument.
    func rows(executor: BlockExecutor) -> ExposedRows? {
        scoresOfPeople.map { ExposedRows($0, executor: executor) }
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

    /// Who the trend and what is held against it are about.
    var population: Finding.Population {
        Finding.Population(
            patients: peopleExposed, observations: exposedScores,
            description: "patients with a pain score within an exposure era; observations are those scores")
    }
}

/// One pass over a block of people.
private struct Pass: Sendable {
    let exposed: ExposedScores
    let bands: DurationBands
    let center: Double
    let cutOff: Double

    struct Sums: Sendable {
        var people: [ExposedPain.PersonSums]
        var bands: [ExposedPain.BandSums]
        /// Exposed scores on each day of exposure, as far as there are any.
        var days: [Int] = []
        /// Exposed scores at the cut-off.
        var censored = 0
    }

    func sums(_ range: Range<Int>) -> Sums {
        var sums = Sums(
            people: [], bands: Array(repeating: ExposedPain.BandSums(), count: range.count * bands.count))
        sums.people.reserveCapacity(range.count)
        for person in range {
            var own = ExposedPain.PersonSums()
            let firstBand = (person - range.lowerBound) * bands.count
            exposed.forEach(of: person) { days, assessment in
                own.scores += 1
                guard let days else { return }
                let x = Double(days)
                let y = assessment.score - center
                own.n += 1
                sums.censored += assessment.score >= cutOff ? 1 : 0
                own.longest = max(own.longest, Int32(clamping: days))
                own.x += x
                own.xx += x * x
                own.y += y
                own.xy += x * y
                own.yy += y * y
                let band = firstBand + bands.band(of: days)
                sums.bands[band].n += 1
                sums.bands[band].x += x
                sums.bands[band].y += y
                if days >= sums.days.count {
                    sums.days += Array(repeating: 0, count: max(days + 1 - sums.days.count, sums.days.count))
                }
                sums.days[days] += 1
            }
            sums.people.append(own)
        }
        return sums
    }
}
