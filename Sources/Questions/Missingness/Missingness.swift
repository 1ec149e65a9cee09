import Cohort
import Disclosure
import Estimation
import Findings
import StudyFile

/// Who is missing, and does it matter: scores that were due and not taken, who they are of, and what the trend and the end would be under
/// other assumptions of what they would have been.
enum Missingness: Question {
    typealias Settings = MissingnessSettings

    static let id = "missingness"
    static let title = "Who is missing, and whether it matters"
    static let question = "Who is missing, and does it matter?"
    static let sample: String? = "{}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.everScored.info, Quantity.scoresTaken.info, Quantity.visitScored.info,
        Quantity.missingPatternShare.info, Quantity.meanByLastScored.info, Quantity.meanAtEnd.info,
        Quantity.improvedShare.info,
        Quantity.missingDifference.info, Quantity.leftShare.info, Quantity.leavingOddsRatio.info,
        Quantity.slopeUnder.info, Quantity.quarterPatients.info, Quantity.quarterLimit.info,
        Quantity.leaverTippingDelta.info, Quantity.weightMean.info, Quantity.weightSD.info, Quantity.weightHigh.info,
        Quantity.effectiveDays.info,
    ]
    static let mainAnswers: [MainAnswer] = []

    static let tests: [TestInfo] = [
        DeclaredTest.leavingDoesNotDependOnScore.info, DeclaredTest.slopesDoNotDependOnLeaving.info,
    ]

    static func completed(_ settings: Settings, beside asked: AskedQuestions) -> Settings {
        settings.completed(beside: asked)
    }

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        study.cohort.mostUsedInstrument != nil
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(in: &finding)
        guard let number = cohort.scoredInstrument(settings.instrument) else {
            return finding.notEstimable("the study has no pain scores")
        }
        let instrument = cohort.instruments[number]
        finding.set("instrument", Prose(StudyWord(instrument.id)))
        finding.cautions = cautions

        var visits = MissingAtVisits(instrument, settings, study: study)
        let reasonOfVisits = visits.add(number, to: &finding)
        let subject = TrendSubject(settings.trend, of: study)
        var reasonOfTrend: Prose?
        switch subject.line(of: study) {
        case .failure(let missing): reasonOfTrend = missing.reason
        case .success(let line):
            var leaving = TrendOfThoseWhoLeft(line, subject, settings, study: study)
            leaving.add(to: &finding)
        }
        switch (reasonOfVisits, reasonOfTrend) {
        case (let visits?, let trend?): return finding.notEstimable("\(visits); \(trend)")
        case (let visits?, nil):
            finding.population = subject.population
            finding.cautions.append("Which scores were due could not be told: \(visits).")
        case (nil, let trend?):
            finding.cautions.append("There is no trend to be held against those who left: \(trend).")
        case (nil, nil): break
        }
        if StudyTrials(of: cohort, among: study.everyone) != nil {
            finding.cautions.append(
                """
                The study has several trials, whose visits and ends were planned differently: what is missing here is told of all of them \
                together.
                """)
        }
    }

    /// Names of settings that are read from the data.
    enum Setting {
        static let visits = "visits"
        static let meaningfulChange = "meaningful_change"
        static let leaving = "leaving"
        static let visitsFollowPain = "visits_and_pain"
        static let followPain = "follow pain"
    }
}
