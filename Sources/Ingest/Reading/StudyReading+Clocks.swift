import Cohort
import StudyFile

extension StudyReading {
    /// Sets the clocks that follow from columns of patients, when all of these are read.
    mutating func setClocks() throws(IngestError) {
        if case .column(let column) = study.clock.origin {
            let origins = try clockDays(in: column.name, key: "origin", column.source)
            countDays(from: origins.days)
            warnOfPeople(without: "day 0", in: column.name, origins, "their rows are rejected")
        }
        if !study.clock.isEachPersonsOwn { giveAges(on: { _ in nil }) }
        if case .patientColumn(let column) = study.indexRule, let source = study.indexSource {
            let days = try clockDays(in: column, key: "index", source)
            warnOfPeople(without: "index day", in: column, days, "they have no part in what is asked of it")
            guard days.fractions > 0 else { return }
            covariates = covariates.mapping([column]) { _, number in number == number.rounded() ? number : nil }
        }
    }

    /// The whole days of a column that sets a clock.
    private struct ClockDays {
        var days: [Int32?]
        /// People of whom the column says nothing.
        var missing = 0
        /// People of whom it says a fraction of a day.
        var fractions = 0
    }

    private func clockDays(in name: String, key: String, _ source: SourceReference) throws(IngestError) -> ClockDays {
        guard let column = covariates.column(named: name) else { return ClockDays(days: []) }
        // A text that is no day is a column of something else, or a word for "missing" that nobody listed.
        if column.usedWords.contains(where: { $0.element.number == nil && !$0.element.isNotFinite }) {
            throw .study(
                source.error(
                    "\"\(key)\": column \"\(name)\" of the patients table has cells that are no study day; \"recode\" them, list them "
                        + "under \"missing\", or say with \"dates: {shifted: true, format: M/D/YYYY}\" how dates are written",
                    exitKind: .data))
        }
        var result = ClockDays(days: [])
        result.days = column.codes.map { code in
            guard code >= 0, let number = column.words[Int(code)].number else {
                result.missing += 1
                return nil
            }
            let day = Int32(exactly: number)
            if day == nil { result.fractions += 1 }
            return day
        }
        return result
    }

    private mutating func warnOfPeople(
        without what: String, in column: String, _ days: ClockDays, _ consequence: String
    ) {
        if days.fractions > 0 {
            warn(
                "table \"patients\", column \"\(column)\": a fraction of a day is no \(what) (patients: \(study.shown(days.fractions))); "
                    + "\(consequence); \"dates: {fractions: floor}\" takes the whole part")
        }
        if days.missing > 0 {
            warn(
                "table \"patients\", column \"\(column)\": is missing, so that these patients have no \(what) (patients: \(study.shown(days.missing))); "
                    + consequence)
        }
    }

    /// From now on counts each person's days from a day of the person's own, and so in what is known of patients.
    private mutating func countDays(from days: [Int32?]) {
        origins = days
        giveAges { days[$0] }
        covariates = covariates.mapping(study.dayColumns) { person, number in
            days[person].map { number - Double($0) }
        }
    }

    /// Gives ages on day 0 in place of birth dates.
    private mutating func giveAges(on own: (Int) -> Int32?) {
        covariates = covariates.givingAges(cap: study.ageCap) { study.clock.dayZero(own: own($0)) }
    }

    /// Reads the exposures before all other tables, and counts everybody's days from the first of them.
    ///
    /// - Returns: the exposures, on each person's own clock.
    mutating func readExposuresThatSetClocks() throws -> [ExposureRows.Batch] {
        var batches = try read(.exposures, as: ExposureRows.self)
        var first = [Int32?](repeating: nil, count: numbering.count)
        for batch in batches { batch.noteFirstDays(in: &first) }
        for number in batches.indices { batches[number].countDays(from: first) }
        lostRows[.exposures]?.countDays(from: first, numbering)
        // Without a patients table, those without an exposure are nobody: none of their rows could be used.
        if case .open = people { people = .closed(KnownPeople(numbering, stranger: .noOrigin)) }
        countDays(from: first)
        let without = first.count { $0 == nil }
        if without > 0 {
            warn(
                "table \"exposures\": patients without an exposure have no day 0 (patients: \(study.shown(without))); their rows are rejected "
                    + "(\"dates: {origin: first_exposure}\")")
        }
        return batches
    }
}

extension CovariateTexts {
    /// The same columns with other numbers in some of them; `nil` makes a cell missing.
    func mapping(_ names: Set<String>, _ number: (_ person: Int, _ number: Double) -> Double?) -> CovariateTexts {
        CovariateTexts(
            columns: columns.map { column in
                guard names.contains(column.name) else { return column }
                var vocabulary = Vocabulary<PatientWord>()
                let codes = column.codes.enumerated().map { person, code -> Int32 in
                    guard code >= 0, let old = column.words[Int(code)].number, let new = number(person, old) else {
                        return -1
                    }
                    return Int32(bitPattern: vocabulary.number(of: PatientWord(day: new)))
                }
                return Column(name: column.name, headers: column.headers, codes: codes, words: vocabulary.words)
            })
    }
}

extension PatientWord {
    /// A study day.
    init(day: Double) {
        self.init(text: Int(exactly: day).map(String.init) ?? "\(day)", number: day)
    }
}
