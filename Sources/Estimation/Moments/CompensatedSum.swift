/// A sum that carries its rounding error along: Neumaier's (1974, doi:10.1002/zamm.19740540106) variant of Kahan's.
public struct CompensatedSum: Sendable, Hashable {
    private var sum = 0.0
    private var compensation = 0.0

    /// Zero.
    public init() {}

    /// The sum of `values`.
    @inlinable
    public init(_ values: some Sequence<Double>) {
        // The sequence is walked where its type is known.
        self.init(all: Array(values))
    }

    @usableFromInline
    init(all values: [Double]) {
        for value in values {
            add(value)
        }
    }

    /// Adds `value`.
    public mutating func add(_ value: Double) {
        let total = sum + value
        if total.isFinite {
            compensation += abs(sum) >= abs(value) ? (sum - total) + value : (value - total) + sum
        }
        sum = total
    }

    /// Adds the sum of `other`.
    public mutating func merge(_ other: CompensatedSum) {
        add(other.sum)
        compensation += other.compensation
    }

    /// The sum.
    public var value: Double { sum + compensation }
}
