import Cohort
import Estimation
import Findings

/// How the answer to a painful stimulus moves with the duration of opioid exposure: seconds in cold water, thresholds of pressure
/// and heat.
///
/// A test is stopped at its cut-off, where a score tells only that it is at least that: it is right-censored, and the regressions
/// take it so. Each test has numbers of its own; evoked and clinical pain are never pooled, nor are two tests.
struct EvokedPain {
    let cohort: Cohort
    let settings: AnalysisSettings.Evoked
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let id = "evoked_pain"
    /// With fewer patients the robust errors tend to be too small (Cameron and Miller 2015, 10.3368/jhr.50.2.317).
    private static let fewPatients = 40

    /// Whether the study has nothing to answer from and did not ask by name.
    var isLeftOut: Bool { settings.isLeftOutWithoutScores && instruments.isEmpty }

    func finding() -> Finding {
        guard !instruments.isEmpty else {
            return notEstimable(
                settings.instrument.map { "the study has no score of \"\($0)\"" }
                    ?? "the study has no evoked pain score")
        }
        let answers = instruments.map(answer)
        let estimates = answers.flatMap(\.estimates)
        guard answers.contains(where: { $0.reason == nil }) else {
            let reasons = answers.compactMap { answer in
                answer.reason.map { answers.count > 1 ? "\(answer.instrument.title): \($0)" : $0 }
            }
            return notEstimable(reasons.joined(separator: "; "), answers, estimates)
        }
        return Finding(
            id: Self.id, title: title, population: population(answers), estimand: estimand, method: method,
            settings: settings(answers), estimates: estimates,
            tests: answers.flatMap(\.testFamilies),
            cautions: cautions(answers))
    }

    // MARK: - One instrument

    private struct Answer {
        let instrument: Instrument
        var patients = 0
        var assessments = 0
        var estimates: [Estimate] = []
        var tests: [HypothesisTest] = []
        var cautions: [String] = []
        /// Why there is no regression; `nil` where there is one.
        var reason: String?

        /// The tests of the trend as a family of the instrument's own; the test of an assumption stands alone.
        var testFamilies: [HypothesisTest] {
            let isOfTrend = { (test: HypothesisTest) in test.name != "proportional_hazards" }
            return tests.filter(isOfTrend).asFamily(instrument.id) + tests.filter { !isOfTrend($0) }
        }

        mutating func add(_ numbers: EvokedRegressions.Numbers) {
            estimates += numbers.estimates
            tests += numbers.tests
        }
    }

    /// Positions of the instruments asked about that have scores.
    private var instruments: [Int] {
        zip(cohort.instruments.indices, cohort.pain.countOfInstrument).filter { position, count in
            let instrument = cohort.instruments[position]
            return count > 0 && (settings.instrument.map { $0 == instrument.id } ?? (instrument.modality == .evoked))
        }.map(\.0)
    }

    private func answer(of position: Int) -> Answer {
        let scores = EvokedScores(of: position, cohort: cohort, clock: settings.clock, executor: executor)
        var answer = Answer(instrument: cohort.instruments[position])
        answer.patients = scores.peopleWithScores
        answer.assessments = scores.count
        guard scores.count > 0 else {
            answer.reason = "no score falls within an exposure era"
            return answer
        }
        answer.estimates = counts(of: scores)
        let regressions = EvokedRegressions(
            scores: scores, adjust: settings.adjust, cohort: cohort, level: level, executor: executor)
        switch regressions.main {
        case .success(let numbers): answer.add(numbers)
        case .failure(let problem):
            answer.reason = problem.reason
            return answer
        }
        for attempt in regressions.others() {
            switch attempt.outcome {
            case .success(let numbers): answer.add(numbers)
            case .failure(let problem):
                answer.cautions.append("\(attempt.title) could not be fitted: \(problem.reason).")
            }
        }
        if !regressions.hasRepeats {
            answer.cautions.append(
                "nobody has a second score, so the slope compares patients with longer and shorter exposure, and not the same "
                    + "patient over time.")
        }
        if answer.patients < Self.fewPatients {
            answer.cautions.append("the patients are few for errors clustered by patient: intervals may be too narrow.")
        }
        return answer
    }

    /// What the regressions rest on. Rows are few patients' where they are few, so the share declares whose they are.
    private func counts(of scores: EvokedScores) -> [Estimate] {
        let instrument = scores.instrument
        let group = ["instrument": instrument.id]
        let people = scores.peopleWithScores
        var estimates = [
            Estimate.patients("patients", group: group, count: people),
            Estimate("assessments", group: group, value: Measure(scores.count), unit: "rows", cells: [people]),
        ]
        guard let cutOff = instrument.cutOff else { return estimates }
        let (censored, measured) = scores.peopleCensoredAndMeasured
        estimates += [
            Estimate("cut_off", group: group, value: Measure(cutOff), unit: instrument.unit),
            Estimate(
                "censored_share", group: group, value: Measure(Double(scores.censored) / Double(scores.count)),
                n: scores.count, events: scores.censored, unit: "share of rows", cells: [people, censored, measured]),
        ]
        return estimates
    }

    // MARK: - Words

    private var title: String { "Evoked pain against duration of opioid exposure" }

    private var estimand: String {
        "Difference in the mean score of each evoked test, as it would be without a cut-off, per \(Int(OwnSlopes.days)) days of "
            + (settings.clock == .eraDays ? "the current exposure era" : "cumulative exposure")
            + ", among tests made while exposed; for seconds until the hand is withdrawn, also the ratio of the rates of "
            + "withdrawing it."
    }

    private var method: String {
        "Tobit regression: maximum likelihood under normal residuals, a score at the cut-off or beyond taken as at least the "
            + "cut-off (Tobin 1958, 10.2307/1907382), Wald intervals with standard errors clustered by patient (Liang and Zeger "
            + "1986, 10.1093/biomet/73.1.13, CR1); without a score at the cut-off it is the normal regression. The within/between "
            + "regression enters a patient's mean exposure and the deviation from it (Mundlak 1978, 10.2307/1913646). The "
            + "adjusted one takes patients with a value in every column. Seconds until the hand is withdrawn: Cox regression "
            + "(1972, 10.1111/j.2517-6161.1972.tb00899.x) with Efron's ties, the cut-off as the end of observation and errors "
            + "robust to tests of the same patient (Lin and Wei 1989, 10.1080/01621459.1989.10478874); the test of proportional "
            + "hazards (Grambsch and Therneau 1994, 10.1093/biomet/81.3.515) takes tests as independent. There are no random "
            + "effects: repeated tests widen the errors and are not modelled."
    }

    private func settings(_ answers: [Answer]) -> [String: String] {
        var settings = [
            "instruments": answers.map(\.instrument.id).joined(separator: ", "),
            "exposure": self.settings.clock.rawValue,
            "adjust": self.settings.adjust.isEmpty
                ? "none" : self.settings.adjust.map(\.column).joined(separator: ", "),
        ]
        for answer in answers {
            settings["direction_of_\(answer.instrument.id)"] = answer.instrument.direction.rawValue
        }
        return settings
    }

    /// Totals over several instruments, beside each one's own, would give the patients away in whom they differ.
    private func population(_ answers: [Answer]) -> Finding.Population {
        let only = answers.count == 1 ? answers.first : nil
        return Finding.Population(
            patients: only?.patients, observations: only?.assessments,
            description:
                "patients with a score of an evoked test made within an exposure era; observations are those scores")
    }

    private func cautions(_ answers: [Answer]) -> [String] {
        [
            "An association: sensitivity that changes for another reason, or doses raised because of it, look the same here.",
            "The more scores are at a cut-off, the more the slope rests on residuals that are normal beyond it.",
            "Scores outside any exposure era are not used.",
        ]
            + answers.flatMap { answer in
                (answer.cautions + (answer.reason.map { ["no regression: \($0)."] } ?? [])).map {
                    "\(answer.instrument.title): \($0)"
                }
            }
    }

    private func notEstimable(
        _ reason: String, _ answers: [Answer] = [], _ estimates: [Estimate] = []
    ) -> Finding {
        Finding(
            notEstimable: Self.id, title: title, reason: reason, population: population(answers), estimand: estimand,
            method: method, settings: settings(answers), estimates: estimates)
    }
}
