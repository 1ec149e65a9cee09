/// A cubic spline that is a straight line beyond its outer knots: k knots, k - 1 columns.
///
/// Stone & Koo (1985); Harrell (2015), Regression Modeling Strategies, section 2.4.5, doi:10.1007/978-3-319-19425-7; with the
/// nonlinear columns divided by the squared distance of the outer knots, which gives them the unit of x (`norm = 2` of Hmisc's
/// `rcspline.eval`, the default of rms's `rcs`).
public struct RestrictedCubicSpline: Sendable, Hashable {
    /// Ascending; at least three.
    public let knots: [Double]

    /// The spline with these knots. Nil unless there are at least three, finite and strictly ascending.
    public init?(knots: [Double]) {
        guard knots.count >= 3, knots.allSatisfy(\.isFinite), zip(knots, knots.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            return nil
        }
        self.knots = knots
    }

    /// The spline with `count` knots at Harrell's percentiles of `values`: evenly spread between the outer ones, which are the
    /// 10th and 90th percentile for 3 knots, the 5th and 95th for 4 to 6, the 2.5th and 97.5th for 7 or more; with fewer than
    /// 100 values the outer knots are the fifth smallest and the fifth largest.
    ///
    /// Nil unless `count` >= 3, there are six values or more and at least `count`, all are finite, and the knots differ from each other: many tied
    /// values leave too few places. (Hmisc then moves knots by a rule that its versions have changed; choose them instead.)
    public init?(values: [Double], count: Int) {
        guard values.allSatisfy(\.isFinite) else { return nil }
        self.init(sorted: values.sorted(), count: count)
    }

    /// The same of finite values that ascend, at positions from 0.
    public init?<Values: RandomAccessCollection<Double>>(sorted: Values, count: Int) where Values.Index == Int {
        guard count >= 3, sorted.count >= max(6, count) else { return nil }
        let outer = count == 3 ? 0.10 : count <= 6 ? 0.05 : 0.025
        let probabilities = (0..<count).map { outer + (1 - 2 * outer) * Double($0) / Double(count - 1) }
        guard var knots = Quantile.ofSorted(sorted, at: probabilities) else { return nil }
        if sorted.count < 100 {
            knots[0] = sorted[4]
            knots[count - 1] = sorted[sorted.count - 5]
        }
        self.init(knots: knots)
    }

    /// Columns of the basis, x itself among them.
    public var columnCount: Int { knots.count - 1 }

    /// The columns at `x`: x, then the k - 2 nonlinear ones, which are zero up to the first knots.
    public func basis(at x: Double) -> [Double] {
        [x] + bends(at: x)
    }

    /// The nonlinear columns at `x`.
    public func bends(at x: Double) -> [Double] { nonlinear(at: x) { $0 * $0 * $0 } }

    /// The columns' derivatives at `x`: how the slope of a fitted curve there follows from its coefficients.
    public func slope(at x: Double) -> [Double] {
        [1] + nonlinear(at: x) { 3 * $0 * $0 }
    }

    /// The nonlinear columns with `power` of the distance from a knot where x lies beyond it.
    private func nonlinear(at x: Double, _ power: (Double) -> Double) -> [Double] {
        let last = knots[knots.count - 1]
        let lastButOne = knots[knots.count - 2]
        let unit = (last - knots[0]) * (last - knots[0])
        func beyond(_ knot: Double) -> Double { power(max(0, x - knot)) }
        return knots.dropLast(2).map { knot in
            let shares = ((last - knot) / (last - lastButOne), (lastButOne - knot) / (last - lastButOne))
            return (beyond(knot) - beyond(lastButOne) * shares.0 + beyond(last) * shares.1) / unit
        }
    }
}
