import Cohort
import Estimation

/// The cross-products that every trend model chooses its columns from: exposure, its curves and the dose, within each
/// person. A further model costs no further look at the scores.
struct TrendMoments {
    /// Slopes are per this many days.
    let days: Double
    /// Exposure in units of ``days`` and the score, of all exposed scores.
    let line: GroupedMoments
    /// Mean exposure of all exposed scores, in units of ``days``.
    let meanExposure: Double
    private let exposed: ExposedPain
    private let executor: BlockExecutor
    private let columns: TrendColumns

    /// Positions of the columns that ``line`` has and every set of moments begins with.
    static let exposure = 0
    static let response = 1

    init(exposed: ExposedPain, days: Double, executor: BlockExecutor) {
        let columns = TrendColumns(exposed, days: days)
        self.days = days
        self.exposed = exposed
        self.executor = executor
        self.columns = columns
        meanExposure = columns.meanExposure
        line = Self.line(columns, exposed, executor: executor) { exposed.people[$0] }
    }

    /// ``line`` of only some of the scores: those that `sums` are of.
    func line(of sums: @Sendable (_ person: Int) -> ExposedPain.PersonSums) -> GroupedMoments {
        Self.line(columns, exposed, executor: executor, sums)
    }

    private static func line(
        _ columns: TrendColumns, _ exposed: ExposedPain, executor: BlockExecutor,
        _ personSums: @Sendable (_ person: Int) -> ExposedPain.PersonSums
    ) -> GroupedMoments {
        let (xMean, xSpread) = columns.x
        let (yMean, ySpread) = columns.y
        return GroupedMoments(
            x: columns.exposure, y: columns.response, groupCount: exposed.people.count, executor: executor
        ) { person, sums in
            let own = personSums(person)
            let n = Double(own.n)
            sums.count = n
            sums.x = (own.x - n * xMean) / xSpread
            sums.y = (own.y - n * yMean) / ySpread
            sums.xx = (own.xx - 2 * xMean * own.x + n * xMean * xMean) / (xSpread * xSpread)
            sums.xy = (own.xy - xMean * own.y - yMean * own.x + n * xMean * yMean) / (xSpread * ySpread)
            sums.yy = (own.yy - 2 * yMean * own.y + n * yMean * yMean) / (ySpread * ySpread)
        }
    }

    /// ``line`` with a person's mean exposure and the deviation from it, in this order.
    func split() -> GroupedMoments? {
        let column = line.columns[Self.exposure]
        return
            line
            .appendingGroupMean(
                of: Self.exposure, as: .init("mean exposure", center: column.center, scale: column.scale),
                executor: executor)?
            .appendingGroupDeviation(
                of: Self.exposure, as: .init("deviation from it", scale: column.scale), executor: executor)
    }

    /// Positions of the columns of ``split()`` that a model within and between patients has: the deviation from a person's mean exposure,
    /// then that mean, unless it is the same for everybody.
    var withinAndBetween: [Int] {
        let first = line.columns.count
        return isBalanced ? [first + 1] : [first + 1, first]
    }

    /// Whether everybody has the same mean exposure, as where visits were planned and kept: then patients cannot be compared with each
    /// other, and only what happens within them is left.
    private var isBalanced: Bool {
        var means: ClosedRange<Double>?
        for person in exposed.people where person.n > 0 {
            let mean = person.x / Double(person.n)
            means = min(means?.lowerBound ?? mean, mean)...max(means?.upperBound ?? mean, mean)
        }
        return means.map { $0.upperBound - $0.lowerBound <= 1e-9 * max(1, abs($0.upperBound)) } ?? false
    }

    /// The knots at Harrell's percentiles of exposure, in units of ``days``; `nil` where the exposures are too few or too
    /// tied.
    func spline(knots: Int) -> RestrictedCubicSpline? { columns.spline(knots: knots) }

    /// The mean over all exposed scores of the spline's slope there, as weights of its columns.
    func averageSlope(of spline: RestrictedCubicSpline) -> [Double] {
        let slopes = exposed.exposureDays.counts.indices.map { spline.slope(at: Double($0) / days) }
        return (0..<spline.columnCount).map { column in exposed.exposureDays.mean { slopes[$0][column] } }
    }

    /// Positions of the columns of ``PainWalk/dosed()`` behind those of ``line``.
    static let logDose = 2
    static let exposureByLogDose = 3
}
