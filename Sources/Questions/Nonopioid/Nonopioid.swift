import Cohort
import Estimation
import Findings
import StudyFile

/// What happens to pain and to the opioid dose when non-opioid care is added: new users of each kind against those who began another kind
/// or none in the same month, as sequential emulated trials, and what a comparison of before and after would have seen.
enum Nonopioid: Question {
    typealias Settings = NonopioidSettings

    static let id = "nonopioid"
    static let title = "Non-opioid care"
    static let question = "Do pain and the opioid dose change after non-opioid care is added?"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] =
        [
            Quantity.hadCare.info, Quantity.careScoreSD.info, Quantity.careEValue.info,
            Quantity.careEValueOfLimit.info,
        ] + EmulationNumbers.quantities + EmulationNumbers.doseQuantities

    static let mainAnswers: [MainAnswer] = [.emulatedDifference(by: .intentionToTreat)]

    static let tests: [TestInfo] = EmulationNumbers.tests

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        !study.cohort.interventions.rows.isEmpty && study.cohort.mostUsedInstrument != nil
    }

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        [
            .init(
                term: "Care begun",
                meaning: """
                    The first care of a kind after \(settings.washout) days without, as far as they were observed. Analgesics that are no \
                    opioids are told apart by class where the word names one.
                    """),
            .init(
                term: "Two kinds together",
                meaning: "A kind of care begun at most \(settings.together) days after another kind was."),
        ]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        NonopioidProse.describe(settings, in: &finding)
        guard let instrument = cohort.scoredInstrument(settings.instrument) else {
            return finding.notEstimable("the study has no pain scores")
        }
        guard !cohort.interventions.rows.isEmpty else {
            return finding.notEstimable("the study has no record of non-opioid care")
        }
        let info = cohort.instruments[instrument].info
        finding.set("instrument", Prose(StudyWord(info.id)))
        let adjustment: TrendAdjustment?
        do {
            adjustment = try .of(settings.adjustments(in: cohort), cohort: cohort) { !cohort.pain[$0].isEmpty }
        } catch {
            return finding.notEstimable(error.reason)
        }
        let openings = study.timed("nonopioid.months") {
            CareOpenings(settings, instrument: instrument, adjustment: adjustment, study: study)
        }
        if let control = openings.control {
            finding.set("negative_control_care", Prose(StudyWord(openings.kinds.words[control].label)))
        }
        finding.population = .init(
            "patients with a score not long before, and observation during, some month; observations are such months",
            patients: openings.eligible, apart: [study.everyone.subtracting(openings.eligible)],
            observations: openings.eligibleMonths, observationsBasis: .of(openings.eligible))
        guard !openings.eligible.isEmpty else {
            return finding.notEstimable(
                "no patient was scored not long before a month that was observed, with every value that is held alike")
        }
        let (compared, left) = CareComparison.all(openings, adjustment, instrument: info)
        for (word, persons) in zip(openings.kinds.words, openings.began) {
            // Beside those who began it, the others could be counted.
            let entered = compared.first { $0.word == word }?.trials.initiators(1)
            finding.add(
                count: persons, as: .hadCare, CareKey(care: word),
                apart: entered.map { [persons.subtracting($0)] } ?? [])
        }
        guard compared.contains(where: { !$0.isControl }) else {
            finding.cautions = NonopioidProse.left(left)
            return finding.notEstimable(
                """
                no kind of care was begun by \(setting: CareComparison.fewest) patients or more in a month that they could enter, with as \
                many others who did not
                """)
        }
        var answered = Answered()
        study.timed("nonopioid.trials") {
            for comparison in compared { answered.add(comparison, openings, of: study, to: &finding) }
        }
        finding.add(EmulationNumbers.asFamilies(answered.tests))
        guard answered.isEstimated else {
            finding.cautions = NonopioidProse.left(left) + answered.notes
            return finding.notEstimable(answered.reason ?? "no comparison could be estimated")
        }
        finding.cautions =
            NonopioidProse.control(openings, answered.controls) + NonopioidProse.cautions
            + NonopioidProse.ofMonths(openings, compared) + NonopioidProse.left(left)
            + EmulationNumbers.weighting(finding) + answered.notes
    }

    /// What came of the comparisons.
    private struct Answered {
        var isEstimated = false
        var reason: Prose?
        var notes: [Prose] = []
        /// Of every kind of care but a negative control.
        var tests: [HypothesisTest] = []
        /// Of each difference of a negative control, whether its interval excludes zero.
        var controls: [Bool] = []

        mutating func add(
            _ comparison: CareComparison, _ openings: CareOpenings, of study: Study, to finding: inout FindingBuilder
        ) {
            var numbers = EmulationNumbers(comparison.trials, study: study)
            var further: [(EmulationOutcome, EmulationAnalysis)] = []
            if !comparison.isControl {
                further = EmulationOutcome.responders.map { ($0, .intentionToTreat) }
                if openings.holdsDose, comparison.trials.entries.contains(where: { ($0.dose ?? 0) > 0 }) {
                    further += [(.dose, .intentionToTreat), (.dose, .perProtocol)]
                }
                further.append((.negativeControl, .intentionToTreat))
            }
            let first = finding.estimates.count
            numbers.add(to: &finding, further: further)
            let word = Prose(StudyWord(comparison.word.label))
            if numbers.isAnswered {
                notes += numbers.cautions.map { "Of \(word): \($0)" }
            } else if let why = numbers.reason {
                notes.append("The comparison of \(word) could not be estimated: \(why).")
            }
            let last = finding.estimates[first...].last { estimate in
                Self.isOfBeginning(estimate, Quantity<EmulationKey>.strategyDifference.info, .score)
            }
            let event = finding.estimates[first...].last { estimate in
                Self.isOfBeginning(estimate, Quantity<EmulationKey>.shareDifference.info, .negativeControl)
            }
            if comparison.isControl {
                if let last { controls.append(last.excludesZero) }
            } else {
                tests += numbers.tests
                isEstimated = isEstimated || numbers.isAnswered
                reason = reason ?? numbers.reason
                if let event { controls.append(event.excludesZero) }
                if let last { addEValue(last, comparison, to: &finding) }
            }
        }

        private static func isOfBeginning(
            _ estimate: Estimate, _ quantity: QuantityInfo, _ outcome: EmulationOutcome
        ) -> Bool {
            guard estimate.quantity == quantity, let key = estimate.key as? EmulationKey else { return false }
            return key.outcome == outcome && key.analysis == .intentionToTreat && estimate.value != nil
        }

        /// Of a difference that excludes zero and that the instrument can show.
        private mutating func addEValue(
            _ difference: Estimate, _ comparison: CareComparison, to finding: inout FindingBuilder
        ) {
            guard difference.excludesZero, let key = difference.key as? EmulationKey, let day = key.day,
                let value = difference.value, let interval = difference.interval, let lower = interval.lower,
                let upper = interval.upper
            else { return }
            let range = comparison.trials.instrument.range
            guard abs(value) <= range.upperBound - range.lowerBound else { return }
            let month = day / EmulatedTrials.monthDays - 1
            var scores: [Int: [Double]] = [:]
            for entry in comparison.trials.entries where entry.months.indices.contains(month) {
                if let score = entry.months[month].score { scores[entry.person, default: []].append(score) }
            }
            let means = scores.keys.sorted().compactMap { OnlineMoments(scores[$0] ?? []).mean }
            guard let spread = OnlineMoments(means).standardDeviation else { return }
            let persons = PersonSet(ascending: scores.keys.sorted())
            func converted(_ difference: Double) -> FitOutcome<EValue> {
                EValue.ofDifference(difference, standardDeviation: spread)
            }
            guard let own = converted(value).fit,
                let limit = converted(abs(lower) < abs(upper) ? lower : upper).fit
            else { return }
            finding.add(.careScoreSD, key, spread, n: persons.count, basis: .of(persons))
            let basis = difference.basis.telling(apart: [persons])
            finding.add(.careEValue, key, own.ofEstimate, basis: basis)
            finding.add(.careEValueOfLimit, key, limit.ofEstimate, basis: basis)
        }
    }
}

extension CareComparison {
    /// Whether it is the care that cannot matter.
    var isControl: Bool { if case .control = subject { true } else { false } }
}

extension Estimate {
    /// Whether its interval lies on one side of zero.
    fileprivate var excludesZero: Bool {
        guard let lower = interval?.lower, let upper = interval?.upper else { return false }
        return lower > 0 || upper < 0
    }
}
