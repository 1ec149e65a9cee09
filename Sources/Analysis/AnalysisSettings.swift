import Cohort
import Estimation

/// What a run asks and how: one value a question, absent where the question is not asked.
public struct AnalysisSettings: Sendable {
    /// How the day-7 share is formed.
    public struct Day7: Sendable, Hashable {
        /// The day asked for, since the index day.
        public var day: Int
        /// The days that may stand for it, inclusive.
        public var window: ClosedRange<Int>
        /// Patient columns whose levels are reported one column at a time.
        public var by: [String]
        /// A published share to hold the data against.
        public var claim: Double?
        /// Patient columns by which those assessed are weighted for the others; without any there is no weighting. Absent,
        /// those of ``usualWeightColumns`` that the study has, and the columns under `by`.
        public var weightBy: [String]?
        /// What is known of nearly every patient of nearly every study.
        public static let usualWeightColumns = ["age", "sex", "race", "site", "arm"]

        /// Settings; by default day 7 from days 4 to 10, no groups, no claim and the usual columns to weight by.
        public init(
            day: Int = 7, window: ClosedRange<Int> = 4...10, by: [String] = [], claim: Double? = nil,
            weightBy: [String]? = nil
        ) {
            self.day = day
            self.window = window
            self.by = by
            self.claim = claim
            self.weightBy = weightBy
        }
    }

    /// How far the withdrawal course goes.
    public struct Course: Sendable, Hashable {
        /// Last day reported.
        public var days: Int
        /// Last week reported.
        public var weeks: Int

        /// Settings; by default 28 days and 24 weeks.
        public init(days: Int = 28, weeks: Int = 24) {
            self.days = days
            self.weeks = weeks
        }
    }

    /// How pain is held against exposure.
    public struct Trend: Sendable, Hashable {
        /// The instrument; absent, the clinical instrument with most scores.
        public var instrument: String?
        /// What counts as exposure duration.
        public var clock: ExposureClock

        /// Settings; by default the most used clinical instrument against days of the current era.
        public init(instrument: String? = nil, clock: ExposureClock = .eraDays) {
            self.instrument = instrument
            self.clock = clock
        }
    }

    /// Which models are laid beside the unadjusted one.
    public struct TrendModels: Sendable, Hashable {
        /// A patient column that the adjusted model holds constant.
        public struct Adjustment: Sendable, Hashable {
            /// The column's name.
            public var column: String
            /// The level that the others are compared with; absent, the most frequent one.
            public var reference: String?

            /// A column to adjust by.
            public init(column: String, reference: String? = nil) {
                self.column = column
                self.reference = reference
            }
        }

        /// The columns of the adjusted model; without any there is none.
        public var adjust: [Adjustment]
        /// Knots of the restricted cubic spline, at Harrell's percentiles.
        public var knots: Int

        /// Settings; by default no adjustment and four knots.
        public init(adjust: [Adjustment] = [], knots: Int = 4) {
            self.adjust = adjust
            self.knots = knots
        }
    }

    /// What else could explain the trend.
    public struct Explanations: Sendable, Hashable {
        /// The instrument and what counts as exposure duration: those of the trend that is to be explained.
        public var trend: Trend
        /// The planned last study day; absent, it is read from the data.
        public var followUp: Int?
        /// The contrast of exposure that the E-value is of, in days.
        public var contrastDays: Int

        /// Settings; by default the trend of the most used clinical instrument, and a year more of exposure.
        public init(trend: Trend = .init(), followUp: Int? = nil, contrastDays: Int = 365) {
            self.trend = trend
            self.followUp = followUp
            self.contrastDays = contrastDays
        }
    }

    /// How differently people go.
    public struct Individual: Sendable, Hashable {
        /// The instrument and what counts as exposure duration.
        public var trend: Trend
        /// The change that matters to a patient, in points; absent, a fifth of the instrument's range.
        public var meaningfulChange: Double?

        /// Settings; by default a fifth of the range of the most used clinical instrument.
        public init(trend: Trend = .init(), meaningfulChange: Double? = nil) {
            self.trend = trend
            self.meaningfulChange = meaningfulChange
        }
    }

    /// How pain is held against bands of exposure.
    public struct Bands: Sendable, Hashable {
        /// The bands.
        public var bands: DurationBands
        /// The instrument and what counts as exposure duration.
        public var trend: Trend

        /// Settings; by default the standard bands of the most used clinical instrument.
        public init(bands: DurationBands = .standard, trend: Trend = .init()) {
            self.bands = bands
            self.trend = trend
        }
    }

    /// How pain that a test provokes is held against exposure.
    public struct Evoked: Sendable, Hashable {
        /// The instrument; absent, every evoked one that has scores.
        public var instrument: String?
        /// What counts as exposure duration.
        public var clock: ExposureClock
        /// The columns of the adjusted regression; without any there is none.
        public var adjust: [TrendModels.Adjustment]
        /// Whether the question is left out where there is no such score; else a finding says so.
        public var isLeftOutWithoutScores: Bool

        /// Settings; by default every evoked instrument against days of the current era, without adjustment.
        public init(
            instrument: String? = nil, clock: ExposureClock = .eraDays, adjust: [TrendModels.Adjustment] = [],
            isLeftOutWithoutScores: Bool = false
        ) {
            self.instrument = instrument
            self.clock = clock
            self.adjust = adjust
            self.isLeftOutWithoutScores = isLeftOutWithoutScores
        }
    }

    /// Table 1.
    public struct Baseline: Sendable, Hashable {
        /// The patient column whose levels are the table's columns.
        public var by: String?
        /// Patient columns that are its rows; absent, every numeric column and every categorical one of at most
        /// ``maximumLevels`` levels.
        public var variables: [String]?
        /// Most levels of a categorical column that is taken without being named.
        public static let maximumLevels = 12

        /// Settings; by default no columns beside the overall one, and every suitable variable.
        public init(by: String? = nil, variables: [String]? = nil) {
            self.by = by
            self.variables = variables
        }
    }

    /// Whether to report who is in and who fell out.
    public var cohortFlow = true
    /// Table 1.
    public var baseline: Baseline?
    /// Share with no withdrawal at day 7.
    public var day7: Day7?
    /// The same on every day and week.
    public var course: Course?
    /// Pain against exposure duration, as a line.
    public var trend: Trend?
    /// The models of the line.
    public var trendModels = TrendModels()
    /// What else could explain the line.
    public var explanations: Explanations?
    /// Each patient's own line.
    public var individual: Individual?
    /// Pain by bands of exposure duration.
    public var bands: Bands?
    /// Pain that a test provokes, by exposure duration.
    public var evoked: Evoked?
    /// Confidence level of every interval.
    public var level: ConfidenceLevel
    /// Kaplan-Meier curves are shown only where at least this many people have had the event since the step shown
    /// before, so that no step points at a few.
    public var minimumStep: Int

    /// Settings that ask nothing but the flow.
    public init(level: ConfidenceLevel = .ninetyFive, minimumStep: Int = 11) {
        self.level = level
        self.minimumStep = max(1, minimumStep)
    }
}
