/// Whose dose is stable, and what a taper, a rise and an abrupt stop are.
///
/// Stable at 50 MME a day or more over 12 months, and a fall of at least 15% in any of six overlapping 60-day windows of the 7 months
/// after, are the definitions of Agnoli 2021 (10.1001/jama.2021.11013) and Fenton 2019 (10.1001/jamanetworkopen.2019.16271). What their
/// abstracts leave open is a setting with a default of this tool.
public struct TaperRule: Sendable, Hashable {
    /// Days of the baseline, which ends the day before time zero.
    public var baselineDays: Int
    /// The lowest mean daily dose of a baseline, in morphine milligram equivalents.
    public var leastBaseline: Double
    /// Days of a month: of the windows that show a baseline to be stable, of the steps between follow-up windows, and of velocity.
    public var monthDays: Int
    /// How far the mean of each month of the baseline may lie from that of the whole, as a share of it.
    public var stability: Double
    /// Days of the follow-up, from time zero on.
    public var followUpDays: Int
    /// Days of a window of the follow-up. Windows begin a month apart, and the last one ends with the follow-up.
    public var windowDays: Int
    /// The least change of a window's mean that is a taper or a rise, as a share of the baseline.
    public var leastChange: Double
    /// From which difference to the baseline on a day before the one that makes a taper or a rise belongs to it, as a share of the
    /// baseline: a taper begins with its first small step.
    public var onset: Double
    /// The largest share of unknown days with which a window is judged.
    public var mostUnknown: Double
    /// Within how many days an abrupt stop goes from ``stopFrom`` of the baseline to nothing.
    public var stopWithin: Int
    /// The least share of the baseline from which a stop is abrupt.
    public var stopFrom: Double
    /// How many days without the drug make a stop.
    public var stopDays: Int
    /// Days between the time zeros at which a person is looked at.
    public var every: Int

    /// A rule, by default the published one.
    public init(
        baselineDays: Int = 365, leastBaseline: Double = 50, monthDays: Int = 30, stability: Double = 0.10,
        followUpDays: Int = 210, windowDays: Int = 60, leastChange: Double = 0.15,
        onset: Double = 0.05, mostUnknown: Double = 0.10, stopWithin: Int = 7, stopFrom: Double = 0.5,
        stopDays: Int = 30, every: Int = 30
    ) {
        self.baselineDays = baselineDays
        self.leastBaseline = leastBaseline
        self.monthDays = monthDays
        self.stability = stability
        self.followUpDays = followUpDays
        self.windowDays = windowDays
        self.leastChange = leastChange
        self.onset = onset
        self.mostUnknown = mostUnknown
        self.stopWithin = stopWithin
        self.stopFrom = stopFrom
        self.stopDays = stopDays
        self.every = every
    }

    /// The first days of the follow-up's windows, since time zero: 0, 30, …, 150.
    var windowStarts: StrideThrough<Int> { stride(from: 0, through: followUpDays - windowDays, by: max(1, monthDays)) }
}

/// How fast a dose was lowered: the largest fall of the 30-day mean in percent of the baseline, in the bands of 10, 20 and 30.
public enum TaperVelocity: String, Sendable, Hashable, CaseIterable {
    /// Below 10% of the baseline a month.
    case below10 = "below_10"
    /// 10% to below 20%.
    case from10 = "10_to_20"
    /// 20% to below 30%.
    case from20 = "20_to_30"
    /// 30% or more.
    case from30 = "30_or_more"

    /// The band of a fall in a month, as a share of the baseline.
    public init(_ share: Double) {
        switch share * DoseTimeline.slack {
        case 0.3...: self = .from30
        case 0.2...: self = .from20
        case 0.1...: self = .from10
        default: self = .below10
        }
    }
}

/// What can be said of the dose before a time zero.
public enum DoseBaseline: Sendable, Hashable {
    /// Stable, of so many morphine milligram equivalents a day on average.
    case stable(Double)
    /// High enough on average, and some month differs too much from the average.
    case unstable(Double)
    /// Too low on average.
    case low(Double)
    /// Too many days of unknown dose, or too few observed ones.
    case unknown
}

/// What became of a stable dose in the follow-up from a time zero.
public enum DoseCourse: Sendable, Hashable {
    /// Neither lowered nor raised nor stopped, in windows that could all be judged.
    case stable
    /// Lowered.
    case taper(Taper)
    /// Stopped at once.
    case abruptStop(AbruptStop)
    /// Raised.
    case rise(Rise)
    /// Lowered or raised already before time zero, since this day: no follow-up of a stable dose.
    case underWay(since: StudyDay)
    /// No change seen, and so many of the windows could not be judged.
    case notJudged(windows: Int)

    /// The first day of the change; `nil` where none begins in the follow-up.
    public var start: StudyDay? {
        switch self {
        case .taper(let taper): taper.start
        case .abruptStop(let stop): stop.day
        case .rise(let rise): rise.start
        case .stable, .underWay, .notJudged: nil
        }
    }

    /// A dose that was lowered.
    public struct Taper: Sendable, Hashable {
        /// The first day of the lowered dose.
        public let start: StudyDay
        /// The first window that shows it, from 1.
        public let window: Int
        /// The largest fall of a window's mean, as a share of the baseline.
        public let depth: Double
        /// The largest fall, over the days on which the dose falls, from the mean of the month before to that of the month from that day
        /// on, as a share of the baseline; `nil` where no such pair of months could be judged. The means are of days with the drug, and 0
        /// where a month has none.
        public let velocity: Double?
        /// The first day without the drug where the lowered dose was in the end stopped abruptly, from at least half of the baseline.
        public let stop: StudyDay?

        /// A taper.
        public init(start: StudyDay, window: Int, depth: Double, velocity: Double?, stop: StudyDay?) {
            self.start = start
            self.window = window
            self.depth = depth
            self.velocity = velocity
            self.stop = stop
        }
    }

    /// A dose that was stopped at once.
    public struct AbruptStop: Sendable, Hashable {
        /// The first day without the drug.
        public let day: StudyDay
        /// The highest dose of the days from which on the stop counts as abrupt, in morphine milligram equivalents.
        public let dose: Double

        /// A stop.
        public init(day: StudyDay, dose: Double) {
            self.day = day
            self.dose = dose
        }
    }

    /// A dose that was raised.
    public struct Rise: Sendable, Hashable {
        /// The first day of the raised dose.
        public let start: StudyDay
        /// The first window that shows it, from 1.
        public let window: Int
        /// The largest rise of a window's mean, as a share of the baseline.
        public let height: Double

        /// A rise.
        public init(start: StudyDay, window: Int, height: Double) {
            self.start = start
            self.window = window
            self.height = height
        }
    }
}

/// A person whose dose was stable before a time zero, and what became of it.
public struct DoseTrial: Sendable, Hashable {
    /// The first day of the follow-up.
    public let timeZero: StudyDay
    /// The mean daily dose of the baseline, in morphine milligram equivalents.
    public let baseline: Double
    /// What became of it.
    public let course: DoseCourse
}
