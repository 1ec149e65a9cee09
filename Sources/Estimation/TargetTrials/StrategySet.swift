/// Which of up to 64 strategies what a person did is compatible with, by their positions from 0.
public struct StrategySet: OptionSet, Sendable, Hashable {
    /// Bit s for strategy s.
    public let rawValue: UInt64

    /// The set of these bits.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Strategies that one set can hold.
    public static let capacity = UInt64.bitWidth

    /// The strategy at a position alone; none for a position outside 0..<64.
    public static func strategy(_ position: Int) -> StrategySet {
        StrategySet(rawValue: (0..<capacity).contains(position) ? 1 << UInt64(position) : 0)
    }

    /// Strategies 0..<`count`.
    public static func all(_ count: Int) -> StrategySet {
        (0..<min(max(0, count), capacity)).reduce(into: []) { $0.formUnion(.strategy($1)) }
    }
}
