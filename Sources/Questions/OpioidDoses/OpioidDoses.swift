import Cohort
import Estimation
import Findings

/// Which opioids were taken, at which doses: what every question about the dose rests on.
enum OpioidDoses: Question {
    typealias Settings = OpioidDosesSettings

    static let id = "opioid_doses"
    static let title = "Opioids and their doses"
    static let question = "Which opioids were taken, and how much a day?"

    static let quantities: [QuantityInfo] = [
        Quantity.patientsTaking.info, Quantity.rowsWithoutFactor.info, Quantity.overlappingSupplies.info,
        Quantity.doseMedian.info, Quantity.doseLowerQuartile.info, Quantity.doseUpperQuartile.info,
        Quantity.highDoseShare.info,
    ]
    static let mainAnswers: [MainAnswer] = [MainAnswer(.highDoseShare)]

    static let tests: [TestInfo] = []

    /// From where on a dose counts as high (Dowell 2016, 10.1001/jama.2016.1464).
    static let highDose = 90.0

    static func hasSubject(in study: Study, _ settings: Settings) -> Bool { !study.cohort.exposures.spans.isEmpty }

    static func answer(_ settings: Settings, of study: Study, into finding: inout FindingBuilder) {
        let exposures = study.cohort.exposures
        let exposed = study.persons { !exposures[$0].isEmpty }
        finding.population = .init(
            "patients with an opioid exposure", patients: exposed, observations: exposures.spans.count)
        finding.estimand = "Patients with each drug, and the dose of a day by four denominators."
        finding.method = """
            Morphine milligram equivalents by \(StudyWord(study.cohort.morphineEquivalents.name)). The dose of a day is an average of a \
            patient's exposures over days' supply, over the days with the drug, or over a fixed window of \(setting: settings.window) \
            days from the first exposure on, or it is that of the highest day: the definitions 1 to 4 of the NIH HEAL calculator \
            (Adams 2025, 10.1097/j.pain.0000000000003529). Models that hold the dose take that of the day of the score. Quartiles by linear \
            interpolation (type 7 of Hyndman and Fan 1996).
            """
        guard !exposed.isEmpty else { return finding.notEstimable("the study has no opioid exposures") }
        finding.set("factors", Prose(StudyWord(study.cohort.morphineEquivalents.name)))
        addDrugs(exposures, exposed, study, to: &finding)
        addDoses(settings, exposures, exposed, study, to: &finding)
        addOverlaps(exposures, study, to: &finding)
    }

    // MARK: - Drugs

    private static func addDrugs(
        _ exposures: OpioidExposures, _ exposed: PersonSet, _ study: Study, to finding: inout FindingBuilder
    ) {
        let census = study.shared(DrugCensusOf())
        for (drug, persons) in census.takers {
            finding.add(
                share: .patientsTaking, DoseKey(drug: DrugTerm(drug)), of: PersonSet(ascending: persons),
                among: exposed,
                intervals: [.wilson], level: study.level)
        }
        for (product, rows, persons) in census.unconverted {
            finding.add(
                .rowsWithoutFactor, DoseKey(drug: DrugTerm(product.drug), route: RouteTerm(product.route)),
                Double(rows),
                basis: .of(PersonSet(ascending: persons)))
        }
        guard !census.unconverted.isEmpty else { return }
        let persons = PersonSet(ascending: Set(census.unconverted.flatMap(\.persons)).sorted())
        let rows = Measured.rows(census.unconverted.reduce(0) { $0 + $1.rows }, of: .of(persons))
        finding.cautions.append(
            """
            Exposures without a factor in \(StudyWord(study.cohort.morphineEquivalents.name)), as they are given: \(rows). They count for \
            duration, and no question about the dose uses a day with one. `nocitrend check` lists their words.
            """)
    }

    // MARK: - Doses

    private static func addDoses(
        _ settings: Settings, _ exposures: OpioidExposures, _ exposed: PersonSet, _ study: Study,
        to finding: inout FindingBuilder
    ) {
        let isBuprenorphine = exposures.regimens.map { exposures.drug(of: $0)?.code == .buprenorphine }
        // Where nobody takes it there is one reading.
        let rules: [BuprenorphineRule] =
            !study.cohort.morphineEquivalents.converts(.buprenorphine)
            ? [.leftOut] : isBuprenorphine.contains(true) ? [.included, .leftOut] : [.included]
        for rule in rules {
            let doses = DoseTable(
                exposures, exposed, window: settings.window, executor: study.executor,
                isCounted: { rule == .included || !isBuprenorphine[Int($0)] })
            for denominator in DoseDenominator.allCases {
                add(doses, denominator, rule, exposed, study.level, to: &finding)
            }
        }
    }

    private static func add(
        _ doses: DoseTable, _ denominator: DoseDenominator, _ rule: BuprenorphineRule, _ exposed: PersonSet,
        _ level: ConfidenceLevel, to finding: inout FindingBuilder
    ) {
        let key = DoseKey(denominator: denominator, buprenorphine: rule)
        let values = doses.known.map { denominator.value($0) }
        guard let quartiles = Quantile.quartiles(values) else { return }
        let left = exposed.subtracting(doses.persons)
        func persons(_ isMember: (Double) -> Bool) -> PersonSet {
            PersonSet(ascending: zip(doses.persons.persons, values).filter { isMember($0.1) }.map(\.0))
        }
        for (quantity, value, beyond) in [
            (Quantity.doseMedian, quartiles.median, persons { $0 <= quartiles.median }),
            (.doseLowerQuartile, quartiles.lower, persons { $0 <= quartiles.lower }),
            (.doseUpperQuartile, quartiles.upper, persons { $0 >= quartiles.upper }),
        ] {
            finding.add(
                quantity, key, value, n: values.count, basis: .of(doses.persons, apart: [left, beyond]),
                of: Contributions(values))
        }
        finding.add(
            share: .highDoseShare, key, of: persons { $0 >= highDose }, among: doses.persons, intervals: [.wilson],
            level: level, apart: [left])
    }

    // MARK: - Overlaps

    private static func addOverlaps(_ exposures: OpioidExposures, _ study: Study, to finding: inout FindingBuilder) {
        let overlapping = exposures.overlapping
        if overlapping.count > 0 {
            let persons = overlapping.persons
            finding.add(.overlappingSupplies, DoseKey(), Double(overlapping.count), basis: .of(persons))
            finding.cautions.append(
                """
                Supplies dispensed before an earlier one of the same drug, route and dose ends: \
                \(Measured.rows(overlapping.count, of: .of(persons))). What becomes of them is under "Overlapping supplies" among the \
                definitions.
                """)
        }
        let repeats = exposures.spans.repeats
        if repeats.count > 0 {
            finding.cautions.append(
                """
                Exposures alike in every column with an earlier one of the same patient: \
                \(Measured.rows(repeats.count, of: .of(repeats.persons))). Two dispensings of a day that are alike would be taken for one.
                """)
        }
    }
}

extension DoubledRows {
    /// Who has some.
    var persons: PersonSet { PersonSet(ascending: rowsOfPerson.keys.sorted()) }
}
