/// A mean course when people leave: a pattern-mixture model of people who stayed and people who left, with a
/// sensitivity parameter δ for what was not seen of the latter (Little 1993, doi:10.1080/01621459.1993.10594302;
/// Daniels & Hogan 2008, "Missing Data in Longitudinal Studies", chapter 8; Carpenter & Kenward 2013, "Multiple
/// Imputation and its Application", chapter 10).
///
/// Of the target β, a slope or a mean at a stated time, each pattern has its own, and the population's is their mixture
///
///     β(δ) = (1 - π) β_stayed + π (β_left + δ)
///
/// with π the share who left. δ cannot be estimated from the data: at 0 those who left go on as they were seen to go,
/// and above 0 they fare worse afterwards by that much. The standard error is by the delta method; shares and patterns'
/// estimates are independent, so that with N people
///
///     Var β(δ) = (1 - π)² Var β_stayed + π² Var β_left + (β_left + δ - β_stayed)² π(1 - π) / N
public struct PatternMixture: Sendable, Hashable {
    /// β_stayed, among people who were followed to the end.
    public let stayed: PointEstimate
    /// β_left, among people who left, from what was seen of them.
    public let left: PointEstimate
    /// People of each pattern.
    public let peopleStayed: Int, peopleLeft: Int

    /// The mixture at a value of δ.
    public struct Point: Sendable, Hashable {
        /// The sensitivity parameter, in the target's units.
        public let delta: Double
        /// β(δ) with its standard error.
        public let estimate: PointEstimate
        /// Wald interval, with a normal quantile: too short where a pattern has few people. Nil where it has no finite
        /// ends.
        public let interval: ConfidenceInterval?
    }

    /// The mixture of two patterns' estimates, however they were had.
    ///
    /// - Parameters:
    ///   - peopleStayed: At least 1.
    ///   - peopleLeft: At least 1.
    public static func of(
        stayed: PointEstimate, peopleStayed: Int, left: PointEstimate, peopleLeft: Int
    ) -> FitOutcome<PatternMixture> {
        FitOutcome { () throws(NotEstimable) in
            guard peopleStayed > 0 else { throw .emptyCategory(name: "stayed") }
            guard peopleLeft > 0 else { throw .emptyCategory(name: "left") }
            let values = [stayed.value, stayed.standardError, left.value, left.standardError]
            guard values.allSatisfy(\.isFinite) else { throw .nonFinite }
            guard stayed.standardError >= 0, left.standardError >= 0 else {
                throw .invalidArgument(name: "standard error", needed: "0 or more")
            }
            return PatternMixture(stayed: stayed, left: left, peopleStayed: peopleStayed, peopleLeft: peopleLeft)
        }
    }

    /// The mixture of least-squares lines through either pattern's rows, with cluster-robust standard errors (CR1),
    /// from the people's moments.
    ///
    /// - Parameters:
    ///   - response: Position of the response in the moments' columns.
    ///   - predictor: Position of time.
    ///   - target: What of the line is mixed.
    ///   - hasLeft: Whether a group, a person, left before the end. Asked only for groups with rows.
    public static func fit(
        _ moments: GroupedMoments, response: Int, predictor: Int, target: Target = .slope,
        executor: BlockExecutor = .serial, hasLeft: (_ group: Int) -> Bool
    ) -> FitOutcome<PatternMixture> {
        FitOutcome { () throws(NotEstimable) in
            let hasRows = (0..<moments.groupCount).map { moments.rowCount(ofGroup: $0) > 0 }
            guard hasRows.contains(true) else { throw .noObservations }
            let isLeaver = hasRows.indices.map { hasRows[$0] && hasLeft($0) }
            func line(_ pattern: Bool, name: String) throws(NotEstimable) -> (PointEstimate, Int) {
                let people = hasRows.indices.filter { hasRows[$0] && isLeaver[$0] == pattern }.count
                guard people > 0 else { throw .emptyCategory(name: name) }
                let kept = moments.keeping { isLeaver[$0] == pattern }
                switch ClusterRobustRegression.fit(
                    kept, response: response, predictors: [predictor], executor: executor)
                {
                case .notEstimable(let reason): throw reason
                case .fitted(let fit):
                    guard let estimate = fit.prediction(target.weights) else { throw .nonFinite }
                    return (estimate, people)
                }
            }
            let (stayed, peopleStayed) = try line(false, name: "stayed")
            let (left, peopleLeft) = try line(true, name: "left")
            return PatternMixture(stayed: stayed, left: left, peopleStayed: peopleStayed, peopleLeft: peopleLeft)
        }
    }

    /// What of a pattern's line is mixed.
    public enum Target: Sendable, Hashable {
        /// The slope: δ is how much steeper those who left go afterwards.
        case slope
        /// The mean at a stated value of the predictor: δ is how much higher the response of those who left is there than
        /// their own line says.
        case mean(at: Double)

        var weights: [Double] {
            switch self {
            case .slope: [0, 1]
            case .mean(let time): [1, time]
            }
        }
    }

    /// π, the share of people who left.
    public var shareLeft: Double {
        Double(peopleLeft) / (Double(peopleStayed) + Double(peopleLeft))
    }

    /// β(δ) with its standard error; nil where either is not finite.
    public func estimate(delta: Double) -> PointEstimate? {
        let share = shareLeft
        let shifted = left.value + delta
        let difference = shifted - stayed.value
        let variance = patternVariance + shareVariance * difference * difference
        let value = (1 - share) * stayed.value + share * shifted
        guard value.isFinite, variance.isFinite else { return nil }
        return PointEstimate(value: value, standardError: variance.squareRoot())
    }

    /// β(δ) with its interval over a grid of δ; a δ that gives nothing finite is left out.
    public func points(deltas: [Double], level: ConfidenceLevel = .ninetyFive) -> [Point] {
        deltas.compactMap { delta in
            estimate(delta: delta).map { estimate in
                Point(
                    delta: delta, estimate: estimate,
                    interval: .wald(estimate: estimate.value, standardError: estimate.standardError, level: level))
            }
        }
    }

    /// (1 - π)² Var β_stayed + π² Var β_left.
    var patternVariance: Double {
        let share = shareLeft
        let (ofStayed, ofLeft) = ((1 - share) * stayed.standardError, share * left.standardError)
        return ofStayed * ofStayed + ofLeft * ofLeft
    }

    /// π(1 - π) / N.
    var shareVariance: Double {
        let share = shareLeft
        return share * (1 - share) / (Double(peopleStayed) + Double(peopleLeft))
    }
}
