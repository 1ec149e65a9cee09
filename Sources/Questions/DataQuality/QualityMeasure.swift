import Cohort
import Findings

/// A share by which data are judged, with a level above which it is said, and perhaps one that stops a run.
enum QualityMeasure: String, Term, CaseIterable {
    case missing
    case unreadable
    case duplicates
    case unmatched
    case withoutFactor = "without_factor"
    case overlaps
    case singleScore = "single_score"

    /// What the share may be of.
    enum Scope {
        case columns
        case tables
        case study
    }

    var scope: Scope {
        switch self {
        case .missing, .unreadable: .columns
        case .duplicates, .unmatched: .tables
        case .withoutFactor, .overlaps, .singleScore: .study
        }
    }

    /// The share, in words.
    var label: String {
        switch self {
        case .missing: "share of a column's cells that are missing"
        case .unreadable: "share of a column's cells that could not be read"
        case .duplicates:
            "share of the table's rows that are alike in every column with an earlier one of the same patient"
        case .unmatched: "share of the table's patients who are not in the table of patients"
        case .withoutFactor: "share of the exposures whose drug, as it is given, has no factor"
        case .overlaps:
            "share of the exposures that begin before an earlier supply of the same drug, route and dose ends"
        case .singleScore: "share of the patients with a score who have one day with a score only"
        }
    }

    /// The level above which it is said, where the study file has no other.
    var usualLevel: Double {
        switch self {
        case .missing: 0.2
        case .unreadable, .duplicates: 0.01
        case .unmatched: 0.05
        case .withoutFactor: 0.1
        case .overlaps: 0.2
        case .singleScore: 0.5
        }
    }

    /// What to do, as a clause.
    var remedy: String {
        switch self {
        case .missing: "look whether the right column is named, and report how missing cells are handled"
        case .unreadable: "mend the cells, or list the words that stand for a missing value under \"missing\""
        case .duplicates:
            "look whether a file was exported or appended twice; \"duplicates: {TABLE: drop}\" uses one of them"
        case .unmatched:
            "look whether \"patient\" names the same identifier in both tables, and whether the table of patients is complete"
        case .withoutFactor:
            "\"recode\" turns a word into a drug that has a factor, and \"mme: {set: NAME, factors: {DRUG: FACTOR}}\" adds one"
        case .overlaps:
            "look at \"days_supply\", and choose with \"eras: {overlap: carry_over | sum | latest}\" what becomes of them"
        case .singleScore:
            "change within patients rests on the others; look whether \"where\" or \"instrument\" leaves scores out"
        }
    }
}

/// What a share is of: a table, or one of its columns by its canonical name; of the whole study neither.
struct QualityPlace: Sendable, Hashable {
    var table: StudyTable?
    var column: String?

    /// As the study file writes it: `pain.score`.
    var name: String? { table.map { $0.rawValue + (column.map { ".\($0)" } ?? "") } }
}

/// A share of the data that lies above a level: of the study, of a table, or of columns of one table.
struct LevelCrossing: Sendable, Hashable {
    let measure: QualityMeasure
    let table: StudyTable?
    var columns: [String]
    let level: Double

    /// Says so, with the remedy; the level and never the share.
    func sentence(_ kind: String) -> String {
        let names = columns.prefix(Self.mostNames).map { "\"\($0)\"" }.joined(separator: ", ")
        let others = columns.count > Self.mostNames ? " and others" : ""
        let place = table.map {
            "table \"\($0.rawValue)\""
                + (columns.isEmpty ? ": " : ", column\(columns.count == 1 ? "" : "s") \(names)\(others): ")
        }
        return
            "\(place ?? "")the \(measure.label) is above the \(kind) level of \(NumberText.plain(level)); \(measure.remedy)"
    }

    /// Columns that a sentence names.
    private static let mostNames = 12
}
