import Cohort
import Estimation
import Findings

/// The numbers of `dechallenge` while they are added to a finding.
struct DechallengeNumbers {
    private let ladders: DoseLadders
    private let instrument: InstrumentInfo
    private let settings: DechallengeSettings
    private let study: Study
    /// The patients with a change and, of them, those with scores on both sides; by direction.
    private let changedBy: [DoseDirection: PersonSet]
    private let scoredBy: [DoseDirection: PersonSet]
    private(set) var cautions: [Prose] = []
    /// Whether there is a mean of one direction at least.
    private(set) var isAnswered = false

    init(_ ladders: DoseLadders, _ instrument: Instrument, _ settings: DechallengeSettings, study: Study) {
        self.ladders = ladders
        self.instrument = instrument.info
        meaningfulChange = settings.meaningfulChange ?? instrument.usualMeaningfulChange
        self.settings = settings
        self.study = study
        exposed = study.persons { !study.cohort.exposures[$0].isEmpty }
        let directions = DoseDirection.allCases
        changedBy = Dictionary(uniqueKeysWithValues: directions.map { ($0, ladders.changed($0)) })
        scoredBy = Dictionary(
            uniqueKeysWithValues: directions.map {
                ($0, PersonContrasts(ladders.climbers, .main, $0, slope: 0).persons)
            })
    }

    /// Everybody with an exposure: shown elsewhere.
    private let exposed: PersonSet

    /// Everybody with a change.
    var changed: PersonSet { changed(.down).union(changed(.up)) }

    private func changed(_ direction: DoseDirection) -> PersonSet { changedBy[direction] ?? PersonSet() }
    private func scored(_ direction: DoseDirection) -> PersonSet { scoredBy[direction] ?? PersonSet() }

    private func key(_ direction: DoseDirection? = nil, _ analysis: DechallengeAnalysis? = nil) -> DechallengeKey {
        DechallengeKey(instrument: instrument, direction: direction, analysis: analysis)
    }

    /// Sets that the sizes of both directions and of their union tell.
    private func parts(_ down: PersonSet, _ up: PersonSet) -> [PersonSet] {
        [down.intersection(up), down.subtracting(up), up.subtracting(down)]
    }

    var population: FindingBuilder.Population {
        let (down, up) = (scored(.down), scored(.up))
        let everybody = down.union(up)
        let several = Set(
            ladders.climbers.lazy.filter { ($0.contrasts[.main] ?? []).count > 1 }.map(\.person))
        return .init(
            "patients whose dose changed, with a score in the days before and one in the days after a change; observations are the changes",
            patients: everybody, apart: parts(down, up) + [changed.subtracting(everybody)],
            observations: ladders.climbers.reduce(0) { $0 + ($1.contrasts[.main] ?? []).count },
            observationsBasis: .of(everybody, apart: [everybody.intersection(PersonSet(ascending: several.sorted()))]))
    }

    /// Who changed, who was scored, and who went down and up.
    func addCounts(to finding: inout FindingBuilder) {
        for direction in DoseDirection.allCases {
            let (all, own) = (changed(direction), scored(direction))
            finding.add(
                count: all, as: .ladderChanged, key(direction),
                apart: parts(changed(.down), changed(.up)) + [all.subtracting(own), exposed.subtracting(all)])
            finding.add(count: own, as: .ladderScored, key(direction), apart: [exposed.subtracting(own)])
            let contrasts = PersonContrasts(ladders.climbers, .main, direction, slope: 0)
            let several = PersonSet(ascending: contrasts.all.lazy.filter { $0.changes > 1 }.map(\.person))
            finding.add(
                .ladderContrasts, key(direction), Double(contrasts.changes),
                basis: .of(own, apart: [several, exposed.subtracting(own)]))
        }
    }

    /// Every number that is beyond the line over time.
    mutating func add(beyond line: (slope: ErredValue, persons: PersonSet), to finding: inout FindingBuilder) {
        let slope = line.slope
        let unit = DoseLadders.unit
        finding.add(
            .ladderCourse, key(), slope.value * unit, se: slope.standardError * unit,
            .wald(estimate: slope.value * unit, standardError: slope.standardError * unit, level: study.level),
            basis: .of(line.persons))
        let variance = residualVariance(slope.value, to: &finding)
        for direction in DoseDirection.allCases {
            if scored(direction).count < Dechallenge.fewest, !scored(direction).isEmpty || !changed(direction).isEmpty {
                cautions.append(
                    """
                    Fewer than \(setting: Dechallenge.fewest) patients have scores before and after \(direction): no difference is given.
                    """)
            }
            for analysis in DechallengeAnalysis.allCases {
                add(direction, analysis, slope, variance, to: &finding)
            }
        }
        addPattern(slope.value, to: &finding)
        finding.set("meaningful_change", Prose(StudyWord(NumberText.plain(meaningfulChange))))
    }

    /// The change that matters to a patient: without a setting, a fifth of the instrument's range.
    private let meaningfulChange: Double

    /// The variance of a score in its window; `nil`, with the reason among the cautions, where there is none to speak of.
    private mutating func residualVariance(_ slope: Double, to finding: inout FindingBuilder) -> Double? {
        let why: Prose
        if let variance = PersonContrasts.residualVariance(ladders.climbers, slope: slope) {
            let width = instrument.range.upperBound - instrument.range.lowerBound
            if variance.squareRoot() > 1e-9 * width {
                let both = scored(.down).union(scored(.up))
                finding.add(.ladderResidual, key(), variance.squareRoot(), basis: .of(both))
                return variance
            }
            why = "scores of one window do not differ"
        } else {
            why = "no window has two scores"
        }
        cautions.append(
            """
            The error of a patient's own difference is not known, as \(why): the means are those of the patients' differences, all \
            alike in weight, and the spread between patients and the shares with a meaningful difference could not be estimated.
            """)
        return nil
    }

    private mutating func add(
        _ direction: DoseDirection, _ analysis: DechallengeAnalysis, _ line: ErredValue, _ variance: Double?,
        to finding: inout FindingBuilder
    ) {
        // What a comparison of before and after sees has no line taken off.
        let slope = analysis == .beforeAfter ? ErredValue(value: 0, standardError: 0) : line
        let contrasts = PersonContrasts(ladders.climbers, analysis, direction, slope: slope.value)
        guard contrasts.all.count >= Dechallenge.fewest else { return }
        let persons = contrasts.persons
        // How many the analyses beside the main one leave out is not shown, so that nobody can be counted from two of them.
        let basis = Basis.of(persons, apart: analysis == .main ? [exposed.subtracting(persons)] : [])
        var (key, summary) = (key(direction, analysis), PersonContrasts.Summary?.none)
        if analysis != .beforeAfter, let variance {
            switch contrasts.pooled(residualVariance: variance, level: study.level) {
            case .notEstimable(let why):
                cautions.append("The differences after \(direction), \(analysis), could not be pooled: \(Prose(why)).")
            case .fitted(let fit):
                let own = contrasts.summary(
                    fit, residualVariance: variance, slopeError: slope.standardError, level: study.level)
                summary = own
                if analysis == .main { add(fit, own, contrasts, key, basis, to: &finding) }
            }
        }
        let plain = contrasts.plainMean(slopeError: slope.standardError, level: study.level)
        guard let mean = summary?.mean ?? plain?.estimate else { return }
        if analysis == .main { isAnswered = true }
        finding.add(
            .ladderDifference, key, mean.value, se: mean.standardError,
            summary == nil ? plain?.interval : summary?.interval, n: analysis == .main ? persons.count : nil,
            basis: basis)
        guard analysis == .main, let summary else { return }
        key.analysis = nil
        addShares(summary, contrasts, key, to: &finding)
    }

    private func add(
        _ fit: RandomEffectsPooling, _ summary: PersonContrasts.Summary, _ contrasts: PersonContrasts,
        _ key: DechallengeKey, _ basis: Basis, to finding: inout FindingBuilder
    ) {
        let own = DechallengeKey(instrument: key.instrument, direction: key.direction)
        finding.add(.ladderPrediction, own, summary.mean.value, summary.ofAnother, basis: basis)
        let interval = fit.betweenVarianceInterval.map {
            Estimate.Interval(
                lower: max(0, $0.lower).squareRoot(), upper: $0.upper.squareRoot(), level: $0.level.value,
                method: $0.method.rawValue)
        }
        finding.add(
            .ladderSpread, own, fit.betweenVariance.squareRoot(), interval: interval, basis: basis)
    }

    /// Whose shrunken difference is a change that matters, each way; who is in neither would be what is left.
    private func addShares(
        _ summary: PersonContrasts.Summary, _ contrasts: PersonContrasts, _ key: DechallengeKey,
        to finding: inout FindingBuilder
    ) {
        let sign: Double = instrument.direction == .higherIsMorePain ? 1 : -1
        let limit = meaningfulChange * (1 - 1e-9)
        func persons(_ isMember: (Double) -> Bool) -> PersonSet {
            PersonSet(
                ascending: zip(contrasts.all, summary.shrunken).filter { isMember(sign * $1) }.map(\.0.person))
        }
        let (less, more) = (persons { $0 <= -limit }, persons { $0 >= limit })
        let neither = contrasts.persons.subtracting(less).subtracting(more)
        for (pain, own) in [(PainAfter.less, less), (.more, more)] {
            var key = key
            key.pain = pain
            finding.add(
                share: .ladderShare, key, of: own, among: contrasts.persons, intervals: [.wilson], level: study.level,
                apart: [neither, exposed.subtracting(contrasts.persons)])
        }
    }

    /// Who went down and up, and what their pain did: with and without the days right before the changes.
    private func addPattern(_ slope: Double, to finding: inout FindingBuilder) {
        let all = pairs(.main, slope).persons
        // Who has scores around a fall, or a rise, and not around both in this order is counted from the two.
        let alone = DoseDirection.allCases.map { scored($0).subtracting(all) }
        finding.add(count: all, as: .fullDechallenge, key(), apart: alone)
        for analysis in [DechallengeAnalysis.main, .withoutDaysBefore] {
            let own = pairs(analysis, slope)
            let among = own.persons
            let others = alone + [all.subtracting(among), among.subtracting(all)]
            let rest = among.subtracting(own.fell).subtracting(own.rose)
            for (pattern, event, apart) in [
                (DechallengePattern.fellThenRose, own.fell, others),
                (.roseThenFell, own.rose, others + [rest, own.fell]),
            ] {
                var key = key(nil, analysis)
                key.pattern = pattern
                finding.add(
                    share: .patternShare, key, of: event, among: among, intervals: [.wilson], level: study.level,
                    apart: apart)
            }
            var key = key(nil, analysis)
            key.pattern = .fellThenRose
            let test = BinomialCount(successes: own.fell.count, trials: among.count).flatMap {
                ProportionTest($0, claim: 0.25)
            }
            finding.add([
                HypothesisTest(
                    .patternByChance, key, p: test?.pValue, basis: .event(own.fell, among: among, apart: others))
            ])
        }
    }

    /// Who went down and up, in whom pain fell and then rose, and in whom it rose and then fell.
    private func pairs(
        _ analysis: DechallengeAnalysis, _ slope: Double
    ) -> (persons: PersonSet, fell: PersonSet, rose: PersonSet) {
        let sign: Double = instrument.direction == .higherIsMorePain ? 1 : -1
        var (persons, fell, rose) = ([Int](), [Int](), [Int]())
        for climber in ladders.climbers {
            guard let pair = climber.pair(analysis) else { continue }
            persons.append(climber.person)
            let (down, up) = (
                sign * pair.down.difference(beyond: slope), sign * pair.up.difference(beyond: slope)
            )
            if down < 0, up > 0 { fell.append(climber.person) }
            if down > 0, up < 0 { rose.append(climber.person) }
        }
        return (PersonSet(ascending: persons), PersonSet(ascending: fell), PersonSet(ascending: rose))
    }
}
