/// What is seen of persons who enter emulated trials, one trial or several one after the other (Hernán & Robins 2016,
/// doi:10.1093/aje/kwv254; Danaei, García Rodríguez, Cantero, Logan & Hernán 2013, doi:10.1177/0962280211403603).
///
/// An entry is a person in one trial: what is known at time zero, and follow-up by intervals 0, 1, 2 and so on, all of one
/// length. In each interval it comes in this order: the covariates; whether follow-up is lost; what else is known when it is decided
/// what is done; what the person then does, which is or is not compatible with each strategy; the outcome. In a grace period those who
/// have begun nothing wait, and are compatible with every strategy.
public struct SequentialTrials: Sendable {
    /// What is seen at the end of an interval.
    public enum Outcome: Sendable, Hashable {
        /// Nothing.
        case missing
        /// A number.
        case value(Double)
        /// That no event has happened.
        case noEvent
        /// An event of a cause from 1; causes compete. Nothing follows it.
        case event(cause: Int)
    }

    /// An interval of an entry's follow-up.
    public struct Interval: Sendable, Hashable {
        /// The strategies that what was done in this interval is compatible with; strategies left before do not come back.
        public let compatible: StrategySet
        /// Whether, up to and with this interval, nothing was begun that may yet be begun within the grace period.
        public let isWaiting: Bool
        /// At the interval's beginning, in the order of their names.
        public let covariates: [Double]
        /// When it is decided what is done, in the order of their names.
        public let decision: [Double]
        /// At its end.
        public let outcome: Outcome
        /// Whether follow-up was lost before anything of this interval was seen. An entry that ends without it, as the
        /// study did, says nothing of being lost.
        public let isLost: Bool

        /// An interval.
        public init(
            compatible: StrategySet, isWaiting: Bool = false, covariates: [Double] = [], decision: [Double] = [],
            outcome: Outcome
        ) {
            self.compatible = compatible
            self.isWaiting = isWaiting
            self.covariates = covariates
            self.decision = decision
            self.outcome = outcome
            isLost = false
        }

        private init(lostAt covariates: [Double], decision: [Double]) {
            compatible = []
            isWaiting = false
            self.covariates = covariates
            self.decision = decision
            outcome = .missing
            isLost = true
        }

        /// The interval in which follow-up was lost.
        ///
        /// - Parameter decisions: Covariates that a decision has, of which none is known any more.
        public static func lost(covariates: [Double] = [], decisions: Int = 0) -> Interval {
            Interval(lostAt: covariates, decision: Array(repeating: 0, count: decisions))
        }
    }

    /// Names of the strategies.
    public let strategies: [String]
    /// Names of what is known at time zero.
    public let baseline: [String]
    /// Names of the covariates of each interval.
    public let covariates: [String]
    /// Names of what else is known when it is decided what is done in an interval; no part of the regression of losses.
    public let decision: [String]
    /// Intervals of follow-up that are looked at, at most.
    public let intervals: Int

    /// The person of each entry.
    private(set) var persons: [Int] = []
    /// Where each entry's intervals begin, and the end of the last one's.
    private(set) var starts = [0]
    private(set) var baselineValues: [Double] = []
    private(set) var covariateValues: [Double] = []
    private(set) var decisionValues: [Double] = []
    private(set) var compatible: [StrategySet] = []
    private(set) var isWaiting: [Bool] = []
    private(set) var outcomes: [Outcome] = []
    private(set) var isLost: [Bool] = []

    /// No entries yet.
    public init(
        strategies: [String], baseline: [String] = [], covariates: [String] = [], decision: [String] = [],
        intervals: Int
    ) {
        self.strategies = strategies
        self.baseline = baseline
        self.covariates = covariates
        self.decision = decision
        self.intervals = intervals
    }

    /// Entries so far.
    public var entryCount: Int { persons.count }

    /// Adds a person's entry into a trial. Intervals beyond those that are looked at are left out.
    ///
    /// - Parameters:
    ///   - person: Any number that tells persons apart; the same in all trials that she enters.
    ///   - baseline: A value for each of the names.
    ///   - follow: Intervals 0, 1 and so on, without a gap, one at least.
    /// - Throws: `.noObservations` without an interval; `.invalidArgument` for another number of values than of names, for an event
    ///   of a cause below 1, for intervals after an event or a loss, and for one that waits after one that did not, or is not compatible
    ///   with every strategy; `.nonFinite`. The entry is not added then.
    public mutating func add(
        person: Int, baseline values: [Double] = [], intervals follow: [Interval]
    ) throws(NotEstimable) {
        guard !follow.isEmpty else { throw .noObservations }
        guard values.count == baseline.count else {
            throw .invalidArgument(name: "the values at time zero", needed: "\(baseline.count) for each entry")
        }
        guard values.allSatisfy(\.isFinite) else { throw .nonFinite }
        for (position, interval) in follow.enumerated() {
            guard interval.covariates.count == covariates.count else {
                throw .invalidArgument(name: "the covariates", needed: "\(covariates.count) for each interval")
            }
            guard interval.decision.count == decision.count else {
                throw .invalidArgument(
                    name: "the covariates of the decision", needed: "\(decision.count) for each interval")
            }
            guard interval.covariates.allSatisfy(\.isFinite), interval.decision.allSatisfy(\.isFinite) else {
                throw .nonFinite
            }
            guard
                !interval.isWaiting
                    || interval.compatible.isSuperset(of: .all(strategies.count))
                        && (position == 0 || follow[position - 1].isWaiting)
            else {
                throw .invalidArgument(
                    name: "an interval of waiting",
                    needed: "compatible with every strategy, and the first or after another one")
            }
            var isLast = interval.isLost
            switch interval.outcome {
            case .value(let value):
                guard value.isFinite else { throw .nonFinite }
            case .event(let cause):
                guard cause >= 1 else { throw .invalidArgument(name: "the cause of an event", needed: "1 or more") }
                isLast = true
            case .missing, .noEvent: break
            }
            guard !isLast || position == follow.count - 1 else {
                throw .invalidArgument(name: "an interval with an event or a loss", needed: "the last of its entry")
            }
        }
        persons.append(person)
        baselineValues += values
        for interval in follow.prefix(max(0, intervals)) {
            covariateValues += interval.covariates
            decisionValues += interval.decision
            compatible.append(interval.compatible)
            isWaiting.append(interval.isWaiting)
            outcomes.append(interval.outcome)
            isLost.append(interval.isLost)
        }
        starts.append(compatible.count)
    }

    /// Intervals so far, of all entries.
    public var rowCount: Int { compatible.count }

    /// The same with other outcomes.
    ///
    /// - Parameter outcomes: One for each interval, entry by entry; nil for another number of them.
    func with(outcomes: [Outcome]) -> SequentialTrials? {
        guard outcomes.count == rowCount else { return nil }
        var trials = self
        trials.outcomes = outcomes
        return trials
    }

    /// The intervals of an entry, among those of all entries.
    func rows(ofEntry entry: Int) -> Range<Int> { starts[entry]..<starts[entry + 1] }

    /// Names of all covariates: at time zero, at the beginning of an interval, at the decision.
    var columnNames: [String] { baseline + covariates + decision }

    var columnCount: Int { baseline.count + covariates.count + decision.count }

    /// Value `column` of an entry at an interval, in the order of the names.
    @inline(__always)
    func value(_ column: Int, entry: Int, row: Int) -> Double {
        if column < baseline.count { return baselineValues[entry * baseline.count + column] }
        let later = column - baseline.count
        return later < covariates.count
            ? covariateValues[row * covariates.count + later]
            : decisionValues[row * decision.count + later - covariates.count]
    }

    /// In how many intervals from the first each entry stays compatible with a strategy.
    func compatibleIntervals(with strategy: Int) -> [Int32] {
        let one = StrategySet.strategy(strategy)
        return (0..<entryCount).map { entry in
            // Of an interval that was lost it is not known: its set is empty.
            Int32(rows(ofEntry: entry).prefix { compatible[$0].contains(one) }.count)
        }
    }
}
