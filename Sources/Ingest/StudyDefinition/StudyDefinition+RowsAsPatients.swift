import StudyFile

extension StudyDefinition {
    /// Refuses `patient: {row: true}` beside anything that it cannot be joined with: the number of a row says who the patient is in
    /// its own file and in no other.
    static func checkRowsAsPatients(in tables: [CanonicalTable: [TableEntry]]) throws(StudyFileError) {
        let entries = CanonicalTable.allCases.flatMap { tables[$0] ?? [] }
        guard let first = entries.first(where: \.takesRowsForPatients), let mapping = first.mapping("patient") else {
            return
        }
        guard let other = entries.first(where: { !$0.takesRowsForPatients || $0.file != first.file }) else {
            // Standard input is read once.
            guard first.file == "-", entries.count > 1 else { return }
            throw first.fileSource.error("standard input can be read once; give a file for several entries")
        }
        let reads = other.file == first.file ? "the same file by a column" : "another file, \"\(other.file)\""
        throw mapping.source.error(
            "\"patient: {row: true}\" says who the patient is in this file alone, and the entry on line "
                + "\(other.fileSource.position.line) reads \(reads); give the files a column that says who the patient is"
        )
    }
}
