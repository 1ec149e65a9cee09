/// The slope within strata of a person's baseline, such as the score at entry, and the test that it is the same in all.
///
/// The baseline must not be among the rows of the regression: people with a high first value fall back towards the mean
/// by chance alone, which would look like a slope that differs between strata.
public struct BaselineStrata: Sendable {
    /// Where strata are cut. A value that is a cut belongs to the stratum below it.
    public enum Cuts: Sendable, Hashable {
        /// At these values.
        case at([Double])
        /// At quantiles (type 7) of the baseline over people with rows, into so many strata of about equal size.
        /// Quantiles that coincide, as with scores of few values, make fewer strata.
        case quantiles(Int)
    }

    /// People whose baseline lies above `lower` and not above `upper`.
    public struct Stratum: Sendable {
        /// Nil for the lowest stratum.
        public let lower: Double?
        /// Nil for the highest stratum.
        public let upper: Double?
        /// People with rows.
        public let people: Int
        /// The stratum's regression with cluster-robust standard errors; coefficient 1 is the slope.
        public let fit: FitOutcome<ClusterRobustRegression.Fit>

        /// The slope, if it can be estimated.
        public var slope: PointEstimate? {
            fit.fit.map {
                PointEstimate(value: $0.coefficients[1].value, standardError: $0.coefficients[1].standardError)
            }
        }
    }

    /// The comparison of the strata's slopes.
    public struct Homogeneity: Sendable, Hashable {
        /// The slope common to the strata: their mean weighted by inverse variance.
        public let commonSlope: PointEstimate
        /// Cochran's Q on strata - 1 degrees of freedom, which for independent strata is the Wald test of equal slopes.
        public let test: TestStatistic
        /// Share of Q beyond its expectation if slopes are equal (Higgins & Thompson 2002, doi:10.1002/sim.1186),
        /// 0...1.
        public let inconsistency: Double
        /// Strata whose slope could be estimated.
        public let strata: Int
    }

    /// From the lowest baseline to the highest.
    public let strata: [Stratum]
    /// People with rows whose baseline is not known, who are in no stratum.
    public let peopleWithoutBaseline: Int
    /// The test over the strata whose slope can be estimated.
    public let homogeneity: FitOutcome<Homogeneity>

    /// Regresses column `response` of the moments on column `predictor` within each stratum (CR1).
    ///
    /// - Parameter baseline: Of each group of the moments; nil where it is not known.
    public static func fit(
        _ moments: GroupedMoments, response: Int, predictor: Int, baseline: [Double?], cuts: Cuts,
        executor: BlockExecutor = .serial
    ) -> FitOutcome<BaselineStrata> {
        FitOutcome { () throws(NotEstimable) in
            guard baseline.count == moments.groupCount else {
                throw .invalidArgument(name: "baseline", needed: "one value for each group")
            }
            let hasRows = baseline.indices.map { moments.rowCount(ofGroup: $0) > 0 }
            let known = zip(baseline, hasRows).compactMap { value, hasRows in hasRows ? value : nil }
            guard known.allSatisfy(\.isFinite) else { throw .nonFinite }
            let cuts = try values(of: cuts, known)

            let number = zip(baseline, hasRows).map { value, hasRows in
                hasRows ? value.map { value in cuts.firstIndex { value <= $0 } ?? cuts.count } : nil
            }
            let strata = (0...cuts.count).map { stratum in
                Stratum(
                    lower: stratum > 0 ? cuts[stratum - 1] : nil, upper: stratum < cuts.count ? cuts[stratum] : nil,
                    people: number.lazy.filter { $0 == stratum }.count,
                    fit: ClusterRobustRegression.fit(
                        moments.keeping { number[$0] == stratum }, response: response, predictors: [predictor],
                        executor: executor))
            }
            return BaselineStrata(
                strata: strata, peopleWithoutBaseline: hasRows.lazy.filter(\.self).count - known.count,
                homogeneity: FitOutcome { () throws(NotEstimable) in try comparison(strata.compactMap(\.slope)) })
        }
    }

    /// Ascending cuts with people on both sides where quantiles make them.
    private static func values(of cuts: Cuts, _ baseline: [Double]) throws(NotEstimable) -> [Double] {
        switch cuts {
        case .at(let values):
            guard !values.isEmpty, values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy(<) else {
                throw .invalidArgument(name: "cuts", needed: "finite numbers in ascending order")
            }
            return values
        case .quantiles(let count):
            guard count >= 2, count <= max(2, baseline.count) else {
                throw .invalidArgument(name: "number of strata", needed: "from 2 to the number of people")
            }
            let probabilities = (1..<count).map { Double($0) / Double(count) }
            guard let highest = baseline.max(), let quantiles = Quantile.of(baseline, at: probabilities) else {
                throw .noObservations
            }
            let distinct = quantiles.reduce(into: [Double]()) { distinct, value in
                if value < highest, value != distinct.last { distinct.append(value) }
            }
            guard !distinct.isEmpty else { throw .constantColumn(name: "baseline") }
            return distinct
        }
    }

    /// Q = Σ w (b - b̄)² with w = 1/SE² and b̄ = Σwb / Σw (Cochran 1954, doi:10.2307/3001666).
    private static func comparison(_ slopes: [PointEstimate]) throws(NotEstimable) -> Homogeneity {
        guard slopes.count >= 2 else { throw .tooFewGroups(found: slopes.count, needed: 2) }
        guard slopes.allSatisfy({ $0.standardError > 0 }) else { throw .noResidualVariation }
        let weights = slopes.map { 1 / ($0.standardError * $0.standardError) }
        let total = weights.reduce(0, +)
        let common = zip(weights, slopes).reduce(0.0) { $0 + $1.0 * $1.1.value } / total
        let q = zip(weights, slopes).reduce(0.0) { sum, part in
            let distance = part.1.value - common
            return sum + part.0 * distance * distance
        }
        let degrees = Double(slopes.count - 1)
        guard q.isFinite, let p = try? ChiSquare(degreesOfFreedom: degrees).upperTail(q) else { throw .nonFinite }
        return Homogeneity(
            commonSlope: PointEstimate(value: common, standardError: (1 / total).squareRoot()),
            test: TestStatistic(statistic: q, degreesOfFreedom: [degrees], pValue: p),
            inconsistency: q > degrees ? (q - degrees) / q : 0, strata: slopes.count)
    }
}
