extension RowSums {
    /// Adds rows that are known by their sums alone.
    ///
    /// - Parameters:
    ///   - value: Σ z_i z_j over the rows, in standardised units.
    ///   - i: A column's position plus one, or 0 for the constant: Σ z_0 z_0 is the number of rows.
    ///   - j: Likewise.
    public mutating func add(_ value: Double, toProductOf i: Int, and j: Int) {
        guard row.indices.contains(i), row.indices.contains(j) else { return }
        packed[SymmetricMatrix.packedIndex(min(i, j), max(i, j), row.count)] += value
    }
}
