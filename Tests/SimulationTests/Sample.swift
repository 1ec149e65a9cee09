/// Moments of a sample of independent values.
struct Sample {
    let count: Int
    let mean: Double
    let variance: Double

    init(_ values: [Double]) {
        count = values.count
        let total = Double(values.count)
        let average = values.reduce(0, +) / total
        mean = average
        variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (total - 1)
    }

    /// Of the mean.
    var standardError: Double { (variance / Double(count)).squareRoot() }
}
