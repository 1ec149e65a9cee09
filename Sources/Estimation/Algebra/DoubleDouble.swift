/// An unevaluated sum of two doubles, about 32 decimal digits: for sums whose digits cancel beyond what one double keeps.
///
/// Dekker (1971), doi:10.1007/BF01397083; the operations of Hida, Li & Bailey (2001), doi:10.1109/ARITH.2001.930115.
struct DoubleDouble: Sendable {
    /// The value rounded to a double.
    private(set) var high: Double
    /// What the rounding left, at most half a unit in the last place of `high`.
    private(set) var low: Double

    static let zero = DoubleDouble(0)

    init(_ value: Double) {
        high = value
        low = 0
    }

    private init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    /// a + b, exactly.
    static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
        let total = a + b
        let rounded = total - a
        return DoubleDouble(high: total, low: (a - (total - rounded)) + (b - rounded))
    }

    /// a b, exactly but for underflow.
    static func product(_ a: Double, _ b: Double) -> DoubleDouble {
        let product = a * b
        return DoubleDouble(high: product, low: (-product).addingProduct(a, b))
    }

    /// a + b for |a| >= |b|, exactly.
    private static func ordered(_ a: Double, _ b: Double) -> DoubleDouble {
        let total = a + b
        return DoubleDouble(high: total, low: b - (total - a))
    }

    static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let highs = sum(a.high, b.high)
        let lows = sum(a.low, b.low)
        let first = ordered(highs.high, highs.low + lows.high)
        return ordered(first.high, first.low + lows.low)
    }

    static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        a + -b
    }

    static prefix func - (a: DoubleDouble) -> DoubleDouble {
        DoubleDouble(high: -a.high, low: -a.low)
    }

    static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let highs = product(a.high, b.high)
        return ordered(highs.high, highs.low + (a.high * b.low + a.low * b.high))
    }

    static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let first = a.high / b.high
        var rest = a - b * DoubleDouble(first)
        let second = rest.high / b.high
        rest = rest - b * DoubleDouble(second)
        return ordered(first, second) + DoubleDouble(rest.high / b.high)
    }

    static func += (a: inout DoubleDouble, b: DoubleDouble) {
        a = a + b
    }

    static func -= (a: inout DoubleDouble, b: DoubleDouble) {
        a = a - b
    }

    /// √a for a >= 0: one Newton step from the double's root.
    func squareRoot() -> DoubleDouble {
        guard high > 0 else { return .zero }
        let root = high.squareRoot()
        let miss = self - DoubleDouble.product(root, root)
        return DoubleDouble.ordered(root, miss.high / (2 * root))
    }

    /// a · 2ᵏ, exactly but for overflow and underflow.
    func scaled(byPowerOfTwo exponent: Int) -> DoubleDouble {
        DoubleDouble(
            high: Double(sign: .plus, exponent: exponent, significand: high),
            low: Double(sign: .plus, exponent: exponent, significand: low))
    }
}
