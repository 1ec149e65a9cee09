import Cohort
import Estimation
import Findings
import Foundation

/// Who rotated, and who entered an emulated trial of staying on an opioid or changing it for another: every month in which one opioid
/// had been taken alone for long enough and pain had been scored not long before.
struct RotationEntries: Sendable {
    /// A month in which a patient could have entered.
    private struct Candidate: Sendable {
        let timeZero: StudyDay
        let course: DrugCourse
        let departure: DrugDeparture?
        /// Mean milligrams a day of the days before.
        let dose: Double
        let score: Double
        /// Since the first exposure.
        let daysExposed: Double
        let followed: EmulatedCourse
    }

    /// What one patient's record shows.
    private struct Record: Sendable {
        let person: Int
        let changes: DrugChanges
        let hasWiderRotation: Bool
        let isOnOneOpioid: Bool
        /// Whether a month lacks nothing but the dose.
        let lacksDose: Bool
        let candidates: [Candidate]
    }

    /// Patients of which every month is looked at; of more, so many evenly spread.
    static let mostPatients = TaperEntries.mostPatients
    /// Patients who begin a strategy for it to be compared.
    static let fewest = TaperEntries.fewest

    /// The trials; `nil` where too few could enter, stayed or rotated.
    let trials: EmulatedTrials?
    /// Months of entry.
    let entryCount: Int
    /// Patients with an exposure that are looked at.
    let exposed: PersonSet
    /// Whether these are a part of those with an exposure.
    let isPart: Bool
    /// Patients who took one opioid alone for long enough before some month.
    let onOneOpioid: PersonSet
    /// Those of them who could enter: with a score before, a known dose, and every value held alike.
    let eligible: PersonSet
    /// Of those on one opioid with a score before, those without a month of known dose.
    let withoutDose: PersonSet
    /// Patients with a rotation at any time.
    let rotated: PersonSet
    /// The same with the longer overlap allowed.
    let rotatedWider: PersonSet
    /// Patients who changed the route of a drug and not the drug.
    let changedRoute: PersonSet
    /// Patients with a change from or to a drug that no name says.
    let changedUnnamed: PersonSet
    /// Each patient's first rotation.
    let first: [(person: Int, change: DrugChange)]
    /// Patients whose first entry left both strategies: stopped without another opioid.
    let stopped: PersonSet
    /// The same: with a second opioid beside the first.
    let added: PersonSet

    init(_ settings: RotationSettings, instrument: Int, adjustment: TrendAdjustment?, study: Study) {
        let cohort = study.cohort
        let everybody = (0..<cohort.patients.count).filter { !cohort.exposures[$0].isEmpty }
        let looked = everybody.evenlySpread(Self.mostPatients)
        let records = Self.records(looked, settings, instrument: instrument, study: study)
        exposed = PersonSet(ascending: looked)
        isPart = looked.count < everybody.count
        func persons(_ isMember: (Record) -> Bool) -> PersonSet {
            PersonSet(ascending: records.lazy.filter(isMember).map(\.person))
        }
        onOneOpioid = persons(\.isOnOneOpioid)
        withoutDose = persons { $0.lacksDose && $0.candidates.isEmpty }
        rotated = persons { !$0.changes.rotations.isEmpty }
        rotatedWider = persons(\.hasWiderRotation)
        changedRoute = persons { !$0.changes.routeChanges.isEmpty }
        changedUnnamed = persons { $0.changes.unnamed > 0 }
        first = records.compactMap { record in
            record.changes.rotations.min { DrugDeparture.rotation($0).day < DrugDeparture.rotation($1).day }.map {
                (record.person, $0)
            }
        }
        let entering = records.filter { !$0.candidates.isEmpty && adjustment?.isComplete[$0.person] ?? true }
        func firstDeparture(_ isKind: @escaping (DrugDeparture) -> Bool) -> PersonSet {
            PersonSet(
                ascending: entering.lazy.filter { $0.candidates.first?.departure.map(isKind) ?? false }.map(\.person))
        }
        eligible = PersonSet(ascending: entering.map(\.person))
        stopped = firstDeparture { if case .stop = $0 { true } else { false } }
        added = firstDeparture { if case .addition = $0 { true } else { false } }
        let strategies = DrugStrategies(grace: settings.graceMonths)
        let entries = entering.flatMap { record in
            record.candidates.map { Self.entry(record.person, $0, strategies, adjustment) }
        }
        let own = EmulatedTrials(
            strategies: DrugStrategy.allCases.map { StrategyWord($0) },
            covariates: [
                StudyPlace(StudyWord("daily dose, doublings"), origin: .tool),
                StudyPlace(StudyWord("years on opioids"), origin: .tool),
                StudyPlace(StudyWord("months since the first score, doublings"), origin: .tool),
            ] + (adjustment?.terms ?? []).map(\.place),
            entries: entries.comparable(), months: settings.months, instrument: cohort.instruments[instrument].info)
        entryCount = entries.count
        trials = own.strategies.indices.allSatisfy { own.initiators($0).count >= Self.fewest } ? own : nil
    }

    private static func records(
        _ persons: [Int], _ settings: RotationSettings, instrument: Int, study: Study
    ) -> [Record] {
        let cohort = study.cohort
        let (starts, ends) = (ObservationStart(cohort), ObservationEnd(cohort))
        let leavers = EmulationLeavers(persons, instrument: instrument, cohort: cohort, executor: study.executor)
        return study.executor.mapBlocks(of: persons.count, size: 256) { range in
            var doses = DoseTimeline(cohort.exposures)
            var drugs = DrugTimeline(cohort.exposures)
            return persons[range].compactMap { person -> Record? in
                guard let start = starts[person], let end = ends[person], start <= end else { return nil }
                doses.begin(person, observed: start...end)
                drugs.begin(person)
                return record(
                    person, doses, drugs, end: end, leaving: leavers[person], settings, instrument: instrument,
                    of: cohort)
            }
        }.flatMap(\.self)
    }

    private static func record(
        _ person: Int, _ doses: DoseTimeline, _ drugs: DrugTimeline, end: StudyDay, leaving: EmulationLeavers.Leaving?,
        _ settings: RotationSettings, instrument: Int, of cohort: Cohort
    ) -> Record {
        let rule = settings.rule(in: cohort)
        let changes = drugs.changes(rule, doses: doses)
        let courses = DrugCourses(drugs, rotations: changes.rotations, rule, observedThrough: end)
        let scores = DailyScores(cohort.pain[person], instrument: instrument)
        let followed = FollowedMonths(
            scores: scores, timeline: doses, window: WithdrawalWindow(days: settings.withdrawal),
            events: cohort.events[person], end: end, leaving: leaving, most: settings.months)
        var (candidates, isOnOneOpioid, lacksDose): ([Candidate], Bool, Bool) = ([], false, false)
        for zero in timeZeros(doses, settings, end) {
            guard let stretch = courses.single(before: zero, for: settings.stableDays) else { continue }
            let departure = courses.departure(from: stretch, since: zero)
            // What began before is no follow-up of one opioid.
            if let departure, departure.day < zero { continue }
            isOnOneOpioid = true
            guard let score = scores.last(before: Int(zero.rawValue), within: settings.scoreWithin) else { continue }
            let course = courses.course(of: stretch, from: zero)
            let after = followed.course(
                from: zero, scoreBefore: score, decisions: DrugStrategies.decisions(course))
            guard !after.months.isEmpty else { continue }
            let before = StudyDay(Int32(clamping: Int(zero.rawValue) - settings.stableDays))
            guard
                let dose = doses.meanDailyMME(from: before, days: settings.stableDays, mostUnknown: rule.mostUnknown),
                dose > 0
            else {
                lacksDose = true
                continue
            }
            candidates.append(
                Candidate(
                    timeZero: zero, course: course, departure: departure, dose: dose, score: score,
                    daysExposed: doses.firstExposure.map { Double(zero.days(since: $0)) } ?? 0, followed: after))
        }
        return Record(
            person: person, changes: changes,
            hasWiderRotation: !drugs.changes(settings.widerRule(in: cohort), doses: doses).rotations.isEmpty,
            isOnOneOpioid: isOnOneOpioid, lacksDose: lacksDose, candidates: candidates)
    }

    /// A month apart, from the first day on which one opioid can have been taken for long enough.
    private static func timeZeros(_ doses: DoseTimeline, _ settings: RotationSettings, _ end: StudyDay) -> [StudyDay] {
        guard let first = doses.firstExposure.map({ Int($0.rawValue) + settings.stableDays }) else { return [] }
        // A history of more than a century is a mistake of the data, and would be walked for ever.
        let last = min(Int(end.rawValue), first + longestHistory)
        return stride(from: first, through: last, by: EmulatedTrials.monthDays).map { StudyDay(Int32(clamping: $0)) }
    }

    private static let longestHistory = 36_525

    private static func entry(
        _ person: Int, _ candidate: Candidate, _ strategies: DrugStrategies, _ adjustment: TrendAdjustment?
    ) -> EmulatedEntry {
        let (course, zero) = (candidate.course, candidate.timeZero)
        var followed = candidate.followed
        for number in followed.months.indices {
            followed.months[number].compatible = strategies.compatible(course, from: zero, month: number)
        }
        return EmulatedEntry(
            person: person, score: candidate.score,
            covariates: [log2(candidate.dose), candidate.daysExposed / 365.25, followed.doublingsScored]
                + (adjustment?.terms ?? []).map { $0.values[person] },
            begun: strategies.begun(course, from: zero),
            initiated: strategies.initiated(course, from: zero, months: followed.months.count),
            course: followed)
    }
}
