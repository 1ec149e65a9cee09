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
    /// Wald's test that what `estimate` estimates is zero, against the normal distribution; nil without a standard error above 0.
    public static func normal(_ estimate: Estimate) -> TestStatistic? {
        let z = estimate.value / estimate.standardError
        guard estimate.standardError > 0, z.isFinite, let tail = try? StandardNormal.upperTail(abs(z)) else {
            return nil
        }
        return TestStatistic(statistic: z, degreesOfFreedom: [], pValue: min(1, 2 * tail))
    }

    /// The upper tail of chi-square; nil for a statistic that is not a number.
    static func chiSquare(_ statistic: Double, degreesOfFreedom: Double) -> TestStatistic? {
        guard statistic.isFinite,
            let p = try? ChiSquare(degreesOfFreedom: degreesOfFreedom).upperTail(max(0, statistic))
        else { return nil }
        return TestStatistic(statistic: max(0, statistic), degreesOfFreedom: [degreesOfFreedom], pValue: p)
    }
}
