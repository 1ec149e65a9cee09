import Foundation

/// Regression of an ordered category on rows by a cumulative link (McCullagh 1980,
/// doi:10.1111/j.2517-6161.1980.tb01109.x): P(category <= k) = F(threshold k - Σ coefficient · predictor).
///
/// With the logit link a coefficient is the log of the odds ratio of a higher category, the same at every cut: proportional odds.
public enum CumulativeLink {
    /// F.
    public enum Link: String, Sendable, Hashable, CaseIterable, Codable {
        /// The logistic distribution: proportional odds.
        case logit
        /// The standard normal distribution.
        case probit
        /// 1 - exp(-exp z): proportional hazards over the categories.
        case complementaryLogLog = "complementary_log_log"

        /// The z with F(z) = p for p within 0...1.
        func quantile(_ p: Double) -> Double {
            switch self {
            case .logit: log(p) - log1p(-p)
            case .probit: (try? StandardNormal.quantile(p)) ?? 0
            case .complementaryLogLog: log(-log1p(-p))
            }
        }
    }

    /// Regresses `categories` on `predictors` by maximum likelihood.
    ///
    /// - Parameters:
    ///   - categories: One a row: a position in `levels`.
    ///   - levels: The categories' names from the lowest to the highest, two at least.
    ///   - predictors: A value for each row; none are needed.
    ///   - repeated: Where rows stand for several observations that are alike, the row of each observation.
    ///   - clusters: The cluster of each row, or of each observation where rows are repeated, for cluster-robust standard errors.
    ///   - correction: What the sandwich is multiplied by.
    /// - Returns: The fit. `.emptyCategory` where a level has no row; `.separated` where predictors tell categories apart without
    ///   error, so that a coefficient has no bound.
    public static func fit(
        _ categories: [Int], levels: [String], predictors: [PredictorColumn], link: Link = .logit,
        repeated: RepeatedRows? = nil, clusters: [Int]? = nil, correction: ClusterRobustRegression.Correction = .cr1,
        executor: BlockExecutor = .serial
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            guard !categories.isEmpty else { throw .noObservations }
            let frequencies = try RowFrequencies(repeated, rows: categories.count)
            let counts = try counts(categories, levels, frequencies)
            let predictors = try StandardizedPredictors(predictors, rows: categories.count)
            let observations = frequencies.observations
            let observedClusters = try ObservedClusters(clusters, frequencies)
            let parameters = levels.count - 1 + predictors.count
            guard observations > parameters else {
                throw .tooFewObservations(found: observations, needed: parameters + 1)
            }
            let likelihood = LinearPredictorLikelihood(
                predictors: predictors, rows: OrdinalRows(categories: categories, cuts: levels.count - 1, link: link),
                frequencies: frequencies, executor: executor)
            let start = thresholds(counts, link) + Array(repeating: 0, count: predictors.count)
            return Fit(
                likelihood, try likelihood.maximum(from: start), observedClusters, correction, levels: levels,
                counts: counts)
        }
    }

    private static func counts(
        _ categories: [Int], _ levels: [String], _ frequencies: RowFrequencies
    ) throws(NotEstimable) -> [Int] {
        guard levels.count >= 2 else { throw .invalidArgument(name: "levels", needed: "two categories at least") }
        var counts = [Int](repeating: 0, count: levels.count)
        for (row, category) in categories.enumerated() {
            guard counts.indices.contains(category) else {
                throw .invalidArgument(name: "category", needed: "a position among the \(levels.count) levels")
            }
            counts[category] += Int(frequencies.count(row))
        }
        if let empty = counts.firstIndex(of: 0) { throw .emptyCategory(name: levels[empty]) }
        return counts
    }

    /// The thresholds that give the categories' shares, where no predictor has an effect.
    private static func thresholds(_ counts: [Int], _ link: Link) -> [Double] {
        let total = Double(counts.reduce(0, +))
        var below = 0
        return counts.dropLast().map { count in
            below += count
            return link.quantile(Double(below) / total)
        }
    }

    fileprivate struct OrdinalRows: RowLikelihood {
        let categories: [Int]
        let cuts: Int
        let link: Link
        var sharedParameters: Int { cuts }

        func term(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> RowTerm? {
            let category = categories[row]
            let lower = category > 0 ? shared[category - 1] - predictor : -.infinity
            let upper = category < cuts ? shared[category] - predictor : .infinity
            guard lower < upper, let cell = CellProbability(lower, upper, link) else { return nil }
            return RowTerm(
                value: cell.logarithm, first: category > 0 ? category - 1 : category,
                second: category < cuts ? category : category - 1,
                byPredictor: -(cell.byLower + cell.byUpper), byFirst: cell.byLower, bySecond: cell.byUpper,
                byPredictorTwice: cell.byLowerTwice + 2 * cell.byBoth + cell.byUpperTwice,
                byFirstTwice: cell.byLowerTwice, bySecondTwice: cell.byUpperTwice,
                byPredictorAndFirst: -(cell.byLowerTwice + cell.byBoth),
                byPredictorAndSecond: -(cell.byUpperTwice + cell.byBoth), byFirstAndSecond: cell.byBoth)
        }

        func outwardRate(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> Double {
            let category = categories[row]
            let lower = category > 0 ? predictor - shared[category - 1] : .infinity
            let upper = category < cuts ? shared[category] - predictor : .infinity
            return min(lower, upper)
        }
    }

    /// The fitted regression, in the predictors' own units.
    public struct Fit: Sendable {
        /// The thresholds from the lowest, then the predictors in the order given.
        public let estimates: ParameterEstimates
        /// The categories, from the lowest.
        public let levels: [String]
        /// Observations in each category.
        public let counts: [Int]
        /// F.
        public let link: Link
        /// The greatest log likelihood.
        public let logLikelihood: Double
        /// The log likelihood with thresholds alone.
        public let nullLogLikelihood: Double
        /// Rows, each as often as it was observed.
        public let observations: Int
        /// Newton steps.
        public let iterations: Int

        private let scales: PredictorScales
        private let standardized: [Double]

        fileprivate init(
            _ likelihood: LinearPredictorLikelihood<OrdinalRows>,
            _ maximum: LikelihoodMaximum, _ clusters: ObservedClusters?,
            _ correction: ClusterRobustRegression.Correction, levels: [String], counts: [Int]
        ) {
            let predictors = likelihood.predictors
            let cuts = levels.count - 1
            // A threshold is an intercept with its sign turned about.
            let rows =
                (0..<cuts).map { k in (0..<cuts).map { $0 == k ? 1 : 0 } + predictors.scales.intercept.map { -$0 } }
                + predictors.scales.slopes(after: cuts)
            estimates = ParameterEstimates(
                names: (0..<cuts).map { "\(levels[$0])|\(levels[$0 + 1])" } + predictors.names,
                values: rows.map { row in zip(row, maximum.parameters).reduce(0.0) { $0 + $1.0 * $1.1 } },
                derivatives: rows, maximum, of: likelihood, clusters: clusters, correction: correction)
            self.levels = levels
            self.counts = counts
            link = likelihood.rows.link
            logLikelihood = maximum.logLikelihood
            observations = likelihood.frequencies.observations
            let total = Double(observations)
            nullLogLikelihood = counts.reduce(0.0) { $0 + Double($1) * log(Double($1) / total) }
            iterations = maximum.iterations
            scales = predictors.scales
            standardized = maximum.parameters
        }

        /// The thresholds between neighbouring categories, named "lower|higher", with robust standard errors where clusters
        /// were given.
        public var thresholds: [Coefficient] { Array(estimates.parameters.prefix(levels.count - 1)) }
        /// The predictors' coefficients per unit, with robust standard errors where clusters were given: above 0 where higher
        /// categories grow likelier.
        public var coefficients: [Coefficient] { Array(estimates.parameters.dropFirst(levels.count - 1)) }

        /// The fitted probability of each category at `values` of the predictors in own units; nil unless there is a finite
        /// value for each.
        public func probabilities(at values: [Double]) -> [Double]? {
            guard let x = scales.standardized(values) else { return nil }
            let cuts = levels.count - 1
            let predictor = zip(standardized.dropFirst(cuts), x).reduce(0.0) { $0 + $1.0 * $1.1 }
            let ends = [-.infinity] + standardized.prefix(cuts).map { $0 - predictor } + [.infinity]
            return (0...cuts).map { CellProbability(ends[$0], ends[$0 + 1], link).map { exp($0.logarithm) } ?? 0 }
        }
    }
}

/// log(F(b) - F(a)) for a < b with its derivatives by a and by b.
struct CellProbability {
    let logarithm: Double
    let byLower: Double, byUpper: Double
    let byLowerTwice: Double, byUpperTwice: Double, byBoth: Double

    /// a is -∞ for the lowest category, b is +∞ for the highest. Nil where the logarithm is not finite.
    init?(_ a: Double, _ b: Double, _ link: CumulativeLink.Link) {
        switch link {
        case .logit: self.init(logistic: a, b)
        case .probit: self.init(normal: a, b)
        case .complementaryLogLog: self.init(extreme: a, b)
        }
        guard logarithm.isFinite, byLowerTwice.isFinite, byUpperTwice.isFinite, byBoth.isFinite else { return nil }
    }

    /// F(b) - F(a) = F(b) F(-a) (1 - e^(a - b)) for the logistic distribution: no digits cancel, and infinite ends need no case.
    private init(logistic a: Double, _ b: Double) {
        let (upper, lower) = (LogisticTail(b), LogisticTail(-a))
        let width = b - a
        logarithm = upper.logProbability + lower.logProbability + log(-expm1(-width))
        let growth = 1 / expm1(width)
        byUpper = upper.complement + growth
        byLower = -lower.complement - growth
        let half = 2 * sinh(width / 2)
        let coupling = 1 / (half * half)
        byUpperTwice = -upper.probability * upper.complement - coupling
        byLowerTwice = -lower.probability * lower.complement - coupling
        byBoth = coupling
    }

    /// Both ends are taken on the side of 0 where their tails are small, so that the difference keeps its digits.
    private init(normal a: Double, _ b: Double) {
        if b == .infinity || a == -.infinity {
            let isHighest = b == .infinity
            let tail = NormalTail(isHighest ? -a : b)
            logarithm = tail.logProbability
            (byLower, byUpper) = isHighest ? (-tail.hazard, 0) : (0, tail.hazard)
            (byLowerTwice, byUpperTwice) = isHighest ? (tail.curvature, 0) : (0, tail.curvature)
            byBoth = 0
            return
        }
        let (inner, outer) = a > -b ? (-a, -b) : (b, a)
        let large = NormalTail(inner).logProbability
        logarithm = large + log(-expm1(NormalTail(outer).logProbability - large))
        byUpper = exp(NormalTail.logDensity(b) - logarithm)
        byLower = -exp(NormalTail.logDensity(a) - logarithm)
        byUpperTwice = -byUpper * (b + byUpper)
        byLowerTwice = -byLower * (a + byLower)
        byBoth = -byLower * byUpper
    }

    /// With u = e^a and v = e^b: log(e^-u - e^-v) = -u + log(1 - e^(u - v)).
    private init(extreme a: Double, _ b: Double) {
        let u = exp(a)
        guard b < .infinity else {
            logarithm = -u
            (byLower, byLowerTwice) = (-u, -u)
            (byUpper, byUpperTwice, byBoth) = (0, 0, 0)
            return
        }
        // Beyond e^709 all of the upper end's parts are 0, and a product of infinity and 0 is not.
        let v = exp(min(b, 700))
        // v - u to all its digits.
        let width = a == -.infinity ? v : u * expm1(min(b, 700) - a)
        logarithm = -u + log(-expm1(-width))
        let growth = 1 / expm1(width)
        let coupling = growth + growth * growth
        byUpper = v * growth
        byLower = -u - u * growth
        byUpperTwice = byUpper - v * v * coupling
        byLowerTwice = byLower - u * u * coupling
        byBoth = u * v * coupling
    }
}
