import Foundation

/// How squared successive differences grow with the time between: the exponent λ of E d² = α_g (time)^(2λ), each group g with a size of
/// its own, so that only a group's own short and long times are compared.
///
/// With p = time^(2λ) / Σ time^(2λ) within a group, Σ d² log p is made largest: the conditional likelihood of counts with an effect for
/// each group (Hausman, Hall & Griliches 1984, doi:10.2307/1911191), which needs no more than the mean to be right and holds for any
/// number of differences a group. Where values are noise about a level, differences do not grow, and λ is 0.
public enum SpacingExponent {
    /// A successive difference.
    public struct Difference: Sendable, Hashable {
        /// The time between; above 0.
        public let time: Double
        /// The squared difference.
        public let square: Double

        /// A difference.
        public init(time: Double, square: Double) {
            (self.time, self.square) = (time, square)
        }
    }

    /// The widest that λ can be, either way: at 1 values go on along a line.
    public static let widest = 1.0

    /// The exponent.
    public struct Fit: Sendable, Hashable {
        /// λ, within ± ``SpacingExponent/widest``.
        public let exponent: Double
        /// From the sandwich over groups; nil where λ is as wide as it can be.
        public let standardError: Double?

        /// Wald's; nil without a standard error.
        public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            standardError.flatMap { .wald(estimate: exponent, standardError: $0, level: level) }
        }
    }

    /// The exponent of some groups' differences.
    ///
    /// - Returns: `.constantWithinGroups` where no group with a difference above 0 has different times between.
    public static func fit(_ groups: [[Difference]]) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard groups.allSatisfy({ $0.allSatisfy { $0.time > 0 && $0.time.isFinite && $0.square.isFinite } }) else {
                throw .nonFinite
            }
            let used = groups.compactMap(Group.init)
            guard !used.isEmpty else { throw .constantWithinGroups(name: "the time between") }
            func slope(_ power: Double) -> Double { used.reduce(0.0) { $0 + $1.derivatives(power).slope } }
            // Concave in the power, so that the slope has one zero; halving finds it to the last digits.
            var (low, high) = (-2 * widest, 2 * widest)
            if slope(low) <= 0 { return Fit(exponent: low / 2, standardError: nil) }
            if slope(high) >= 0 { return Fit(exponent: high / 2, standardError: nil) }
            for _ in 0..<halvings {
                let middle = (low + high) / 2
                if slope(middle) > 0 { low = middle } else { high = middle }
            }
            let power = (low + high) / 2
            let derivatives = used.map { $0.derivatives(power) }
            let curvature = derivatives.reduce(0.0) { $0 + $1.curvature }
            let squares = derivatives.reduce(0.0) { $0 + $1.slope * $1.slope }
            // The power is twice the exponent.
            return Fit(exponent: power / 2, standardError: squares.squareRoot() / curvature / 2)
        }
    }

    private static let halvings = 40

    /// A group whose times differ.
    private struct Group {
        /// Logarithms of the times, less the first.
        private let times: [Double]
        /// Σ d², and Σ d² log time.
        private let sum: Double
        private let weighted: Double

        init?(_ differences: [Difference]) {
            let sum = differences.reduce(0) { $0 + $1.square }
            guard sum > 0, let first = differences.first, differences.contains(where: { $0.time != first.time }) else {
                return nil
            }
            let times = differences.map { log($0.time / first.time) }
            self.times = times
            self.sum = sum
            weighted = zip(times, differences).reduce(0.0) { $0 + $1.0 * $1.1.square }
        }

        /// The first derivative of Σ d² log p by the power, and the second with its sign turned.
        func derivatives(_ power: Double) -> (slope: Double, curvature: Double) {
            var (total, first, second) = (0.0, 0.0, 0.0)
            for time in times {
                let weight = exp(power * time)
                total += weight
                first += weight * time
                second += weight * time * time
            }
            let mean = first / total
            return (weighted - sum * mean, sum * max(0, second / total - mean * mean))
        }
    }
}
