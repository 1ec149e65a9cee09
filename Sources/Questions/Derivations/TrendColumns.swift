import Cohort
import Estimation
import Foundation

/// The columns of the trend's moments, with the centers and scales that all exposed scores give them.
struct TrendColumns: Sendable {
    /// Mean and spread of exposure in days, and of the score less ``ExposedPain/scoreCenter``.
    let x: (mean: Double, spread: Double)
    let y: (mean: Double, spread: Double)
    let exposure: GroupedMoments.Column
    let response: GroupedMoments.Column
    /// In units of ``days``.
    let meanExposure: Double
    private let days: Double
    private let exposureDays: ExposureDayCounts

    /// The columns with exposure in units of so many days.
    init(_ exposed: ExposedPain, days: Double) {
        let people = exposed.people
        let n = people.reduce(0) { $0 + Double($1.n) }
        func summary(_ sum: Double, _ squares: Double) -> (mean: Double, spread: Double) {
            let mean = sum / n
            let variance = squares / n - mean * mean
            return (mean, variance > 0 ? variance.squareRoot() : 1)
        }
        let x = summary(people.reduce(0) { $0 + $1.x }, people.reduce(0) { $0 + $1.xx })
        let y = summary(people.reduce(0) { $0 + $1.y }, people.reduce(0) { $0 + $1.yy })
        (self.x, self.y, self.days) = (x, y, days)
        exposureDays = exposed.exposureDays
        meanExposure = x.mean / days
        exposure = .init("exposure", center: x.mean / days, scale: x.spread / days)
        response = .init("pain score", center: exposed.scoreCenter + y.mean, scale: y.spread)
    }

    /// The knots at Harrell's percentiles of exposure, in units of the columns' days; `nil` where the exposures are too few or too
    /// tied.
    func spline(knots: Int) -> RestrictedCubicSpline? {
        RestrictedCubicSpline(sorted: exposureDays.lazy.map { $0 / days }, count: knots)
    }

    /// Knots of the spline where the study does not say how many.
    static let usualKnots = 4

    /// Values of a curve's columns: no more than a spline of seven knots has, and its square.
    typealias CurveValues = SIMD8<Double>

    /// The columns of a curve, which has one value a day: computed once, not once a score.
    struct Curve: Sendable {
        /// Exposure and response, then the curve's own.
        let columns: [GroupedMoments.Column]
        /// The curve's own, by day of exposure.
        let onDay: [CurveValues]
    }

    /// The square of exposure less its mean, then a spline's nonlinear columns.
    func curve(_ spline: RestrictedCubicSpline?) -> Curve {
        let names = ["square of exposure"] + (1..<(spline?.columnCount ?? 1)).map { "spline column \($0 + 1)" }
        let onDay = exposureDays.counts.indices.map { day in
            let exposure = Double(day) / days
            var values = CurveValues(repeating: 0)
            values[0] = (exposure - meanExposure) * (exposure - meanExposure)
            for (position, value) in (spline?.basis(at: exposure).dropFirst() ?? []).enumerated() {
                values[position + 1] = value
            }
            return values
        }
        let columns = names.enumerated().map { position, name in
            exposureDays.column(name) { onDay[$0][position] }
        }
        return Curve(columns: [exposure, response] + columns, onDay: onDay)
    }

    /// Exposure and response, then log2 of the daily dose and its product with exposure.
    var dose: [GroupedMoments.Column] {
        [
            exposure, response, .init("log2 of daily dose", center: Self.usualLogDose),
            .init(
                "exposure x log2 of daily dose", center: exposure.center * Self.usualLogDose,
                scale: exposure.scale * Self.usualLogDose),
        ]
    }

    /// log2 of 50 MME a day, from where log doses are measured so that sums keep their digits.
    private static let usualLogDose = 5.643856189774724
}

extension DailyDoseCursor {
    /// log2 of the day's morphine equivalents, in which a step of 1 is twice the dose; `nil` where the dose is not known or 0.
    /// Days must not descend.
    mutating func doublings(on day: StudyDay) -> Double? {
        milligrams(on: day).flatMap { $0 > 0 ? log2($0) : nil }
    }
}
