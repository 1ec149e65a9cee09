import Cohort
import Estimation
import Findings

/// Withdrawal after the first dose, drug by drug and scale by scale: who is free of it on some days, and whose grade rose with the first
/// dose.
struct StartWithdrawal {
    let starts: MOUDStarts
    let settings: MOUDStartSettings
    let study: Study
    private(set) var cautions: [Prose] = []
    /// Whether any share was added.
    private(set) var isGiven = false
    /// By score and by the clock.
    private(set) var precipitated: StartPrecipitated

    init(_ starts: MOUDStarts, _ settings: MOUDStartSettings, study: Study) {
        self.starts = starts
        self.settings = settings
        self.study = study
        precipitated = StartPrecipitated(starts, settings, study: study)
    }

    /// Adds the shares of a part's drugs.
    mutating func add(_ groups: [StartGroup], isOfTrials: Bool, to finding: inout FindingBuilder) {
        let own = groups.reduce(PersonSet()) { $0.union($1.persons) }
        let scales = scales(of: own)
        for day in settings.withdrawalDays {
            let window = settings.days(around: day, among: settings.withdrawalDays)
            for scale in scales {
                let statuses = DayStatuses(statuses(of: own, day, window, scale))
                guard !statuses.assessed.isEmpty else { continue }
                if isOfTrials, statuses.assessed.count < StudyTrials.fewest,
                    10 * statuses.assessed.count < statuses.started.count
                {
                    cautions.append(
                        """
                        Hardly anybody of \(groups.compactMap(\.part).wording(first: 1)) was assessed around day \(setting: day) after \
                        the first dose: it was not planned then, and nobody is counted as missing.
                        """)
                    continue
                }
                for group in groups {
                    // With several scales it is not known which one somebody without an assessment was meant for.
                    add(
                        statuses, group, scale, day,
                        scales.count > 1 ? [.assessed] : [.assessed, .missingAsWithdrawal],
                        to: &finding)
                }
            }
        }
        for scale in scales {
            for group in groups {
                addRise(group, scale, to: &finding)
                precipitated.add(group, scale, to: &finding)
            }
        }
    }

    /// The scales on which they were assessed from the day before the first dose on.
    private func scales(of persons: PersonSet) -> [WithdrawalScale] {
        var used: Set<WithdrawalScale> = []
        persons.forEach { person in
            guard let first = starts.first[person] else { return }
            for one in study.cohort.withdrawal[person] where one.day.days(since: first) >= -1 { used.insert(one.scale) }
        }
        return WithdrawalScale.allCases.filter(used.contains)
    }

    private func statuses(
        of persons: PersonSet, _ day: Int, _ window: ClosedRange<Int>, _ scale: WithdrawalScale
    ) -> [DayStatus] {
        var statuses = [DayStatus](repeating: .noIndexDay, count: starts.first.count)
        persons.forEach { person in
            guard let first = starts.first[person] else { return }
            let own = ArraySlice(study.cohort.withdrawal[person].filter { $0.scale == scale })
            let status = WindowedStatus.status(of: own, index: first, target: day, window: window)
            statuses[person] = status.map(DayStatus.assessed) ?? .notAssessed
        }
        return statuses
    }

    private mutating func add(
        _ statuses: DayStatuses, _ group: StartGroup, _ scale: WithdrawalScale, _ day: Int,
        _ denominators: [Denominator], to finding: inout FindingBuilder
    ) {
        let patients = DayPatients(statuses).within(group.persons)
        for denominator in denominators {
            guard let (event, among) = patients.share(denominator), !among.isEmpty else { continue }
            isGiven = true
            finding.add(
                share: .noWithdrawalAfterStart,
                StartWithdrawalKey(
                    drug: group.drug, scale: WithdrawalScaleName(scale), denominator: denominator, day: day,
                    part: group.part), of: event, among: among, intervals: [.wilson], level: study.level,
                apart: group.others + [patients.notAssessed] + patients.apart(denominator))
        }
    }

    // MARK: - The grade rose

    /// What a first dose did to the grade.
    enum Turn: Hashable {
        case rose
        case same
        case fell
    }

    private func addRise(_ group: StartGroup, _ scale: WithdrawalScale, to finding: inout FindingBuilder) {
        let turns = group.persons.persons.compactMap { person in
            turn(person, scale).map { (person: person, turn: $0) }
        }
        let paired = PersonSet(ascending: turns.map(\.person))
        guard !paired.isEmpty else { return }
        func persons(_ turn: Turn) -> PersonSet { PersonSet(ascending: turns.filter { $0.turn == turn }.map(\.person)) }
        let key = StartWithdrawalKey(drug: group.drug, scale: WithdrawalScaleName(scale), part: group.part)
        let (rose, fell) = (persons(.rose), persons(.fell))
        let apart = group.others + [group.persons.subtracting(paired), rose, fell, persons(.same)]
        finding.add(
            share: .gradeRoseShare, key, of: rose, among: paired, intervals: [.wilson], level: study.level, apart: apart
        )
        finding.add(
            share: .gradeFellShare, key, of: fell, among: paired, intervals: [.wilson], level: study.level, apart: apart
        )
    }

    private func turn(_ person: Int, _ scale: WithdrawalScale) -> Turn? {
        guard let first = starts.first[person] else { return nil }
        let dose = study.cohort.moud.firstDoseTime(of: person)
        return Self.turn(study.cohort.withdrawal[person].filter { $0.scale == scale }, around: first, at: dose)
    }

    /// `nil` without an assessment before the first dose and one after it.
    static func turn(
        _ assessments: [WithdrawalAssessment], around first: StudyDay, at dose: TimeOfDay? = nil
    ) -> Turn? {
        guard let pair = pair(assessments, around: first, at: dose), let after = pair.after.map(\.grade).max() else {
            return nil
        }
        let before = pair.before.grade
        return after > before ? .rose : after < before ? .fell : .same
    }

    /// What is before a first dose, and what follows up to the day after.
    ///
    /// Where the time of the dose and of every assessment of its day is known, the clock says which of these are before it. Else the first
    /// of the day is, where another one follows on that day or the next. Without one on the day it is the last of the day before. `nil`
    /// without both.
    static func pair(
        _ assessments: [WithdrawalAssessment], around first: StudyDay, at dose: TimeOfDay?
    ) -> (before: WithdrawalAssessment, after: [WithdrawalAssessment])? {
        func own(_ day: Int) -> [WithdrawalAssessment] { assessments.filter { $0.day.days(since: first) == day } }
        let (onDay, next) = (own(0), own(1))
        var earlier = onDay.prefix(onDay.count + next.count > 1 ? 1 : 0)
        if let dose, onDay.allSatisfy({ $0.time != nil }) {
            earlier = onDay.prefix { $0.time.map { $0 <= dose } ?? false }
        }
        let after = Array(onDay.dropFirst(earlier.count)) + next
        guard let before = earlier.last ?? own(-1).last, !after.isEmpty else { return nil }
        return (before, after)
    }
}

extension [StudyPlace] {
    /// The first of them, or all patients where there are none.
    func wording(first count: Int) -> Prose {
        isEmpty ? "all patients" : Array(prefix(count)).wording
    }
}
