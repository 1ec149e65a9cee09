import Cohort
import Estimation
import Findings

/// Pain in bands of exposure duration: the trend without the assumption of a line.
enum PainByDurationBand: Question {
    typealias Settings = PainByDurationBandSettings

    static let id = "pain_by_duration_band"
    static let title = "Pain by duration of opioid exposure"
    static let question = "How does pain compare between short and long exposure?"
    static let sample: String? = "{instrument: nrs}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.bandAssessments.info, Quantity.bandMeanDays.info, Quantity.bandMean.info, Quantity.levelShare.info,
        Quantity.bandOddsRatio.info, Quantity.bandPrevalentShare.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.bandMean)]

    static let tests: [TestInfo] = [
        DeclaredTest.linearTrendAcrossBands.info, DeclaredTest.jonckheereTerpstra.info, DeclaredTest.cuzick.info,
        DeclaredTest.cochranArmitage.info, DeclaredTest.bandOddsRatioIsOne.info,
    ]
    /// The families of tests, with their headings.
    static let families = [
        (name: "trend_across_bands", heading: "Trend across bands"), (name: "levels", heading: "Ordered levels"),
    ]

    static func definitions(
        _ settings: PainByDurationBandSettings, of study: Study
    ) -> [Results.Study.Definition] {
        let bands = settings.bands ?? study.bands
        return [
            .init(
                term: "Duration bands",
                meaning: (0..<bands.count).map { bands.label(of: $0) }.joined(separator: ", ") + " days.")
        ]
    }

    static func prepare(_ settings: PainByDurationBandSettings, of study: Study) {
        _ = TrendSubject(settings.trend, bands: settings.bands, of: study)
    }

    static func answer(
        _ settings: PainByDurationBandSettings, of study: Study, into finding: inout FindingBuilder
    ) {
        let subject = TrendSubject(settings.trend, bands: settings.bands, of: study)
        let exposed = subject.exposed
        finding.population = subject.population
        finding.estimand = "Mean score of the assessments made within each band of exposure duration."
        finding.method = method(isOrdinal: subject.instrument?.isOrdinal == true, fewest: study.minimumStep)
        guard let instrument = subject.instrument else { return finding.notEstimable("the study has no pain scores") }
        finding.set("instrument", Prose(StudyWord(instrument.id)))
        let bands = ScoredBands(exposed)
        guard !bands.occupied.isEmpty else {
            return finding.notEstimable("no pain score was made while exposed")
        }
        if let reason = exposed.reasonNotMeasured { return finding.notEstimable(reason) }
        switch bands.fit(executor: study.executor) {
        case .notEstimable(let reason):
            finding.notEstimable(Prose(reason))
        case .fitted(let fit):
            addMeans(fit, bands, instrument, level: study.level, to: &finding)
            let compared = bands.compared(fewest: study.minimumStep)
            if !subject.persons.prevalent.isEmpty {
                finding.add(
                    share: .bandPrevalentShare, BandKey(instrument: instrument), of: subject.persons.prevalent,
                    among: subject.persons.exposed, intervals: [.wilson], level: study.level)
            }
            finding.cautions += subject.prevalentUse
            finding.add(
                (trendTest(fit, bands, instrument, fewest: study.minimumStep) + rankTests(compared, instrument))
                    .asFamily(families[0].name))
            finding.cautions.append(
                """
                Bands compare different patients as well as the same ones later: those still followed at a long exposure are \
                not those who left.
                """)
            guard instrument.isOrdinal else { return }
            finding.cautions.append(
                """
                The instrument has ordered levels: a mean treats the steps between them as equal. The shares and odds ratios \
                do not.
                """)
            addLevels(compared, of: bands, instrument, study, to: &finding)
        }
    }

    // MARK: - Means

    private static func addMeans(
        _ fit: ClusterRobustRegression.Fit, _ bands: ScoredBands, _ instrument: InstrumentInfo, level: ConfidenceLevel,
        to finding: inout FindingBuilder
    ) {
        for (position, band) in bands.occupied.enumerated() {
            let key = BandKey(instrument: instrument, band: band.place)
            let basis = Basis.of(band.persons)
            finding.add(.bandAssessments, key, Double(band.n), basis: basis)
            finding.add(.bandMeanDays, key, band.meanDays, n: band.persons.count, basis: basis)
            guard let mean = fit.prediction(bands.weights(ofBandAt: position)) else { continue }
            let interval = fit.interval(bands.weights(ofBandAt: position), level: level)
            finding.add(
                .bandMean, key, mean.value, se: mean.standardError, interval, n: band.persons.count, basis: basis)
        }
    }

    /// The linear contrast over the bands of enough patients, numbered in order and centred.
    private static func trendTest(
        _ fit: ClusterRobustRegression.Fit, _ bands: ScoredBands, _ instrument: InstrumentInfo, fewest: Int
    ) -> [HypothesisTest] {
        let occupied = bands.occupied
        let enough = occupied.indices.filter { occupied[$0].persons.count >= fewest }
        guard enough.count > 1 else { return [] }
        let middle = Double(enough.count - 1) / 2
        // The contrast's weights add up to zero, so the intercept drops out and the first band's effect is zero.
        var contrast = [Double](repeating: 0, count: occupied.count)
        for (number, position) in enough.enumerated() where position > 0 {
            contrast[position] = Double(number) - middle
        }
        guard let test = fit.test(contrast) else { return [] }
        return [
            HypothesisTest(
                .linearTrendAcrossBands, BandKey(instrument: instrument), test,
                basis: basis(comparing: enough.map { occupied[$0].persons }))
        ]
    }

    /// Everybody in some groups, and each group apart.
    private static func basis(comparing groups: [PersonSet]) -> Basis {
        .of(groups.reduce(PersonSet()) { $0.union($1) }, apart: groups)
    }

    private static func rankTests(_ compared: [ComparedBand], _ instrument: InstrumentInfo) -> [HypothesisTest] {
        let groups = compared.map(\.means)
        let outcomes: [(DeclaredTest<BandKey>, FitOutcome<TrendTest>)] = [
            (.jonckheereTerpstra, JonckheereTerpstra.test(groups)), (.cuzick, CuzickTrend.test(groups)),
        ]
        return outcomes.compactMap { test, outcome in
            outcome.fit.map { result in
                HypothesisTest(
                    test, BandKey(instrument: instrument), statistic: result.z, p: result.pValue,
                    basis: basis(comparing: compared.map(\.persons)))
            }
        }
    }

    // MARK: - Ordered levels

    /// What an instrument of ordered levels says of the bands, without means.
    private static func addLevels(
        _ compared: [ComparedBand], of bands: ScoredBands, _ instrument: InstrumentInfo, _ study: Study,
        to finding: inout FindingBuilder
    ) {
        guard compared.count > 1 else {
            finding.cautions.append("Too few patients reach a further band for their levels to be compared.")
            return
        }
        var tests: [HypothesisTest] = []
        do throws(NotEstimable) {
            guard let levels = try bands.exposed.levels(executor: study.executor) else { return }
            let trend = OrdinalTrend(levels, level: study.level, executor: study.executor)
            let last = levels.lastScores(in: bands.exposed.bands)
            for cut in trend.cuts {
                tests += addShares(above: cut, last, compared, instrument, level: study.level, to: &finding)
            }
            tests += try addOddsRatios(trend, compared, of: bands, instrument, to: &finding)
        } catch {
            finding.cautions.append("Not everything could be said of the levels: \(Prose(error)).")
        }
        finding.add(tests.asFamily(families[1].name))
    }

    /// The share of patients above a level at the last score in their last band, and its trend over the bands.
    private static func addShares(
        above cut: OrdinalTrend.Cut, _ last: [Double?], _ compared: [ComparedBand], _ instrument: InstrumentInfo,
        level: ConfidenceLevel, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        let above = PersonSet(below: last.count) { last[$0].map { $0 > cut.score } ?? false }
        var counts: [BinomialCount] = []
        for band in compared {
            let event = band.persons.intersection(above)
            // Beside the patients with a score in the band, the share tells how many went on to a later one.
            finding.add(
                share: .levelShare, BandKey(instrument: instrument, band: band.place, above: cut.score), of: event,
                among: band.persons, intervals: [.wilson], level: level, apart: [band.wentOn])
            if let count = BinomialCount(successes: event.count, trials: band.persons.count) { counts.append(count) }
        }
        guard let test = CochranArmitage.test(counts).fit else { return [] }
        let either = compared.flatMap { [$0.persons.intersection(above), $0.persons.subtracting(above)] }
        return [
            HypothesisTest(
                .cochranArmitage, BandKey(instrument: instrument, above: cut.score), statistic: test.z, p: test.pValue,
                basis: basis(comparing: either))
        ]
    }

    private static func addOddsRatios(
        _ trend: OrdinalTrend, _ compared: [ComparedBand], of bands: ScoredBands, _ instrument: InstrumentInfo,
        to finding: inout FindingBuilder
    ) throws(NotEstimable) -> [HypothesisTest] {
        let basis = basis(comparing: compared.map(\.persons))
        var tests: [HypothesisTest] = []
        for ratio in try trend.byBand(compared.map(\.place.index), of: bands.exposed.bands).outcome.get() {
            let key = BandKey(
                instrument: instrument, band: ratio.band.map { bands.place($0) }, model: ratio.model)
            finding.add(.bandOddsRatio, key, ratio.value, ratio.interval, basis: basis)
            guard let test = ratio.test else { continue }
            tests.append(HypothesisTest(.bandOddsRatioIsOne, key, test, basis: basis))
        }
        return tests
    }

    // MARK: - Words

    private static func method(isOrdinal: Bool, fewest: Int) -> Prose {
        let ordinal: Prose = """
             As ordered levels, in the same bands: the share of patients above each level at the last score in their last \
            band, and its trend (Cochran 1954, 10.2307/3001616; Armitage 1955, 10.2307/3001775), and the odds of a higher score \
            against the first band by proportional-odds regression (McCullagh 1980, 10.1111/j.2517-6161.1980.tb01109.x) with \
            cluster-robust standard errors (CR1).
            """
        let families: Prose =
            isOrdinal ? "each of two families: the trend across bands, and the ordered levels" : "one family"
        return """
            Least squares on the bands with standard errors clustered by patient (CR2; Bell and McCaffrey 2002, Pustejovsky and Tipton \
            2018, 10.1080/07350015.2016.1247004; CR1 of more than \(setting: ScoredBands.mostForSmallSamples) patients), t intervals with Satterthwaite's degrees of freedom; the trend test is the linear contrast over the bands in order. \
            Jonckheere-Terpstra (10.1093/biomet/41.1-2.133) and Cuzick (10.1002/sim.4780040112) tests take one value a patient: \
            the mean score in the last band that the patient reached; bands that are the last of fewer than \(setting: fewest) \
            patients are left out.\(isOrdinal ? ordinal : "") \([HypothesisTest].adjustment(of: families))
            """
    }
}
