/// The score that a decision was made on, of months in which something else was done and of months in which nothing was.
///
/// Where something was done it is the last score up to that day: one of the same day comes before what it changes. Where nothing was, it
/// is the last score at a moment as long after a score as decisions came: those lags are gone through in turn. So who decided and who did
/// not are compared at like moments (sampling of the risk sets in time), and neither a course of pain over the month nor visits at which
/// it is decided make a difference of their own. A score at the month's beginning would be an older one than the decision's.
struct DecisionScores {
    /// A month's days in which it could be decided, and the first on which it was.
    struct Month: Sendable, Hashable {
        let days: ClosedRange<Int>
        let day: Int?

        init(_ days: ClosedRange<Int>, _ decisions: [Int]) {
            self.days = days
            day = decisions.filter(days.contains).min()
        }
    }

    /// Days from a score to a decision, ascending.
    private let lags: [Int]
    /// Months gone through.
    private var turn = 0

    init(lags: [Int]) {
        self.lags = lags.sorted()
    }

    init(_ entries: [EmulatedEntry]) {
        self.init(
            lags: entries.flatMap { entry in
                entry.months.compactMap { month in
                    month.decision.day.flatMap { day in
                        entry.course.scores.lastDay(before: day + 1).map { day - $0 }
                    }
                }
            })
    }

    /// The score of a month; `nil` where there is none before it.
    mutating func score(_ month: Month, of scores: DailyScores) -> Double? {
        if let day = month.day { return scores.last(before: day + 1) }
        turn += 1
        guard let lag = Self.pick(lags, turn, Self.goldenRatio) else {
            return scores.last(before: month.days.lowerBound)
        }
        let number = scores.days.partitioningIndex { $0 + lag >= month.days.lowerBound }
        let moments = scores.days[number...].prefix { $0 + lag <= month.days.upperBound }.indices.filter { index in
            index + 1 == scores.days.endIndex || scores.days[index + 1] > scores.days[index] + lag
        }
        return Self.pick(moments, turn, Self.otherRatio).map { scores.scores[$0] }
            ?? scores.last(before: month.days.lowerBound)
    }

    // Multiples of them spread evenly, and independently of each other.
    private static let goldenRatio = 0.618_033_988_749_894_9
    private static let otherRatio = 0.414_213_562_373_095_1

    private static func pick(_ values: [Int], _ turn: Int, _ ratio: Double) -> Int? {
        guard !values.isEmpty else { return nil }
        let spread = Double(turn) * ratio
        return values[min(values.count - 1, Int((spread - spread.rounded(.down)) * Double(values.count)))]
    }
}

extension [EmulatedEntry] {
    /// Entries with the scores that decisions were made on. A patient's month is the same in all trials.
    mutating func settleDecisions() {
        var decisions = DecisionScores(self)
        var (person, known): (Int?, [DecisionScores.Month: Double?]) = (nil, [:])
        for number in indices {
            if person != self[number].person {
                person = self[number].person
                known.removeAll(keepingCapacity: true)
            }
            let scores = self[number].course.scores
            for position in self[number].months.indices {
                let month = self[number].months[position]
                let score = known[month.decision] ?? decisions.score(month.decision, of: scores)
                known[month.decision] = .some(score)
                self[number].course.months[position].decisionScore = score ?? month.lastScore
            }
        }
    }
}
