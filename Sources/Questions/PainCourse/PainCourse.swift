import Cohort
import Estimation
import Findings
import StudyFile

/// Pain by visit and group on the study's own clock, with or without exposures: the table that every trial prints, by the mixed model
/// for repeated measures, and beside it what scores that were not made could change.
enum PainCourse: Question {
    typealias Settings = PainCourseSettings

    static let id = "pain_course"
    static let title = "Pain over the study\u{2019}s visits"
    static let question = "How does pain go over the study, and does it differ between groups?"
    static let sample: String? = "{by: [arm], adjust: [age, sex]}"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.scoredShare.info, Quantity.observedMean.info, Quantity.meanAtVisit.info,
        Quantity.changeFromBaseline.info, Quantity.differenceAtVisit.info, Quantity.changeDifference.info,
        Quantity.sdAtVisit.info,
        Quantity.courseTippingDelta.info,
    ]

    static let mainAnswers: [MainAnswer] = [
        MainAnswer(.differenceAtVisit, atLast: .day) { $0.method == .kenwardRoger && $0.delta == nil },
        MainAnswer(.changeDifference, atLast: .day) { $0.method == .kenwardRoger && $0.delta == nil },
        MainAnswer(.changeFromBaseline, atLast: .day) { $0.method == .kenwardRoger && $0.delta == nil },
    ]

    static let tests: [TestInfo] = [
        DeclaredTest.differenceIsZero.info, DeclaredTest.noDifferenceAtAnyVisit.info, DeclaredTest.noChange.info,
    ]

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
        guard let visits = PlannedVisits(settings, instrument: number, of: cohort) else {
            return finding.notEstimable("no patient has scores on two days, so that there is no course")
        }
        let scores = study.timed("pain_course.scores") {
            VisitScores(visits, instrument: number, of: cohort, executor: study.executor)
        }
        describe(visits, scores, of: study, in: &finding)

        let trials = StudyTrials(of: cohort, among: scores.persons)
        let parts: [(place: StudyPlace?, persons: PersonSet)] =
            trials.map { trials in
                trials.groups.persons.enumerated().map { (trials.groups.place($0), $1) }
            } ?? [(nil, study.everyone)]
        var answer = CourseAnswer(instrument.info, study: study)
        for part in parts where !part.persons.intersection(scores.persons).isEmpty {
            answer.add(
                scores, among: part.persons,
                by: settings.groupColumns(in: cohort).compactMap { PatientGroups($0, of: cohort) }, part.place,
                settings,
                to: &finding)
        }
        guard answer.hasModel else { return finding.notEstimable(answer.reason ?? "no model could be fitted") }
        finding.add(answer.differences.asFamily("differences"))
        finding.add(answer.changes.asFamily("changes"))
        finding.cautions = cautions(instrument, isOfTrials: trials != nil) + answer.cautions
    }

    // MARK: - Words

    private static func describe(
        _ visits: PlannedVisits, _ scores: VisitScores, of study: Study, in finding: inout FindingBuilder
    ) {
        finding.set("visits", Prose(StudyWord(visits.days.map(String.init).joined(separator: ", "))))
        switch visits.source {
        case .stated: break
        case .spacing(let days): finding.set("spacing", "\(setting: days) days, as far apart as scores are")
        }
        finding.set(
            "baseline",
            visits.baselineReach.map { "the last score from day -\(setting: $0) to day 0" }
                ?? "none: fewer than half of the patients have a score on or before day 0")
        let persons = scores.persons
        finding.population = .init(
            "patients with a score at a visit; observations are those scores, one a visit", patients: persons,
            apart: [study.everyone.subtracting(persons)], observations: scores.scores.count,
            observationsBasis: .of(persons))
    }

    private static func describe(in finding: inout FindingBuilder) {
        finding.estimand = """
            Mean score at each visit, the change since the baseline, and the difference between groups, of all patients with a score, \
            whatever treatment they were on by then: as if all had been scored (mixed model and imputation at random missingness), or as if \
            those who left had gone the way of the reference group (reference-based imputation).
            """
        finding.method = """
            A visit has the score of the day nearest to the planned one (of two as near the later one; the mean of several on a day). \
            Mixed model for repeated measures by REML with a mean for each visit and group, alike at the baseline where the study file says \
            that chance made the groups (Liang and Zeger 2000; Coffman et al. 2016, 10.1002/sim.6986), and a covariance of the visits that is unstructured, or where that cannot be estimated \
            heterogeneous Toeplitz, heterogeneous autoregressive, heterogeneous compound symmetry, autoregressive, compound symmetry, in \
            this order; standard errors and degrees of freedom by Kenward and Roger (1997, 10.2307/2533558). Means are standardised to the \
            covariates' means. Missing scores by multiple imputation: at random, jump to reference and copy increments (Carpenter, Roger \
            and Kenward 2013, 10.1080/10543406.2013.834911), and with points added to what is imputed of those who left; scores that \
            are missing between others are at random. Differences of imputed data are by analysis of covariance at each visit (on the baseline where \
            chance made the groups) and Rubin's rules \
            (Barnard and Rubin 1999, 10.1093/biomet/86.4.948). \([HypothesisTest].adjustment(of: "each of two families: differences between groups, and changes over the visits"))
            """
    }

    private static func cautions(_ instrument: Instrument, isOfTrials: Bool) -> [Prose] {
        var cautions: [Prose] = []
        if isOfTrials {
            cautions.append("The study has several trials, and each is answered by itself.")
        }
        cautions += [
            """
            A change over the visits has no comparator: recovery, regression to the mean of those taken in for their pain, and whatever \
            else goes on are part of it. A difference between groups is due to the groups only where chance put patients into them.
            """,
            """
            The mixed model and imputation at random missingness take who was not scored for like those who were with the same scores before. \
            Jump to reference, copy increments and the points added say what else could be; none of them is known.
            """,
        ]
        if instrument.isOrdinal {
            cautions.append(
                "The instrument has a few ordered levels; means of them are read as if the steps were equal.")
        }
        if instrument.cutOff != nil {
            cautions.append("Scores at the cut-off are taken as measured; \"evoked_pain\" does not.")
        }
        return cautions
    }
}
