/// The probability with which an interval's procedure covers the truth, above 0 and below 1.
public struct ConfidenceLevel: Sendable, Hashable {
    /// Such as 0.95.
    public let value: Double

    /// Nil unless 0 < `value` < 1.
    public init?(_ value: Double) {
        guard value > 0, value < 1 else { return nil }
        self.value = value
    }

    private init(known value: Double) {
        self.value = value
    }

    /// 95%.
    public static let ninetyFive = ConfidenceLevel(known: 0.95)
    /// 90%.
    public static let ninety = ConfidenceLevel(known: 0.90)
    /// 99%.
    public static let ninetyNine = ConfidenceLevel(known: 0.99)

    /// What lies beyond each end of a central interval.
    var tail: Double { (1 - value) / 2 }
}
