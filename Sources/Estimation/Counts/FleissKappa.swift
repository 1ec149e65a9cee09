/// Agreement of several classifications of the same subjects beyond chance (Fleiss 1971, doi:10.1037/h0031619).
///
/// Of n subjects, each classified m times, n_ij times into category j:
///
///     P_i = (Σ_j n_ij² - m) / (m (m - 1)),   p_j = Σ_i n_ij / (n m),   κ = (mean P_i - Σ_j p_j²) / (1 - Σ_j p_j²).
public struct FleissKappa: Sendable, Hashable {
    /// Subjects.
    public let subjects: Int
    /// Classifications of each.
    public let classifications: Int
    /// The mean share of pairs of classifications of a subject that agree.
    public let agreement: Double
    /// The share expected by chance.
    public let expected: Double
    /// κ: 1 where all agree, 0 where as many do as by chance.
    public var kappa: Double { (agreement - expected) / (1 - expected) }

    /// κ of a table: `counts[i][j]` classifications put subject i into category j; every subject has as many.
    ///
    /// `.constantResponse` where everybody is always in one category.
    public static func fit(_ counts: [[Int]]) -> FitOutcome<FleissKappa> {
        FitOutcome { () throws(NotEstimable) in
            guard let first = counts.first else { throw .noObservations }
            let m = first.reduce(0, +)
            guard
                counts.allSatisfy({ row in
                    row.count == first.count && row.allSatisfy { $0 >= 0 } && row.reduce(0, +) == m
                })
            else {
                throw .invalidArgument(name: "counts", needed: "as many classifications of each subject")
            }
            guard m > 1 else { throw .tooFewObservations(found: m, needed: 2) }
            var ofCategory = [Int](repeating: 0, count: first.count)
            var agreeing = 0
            for row in counts {
                for (category, count) in row.enumerated() {
                    ofCategory[category] += count
                    agreeing += count * (count - 1)
                }
            }
            let (n, all) = (counts.count, counts.count * m)
            guard !ofCategory.contains(all) else { throw .constantResponse(name: "the category") }
            let expected = ofCategory.reduce(0.0) { sum, count in
                let share = Double(count) / Double(all)
                return sum + share * share
            }
            return FleissKappa(
                subjects: n, classifications: m, agreement: Double(agreeing) / (Double(all) * Double(m - 1)),
                expected: expected)
        }
    }
}
