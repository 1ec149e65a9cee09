/// Predictors in units of their mean and standard deviation, row by row, and the way back to their own units.
///
/// Offsets and units of the columns then have no part in rounding or in the optimiser's path.
struct StandardizedPredictors: Sendable {
    let names: [String]
    let rows: Int
    let scales: PredictorScales
    /// Row by row, `count` numbers each.
    let values: [Double]

    var count: Int { names.count }

    /// Throws where a column has not one finite value for each of `rows` rows, does not vary, or is a linear function of others.
    init(_ columns: [PredictorColumn], rows: Int) throws(NotEstimable) {
        names = columns.map(\.name)
        self.rows = rows
        for column in columns {
            guard column.values.count == rows else {
                throw .invalidArgument(name: column.name, needed: "one value for each of the \(rows) observations")
            }
            guard column.values.allSatisfy(\.isFinite) else { throw .nonFinite }
        }
        var (centers, spreads) = ([Double](), [Double]())
        for column in columns {
            let (center, spread) = try Self.location(column)
            centers.append(center)
            spreads.append(spread)
        }
        var values = [Double](repeating: 0, count: rows * columns.count)
        for (position, column) in columns.enumerated() {
            for row in 0..<rows {
                values[row * columns.count + position] = (column.values[row] - centers[position]) / spreads[position]
            }
        }
        guard values.allSatisfy(\.isFinite) else { throw .nonFinite }
        scales = PredictorScales(centers: centers, scales: spreads)
        self.values = values
        do {
            _ = try CholeskyFactor(crossProducts(), tolerance: StandardizedDesign.collinearity)
        } catch {
            throw .collinear(name: names[error.column])
        }
    }

    private init(names: [String], rows: Int, scales: PredictorScales, values: [Double]) {
        self.names = names
        self.rows = rows
        self.scales = scales
        self.values = values
    }

    /// Some of the rows, in units of the spread of all.
    func keeping(_ kept: [Int]) -> StandardizedPredictors {
        var chosen: [Double] = []
        chosen.reserveCapacity(kept.count * count)
        for row in kept { chosen += values[row * count..<(row + 1) * count] }
        return StandardizedPredictors(names: names, rows: kept.count, scales: scales, values: chosen)
    }

    /// Mean and standard deviation of a column that varies by more than rounding.
    static func location(_ column: PredictorColumn) throws(NotEstimable) -> (center: Double, spread: Double) {
        guard let first = column.values.first else { throw .noObservations }
        let largest = column.values.reduce(0.0) { max($0, abs($1)) }
        // In units of the largest value, lest squares overflow or vanish; about the first value, lest an offset cost digits.
        let unit = largest > 0 ? largest : 1
        let moments = OnlineMoments(column.values.map { $0 / unit - first / unit })
        guard let mean = moments.mean, let spread = moments.standardDeviation, spread > 4 * Double.ulpOfOne,
            (spread * unit).isNormal
        else { throw .constantColumn(name: column.name) }
        return (mean * unit + first, spread * unit)
    }

    private func crossProducts() -> SymmetricMatrix {
        let p = count
        var products = SymmetricMatrix(dimension: p)
        for row in 0..<rows {
            products.addSquare(of: values[row * p..<(row + 1) * p])
        }
        return products
    }
}
