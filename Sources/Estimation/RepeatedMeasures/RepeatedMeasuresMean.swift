/// How the mean response depends on occasion and regressors: which coefficient applies where.
///
/// A study of two groups, compared at every occasion after the first, with the first constrained to be equal, as fits randomised
/// groups (Liang & Zeger 2000, Sankhyā B 62:134-148), and an adjustment that is the same throughout:
///
///     RepeatedMeasuresMean([.intercept(at: [0, 1, 2]), .regressor(0, at: [1, 2]), .common(1)])
public struct RepeatedMeasuresMean: Sendable, Hashable {
    /// One or more coefficients.
    public enum Term: Sendable, Hashable {
        /// A level for each of these occasions.
        case intercept(at: [Int])
        /// A coefficient of the regressor for each of these occasions; at others it has no part in the mean.
        case regressor(Int, at: [Int])
        /// One coefficient of the regressor for all occasions.
        case common(Int)
    }

    /// What a coefficient multiplies, and where.
    public struct Coefficient: Sendable, Hashable, CustomStringConvertible {
        /// The regressor; nil for the constant.
        public let regressor: Int?
        /// The occasion at which it applies; nil for all.
        public let occasion: Int?

        /// The coefficient of `regressor`, nil for the constant, at `occasion`, nil for all.
        public init(regressor: Int?, occasion: Int?) {
            self.regressor = regressor
            self.occasion = occasion
        }

        /// Such as "regressor 1 at occasion 3", both numbered from 0.
        public var description: String {
            let multiplied = regressor.map { "regressor \($0)" } ?? "intercept"
            return occasion.map { "\(multiplied) at occasion \($0)" } ?? multiplied
        }

        func applies(at other: Int) -> Bool { occasion == nil || occasion == other }
    }

    /// In the coefficients' order.
    public var terms: [Term]

    /// The sum of these terms.
    public init(_ terms: [Term]) {
        self.terms = terms
    }

    /// The coefficients, term by term and within a term by its occasions.
    public var coefficients: [Coefficient] {
        terms.flatMap { term in
            switch term {
            case .intercept(let occasions): occasions.map { Coefficient(regressor: nil, occasion: $0) }
            case .regressor(let regressor, let occasions):
                occasions.map { Coefficient(regressor: regressor, occasion: $0) }
            case .common(let regressor): [Coefficient(regressor: regressor, occasion: nil)]
            }
        }
    }

    /// The weights of the coefficients in the mean at `occasion` of a person with these regressors. The difference of two such
    /// vectors is a contrast. Empty, which no fit takes, where a regressor has no value.
    public func weights(at occasion: Int, regressors: [Double]) -> [Double] {
        let coefficients = coefficients
        guard coefficients.allSatisfy({ $0.regressor.map(regressors.indices.contains) ?? true }) else { return [] }
        return coefficients.map { coefficient in
            coefficient.applies(at: occasion) ? coefficient.regressor.map { regressors[$0] } ?? 1 : 0
        }
    }
}
