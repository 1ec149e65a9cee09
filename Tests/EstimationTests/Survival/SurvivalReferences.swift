import Estimation
import Foundation
import Testing

/// The numbers of References/survival.R.
struct SurvivalReferences: Decodable {
    struct Set: Decodable {
        struct Curve: Decodable {
            let day: [Double]
            let atRisk: [Int]
            let events: [Int]
            let censored: [Int]
            let survival: [Double]
            let standardError: [Double?]
            let lower: [Double?]
            let upper: [Double?]
            let median: [Double?]
            let quartile: [Double?]
        }
        let time: [Int]
        let event: [Int]
        /// By interval method.
        let curves: [String: Curve]
        /// By lower limit, then by interval method.
        let lowerLimits: [String: [String: [Double?]]]
    }

    struct NearTies: Decodable {
        let time: [Double]
        let tied: [Double]
    }

    struct RankTest: Decodable {
        let data: String
        let time: String
        let group: String
        let strata: String?
        let rho: Double
        let observed: [Double]
        let expected: [Double]
        let variance: [Double]
        let statistic: Double
        let p: Double
        let trend: Double?
    }

    struct Mean: Decodable {
        let data: String
        let group: String
        let value: Double
        let horizon: Double
        let mean: Double
        let standardError: Double
    }

    struct Competing: Decodable {
        let data: String
        let time: [Double]
        let atRisk: [Int]
        /// By cause.
        let incidence: [[Double]]
        let standardError: [[Double]]
        let aalenTime: [Double]
        let aalenIncidence: [[Double]]
        let aalenError: [[Double]]
    }

    struct Cox: Decodable {
        let data: String
        let time: String
        let covariates: [String]
        let ties: String
        let strata: String?
        let weights: String?
        let cluster: String?
        let coefficients: [Double]
        let variance: [Double]
        let robustVariance: [Double]
        /// Without and with the covariates.
        let logLikelihood: [Double]
        let score: Double
        let wald: Double
        let robustWald: Double
        let at: [Double]
        let hazardTime: [Double]
        let hazard: [Double]
        /// By transform: each covariate's, then the global statistic.
        let proportionality: [String: [Double]]
    }

    let sets: [String: Set]
    let nearTies: [NearTies]
    let logRank: [RankTest]
    let restrictedMean: [Mean]
    let competing: Competing
    let cox: [Cox]

    static func read() throws -> SurvivalReferences {
        try ReferenceNumbers.json("survival", as: SurvivalReferences.self)
    }
}

/// The columns of a study of survival times.
struct SurvivalStudy {
    var columns: [String: [Double]]

    init(_ name: String) throws {
        columns = try ReferenceNumbers.table(name)
    }

    func column(_ name: String) throws -> [Double] {
        try #require(columns[name], "column \(name)")
    }

    func labels(_ name: String) throws -> [Int] {
        try column(name).map { Int($0) }
    }

    func isEvent() throws -> [Bool] {
        try column("event").map { $0 == 1 }
    }

    func covariates(_ names: [String]) throws -> [CoxRegression.Covariate] {
        try names.map { CoxRegression.Covariate($0, try column($0)) }
    }
}
