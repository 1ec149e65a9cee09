import Cohort
import Estimation
import Findings

/// What patients went over to, and how soon they came back.
extension OpioidUse {
    static func addSwitches(
        _ patients: [PatientUse], _ exposed: PersonSet, _ study: Study, to finding: inout FindingBuilder
    ) {
        let switched = patients.persons { !$0.switches.isEmpty }
        finding.add(
            share: .switchedShare, SwitchKey(), of: switched, among: exposed, intervals: [.wilson], level: study.level)
        guard !switched.isEmpty else { return }
        var personsOf: [DrugSwitch: [Int]] = [:]
        for patient in patients {
            for one in Set(patient.switches) { personsOf[one, default: []].append(patient.person) }
        }
        let ranked = personsOf.sorted {
            ($1.value.count, $0.key.from, $0.key.to) < ($0.value.count, $1.key.from, $1.key.to)
        }
        var told = Array(ranked.prefix(mostSwitches).filter { $0.value.count >= study.minimumStep })
        var rarer = Set(ranked.dropFirst(told.count).flatMap(\.value))
        // A few patients with the rarer switches would be what the others leave of those who switched.
        while !rarer.isEmpty, rarer.count < study.minimumStep, let last = told.popLast() {
            rarer.formUnion(last.value)
        }
        for (pair, persons) in told {
            finding.add(
                share: .switchShare, SwitchKey(from: term(pair.from), to: term(pair.to)),
                of: PersonSet(ascending: persons), among: switched, intervals: [.wilson], level: study.level)
        }
        guard !rarer.isEmpty else { return }
        finding.add(
            share: .switchShare, SwitchKey(), of: PersonSet(ascending: rarer.sorted()), among: switched,
            intervals: [.wilson], level: study.level)
    }

    private static func term(_ drug: UInt8) -> DrugTerm {
        let codes = Opioid.allCases
        return DrugTerm(Int(drug) < codes.count ? codes[Int(drug)] : .other)
    }

    /// The cumulative incidence of a restart after the first era, with death competing, from the day on which the era is known to be over.
    static func addRestarts(
        _ patients: [PatientUse], _ exposed: PersonSet, _ study: Study, to finding: inout FindingBuilder
    ) {
        let stopped = patients.compactMap { patient in patient.restart.map { (person: patient.person, after: $0) } }
        let persons = PersonSet(ascending: stopped.map(\.person))
        let notSeen = exposed.subtracting(persons)
        func those(_ cause: PatientUse.Restart.Cause, within days: ClosedRange<Int>) -> PersonSet {
            PersonSet(
                ascending: stopped.lazy.filter { $0.after.cause == cause && days.contains($0.after.days) }.map(\.person)
            )
        }
        let curves = AalenJohansen.fit(
            times: stopped.map { Double($0.after.days) }, causes: stopped.map(\.after.cause.rawValue)
        ).fit
        let restarts = curves?.curves.first { $0.cause == PatientUse.Restart.Cause.exposure.rawValue }
        let longest = stopped.lazy.map(\.after.days).max() ?? 0
        // Those counted from two horizons that are both shown are those between them.
        var last = 0
        for days in restartDays where longest >= days || curves?.eventFree.last == 0 {
            let between = [PatientUse.Restart.Cause.exposure, .death, .endOfObservation].map {
                those($0, within: (last + 1)...days)
            }
            let beyond = PersonSet(ascending: stopped.lazy.filter { $0.after.days > days }.map(\.person))
            let point = curves?.position(at: Double(days)).flatMap { restarts?.points[$0] }
            finding.add(
                .restartShare, RestartKey(days: days), point?.incidence ?? 0, se: point?.standardError,
                point?.interval(level: study.level), n: persons.count,
                basis: .of(persons, apart: [notSeen, beyond] + between))
            if (between + [beyond]).allSatisfy({ $0.isEmpty || $0.count >= study.minimumStep }) { last = days }
        }
    }
}
