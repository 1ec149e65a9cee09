import Foundation

/// The score test that Cox coefficients do not change with time: that each covariate's product with a function g of time
/// adds nothing (Grambsch & Therneau 1994, doi:10.1093/biomet/81.3.515), by the exact information of the extended model at
/// the fitted coefficients as `survival`'s `cox.zph` since its version 3.
public struct ProportionalHazardsTest: Sendable {
    /// The function of time.
    public enum Transform: String, Sendable, Hashable, CaseIterable, Codable {
        /// g(t) = t.
        case identity
        /// g(t) = log t.
        case log
        /// g(t) = 1 - S(t-) with the Kaplan-Meier curve of all strata: the least sensitive to a long tail of times.
        case kaplanMeier = "km"
        /// g(t) = rank of t among all times, censored too, the mean rank for tied ones.
        case rank
    }

    /// One covariate's test.
    public struct Row: Sendable, Hashable {
        /// The covariate's name.
        public let name: String
        /// That its own coefficient is constant; nil where the events leave no variance for it.
        public let test: TestStatistic?
    }

    /// The function of time tested.
    public let transform: Transform

    private let names: [String]
    private let score: [Double]
    private let variance: SymmetricMatrix

    /// One for each covariate, in their order.
    public var covariates: [Row] { names.indices.map { Row(name: names[$0], test: jointTest(of: [$0])) } }

    /// The test that all coefficients are constant; nil where the events leave no variance, as with fewer times than
    /// covariates.
    public var global: TestStatistic? { jointTest(of: Array(names.indices)) }

    /// Tests the coefficients of `fit` against g. Not estimable where all events are at one time, and for `.log` with
    /// events at 0 or before.
    public static func fit(
        _ fit: CoxRegression.Fit, transform: Transform = .kaplanMeier
    ) -> FitOutcome<ProportionalHazardsTest> {
        FitOutcome { () throws(NotEstimable) in
            let values = try centredTimes(fit.counts, transform)
            return ProportionalHazardsTest(fit, values, transform)
        }
    }

    /// The test that all of these coefficients are constant, such as those of one factor's levels; nil for none, for
    /// positions that are not covariates or come twice, and where the events leave no variance.
    public func jointTest(of positions: [Int]) -> TestStatistic? {
        guard !positions.isEmpty, Set(positions).count == positions.count,
            positions.allSatisfy(score.indices.contains)
        else { return nil }
        let chosen = SymmetricMatrix(dimension: positions.count) { variance[positions[$0], positions[$1]] }
        guard let factor = try? CholeskyFactor(chosen, tolerance: StandardizedDesign.collinearity) else { return nil }
        let scores = positions.map { score[$0] }
        let statistic = zip(scores, factor.solve(scores)).reduce(0.0) { $0 + $1.0 * $1.1 }
        return .chiSquare(statistic, degreesOfFreedom: Double(positions.count))
    }

    private init(_ fit: CoxRegression.Fit, _ times: [Double], _ transform: Transform) {
        let likelihood = fit.likelihood
        let p = likelihood.dimension
        var score = [Double](repeating: 0, count: p)
        // Σ gV and Σ g²V over the times with events, V the information there.
        var crossed = [Double](repeating: 0, count: SymmetricMatrix.packedCount(p))
        var squared = crossed
        likelihood.forEachEventTime(fit.optimum.coefficients) { _, run, event in
            let g = times[run.rank]
            for k in 0..<p { score[k] += g * event.score[k] }
            for k in crossed.indices {
                crossed[k] += g * event.information[k]
                squared[k] += g * g * event.information[k]
            }
        }
        // What is left of the products' information once the coefficients themselves have taken their part.
        let rows = (0..<p).map { i in
            (0..<p).map { crossed[SymmetricMatrix.packedIndex(min(i, $0), max(i, $0), p)] }
        }
        let taken = fit.optimum.covariance.transformed(by: rows)
        self.score = score
        variance = SymmetricMatrix(dimension: p) { [squared] i, j in
            squared[SymmetricMatrix.packedIndex(i, j, p)] - taken[i, j]
        }
        self.transform = transform
        names = likelihood.names
    }

    /// g at each time, less its mean over the events, in units of the events' largest.
    private static func centredTimes(
        _ counts: [EventCounts], _ transform: Transform
    ) throws(NotEstimable) -> [Double] {
        let total = counts.first?.atRisk ?? 0
        var survival = 1.0
        let values = counts.map { count in
            defer { survival *= Double(count.atRisk - count.events) / Double(count.atRisk) }
            return switch transform {
            case .identity: count.time
            case .log: Foundation.log(count.time)
            case .kaplanMeier: 1 - survival
            case .rank: Double(total - count.atRisk) + Double(count.events + count.censored + 1) / 2
            }
        }
        let ofEvents = counts.indices.filter { counts[$0].events > 0 }
        guard ofEvents.allSatisfy({ values[$0].isFinite }) else {
            throw .invalidArgument(name: "times of events", needed: "above 0 for their logarithm")
        }
        let events = ofEvents.reduce(0) { $0 + counts[$1].events }
        let mean = ofEvents.reduce(0.0) { $0 + values[$1] * (Double(counts[$1].events) / Double(events)) }
        let largest = ofEvents.reduce(0.0) { max($0, abs(values[$1] - mean)) }
        guard ofEvents.count > 1, largest > 0, largest.isFinite else {
            throw .constantColumn(name: "time of the events")
        }
        return values.map { ($0 - mean) / largest }
    }
}
