extension RandomBits {
    /// The number of successes in independent trials, each with probability `numerator` / `denominator`, drawn exactly: 0 < numerator <
    /// denominator < 2⁶².
    ///
    /// A trial succeeds if a uniform number is below the probability. Both are compared bit by bit, for all trials that are still
    /// undecided at once: only how many of their next bits are 1 matters. Two bits a trial on average, one for probability 1/2.
    mutating func binomial(trials: Int, successProbability numerator: Int, outOf denominator: Int) -> Int {
        var (undecided, successes, remainder) = (trials, 0, numerator)
        while undecided > 0, remainder > 0 {
            let ones = countOfOnes(among: undecided)
            remainder *= 2
            if remainder >= denominator {
                remainder -= denominator
                successes += undecided - ones
                undecided = ones
            } else {
                undecided -= ones
            }
        }
        return successes
    }

    /// How many of the next `count` bits are 1.
    private mutating func countOfOnes(among count: Int) -> Int {
        var (left, ones) = (count, 0)
        while left > 0 {
            let words = next()
            for lane in 0..<8 where left > 0 {
                let word = lane < 4 ? words.0[lane] : words.1[lane - 4]
                ones += (left >= 64 ? word : word & ((1 << UInt64(left)) - 1)).nonzeroBitCount
                left -= min(left, 64)
            }
        }
        return ones
    }
}
