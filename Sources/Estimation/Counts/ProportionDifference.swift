/// How two independent proportions differ: their difference with Newcombe's interval, their ratio and the ratio of their odds.
public struct ProportionDifference: Sendable, Hashable {
    /// The groups compared.
    public let first: BinomialCount, second: BinomialCount

    /// Compares `first` with `second`.
    public init(_ first: BinomialCount, _ second: BinomialCount) {
        self.first = first
        self.second = second
    }

    /// The first proportion less the second.
    public var difference: Double { first.proportion - second.proportion }

    /// Newcombe's hybrid score interval of the difference.
    public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        .newcombe(first, minus: second, level: level)
    }

    /// The first proportion over the second, with the standard error of its logarithm (Katz et al. 1978, doi:10.2307/2530610).
    /// Nil where a group has no success.
    public var riskRatio: RatioEstimate? {
        guard first.successes > 0, second.successes > 0 else { return nil }
        func logVariance(_ group: BinomialCount) -> Double {
            Double(group.trials - group.successes) / (Double(group.successes) * Double(group.trials))
        }
        let variance = logVariance(first) + logVariance(second)
        return RatioEstimate(value: first.proportion / second.proportion, logStandardError: variance.squareRoot())
    }

    /// The first group's odds over the second's, with the standard error of its logarithm (Woolf 1955,
    /// doi:10.1111/j.1469-1809.1955.tb01348.x). Nil where a group has no success or no failure.
    public var oddsRatio: RatioEstimate? {
        let (a, b) = (Double(first.successes), Double(first.trials - first.successes))
        let (c, d) = (Double(second.successes), Double(second.trials - second.successes))
        guard min(a, b, c, d) > 0 else { return nil }
        let variance = 1 / a + 1 / b + 1 / c + 1 / d
        return RatioEstimate(value: (a / b) / (c / d), logStandardError: variance.squareRoot())
    }
}
