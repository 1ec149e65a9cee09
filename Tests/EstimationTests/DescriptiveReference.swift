/// Numbers that References/descriptive.R wrote.
struct DescriptiveReference: Decodable {
    struct Spline: Decodable {
        let values: [Double]
        let knots: [Double]
        let at: [Double]
        let basis: [[Double]]
    }
    let values: [Double]
    let probabilities: [Double]
    let type7: [Double]
    let nearestRank: [Double]
    let mean: Double
    let variance: Double
    let tInterval: [Double]
    let splines: [Spline]

    static func read() throws -> DescriptiveReference {
        try ReferenceNumbers.json("descriptive", as: DescriptiveReference.self)
    }
}
