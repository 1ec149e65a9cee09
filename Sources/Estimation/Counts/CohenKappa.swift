/// Agreement of two classifications of the same subjects beyond chance (Cohen 1960, doi:10.1177/001316446002000104).
///
///     κ = (p - e) / (1 - e),
///
/// with p the share of subjects that both put into the same category, and e the share expected of two classifications that have nothing to
/// do with each other: the sum over categories of the product of both marginal shares.
public struct CohenKappa: Sendable, Hashable {
    /// Subjects.
    public let subjects: Int
    /// The share put into the same category.
    public let agreement: Double
    /// The share expected by chance.
    public let expected: Double
    /// κ: 1 where all agree, 0 where as many do as by chance, below it where fewer do.
    public var kappa: Double { (agreement - expected) / (1 - expected) }

    /// κ of a square table: `counts[i][j]` subjects are in category i by the first classification and in j by the second.
    ///
    /// `.constantResponse` where both put everybody into one and the same category: nothing is left to agree on beyond chance.
    public static func fit(_ counts: [[Int]]) -> FitOutcome<CohenKappa> {
        FitOutcome { () throws(NotEstimable) in
            guard counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy { $0 >= 0 } }) else {
                throw .invalidArgument(name: "counts", needed: "a square table of counts that are 0 or more")
            }
            let total = counts.reduce(0) { $0 + $1.reduce(0, +) }
            guard total > 0 else { throw .noObservations }
            let n = Double(total)
            var (agreement, expected) = (0.0, 0.0)
            for category in counts.indices {
                let first = counts[category].reduce(0, +)
                let second = counts.reduce(0) { $0 + $1[category] }
                guard first < total || second < total else { throw .constantResponse(name: "the category") }
                agreement += Double(counts[category][category]) / n
                expected += Double(first) / n * (Double(second) / n)
            }
            return CohenKappa(subjects: total, agreement: agreement, expected: expected)
        }
    }
}
