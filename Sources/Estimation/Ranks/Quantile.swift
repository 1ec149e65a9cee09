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
    /// - Complexity: O(n log n).
    public static func of(_ values: [Double], at probabilities: [Double], rule: Rule = .type7) -> [Double]? {
        guard values.allSatisfy(\.isFinite) else { return nil }
        return ofSorted(values.sorted(), at: probabilities, rule: rule)
    }

    /// The quantiles of values that are finite and ascending, at positions from 0.
    public static func ofSorted<Values: RandomAccessCollection<Double>>(
        _ values: Values, at probabilities: [Double], rule: Rule = .type7
    ) -> [Double]? where Values.Index == Int {
        guard !values.isEmpty, probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        return probabilities.map { probability in
            switch rule {
            case .type7:
                let position = Double(values.count - 1) * probability
                let below = Int(position)
                let above = min(below + 1, values.count - 1)
                let weight = position - Double(below)
                // Exact on ties, and free of overflow.
                return weight == 0 ? values[below] : (1 - weight) * values[below] + weight * values[above]
            case .nearestRank:
                // n p is rounded away from a whole number by up to a few units in the last place, as in R.
                let rank = Double(values.count) * probability
                let fuzz = 4 * rank.ulp
                return values[max(0, min(values.count, Int((rank - fuzz).rounded(.up))) - 1)]
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
