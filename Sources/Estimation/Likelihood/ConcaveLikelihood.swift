/// A concave log likelihood of independent rows, maximised by Newton's method with exact derivatives.
///
/// Parameters stand in this order: those that the rows share, then a coefficient for each standardised predictor.
protocol ConcaveLikelihood: SeparableLikelihood {
    /// Minus the log likelihood with its derivatives; nil where it is not finite.
    func negativeSums(_ parameters: [Double]) -> (value: Double, state: LikelihoodSlope)?

    /// Why there is no estimate where the shared parameters have gone to the end of their range; nil elsewhere.
    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable?
}

/// A log likelihood that may grow for ever in some direction of the coefficients.
protocol SeparableLikelihood: Sendable {
    /// Parameters that the rows share: thresholds, an intercept, a scale.
    var shared: Int { get }
    /// As reports name them.
    var predictorNames: [String] { get }

    /// Whether no row moves inwards along a direction of length 1 by more than a millionth of what another moves outwards.
    func isOutward(_ direction: [Double]) -> Bool
}

/// The derivatives of minus a log likelihood.
struct LikelihoodSlope {
    let gradient: [Double]
    let hessian: SymmetricMatrix
}

/// Where a log likelihood is greatest.
struct LikelihoodMaximum {
    let parameters: [Double]
    let logLikelihood: Double
    /// The inverse of minus the second derivatives.
    let covariance: SymmetricMatrix
    let iterations: Int
}

extension ConcaveLikelihood {
    typealias Maximum = LikelihoodMaximum

    /// The maximum found from `start`, where the log likelihood must be finite.
    ///
    /// Throws `.separated` where the likelihood has no maximum because it grows for ever in some direction of the coefficients.
    func maximum(from start: [Double]) throws(NotEstimable) -> LikelihoodMaximum {
        let minimum = NewtonMinimizer().minimize(from: start, evaluate: negativeSums) { point in
            NewtonMinimizer.Derivatives(gradient: point.state.gradient, hessian: point.state.hessian)
        }
        guard let minimum else { throw .didNotConverge(iterations: 0) }
        let point = minimum.point
        if let reason = degeneracy(point.parameters[..<shared]) { throw reason }
        let factor = try? CholeskyFactor(point.state.hessian)
        if let offender = separating(point.parameters, point.state, factor) { throw .separated(name: offender) }
        guard minimum.isConverged, let factor else { throw .didNotConverge(iterations: minimum.iterations) }
        return LikelihoodMaximum(
            parameters: point.parameters, logLikelihood: -point.value, covariance: factor.inverse(),
            iterations: minimum.iterations)
    }
}

extension SeparableLikelihood {
    /// The predictor that has most weight in a direction in which no row's likelihood ever falls and some row's grows; nil where
    /// none is found, which at a proper maximum is always.
    ///
    /// Where such directions exist (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1) Newton's steps turn into one of them, and
    /// so do the parameters themselves; the direction of least curvature is tried too. Each candidate is checked on all rows.
    func separating(
        _ parameters: [Double], _ slope: LikelihoodSlope, _ factor: CholeskyFactor?
    ) -> String? {
        var candidates = [parameters]
        if let factor { candidates.append(factor.solve(slope.gradient).map { -$0 }) }
        if let flattest = SymmetricEigen(slope.hessian)?.vectors.first {
            candidates += [flattest, flattest.map { -$0 }]
        }
        let outward = candidates.first { candidate in
            let length = candidate.reduce(0.0) { max($0, abs($1)) }
            guard length > 0, length.isFinite else { return false }
            return isOutward(candidate.map { $0 / length })
        }
        guard let outward else { return nil }
        let weights = outward[shared...].map(abs)
        guard let largest = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return nil }
        return predictorNames[largest]
    }
}

/// How far the rows of a likelihood move outwards along a direction.
struct OutwardRates {
    private var (inward, outward) = (0.0, 0.0)

    /// Takes a row's rate; false where it moves inwards so far that no other row need be looked at.
    mutating func add(_ rate: Double) -> Bool {
        inward = max(inward, -rate)
        outward = max(outward, rate)
        return rate >= -1e-3
    }

    /// Whether no row moves inwards by more than a millionth of what another moves outwards.
    var isOutward: Bool { inward <= 1e-6 * outward && outward > 0 }
}
