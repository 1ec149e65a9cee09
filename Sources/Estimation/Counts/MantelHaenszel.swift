/// What two groups' odds and shares of an outcome have in common over strata, such as sites (Mantel & Haenszel 1959,
/// doi:10.1093/jnci/22.4.719).
public struct MantelHaenszel: Sendable {
    /// Strata with people in both groups; the others say nothing about a difference and are left out.
    public let strata: [FourfoldTable]
    /// Strata left out.
    public let strataWithOneGroup: Int
    /// The common odds ratio with the standard error of its logarithm by Robins, Breslow & Greenland (1986,
    /// doi:10.2307/2531052). Nil where no stratum bounds it from below or none from above.
    public let oddsRatio: RatioEstimate?
    /// The common difference of shares, the first group's less the second's, with Sato's (1989, doi:10.2307/2531784) standard
    /// error, which holds for few large strata and for many small ones.
    public let riskDifference: PointEstimate

    /// The estimates from `strata`; `.noObservations` where there are none, `.tooFewGroups` where none has people in both groups.
    public static func fit(_ strata: [FourfoldTable]) -> FitOutcome<MantelHaenszel> {
        FitOutcome { () throws(NotEstimable) in
            guard !strata.isEmpty else { throw .noObservations }
            let used = strata.filter { $0.firstTotal > 0 && $0.secondTotal > 0 }
            guard !used.isEmpty else { throw .tooFewGroups(found: 1, needed: 2) }
            return MantelHaenszel(used, leftOut: strata.count - used.count)
        }
    }

    private init(_ strata: [FourfoldTable], leftOut: Int) {
        self.strata = strata
        strataWithOneGroup = leftOut
        oddsRatio = Self.oddsRatio(strata)
        riskDifference = Self.riskDifference(strata)
    }

    /// Σ R / Σ S with R = ad/n and S = bc/n; variance of its logarithm from P = (a + d)/n and Q = (b + c)/n:
    /// ΣPR / 2(ΣR)² + Σ(PS + QR) / 2ΣRΣS + ΣQS / 2(ΣS)².
    private static func oddsRatio(_ strata: [FourfoldTable]) -> RatioEstimate? {
        var (r, s, pr, mixed, qs) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for table in strata {
            let n = Double(table.total)
            let (a, b) = (Double(table.firstWith), Double(table.firstWithout))
            let (c, d) = (Double(table.secondWith), Double(table.secondWithout))
            let (concordant, discordant) = (a * d / n, b * c / n)
            let (p, q) = ((a + d) / n, (b + c) / n)
            r += concordant
            s += discordant
            pr += p * concordant
            mixed += p * discordant + q * concordant
            qs += q * discordant
        }
        guard r > 0, s > 0 else { return nil }
        let variance = pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)
        return RatioEstimate(value: r / s, logStandardError: variance.squareRoot())
    }

    /// Σ(a n2 - c n1)/n / Σ n1 n2/n, with Sato's variance (δ ΣP + ΣQ) / (Σ n1 n2/n)²:
    /// P = (n1² c - n2² a + n1 n2 (n2 - n1)/2) / n² and Q = (a (n2 - c) + c (n1 - a)) / 2n.
    private static func riskDifference(_ strata: [FourfoldTable]) -> PointEstimate {
        var (difference, weight, p, q) = (0.0, 0.0, 0.0, 0.0)
        for table in strata {
            let n = Double(table.total)
            let (first, second) = (Double(table.firstTotal) / n, Double(table.secondTotal) / n)
            let (a, b) = (Double(table.firstWith), Double(table.firstWithout))
            let (c, d) = (Double(table.secondWith), Double(table.secondWithout))
            difference += a * second - c * first
            weight += n * first * second
            p += first * first * c - second * second * a + n * first * second * (second - first) / 2
            q += (a * d + c * b) / (2 * n)
        }
        let value = difference / weight
        return PointEstimate(value: value, standardError: max(0, value * p + q).squareRoot() / weight)
    }

    /// The Cochran-Mantel-Haenszel test that there is no association in any stratum: chi-square on 1 degree of freedom.
    ///
    /// - Parameter isContinuityCorrected: Whether the distance is taken half a person less, where it is half a person at least.
    /// - Returns: Nil where no stratum has both groups and both outcomes.
    public func associationTest(isContinuityCorrected: Bool = false) -> TestStatistic? {
        var (distance, variance) = (0.0, 0.0)
        for table in strata {
            let n = Double(table.total)
            let (first, with) = (Double(table.firstTotal), Double(table.withTotal))
            distance += Double(table.firstWith) - first * with / n
            variance += first * (Double(table.secondTotal) / n) * (with / n) * Double(table.withoutTotal) / (n - 1)
        }
        let correction = isContinuityCorrected && abs(distance) >= 0.5 ? 0.5 : 0
        let reduced = abs(distance) - correction
        return .chiSquare(reduced * reduced / variance, degreesOfFreedom: 1)
    }

    /// Whether the odds ratio is the same in all strata: Breslow & Day (1980), "Statistical Methods in Cancer Research" I,
    /// section 4.4, with Tarone's (1985, doi:10.1093/biomet/72.1.91) correction, which the Mantel-Haenszel ratio calls for.
    ///
    /// Chi-square on the strata with both groups and both outcomes, less one. Nil where there are fewer than two of these or no
    /// common odds ratio.
    public func homogeneityTest(isTaroneCorrected: Bool = true) -> TestStatistic? {
        guard let ratio = oddsRatio?.value else { return nil }
        let informative = strata.filter { $0.withTotal > 0 && $0.withoutTotal > 0 }
        guard informative.count >= 2 else { return nil }
        var (statistic, distance, total) = (0.0, 0.0, 0.0)
        for table in informative {
            let (first, with) = (Double(table.firstTotal), Double(table.withTotal))
            let rest = Double(table.secondTotal) - with
            let expected = Self.expected(first, with, rest, ratio)
            let variance = 1 / (1 / expected + 1 / (first - expected) + 1 / (with - expected) + 1 / (rest + expected))
            let difference = Double(table.firstWith) - expected
            statistic += difference * difference / variance
            distance += difference
            total += variance
        }
        if isTaroneCorrected { statistic -= distance * distance / total }
        return .chiSquare(max(0, statistic), degreesOfFreedom: Double(informative.count - 1))
    }

    /// The a that gives a table with these margins the odds ratio: the root within the margins of
    /// (1 - ψ)a² + (n2 - m + ψ(n1 + m))a - ψ n1 m, taken so that no digits cancel.
    private static func expected(_ first: Double, _ with: Double, _ rest: Double, _ ratio: Double) -> Double {
        let linear = rest + ratio * (first + with)
        let product = ratio * first * with
        let root = (linear * linear + 4 * (1 - ratio) * product).squareRoot()
        return linear > 0 ? 2 * product / (linear + root) : (root - linear) / (2 * (1 - ratio))
    }
}
