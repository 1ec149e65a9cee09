/// How a regression's slope moves when one person, or one site with all its people, is left out: exact refits, from the
/// cross-products of all less those of one.
///
/// The change is DFBETA of Belsley, Kuh & Welsch (1980, doi:10.1002/0471725153), for groups of rows as in Preisser & Qaqish (1996,
/// doi:10.1093/biomet/83.3.551), without their one-step approximation.
public enum LeaveOneOutInfluence {
    /// The regression that is refitted.
    public enum Estimator: String, Sendable, Hashable, CaseIterable, Codable {
        /// Least squares with an intercept.
        case leastSquares = "least_squares"
        /// Least squares within groups, each with its own intercept: what a person's own course says ("fixed effects").
        case withinGroups = "within_groups"
    }

    /// Refits the regression of column `response` on the columns `predictors` without each unit in turn.
    ///
    /// - Parameters:
    ///   - slope: Which of `predictors` the influence is on, by its place among them.
    ///   - units: The unit of each group of the moments, such as its site; each group on its own where nil.
    public static func fit(
        _ moments: GroupedMoments, response: Int, predictors: [Int], slope: Int = 0,
        estimator: Estimator = .leastSquares, units: [Int]? = nil, executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard predictors.indices.contains(slope) else {
                throw .invalidArgument(name: "the slope of interest", needed: "that of one of the predictors")
            }
            guard units.map({ $0.count == moments.groupCount }) ?? true else {
                throw .invalidArgument(name: "the list of units", needed: "as long as there are groups")
            }
            let design = try StandardizedDesign(
                moments, response: response, predictors: predictors, executor: executor)
            let refit = try Refit(design, slope, estimator, units, executor)
            guard let estimate = refit.estimate else { throw .collinear(name: design.names[slope + 1]) }
            let influences = executor.mapBlocks(of: refit.units.count, size: GroupedMoments.blockSize) { block in
                block.map { unit in
                    let value = refit.estimate(without: unit)
                    return Influence(
                        unit: refit.units.groups[unit], observations: refit.observations(of: unit), estimate: value,
                        change: value.map { estimate - $0 })
                }
            }.concatenated()
            return Fit(estimate: estimate, influences: influences)
        }
    }

    /// What one unit does to the slope.
    public struct Influence: Sendable, Hashable {
        /// The group's number in the moments, or the site's in the list of units.
        public let unit: Int
        /// Its rows.
        public let observations: Int
        /// The slope without it, in units of the response per unit of the predictor; nil where the others do not give one.
        public let estimate: Double?
        /// DFBETA: the slope of all less the slope without it.
        public let change: Double?
    }

    /// The slope and what each unit does to it.
    public struct Fit: Sendable {
        /// The slope on all rows.
        public let estimate: Double
        /// One for each unit with rows, units ascending.
        public let influences: [Influence]

        /// The units without which there is no slope.
        public var notEstimable: Int { influences.count { $0.estimate == nil } }

        /// The smallest and the largest slope without one unit; nil where there is none.
        public var range: ClosedRange<Double>? {
            let estimates = influences.compactMap(\.estimate)
            guard let smallest = estimates.min(), let largest = estimates.max() else { return nil }
            return smallest...largest
        }

        /// Whether the slope has the same sign without any one of the units as with all of them; false where it has none without one.
        public var keepsSign: Bool {
            influences.allSatisfy { influence in
                influence.estimate.map { ($0 > 0) == (estimate > 0) && ($0 < 0) == (estimate < 0) } ?? false
            }
        }

        /// The units that move the slope most, at most `count`, the one that moves it most first. Units without which there is no slope
        /// come before all others.
        public func mostInfluential(_ count: Int = 10) -> [Influence] {
            func size(_ influence: Influence) -> Double { influence.change.map(abs) ?? .infinity }
            let order = influences.indices.sorted { left, right in
                let (one, other) = (size(influences[left]), size(influences[right]))
                return one == other ? left < right : one > other
            }
            return order.prefix(max(0, count)).map { influences[$0] }
        }

        /// The delete-one jackknife's standard error √((U - 1)/U Σ (b₍ᵤ₎ - b̄)²) over U units (Efron & Stein 1981,
        /// doi:10.1214/aos/1176345462); nil where the slope does not exist without one of them.
        public var jackknifeStandardError: Double? {
            guard notEstimable == 0 else { return nil }
            let moments = OnlineMoments(influences.compactMap(\.estimate))
            let units = Double(influences.count)
            return moments.standardDeviation.map { $0 * (units - 1) / units.squareRoot() }
        }
    }
}

/// Cross-products by unit, and the slope that they give.
private struct Refit: Sendable {
    /// Cross-products as the estimator takes them.
    let units: GroupProducts
    private let design: StandardizedDesign
    private let slope: Int
    private let rows: [Double]
    private let total: SymmetricMatrix

    init(
        _ design: StandardizedDesign, _ slope: Int, _ estimator: LeaveOneOutInfluence.Estimator, _ unitOfGroup: [Int]?,
        _ executor: BlockExecutor
    ) throws(NotEstimable) {
        let groups = GroupProducts(design, executor: executor)
        let unit: (Int) -> Int = { unitOfGroup?[$0] ?? $0 }
        let merged = unitOfGroup == nil ? groups : groups.merged(by: unit)
        guard merged.count >= 2 else { throw .tooFewGroups(found: merged.count, needed: 2) }
        rows = (0..<merged.count).map { merged.product($0, 0, 0) }
        switch estimator {
        case .leastSquares:
            units = merged
            self.slope = slope + 1
        case .withinGroups:
            guard design.largestGroup >= 2 else { throw .oneObservationPerGroup }
            let needed = groups.count + design.coefficients
            guard design.observations >= needed else {
                throw .tooFewObservations(found: design.observations, needed: needed)
            }
            let within = groups.aroundGroupMeans(executor)
            units = unitOfGroup == nil ? within : within.merged(by: unit)
            self.slope = slope
        }
        self.design = design
        total = units.total(executor)
    }

    func observations(of unit: Int) -> Int { Int(exactly: rows[unit]) ?? 0 }

    /// The slope on all rows.
    var estimate: Double? { design.leastSquares(total)?[slope] }

    /// The slope without a unit.
    func estimate(without unit: Int) -> Double? {
        design.leastSquares(units.total(without: unit, of: total))?[slope]
    }
}
