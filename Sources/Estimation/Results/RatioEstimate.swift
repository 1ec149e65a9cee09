import Foundation

/// A ratio, such as an odds ratio, with the standard error of its logarithm.
public struct RatioEstimate: Sendable, Hashable {
    /// Above 0; 1 is no difference.
    public let value: Double
    /// Of the natural logarithm.
    public let logStandardError: Double

    /// The ratio whose natural logarithm is `log`.
    public init(log: PointEstimate) {
        self.init(value: exp(log.value), logStandardError: log.standardError)
    }

    init(value: Double, logStandardError: Double) {
        self.value = value
        self.logStandardError = logStandardError
    }

    /// Wald's interval on the logarithmic scale.
    public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        .waldLog(ratio: value, logStandardError: logStandardError, level: level)
    }
}
