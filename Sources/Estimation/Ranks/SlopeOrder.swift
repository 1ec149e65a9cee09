/// The points of a series in the order of y - t x, as if it were computed without rounding.
///
/// A pair's slope is below t exactly if its points change places between the order of x and this one, so that the slopes below t can be
/// counted without forming them.
struct SlopeOrder: Sendable {
    /// A threshold for slopes: t, and a part of it below a double's last place.
    struct Threshold {
        let value: Double
        var rest = 0.0
    }

    /// Ascending; y ascending where x is the same.
    let x: [Double], y: [Double]
    /// Whether every difference of two x and of two y is a double, so that a computed slope is the true one rounded once.
    let hasExactDifferences: Bool

    /// Numbers beyond these powers of two could overflow or vanish in products of a slope and a difference.
    private static let greatestExponent = 200, leastExponent = -198
    /// No slope but 0 is nearer to 0, and none farther from it.
    static let leastSlope = 0x1p-460, greatestSlope = 0x1p460

    /// Nil for numbers so large or so small that their products are out of a double's range.
    init?(ascending x: [Double], _ y: [Double]) {
        let isOrdinary = (x + y).allSatisfy {
            $0 == 0 || $0.exponent >= Self.leastExponent && $0.exponent <= Self.greatestExponent
        }
        guard isOrdinary, Int32(exactly: x.count) != nil else { return nil }
        self.x = x
        self.y = y
        hasExactDifferences = Self.haveExactDifferences(x) && Self.haveExactDifferences(y)
    }

    /// Whether all are whole multiples of a power of two, and no more than 2⁵³ of it apart.
    private static func haveExactDifferences(_ numbers: [Double]) -> Bool {
        guard let least = numbers.min(), let greatest = numbers.max() else { return true }
        let units = numbers.lazy.filter { $0 != 0 }.map { Int($0.exponent) - Int($0.significandWidth) }
        guard let unit = units.min() else { return true }
        return greatest - least <= Double(sign: .plus, exponent: unit + 53, significand: 1)
    }

    /// The points' positions in the order of y - t x. Points of different x that tie have a slope of t: in the order of x, and against it
    /// where `tiesChange`.
    func positions(at threshold: Threshold, tiesChange: Bool) -> [Int32] {
        var positions = (0..<Int32(x.count)).map { $0 }
        if threshold.value <= -Self.greatestSlope { return positions }
        let t = Self.bounded(threshold.value)
        positions.sort { one, other in
            let (i, j) = (Int(one), Int(other))
            let side = t == .infinity ? (x[i] < x[j] ? -1 : x[i] > x[j] ? 1 : 0) : side(i, j, t, threshold.rest)
            if side != 0 { return side > 0 }
            return (tiesChange && x[i] != x[j]) != (i < j)
        }
        return positions
    }

    private static func bounded(_ t: Double) -> Double {
        if t >= greatestSlope { return .infinity }
        return t != 0 && abs(t) < leastSlope ? (t < 0 ? -leastSlope : leastSlope) : t
    }

    /// The sign of (yⱼ - yᵢ) - (t + rest)(xⱼ - xᵢ).
    @inline(__always)
    private func side(_ i: Int, _ j: Int, _ t: Double, _ rest: Double) -> Int {
        let rise = y[j] - y[i]
        let product = t * (x[j] - x[i])
        let difference = rise - product
        // Four roundings, and the rest.
        if abs(difference) > 0x1p-50 * (abs(rise) + abs(product)) { return difference > 0 ? 1 : -1 }
        if rise == 0, product == 0 { return 0 }
        return exactSide(i, j, t, rest)
    }

    /// As a sum of doubles that do not overlap, whose sign is that of its greatest term (Shewchuk 1997, doi:10.1007/PL00009321).
    private func exactSide(_ i: Int, _ j: Int, _ t: Double, _ rest: Double) -> Int {
        let rise = DoubleDouble.sum(y[j], -y[i])
        let run = DoubleDouble.sum(x[j], -x[i])
        var terms = SIMD16<Double>.zero
        var count = 0
        func add(_ number: Double) {
            var sum = number
            for index in 0..<count {
                let next = DoubleDouble.sum(sum, terms[index])
                terms[index] = next.low
                sum = next.high
            }
            terms[count] = sum
            count += 1
        }
        func add(_ number: DoubleDouble) {
            add(number.low)
            add(number.high)
        }
        add(rise)
        for part in [run.low, run.high] where part != 0 {
            add(DoubleDouble.product(-t, part))
            if rest != 0 { add(DoubleDouble.product(-rest, part)) }
        }
        for index in (0..<count).reversed() where terms[index] != 0 {
            return terms[index] > 0 ? 1 : -1
        }
        return 0
    }
}
