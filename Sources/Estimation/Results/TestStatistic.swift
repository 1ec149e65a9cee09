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
    public static func normal(_ estimate: PointEstimate) -> TestStatistic? {
        let z = estimate.value / estimate.standardError
        guard estimate.standardError > 0, z.isFinite, let tail = try? StandardNormal.upperTail(abs(z)) else {
            return nil
        }
        return TestStatistic(statistic: z, degreesOfFreedom: [], pValue: min(1, 2 * tail))
    }

    /// The same as z², chi-square on 1 degree of freedom.
    static func squaredNormal(_ estimate: PointEstimate) -> TestStatistic? {
        normal(estimate).map {
            TestStatistic(statistic: $0.statistic * $0.statistic, degreesOfFreedom: [1], pValue: $0.pValue)
        }
    }

    /// The t test that what `estimate` estimates is zero; nil without a standard error above 0.
    public static func studentT(_ estimate: PointEstimate, degreesOfFreedom: Double) -> TestStatistic? {
        let t = estimate.value / estimate.standardError
        guard estimate.standardError > 0, t.isFinite,
            let p = try? StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(t)
        else { return nil }
        return TestStatistic(statistic: t, degreesOfFreedom: [degreesOfFreedom], pValue: p)
    }

    /// The upper tail of F on these degrees of freedom; nil where it has none.
    static func fisherF(_ statistic: Double, _ numerator: Double, _ denominator: Double) -> TestStatistic? {
        guard let p = try? FisherF(numerator: numerator, denominator: denominator).upperTail(statistic) else {
            return nil
        }
        return TestStatistic(statistic: statistic, degreesOfFreedom: [numerator, denominator], pValue: p)
    }

    /// The upper tail of chi-square; nil for a statistic that is not a number.
    static func chiSquare(_ statistic: Double, degreesOfFreedom: Double) -> TestStatistic? {
        guard statistic.isFinite,
            let p = try? ChiSquare(degreesOfFreedom: degreesOfFreedom).upperTail(max(0, statistic))
        else { return nil }
        return TestStatistic(statistic: max(0, statistic), degreesOfFreedom: [degreesOfFreedom], pValue: p)
    }
}
