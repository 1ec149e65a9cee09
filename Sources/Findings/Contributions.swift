/// How patients' values make up a mean or a total: whether one of them is most of it, and whether all are alike.
///
/// A sum of which one patient is more than half tells that patient's value within a factor of two, and whoever knows the rest of it
/// exactly; a mean of values that are all alike is everybody's value. (The (n,k)-dominance rule with n = 1 and k = 50%: Hundepool et al.,
/// Handbook on Statistical Disclosure Control, version 1.2, ESSNet SDC 2010, chapter 4; homogeneity: Machanavajjhala et al. 2007,
/// 10.1145/1217299.1217302.)
public struct Contributions: Sendable, Hashable {
    /// The share of the sum of all absolute values that the largest of one patient is; `nil` where every value is zero.
    public let largestShare: Double?
    /// Whether every patient has the same value.
    public let areAlike: Bool

    /// One value a patient.
    public init(_ values: some Sequence<Double>) {
        var (sum, largest, least, greatest) = (0.0, 0.0, Double.infinity, -Double.infinity)
        for value in values {
            sum += abs(value)
            (largest, least, greatest) = (max(largest, abs(value)), min(least, value), max(greatest, value))
        }
        largestShare = sum > 0 ? largest / sum : nil
        areAlike = least == greatest
    }

    /// Values by patient, who may have several.
    public init(byPerson values: some Collection<(person: Int, value: Double)>) {
        let own = values.reduce(into: [Int: Double]()) { $0[$1.person, default: 0] += abs($1.value) }
        let sum = values.reduce(0) { $0 + abs($1.value) }
        largestShare = sum > 0 ? (own.values.max() ?? 0) / sum : nil
        areAlike = Set(values.map(\.value)).count == 1
    }
}
