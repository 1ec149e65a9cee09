import Cohort
import Findings

/// What a number about the data is about.
struct QualityKey: GroupKey {
    /// The table.
    var table: StudyTable?
    /// The column, maybe with a level.
    var variable: StudyPlace?
    var instrument: InstrumentInfo?
    /// Tables that patients have rows in together; none for patients with rows in no table.
    var tables: [StudyTable]?
    var pattern: DigitPattern?
    /// The share of patients, or of scores, that lie below.
    var quantile: Double?
    var measure: QualityMeasure?

    static let tableAxis = Axis("table", label: "Table")
    static let tablesAxis = Axis("tables", label: "Tables")
    static let patternAxis = Axis("pattern", label: "Pattern")
    static let quantileAxis = Axis("quantile", label: "Share that lies below")
    static let measureAxis = Axis("measure", label: "Measure")
    static let axes: [Axis] = [tableAxis, tablesAxis, .variable, .instrument, patternAxis, quantileAxis, measureAxis]

    var coordinates: [Coordinate] {
        var places: [Coordinate] = []
        if let table { places.append(Coordinate(Self.tableAxis, .word(id: table.rawValue, label: table.label))) }
        if let tables {
            places.append(Coordinate(Self.tablesAxis, .word(id: Self.id(tables), label: Self.label(tables))))
        }
        if let variable { places.append(Coordinate(.variable, .study(variable))) }
        if let instrument { places.append(Coordinate(instrument)) }
        if let pattern { places.append(Coordinate(Self.patternAxis, pattern)) }
        if let quantile { places.append(Coordinate(Self.quantileAxis, .setting(quantile))) }
        if let measure { places.append(Coordinate(Self.measureAxis, measure)) }
        return places
    }

    /// A key of a column.
    init(
        table: StudyTable? = nil, column: String? = nil, level: StudyPlace.Level? = nil,
        instrument: InstrumentInfo? = nil,
        tables: [StudyTable]? = nil, pattern: DigitPattern? = nil, measure: QualityMeasure? = nil
    ) {
        self.table = table
        variable = column.map {
            StudyPlace(StudyWord($0), origin: table == .patients ? .study : .tool, level: level)
        }
        self.instrument = instrument
        self.tables = tables
        self.pattern = pattern
        self.measure = measure
    }

    private static func id(_ tables: [StudyTable]) -> String {
        tables.isEmpty ? "none" : tables.map(\.rawValue).joined(separator: "+")
    }

    private static func label(_ tables: [StudyTable]) -> String {
        tables.isEmpty ? "in no table" : tables.map(\.label).joined(separator: " + ")
    }

    /// The tables in words.
    var tablesLabel: String? { tables.map(Self.label) }
}

extension StudyTable {
    /// For people.
    var label: String { self == .moud ? "MOUD doses" : rawValue }
}

extension Quantity where Key == QualityKey {
    // MARK: Patients

    static let patientsInTable = Quantity(
        "patients_in_table", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients with a row in the table")
    static let strangers = Quantity(
        "patients_unmatched", label: "Not in the table of patients", unit: .patients, format: .count,
        meaning: "Identifiers in the table that the table of patients does not have; their rows are rejected")
    static let patientsInTables = Quantity(
        "patients_in_tables", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients with rows in these tables and, beside the table of patients, in no other")
    static let patientsInOtherTables = Quantity(
        "patients_in_other_tables", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients with rows in any other combination of tables, which are of few patients each")

    // MARK: Cells

    static let missingShare = Quantity(
        "missing_share", label: "Missing", unit: .shareOfRows, format: .percent,
        meaning:
            "Share of the column's cells that are missing: of patients, of the rows kept, or, where every row needs one, of the rows read"
    )
    static let levelPatients = Quantity(
        "level_patients", label: "Patients", unit: .patients, format: .count,
        meaning:
            "Patients with the level; without a level, patients with any other, each of few patients, or maybe with none"
    )

    // MARK: Ranges

    static let columnQuantile = Quantity(
        "column_quantile", label: "Value", unit: .named("as recorded"),
        meaning: "Quantile over patients of a column of numbers")
    static let firstDay = Quantity(
        "first_day", label: "First day", unit: .days, format: .fixed(0),
        meaning: "Quantile over patients of the day of their first row in the table")
    static let lastDay = Quantity(
        "last_day", label: "Last day", unit: .days, format: .fixed(0),
        meaning:
            "Quantile over patients of the day of their last row in the table; of exposures, the day on which it begins"
    )
    static let scoreQuantile = Quantity(
        "score_quantile", label: "Score", unit: .score, meaning: "Quantile over the scores of all patients")
    static let digitShare = Quantity(
        "digit_share", label: "Scores", unit: .shareOfRows, format: .percent,
        meaning: "Share of the instrument's scores that show the pattern")
    static let digitShareExpected = Quantity(
        "digit_share_expected", label: "If all were as likely", unit: .shareOfRows, format: .percent,
        meaning: "The share of whole scores, or of days, that would show the pattern if all were as likely")

    // MARK: Visits

    static let scoredDays = Quantity(
        "scored_days", label: "Days with a score", unit: .days, format: .fixed(0),
        meaning: "Quantile over patients of their days with a score")
    static let daysBetweenScores = Quantity(
        "days_between_scores", label: "Days from score to score", unit: .days, format: .fixed(1),
        meaning: "Quantile over patients of the mean days from one scored day to the next, of those with two or more")
    static let longestBreak = Quantity(
        "longest_break", label: "Longest time between two scores", unit: .days, format: .fixed(0),
        meaning: "Quantile over patients of the most days from one scored day to the next, of those with two or more")
    static let singleScoreShare = Quantity(
        "single_score_share", label: "Scored on one day only", unit: .share, format: .percent,
        meaning: "Share of the patients with a score who have one day with a score only")
    static let daysFromPlan = Quantity(
        "days_from_plan", label: "Days from the planned day", unit: .days, format: .fixed(0),
        meaning: "Quantile over patients of the most days between a visit and the day for which it was planned")

    // MARK: Supplies

    static let exposureLength = Quantity(
        "exposure_days", label: "Days of the longest exposure", unit: .days, format: .fixed(0),
        meaning: "Quantile over patients of the days of their longest row of exposures")
    static let highestDose = Quantity(
        "highest_dose", label: "Highest dose", unit: .named("MME per day"), format: .fixed(1),
        meaning:
            "Quantile over patients of the highest dose of one row of exposures, of those with a dose that converts")
    static let coveredDaysShare = Quantity(
        "covered_days_share", label: "Share of days covered", unit: .share, format: .percent,
        meaning:
            "Quantile over patients of the share of the days from their first to their last exposure that an exposure covers"
    )
    static let withSeveralEras = Quantity(
        "with_several_eras_share", label: "With more than one era", unit: .share, format: .percent,
        meaning: "Share of the patients with an exposure who have more than one era")
    static let daysBetweenEras = Quantity(
        "days_between_eras", label: "Days between eras", unit: .days, format: .fixed(0),
        meaning:
            "Quantile over patients of the most days without the drug between two eras, of those with more than one")
    static let overlapRows = Quantity(
        "overlap_rows", label: "Supplies that overlap an earlier one", unit: .rows, format: .count,
        meaning:
            "Supplies that begin before an earlier one of the same drug, route and daily dose ends, and are moved or cut"
    )
    static let overlapPatients = Quantity(
        "overlap_patients", label: "Their patients", unit: .patients, format: .count,
        meaning: "Patients with such a supply")
    static let wordWithoutFactor = Quantity(
        "word_without_factor", label: "Exposures", unit: .rows, format: .count,
        meaning:
            "Exposures to a drug, by the study's word, that no factor converts as it is given; without a word, those of few patients each"
    )

    // MARK: Levels

    static let warnLevelCrossed = Quantity(
        "warn_level_crossed", label: "Warn level", unit: .named("share"),
        meaning: "The warn level that the measure lies above")
}
