/// The scores of ordered groups about their mean over all observations.
struct TrendScores {
    /// Over all observations.
    let mean: Double
    /// Each group's score less the mean.
    let centered: [Double]
    /// Σ (score - mean)² over all observations.
    let sumOfSquares: Double

    /// Scores 1, 2, 3, ... unless given; throws unless there is a finite one for each group and they differ.
    init(_ given: [Double]?, sizes: [Double]) throws(NotEstimable) {
        let scores = given ?? sizes.indices.map { Double($0 + 1) }
        guard scores.count == sizes.count, scores.allSatisfy(\.isFinite) else {
            throw .invalidArgument(name: "scores", needed: "one finite number for each group")
        }
        guard scores.contains(where: { $0 != scores[0] }) else { throw .constantColumn(name: "scores") }
        let total = sizes.reduce(0, +)
        mean = CompensatedSum(zip(scores, sizes).map { $0 * ($1 / total) }).value
        centered = scores.map { [mean] in $0 - mean }
        sumOfSquares = CompensatedSum(zip(centered, sizes).map { $0 * $0 * $1 }).value
        guard sumOfSquares.isFinite, sumOfSquares > 0 else { throw .nonFinite }
    }
}
