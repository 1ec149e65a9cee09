import Cohort
import Estimation
import Foundation

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
    private let totals: Totals

    /// Positions of the columns that ``line`` has and every set of moments begins with.
    static let exposure = 0
    static let response = 1

    init(exposed: ExposedPain, days: Double, executor: BlockExecutor) {
        let totals = Totals(exposed.people)
        self.days = days
        self.exposed = exposed
        self.executor = executor
        self.totals = totals
        meanExposure = totals.x.mean / days
        line = Self.line(totals, exposed, days: days, executor: executor) { exposed.people[$0] }
    }

    /// ``line`` of only some of the scores: those that `sums` are of.
    func line(of sums: @Sendable (_ person: Int) -> ExposedPain.PersonSums) -> GroupedMoments {
        Self.line(totals, exposed, days: days, executor: executor, sums)
    }

    private static func line(
        _ totals: Totals, _ exposed: ExposedPain, days: Double, executor: BlockExecutor,
        _ personSums: @Sendable (_ person: Int) -> ExposedPain.PersonSums
    ) -> GroupedMoments {
        let (xMean, xSpread) = totals.x
        let (yMean, ySpread) = totals.y
        return GroupedMoments(
            x: .init("exposure", center: xMean / days, scale: xSpread / days),
            y: .init("pain score", center: exposed.scoreCenter + yMean, scale: ySpread),
            groupCount: exposed.people.count, executor: executor
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

    /// The knots at Harrell's percentiles of exposure, in units of ``days``; `nil` where the exposures are too few or too
    /// tied.
    func spline(knots: Int) -> RestrictedCubicSpline? {
        RestrictedCubicSpline(sorted: exposed.exposureDays.lazy.map { $0 / days }, count: knots)
    }

    /// The mean over all exposed scores of the spline's slope there, as weights of its columns.
    func averageSlope(of spline: RestrictedCubicSpline) -> [Double] {
        let slopes = exposed.exposureDays.counts.indices.map { spline.slope(at: Double($0) / days) }
        return (0..<spline.columnCount).map { column in exposed.exposureDays.mean { slopes[$0][column] } }
    }

    /// ``line`` with the square of exposure less its mean, then a spline's nonlinear columns.
    func curved(_ spline: RestrictedCubicSpline?) -> GroupedMoments {
        let names = ["square of exposure"] + (1..<(spline?.columnCount ?? 1)).map { "spline column \($0 + 1)" }
        // A curve has one value a day: computed once, not once a score.
        let onDay = exposed.exposureDays.counts.indices.map { day in
            let exposure = Double(day) / days
            var values = Further(repeating: 0)
            values[0] = (exposure - meanExposure) * (exposure - meanExposure)
            for (position, value) in (spline?.basis(at: exposure).dropFirst() ?? []).enumerated() {
                values[position + 1] = value
            }
            return values
        }
        let columns = names.enumerated().map { position, name in
            let mean = exposed.exposureDays.mean { onDay[$0][position] }
            let variance = exposed.exposureDays.mean { (onDay[$0][position] - mean) * (onDay[$0][position] - mean) }
            return GroupedMoments.Column(name, center: mean, scale: variance.squareRoot())
        }
        return moments(columns: columns) { exposureDays, _, _ in onDay[exposureDays] }
    }

    /// Positions of the columns of ``dosed()`` behind those of ``line``.
    static let logDose = 2
    static let exposureByLogDose = 3

    /// ``line`` of the scores on days with a known dose, with log2 of that day's dose and its product with exposure.
    func dosed() -> GroupedMoments {
        let exposure = line.columns[Self.exposure]
        let columns = [
            GroupedMoments.Column("log2 of daily dose", center: Self.usualLogDose),
            .init(
                "exposure x log2 of daily dose", center: exposure.center * Self.usualLogDose,
                scale: exposure.scale * Self.usualLogDose),
        ]
        let days = days
        return moments(columns: columns) { exposureDays, assessment, doses in
            guard let logDose = doses.doublings(on: StudyDay(assessment.day)) else { return nil }
            return Further(logDose, logDose * Double(exposureDays) / days, 0, 0, 0, 0, 0, 0)
        }
    }

    /// log2 of 50 MME a day, from where log doses are measured so that sums keep their digits.
    private static let usualLogDose = 5.643856189774724

    /// Values of the columns behind those of ``line``: no more than a spline of seven knots has, and its square.
    private typealias Further = SIMD8<Double>

    /// ``line`` with further columns, of the scores for which `values` has them.
    private func moments(
        columns: [GroupedMoments.Column],
        _ values:
            @Sendable (_ exposureDays: Int, _ assessment: PainAssessment, _ doses: inout DailyDoseCursor) ->
            Further?
    ) -> GroupedMoments {
        let all = line.columns + columns
        guard let scores = exposed.scoresOfPeople else {
            return GroupedMoments(columns: all, groupCount: 0) { _, _ in }
        }
        let days = days
        return GroupedMoments(columns: all, groupCount: exposed.people.count, executor: executor) { person, sums in
            var doses = DailyDoseCursor(scores.cohort.exposures, person: person)
            scores.forEach(of: person) { exposureDays, assessment in
                guard let exposureDays, let further = values(exposureDays, assessment, &doses) else { return }
                sums.addRow { column in
                    switch column {
                    case Self.exposure: Double(exposureDays) / days
                    case Self.response: assessment.score
                    default: further[column - 2]
                    }
                }
            }
        }
    }

    /// Mean and spread of all exposed scores and their exposures.
    private struct Totals: Sendable {
        let x: (mean: Double, spread: Double)
        let y: (mean: Double, spread: Double)

        init(_ people: [ExposedPain.PersonSums]) {
            let n = people.reduce(0) { $0 + Double($1.n) }
            func summary(_ sum: Double, _ squares: Double) -> (mean: Double, spread: Double) {
                let mean = sum / n
                let variance = squares / n - mean * mean
                return (mean, variance > 0 ? variance.squareRoot() : 1)
            }
            x = summary(people.reduce(0) { $0 + $1.x }, people.reduce(0) { $0 + $1.xx })
            y = summary(people.reduce(0) { $0 + $1.y }, people.reduce(0) { $0 + $1.yy })
        }
    }
}

extension DailyDoseCursor {
    /// log2 of the day's morphine equivalents, in which a step of 1 is twice the dose; `nil` where the dose is not known or 0.
    /// Days must not descend.
    mutating func doublings(on day: StudyDay) -> Double? {
        milligrams(on: day).flatMap { $0 > 0 ? log2($0) : nil }
    }
}
