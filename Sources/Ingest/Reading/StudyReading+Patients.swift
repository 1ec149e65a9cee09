import Cohort
import DelimitedText

extension StudyReading {
    /// Reads the patients table, if the study has one: from then on nobody else is a patient.
    mutating func readPatients() throws {
        guard let entries = study.tables[.patients] else { return }
        var table = PatientTable(names: study.patientColumnsRead)
        var tally = TableTally(table: .patients)
        for entry in entries {
            var seen: [Bool] = []
            var words = WordSightings.Sum()
            let files = try filesThere(of: entry)
            for input in files {
                let file = name(of: input)
                var places: [RejectedRows.Place] = []
                var kept = 0
                var filtered = 0
                var repeats = 0
                var unreadable = UnreadableCells()
                let read = try unchanged(input) {
                    try $0.outcomes(of: input, file: file, entry: entry, table: .patients, as: PatientRows.self)
                }
                // A person has one row in a file, so this is room for all of them and for hardly anybody else.
                numbering.reserve(read.blocks.reduce(0) { $0 + $1.peopleMet.count })
                for outcome in read.blocks {
                    do throws(PatientTable.AgeOver89) {
                        let unused = try table.add(
                            numbered(outcome, of: .patients), of: entry, ageCap: study.ageCap, seen: &seen)
                        places += (outcome.places + unused.places).sorted { $0.line < $1.line }
                        tally.add(outcome.rejectedPeople, columns: read.columns, upTo: study.minimumCell)
                        kept += outcome.kept - unused.places.count - unused.repeats
                        repeats += unused.repeats
                        unreadable.add(outcome.unreadable)
                        words.add(outcome.sightings)
                        filtered += outcome.filtered
                    } catch {
                        throw IngestError.directIdentifier(
                            file: file, line: error.line, column: error.column, class: .ageOver89)
                    }
                }
                record(
                    entry, columns: read.columns, file: file, places: places, kept: kept, duplicates: repeats,
                    filtered: filtered, unreadable: unreadable, in: &tally)
            }
            try checkList(of: entry, was: files)
            warn(of: words, in: entry)
        }
        finish(tally)
        if !table.joined.isEmpty {
            warn(
                "table \"patients\": patients with several periods of observation: \(study.shown(table.joined.count)); each is observed from the "
                    + "start of the first to the end of the last, and the days between count as observed")
        }
        covariates = table.texts(personCount: numbering.count)
        people = .closed(KnownPeople(numbering))
        try setClocks()
    }
}
