import Cohort
import DelimitedText

/// Reads the files of a study into a cohort: identifiers become dense indices, cells become typed values, and whatever
/// cannot be used is counted and located.
///
/// Files are read one after the other, each in parallel; the result does not depend on the number of threads.
public struct Ingest: Sendable {
    private let study: StudyDefinition
    private let options: IngestOptions

    /// An ingest of a study.
    public init(study: StudyDefinition, options: IngestOptions = IngestOptions()) {
        self.study = study
        self.options = options
    }

    /// Reads every table. Throws an ``IngestError``.
    public func run() throws(IngestError) -> IngestResult {
        do {
            return try read()
        } catch let error as IngestError {
            throw error
        } catch {
            throw .input(.unreadable(path: study.path, reason: "\(error)"))
        }
    }

    private func read() throws -> IngestResult {
        var reading = StudyReading(study: study, options: options)
        reading.noteFilesAtStart()
        try reading.readConcepts()
        try reading.readPatients()
        var early: [ExposureRows.Batch]?
        if case .firstExposure = study.clock.origin { early = try reading.readExposuresThatSetClocks() }
        var pain = try reading.read(.pain, as: PainRows.self)
        var exposures = try early ?? reading.read(.exposures, as: ExposureRows.self)
        early = nil
        var withdrawal = try reading.read(.withdrawal, as: WithdrawalRows.self)
        var moud = try reading.read(.moud, as: MOUDRows.self)
        var interventions = try reading.read(.interventions, as: InterventionRows.self)
        var symptoms = try reading.read(.symptoms, as: SymptomRows.self)
        var events = try reading.read(.events, as: EventRows.self)
        var screened = try reading.read(.screens, as: ScreenRows.self)
        var visited = try reading.read(.visits, as: VisitRows.self)
        try reading.checkRejections()
        reading.warnOfWhatIsNotThere()
        reading.warnOfConcepts()

        if let index = reading.orderPeople() {
            pain.renumber(index)
            exposures.renumber(index)
            withdrawal.renumber(index)
            moud.renumber(index)
            interventions.renumber(index)
            symptoms.renumber(index)
            events.renumber(index)
            screened.renumber(index)
            visited.renumber(index)
        }
        let count = reading.numbering.count
        if study.hasOngoing {
            var ends = OngoingEnds(personCount: count, reading.covariates)
            ends.note(pain)
            ends.note(exposures)
            ends.note(moud)
            ends.note(withdrawal) { $0.day }
            ends.note(interventions.map(\.block)) { $0.lastDay }
            ends.note(symptoms.map(\.block)) { $0.day }
            ends.note(events) { $0.day }
            ends.note(screened.map(\.block)) { $0.day }
            ends.note(visited) { $0.kind == .attended ? $0.day : nil }
            ends.noteDeaths(events)
            for index in exposures.indices { exposures[index].closeOngoing(ends) }
            for index in moud.indices { moud[index].closeOngoing(ends) }
            for index in interventions.indices { interventions[index].closeOngoing(ends) }
        }
        let drops = study.duplicates.drops
        let scores = try PainBatch.assessments(of: consume pain, personCount: count, dropsRepeats: drops(.pain))
        reading.noteRepeats(scores.repeats, of: .pain)
        let taken = try DrugBatch.history(
            of: consume exposures, in: .exposures, personCount: count, dropsRepeats: drops(.exposures))
        reading.noteRepeats(taken.spans.repeats, of: .exposures)
        let opioids = taken.deciding(study.overlap)
        reading.warn(ofOverlaps: opioids.overlapping)
        reading.warn(ofLongSuppliesIn: taken)
        reading.warn(ofDrugsWithoutFactor: opioids)
        reading.warn(ofSpellingsOf: opioids.drugs, in: .exposures, column: "drug")
        let assessments = WithdrawalAssessments(
            personCount: count, blocks: withdrawal, dropsRepeats: drops(.withdrawal))
        reading.noteRepeats(assessments.repeats, of: .withdrawal)
        let medication = try DrugBatch.history(
            of: consume moud, in: .moud, personCount: count, dropsRepeats: drops(.moud))
        reading.noteRepeats(medication.spans.repeats, of: .moud)
        reading.warn(ofSpellingsOf: medication.drugs, in: .moud, column: "drug")
        let care = try TermBatch.rows(
            of: interventions, in: .interventions, column: "kind", as: InterventionKind.self)
        let received = Interventions(
            personCount: count, blocks: care.blocks, kinds: care.terms, dropsRepeats: drops(.interventions))
        reading.noteRepeats(received.rows.repeats, of: .interventions)
        reading.warn(ofSpellingsOf: care.terms, in: .interventions, column: "kind")
        let reported = try TermBatch.rows(of: symptoms, in: .symptoms, column: "symptom", as: Symptom.self)
        let reports = SymptomReports(
            personCount: count, blocks: reported.blocks, symptoms: reported.terms, dropsRepeats: drops(.symptoms))
        reading.noteRepeats(reports.rows.repeats, of: .symptoms)
        reading.warn(ofSpellingsOf: reported.terms, in: .symptoms, column: "symptom")
        let course = CourseEvents(personCount: count, blocks: events, dropsRepeats: drops(.events))
        reading.noteRepeats(course.repeats, of: .events)
        let sought = try TermBatch.rows(of: screened, in: .screens, column: "substance", as: Substance.self)
        let screens = DrugScreens(
            personCount: count, blocks: sought.blocks, substances: sought.terms, dropsRepeats: drops(.screens))
        reading.noteRepeats(screens.rows.repeats, of: .screens)
        reading.warn(ofSpellingsOf: sought.terms, in: .screens, column: "substance")
        let visits = ClinicVisits(personCount: count, blocks: visited, dropsRepeats: drops(.visits))
        reading.noteRepeats(visits.repeats, of: .visits)
        reading.warn(ofMissingEnds: opioids)
        switch study.indexRule {
        case .firstMOUDDose: reading.warn(ofDayZeroIn: .moud) { medication.firstDose(of: $0) }
        case .firstExposure: reading.warn(ofDayZeroIn: .exposures) { opioids[$0].first?.start }
        case .origin, .patientColumn: break
        }
        reading.warnOfNumbersNotFinite()
        reading.warnOfLevels()
        reading.warnOfStrangers()
        let cohort = Cohort(
            patients: Patients(reading.covariates, personCount: count, study: study), instruments: study.instruments,
            pain: scores, exposures: opioids, morphineEquivalents: study.morphineEquivalents,
            exposureRule: study.exposureRule, withdrawal: assessments, moud: medication, interventions: received,
            symptoms: reports, events: course, screens: screens, visits: visits, indexRule: study.indexRule,
            reading: reading.record)
        reading.warnOfStaggeredEntry(in: cohort)
        return IngestResult(
            cohort: cohort,
            personKeys: try reading.numbering.keys(secret: options.personSecret, threads: options.threads),
            tables: reading.reports, rejectedRows: reading.rejectedRows, inputs: reading.inputs,
            warnings: reading.warnings, alerts: reading.alerts)
    }
}

extension StudyReading {
    /// Says which columns of numbers have cells such as `NaN`, which are missing values that the study file does not list.
    fileprivate mutating func warnOfNumbersNotFinite() {
        for column in covariates.columns {
            let people = column.peopleNotFinite(column.type(study.type(of: column.name)))
            guard people > 0 else { continue }
            warn(
                "table \"patients\", column \"\(column.name)\": cells such as NaN or Inf are no numbers and count as missing "
                    + "(patients: \(study.shown(people))); list them under \"missing\"")
        }
    }

    /// Says how many supplies overlap, and what was done with them.
    fileprivate mutating func warn(ofOverlaps rows: DoubledRows) {
        guard rows.count > 0 else { return }
        let done = study.overlap == .latest ? "the earlier one ends the day before" : "they start when that has ended"
        warn(
            "table \"exposures\": supplies that begin before an earlier one of the same drug, route and dose ends: \(study.shown(rows.count)); \(done) "
                + "(\"eras: {overlap: \(SupplyOverlap.allCases.map(\.rawValue).joined(separator: " | "))}\")")
    }

    /// Says how many dispensings are to last for more than a year: 999 is a code for unknown in many systems.
    fileprivate mutating func warn(ofLongSuppliesIn exposures: OpioidExposures) {
        let rows = exposures.spans.all.count { span in
            exposures.regimen(of: span).isSupply && span.end.days(since: span.start) >= 365
        }
        guard rows > 0 else { return }
        warn(
            "table \"exposures\": supplies of more than 365 days (rows: \(study.shown(rows))), which a code such as 999 for unknown makes; "
                + "\"recode: {days_supply: {'999': ~}}\" rejects them")
    }

    /// Lists the drugs that have no factor, with their rows; those of few patients together and without their names.
    fileprivate mutating func warn(ofDrugsWithoutFactor exposures: OpioidExposures) {
        let unconverted = UnconvertedDrugs(exposures)
        guard unconverted.rows > 0 else { return }
        warn(
            "table \"exposures\": rows whose drug, as it is given, has no factor in \(study.morphineEquivalents.name) and that have no "
                + "part in what is asked of the dose: \(study.shown(unconverted.rows)), of \(unconverted.list(fewest: study.minimumCell)); \"recode\" turns a word into a drug that has one, "
                + "and \"mme: {set: NAME, factors: {DRUG: FACTOR}}\" adds one")
    }
}
