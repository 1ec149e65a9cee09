import Cohort
import Estimation
import Findings
import StudyFile

/// What happens to pain when one opioid is changed for another: sequential emulated trials of a rotation against staying on the drug, each
/// patient compared with herself beside, and what a comparison of before and after would have seen.
enum Rotation: Question {
    typealias Settings = RotationSettings

    static let id = "rotation"
    static let title = "Rotation from one opioid to another"
    static let question = "What happens to pain when one opioid is changed for another?"
    static let usesPainScores = true

    static let quantities: [QuantityInfo] =
        [
            Quantity.onOneOpioid.info, Quantity.rotated.info, Quantity.routeChanged.info, Quantity.unnamedChange.info,
            Quantity.departed.info, Quantity.rotatedPair.info, Quantity.rotationMedian.info,
            Quantity.rotationLowerQuartile.info, Quantity.rotationUpperQuartile.info, Quantity.doseFellShare.info,
            Quantity.selfControlledDifference.info, Quantity.selfControlledRatio.info,
        ] + EmulationNumbers.quantities

    static let mainAnswers: [MainAnswer] = [.emulatedDifference(by: .perProtocol)]

    static let tests: [TestInfo] = EmulationNumbers.tests

    /// Of a study of one drug nobody asks it.
    static func hasSubject(in study: Study, _ settings: Settings) -> Bool {
        let exposures = study.cohort.exposures
        let drugs = Set(exposures.regimens.compactMap { exposures.drug(of: $0)?.code }.filter { $0 != .other })
        return !exposures.spans.isEmpty && drugs.count > 1 && study.cohort.mostUsedInstrument != nil
    }

    static func definitions(_ settings: Settings, of study: Study) -> [Results.Study.Definition] {
        let rule = settings.rule(in: study.cohort)
        return [
            .init(
                term: "One opioid",
                meaning: """
                    Taken for at least \(settings.stableDays) days before a month, on the last of them too, in gaps of at most \
                    \(rule.drugGap) days, with no other opioid on these days.
                    """),
            .init(
                term: "Rotation",
                meaning: """
                    One opioid ends and another starts within \(rule.gap) days after it or \(rule.overlap) days before its last day, and \
                    each goes on alone on its own side. A change of route alone is none.
                    """),
        ]
    }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let cohort = study.cohort
        describe(settings, of: study, in: &finding)
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
        let entries = study.timed("rotation.entries") {
            RotationEntries(settings, instrument: instrument, adjustment: adjustment, study: study)
        }
        RotationCounts(entries: entries, settings: settings, study: study).add(to: &finding)
        finding.population = .init(
            """
            patients with one opioid alone, a known dose and a score not long before some month; observations are their months of entry
            """,
            patients: entries.eligible, apart: [entries.onOneOpioid.subtracting(entries.eligible)],
            observations: entries.entryCount, observationsBasis: .of(entries.eligible))

        let word = StrategyWord(DrugStrategy.rotate)
        let controlled = SelfControlled(
            instrument: instrument, info: cohort.instruments[instrument].info, study: study,
            changes: entries.first.map { ($0.person, word, DrugDeparture.rotation($0.change).day) }, kinds: [word],
            soon: settings.withdrawal, reach: settings.followUp,
            unchanged: entries.onOneOpioid.subtracting(entries.rotated))
        let notes = study.timed("rotation.self_controlled") { controlled.add(to: &finding) }
        finding.cautions = cautions(entries, settings, of: study)
        guard let trials = entries.trials else { return finding.notEstimable(reason(entries, settings)) }
        var numbers = EmulationNumbers(trials, study: study)
        study.timed("rotation.trials") { numbers.add(to: &finding) }
        finding.add(EmulationNumbers.asFamilies(numbers.tests))
        if !numbers.isAnswered { return finding.notEstimable(numbers.reason ?? "no comparison could be estimated") }
        finding.cautions += EmulationNumbers.weighting(finding) + numbers.cautions + notes
    }

    // MARK: - Words

    private static func describe(_ settings: Settings, of study: Study, in finding: inout FindingBuilder) {
        let (rule, month) = (settings.rule(in: study.cohort), EmulatedTrials.monthDays)
        finding.set("stable_days", "\(setting: settings.stableDays) days")
        finding.set("gap", "\(setting: settings.gap) days")
        finding.set("overlap", "\(setting: settings.overlap) days")
        finding.set("wider_overlap", "\(setting: settings.widerOverlap) days")
        finding.set("grace", "\(setting: settings.graceMonths * month) days")
        finding.set("follow_up", "\(setting: settings.months * month) days")
        finding.set("withdrawal", "\(setting: settings.withdrawal) days")
        finding.set("score_within", "\(setting: settings.scoreWithin) days")
        finding.estimand = """
            Mean pain score in each month after time zero had all eligible patients stayed on their opioid, and had all changed to \
            another one within \(setting: settings.graceMonths * month) days and stayed on that; the difference of the second from the \
            first. Patients are eligible in every month before which one opioid was taken alone for \(setting: settings.stableDays) \
            days, at a known dose, and pain was scored within \(setting: settings.scoreWithin) days. A stop without another opioid, a \
            second opioid beside the first and, after a rotation, a further change leave both strategies; a change of route alone leaves \
            neither. Per protocol, who leaves the strategy is censored; by intention, what was begun in the first month counts whatever \
            came later. Death ends the follow-up of pain.
            """
        finding.method = """
            Sequential emulated trials (Hernan and Robins 2016, 10.1093/aje/kwv254; Danaei 2013, 10.1177/0962280211403603), one a month. \
            Each entry is cloned, one clone a strategy; a clone is censored when what is taken leaves its strategy, after a grace \
            period, and those who remain are weighted by the inverse probability of remaining, from logistic regressions on the score \
            before, the last score, the one at the decision, the dose, the years on opioids, the time since the first score and the columns \
            held alike (Cain 2010, 10.2202/1557-4679.1212), the grace period filled as it was; stabilised, and beside it truncated at the \
            quantile \(setting: EmulationNumbers.truncation). \(EmulationNumbers.outcomes) Standard errors from leaving out each patient, the estimation of the weights in \
            them, with Satterthwaite's degrees of freedom. \(EmulationNumbers.adjustment) A rotation is one opioid that ends and another that starts at most \(setting: rule.gap) days after it \
            or with at most \(setting: rule.overlap) days of both; an opioid ends before a gap of more than \(setting: rule.drugGap) \
            days. Each patient compared with herself: regression on the periods around the first rotation with a level for each patient \
            and a straight course over time that those who stay on one opioid tell too, CR2 errors; events by the self-controlled case \
            series (Farrington 1995, 10.2307/2533328), robust errors. Quartiles by linear interpolation (type 7 of Hyndman and Fan \
            1996).
            """
    }

    private static func reason(_ entries: RotationEntries, _ settings: Settings) -> Prose {
        if entries.onOneOpioid.isEmpty {
            return "no patient took one opioid that is named, and no other, for \(setting: settings.stableDays) days"
        }
        if entries.rotated.isEmpty { return "no patient changed from one opioid to another" }
        if entries.eligible.isEmpty, !entries.withoutDose.isEmpty {
            return "of no patient on one opioid with a score before was the dose known in morphine equivalents"
        }
        if entries.eligible.isEmpty {
            return "no patient on one opioid had a pain score before, and a month of observation after, some month"
        }
        return """
            fewer than \(setting: RotationEntries.fewest) patients on one opioid stayed on it, or fewer than as many changed it for \
            another, in a month before which pain was scored
            """
    }

    private static func cautions(_ entries: RotationEntries, _ settings: Settings, of study: Study) -> [Prose] {
        var cautions: [Prose] = [
            """
            Nobody was assigned a rotation: what decides over it and over pain, and is not among what is held alike, is in the \
            difference. An opioid is mostly changed because it fails or is not tolerated; that reason is held alike only as far as the \
            last scores and the dose tell it, and which opioid it was is not.
            """,
            """
            Morphine equivalents compare groups of patients here. They never set the dose of a rotation: patients differ in how far \
            tolerance to one opioid carries over to another (Fine and Portenoy 2009, 10.1016/j.jpainsymman.2009.06.002).
            """,
            """
            Pain soon after a rotation to a lower dose may be withdrawal and not the pain that the opioid was for; the comparison \
            without those days stands beside. Who stops because pain has gone leaves both strategies.
            """,
            """
            A patient compared with herself is free of what is constant in her, and not of what made the opioid change when it did: a \
            rotation that follows a bad month looks like relief.
            """,
        ]
        if !study.cohort.moud.spans.isEmpty {
            cautions.append(
                """
                Buprenorphine and methadone that are recorded as medication for opioid use disorder alone are not among the opioids of \
                this question: who changes to one of them counts as having stopped.
                """)
        }
        if !entries.withoutDose.isEmpty {
            cautions.append(
                """
                Without a known dose in morphine equivalents in any month, and left out: \
                \(.count(entries.withoutDose, "patient", "patients")).
                """)
        }
        if entries.isPart {
            cautions.append(
                "Of the patients with an exposure \(setting: RotationEntries.mostPatients), evenly spread, are looked at."
            )
        }
        return cautions
    }
}
