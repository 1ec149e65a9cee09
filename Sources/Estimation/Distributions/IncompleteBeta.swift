/// The regularised incomplete beta function I_x(a, b) and its complement, given x and 1 - x so that neither loses digits.
///
/// Continued fraction of Didonato & Morris (1992, section 3; doi:10.1145/131766.131776) on the side of the mean where it converges
/// fast, its leading term in Loader's form. GSL's own goes over to asymptotic series above shapes of 100,000 that are wrong in
/// the second digit of a far tail.
func incompleteBeta(
    _ a: Double, _ b: Double, _ x: Double, _ complement: Double
) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if complement <= 0 { return (1, 0) }
    guard x < (a + 1) / (a + b + 2) else {
        let tail = smallerSide(b, a, complement, x)
        return (1 - tail, tail)
    }
    let tail = smallerSide(a, b, x, complement)
    return (tail, 1 - tail)
}

/// I_x(a, b) for x at or below about the mean, and the fraction's convergents by their recurrence, each divided by the last
/// denominator. NaN where it does not converge.
private func smallerSide(_ a: Double, _ b: Double, _ x: Double, _ complement: Double) -> Double {
    // x^a (1 - x)^b / B(a, b).
    let leading = a * b / (a + b) * binomialMass(a, b, x, complement)
    if leading == 0 { return 0 }
    // λ = a - (a + b)x, from the side on which no digits cancel.
    let lambda = a > b ? (a + b) * complement - b : a - (a + b) * x
    let c = lambda + 1
    let c0 = b / a
    let c1 = 1 + 1 / a
    var (p, s) = (1.0, a + 1)
    var (numerator, lastNumerator) = (1.0, 0.0)
    var (denominator, lastDenominator) = (c / c1, 1.0)
    var ratio = c1 / c
    for step in 1...200_000 {
        let n = Double(step)
        let t = n / a
        let w = n * (b - n) * x
        let alpha = p * (p + c0) * (a / s) * (a / s) * w * x
        let beta = n + w / s + (1 + t) / (c1 + 2 * t) * (c + n * (1 + complement))
        p = 1 + t
        s += 2
        (numerator, lastNumerator) = (alpha * lastNumerator + beta * numerator, numerator)
        (denominator, lastDenominator) = (alpha * lastDenominator + beta * denominator, denominator)
        let next = numerator / denominator
        if abs(next - ratio) <= 2.3e-16 * next { return leading * next }
        ratio = next
        lastNumerator /= denominator
        lastDenominator /= denominator
        (numerator, denominator) = (next, 1)
    }
    return .nan
}
