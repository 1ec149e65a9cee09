import Foundation

/// A share of people by weights, with a standard error that holds for weights that are not frequencies: Taylor linearisation, as
/// for a survey (Binder 1983, doi:10.2307/1402588).
///
/// The weights are taken as known. Where they were estimated, as inverse probabilities of being assessed are, the standard
/// error is, if anything, too large (Lunceford & Davidian 2004, doi:10.1002/sim.1903).
public struct WeightedShare: Sendable, Hashable {
    /// Σ weight over those with the outcome / Σ weight.
    public let share: Double
    /// Linearised, between clusters.
    public let standardError: Double
    /// (Σ w)² / Σ w²: as many people of equal weight would say as much (Kish 1965, "Survey Sampling", section 11.7).
    public let effectiveSampleSize: Double
    /// People with a weight above 0.
    public let observations: Int
    /// Clusters among them; as many as people where none were given.
    public let clusters: Int

    /// Of t intervals: clusters less one.
    public var degreesOfFreedom: Double { Double(clusters - 1) }

    /// The effective sample size less one: fewer degrees of freedom where few people hold much of the weight.
    public var effectiveDegreesOfFreedom: Double { effectiveSampleSize - 1 }

    /// The share of `outcomes` that are true.
    ///
    /// - Parameters:
    ///   - outcomes: One a person; those of weight 0 have no part.
    ///   - weights: One a person, finite and not negative, whose sum is above 0; only their ratios matter.
    ///   - clusters: The cluster of each person; each is its own where none are given.
    public static func estimate(
        _ outcomes: [Bool], weights: [Double], clusters: [Int]? = nil
    ) -> FitOutcome<WeightedShare> {
        FitOutcome { () throws(NotEstimable) in
            guard !outcomes.isEmpty else { throw .noObservations }
            guard weights.count == outcomes.count else {
                throw .invalidArgument(name: "weights", needed: "one weight for each of the \(outcomes.count) outcomes")
            }
            guard clusters.map({ $0.count == outcomes.count }) ?? true else {
                throw .invalidArgument(
                    name: "clusters", needed: "one cluster for each of the \(outcomes.count) outcomes")
            }
            let unit = try WeightScale.largest(weights)
            let used = weights.indices.filter { weights[$0] > 0 }
            let index = try ClusterIndex(used.map { clusters?[$0] ?? $0 }, rows: used.count)
            return WeightedShare(used.map { (outcomes[$0], weights[$0] / unit) }, index)
        }
    }

    private init(_ people: [(outcome: Bool, weight: Double)], _ index: ClusterIndex) {
        let total = CompensatedSum(people.map(\.weight)).value
        let share = CompensatedSum(people.map { $0.outcome ? $0.weight : 0 }).value / total
        // What each cluster adds to the share's linear approximation; they sum to 0.
        var influence = [Double](repeating: 0, count: index.count)
        for (person, cluster) in zip(people, index.ofRow) {
            influence[cluster] += person.weight / total * ((person.outcome ? 1 : 0) - share)
        }
        let g = Double(index.count)
        let sumOfSquares = CompensatedSum(influence.map { $0 * $0 }).value
        self.share = share
        standardError = (g / (g - 1) * sumOfSquares).squareRoot()
        effectiveSampleSize = total * total / CompensatedSum(people.map { $0.weight * $0.weight }).value
        observations = people.count
        clusters = index.count
    }

    /// The interval on the logit scale with a t quantile, which stays within 0...1. Nil where everyone or no one has the outcome:
    /// the linear approximation has no spread there.
    ///
    /// - Parameter degreesOfFreedom: Of t; ``degreesOfFreedom`` unless stated.
    public func interval(
        level: ConfidenceLevel = .ninetyFive, degreesOfFreedom: Double? = nil
    ) -> ConfidenceInterval? {
        .logitT(
            share: share, standardError: standardError, degreesOfFreedom: degreesOfFreedom ?? self.degreesOfFreedom,
            level: level)
    }

    /// The two-sided t test of the share against a stated one on the logit scale, which rejects the shares outside of
    /// ``interval(level:degreesOfFreedom:)``. Nil unless `claim` and the share lie within 0 and 1.
    public func test(claim: Double, degreesOfFreedom: Double? = nil) -> TestStatistic? {
        let degreesOfFreedom = degreesOfFreedom ?? self.degreesOfFreedom
        guard claim > 0, claim < 1, share > 0, share < 1, standardError > 0 else { return nil }
        let distance = log(share) - log1p(-share) - (log(claim) - log1p(-claim))
        let statistic = distance / (standardError / (share * (1 - share)))
        guard statistic.isFinite, let p = try? StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(statistic)
        else { return nil }
        return TestStatistic(statistic: statistic, degreesOfFreedom: [degreesOfFreedom], pValue: p)
    }
}
