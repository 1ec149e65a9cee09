/// Sums of standardised columns over a group's rows, for any number of columns.
public struct RowSums: Sendable {
    @usableFromInline var packed: [Double]
    @usableFromInline var row: [Double]
    @usableFromInline let centers: [Double]
    @usableFromInline let factors: [Double]

    init(_ columns: [GroupedMoments.Column]) {
        packed = Array(repeating: 0, count: SymmetricMatrix.packedCount(columns.count + 1))
        row = [1] + Array(repeating: 0, count: columns.count)
        centers = columns.map(\.center)
        factors = columns.map { 1 / $0.scale }
    }

    mutating func reset() {
        for index in packed.indices {
            packed[index] = 0
        }
    }

    /// Adds a row: `value(j)` is column j in its own units.
    @inlinable @inline(__always)
    public mutating func addRow(_ value: (_ column: Int) -> Double) {
        for column in centers.indices {
            row[column + 1] = (value(column) - centers[column]) * factors[column]
        }
        var index = 0
        for i in row.indices {
            let left = row[i]
            for j in i..<row.count {
                packed[index] += left * row[j]
                index += 1
            }
        }
    }
}
