/// A score that lies within its instrument's range.
public struct PainScore: Sendable, Hashable {
    /// What it was measured with.
    public let instrument: Instrument
    /// The score in the instrument's own unit.
    public let value: Double

    /// A score, or `nil` where the value is outside the instrument's range or not finite.
    public init?(_ value: Double, on instrument: Instrument) {
        guard instrument.range.contains(value) else { return nil }
        self.instrument = instrument
        self.value = value
    }

    /// Percent of the maximum possible, high is more pain.
    public var percentOfMaximum: Double {
        instrument.percentOfMaximum(value)
    }
}
