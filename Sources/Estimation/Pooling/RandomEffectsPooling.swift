import Foundation

/// Estimates of the same quantity from several studies, such as a slope from each site, pooled by a random-effects model: each study's
/// truth is normal around the mean μ with variance τ², each estimate normal around its truth with its standard error known.
///
/// τ² is by restricted maximum likelihood (Viechtbauer 2005, doi:10.3102/10769986030003261). The error of the mean is by Hartung &
/// Knapp (2001, doi:10.1002/sim.1009) and Sidik & Jonkman (2002, doi:10.1002/sim.1262), with t on k - 1 degrees of freedom: it allows
/// for τ² being an estimate, which the ordinary error 1/√Σw does not (IntHout, Ioannidis & Borm 2014, doi:10.1186/1471-2288-14-25).
///
/// As metafor's `rma(yi, sei = , method = "REML", test = "knha")`, but for the degrees of freedom of the prediction interval, k - 1
/// there.
public struct RandomEffectsPooling: Sendable {
    /// Studies, k.
    public let studies: Int
    /// μ, in the estimates' unit, with the error that intervals and test are made of.
    public let pooled: PointEstimate
    /// √(Σw(y - μ)² / (k - 1) / Σw), with w = 1 / (error² + τ²).
    public let hartungKnappError: Double
    /// 1/√Σw.
    public let ordinaryError: Double
    /// μ ± t · error on k - 1 degrees of freedom; nil where the error is 0, as it is by Hartung & Knapp where all estimates are equal.
    public let interval: ConfidenceInterval?
    /// Where the truth of another study lies: μ ± t · √(τ² + error²) on k - 2 degrees of freedom (Higgins, Thompson & Spiegelhalter
    /// 2009, doi:10.1111/j.1467-985X.2008.00552.x), the error being that of `pooled`. Nil for two studies and where the width is 0.
    public let predictionInterval: ConfidenceInterval?
    /// The test that μ is 0, t on k - 1 degrees of freedom; nil where the error is 0.
    public let test: TestStatistic?
    /// τ², in the square of the estimates' unit.
    public let betweenVariance: Double
    /// The τ² that the homogeneity test does not reject (Viechtbauer 2007, doi:10.1002/sim.2514), from 0 on. Nil where it rejects every
    /// τ², which happens where estimates lie closer together than their errors let expect.
    public let betweenVarianceInterval: ConfidenceInterval?
    /// Cochran's Q, the test that τ² is 0: chi-square on k - 1 degrees of freedom.
    public let homogeneityTest: TestStatistic
    /// I² = τ² / (τ² + s²): the share of variance that is between studies, with s² their typical squared error (k - 1) Σv / ((Σv)² - Σv²),
    /// v = 1 / error² (Higgins & Thompson 2002, doi:10.1002/sim.1186, with τ² as above).
    public let betweenShare: Double

    /// Pools `estimates`.
    ///
    /// - Parameters:
    ///   - estimates: One of each study, in one unit.
    ///   - standardErrors: For each, above 0.
    ///   - isAtLeastOrdinary: Whether the error is never below the ordinary one, as some recommend for a few studies that happen to
    ///     agree (Knapp & Hartung 2003, doi:10.1002/sim.1482). Intervals are then cautious. metafor's `test = "adhoc"`.
    /// - Returns: The pooled estimate, or `.noObservations`, `.tooFewGroups` for one study, `.nonFinite`, or `.invalidArgument` for an
    ///   error that is not above 0 and for lists of unequal length.
    public static func fit(
        estimates: [Double], standardErrors: [Double], isAtLeastOrdinary: Bool = false,
        level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<RandomEffectsPooling> {
        FitOutcome { () throws(NotEstimable) in
            guard estimates.count == standardErrors.count else {
                throw .invalidArgument(
                    name: "the list of standard errors", needed: "as long as there are estimates: \(estimates.count)")
            }
            guard !estimates.isEmpty else { throw .noObservations }
            guard estimates.allSatisfy(\.isFinite), standardErrors.allSatisfy(\.isFinite) else { throw .nonFinite }
            guard standardErrors.allSatisfy({ $0 > 0 }) else {
                throw .invalidArgument(name: "each standard error", needed: "above 0")
            }
            guard estimates.count >= 2 else { throw .tooFewGroups(found: estimates.count, needed: 2) }
            let model = try StudyModel(estimates, standardErrors)
            do throws(DistributionError) {
                return try RandomEffectsPooling(model, isAtLeastOrdinary, level)
            } catch {
                throw .nonFinite
            }
        }
    }

    private init(
        _ model: StudyModel, _ isAtLeastOrdinary: Bool, _ level: ConfidenceLevel
    ) throws(DistributionError) {
        let freedom = Double(model.count - 1)
        let variance = try model.restrictedMaximum()
        let (here, none) = (model.at(variance), model.at(0))
        let hartungKnapp = model.areEqual ? 0 : (here.dispersion / freedom / here.weight).squareRoot()
        let ordinary = 1 / here.weight.squareRoot()
        let error = isAtLeastOrdinary ? max(hartungKnapp, ordinary) : hartungKnapp
        let dispersion = model.areEqual ? 0 : none.dispersion
        guard let homogeneityTest = TestStatistic.chiSquare(dispersion, degreesOfFreedom: freedom) else {
            throw .notComputable("homogeneity test")
        }
        studies = model.count
        pooled = PointEstimate(value: here.mean, standardError: error)
        hartungKnappError = hartungKnapp
        ordinaryError = ordinary
        interval = Self.interval(here.mean, error, freedom, level)
        predictionInterval = Self.interval(
            here.mean, (variance + error * error).squareRoot(), freedom - 1, level)
        test = .studentT(pooled, degreesOfFreedom: freedom)
        betweenVariance = variance
        betweenVarianceInterval = try model.varianceInterval(level)
        self.homogeneityTest = homogeneityTest
        let typical = freedom / (none.weight - none.squares / none.weight)
        betweenShare = variance / (variance + typical)
    }

    private static func interval(
        _ value: Double, _ error: Double, _ freedom: Double, _ level: ConfidenceLevel
    ) -> ConfidenceInterval? {
        guard error > 0, freedom > 0 else { return nil }
        return .studentT(estimate: value, standardError: error, degreesOfFreedom: freedom, level: level)
    }
}

/// The estimates with the variances of their errors.
private struct StudyModel {
    private let estimates: [Double]
    private let variances: [Double]
    private let largestVariance: Double
    private let smallestVariance: Double
    /// No root of the restricted likelihood's slope lies beyond: Σw²(y - μ)² <= Σ(y - ȳ)² / (smallest variance + τ²)², and
    /// Σw - Σw²/Σw >= (k - 1) / (largest variance + τ²).
    private let bound: Double
    /// Whether estimates differ by their own rounding at most.
    let areEqual: Bool

    var count: Int { estimates.count }

    /// Throws `nonFinite` where squares or their sums are beyond a double.
    init(_ estimates: [Double], _ errors: [Double]) throws(NotEstimable) {
        self.estimates = estimates
        variances = errors.map { $0 * $0 }
        guard let smallest = variances.min(), let largest = variances.max() else { throw .noObservations }
        (smallestVariance, largestVariance) = (smallest, largest)
        let mean = estimates.reduce(0, +) / Double(estimates.count)
        let spread = estimates.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
        bound = spread / Double(estimates.count - 1) + largest
        let size = estimates.reduce(0.0) { max($0, abs($1)) }
        areEqual = estimates.allSatisfy { abs($0 - mean) <= 1e-14 * size }
        let ends = [at(0), at(bound)]
        guard ends.allSatisfy(\.isFinite) else { throw .nonFinite }
    }

    /// Sums at a between-study variance, w = 1 / (v + τ²).
    struct Sums {
        /// Σw y / Σw.
        let mean: Double
        /// Σw.
        let weight: Double
        /// Σw².
        let squares: Double
        /// Σw(y - μ)².
        let dispersion: Double
        /// Σw²(y - μ)²: what that falls by for a unit of τ².
        let squaredDistance: Double
        /// Twice the slope of the restricted log likelihood in τ²: Σw²(y - μ)² + Σw²/Σw - Σw.
        let slope: Double
        /// What twice the slope falls by for a unit of τ².
        let curvature: Double
        /// Twice the restricted log likelihood, but for a constant.
        let logLikelihood: Double

        var isFinite: Bool {
            [mean, weight, squares, dispersion, slope, curvature, logLikelihood].allSatisfy(\.isFinite)
        }
    }

    func at(_ between: Double) -> Sums {
        let weights = variances.map { 1 / ($0 + between) }
        func sum(_ term: (Double, Double) -> Double) -> Double {
            CompensatedSum(zip(weights, estimates).lazy.map(term)).value
        }
        let weight = sum { w, _ in w }
        let squares = sum { w, _ in w * w }
        let cubes = sum { w, _ in w * w * w }
        let mean = sum { w, y in w * y } / weight
        let dispersion = sum { w, y in w * (y - mean) * (y - mean) }
        let squaredDistance = sum { w, y in w * w * (y - mean) * (y - mean) }
        let cubedDistance = sum { w, y in w * w * w * (y - mean) * (y - mean) }
        let tilt = sum { w, y in w * w * (y - mean) }
        return Sums(
            mean: mean, weight: weight, squares: squares, dispersion: dispersion, squaredDistance: squaredDistance,
            slope: squaredDistance + squares / weight - weight,
            curvature: 2 * cubedDistance - 2 * tilt * tilt / weight + 2 * cubes / weight
                - squares * squares / (weight * weight) - squares,
            logLikelihood: sum { w, _ in log(w) } - log(weight) - dispersion)
    }

    /// The τ² >= 0 with the largest restricted likelihood, which may have several maxima: the slope is looked at on a grid on which
    /// v + τ² grows by at most a tenth, and each place where it turns from rising to falling is brought to a double.
    func restrictedMaximum() throws(DistributionError) -> Double {
        if areEqual { return 0 }
        let steps = min(1000, max(2, (log1p(bound / smallestVariance) / log(1.1)).rounded(.up)))
        let growth = log1p(bound / smallestVariance) / steps
        var best = (variance: 0.0, logLikelihood: at(0).logLikelihood)
        var low = 0.0
        var rises = at(0).slope > 0
        for step in 1...Int(steps) {
            let high = smallestVariance * expm1(growth * Double(step))
            let risesOn = at(high).slope > 0
            if rises, !risesOn {
                let root = try increasingRoot(
                    between: low, and: high, distance: { (t) throws(DistributionError) in -at(t).slope },
                    density: { at($0).curvature })
                let logLikelihood = at(root).logLikelihood
                if logLikelihood > best.logLikelihood { best = (root, logLikelihood) }
            }
            (low, rises) = (high, risesOn)
        }
        return best.variance
    }

    /// The τ² at which Σw(y - μ)², which falls with τ², is within the chi-square's central interval.
    func varianceInterval(_ level: ConfidenceLevel) throws(DistributionError) -> ConfidenceInterval? {
        let chiSquare = try ChiSquare(degreesOfFreedom: Double(count - 1))
        func root(_ target: Double) throws(DistributionError) -> Double? {
            guard !areEqual, at(0).dispersion >= target else { return nil }
            var high = bound
            while at(high).dispersion > target {
                high *= 4
                guard high.isFinite else { throw .notComputable("between-study variance") }
            }
            return try increasingRoot(
                between: 0, and: high, distance: { (t) throws(DistributionError) in target - at(t).dispersion },
                density: { at($0).squaredDistance })
        }
        guard let upper = try root(chiSquare.quantile(level.tail)) else { return nil }
        let lower = try root(chiSquare.quantile(1 - level.tail)) ?? 0
        return ConfidenceInterval(lower: lower, upper: upper, level: level, method: .qProfile)
    }
}
