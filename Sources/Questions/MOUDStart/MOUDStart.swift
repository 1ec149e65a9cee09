import Cohort
import Estimation
import Findings
import StudyFile

/// What goes with starting buprenorphine, methadone or naltrexone: who starts and how soon, the dose reached, and pain and withdrawal
/// after, the drugs apart and compared with each other.
enum MOUDStart: Question {
    typealias Settings = MOUDStartSettings

    static let id = "moud_start"
    static let title = "Start of buprenorphine, methadone or naltrexone"
    static let question = "What goes with starting buprenorphine, methadone or naltrexone?"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] = [
        Quantity.startedShare.info, Quantity.delayMedian.info, Quantity.delayLowerQuartile.info,
        Quantity.delayUpperQuartile.info, Quantity.delayWithinShare.info, Quantity.highestDoseMedian.info,
        Quantity.highestDoseLowerQuartile.info, Quantity.highestDoseUpperQuartile.info, Quantity.onDrugShare.info,
        Quantity.doseOnDayMedian.info, Quantity.doseOnDayLowerQuartile.info, Quantity.doseOnDayUpperQuartile.info,
        Quantity.scoreBeforeShare.info, Quantity.scoreBeforeMean.info, Quantity.scoreAfterShare.info,
        Quantity.changeAfterStart.info, Quantity.differenceAfterStart.info, Quantity.noWithdrawalAfterStart.info,
        Quantity.gradeRoseShare.info, Quantity.gradeFellShare.info, Quantity.precipitatedShare.info,
        Quantity.fellAsMuchShare.info, Quantity.noRoomShare.info, Quantity.scoreBeforeDoseMedian.info,
        Quantity.roseAtAnyTimeShare.info, Quantity.riseNotToldShare.info,
    ]

    static let mainAnswers: [MainAnswer] = [
        MainAnswer(.startedShare) { $0.within == nil }, MainAnswer(.changeAfterStart, atLast: .day),
    ]

    static let tests: [TestInfo] = [DeclaredTest.risesAsFalls.info]

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool { !study.cohort.moud.spans.isEmpty }

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        [
            .init(
                term: "Start of medication for opioid use disorder",
                meaning: """
                    The first day with a dose of buprenorphine, methadone or naltrexone known to be above zero. A row whose dose is \
                    empty is not known to have been given.
                    """), .noWithdrawal,
        ]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, in: &finding)
        guard !cohort.moud.spans.isEmpty else {
            return finding.notEstimable("the study has no medication for opioid use disorder")
        }
        let starts = study.timed("moud_start.starts") { MOUDStarts(cohort, executor: study.executor) }
        finding.population = .init(
            "all patients; observations are those who started, with a first dose known to be above zero",
            patients: study.everyone, observations: starts.started.count,
            observationsBasis: .event(starts.started, among: study.everyone))
        guard !starts.started.isEmpty else {
            return finding.notEstimable(
                "no patient has a dose of medication for opioid use disorder known to be above zero")
        }

        let origin = DelayOrigin(settings, of: cohort)
        finding.set("from", origin?.wording ?? "none: \"\(StudyWord(settings.from ?? ""))\" holds no numbers")
        let trials = StudyTrials(of: cohort, among: study.everyone)
        let parts = Self.parts(trials, study)
        let columns = PatientGroups.columns(settings.by, in: cohort).filter {
            trials == nil || $0 != StudyTrials.column
        }
        .compactMap { PatientGroups($0, of: cohort) }
        var numbers = StartNumbers(starts, origin, settings, study: study)
        var withdrawal = StartWithdrawal(starts, settings, study: study)
        var pain: StartPain?
        let instrument = cohort.scoredInstrument(settings.instrument)
        if let instrument {
            finding.set("instrument", Prose(StudyWord(cohort.instruments[instrument].id)))
            pain = study.timed("moud_start.pain") { StartPain(instrument, starts, settings, study: study) }
        }
        let injections = cohort.moud.injectedDrugs.map { StartDrug($0) }
        for part in parts {
            numbers.addStarted(among: part.persons, part.place, by: columns, to: &finding)
            let groups = groups(starts, part, study)
            for group in groups {
                numbers.addDelay(group, to: &finding)
                numbers.addDoses(group, injections: injections, to: &finding)
                pain?.addChange(group, to: &finding)
            }
            pain?.compare(groups, part.place, to: &finding)
            withdrawal.add(groups, isOfTrials: trials != nil, to: &finding)
        }
        finding.add(withdrawal.precipitated.tests.asFamily("precipitated withdrawal"))
        let reasons = reasons(numbers, pain, withdrawal, study)
        for (setting, reason) in reasons { finding.set(setting, reason) }
        finding.cautions =
            cautions(starts, origin, isOfTrials: trials != nil, byScore: withdrawal.precipitated.isGiven)
            + ordinal(instrument, cohort) + numbers.cautions
            + (pain?.cautions ?? []) + withdrawal.cautions
    }

    /// Each trial, or everybody.
    private static func parts(_ trials: StudyTrials?, _ study: Study) -> [(place: StudyPlace?, persons: PersonSet)] {
        guard let trials else { return [(nil, study.everyone)] }
        return trials.groups.persons.enumerated().filter { !$0.element.isEmpty }.map {
            (trials.groups.place($0.offset), $0.element)
        }
    }

    private static func groups(
        _ starts: MOUDStarts, _ part: (place: StudyPlace?, persons: PersonSet), _ study: Study
    ) -> [StartGroup] {
        let drugs = starts.persons(among: part.persons)
        return drugs.map { one in
            let others = drugs.filter { $0.drug != one.drug }.map(\.persons)
            return StartGroup(one.drug, one.persons, others: others, part.place, fewest: study.minimumStep)
        }
    }
}
