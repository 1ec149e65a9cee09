/// How far two groups differ in a variable, in units of its pooled spread: a measure of balance that does not grow with n.
///
/// Austin (2009), doi:10.1002/sim.3697; for several categories Yang & Dalton (2012), SAS Global Forum, paper 335.
public enum StandardizedDifference {
    /// (m1 - m2) / √((s1² + s2²) / 2). Nil below two values in a group; where neither varies, 0 if the means agree, else nil.
    public static func continuous(_ first: OnlineMoments, _ second: OnlineMoments) -> Double? {
        guard let mean1 = first.mean, let mean2 = second.mean, let variance1 = first.variance,
            let variance2 = second.variance
        else { return nil }
        return ratio(mean1 - mean2, variance: (variance1 + variance2) / 2)
    }

    /// (p1 - p2) / √((p1(1 - p1) + p2(1 - p2)) / 2). Where neither varies, 0 if the shares agree, else nil.
    public static func binary(_ first: BinomialCount, _ second: BinomialCount) -> Double? {
        let (p1, p2) = (first.proportion, second.proportion)
        return ratio(p1 - p2, variance: (p1 * (1 - p1) + p2 * (1 - p2)) / 2)
    }

    /// √((t - c)' S⁻¹ (t - c)) for the shares t and c of all categories but the first, S their mean multinomial covariance:
    /// never negative. Categories that occur in neither group are left out.
    ///
    /// Nil when the counts are not of the same categories, are negative or none, or when S is singular (a category that is
    /// everyone in one group and no one in the other).
    public static func categorical(_ first: [Int], _ second: [Int]) -> Double? {
        guard first.count == second.count, (first + second).allSatisfy({ $0 >= 0 }) else { return nil }
        let present = first.indices.filter { first[$0] > 0 || second[$0] > 0 }
        let (total1, total2) = (first.reduce(0.0) { $0 + Double($1) }, second.reduce(0.0) { $0 + Double($1) })
        guard total1 > 0, total2 > 0, !present.isEmpty else { return nil }
        let kept = present.dropFirst()
        guard !kept.isEmpty else { return 0 }
        let t = kept.map { Double(first[$0]) / total1 }
        let c = kept.map { Double(second[$0]) / total2 }
        let covariance = SymmetricMatrix(dimension: kept.count) { i, j in
            i == j ? (t[i] * (1 - t[i]) + c[i] * (1 - c[i])) / 2 : -(t[i] * t[j] + c[i] * c[j]) / 2
        }
        guard let factor = try? CholeskyFactor(covariance, tolerance: 1e-12) else { return nil }
        let difference = zip(t, c).map { $0 - $1 }
        return zip(difference, factor.solve(difference)).reduce(0.0) { $0 + $1.0 * $1.1 }.squareRoot()
    }

    private static func ratio(_ difference: Double, variance: Double) -> Double? {
        if variance > 0 { return difference / variance.squareRoot() }
        return difference == 0 ? 0 : nil
    }
}
