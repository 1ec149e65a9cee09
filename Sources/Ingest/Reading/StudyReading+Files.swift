import DelimitedText
import StudyFile

// Which files an entry is read from, how they spell its columns, and which concepts they have.
extension StudyReading {
    /// What a file may ask of the computer, and where it may lie.
    var limits: InputLimits {
        InputLimits(
            folders: [dataDirectory] + study.foldersOutside, expansion: study.readingLimits.expansion,
            deadline: deadline)
    }

    /// The files that an entry stands for.
    func inputs(of entry: TableEntry) throws(IngestError) -> [DelimitedInput] {
        let inputs = try everyInput(of: entry)
        guard inputs.count < 2 || !entry.takesRowsForPatients else {
            throw .study(
                entry.fileSource.error(
                    "\"patient: {row: true}\" is for one file, and this pattern stands for \(inputs.count): the first row of one is "
                        + "not the patient of the first row of another; give the files a column that says who the patient is"
                ))
        }
        return inputs
    }

    private func everyInput(of entry: TableEntry) throws(IngestError) -> [DelimitedInput] {
        do {
            if let files = try FileNames(loosely: study.comparesNamesLoosely).inputs(of: entry.file, in: dataDirectory)
            {
                return files
            }
            if entry.isOptional, !setsClock(entry) { return [] }
            return try DelimitedInput.expanding(entry.file, in: dataDirectory)
        } catch {
            let remedy =
                setsClock(entry) && entry.isOptional
                ? "; \"origin\" counts from it: add the file, or \"dates: {shifted: true, origin: first_exposure}\""
                : ""
            throw .study(entry.fileSource.error(error.wording + remedy, exitKind: .noInput))
        }
    }

    /// Whether an entry has the column from which each patient's days are counted.
    private func setsClock(_ entry: TableEntry) -> Bool {
        guard case .column(let column) = study.clock.origin else { return false }
        return entry.mapping(column.name) != nil
    }

    /// The files that an entry stands for; none where they need not be there, which is noted.
    mutating func filesThere(of entry: TableEntry) throws(IngestError) -> [DelimitedInput] {
        let files = try inputs(of: entry)
        if files.isEmpty, !absentFiles.contains(entry.file) { absentFiles.append(entry.file) }
        return files
    }

    /// An entry as a file spells its columns.
    func spelt(_ entry: TableEntry, in input: DelimitedInput, table: CanonicalTable) throws(IngestError)
        -> SpeltEntry
    {
        let loosely = study.comparesNamesLoosely && input != .standardInput
        let header = try loosely ? reading(input, entry: entry) { try $0.header() } : nil
        return header.map { SpeltEntry(entry, in: $0, table: table, loosely: true) } ?? SpeltEntry(entry)
    }

    mutating func note(lacking columns: [String], in file: String) {
        guard !columns.isEmpty else { return }
        guard let known = lackingColumns.firstIndex(where: { $0.file == file }) else {
            return lackingColumns.append((file, columns))
        }
        lackingColumns[known].columns += columns.filter { !lackingColumns[known].columns.contains($0) }
    }

    /// Where the concepts of a file are to be counted; `nil` where it has none, or they have been.
    func countedPlace(_ entry: TableEntry, _ file: String) -> ConceptTally.Place? {
        guard let filter = entry.filters.first(where: { $0.concept != nil }), let aspect = filter.concept,
            !countedConcepts.contains(file + "\n" + filter.column.name)
        else { return nil }
        return ConceptTally.Place(file: entry.file, column: filter.column.name, aspect: aspect)
    }

    mutating func add(_ tallies: [ConceptTally], to place: ConceptTally.Place, file: String) {
        countedConcepts.insert(file + "\n" + place.column)
        let known = conceptTallies.firstIndex { $0.place == place }
        if known == nil { conceptTallies.append((place, ConceptTally())) }
        for tally in tallies { conceptTallies[known ?? conceptTallies.count - 1].tally.add(tally) }
    }
}
