import Foundation

/// -2 times the log likelihood, restricted or not, of a model for repeated measures as a function of the parameters θ of Σ, with β at
/// its best: with n rows, p coefficients, W = V⁻¹ and r = y - Xβ,
///
///     log|V| + r'Wr + n log 2π                        the likelihood
///     log|V| + r'Wr + log|X'WX| + (n - p) log 2π      the restricted one (Harville 1977, doi:10.1080/01621459.1977.10480998)
struct RepeatedMeasuresCriterion: Sendable {
    let design: RepeatedMeasuresDesign
    let covariance: ResponseCovariance
    let isRestricted: Bool
    let executor: BlockExecutor

    /// What an evaluation finds.
    struct State: Sendable {
        let theta: [Double]
        let sigma: SymmetricMatrix
        let coefficients: [Double]
        /// (X'WX)⁻¹.
        let coefficientCovariance: SymmetricMatrix
    }

    typealias Minimum = NewtonMinimizer.Minimum<State, Derivatives>

    /// Sums over patterns.
    struct Sums: Sendable {
        /// X'WX, X'Wy, y'Wy, log|V|.
        var information: SymmetricMatrix, moment: [Double]
        var square = 0.0, logDeterminant = 0.0

        init(_ coefficients: Int) {
            information = SymmetricMatrix(dimension: coefficients)
            moment = Array(repeating: 0, count: coefficients)
        }

        mutating func add(_ other: Sums) {
            information.add(other.information)
            for index in moment.indices { moment[index] += other.moment[index] }
            square += other.square
            logDeterminant += other.logDeterminant
        }
    }

    /// The patterns are cut into at most this many blocks, and into fewer where all their sums together are more than so many numbers.
    private static let blocks = 16, mostNumbers = 1 << 23

    /// `body`'s sums over the patterns of a block, for each block in order; nil where Σ is not positive definite at a pattern.
    ///
    /// - Parameter size: Numbers that a block's sums are.
    static func overPatterns<Part: Sendable>(
        _ design: RepeatedMeasuresDesign, _ sigma: SymmetricMatrix, _ executor: BlockExecutor, start: Part, size: Int,
        _ body: @escaping @Sendable (PatternProducts, inout Part) -> Void
    ) -> [Part]? {
        let count = design.patterns.count
        let blocks = max(2, min(blocks, mostNumbers / max(1, size)))
        let parts = executor.mapBlocks(of: count, size: max(1, (count + blocks - 1) / blocks)) { range -> Part? in
            var sums = start
            for number in range {
                guard let products = PatternProducts(design.patterns[number], design, sigma) else { return nil }
                body(products, &sums)
            }
            return sums
        }
        let whole = parts.compactMap(\.self)
        return whole.count == parts.count ? whole : nil
    }

    static func sums(
        _ design: RepeatedMeasuresDesign, _ sigma: SymmetricMatrix, _ executor: BlockExecutor
    ) -> Sums? {
        let start = Sums(design.coefficients.count)
        let size = start.information.packed.count
        let parts = overPatterns(design, sigma, executor, start: start, size: size) { $0.add(to: &$1) }
        return parts?.reduce(into: start) { $0.add($1) }
    }

    /// The criterion at θ; nil where Σ is not positive definite or X'WX is not.
    func evaluate(_ theta: [Double]) -> (value: Double, state: State)? {
        guard let sigma = covariance.matrix(theta), let sums = Self.sums(design, sigma, executor),
            let factor = try? CholeskyFactor(sums.information)
        else { return nil }
        let coefficients = factor.solve(sums.moment)
        let explained = zip(coefficients, sums.moment).reduce(0.0) { $0 + $1.0 * $1.1 }
        let rows = Double(design.observations - (isRestricted ? design.coefficients.count : 0))
        let value =
            sums.logDeterminant + sums.square - explained + (isRestricted ? factor.logDeterminant : 0)
            + rows * log(2 * Double.pi)
        guard value.isFinite else { return nil }
        return (
            value,
            State(theta: theta, sigma: sigma, coefficients: coefficients, coefficientCovariance: factor.inverse())
        )
    }

    /// The log likelihood of the responses in their own units where that of the standardised ones is `standardised`.
    func ownLogLikelihood(_ standardised: Double) -> Double {
        let rows = Double(design.observations - (isRestricted ? design.coefficients.count : 0))
        let ofRegressors = design.sources.reduce(0.0) { $0 + log(design.sourceScales[$1]) }
        return standardised - rows * log(design.responseScale) - (isRestricted ? ofRegressors : 0)
    }
}
