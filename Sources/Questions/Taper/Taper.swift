import Cohort
import Estimation
import Findings
import StudyFile

/// What happens to pain when a stable dose is lowered, stopped or raised: sequential emulated trials of these strategies against
/// staying at the dose, each patient compared with herself beside, and what a comparison of before and after would have seen.
enum Taper: Question {
    typealias Settings = TaperSettings

    static let id = "taper"
    static let title = "Tapers, stops and rises of a stable dose"
    static let question = "What happens to pain when a stable opioid dose is lowered, stopped or raised?"
    static let usesPainScores = true
    // Its tapers come after four to eight months.
    static let sample: String? = "{baseline: 120, follow_up: 180}"

    static let quantities: [QuantityInfo] =
        [
            Quantity.stableDose.info, Quantity.doseChanged.info, Quantity.taperVelocity.info,
            Quantity.selfControlledDifference.info, Quantity.selfControlledRatio.info,
        ] + EmulationNumbers.quantities

    static let mainAnswers: [MainAnswer] = [.emulatedDifference(by: .perProtocol)]

    static let tests: [TestInfo] = EmulationNumbers.tests

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        !study.cohort.exposures.spans.isEmpty && study.cohort.mostUsedInstrument != nil
    }

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        let rule = settings.rule
        return [
            .init(
                term: "Stable dose",
                meaning: """
                    At least \(NumberText.plain(rule.leastBaseline)) mg of morphine equivalents a day over \(rule.baselineDays) days, the mean of \
                    each month within \(NumberText.percent(rule.stability)) of the whole.
                    """),
            .init(
                term: "Taper, rise",
                meaning: """
                    The mean of a window of \(rule.windowDays) days within \(rule.followUpDays) days lies \
                    \(NumberText.percent(rule.leastChange)) or more below, above the stable dose (Agnoli 2021, 10.1001/jama.2021.11013).
                    """),
            .init(
                term: "Abrupt stop",
                meaning: """
                    From at least \(NumberText.percent(rule.stopFrom)) of the stable dose to none within \(rule.stopWithin) days, for \
                    \(rule.stopDays) days or more.
                    """),
        ]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, in: &finding)
        guard let instrument = cohort.scoredInstrument(settings.instrument) else {
            return finding.notEstimable("the study has no pain scores")
        }
        guard !cohort.exposures.spans.isEmpty else { return finding.notEstimable("the study has no exposures") }
        finding.set("instrument", Prose(StudyWord(cohort.instruments[instrument].id)))

        let adjustment: TrendAdjustment?
        do {
            adjustment = try .of(settings.adjustments(in: cohort), cohort: cohort) { !cohort.pain[$0].isEmpty }
        } catch {
            return finding.notEstimable(error.reason)
        }
        let entries = study.timed("taper.entries") {
            TaperEntries(settings, instrument: instrument, adjustment: adjustment, study: study)
        }
        finding.add(
            count: entries.withStableDose, as: .stableDose, TaperKey(),
            apart: [entries.withStableDose.subtracting(entries.eligible)])
        addChanges(entries, of: study, to: &finding)
        finding.population = .init(
            "patients with a dose stable before, and a score not long before, some month; observations are their months of entry",
            patients: entries.eligible, apart: [entries.withStableDose.subtracting(entries.eligible)],
            observations: entries.trials?.entries.count, observationsBasis: .of(entries.eligible))

        let controlled = SelfControlled(
            instrument: instrument, info: cohort.instruments[instrument].info, study: study,
            changes: entries.changes.map { ($0.person, StrategyWord($0.kind), $0.day) },
            kinds: DoseStrategy.allCases.dropFirst().map { StrategyWord($0) }, soon: settings.withdrawal,
            reach: settings.followUp,
            unchanged: entries.withStableDose.subtracting(
                PersonSet(ascending: Set(entries.changes.map(\.person)).sorted())))
        let notes = study.timed("taper.self_controlled") { controlled.add(to: &finding) }
        guard let trials = entries.trials else {
            return finding.notEstimable(
                entries.withStableDose.isEmpty
                    ? "no patient had a dose that was known, stable and high enough for as long as the settings ask"
                    : """
                    fewer than \(setting: TaperEntries.fewest) patients with a stable dose stayed at it, or fewer than as many changed it, in a \
                    month before which pain was scored
                    """)
        }
        var numbers = EmulationNumbers(trials, study: study)
        study.timed("taper.trials") { numbers.add(to: &finding) }
        finding.add(EmulationNumbers.asFamilies(numbers.tests))
        if !numbers.isAnswered { return finding.notEstimable(numbers.reason ?? "no comparison could be estimated") }
        finding.cautions = cautions + left(entries) + EmulationNumbers.weighting(finding) + numbers.cautions + notes
        if entries.isPart {
            finding.cautions.append(
                "Of the patients with an exposure \(setting: TaperEntries.mostPatients), evenly spread, are looked at.")
        }
    }

    /// Who changed a stable dose, and how fast tapers were.
    private static func addChanges(_ entries: TaperEntries, of study: Study, to finding: inout FindingBuilder) {
        for kind in DoseStrategy.allCases where kind != .stable {
            let persons = PersonSet(ascending: entries.changes.filter { $0.kind == kind }.map(\.person).sorted())
            guard !persons.isEmpty else { continue }
            finding.add(count: persons, as: .doseChanged, TaperKey(change: kind))
        }
        var fastest: [Int: Double] = [:]
        for (person, taper) in entries.tapers {
            guard let velocity = taper.velocity else { continue }
            fastest[person] = max(fastest[person] ?? -.infinity, velocity)
        }
        let known = PersonSet(ascending: fastest.keys.sorted())
        guard !known.isEmpty else { return }
        for word in VelocityWord.allCases {
            let own = PersonSet(
                ascending: fastest.filter { VelocityWord(rawValue: TaperVelocity($0.value).rawValue) == word }.map(
                    \.key
                )
                .sorted())
            finding.add(
                share: .taperVelocity, TaperKey(change: .taper, velocity: word), of: own, among: known,
                intervals: [.wilson], level: study.level)
        }
    }

    // MARK: - Words

    private static func describe(_ settings: Settings, in finding: inout FindingBuilder) {
        finding.set("grace", "\(setting: settings.grace) days")
        finding.set("follow_up", "\(setting: settings.followUp) days")
        finding.set("withdrawal", "\(setting: settings.withdrawal) days")
        finding.estimand = """
            Mean pain score in each month after time zero had all eligible patients stayed at their stable dose, and had all begun a taper, \
            stopped abruptly or raised the dose within \(setting: settings.grace) days; the difference of each from the stable dose. Patients \
            are eligible in every month before which the dose was stable and pain was scored. Per protocol, who leaves the \
            strategy is censored; by intention, what was begun in the first month counts whatever came later. Death ends \
            the follow-up of pain.
            """
        finding.method = """
            Sequential emulated trials (Hernan and Robins 2016, 10.1093/aje/kwv254; Danaei 2013, 10.1177/0962280211403603), one a month. Each \
            entry is cloned, one clone a strategy; a clone is censored when the dose leaves its strategy, after a grace period, and those who \
            remain are weighted by the inverse probability of remaining, from logistic regressions on the score before, the last score, the \
            one at the decision, the dose, the years on opioids, the time since the first score and the columns held alike (Cain 2010, \
            10.2202/1557-4679.1212), the grace period filled as it was; stabilised, and beside it truncated at the quantile \
            \(setting: EmulationNumbers.truncation). \(EmulationNumbers.outcomes) Standard errors from leaving out each patient, the estimation of the weights in \
            them, with Satterthwaite's degrees of freedom. \(EmulationNumbers.adjustment) Each patient \
            compared with herself: regression on the periods around the first change with a level for each patient and a straight course over \
            time, CR2 errors; events by the self-controlled case series (Farrington 1995, 10.2307/2533328), robust errors.
            """
    }

    private static let cautions: [Prose] = [
        """
        Nobody was assigned a taper: what decides over it and over pain, and is not among what is held alike, is in the difference. Patients are \
        compared as if the last scores told the prescriber's whole reason.
        """,
        """
        Pain soon after a reduction may be withdrawal and not the pain that the dose was for; the comparison without those days stands beside.
        """,
        """
        A patient compared with herself is free of what is constant in her, and not of what made the dose change when it did: a change that \
        follows a bad month looks like relief.
        """,
    ]

    private static func left(_ entries: TaperEntries) -> [Prose] {
        guard !entries.left.isEmpty else { return [] }
        return [
            """
            Too few began \(entries.left.map { "\($0)" as Prose }.listed) to be compared (fewer than \(setting: TaperEntries.fewest)).
            """
        ]
    }
}
