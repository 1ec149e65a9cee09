import CGSL
import Foundation

/// Why a probability or a quantile has no value.
public enum DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A parameter outside its domain: zero degrees of freedom, a probability above 1, NaN.
    case invalidParameter(String)
    /// The library could not compute a finite value.
    case notComputable(String)

    /// In words.
    public var description: String {
        switch self {
        case .invalidParameter(let name): "\(name) is outside its domain"
        case .notComputable(let name): "\(name) could not be computed"
        }
    }
}

/// GSL's default error handler aborts the process. Turned off, its functions answer with a status or NaN, which every
/// function below makes a typed error.
private let gslAbortIsOff: Void = {
    // SAFETY: sets a process-wide function pointer to GSL's own no-op; runs once, before any other call into GSL.
    _ = gsl_set_error_handler_off()
}()

/// Call before anything else of GSL.
func turnOffGSLAbort() {
    gslAbortIsOff
}

/// A probability as computed: NaN becomes an error, rounding beyond 0...1 is cut.
private func probability(
    _ name: String, _ x: Double, _ value: () -> Double
) throws(DistributionError) -> Double {
    guard !x.isNaN else { throw .invalidParameter(name) }
    turnOffGSLAbort()
    let result = value()
    guard !result.isNaN else { throw .notComputable(name) }
    return min(1, max(0, result))
}

/// The standard normal distribution.
public enum StandardNormal {
    /// P(Z <= z), exact in the lower tail.
    public static func lowerTail(_ z: Double) throws(DistributionError) -> Double {
        // SAFETY: a pure function of a number.
        try probability("normal probability", z) { gsl_cdf_ugaussian_P(z) }
    }

    /// P(Z > z), exact in the upper tail.
    public static func upperTail(_ z: Double) throws(DistributionError) -> Double {
        try lowerTail(-z)
    }

    /// The z with P(Z <= z) = p; infinite for p of 0 and 1.
    public static func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        turnOffGSLAbort()
        // SAFETY: a pure function of a number in 0...1.
        let z = gsl_cdf_ugaussian_Pinv(p)
        guard z.isFinite else { throw .notComputable("normal quantile") }
        return z
    }
}

/// The regularised incomplete beta function I_x(a, b) and its complement, given x and 1 - x so that neither loses digits.
///
/// Continued fraction of Didonato & Morris (1992, section 3; doi:10.1145/131766.131776) on the side of the mean where it converges
/// fast, its leading term in Loader's form. GSL's own goes over to asymptotic series above shapes of 100,000 that are wrong in
/// the second digit of a far tail.
private func incompleteBeta(
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

/// The root of an increasing `distance` between `low` and `high`: bisection on the ordering of doubles, which ends on neighbours
/// whatever the scale, after Newton steps where they stay inside.
private func increasingRoot(
    between low: Double, and high: Double, distance: (Double) throws(DistributionError) -> Double,
    density: (Double) -> Double
) throws(DistributionError) -> Double {
    var (low, high) = (low, high)
    var x = low + (high - low) / 2
    for _ in 0..<300 {
        let miss = try distance(x)
        if miss == 0 { return x }
        if miss < 0 { low = x } else { high = x }
        let slope = density(x)
        let newton = slope > 0 ? x - miss / slope : .nan
        let next = newton > low && newton < high ? newton : low + (high - low) / 2
        if next == x || abs(next - x) <= 1e-16 * abs(x) || high <= low.nextUp { return next }
        x = next
    }
    return x
}

/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
    /// ν > 0, whole or not.
    public let degreesOfFreedom: Double

    /// Throws unless 0 < `degreesOfFreedom` < ∞.
    public init(degreesOfFreedom: Double) throws(DistributionError) {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { throw .invalidParameter("degrees of freedom") }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T > t), exact in the upper tail: half of I_{ν/(ν+t²)}(ν/2, 1/2) for t > 0. GSL's own goes over to a Cornish-Fisher
    /// series above 30 degrees of freedom and is not exact there.
    public func upperTail(_ t: Double) throws(DistributionError) -> Double {
        let half = try probability("t probability", t) {
            if t.isInfinite { return 0 }
            let square = t * t
            let tail = incompleteBeta(
                degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + square),
                square / (degreesOfFreedom + square))
            return tail.lower / 2
        }
        return t >= 0 ? half : 1 - half
    }

    /// P(T <= t), exact in the lower tail.
    public func lowerTail(_ t: Double) throws(DistributionError) -> Double {
        try upperTail(-t)
    }

    /// P(|T| >= |t|).
    public func twoSidedTail(_ t: Double) throws(DistributionError) -> Double {
        try min(1, 2 * upperTail(abs(t)))
    }

    /// The t with P(T <= t) = p; infinite for p of 0 and 1.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        return p <= 0.5 ? try -upperQuantile(p) : try upperQuantile(1 - p)
    }

    /// The t with P(T > t) = q; keeps its digits for small q.
    public func upperQuantile(_ q: Double) throws(DistributionError) -> Double {
        guard q >= 0, q <= 1 else { throw .invalidParameter("probability") }
        if q == 0 { return .infinity }
        if q == 0.5 { return 0 }
        if q > 0.5 { return try -upperQuantile(1 - q) }
        var high = 2.0
        while try upperTail(high) > q {
            high *= 4
            guard high.isFinite else { throw .notComputable("t quantile") }
        }
        return try increasingRoot(
            between: 0, and: high,
            distance: { (t) throws(DistributionError) in try log(q) - log(upperTail(t)) },
            density: { t in
                // SAFETY: a pure function of numbers, ν > 0.
                gsl_ran_tdist_pdf(t, degreesOfFreedom) / ((try? upperTail(t)) ?? .infinity)
            })
    }
}

/// The chi-square distribution.
public struct ChiSquare: Sendable, Hashable {
    /// ν > 0.
    public let degreesOfFreedom: Double

    /// Throws unless 0 < `degreesOfFreedom` < ∞.
    public init(degreesOfFreedom: Double) throws(DistributionError) {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { throw .invalidParameter("degrees of freedom") }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(X <= x).
    public func lowerTail(_ x: Double) throws(DistributionError) -> Double {
        // SAFETY: a pure function of numbers, ν > 0.
        try probability("chi-square probability", x) {
            x.isInfinite ? (x > 0 ? 1 : 0) : gsl_cdf_chisq_P(max(0, x), degreesOfFreedom)
        }
    }

    /// P(X > x), exact in the upper tail.
    public func upperTail(_ x: Double) throws(DistributionError) -> Double {
        // SAFETY: a pure function of numbers, ν > 0.
        try probability("chi-square probability", x) {
            x.isInfinite ? (x > 0 ? 0 : 1) : gsl_cdf_chisq_Q(max(0, x), degreesOfFreedom)
        }
    }

    /// The x with P(X <= x) = p; 0 for p of 0, infinite for p of 1.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        if p == 0 { return 0 }
        if p == 1 { return .infinity }
        var high = degreesOfFreedom + 10
        while try lowerTail(high) < p {
            high *= 4
            guard high.isFinite else { throw .notComputable("chi-square quantile") }
        }
        let isLower = p <= 0.5
        return try increasingRoot(
            between: 0, and: high,
            distance: { (x) throws(DistributionError) in
                isLower ? try log(lowerTail(x)) - log(p) : try log1p(-p) - log(upperTail(x))
            },
            density: { x in
                let tail = (isLower ? try? lowerTail(x) : try? upperTail(x)) ?? .infinity
                // SAFETY: a pure function of numbers, ν > 0.
                return gsl_ran_chisq_pdf(x, degreesOfFreedom) / tail
            })
    }
}

/// Fisher's F distribution.
public struct FisherF: Sendable, Hashable {
    /// Numerator and denominator degrees of freedom, both > 0.
    public let numerator: Double, denominator: Double

    /// Throws unless both are above 0 and finite.
    public init(numerator: Double, denominator: Double) throws(DistributionError) {
        guard numerator > 0, denominator > 0, numerator.isFinite, denominator.isFinite else {
            throw .invalidParameter("degrees of freedom")
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// P(F <= f).
    public func lowerTail(_ f: Double) throws(DistributionError) -> Double {
        try probability("F probability", f) { tails(f).lower }
    }

    /// P(F > f), exact in the upper tail.
    public func upperTail(_ f: Double) throws(DistributionError) -> Double {
        try probability("F probability", f) { tails(f).upper }
    }

    private func tails(_ f: Double) -> (lower: Double, upper: Double) {
        if f <= 0 { return (0, 1) }
        if f.isInfinite { return (1, 0) }
        let total = numerator * f + denominator
        return incompleteBeta(numerator / 2, denominator / 2, numerator * f / total, denominator / total)
    }

    /// The f with P(F <= f) = p, from the beta quantile; 0 for p of 0, infinite for p of 1.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        if p == 1 { return .infinity }
        // The odds x / (1 - x) of the smaller tail's beta quantile keep their digits near both ends.
        if p <= 0.5 {
            let x = try Beta(numerator / 2, denominator / 2).quantile(p)
            if x <= 0.5 { return denominator * x / (numerator * (1 - x)) }
        }
        let complement = try Beta(denominator / 2, numerator / 2).upperQuantile(p)
        return denominator * (1 - complement) / (numerator * complement)
    }
}

/// The beta distribution.
public struct Beta: Sendable, Hashable {
    /// Both shapes, > 0.
    public let a: Double, b: Double

    /// Throws unless both are above 0 and finite.
    public init(_ a: Double, _ b: Double) throws(DistributionError) {
        guard a > 0, b > 0, a.isFinite, b.isFinite else { throw .invalidParameter("shape") }
        self.a = a
        self.b = b
    }

    /// P(X <= x).
    public func lowerTail(_ x: Double) throws(DistributionError) -> Double {
        try probability("beta probability", x) { incompleteBeta(a, b, x, 1 - x).lower }
    }

    /// P(X > x), exact in the upper tail.
    public func upperTail(_ x: Double) throws(DistributionError) -> Double {
        try probability("beta probability", x) { incompleteBeta(a, b, x, 1 - x).upper }
    }

    /// The x with P(X <= x) = p.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        if p == 0 || p == 1 { return p }
        return try root { (x) throws(DistributionError) in
            try p <= 0.5 ? log(lowerTail(x)) - log(p) : log1p(-p) - log(upperTail(x))
        } tail: { x in
            (p <= 0.5 ? try? lowerTail(x) : try? upperTail(x)) ?? .infinity
        }
    }

    /// The x with P(X > x) = q; keeps its digits for small q.
    public func upperQuantile(_ q: Double) throws(DistributionError) -> Double {
        guard q >= 0, q <= 1 else { throw .invalidParameter("probability") }
        if q == 0 || q == 1 { return 1 - q }
        return try root { (x) throws(DistributionError) in
            try q < 0.5 ? log(q) - log(upperTail(x)) : log(lowerTail(x)) - log1p(-q)
        } tail: { x in
            (q < 0.5 ? try? upperTail(x) : try? lowerTail(x)) ?? .infinity
        }
    }

    private func root(
        distance: (Double) throws(DistributionError) -> Double, tail: (Double) -> Double
    ) throws(DistributionError) -> Double {
        try increasingRoot(
            between: 0, and: 1, distance: distance,
            // SAFETY: a pure function of numbers, both shapes above 0.
            density: { gsl_ran_beta_pdf($0, a, b) / tail($0) })
    }
}

/// The binomial distribution.
public struct Binomial: Sendable, Hashable {
    /// Trials, 0...2⁵³.
    public let trials: Int
    /// Probability of success, 0...1.
    public let probabilityOfSuccess: Double

    /// Throws unless `trials` is in 0...2⁵³ and `probability` is in 0...1.
    public init(trials: Int, probability: Double) throws(DistributionError) {
        guard trials >= 0, trials <= 1 << 53 else { throw .invalidParameter("trials") }
        guard probability >= 0, probability <= 1 else { throw .invalidParameter("probability") }
        self.trials = trials
        probabilityOfSuccess = probability
    }

    /// P(X <= successes).
    public func lowerTail(_ successes: Int) throws(DistributionError) -> Double {
        if successes < 0 { return 0 }
        if successes >= trials { return 1 }
        return try tails(above: successes).upper
    }

    /// P(X > successes), exact in the upper tail.
    public func upperTail(_ successes: Int) throws(DistributionError) -> Double {
        if successes < 0 { return 1 }
        if successes >= trials { return 0 }
        return try tails(above: successes).lower
    }

    /// Beta tails at the probability of success with shapes k + 1 and n - k: the lower one is P(X > k).
    private func tails(above k: Int) throws(DistributionError) -> (lower: Double, upper: Double) {
        let beta = try Beta(Double(k) + 1, Double(trials - k))
        return (try beta.lowerTail(probabilityOfSuccess), try beta.upperTail(probabilityOfSuccess))
    }

    /// P(X = successes).
    public func probability(of successes: Int) -> Double {
        let (n, p) = (trials, probabilityOfSuccess)
        guard successes >= 0, successes <= n else { return 0 }
        if p == 0 { return successes == 0 ? 1 : 0 }
        if p == 1 { return successes == n ? 1 : 0 }
        if successes == 0 { return exp(Double(n) * log1p(-p)) }
        if successes == n { return exp(Double(n) * log(p)) }
        return binomialMass(Double(successes), Double(n - successes), p, 1 - p)
    }
}

/// Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) p^a q^b for q = 1 - p: the probability of a successes and b failures, a and b above 0 and whole
/// or not. In the saddle-point form of Loader (2000), "Fast and accurate computation of binomial probabilities", which keeps
/// its digits for any size.
private func binomialMass(_ a: Double, _ b: Double, _ p: Double, _ q: Double) -> Double {
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
