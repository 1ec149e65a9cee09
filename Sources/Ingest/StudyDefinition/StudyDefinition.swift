import Cohort
import DelimitedText
import StudyFile

/// A study file: which files hold which tables, how their columns are called, and what is asked of them.
///
/// Parsed and checked as far as that goes without opening a data file; `docs/study-file.md` describes the format.
public struct StudyDefinition: Sendable {
    /// The study file itself, as it was named.
    public let path: String
    /// What reports call the study.
    public let title: String
    /// Whether the study is made up; reports then say so on every page.
    public let isSynthetic: Bool
    /// The folder that file names are relative to.
    public let dataDirectory: String
    /// Folders and files outside it that may be read as well.
    let foldersOutside: [String]
    /// The preset that filled the tables in, for example `ctn0094`.
    public let preset: String?
    /// The instruments that the study may use: its own first, then the catalogue's that it does not redefine.
    public let instruments: [Instrument]
    /// What sets day 0 of the withdrawal clock.
    public let indexRule: IndexRule
    /// When a day counts as exposed.
    public let exposureRule: ExposureRule
    /// Bands of exposure duration.
    public let bands: DurationBands
    /// The factor set for morphine equivalents.
    public let morphineEquivalents: MorphineEquivalents
    /// What becomes of a dispensing that begins before an earlier one of the same drug ends.
    public let overlap: SupplyOverlap
    /// What is done with rows that are alike in every column.
    public let duplicates: Duplicates
    /// The share of a table's rows that may be rejected before the run stops, where the table has none of its own.
    public var maxRejected: Double { rejectionLimits.share }
    /// Counts of patients from 1 to one less than this are withheld.
    public let minimumCell: Int
    /// How `nocitrend weekly` runs the study.
    public let weekly: WeeklySettings
    /// Columns of patients whose levels make groups in what is asked: they are read as categories. The caller, who knows the
    /// questions, says so before the data are read.
    public var groupColumns: Set<String> = []
    /// The value under `analyses` as it stands in the study file or its preset; `nil` without the key.
    public let analysesValue: StudyValue?
    /// What the study file calls planned; `nil` without the key. A preset plans nothing.
    public let planned: PlanRecord?
    /// The study file as it is written.
    let text: String
    /// Where the study file's plan begins.
    let planSource: SourceReference?

    /// The entries of each table that the study has.
    let tables: [CanonicalTable: [TableEntry]]
    /// Types that the study file gives to columns of patients.
    let covariateTypes: [String: CovariateType]
    /// The highest age to keep; older people are given this age.
    let ageCap: Int?
    /// How much may turn out to be unusable before the run stops.
    let rejectionLimits: RejectionLimits
    /// How much gzip may make of a file, and how long reading may take.
    let readingLimits: ReadingLimits
    /// How patients' identifiers are looked at.
    let identifierRule: IdentifierRule
    /// Whether the names of files and columns are compared without regard to letter case.
    let comparesNamesLoosely: Bool
    /// What says what concepts stand for; `nil` where the study has none.
    let concepts: ConceptSettings?
    /// How cells become study days.
    let clock: StudyClock
    /// Columns of patients that hold a study day.
    let dayColumns: Set<String>
    /// Where the study file names the column that sets day 0 of the withdrawal clock.
    let indexSource: SourceReference?

    /// A number of patients, or of rows, which may be theirs, as a warning may say it: of few no more than that they are few.
    public func shown(_ count: Int) -> String {
        count > 0 && count < minimumCell ? "fewer than \(minimumCell)" : "\(count)"
    }

    /// The tables that the study file fills, in the order in which they are read.
    public var tableNames: [CanonicalTable] {
        CanonicalTable.allCases.filter { tables[$0] != nil }
    }

    /// The patients' columns, in the order of the study file, without the identifier.
    public var patientColumns: [String] {
        Self.patientColumns(of: tables)
    }

    static func patientColumns(of tables: [CanonicalTable: [TableEntry]]) -> [String] {
        let read = columnsRead(of: tables)
        guard read.contains(BirthDate.year) else { return read }
        let others = read.filter { !BirthDate.columns.contains($0) }
        return others.contains("age") ? others : ["age"] + others
    }

    /// The columns that the files of patients are read for: ages may follow from birth dates.
    var patientColumnsRead: [String] { Self.columnsRead(of: tables) }

    private static func columnsRead(of tables: [CanonicalTable: [TableEntry]]) -> [String] {
        var names: [String] = []
        for mapping in (tables[.patients] ?? []).flatMap(\.mappings)
        where mapping.name != "patient" && !names.contains(mapping.name) {
            names.append(mapping.name)
        }
        return names
    }

    /// The names that the settings of analyses may refer to.
    public var settingNames: SettingNames {
        Self.settingNames(
            patientColumns, declared: covariateTypes, indexRule: indexRule, instruments: instruments,
            tables: Dictionary(uniqueKeysWithValues: tableNames.map { ($0.rawValue, readColumns(of: $0)) }))
    }

    static func settingNames(
        _ patientColumns: [String], declared: [String: CovariateType], indexRule: IndexRule, instruments: [Instrument],
        tables: [String: [String]] = [:]
    ) -> SettingNames {
        let numeric = patientColumns.filter { type(of: $0, declared: declared, indexRule: indexRule) == .numeric }
        return SettingNames(
            patientColumns: patientColumns, numericColumns: Set(numeric), instruments: instruments.map(\.id),
            instrumentsWithCutOff: instruments.filter { $0.cutOff != nil }.map(\.id), tables: tables)
    }
}
