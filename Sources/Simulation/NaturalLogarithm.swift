/// The natural logarithm from + - × ÷ alone, so that it has the same bits on every machine.
///
/// Mathematics libraries may differ in the last bit of `log`, and a synthetic study promises the same bytes everywhere.
enum NaturalLogarithm {
    /// The logarithm of a positive, normal number, within two units in the last place away from 1.
    ///
    /// x = 2^k m with m between sqrt(1/2) and sqrt(2); log m = 2 artanh s with s = (m - 1)/(m + 1), |s| below 0.172,
    /// whose series is cut where its terms fall below 2^-60 of the sum.
    static func value(_ x: Double) -> Double {
        var significand = x.significand
        var exponent = Double(x.exponent)
        if significand > 1.4142135623730951 {
            significand *= 0.5
            exponent += 1
        }
        let s = (significand - 1) / (significand + 1)
        let square = s * s
        var series = 1.0 / 23
        for divisor in stride(from: 21.0, through: 3, by: -2) {
            series = series * square + 1 / divisor
        }
        let twice = 2 * s
        // log 2 in two parts: the first has 21 trailing zero bits, so that its product with the exponent is exact.
        let fraction = twice * square * series + twice
        return exponent * 0x1.62e42fee00000p-1 + (exponent * 0x1.a39ef35793c76p-33 + fraction)
    }
}
