/// A test's statistic with its p-value.
public struct TestStatistic: Sendable, Hashable {
    /// Such as t or F.
    public let statistic: Double
    /// One number for t and chi-square, numerator and denominator for F.
    public let degreesOfFreedom: [Double]
    /// 0...1.
    public let pValue: Double
}

extension TestStatistic {
    /// The upper tail of chi-square; nil for a statistic that is not a number.
    static func chiSquare(_ statistic: Double, degreesOfFreedom: Double) -> TestStatistic? {
        guard statistic.isFinite,
            let p = try? ChiSquare(degreesOfFreedom: degreesOfFreedom).upperTail(max(0, statistic))
        else { return nil }
        return TestStatistic(statistic: max(0, statistic), degreesOfFreedom: [degreesOfFreedom], pValue: p)
    }
}
