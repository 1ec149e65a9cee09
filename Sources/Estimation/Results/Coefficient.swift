/// A regression coefficient, in units of the response per unit of the predictor.
public struct Coefficient: Sendable, Hashable {
    /// "intercept", or the predictor's name.
    public let name: String
    /// The point estimate.
    public let value: Double
    /// Its standard error.
    public let standardError: Double
}
