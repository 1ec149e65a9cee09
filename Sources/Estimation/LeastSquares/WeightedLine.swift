/// A straight line by weighted least squares, with errors that hold whatever the correlation of rows within a group: the weighted
/// estimating equation with an independence working correlation (Robins, Rotnitzky & Zhao 1995, doi:10.1080/01621459.1995.10476493),
/// CR1 of G groups, t on G - 1 degrees of freedom.
///
/// Weights are taken as known. Where they were estimated, that makes the interval a little long rather than short (Robins et al.).
public enum WeightedLine {
    /// A point and how much it counts.
    public struct Row: Sendable, Hashable {
        /// Across.
        public let x: Double
        /// Up.
        public let y: Double
        /// Above or at 0, in any unit.
        public let weight: Double

        /// A point.
        public init(x: Double, y: Double, weight: Double) {
            (self.x, self.y, self.weight) = (x, y, weight)
        }
    }

    /// The line.
    public struct Fit: Sendable, Hashable {
        /// Of y at x = 0.
        public let intercept: PointEstimate
        /// Of y for one more of x.
        public let slope: PointEstimate
        /// Rows with a weight above 0.
        public let rows: Int
        /// Groups with such rows.
        public let groups: Int
        /// How many rows of one weight would tell as much, as a share of them: (Σw)² / (n Σw²) (Kish 1965).
        public let effectiveShare: Double

        /// Of the slope.
        public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            .clusterRobustT(
                estimate: slope.value, standardError: slope.standardError, degreesOfFreedom: Double(groups - 1),
                level: level)
        }
    }

    /// Fits the line through the rows of each group.
    public static func fit(_ groups: [[Row]]) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let rows = groups.joined()
            guard rows.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { throw .nonFinite }
            guard rows.allSatisfy({ $0.weight >= 0 && $0.weight.isFinite }) else { throw .unusableWeights }
            let used = groups.map { $0.filter { $0.weight > 0 } }.filter { !$0.isEmpty }
            guard used.count >= 2 else { throw .tooFewGroups(found: used.count, needed: 2) }
            let count = used.reduce(0) { $0 + $1.count }
            guard count > 2 else { throw .tooFewObservations(found: count, needed: 3) }
            let total = used.joined().reduce(0) { $0 + $1.weight }
            guard total > 0, total.isFinite else { throw .unusableWeights }
            // Weights that add up to 1, and deviations from the weighted means: sums of a size.
            let (x, y) = used.joined().reduce((0.0, 0.0)) { sums, row in
                let weight = row.weight / total
                return (sums.0 + weight * row.x, sums.1 + weight * row.y)
            }
            let (xx, xy, ww) = used.joined().reduce((0.0, 0.0, 0.0)) { sums, row in
                let weight = row.weight / total
                return (
                    sums.0 + weight * (row.x - x) * (row.x - x), sums.1 + weight * (row.x - x) * (row.y - y),
                    sums.2 + weight * weight
                )
            }
            guard xx > 0 else { throw .constantColumn(name: "x") }
            let slope = xy / xx
            // Of the groups' scores at the mean ȳ of x̄ and at the slope.
            let scores = used.reduce(into: SymmetricMatrix(dimension: 2)) { sums, rows in
                let own = rows.reduce((0.0, 0.0)) { own, row in
                    let residual = row.weight / total * (row.y - y - slope * (row.x - x))
                    return (own.0 + residual, own.1 + residual * (row.x - x))
                }
                sums.addSquare(of: [own.0, own.1])
            }
            let factor = Double(used.count) / Double(used.count - 1)
            let slopeVariance = factor * scores[1, 1] / (xx * xx)
            // Var(ȳ - b x̄).
            let interceptVariance =
                factor * (scores[0, 0] - 2 * x * scores[0, 1] / xx + x * x * scores[1, 1] / (xx * xx))
            let fit = Fit(
                intercept: PointEstimate(
                    value: y - slope * x, standardError: max(0, interceptVariance).squareRoot()),
                slope: PointEstimate(value: slope, standardError: slopeVariance.squareRoot()), rows: count,
                groups: used.count, effectiveShare: 1 / (Double(count) * ww))
            guard fit.intercept.value.isFinite, fit.slope.standardError.isFinite else { throw .nonFinite }
            return fit
        }
    }
}
