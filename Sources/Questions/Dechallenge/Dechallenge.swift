import Cohort
import Estimation
import Findings
import StudyFile

/// Does pain fall when the drug or the dose goes down, and rise when it comes back: each patient's changes of dose as an n-of-1 trial,
/// with the withdrawal window and a common course over time taken out, summed over patients.
enum Dechallenge: Question {
    typealias Settings = DechallengeSettings

    static let id = "dechallenge"
    static let title = "Dechallenge and rechallenge"
    static let question = "Does pain fall when the opioid dose goes down, and rise when it comes back?"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.ladderChanged.info, Quantity.ladderScored.info, Quantity.ladderContrasts.info,
        Quantity.ladderDifference.info, Quantity.ladderPrediction.info, Quantity.ladderSpread.info,
        Quantity.ladderResidual.info, Quantity.ladderShare.info, Quantity.ladderCourse.info,
        Quantity.fullDechallenge.info, Quantity.patternShare.info,
    ]

    static let mainAnswers: [MainAnswer] = [MainAnswer(.ladderDifference) { $0.analysis == .main }]

    static let tests: [TestInfo] = [DeclaredTest.patternByChance.info]

    /// Patients with scores before and after changes in a direction, for their mean to be given.
    static let fewest = 5

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        !study.cohort.exposures.spans.isEmpty && study.cohort.mostUsedInstrument != nil
    }

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        let rule = settings.rule(of: study.cohort)
        return [
            .init(
                term: "Fall, rise, stop, restart of the dose",
                meaning: """
                    A dose that lasts \(rule.leastDays) days or more and lies \(NumberText.percent(rule.leastChange)) or more below, \
                    above the one before; none for more than \(rule.gap) days; the drug again after that.
                    """)
        ]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, in: &finding)
        guard let number = cohort.scoredInstrument(settings.instrument) else {
            return finding.notEstimable("the study has no pain scores")
        }
        let instrument = cohort.instruments[number]
        finding.set("instrument", Prose(StudyWord(instrument.id)))
        guard !cohort.exposures.spans.isEmpty else { return finding.notEstimable("the study has no exposures") }
        guard instrument.cutOff == nil else {
            return finding.notEstimable(
                """
                scores (\(instrument.info)) at the test's cut-off are known only to be at least that, so that a mean of them is not one \
                of measurements; name an instrument without a cut-off
                """)
        }
        let ladders = study.timed("dechallenge.ladders") {
            DoseLadders(settings, instrument: number, study: study)
        }
        var numbers = DechallengeNumbers(ladders, instrument, settings, study: study)
        finding.population = numbers.population
        numbers.addCounts(to: &finding)
        guard !numbers.changed.isEmpty else {
            return finding.notEstimable(
                "nobody's dose fell, rose, stopped or came back in the sense of the settings while it was known")
        }
        switch ladders.line(executor: study.executor) {
        case .notEstimable(let why):
            return finding.notEstimable(
                "the course over time that all share could not be told apart from the changes of dose: \(Prose(why))")
        case .fitted(let line): study.timed("dechallenge.contrasts") { numbers.add(beyond: line, to: &finding) }
        }
        if !numbers.isAnswered {
            return finding.notEstimable(
                """
                fewer than \(setting: fewest) patients have scores in the days before and in the days after a fall or stop, and as few \
                around a rise or restart; a change soon after another has no days before it
                """)
        }
        finding.cautions = cautions(settings) + numbers.cautions
        if ladders.isPart {
            finding.cautions.append(
                "Of the patients \(setting: DoseLadders.mostPatients), evenly spread, are looked at.")
        }
        if instrument.isOrdinal {
            finding.cautions.append(
                "The instrument has ordered levels: means of them take the steps between levels as equal.")
        }
    }

    // MARK: - Words

    private static func describe(_ settings: Settings, in finding: inout FindingBuilder) {
        finding.estimand = """
            The mean over patients, each patient's changes averaged, of the pain score from day \(setting: settings.after.lowerBound) to \
            day \(setting: settings.after.upperBound) of a new dose less the score in the \(setting: settings.before) days before the \
            change; for falls and stops, and for rises and restarts. Of patients whose dose changed and who were scored on both sides. \
            The days before day \(setting: settings.after.lowerBound) are left out as those of withdrawal. A further change ends the \
            time after; death and leaving end it too, and who has no score after a change is not in it.
            """
        finding.method = """
            Each change of dose is a small trial of one patient (n-of-1; Zucker 1997, 10.1016/S0895-4356(96)00429-5). The time before \
            begins after the time after an earlier change, so that no score counts twice: a mean that belonged to two contrasts would \
            make pain fall and rise by chance more often than in a quarter. Days of one patient's scores are their mean. From all \
            contrasts a straight line over time is taken off that everybody shares: least squares with a level for each patient and a \
            step for each change before the score, by direction, in all patients with two scores, errors by patient (CR1); scores of the \
            withdrawal window left out. A patient's error comes from her scores: the variance of a score about its window's mean, taken \
            as equal in everybody, over the number of scores. Patients are pooled as normal around a mean (REML; error by Hartung and \
            Knapp 2001, 10.1002/sim.1009, with that of the line added), prediction interval by Higgins 2009 \
            (10.1111/j.1467-985X.2008.00552.x). Shares are of the patients' differences shrunken towards the mean (empirical Bayes: \
            Efron and Morris 1975, 10.1080/01621459.1975.10479864), with Wilson intervals. Dechallenge and rechallenge: each patient's \
            first fall or stop that is followed by a rise or restart; against a quarter by the exact binomial test, which is the \
            permutation of the two signs within patients.
            """
    }

    private static func cautions(_ settings: Settings) -> [Prose] {
        [
            """
            It can show whether pain differs between doses in the same patients; it cannot show why the dose was changed, and nobody was \
            blinded: what patients expect of a lower dose, and what else was begun with it, is in the difference. It speaks of groups \
            and tells of nobody whether pain is opioid-induced.
            """,
            """
            A dose that is lowered in bad months and raised in good ones gives less pain after falls and more after rises by regression \
            to the mean alone, as hyperalgesia does. So the answer counts a difference only where it stays without the \
            \(setting: settings.leaveOut) days before the change; a bad time that lasted longer is in those numbers too.
            """,
            """
            Hyperalgesia may take longer to fade than \(setting: settings.after.upperBound) days, and then no difference is seen here. \
            Only a straight course over time is taken off: recovery that slows down is not straight.
            """,
            """
            The spread between patients also holds their pain's own ups and downs over months, which would be there without a change of \
            dose. Shrunken differences spread less than true ones, so that shares of large differences are too small where scores are \
            few.
            """,
        ]
    }
}
