/// Numbers that References/two-groups.R wrote.
struct TwoGroupsReference: Decodable {
    struct MidP: Decodable {
        let twoSided: Double
        let less: Double
        let greater: Double
    }
    struct Fisher: Decodable {
        let table: [Int]
        let twoSided: Double
        let less: Double
        let greater: Double
        let mid: MidP
    }
    struct MidBinomial: Decodable {
        let successes: Int
        let trials: Int
        let claim: Double
        let twoSided: Double
        let less: Double
        let greater: Double
    }
    struct Interval: Decodable {
        let successes: Int
        let trials: Int
        let interval: [Double]
    }
    struct Strata: Decodable {
        let name: String
        let tables: [[Int]]
        let oddsRatio: Double
        let logStandardError: Double
        let oddsInterval: [Double]
        let chiSquare: Double
        let chiSquareP: Double
        let corrected: Double
        let breslowDay: Double
        let tarone: Double
        let taroneP: Double
        let riskDifference: Double
        let riskStandardError: Double
    }
    struct Pair: Decodable {
        let table: [Int]
        let logRiskRatio: Double
        let riskError: Double
        let logOddsRatio: Double
        let oddsError: Double
    }
    struct Family: Decodable {
        let raw: [Double]
        let holm: [Double]
        let bh: [Double]
    }
    let fisher: [Fisher]
    let midBinomial: [MidBinomial]
    let jeffreys: [Interval]
    let mantelHaenszel: [Strata]
    let pairs: [Pair]
    let families: [Family]

    static func read() throws -> TwoGroupsReference {
        try ReferenceNumbers.json("two-groups", as: TwoGroupsReference.self)
    }
}
