import Foundation

/// How much the values of one person, machine or place vary from one time to another, by the four indices of Jahng, Wood & Trull (2008,
/// doi:10.1037/a0014173): spread, first-order autocorrelation, mean squared successive difference, share of acute changes.
public struct WithinVariability: Sendable, Hashable {
    /// A value with its time.
    public struct Point: Sendable, Hashable {
        /// In any unit.
        public let time: Double
        /// Finite.
        public let value: Double
        /// Whether it follows the point before it: a difference across a break is none.
        public let follows: Bool

        /// A point.
        public init(time: Double, value: Double, follows: Bool) {
            (self.time, self.value, self.follows) = (time, value, follows)
        }
    }

    /// How squared successive differences grow with the time between: as (time / usual)^(2 exponent).
    public struct Spacing: Sendable, Hashable {
        /// The time to which differences are brought; above 0.
        public let usual: Double
        /// 0 where they do not grow; 0.5 for a random walk.
        public let exponent: Double

        /// A rule.
        public init(usual: Double, exponent: Double) {
            (self.usual, self.exponent) = (usual, exponent)
        }

        /// What a difference over a time is divided by.
        func factor(_ time: Double) -> Double { exponent == 0 ? 1 : pow(time / usual, exponent) }

        /// The logarithm of a time in units of the usual one.
        func logTime(_ time: Double) -> Double { log(time / usual) }
    }

    /// Values.
    public let count: Int
    /// Successive differences.
    public let differences: Int
    /// The mean value.
    public let mean: Double
    /// About the mean, on n - 1.
    public let variance: Double
    /// About the least-squares line over time, on n - 2.
    public let varianceAboutLine: Double
    /// Of successive values about the mean; nil where the values do not vary. With P pairs, r = (Σ pairs / P) / (Σ squares / n) is
    /// -1/(n - 1) in the mean where values are exchangeable and ρ - (1 + 3ρ)/n about where they are an autoregression (Marriott & Pope
    /// 1954, doi:10.1093/biomet/41.3-4.390; Kendall 1954, doi:10.1093/biomet/41.3-4.403); this is (r + 1/(n - 1))(1 + 3/n).
    public let autocorrelation: Double?
    /// Mean of the squared successive differences (von Neumann, Kent, Bellinson & Hart 1941, Annals of Mathematical Statistics 12, 153-162).
    public let meanSquaredDifference: Double
    /// The same of differences brought to the usual time between.
    public let adjustedMeanSquaredDifference: Double
    /// By how much that changes with the exponent.
    public let adjustedGrowth: Double
    /// Share of the successive differences of at least the cut, either way.
    public let acuteShare: Double

    /// The indices of points in the order of their times. Nil with fewer than three points at two different times, fewer than two
    /// differences over some time, or values that are not finite.
    ///
    /// - Parameter acute: From where on a difference is an acute change.
    public init?(_ points: [Point], spacing: Spacing, acute: Double) {
        let n = Double(points.count)
        guard points.count > 2, let first = points.first else { return nil }
        var (t, y, tt, ty, yy) = (0.0, 0.0, 0.0, 0.0, 0.0)
        // From the first point, so that sums keep their digits.
        for point in points {
            let (time, value) = (point.time - first.time, point.value - first.value)
            t += time
            y += value
            tt += time * time
            ty += time * value
            yy += value * value
        }
        let times = tt - t * t / n
        // Of values that are alike the sums leave a rounding; squares are compared with it.
        let squares = Self.spread(yy - y * y / n, of: yy)
        guard times > 1e-12 * max(tt, .leastNormalMagnitude), squares.isFinite else { return nil }
        let covariance = ty - t * y / n
        let center = first.value + y / n

        var (squared, adjusted, growth, products) = (0.0, 0.0, 0.0, 0.0)
        var (acuteChanges, pairs) = (0, 0)
        var previous = first
        for point in points.dropFirst() {
            defer { previous = point }
            guard point.follows, point.time > previous.time else { continue }
            let difference = point.value - previous.value
            let brought = difference / spacing.factor(point.time - previous.time)
            pairs += 1
            squared += difference * difference
            adjusted += brought * brought
            growth -= 2 * spacing.logTime(point.time - previous.time) * brought * brought
            products += (point.value - center) * (previous.value - center)
            // Decimals differ in their last digits.
            if abs(difference) >= acute * (1 - 1e-12) { acuteChanges += 1 }
        }
        guard pairs > 1, adjusted.isFinite, growth.isFinite else { return nil }
        count = points.count
        differences = pairs
        mean = center
        variance = squares / (n - 1)
        varianceAboutLine = Self.spread(squares - covariance * covariance / times, of: squares) / (n - 2)
        let r = products / Double(pairs) / (squares / n)
        autocorrelation = squares > 0 ? (r + 1 / (n - 1)) * (1 + 3 / n) : nil
        meanSquaredDifference = squared / Double(pairs)
        adjustedMeanSquaredDifference = adjusted / Double(pairs)
        adjustedGrowth = growth / Double(pairs)
        acuteShare = Double(acuteChanges) / Double(pairs)
    }

    /// What is left of a sum of squares; zero where it is rounding.
    private static func spread(_ left: Double, of squares: Double) -> Double {
        left > 1e-12 * squares ? left : 0
    }
}
