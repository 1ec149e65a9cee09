import Estimation
import Findings

/// Quantiles over patients of one number each, with the patients on the far side of each quantile.
struct PersonQuantiles: Sendable {
    /// The shares of patients that lie below.
    static let probabilities = [0.05, 0.25, 0.5, 0.75, 0.95]

    /// Who they are.
    let persons: PersonSet
    /// The quantile at each share, and who lies at it or beyond.
    let quantiles: [(probability: Double, value: Double, beyond: PersonSet)]
    /// How their numbers make them up.
    let contributions: Contributions

    /// - Parameter values: patients, ascending, and their numbers.
    init(_ values: [(person: Int, value: Double)]) {
        persons = PersonSet(ascending: values.lazy.map(\.person))
        contributions = Contributions(values.lazy.map(\.value))
        let found = Quantile.of(values.map(\.value), at: Self.probabilities, rule: .nearestRank) ?? []
        quantiles = zip(Self.probabilities, found).map { probability, quantile in
            let beyond = values.lazy.filter { probability <= 0.5 ? $0.value <= quantile : $0.value >= quantile }
            return (probability, quantile, PersonSet(ascending: beyond.map(\.person)))
        }
    }
}

extension FindingBuilder {
    /// Adds quantiles over patients; one with few patients on its far side is withheld. Without `n`: beside the patients of a table it
    /// would tell how few have no value, or one day only.
    mutating func add(_ quantiles: PersonQuantiles, as quantity: Quantity<QualityKey>, _ key: QualityKey) {
        for (probability, value, beyond) in quantiles.quantiles {
            var own = key
            own.quantile = probability
            add(quantity, own, value, basis: .of(quantiles.persons, apart: [beyond]), of: quantiles.contributions)
        }
    }
}
