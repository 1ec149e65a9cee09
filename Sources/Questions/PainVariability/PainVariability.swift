import Cohort
import Estimation
import Findings
import StudyFile

/// Does pain swing more: how much each patient's scores vary, by the four indices of Jahng, Wood and Trull (2008, 10.1037/a0014173) that
/// Mun and others (2019, 10.1097/j.pain.0000000000001626) use of pain; against the duration of exposure, and against what comes after.
enum PainVariability: Question {
    typealias Settings = PainVariabilitySettings

    static let id = "pain_variability"
    static let title = "How much pain swings"
    static let question = "Does pain swing more with longer opioid exposure?"
    static let sample: String? = "{instrument: nrs}"

    static let quantities: [QuantityInfo] = [
        Quantity.variabilityPatients.info, Quantity.patientsWithBoth.info, Quantity.usualInterval.info,
        Quantity.timeExponent.info,
        Quantity.typicalVariability.info, Quantity.acuteChangeShare.info, Quantity.meanAutocorrelation.info,
        Quantity.ratioPerMonth.info, Quantity.autocorrelationSlope.info, Quantity.lateToEarly.info,
        Quantity.variabilityHazardRatio.info, Quantity.prevalentVariabilityShare.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.ratioPerMonth) { $0.adjustment == .meanLevel }]

    static let tests: [TestInfo] = [
        DeclaredTest.ratioIsOne.info, DeclaredTest.autocorrelationSlopeIsZero.info, DeclaredTest.lateIsEarly.info,
        DeclaredTest.variabilityHazardIsOne.info, DeclaredTest.variabilityHazardIsProportional.info,
    ]
    /// The families of tests, with their headings.
    static let families = [
        (name: "trend", heading: "Across patients, at the same mean score"),
        (name: "late_early", heading: "In the same patients, at the same mean score"),
        (name: "events", heading: "Events after the landmark"),
    ]

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let subject = TrendSubject(settings.trend, bands: settings.bands, of: study)
        describe(settings, subject, study, in: &finding)
        guard let instrument = subject.exposed.instrument, let scores = subject.exposed.scoresOfPeople else {
            return finding.notEstimable("the study has no pain scores")
        }
        guard !subject.persons.exposed.isEmpty else {
            return finding.notEstimable("no pain score was made while exposed")
        }
        if let reason = subject.exposed.reasonNotMeasured { return finding.notEstimable(reason) }
        if let reason = reasonTooFewLevels(instrument, settings) { return finding.notEstimable(reason) }
        let spacing = study.timed("pain_variability.spacing") {
            ScoreSpacing(scores, of: subject.persons.exposed, executor: study.executor)
        }
        let acute = acuteChange(settings, of: instrument)
        finding.set("acute_change", Prose(StudyWord(NumberText.plain(acute))))
        let swings = study.timed("pain_variability.walk") {
            PainSwings(
                scores,
                .init(
                    fewest: settings.scores, acute: acute, bands: settings.bands ?? study.bands,
                    lateFrom: settings.lateFrom, landmark: settings.landmark),
                spacing: .init(usual: spacing.usual ?? 1, exponent: exponent(settings, spacing)),
                executor: study.executor)
        }
        guard !swings.all.isEmpty else {
            return finding.notEstimable(
                "nobody has \(setting: settings.scores) days with an exposed score, two of them next to each other in an era twice"
            )
        }
        finding.population.patients = swings.all.persons
        finding.population.apart = [subject.persons.exposed.subtracting(swings.all.persons)]
        let numbers = VariabilityNumbers(
            instrument: instrument.info, everybody: subject.persons.exposed, enough: swings.all.persons,
            level: study.level)
        add(settings, spacing, numbers, to: &finding)
        addSizes(settings, swings, subject, study, numbers, to: &finding)
        finding.cautions = cautions(settings, swings, spacing, numbers) + subject.prevalentUse
        finding.add(
            trends(settings, swings, spacing, instrument, study, numbers, to: &finding)
                + lateToEarly(settings, swings, spacing, instrument, study, numbers, to: &finding)
                + laterEvents(settings, swings, study, numbers, to: &finding))
    }

    /// Why an instrument of a few ordered levels tells nothing of variability: one step is as large as any change.
    private static func reasonTooFewLevels(_ instrument: Instrument, _ settings: Settings) -> Prose? {
        guard instrument.info.isOrdinal else { return nil }
        let levels = instrument.range.upperBound - instrument.range.lowerBound + 1
        guard levels < Double(settings.fewestLevels) else { return nil }
        return """
            the instrument (\(instrument.info)) has \(setting: levels) ordered levels, and variability is taken from \
            \(setting: settings.fewestLevels) or more
            """
    }

    private static func acuteChange(_ settings: Settings, of instrument: Instrument) -> Double {
        settings.acuteChange ?? instrument.usualMeaningfulChange
    }

    /// How differences grow with the time between: as set, as read, or not at all where nobody has short and long times.
    private static func exponent(_ settings: Settings, _ spacing: ScoreSpacing) -> Double {
        settings.timeExponent ?? spacing.exponent.fit?.exponent ?? 0
    }

    private static func add(
        _ settings: Settings, _ spacing: ScoreSpacing, _ numbers: VariabilityNumbers, to finding: inout FindingBuilder
    ) {
        if let usual = spacing.usual {
            finding.add(.usualInterval, numbers.key(), usual, basis: .of(spacing.persons))
        }
        finding.add(
            .timeExponent, numbers.key(), exponent(settings, spacing),
            settings.timeExponent == nil ? spacing.exponent.fit?.interval(level: numbers.level) : nil,
            basis: settings.timeExponent == nil ? .of(spacing.persons) : .noPerson)
    }

    private static func addSizes(
        _ settings: Settings, _ swings: PainSwings, _ subject: TrendSubject, _ study: Study,
        _ numbers: VariabilityNumbers, to finding: inout FindingBuilder
    ) {
        let persons = swings.all.persons
        let prevalent = subject.persons.prevalent.intersection(persons)
        if !subject.persons.prevalent.isEmpty {
            finding.add(
                share: .prevalentVariabilityShare, numbers.key(), of: prevalent, among: persons, intervals: [.wilson],
                level: study.level, apart: numbers.leftOut(persons))
        }
        numbers.add(swings.all, to: &finding)
        let bands = settings.bands ?? study.bands
        for (band, patients) in swings.inBand.enumerated() where !patients.isEmpty {
            numbers.add(patients, band: BandPlace(index: band, id: bands.label(of: band)), to: &finding)
        }
    }

    // MARK: - Against exposure

    private static func models(
        _ measure: VariabilityMeasure, _ adjustment: VariabilityAdjustment, _ settings: Settings,
        _ spacing: ScoreSpacing, _ instrument: Instrument, _ study: Study
    ) -> VariabilityModels {
        let range = instrument.range
        return VariabilityModels(
            measure: measure, adjustment: adjustment, center: (range.lowerBound + range.upperBound) / 2,
            halfRange: (range.upperBound - range.lowerBound) / 2,
            exponentError: settings.timeExponent == nil ? spacing.exponent.fit?.standardError ?? 0 : 0,
            executor: study.executor)
    }

    /// Adds how every index goes with the mean exposure across patients; the tests at the same mean score are one family.
    private static func trends(
        _ settings: Settings, _ swings: PainSwings, _ spacing: ScoreSpacing, _ instrument: Instrument, _ study: Study,
        _ numbers: VariabilityNumbers,
        to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        var tests: [HypothesisTest] = []
        for measure in VariabilityMeasure.allCases {
            let persons = swings.all.filter { measure.value($0.own) != nil }.persons
            for adjustment in VariabilityAdjustment.allCases {
                switch models(measure, adjustment, settings, spacing, instrument, study).trend(swings.all) {
                case .fitted(let own):
                    numbers.addTrend(measure, adjustment, own, of: persons, to: &finding, &tests)
                case .notEstimable(let reason):
                    finding.cautions.append(
                        """
                        Across patients, the trend of \(measure) with \(adjustment) held constant could not be estimated: \
                        \(Prose(reason)).
                        """)
                }
            }
        }
        return atTheSameLevel(tests, families[0].name)
    }

    /// Adds every index late against early in the same patients.
    private static func lateToEarly(
        _ settings: Settings, _ swings: PainSwings, _ spacing: ScoreSpacing, _ instrument: Instrument, _ study: Study,
        _ numbers: VariabilityNumbers, to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        guard !swings.pairs.isEmpty else {
            finding.cautions.append(
                """
                Late could not be compared with early in the same patients: nobody has \(setting: settings.scores) scored days before day \
                \(setting: settings.lateFrom) of exposure and as many from it on.
                """)
            return []
        }
        var tests: [HypothesisTest] = []
        let persons = PersonSet(ascending: swings.pairs.map(\.early.person))
        finding.add(count: persons, as: .patientsWithBoth, numbers.key(), apart: numbers.leftOut(persons))
        for measure in VariabilityMeasure.ratios {
            for adjustment in VariabilityAdjustment.allCases {
                switch models(measure, adjustment, settings, spacing, instrument, study).lateToEarly(swings.pairs) {
                case .fitted(let own):
                    numbers.addLateToEarly(measure, adjustment, own, of: persons, to: &finding, &tests)
                case .notEstimable(let reason):
                    finding.cautions.append(
                        """
                        Late against early, \(measure) with \(adjustment) held constant could not be compared: \(Prose(reason)).
                        """)
                }
            }
        }
        return atTheSameLevel(tests, families[1].name)
    }

    /// The tests at the same mean score as a family, then the others.
    private static func atTheSameLevel(_ tests: [HypothesisTest], _ family: String) -> [HypothesisTest] {
        func isOne(_ test: HypothesisTest) -> Bool { (test.key as? VariabilityKey)?.adjustment == .meanLevel }
        return tests.filter(isOne).asFamily(family) + tests.filter { !isOne($0) }
    }

    // MARK: - What comes after

    private static func laterEvents(
        _ settings: Settings, _ swings: PainSwings, _ study: Study, _ numbers: VariabilityNumbers,
        to finding: inout FindingBuilder
    ) -> [HypothesisTest] {
        var tests: [HypothesisTest] = []
        var isAny = false
        for event in VariabilityEvent.allCases {
            guard
                let later = LaterEvents(event, swings.beforeLandmark, landmark: settings.landmark, in: study.cohort)
            else { continue }
            isAny = true
            guard later.withEvent.count >= settings.fewestEvents else {
                finding.cautions.append(
                    """
                    Variability was not held against \(event): fewer than \(setting: settings.fewestEvents) of the patients with scores enough \
                    up to day \(setting: settings.landmark) have it later.
                    """)
                continue
            }
            for measure in LaterEvents.measures {
                switch later.hazard(by: measure) {
                case .fitted(let result): numbers.add(result, of: later, to: &finding, &tests)
                case .notEstimable(let reason):
                    finding.cautions.append(
                        "The hazard of \(event) by \(measure) could not be estimated: \(Prose(reason)).")
                }
            }
        }
        if !isAny {
            finding.cautions.append(
                "The study records no event of leaving, return to use or overdose that variability could be held against."
            )
        }
        func isRatio(_ test: HypothesisTest) -> Bool {
            test.test == DeclaredTest<VariabilityKey>.variabilityHazardIsOne.info
        }
        return tests.filter(isRatio).asFamily(families[2].name) + tests.filter { !isRatio($0) }
    }
}
