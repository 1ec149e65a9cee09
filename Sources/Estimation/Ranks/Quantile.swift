/// Sample quantiles.
public enum Quantile {
    /// How a quantile between two values is taken.
    public enum Rule: String, Sendable, Hashable, CaseIterable, Codable {
        /// Linear interpolation at (n - 1)p: type 7 of Hyndman & Fan (1996), doi:10.1080/00031305.1996.10473566; the default
        /// of R and NumPy.
        case type7 = "type_7"
        /// The smallest value with at least a share p of the values at or below it: type 1.
        case nearestRank = "nearest_rank"
    }

    /// The quantiles of `values` at `probabilities`, in their order. Nil where there are no values, one is not finite, or a
    /// probability is outside 0...1.
    ///
    /// - Complexity: O(n) a probability but for contrived orders.
    public static func of(_ values: [Double], at probabilities: [Double], rule: Rule = .type7) -> [Double]? {
        guard values.allSatisfy(\.isFinite), let places = places(probabilities, among: values.count, rule) else {
            return nil
        }
        var numbers = values
        let found = OrderStatistic.ofRanks(places.flatMap { [$0.below + 1, $0.above + 1] }, among: &numbers)
        return places.indices.map { places[$0].value(between: found[2 * $0], and: found[2 * $0 + 1]) }
    }

    /// The quantiles of values that are finite and ascending, at positions from 0.
    public static func ofSorted<Values: RandomAccessCollection<Double>>(
        _ values: Values, at probabilities: [Double], rule: Rule = .type7
    ) -> [Double]? where Values.Index == Int {
        places(probabilities, among: values.count, rule)?.map { place in
            place.value(between: values[place.below], and: values[place.above])
        }
    }

    /// Where a quantile lies among ascending values: at a position, or on the way to the next.
    private struct Place {
        let below: Int
        let above: Int
        let weight: Double

        /// Exact on ties, and free of overflow.
        func value(between below: Double, and above: Double) -> Double {
            weight == 0 ? below : (1 - weight) * below + weight * above
        }
    }

    private static func places(_ probabilities: [Double], among count: Int, _ rule: Rule) -> [Place]? {
        guard count > 0, probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        return probabilities.map { probability in
            switch rule {
            case .type7:
                let position = Double(count - 1) * probability
                let below = Int(position)
                return Place(below: below, above: min(below + 1, count - 1), weight: position - Double(below))
            case .nearestRank:
                // n p is rounded away from a whole number by up to a few units in the last place, as in R.
                let rank = Double(count) * probability
                let position = max(0, min(count, Int((rank - 4 * rank.ulp).rounded(.up))) - 1)
                return Place(below: position, above: position, weight: 0)
            }
        }
    }

    /// Lower quartile, median and upper quartile; nil as above.
    public static func quartiles(_ values: [Double], rule: Rule = .type7) -> (
        lower: Double, median: Double, upper: Double
    )? {
        guard let all = of(values, at: [0.25, 0.5, 0.75], rule: rule) else { return nil }
        return (all[0], all[1], all[2])
    }
}
