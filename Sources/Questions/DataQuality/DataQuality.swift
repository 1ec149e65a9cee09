import Cohort
import Estimation
import Findings

/// What the files hold, and what of it is missing, doubled, out of line or apart: what every other answer rests on.
///
/// What became of the rows is no finding: see ``Results/TableQuality``. This is what can be told of the patients and their values
/// (after the items of the data quality framework of Kahn 2016, 10.13063/2327-9214.1244: conformance, completeness, plausibility).
enum DataQuality: Question {
    typealias Settings = DataQualitySettings

    static let id = "data_quality"
    static let title = "Data quality"
    static let question = "Are the data complete, and do their tables fit together?"
    static let isAskedAlways = true

    static let quantities: [QuantityInfo] = [
        Quantity.patientsInTable.info, Quantity.strangers.info, Quantity.patientsInTables.info,
        Quantity.patientsInOtherTables.info, Quantity.missingShare.info, Quantity.levelPatients.info,
        Quantity.columnQuantile.info, Quantity.firstDay.info, Quantity.lastDay.info, Quantity.scoreQuantile.info,
        Quantity.digitShare.info, Quantity.digitShareExpected.info, Quantity.scoredDays.info,
        Quantity.daysBetweenScores.info, Quantity.longestBreak.info, Quantity.singleScoreShare.info,
        Quantity.daysFromPlan.info, Quantity.exposureLength.info, Quantity.highestDose.info,
        Quantity.coveredDaysShare.info,
        Quantity.withSeveralEras.info, Quantity.daysBetweenEras.info, Quantity.overlapRows.info,
        Quantity.overlapPatients.info, Quantity.wordWithoutFactor.info, Quantity.warnLevelCrossed.info,
    ]
    static let mainAnswers: [MainAnswer] = []

    static let tests: [TestInfo] = []

    static func prepare(_ settings: DataQualitySettings, of study: Study) {
        if !study.cohort.isEmpty(.pain) { _ = study.shared(ScoreSurveysOf()) }
        if !study.cohort.isEmpty(.exposures) { _ = study.shared(SupplySurveyOf()) }
    }

    static func answer(_ settings: DataQualitySettings, of study: Study, into finding: inout FindingBuilder) {
        finding.population = .init("everyone in the study's tables", patients: study.everyone, observations: nil)
        finding.estimand = "What the tables hold of each patient, and what of it is missing, doubled or out of line."
        finding.method = """
            Counts and shares; quantiles by nearest rank (type 1 of Hyndman and Fan 1996), over patients, and of scores over scores. A row \
            is rejected for its first cell that is wrong. Levels and words of few patients are put together.
            """
        guard !study.everyone.isEmpty else { return finding.notEstimable("the study has no patients") }
        addCrossings(settings, study, to: &finding)
        addPatients(study, to: &finding)
        addCells(study, to: &finding)
        addDays(study, to: &finding)
        if !study.cohort.isEmpty(.pain) { addScores(study, to: &finding) }
        if !study.cohort.isEmpty(.exposures) { addSupplies(study, to: &finding) }
        addVisits(study, to: &finding)
    }

    private static func addCrossings(_ settings: DataQualitySettings, _ study: Study, to finding: inout FindingBuilder)
    {
        for crossing in study.shared(QualitySharesOf()).crossings(settings.warn) {
            for column in crossing.columns.isEmpty ? [nil] : crossing.columns.map(Optional.init) {
                let key = QualityKey(table: crossing.table, column: column, measure: crossing.measure)
                finding.add(.warnLevelCrossed, key, crossing.level, basis: .noPerson)
            }
        }
        finding.cautions = notices(settings, of: study).warnings.map {
            Prose(StudyWord($0.prefix(1).uppercased() + $0.dropFirst()))
        }
    }

    // MARK: - Patients

    private static func addPatients(_ study: Study, to finding: inout FindingBuilder) {
        let tables = study.shared(TablePersonsOf())
        for (table, persons) in tables.tables {
            finding.add(
                .patientsInTable, QualityKey(table: table), Double(persons.count),
                // A number that gives a combination of few patients back is as small as they are.
                basis: .event(persons, among: study.everyone).telling(outside: tables.hidden.contains(table) ? [1] : [])
            )
            guard table != .patients, let read = study.cohort.reading[table], read.strangers > 0 else { continue }
            finding.add(
                .strangers, QualityKey(table: table), Double(read.strangers),
                basis: Basis.noPerson.telling(outside: [read.strangers]))
        }
        for (own, persons) in tables.combinations {
            finding.add(count: persons, as: .patientsInTables, QualityKey(tables: own))
        }
        if !tables.others.isEmpty { finding.add(count: tables.others, as: .patientsInOtherTables, QualityKey()) }
    }

    // MARK: - Cells

    private static func addCells(_ study: Study, to finding: inout FindingBuilder) {
        for gaps in study.shared(ColumnGapsOf()) {
            finding.add(
                .missingShare, QualityKey(table: gaps.place.table, column: gaps.place.column), gaps.share,
                n: gaps.cells,
                basis: gaps.basis)
        }
        for column in study.shared(ColumnLevelsOf()) {
            let (table, name) = (column.place.table, column.place.column)
            for (word, persons) in column.levels {
                let key = QualityKey(table: table, column: name, level: .recorded(StudyWord(word)))
                add(persons, as: key, study, to: &finding)
            }
            if !column.others.isEmpty {
                add(column.others, as: QualityKey(table: table, column: name), study, to: &finding)
            }
        }
        for column in study.cohort.patients.covariates {
            guard case .numeric(let numbers) = column.values else { continue }
            let values = numbers.enumerated().compactMap { person, value in value.map { (person: person, value: $0) } }
            if !values.isEmpty {
                finding.add(
                    PersonQuantiles(values), as: .columnQuantile, QualityKey(table: .patients, column: column.name))
            }
        }
    }

    /// Adds how many patients have a level. Of a table other than that of patients, those with rows and without the level stand apart of
    /// it; where the table's own number is not shown, a level of all but a few of its patients would tell it.
    private static func add(
        _ persons: PersonSet, as key: QualityKey, _ study: Study, to finding: inout FindingBuilder
    ) {
        let tables = study.shared(TablePersonsOf())
        var basis = Basis.of(persons)
        if let table = key.table, table != .patients, let own = tables.tables.first(where: { $0.table == table }) {
            let without = own.persons.subtracting(persons)
            let tellsHidden = tables.hidden.contains(table) && without.count < study.minimumStep
            basis = basis.telling(apart: [without]).telling(outside: tellsHidden ? [1] : [])
        }
        finding.add(.levelPatients, key, Double(persons.count), n: persons.count, basis: basis)
    }

    // MARK: - Days and visits

    private static func addDays(_ study: Study, to finding: inout FindingBuilder) {
        for table in StudyTable.allCases where table != .patients && !study.cohort.isEmpty(table) {
            let ends = (0..<study.cohort.patients.count).compactMap { person in
                study.cohort.ends(of: person, in: table).map { (person: person, first: $0.first, last: $0.last) }
            }
            let key = QualityKey(table: table)
            finding.add(PersonQuantiles(ends.map { ($0.person, Double($0.first.rawValue)) }), as: .firstDay, key)
            finding.add(PersonQuantiles(ends.map { ($0.person, Double($0.last.rawValue)) }), as: .lastDay, key)
        }
    }

    private static func addVisits(_ study: Study, to finding: inout FindingBuilder) {
        let visits = study.cohort.visits
        let distances = (0..<study.cohort.patients.count).compactMap { person in
            visits[person].compactMap { visit in
                visit.kind == .attended ? visit.plannedDay.map { abs(visit.day.days(since: $0)) } : nil
            }.max().map { (person: person, value: Double($0)) }
        }
        if !distances.isEmpty { finding.add(PersonQuantiles(distances), as: .daysFromPlan, QualityKey(table: .visits)) }
    }

    // MARK: - Scores

    private static func addScores(_ study: Study, to finding: inout FindingBuilder) {
        let surveys = study.shared(ScoreSurveysOf())
        for survey in surveys.instruments {
            let key = QualityKey(instrument: survey.instrument.info)
            for (probability, value, beyond) in survey.quantiles {
                var own = key
                own.quantile = probability
                finding.add(.scoreQuantile, own, value, basis: .of(survey.persons, apart: [beyond]))
            }
            for heap in survey.heaps where survey.rows > 0 {
                var own = key
                own.pattern = heap.pattern
                finding.add(
                    .digitShare, own, Double(heap.rows) / Double(survey.rows),
                    basis: .of(survey.persons, apart: [heap.with, heap.without]))
                if let expected = heap.expected { finding.add(.digitShareExpected, own, expected, basis: .noPerson) }
            }
        }
        let people = surveys.people
        func quantiles(_ quantity: Quantity<QualityKey>, _ of: [ScoredPerson], _ value: (ScoredPerson) -> Double) {
            guard !of.isEmpty else { return }
            finding.add(PersonQuantiles(of.map { (Int($0.person), value($0)) }), as: quantity, QualityKey())
        }
        quantiles(.scoredDays, people) { Double($0.days) }
        let several = people.filter { $0.days > 1 }
        quantiles(.daysBetweenScores, several) { Double($0.last - $0.first) / Double($0.days - 1) }
        quantiles(.longestBreak, several) { Double($0.longest) }
        finding.add(
            .singleScoreShare, people.filter { $0.days == 1 }.map { Int($0.person) },
            among: people.map { Int($0.person) })
    }

    // MARK: - Supplies

    private static func addSupplies(_ study: Study, to finding: inout FindingBuilder) {
        let survey = study.shared(SupplySurveyOf())
        func quantiles(
            _ quantity: Quantity<QualityKey>, _ of: [SuppliedPerson], _ value: (SuppliedPerson) -> Double?
        ) {
            let values = of.compactMap { person in value(person).map { (person: Int(person.person), value: $0) } }
            guard !values.isEmpty else { return }
            finding.add(PersonQuantiles(values), as: quantity, QualityKey())
        }
        quantiles(.exposureLength, survey.people) { Double($0.longest) }
        quantiles(.highestDose, survey.people) { $0.highestDose.map { (Double($0) * 1e4).rounded() / 1e4 } }
        quantiles(.coveredDaysShare, survey.people) { Double($0.covered) / Double($0.spanned) }
        let several = survey.people.filter { $0.eras > 1 }
        quantiles(.daysBetweenEras, several) { Double($0.longestGap) }
        finding.add(
            .withSeveralEras, several.map { Int($0.person) }, among: survey.people.map { Int($0.person) })
        let overlapping = study.cohort.exposures.overlapping
        finding.add(
            .overlapRows, QualityKey(), Double(overlapping.count),
            basis: .of(overlapping.persons))
        finding.add(count: overlapping.persons, as: .overlapPatients, QualityKey())
        addWords(survey.unconverted, study, to: &finding)
    }

    /// Words of few patients are put together, with the word of most patients that protects them.
    private static func addWords(_ words: [SupplySurvey.Word], _ study: Study, to finding: inout FindingBuilder) {
        let isNamed = words.map { $0.persons.count >= study.minimumStep }
        for (word, isNamed) in zip(words, isNamed) where isNamed {
            finding.add(
                .wordWithoutFactor,
                QualityKey(table: .exposures, column: "drug", level: .recorded(StudyWord(word.word))),
                Double(word.rows),
                basis: .of(word.persons))
        }
        let others = zip(words, isNamed).filter { !$1 }.map(\.0)
        guard !others.isEmpty else { return }
        finding.add(
            .wordWithoutFactor, QualityKey(table: .exposures, column: "drug"),
            Double(others.reduce(0) { $0 + $1.rows }),
            basis: .of(others.map(\.persons).reduce(PersonSet()) { $0.union($1) }))
    }
}

extension FindingBuilder {
    /// Adds a share of patients as a description, without an interval.
    fileprivate mutating func add(_ share: Quantity<QualityKey>, _ event: [Int], among persons: [Int]) {
        guard !persons.isEmpty else { return }
        add(
            share, QualityKey(), Double(event.count) / Double(persons.count), n: persons.count, events: event.count,
            basis: .event(PersonSet(ascending: event), among: PersonSet(ascending: persons)))
    }
}

extension Cohort {
    /// The days of a person's first and last row in a table; `nil` where there is none.
    func ends(of person: Int, in table: StudyTable) -> (first: StudyDay, last: StudyDay)? {
        func ends<Rows: BidirectionalCollection>(_ rows: Rows, _ day: (Rows.Element) -> StudyDay) -> (
            StudyDay, StudyDay
        )? {
            guard let first = rows.first, let last = rows.last else { return nil }
            return (day(first), day(last))
        }
        return switch table {
        case .patients: nil
        case .pain: ends(pain[person], \.day)
        case .exposures: ends(exposures[person], \.start)
        case .withdrawal: ends(withdrawal[person], \.day)
        case .moud: ends(moud[person], \.start)
        case .interventions: ends(interventions[person], \.start)
        case .symptoms: ends(symptoms[person], \.day)
        case .events: ends(events[person], \.day)
        case .screens: ends(screens[person], \.day)
        case .visits: ends(visits[person], \.day)
        }
    }
}
