import Cohort
import Estimation
import Findings
import StudyFile

/// Duration against dose: which of the two goes with pain, with the other held constant.
///
/// Linear mixed models of the same scores, those made while exposed on a day of known dose: duration, log dose, both, and both with their
/// product; each split within and between patients (Mundlak 1978, 10.2307/1913646).
enum DoseResponse: Question {
    typealias Settings = DoseResponseSettings

    static let id = "dose_response"
    static let title = "Duration against dose"
    static let question = "Is it the length of exposure or the dose that goes with pain?"
    static let sample: String? = "{instrument: nrs}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.slopeOfDuration.info, Quantity.slopeOfDose.info, Quantity.productOfBoth.info,
        Quantity.doseAtLevel.info, Quantity.meanAtDose.info, Quantity.durationDoseCorrelation.info,
        Quantity.knownDoseShare.info, Quantity.varyingDoseShare.info, Quantity.prevalentDoseShare.info,
    ]
    static let mainAnswers: [MainAnswer] = [
        MainAnswer(.slopeOfDuration) { $0.model == .both }, MainAnswer(.slopeOfDose) { $0.model == .both },
    ]

    static let tests: [TestInfo] = [
        DeclaredTest.durationIsZero.info, DeclaredTest.doseIsZero.info, DeclaredTest.productIsZero.info,
    ]
    /// Duration given dose, dose given duration, and their product.
    static let family = (name: "duration_and_dose", heading: "Duration and dose")

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool { !study.cohort.exposures.spans.isEmpty }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let subject = TrendSubject(settings.trend, of: study)
        describe(settings, subject, study, in: &finding)
        guard let instrument = subject.instrument,
            let dosed = study.timed("dose_response.walk", { DosedScores(subject.exposed, executor: study.executor) })
        else { return finding.notEstimable("the study has no pain scores") }
        guard !subject.persons.exposed.isEmpty else {
            return finding.notEstimable("no pain score was made while exposed")
        }
        if let reason = subject.exposed.reasonNotMeasured { return finding.notEstimable(reason) }
        let numbers = DoseResponseNumbers(
            instrument: instrument, dosed: dosed, everybody: subject.persons.exposed, level: study.level)
        finding.population = numbers.population
        numbers.addKnown(to: &finding)
        guard dosed.known > 0 else {
            return finding.notEstimable("no daily dose is known on a day with a pain score while exposed")
        }
        guard !dosed.personsWithTwo.isEmpty else {
            return finding.notEstimable("no patient has two scores on days of known dose")
        }
        let levels = DoseLevel.allCases.compactMap { level in
            dosed.doses.logDose(atPercentile: settings.percentile(level)).map { (level: level, logDose: $0) }
        }
        let models = DoseModels(dosed: dosed, levels: levels, executor: study.executor)
        let both: DoseModels.Fitted
        switch models.fit(models.both) {
        case .success(let fitted): both = fitted
        case .failure(let reason): return finding.notEstimable(Prose(reason))
        }
        if !subject.persons.prevalent.isEmpty {
            finding.add(
                share: .prevalentDoseShare, DoseResponseKey(instrument: instrument), of: subject.persons.prevalent,
                among: subject.persons.exposed, intervals: [.wilson], level: study.level)
        }
        numbers.addVarying(to: &finding)
        numbers.addCorrelations(to: &finding)
        numbers.add(levels, to: &finding)
        finding.cautions = cautions(settings, numbers) + subject.prevalentUse

        var tests: [HypothesisTest] = []
        add(models, both, numbers, subject.exposed, to: &finding, &tests)
        let (asked, others) = (tests.filter(isAsked), tests.filter { !isAsked($0) })
        finding.add(asked.asFamily(family.name) + others)
    }

    /// Adds every model, the two together first.
    private static func add(
        _ models: DoseModels, _ both: DoseModels.Fitted, _ numbers: DoseResponseNumbers, _ exposed: ExposedPain,
        to finding: inout FindingBuilder, _ tests: inout [HypothesisTest]
    ) {
        numbers.add(both, of: models.both, to: &finding, &tests)
        for model in [models.duration, models.dose, models.product] + models.withinBetween {
            switch models.fit(model) {
            case .success(let fitted):
                numbers.add(fitted, of: model, to: &finding, &tests)
                if model.name == .product {
                    numbers.addLines(
                        fitted.fit, models.levels, upTo: longestShown(exposed, numbers.dosed), to: &finding)
                }
            case .failure(let reason):
                finding.cautions.append(
                    "The model \u{201C}\(model.name)\u{201D} could not be fitted: \(Prose(reason)).")
            }
        }
        if !numbers.dosed.within.variesInY {
            finding.cautions.append(
                "No patient's dose changes from score to score: nothing is known of the dose within patients.")
        }
        if !both.hasRandomSlope {
            finding.cautions.append(
                """
                Patients have too few scores each to tell differing slopes from noise: the model of duration and dose has a random \
                intercept only, and its intervals may be too narrow.
                """)
        }
    }

    /// Whether a test is one of the three that the question asks: duration given dose, dose given duration, their product.
    private static func isAsked(_ test: HypothesisTest) -> Bool {
        let model = (test.key as? DoseResponseKey)?.model
        return model == .both || model == .product
    }

    /// The lines are drawn as far as more than ``fewestBeyond`` patients are scored, in whole steps of 30 days.
    private static func longestShown(_ exposed: ExposedPain, _ dosed: DosedScores) -> Int {
        let longest = zip(exposed.people, dosed.people).filter { $1.known > 0 }.map { Int($0.0.longest) }.sorted()
        guard longest.count > fewestBeyond else { return 0 }
        return longest[longest.count - 1 - fewestBeyond] / Int(MainTrend.days) * Int(MainTrend.days)
    }

    private static let fewestBeyond = 20
}
