import Cohort
import Estimation
import Findings

/// Who started, the induction delay and the dose reached, while they are added to a finding.
struct StartNumbers {
    let starts: MOUDStarts
    /// `nil` where there is none.
    let origin: DelayOrigin?
    let settings: MOUDStartSettings
    let study: Study
    private(set) var cautions: [Prose] = []

    /// Days within which the share is given.
    static let within = [0, 1, 7, 14]

    init(_ starts: MOUDStarts, _ origin: DelayOrigin?, _ settings: MOUDStartSettings, study: Study) {
        self.starts = starts
        self.origin = origin
        self.settings = settings
        self.study = study
    }

    private func delay(_ person: Int) -> Int? {
        guard let first = starts.first[person], let from = origin?.days[person] else { return nil }
        return first.days(since: from)
    }

    // MARK: - Who started

    /// Adds the share who started, of all of a part and of each level of a column.
    func addStarted(
        among: PersonSet, _ part: StudyPlace?, by columns: [PatientGroups], to finding: inout FindingBuilder
    ) {
        let levels = columns.flatMap { column in
            column.persons.enumerated().map { (place: column.place($0), persons: $1.intersection(among)) }
        }.filter { !$0.persons.isEmpty }
        for level in levels {
            addStarted(level.persons, StartedKey(group: level.place, part: part), apart: [], to: &finding)
        }
        // Who is at the last level is what the others leave of all.
        addStarted(among, StartedKey(part: part), apart: levels.map(\.persons), to: &finding)
    }

    private func addStarted(
        _ persons: PersonSet, _ key: StartedKey, apart levels: [PersonSet], to finding: inout FindingBuilder
    ) {
        func telling(_ event: PersonSet) -> [PersonSet] {
            levels.flatMap { [$0.intersection(event), $0.subtracting(event)] }
        }
        let started = starts.started.intersection(persons)
        finding.add(
            share: .startedShare, key, of: started, among: persons, intervals: [.wilson], level: study.level,
            apart: telling(started))
        guard let origin else { return }
        let counted = PersonSet(ascending: persons.persons.filter { origin.days[$0] != nil })
        guard !counted.isEmpty else { return }
        var earlier = PersonSet()
        for days in Self.within {
            let own = PersonSet(ascending: counted.persons.filter { delay($0).map { $0 <= days } ?? false })
            var key = key
            key.within = days
            finding.add(
                share: .startedShare, key, of: own, among: counted, intervals: [.wilson], level: study.level,
                apart: telling(own) + [
                    persons.subtracting(counted), own.subtracting(earlier),
                    started.intersection(counted).subtracting(own),
                ])
            earlier = own
        }
    }

    // MARK: - Delay

    /// Adds the quartiles of the days to the first dose, and who had it by some days.
    func addDelay(_ group: StartGroup, to finding: inout FindingBuilder) {
        let delays = group.persons.persons.compactMap { person in delay(person).map { (person, Double($0)) } }
        let key = StartDoseKey(drug: group.drug, part: group.part)
        addQuartiles(
            delays, of: group, [.delayLowerQuartile, .delayMedian, .delayUpperQuartile], key, to: &finding)
        let counted = PersonSet(ascending: delays.map(\.0))
        guard !counted.isEmpty else { return }
        var earlier = PersonSet()
        for days in Self.within {
            let own = PersonSet(ascending: delays.filter { $0.1 <= Double(days) }.map(\.0))
            var key = key
            key.within = days
            finding.add(
                share: .delayWithinShare, key, of: own, among: counted, intervals: [.wilson], level: study.level,
                apart: group.others + [group.persons.subtracting(counted), own.subtracting(earlier)])
            earlier = own
        }
    }

    // MARK: - Dose

    /// Adds the highest dose and that of the day, unless the drug's amounts are no milligrams.
    mutating func addDoses(_ group: StartGroup, injections: [StartDrug], to finding: inout FindingBuilder) {
        guard group.drug != .several else { return }
        guard !injections.contains(group.drug) else {
            note(
                "Doses of \(group.drug) are all 1, as injections are written: they are no milligrams and are not given."
            )
            return
        }
        let doses = group.persons.persons.compactMap { person in
            StartDoses(person, starts, days: settings.doseDay, of: study.cohort).map { (person: person, doses: $0) }
        }
        let key = StartDoseKey(drug: group.drug, day: settings.doseDay, part: group.part)
        let highest = doses.compactMap { one in one.doses.highest.map { (one.person, $0) } }
        guard !highest.isEmpty else {
            note("The doses of \(group.drug) are given without milligrams, so that what was reached is not known.")
            return
        }
        addQuartiles(
            highest, of: group, [.highestDoseLowerQuartile, .highestDoseMedian, .highestDoseUpperQuartile], key,
            to: &finding)
        let known = doses.compactMap { one in one.doses.last.map { (one.person, $0) } }
        let judged = PersonSet(ascending: known.map(\.0))
        let taking = known.filter { $0.1 > 0 }
        guard !judged.isEmpty else { return }
        finding.add(
            share: .onDrugShare, key, of: PersonSet(ascending: taking.map(\.0)), among: judged, intervals: [.wilson],
            level: study.level, apart: group.others + [group.persons.subtracting(judged)])
        addQuartiles(
            taking, of: group, [.doseOnDayLowerQuartile, .doseOnDayMedian, .doseOnDayUpperQuartile], key, to: &finding)
    }

    private mutating func note(_ caution: Prose) {
        if !cautions.contains(caution) { cautions.append(caution) }
    }

    /// Adds quartiles of a number of some of a group: those beyond one could be counted from it.
    private func addQuartiles(
        _ measured: [(person: Int, value: Double)], of group: StartGroup, _ quantities: [Quantity<StartDoseKey>],
        _ key: StartDoseKey, to finding: inout FindingBuilder
    ) {
        guard let quartiles = Quantile.quartiles(measured.map(\.value)) else { return }
        let persons = PersonSet(ascending: measured.map(\.person))
        let values = [quartiles.lower, quartiles.median, quartiles.upper]
        for (position, (quantity, value)) in zip(quantities, values).enumerated() {
            let beyond = measured.filter { position < 2 ? $0.value <= value : $0.value >= value }
            finding.add(
                quantity, key, value, n: group.count(persons),
                basis: .of(
                    persons,
                    apart: group.apart([
                        group.persons.subtracting(persons), PersonSet(ascending: beyond.map(\.person)),
                    ])), of: Contributions(measured.map(\.value)))
        }
    }
}
