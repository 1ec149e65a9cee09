/// Count, mean, variance and range of values seen one at a time (Welford 1962, doi:10.2307/1266577), mergeable (Chan, Golub &
/// LeVeque 1983, doi:10.2307/2683386).
public struct OnlineMoments: Sendable, Hashable {
    /// Values.
    public private(set) var count = 0
    private var runningMean = 0.0
    private var squaredDeviations = 0.0
    private var least = Double.infinity
    private var greatest = -Double.infinity

    /// No values.
    public init() {}

    /// The moments of `values`.
    @inlinable
    public init(_ values: some Sequence<Double>) {
        // The sequence is walked where its type is known.
        self.init(all: Array(values))
    }

    @usableFromInline
    init(all values: [Double]) {
        for value in values {
            add(value)
        }
    }

    /// Adds `value`. A value that is not finite makes the mean and the variance nil.
    public mutating func add(_ value: Double) {
        count += 1
        let step = value - runningMean
        runningMean += step / Double(count)
        squaredDeviations += step * (value - runningMean)
        least = min(least, value)
        greatest = max(greatest, value)
    }

    /// Adds the values of `other`.
    public mutating func merge(_ other: OnlineMoments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let total = Double(count + other.count)
        let step = other.runningMean - runningMean
        squaredDeviations += other.squaredDeviations + step * step * Double(count) * Double(other.count) / total
        runningMean += step * Double(other.count) / total
        count += other.count
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
    }

    /// The mean; nil without values.
    public var mean: Double? { count > 0 && runningMean.isFinite ? runningMean : nil }
    /// Variance on n - 1; nil below two values.
    public var variance: Double? {
        count > 1 && squaredDeviations.isFinite ? squaredDeviations / Double(count - 1) : nil
    }
    /// Standard deviation on n - 1; nil below two values.
    public var standardDeviation: Double? { variance?.squareRoot() }
    /// Standard error of the mean; nil below two values.
    public var standardErrorOfMean: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
    /// The least value; nil without values.
    public var minimum: Double? { count > 0 ? least : nil }
    /// The greatest value; nil without values.
    public var maximum: Double? { count > 0 ? greatest : nil }

    /// The mean with its t interval on n - 1 degrees of freedom; nil below two values.
    public func meanInterval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        guard let mean, let error = standardErrorOfMean else { return nil }
        return .studentT(estimate: mean, standardError: error, degreesOfFreedom: Double(count - 1), level: level)
    }
}
