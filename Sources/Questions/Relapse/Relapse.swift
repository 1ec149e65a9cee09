import Cohort
import Estimation
import Findings

/// Who returns to use, by definitions of published trials and the study's own, and whether pain goes before it.
enum Relapse: Question {
    typealias Settings = RelapseSettings

    static let id = "relapse"
    static let title = "Return to use"
    static let question = "Who returns to use, when, and does pain go before it?"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.returnedShare.info, Quantity.unseenReturnShare.info, Quantity.returnedByWeek.info,
        Quantity.meanWeeksFree.info, Quantity.meanWeeksDifference.info, Quantity.returnHazardRatio.info,
        Quantity.weeklyResultShare.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.returnedShare) { $0.reading == .rule }]

    static let tests: [TestInfo] = [
        DeclaredTest.returnLogRank.info, DeclaredTest.returnHazardIsOne.info,
        DeclaredTest.returnProportionalHazards.info,
    ]

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool { !study.cohort.screens.rows.isEmpty }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, in: &finding)
        guard !cohort.screens.rows.isEmpty else {
            return finding.notEstimable("the study has no urine screens (table \"screens\")")
        }
        let words = study.timed("relapse.words") { ReturnWords(settings, of: study) }
        finding.set("from", Prose(StudyWord(words.clock.rawValue)))
        finding.set("negatives", Prose(StudyWord(words.negatives.rawValue)))
        let persons = words.persons
        finding.population = .init(
            "patients with a time zero, \(words.clock), and at least a week of planned follow-up; observations are weeks",
            patients: persons, apart: [study.everyone.subtracting(persons)],
            observations: words.followed.reduce(0) { $0 + $1.word.weeks.count })
        guard !persons.isEmpty else {
            return finding.notEstimable("no patient has a time zero, \(words.clock), and a week of follow-up")
        }
        finding.cautions = cautions(settings, words)

        var pain: PainAtStart?
        if let instrument = cohort.scoredInstrument(settings.instrument) {
            finding.set("instrument", Prose(StudyWord(cohort.instruments[instrument].id)))
            pain = study.timed("relapse.pain") {
                PainAtStart(
                    instrument: instrument, of: words.followed.map { ($0.person, $0.zero) }, settings.pain, in: study)
            }
        }
        var numbers = ReturnNumbers(
            words, by: settings.groups(settings.by, in: cohort, among: persons), pain, settings, study: study)
        numbers.addWeeklyResults(to: &finding)
        let returns = settings.endpoints.map { endpoint in
            numbers.add(endpoint, isLeading: endpoint == settings.endpoints.first, to: &finding)
        }
        if let leading = returns.first { numbers.addCurves(leading, to: &finding) }
        study.timed("relapse.imputation") { numbers.addImputed(to: &finding) }
        finding.cautions += numbers.cautions
    }
}
