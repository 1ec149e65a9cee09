/// The coefficients of a fitted model: the estimate, the interval and the test of any linear combination Σ weights · coefficients.
///
/// The same words for every model; what differs is the standard error and what it is measured against.
public protocol FittedCoefficients: Sendable {
    /// Coefficients, and so the weights of a combination.
    var coefficientCount: Int { get }

    /// Σ weights · coefficients with its standard error; nil unless there is a finite weight for each coefficient.
    func prediction(_ weights: [Double]) -> PointEstimate?

    /// What the combination's distance from the truth, in standard errors, is distributed as; nil as `prediction`, and where the data
    /// do not tell the standard error.
    func reference(of weights: [Double]) -> ReferenceDistribution?

    /// Wald's test that all the linear combinations are zero; nil without combinations, without a finite weight for each
    /// coefficient, or where the combinations depend on each other.
    func waldTest(_ combinations: [[Double]]) -> TestStatistic?
}

/// The distribution against which an estimate in units of its standard error is judged.
public enum ReferenceDistribution: Sendable, Hashable {
    /// The normal distribution.
    case normal
    /// Student's t on these degrees of freedom.
    case studentT(degreesOfFreedom: Double)
    /// Student's t on these degrees of freedom, for a standard error from the spread between clusters.
    case clusterRobustT(degreesOfFreedom: Double)
}

extension FittedCoefficients {
    /// The interval of Σ weights · coefficients; nil as `reference(of:)`.
    public func interval(_ weights: [Double], level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        guard let estimate = prediction(weights), let reference = reference(of: weights) else { return nil }
        let (value, error) = (estimate.value, estimate.standardError)
        return switch reference {
        case .normal: .wald(estimate: value, standardError: error, level: level)
        case .studentT(let degrees):
            .studentT(estimate: value, standardError: error, degreesOfFreedom: degrees, level: level)
        case .clusterRobustT(let degrees):
            .clusterRobustT(estimate: value, standardError: error, degreesOfFreedom: degrees, level: level)
        }
    }

    /// The two-sided test that Σ weights · coefficients is zero; nil as `reference(of:)`, and where the standard error is zero.
    public func test(_ weights: [Double]) -> TestStatistic? {
        guard let estimate = prediction(weights), let reference = reference(of: weights) else { return nil }
        return switch reference {
        case .normal: .normal(estimate)
        case .studentT(let degrees), .clusterRobustT(let degrees): .studentT(estimate, degreesOfFreedom: degrees)
        }
    }

    /// The weights that pick the coefficient at `position`; nil where there is none.
    public func weights(ofCoefficient position: Int) -> [Double]? {
        guard (0..<coefficientCount).contains(position) else { return nil }
        return (0..<coefficientCount).map { $0 == position ? 1 : 0 }
    }

    /// The interval of the coefficient at `position`.
    public func interval(ofCoefficient position: Int, level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        weights(ofCoefficient: position).flatMap { interval($0, level: level) }
    }

    /// The two-sided test that the coefficient at `position` is zero.
    public func test(ofCoefficient position: Int) -> TestStatistic? {
        weights(ofCoefficient: position).flatMap { test($0) }
    }
}
