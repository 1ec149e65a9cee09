import Cohort
import Estimation
import Findings
import StudyFile

/// How the answer to a painful stimulus moves with the duration of opioid exposure: seconds in cold water, thresholds of pressure
/// and heat.
///
/// A test is stopped at its cut-off, where a score tells only that it is at least that: it is right-censored, and the regressions
/// take it so. Each test has numbers of its own; evoked and clinical pain are never pooled, nor are two tests.
enum EvokedPain: Question {
    /// It has no evoked scores.
    static let sample: String? = nil
    static let id = "evoked_pain"
    static let title = "Evoked pain against duration of opioid exposure"
    static let question = "Does sensitivity to evoked pain rise with the length of opioid exposure?"
    static let usesPainScores = true

    static let quantities = [
        Quantity.modelPatients.info, Quantity.exposedAssessments.info, Quantity.cutOff.info,
        Quantity.censoredShare.info, Quantity.intercept.info, Quantity.slope.info, Quantity.coefficient.info,
        Quantity.sdResidual.info, Quantity.logLikelihood.info, Quantity.logHazardRatio.info, Quantity.hazardRatio.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.slope) { $0.model == .tobit }]

    static let tests = [
        DeclaredTest.slopeIsZero.info, DeclaredTest.hazardRatioIsOne.info, DeclaredTest.proportionalHazards.info,
    ]

    /// With fewer patients the robust errors tend to be too small (Cameron and Miller 2015, 10.3368/jhr.50.2.317).
    private static let fewPatients = 40

    static func hasSubject(in study: Study, _ settings: EvokedPainSettings) -> Bool {
        !instruments(settings, of: study.cohort).isEmpty
    }

    static func answer(
        _ settings: EvokedPainSettings, of study: Study, into finding: inout FindingBuilder
    ) {
        finding.estimand = estimand(settings.exposure)
        finding.method = method
        finding.population = population([])
        let instruments = instruments(settings, of: study.cohort)
        guard !instruments.isEmpty else {
            return finding.notEstimable(
                settings.instrument.map { "the study has no score of \"\(StudyWord($0))\"" }
                    ?? "the study has no evoked pain score")
        }
        let answers = instruments.map { answer($0, settings, of: study, into: &finding) }
        finding.population = population(answers)
        finding.set("instruments", answers.map { Prose(StudyWord($0.instrument.id)) }.joined(separator: ", "))
        finding.set(
            "adjust",
            settings.adjust.isEmpty
                ? "none" : settings.adjust.map { Prose(StudyWord($0.column)) }.joined(separator: ", "))
        guard answers.contains(where: { $0.reason == nil }) else {
            let reasons = answers.compactMap { answer in
                answer.reason.map { answers.count > 1 ? "\(answer.instrument): \($0)" : $0 }
            }
            return finding.notEstimable(reasons.joined(separator: "; "))
        }
        finding.add(answers.flatMap(\.testFamilies))
        finding.cautions = cautions(answers)
    }

    // MARK: - One instrument

    private struct Answer {
        let instrument: InstrumentInfo
        var patients = PersonSet()
        var assessments = 0
        var tests: [HypothesisTest] = []
        var cautions: [Prose] = []
        /// Why there is no regression; `nil` where there is one.
        var reason: Prose?

        /// The tests of the trend as a family of the instrument's own; the test of an assumption stands alone.
        var testFamilies: [HypothesisTest] {
            let isOfTrend = { (test: HypothesisTest) in test.test != DeclaredTest.proportionalHazards.info }
            return tests.filter(isOfTrend).asFamily(instrument.id) + tests.filter { !isOfTrend($0) }
        }
    }

    /// Positions of the instruments asked about that have scores.
    private static func instruments(_ settings: EvokedPainSettings, of cohort: Cohort) -> [Int] {
        zip(cohort.instruments.indices, cohort.pain.countOfInstrument).filter { position, count in
            let instrument = cohort.instruments[position]
            return count > 0 && (settings.instrument.map { $0 == instrument.id } ?? (instrument.modality == .evoked))
        }.map(\.0)
    }

    private static func answer(
        _ position: Int, _ settings: EvokedPainSettings, of study: Study, into finding: inout FindingBuilder
    ) -> Answer {
        let scores = EvokedScores(
            of: position, cohort: study.cohort, clock: settings.exposure, executor: study.executor)
        var answer = Answer(instrument: scores.instrument.info)
        answer.patients = scores.persons
        answer.assessments = scores.count
        guard scores.count > 0 else {
            answer.reason = "no score was made while exposed"
            return answer
        }
        addCounts(of: scores, answer.patients, to: &finding)
        let regressions = EvokedRegressions(
            scores: scores, persons: answer.patients, adjust: settings.adjust, cohort: study.cohort,
            level: study.level, executor: study.executor)
        switch regressions.main(in: &finding) {
        case .success(let tests): answer.tests = tests
        case .failure(let problem):
            answer.reason = problem.reason
            return answer
        }
        for attempt in regressions.others(in: &finding) {
            switch attempt.outcome {
            case .success(let tests): answer.tests += tests
            case .failure(let problem):
                answer.cautions.append("\(attempt.title) could not be fitted: \(problem.reason).")
            }
        }
        if !regressions.hasRepeats {
            answer.cautions.append(
                """
                nobody has a second score, so the slope compares patients with longer and shorter exposure, and not the same \
                patient over time.
                """)
        }
        if answer.patients.count < fewPatients {
            answer.cautions.append("the patients are few for errors clustered by patient: intervals may be too narrow.")
        }
        return answer
    }

    /// What the regressions rest on. Rows are few patients' where they are few, so the share declares whose they are.
    private static func addCounts(of scores: EvokedScores, _ persons: PersonSet, to finding: inout FindingBuilder) {
        let instrument = scores.instrument.info
        let key = EvokedKey(instrument: instrument)
        finding.add(count: persons, as: .modelPatients, TrendKey(instrument: instrument))
        finding.add(.exposedAssessments, key, Double(scores.count), basis: .of(persons))
        guard let cutOff = scores.instrument.cutOff else { return }
        finding.add(.cutOff, key, cutOff, basis: .noPerson)
        finding.add(
            .censoredShare, key, Double(scores.censored) / Double(scores.count), n: scores.count,
            events: scores.censored,
            basis: .of(
                persons, apart: [scores.persons { !scores.isMeasured($0) }, scores.persons(where: scores.isMeasured)])
        )
    }

    // MARK: - Words

    private static func estimand(_ clock: ExposureClock) -> Prose {
        let exposure: Prose = clock == .eraDays ? "the current exposure era" : "cumulative exposure"
        return """
            Difference in the mean score of each evoked test, as it would be without a cut-off, per \
            \(setting: Int(OwnSlopes.days)) days of \(exposure), among tests made while exposed; for seconds until the hand is \
            withdrawn, also the ratio of the rates of withdrawing it.
            """
    }

    private static let method: Prose = """
        Tobit regression: maximum likelihood under normal residuals, a score at the cut-off or beyond taken as at least the \
        cut-off (Tobin 1958, 10.2307/1907382), Wald intervals with standard errors clustered by patient (Liang and Zeger \
        1986, 10.1093/biomet/73.1.13, CR1); without a score at the cut-off it is the normal regression. The within/between \
        regression enters a patient's mean exposure and the deviation from it (Mundlak 1978, 10.2307/1913646). The \
        adjusted one takes patients with a value in every column. Seconds until the hand is withdrawn: Cox regression \
        (1972, 10.1111/j.2517-6161.1972.tb00899.x) with Efron's ties, the cut-off as the end of observation and errors \
        robust to tests of the same patient (Lin and Wei 1989, 10.1080/01621459.1989.10478874); the test of proportional \
        hazards (Grambsch and Therneau 1994, 10.1093/biomet/81.3.515) takes tests as independent. There are no random \
        effects: repeated tests widen the errors and are not modelled.
        """

    /// Totals over several instruments, beside each one's own, would give the patients away in whom they differ.
    private static func population(_ answers: [Answer]) -> FindingBuilder.Population {
        let only = answers.count == 1 ? answers.first : nil
        return .init(
            "patients with a score of an evoked test made while exposed; observations are those scores",
            patients: only?.patients, observations: only?.assessments)
    }

    private static func cautions(_ answers: [Answer]) -> [Prose] {
        [
            "An association: sensitivity that changes for another reason, or doses raised because of it, look the same here.",
            "The more scores are at a cut-off, the more the slope rests on residuals that are normal beyond it.",
            "Scores that were not made while exposed are not used; those of an era's first day are baseline.",
        ]
            + answers.flatMap { answer in
                (answer.cautions + (answer.reason.map { ["no regression: \($0)."] } ?? [])).map {
                    "\(answer.instrument): \($0)"
                }
            }
    }
}
