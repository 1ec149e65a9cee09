import Cohort
import Estimation
import Findings
import StudyFile

/// How differently patients go: each one's own line, without a model of how they spread.
enum IndividualTrends: Question {
    typealias Settings = IndividualTrendsSettings

    static let id = "individual_trends"
    static let title = "How differently patients go"
    static let question = "Do all patients go the same way?"
    static let sample: String? = "{instrument: nrs, meaningful_change: 2}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.patients.info, Quantity.pseudoMedianSlope.info, Quantity.slopeQuantile.info,
        Quantity.worseningShare.info, Quantity.improvingShare.info,
    ]

    static let mainAnswers: [MainAnswer] = [MainAnswer(.pseudoMedianSlope), MainAnswer(.worseningShare)]

    static let tests: [TestInfo] = []

    /// Quantiles of the slopes; their ends leave this part of the patients outside.
    static let quantiles = [0.1, 0.25, 0.5, 0.75, 0.9]

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let subject = TrendSubject(settings.trend, of: study)
        describe(subject, in: &finding)
        guard let scores = subject.exposed.instrument else {
            return finding.notEstimable("the study has no pain scores")
        }
        guard !subject.persons.exposed.isEmpty else {
            return finding.notEstimable("no pain score was made while exposed")
        }
        if let reason = subject.exposed.reasonNotMeasured { return finding.notEstimable(reason) }
        let own = subject.ownSlopes(of: study)
        guard !own.courses.isEmpty else {
            return finding.notEstimable(
                """
                nobody has \(setting: OwnSlopes.fewestScores) scores on different days of exposure, which a person-specific \
                slope needs
                """)
        }
        let limit = meaningfulChange(settings, of: scores)
        let key = IndividualTrendsKey(instrument: scores.info)
        finding.set("meaningful_change", Prose(StudyWord(NumberText.plain(limit))))
        finding.set("fewest_scores", "\(setting: OwnSlopes.fewestScores)")
        finding.cautions = cautions(scores.info)

        finding.add(
            count: own.persons, as: .patients, key, apart: [subject.persons.exposed.subtracting(own.persons)])
        if own.areMostlyLevel {
            finding.cautions.append(
                """
                The scores of most patients are mostly equal to each other, so that their person-specific slopes are 0 whatever the other \
                scores are: the median slope is left out, and they count as neither worsened nor improved.
                """)
        } else if let center = HodgesLehmann.pseudoMedian(own.courses.map(\.slope), level: study.level).fit {
            // Where all slopes are equal there is nothing to tell how far their median is from another study's.
            let isWide = center.interval.lower < center.interval.upper
            finding.add(
                .pseudoMedianSlope, key, center.estimate, isWide ? center.interval : nil, basis: .of(own.persons))
        }
        addQuantiles(of: own, scores.info, to: &finding)
        addShares(of: own, passing: limit, of: scores.info, level: study.level, to: &finding)
    }

    /// The change that matters to a patient, in units of the score: without a setting, a fifth of the instrument's range.
    private static func meaningfulChange(_ settings: Settings, of instrument: Instrument) -> Double {
        settings.meaningfulChange ?? instrument.usualMeaningfulChange
    }

    /// Quantiles over patients. Those who lie beyond one stand apart: it is shown only where they are enough.
    private static func addQuantiles(
        of own: OwnSlopes, _ instrument: InstrumentInfo, to finding: inout FindingBuilder
    ) {
        let slopes = own.courses.map(\.slope)
        guard let values = Quantile.of(slopes, at: quantiles) else { return }
        for (quantile, value) in zip(quantiles, values) {
            let share = min(quantile, 1 - quantile)
            let outside = own.persons { quantile > 0.5 ? $0.slope > value : $0.slope < value }
            let tied = own.persons { $0.slope == value }
            let beyond = (outside.persons + tied.persons).prefix(Int(Double(slopes.count) * share))
            finding.add(
                .slopeQuantile, IndividualTrendsKey(instrument: instrument, quantile: quantile), value,
                basis: .of(own.persons, apart: [PersonSet(ascending: beyond.sorted())]))
        }
    }

    /// How many pass the limit towards more pain, and how many towards less.
    private static func addShares(
        of own: OwnSlopes, passing limit: Double, of instrument: InstrumentInfo, level: ConfidenceLevel,
        to finding: inout FindingBuilder
    ) {
        let rising = own.persons { $0.rises(by: limit) }
        let falling = own.persons { $0.falls(by: limit) }
        let isWorse = instrument.direction == .higherIsMorePain
        for (share, event) in [
            (Quantity.worseningShare, isWorse ? rising : falling), (.improvingShare, isWorse ? falling : rising),
        ] {
            finding.add(
                share: share, IndividualTrendsKey(instrument: instrument), of: event, among: own.persons,
                intervals: [.wilson], level: level)
        }
    }

    // MARK: - Words

    private static func describe(_ subject: TrendSubject, in finding: inout FindingBuilder) {
        finding.population = subject.population
        finding.population.description = """
            patients with a pain score within an exposure era; those with at least \(setting: OwnSlopes.fewestScores) such \
            scores have a person-specific slope
            """
        finding.estimand = """
            The person-specific slope of the \(subject.instrument.map { "score on the \($0)" } ?? "pain score") per \
            \(setting: OwnSlopes.days) days of exposure, and the share whose person-specific line moves by the meaningful change or more \
            between their first and last exposed score.
            """
        finding.method = """
            Theil-Sen slope of each patient (Sen 1968, 10.1080/01621459.1968.10480934), the pseudo-median over patients with \
            its signed-rank interval (Hodges and Lehmann 1963, 10.1214/aoms/1177704172), Wilson intervals of shares. Without a \
            setting the meaningful change is a fifth of the instrument's range: 2 of 10 points (Farrar et al. 2001, \
            10.1016/S0304-3959(01)00349-9).
            """
        if let instrument = subject.instrument { finding.set("instrument", Prose(StudyWord(instrument.id))) }
    }

    private static func cautions(_ instrument: InstrumentInfo) -> [Prose] {
        var cautions: [Prose] = [
            """
            The fewer scores a patient has, the wilder the person-specific slope: some pass any limit by chance, both ways. \
            Read those who worsened beside those who improved.
            """,
            "A slope is an association with time on opioids; it does not say why.",
        ]
        if instrument.isOrdinal {
            cautions.append(
                """
                The instrument has ordered levels: a patient whose scores mostly tie has a slope of zero, though some rise.
                """)
        }
        return cautions
    }
}
