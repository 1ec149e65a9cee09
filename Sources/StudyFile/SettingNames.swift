/// The names of a study that the settings of its analyses may refer to.
public struct SettingNames: Sendable {
    /// The patients' columns, in the order of the study file, without the identifier.
    public let patientColumns: [String]
    /// Those of them that hold numbers for certain.
    public let numericColumns: Set<String>
    /// The instruments.
    public let instruments: [String]
    /// Instruments with a cut-off: every evoked one, and others that the study gives one.
    public let instrumentsWithCutOff: [String]
    /// The columns of each table that the study file reads from files.
    public let tables: [String: [String]]

    /// The names of a study.
    public init(
        patientColumns: [String], numericColumns: Set<String>, instruments: [String], instrumentsWithCutOff: [String],
        tables: [String: [String]] = [:]
    ) {
        self.patientColumns = patientColumns
        self.numericColumns = numericColumns
        self.instruments = instruments
        self.instrumentsWithCutOff = instrumentsWithCutOff
        self.tables = tables
    }
}

extension StudyValue {
    /// The name of a mapped patients' column, or one of some other names.
    public func patientColumn(
        among names: SettingNames, or others: [String] = []
    ) throws(StudyFileError) -> String {
        try patientColumn(among: names.patientColumns, or: others)
    }

    /// The name of a mapped patients' column, or one of some other names.
    public func patientColumn(
        among columns: [String], or others: [String] = []
    ) throws(StudyFileError) -> String {
        let name = try name(as: "a column")
        guard columns.contains(name) || others.contains(name) else {
            let known = columns + others
            throw error(
                "\"\(name)\" is not a column of the patients table" + suggestion(for: name, among: known)
                    + (known.isEmpty ? "" : " (known: \(listed(known, conjunction: "and")))"))
        }
        return name
    }

    /// A patients' column whose levels make groups, or one of some other names. A column of numbers makes none.
    public func group(among names: SettingNames, or others: [String] = []) throws(StudyFileError) -> String {
        let name = try patientColumn(among: names, or: others)
        guard !names.numericColumns.contains(name) else {
            throw error(
                "\"\(name)\" holds numbers, which make no groups; name a column of categories, or write "
                    + "\"types: {\(name): categorical}\"")
        }
        return name
    }
}
