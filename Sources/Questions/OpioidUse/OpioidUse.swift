import Cohort
import Estimation
import Findings

/// Who was on which opioid when: coverage over time, duration, long-term therapy, switches and restarts.
enum OpioidUse: Question {
    typealias Settings = OpioidUseSettings

    static let id = "opioid_use"
    static let title = "Opioid use over time"
    static let question = "Who took which opioid when, and for how long?"

    static let quantities: [QuantityInfo] = [
        Quantity.coveredShare.info, Quantity.useMedian.info, Quantity.useLowerQuartile.info,
        Quantity.useUpperQuartile.info, Quantity.erasMedian.info, Quantity.erasLowerQuartile.info,
        Quantity.erasUpperQuartile.info, Quantity.severalErasShare.info, Quantity.stillRunningShare.info,
        Quantity.firstEraMedian.info, Quantity.longTermShare.info, Quantity.longTermAgreementShare.info,
        Quantity.switchedShare.info, Quantity.switchShare.info, Quantity.restartShare.info,
        Quantity.unknownDoseRows.info, Quantity.withoutFactorRows.info, Quantity.unknownMOUDRows.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.restartShare)]

    static let tests: [TestInfo] = []

    /// Days within which a restart is counted.
    static let restartDays = [30, 90, 365]
    /// Switches told one by one, at most.
    static let mostSwitches = 6

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool { !study.cohort.exposures.spans.isEmpty }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let exposures = study.cohort.exposures
        let exposed = study.persons { !exposures[$0].isEmpty }
        finding.population = .init(
            "patients with an opioid exposure", patients: exposed, observations: exposures.spans.count)
        describe(settings, of: study, in: &finding)
        guard !exposed.isEmpty else { return finding.notEstimable("the study has no opioid exposures") }

        let drugs = UsedDrugs(study.shared(DrugCensusOf()), in: study.cohort, fewest: study.minimumStep)
        let walk = OpioidUseWalk(study, drugs, settings)
        UseOverTime(walk, drugs, steps: settings.steps, executor: study.executor)
            .add(to: &finding, settings, fewest: study.minimumStep, level: study.level)
        addDurations(walk.patients, exposed, study, to: &finding)
        addLongTerm(walk.patients, exposed, study.level, to: &finding)
        addSwitches(walk.patients, exposed, study, to: &finding)
        addRestarts(walk.patients, exposed, study, to: &finding)
        addUnknown(walk, to: &finding)
    }

    // MARK: - Duration

    private static func addDurations(
        _ patients: [PatientUse], _ exposed: PersonSet, _ study: Study, to finding: inout FindingBuilder
    ) {
        for measure in UseMeasure.allCases {
            let measured = patients.compactMap { patient in measure.value(patient).map { (patient.person, Double($0)) }
            }
            let key = MeasureKey(measure: measure)
            addQuartiles(measured, exposed, to: &finding) {
                [(.useLowerQuartile, key), (.useMedian, key), (.useUpperQuartile, key)][$0]
            }
        }
        addQuartiles(patients.map { ($0.person, Double($0.eras)) }, exposed, to: &finding) {
            ([.erasLowerQuartile, .erasMedian, .erasUpperQuartile][$0], Overall())
        }
        let level = study.level
        finding.add(
            share: .severalErasShare, Overall(), of: patients.persons { $0.eras > 1 }, among: exposed,
            intervals: [.wilson], level: level)
        let over = patients.persons(where: \.isFirstEraOver)
        finding.add(
            share: .stillRunningShare, Overall(), of: exposed.subtracting(over), among: exposed, intervals: [.wilson],
            level: level)
        let curve = KaplanMeier(
            patients.map { KaplanMeier.Observation(day: $0.firstEraDays, isEvent: $0.isFirstEraOver) }, level: level)
        let median = curve.median
        guard let days = median.day else { return }
        // Those who got there by the median are counted from it.
        let byThen = patients.persons { $0.isFirstEraOver && Double($0.firstEraDays) <= days }
        finding.add(
            .firstEraMedian, Overall(), days,
            interval: .init(
                lower: median.lower, upper: median.upper, level: level.value,
                method: ConfidenceInterval.Method.kaplanMeierLogLog.rawValue),
            n: exposed.count, basis: .event(over, among: exposed, apart: [byThen]))
    }

    /// Adds the quartiles of a number of some patients: `key` tells what the lower one, the median and the upper one are called.
    private static func addQuartiles<Key: GroupKey>(
        _ measured: [(person: Int, value: Double)], _ exposed: PersonSet, to finding: inout FindingBuilder,
        _ key: (_ quartile: Int) -> (quantity: Quantity<Key>, key: Key)
    ) {
        guard let quartiles = Quantile.quartiles(measured.map(\.value)) else { return }
        let persons = PersonSet(ascending: measured.map(\.person))
        let left = exposed.subtracting(persons)
        for (position, quartile) in [quartiles.lower, quartiles.median, quartiles.upper].enumerated() {
            let beyond = measured.filter { position < 2 ? $0.value <= quartile : $0.value >= quartile }
            let (quantity, key) = key(position)
            finding.add(
                quantity, key, quartile, n: persons.count,
                basis: .of(persons, apart: [left, PersonSet(ascending: beyond.map(\.person))]),
                of: Contributions(measured.map(\.value)))
        }
    }

    // MARK: - Long-term therapy

    private struct JudgedTherapy {
        let person: Int
        let longTerm: LongTermTherapy
    }

    private static func addLongTerm(
        _ patients: [PatientUse], _ exposed: PersonSet, _ level: ConfidenceLevel, to finding: inout FindingBuilder
    ) {
        // Without what else is known of a patient, so that filtering copies little.
        let therapies = patients.map { JudgedTherapy(person: $0.person, longTerm: $0.longTerm) }
        func judged(_ definitions: [LongTermTherapy.Definition]) -> [JudgedTherapy] {
            therapies.filter { patient in definitions.allSatisfy { patient.longTerm[$0] != .unknown } }
        }
        func persons(_ judged: [JudgedTherapy], where isMember: (JudgedTherapy) -> Bool) -> PersonSet {
            PersonSet(ascending: judged.lazy.filter(isMember).map(\.person))
        }
        for definition in LongTermTherapy.Definition.allCases {
            let judged = judged([definition])
            let among = PersonSet(ascending: judged.map(\.person))
            finding.add(
                share: .longTermShare, LongTermKey(definition: LongTermTerm(definition)),
                of: persons(judged) { $0.longTerm[definition] == .met }, among: among, intervals: [.wilson],
                level: level,
                apart: [exposed.subtracting(among)])
        }
        for agreement in LongTermAgreement.allCases {
            let definitions = agreement.definitions
            let judged = judged(definitions)
            let among = PersonSet(ascending: judged.map(\.person))
            // Which of the definitions a patient meets, a bit each.
            func met(_ patient: JudgedTherapy) -> Int {
                definitions.enumerated().reduce(0) { $0 | (patient.longTerm[$1.element] == .met ? 1 << $1.offset : 0) }
            }
            let all = 1 << definitions.count - 1
            // With the shares by each definition the table of all combinations is known.
            let cells = (0...all).map { cell in persons(judged) { met($0) == cell } }
            let counted = persons(judged) { agreement == .anyOfThree ? met($0) > 0 : met($0) == all }
            finding.add(
                share: .longTermAgreementShare, LongTermKey(agreement: agreement), of: counted, among: among,
                intervals: [.wilson], level: level, apart: cells + [exposed.subtracting(among)])
        }
    }

    // MARK: - Amounts that are not known

    private static func addUnknown(_ walk: OpioidUseWalk, to finding: inout FindingBuilder) {
        for (quantity, rows) in [
            (Quantity.unknownDoseRows, \PatientUse.unknownRows), (.withoutFactorRows, \.unconvertedRows),
        ] {
            finding.add(
                quantity, Overall(), Double(walk.patients.reduce(0) { $0 + $1[keyPath: rows] }),
                basis: .of(walk.patients.persons { $0[keyPath: rows] > 0 }))
        }
        finding.add(
            .unknownMOUDRows, Overall(), Double(walk.unknownMOUD.rows), basis: .of(walk.unknownMOUD.persons))
    }
}

extension UseMeasure {
    /// Its value of a patient; `nil` where the patient has none.
    fileprivate func value(_ patient: PatientUse) -> Int? {
        switch self {
        case .firstDay: patient.firstDay
        case .coveredDays: patient.coveredDays
        case .firstEra: patient.firstEraDays
        case .firstGap: patient.firstGap
        }
    }
}

extension [PatientUse] {
    /// Those for whom a condition holds.
    func persons(where isMember: (PatientUse) -> Bool) -> PersonSet {
        PersonSet(ascending: lazy.filter(isMember).map(\.person))
    }
}
