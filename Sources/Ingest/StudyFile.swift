import Cohort
import DelimitedText

/// A study file: which files hold which tables, how their columns are called, and what is asked of them.
///
/// Parsed and checked as far as that goes without opening a data file; `docs/study-file.md` describes the format.
public struct StudyFile: Sendable {
    /// The study file itself, as it was named.
    public let path: String
    /// What reports call the study.
    public let title: String
    /// Whether the study is made up; reports then say so on every page.
    public let isSynthetic: Bool
    /// The folder that file names are relative to.
    public let dataDirectory: String
    /// The preset that filled the tables in, for example `ctn0094`.
    public let preset: String?
    /// The instruments that the study may use: its own first, then the catalogue's that it does not redefine.
    public let instruments: [Instrument]
    /// What sets day 0 of the withdrawal clock.
    public let indexRule: IndexRule
    /// The longest drug-free gap inside an exposure era, in days.
    public let eraGap: Int
    /// Bands of exposure duration.
    public let bands: DurationBands
    /// The factor set for morphine equivalents.
    public let morphineEquivalents: MorphineEquivalents
    /// The share of a table's rows that may be rejected before the run stops.
    public let maxRejected: Double
    /// Counts of patients from 1 to one less than this are withheld.
    public let minimumCell: Int
    /// What is asked.
    public let analyses: Analyses

    /// The entries of each table that the study has.
    let tables: [CanonicalTable: [TableEntry]]
    /// Types that the study file gives to columns of patients.
    let covariateTypes: [String: CovariateType]
    /// The highest age to keep; older people are given this age.
    let ageCap: Int?
    /// How calendar dates become study days; `nil` where the study has none.
    let shiftedDates: ShiftedDates?

    /// The tables that the study file fills, in the order in which they are read.
    public var tableNames: [CanonicalTable] {
        CanonicalTable.allCases.filter { tables[$0] != nil }
    }

    /// The patients' columns, in the order of the study file, without the identifier.
    public var patientColumns: [String] {
        var names: [String] = []
        for mapping in (tables[.patients] ?? []).flatMap(\.mappings)
        where mapping.name != "patient" && !names.contains(mapping.name) {
            names.append(mapping.name)
        }
        return names
    }
}

/// What a column of patients holds.
enum CovariateType: Sendable {
    case numeric
    case categorical
}

/// Dates that the study declares shifted: each becomes days since the origin at once.
struct ShiftedDates: Sendable {
    let origin: CalendarDate
}

extension StudyFile {
    /// The questions that are asked, with their settings.
    public struct Analyses: Sendable, Hashable {
        /// Who is in, who fell out and where.
        public var cohortFlow = true
        /// The table of baseline characteristics; `nil` leaves it out.
        public var baselineTable: BaselineTable? = BaselineTable()
        /// The share with no withdrawal around day 7; `nil` leaves it out.
        public var day7Withdrawal: Day7Withdrawal?
        /// The same on every day and week; `nil` leaves it out.
        public var withdrawalCourse: WithdrawalCourse?
        /// Pain against exposure duration; `nil` leaves it out.
        public var painTrend: PainTrend?
        /// What else could explain the trend; `nil` leaves it out.
        public var otherExplanations: OtherExplanations?
        /// Each patient's own trend; `nil` leaves it out.
        public var individualTrends: IndividualTrends?
        /// The same by band of duration; `nil` leaves it out.
        public var painByDurationBand: PainByDurationBand?
        /// Pain that a test provokes against exposure duration; `nil` leaves it out.
        public var evokedPain: EvokedPain?

        /// Every question at its default settings.
        public static let all = Analyses(
            day7Withdrawal: Day7Withdrawal(), withdrawalCourse: WithdrawalCourse(), painTrend: PainTrend(),
            otherExplanations: OtherExplanations(), individualTrends: IndividualTrends(),
            painByDurationBand: PainByDurationBand(), evokedPain: EvokedPain(isNamed: false))
    }

    /// Settings of `baseline_table`.
    public struct BaselineTable: Sendable, Hashable {
        /// The patient column whose levels become the table's columns.
        public var by: String?
    }

    /// Settings of `day7_withdrawal`.
    public struct Day7Withdrawal: Sendable, Hashable {
        /// The day asked for, since the index day.
        public var day = 7
        /// The days that may stand for it.
        public var window = 4...10
        /// Patient columns, or `scale`, taken one at a time.
        public var by: [String] = []
        /// A claimed share to test against.
        public var claim: Double?
        /// Patient columns by which those assessed are weighted for the others; `nil` takes the usual ones.
        public var weightBy: [String]?
    }

    /// Settings of `withdrawal_course`.
    public struct WithdrawalCourse: Sendable, Hashable {
        /// The last day shown, since the index day.
        public var days: Int?
        /// The last week shown.
        public var weeks: Int?
    }

    /// Settings of `pain_trend`.
    public struct PainTrend: Sendable, Hashable {
        /// The instrument asked about; `nil` is the clinical instrument with most scores.
        public var instrument: String?
        /// How exposure is counted.
        public var exposure = ExposureClock.eraDays
        /// The patient columns of the adjusted model; without any there is none.
        public var adjust: [Adjustment] = []
        /// Knots of the restricted cubic spline.
        public var knots = 4

        /// A patient column that a model is adjusted by.
        public struct Adjustment: Sendable, Hashable {
            /// Its name in the study file.
            public var column: String
            /// The level that the others are compared with; `nil` is the most frequent one. For numbers it means nothing.
            public var reference: String?
        }
    }

    /// Settings of `other_explanations`.
    public struct OtherExplanations: Sendable, Hashable {
        /// The instrument asked about; `nil` is that of `pain_trend`.
        public var instrument: String?
        /// How exposure is counted; `nil` is as in `pain_trend`.
        public var exposure: ExposureClock?
        /// The planned last study day; `nil` reads it from the data.
        public var followUp: Int?
        /// The contrast of exposure that the E-value is of, in days.
        public var contrastDays = 365
    }

    /// Settings of `individual_trends`.
    public struct IndividualTrends: Sendable, Hashable {
        /// The instrument asked about; `nil` is the clinical instrument with most scores.
        public var instrument: String?
        /// How exposure is counted.
        public var exposure = ExposureClock.eraDays
        /// The change of the score that matters to a patient; `nil` is a fifth of the instrument's range.
        public var meaningfulChange: Double?
    }

    /// Settings of `pain_by_duration_band`.
    public struct PainByDurationBand: Sendable, Hashable {
        /// The instrument asked about; `nil` is the clinical instrument with most scores.
        public var instrument: String?
        /// How exposure is counted.
        public var exposure = ExposureClock.eraDays
        /// The bands; `nil` takes the study's.
        public var bands: DurationBands?
    }

    /// Settings of `evoked_pain`.
    public struct EvokedPain: Sendable, Hashable {
        /// The instrument asked about; `nil` is every evoked one.
        public var instrument: String?
        /// How exposure is counted.
        public var exposure = ExposureClock.eraDays
        /// The patient columns of the adjusted regression; without any there is none.
        public var adjust: [PainTrend.Adjustment] = []
        /// Whether the study file names the question. One that does not, and has no evoked score, is not told that it has
        /// none.
        public var isNamed = true
    }
}
