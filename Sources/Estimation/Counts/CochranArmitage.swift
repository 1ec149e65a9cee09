/// The test for a trend in proportions over ordered groups with scores (Cochran 1954, doi:10.2307/3001616; Armitage 1955,
/// doi:10.2307/3001775). z² is the chi-square of R's `prop.trend.test`.
public enum CochranArmitage {
    /// Tests `groups`, in their order. One outcome a person.
    ///
    /// - Parameter scores: One finite number a group, not all the same; 1, 2, 3, ... unless given.
    /// - Returns: T = Σ score · successes, with the variance p(1 - p) Σ n (score - mean score)² at the pooled proportion p;
    ///   no correction for continuity.
    public static func test(_ groups: [BinomialCount], scores: [Double]? = nil) -> FitOutcome<TrendTest> {
        FitOutcome { () throws(NotEstimable) in
            guard groups.count >= 2 else { throw .tooFewGroups(found: groups.count, needed: 2) }
            let sizes = groups.map { Double($0.trials) }
            let scores = try TrendScores(scores, sizes: sizes)
            let total = sizes.reduce(0, +)
            let successes = groups.reduce(0.0) { $0 + Double($1.successes) }
            let failures = groups.reduce(0.0) { $0 + Double($1.trials - $1.successes) }
            guard successes > 0, failures > 0 else { throw .constantResponse(name: "the response") }
            guard let observations = Int(exactly: total) else { throw .nonFinite }

            let pooled = successes / total
            let excess = CompensatedSum(
                zip(scores.centered, groups).map { $0 * (Double($1.successes) - Double($1.trials) * pooled) })
            return try TrendTest(
                excess: excess.value, expectation: scores.mean * successes,
                variance: pooled * (failures / total) * scores.sumOfSquares, observations: observations)
        }
    }

    /// Up to this many trials in all there is an exact test: their binomial coefficients are doubles.
    public static let exactTrials = 1000

    /// The same test with exact p-values: over all tables with these groups and as many successes in all (Williams 1988,
    /// doi:10.2307/2531877), for small or sparse tables.
    ///
    /// - Parameter scores: One whole number a group, not all the same; 1, 2, 3, ... unless given.
    /// - Complexity: O(n s² r) for n trials, s the rarer of successes and failures, and scores within r of each other; not
    ///   estimable where s² r is beyond a million.
    public static func exactTest(_ groups: [BinomialCount], scores: [Int]? = nil) -> FitOutcome<TrendTest> {
        FitOutcome { () throws(NotEstimable) in
            let scores = scores ?? Array(groups.indices.map { $0 + 1 })
            let test = try Self.test(groups, scores: scores.map(Double.init)).get()
            guard test.observations <= exactTrials else {
                throw .invalidArgument(name: "trials", needed: "at most \(exactTrials) in all for the exact test")
            }
            let table = try ConditionalTable(groups, scores)
            let tails = table.tails()
            return test.exact(pRising: tails.rising, pFalling: tails.falling)
        }
    }

    /// The tables with given groups and a given number of events, by the sum of their events' scores.
    private struct ConditionalTable {
        private let trials: [Int]
        /// Above the least score.
        private let scores: [Int]
        /// Successes or failures, whichever are fewer.
        private let events: [Int]
        private let eventsAreSuccesses: Bool

        init(_ groups: [BinomialCount], _ scores: [Int]) throws(NotEstimable) {
            trials = groups.map(\.trials)
            let failures = groups.map { $0.trials - $0.successes }
            let successes = groups.map(\.successes)
            eventsAreSuccesses = successes.reduce(0, +) <= failures.reduce(0, +)
            events = eventsAreSuccesses ? successes : failures
            let (least, greatest) = (scores.min() ?? 0, scores.max() ?? 0)
            let range = Double(greatest) - Double(least)
            let total = Double(events.reduce(0, +))
            guard (total + 1) * (total * range + 1) <= 1_000_000 else {
                throw .invalidArgument(name: "scores", needed: "closer together for the exact test")
            }
            self.scores = scores.map { $0 - least }
        }

        func tails() -> (rising: Double, falling: Double) {
            let ways = self.ways()
            let observed = zip(events, scores).reduce(0) { $0 + $1.0 * $1.1 }
            let all = ways.reduce(0, +)
            let atLeast = ways[observed...].reversed().reduce(0, +) / all
            let atMost = ways[...observed].reduce(0, +) / all
            return eventsAreSuccesses ? (atLeast, atMost) : (atMost, atLeast)
        }

        /// In how many ways all events can fall so that their scores add up to 0, 1, ....
        private func ways() -> [Double] {
            let total = events.reduce(0, +)
            let width = total * (scores.max() ?? 0) + 1
            // By events so far and their sum of scores.
            var ways = [Double](repeating: 0, count: (total + 1) * width)
            ways[0] = 1
            for (size, score) in zip(trials, scores) {
                // Downwards, so that a group's events are added to tables without the group only.
                for count in stride(from: total, through: 0, by: -1) {
                    for sum in stride(from: width - 1, through: 0, by: -1) {
                        var all = 0.0
                        var coefficient = 1.0
                        for own in 0...min(count, size) {
                            if own * score > sum { break }
                            all += coefficient * ways[(count - own) * width + sum - own * score]
                            coefficient *= Double(size - own) / Double(own + 1)
                        }
                        ways[count * width + sum] = all
                    }
                }
            }
            return Array(ways[(total * width)...])
        }
    }
}
