import Foundation

/// Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) p^a q^b for q = 1 - p: the probability of a successes and b failures, a and b above 0 and whole
/// or not. In the saddle-point form of Loader (2000), "Fast and accurate computation of binomial probabilities", which keeps
/// its digits for any size.
func binomialMass(_ a: Double, _ b: Double, _ p: Double, _ q: Double) -> Double {
    let n = a + b
    let exponent =
        stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * p) - deviance(b, n * q)
    return exp(exponent) * (n / (2 * .pi * a * b)).squareRoot()
}

/// log(n!) less Stirling's approximation: the tail of Stirling's series, exact log-gamma below 16.
private func stirlingError(_ n: Double) -> Double {
    if n < 16 {
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * .pi)
    }
    let square = n * n
    return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / square) / square) / square) / square) / n
}

/// x log(x / m) + m - x, by a series where x is near m.
private func deviance(_ x: Double, _ m: Double) -> Double {
    guard abs(x - m) < 0.1 * (x + m) else { return x * log(x / m) + m - x }
    let ratio = (x - m) / (x + m)
    var sum = (x - m) * ratio
    var term = 2 * x * ratio
    let square = ratio * ratio
    for j in 1..<1000 {
        term *= square
        let next = sum + term / Double(2 * j + 1)
        if next == sum { break }
        sum = next
    }
    return sum
}
