import Estimation
import Testing

/// One of the models in References/repeated-measures.json.
struct RepeatedMeasuresReference: Decodable, CustomTestStringConvertible {
    struct Inference: Decodable {
        let se: [Double], df: [Double]
        let krF: Double, krDf: Double, krScale: Double, satterthwaiteF: Double, satterthwaiteDf: Double
    }
    struct Pbkrtest: Decodable {
        let se: [Double], df: [Double]
        let f: Double, ddf: Double
    }
    struct LmerTest: Decodable {
        let df: [Double]
        let f: Double, ddf: Double
    }
    struct Gls: Decodable {
        let beta: [Double]
        let logLikelihood: Double
    }
    let data: String, structure: String, criterion: String
    let beta: [Double], se: [Double], sigma: [Double]
    let logLikelihood: Double
    let gls: Gls?, observed: Inference?, expected: Inference?, pbkrtest: Pbkrtest?, lmertest: LmerTest?

    private struct File: Decodable { let fits: [RepeatedMeasuresReference] }
    static let all = (try? ReferenceNumbers.json("repeated-measures", as: File.self).fits) ?? []

    var testDescription: String { "\(data) \(structure) \(criterion)" }

    /// The model's Σ.
    var covariance: RepeatedMeasuresModel.Covariance {
        get throws { try #require(RepeatedMeasuresModel.Covariance(rawValue: structure)) }
    }

    /// Coefficients whose joint test is in the file: the difference of the groups at each occasion that has one.
    var joint: [[Double]] {
        let columns = data == "repeated" ? 5..<9 : 4..<8
        return columns.map { picked in beta.indices.map { $0 == picked ? 1 : 0 } }
    }

    var mean: RepeatedMeasuresMean {
        data == "repeated"
            ? .init([.intercept(at: Array(0..<5)), .regressor(0, at: Array(1..<5)), .common(1)])
            : .init([.intercept(at: Array(0..<4)), .regressor(0, at: Array(0..<4))])
    }

    func fit(
        _ degreesOfFreedom: RepeatedMeasuresModel.DegreesOfFreedom, _ information: RepeatedMeasuresModel.Information
    ) throws -> RepeatedMeasuresModel.Fit {
        let criterion = try #require(LinearMixedModel.Criterion(rawValue: criterion))
        return try RepeatedMeasuresModel.fit(
            .reference(data), mean: mean,
            options: .init(
                criterion: criterion, covariances: [covariance], degreesOfFreedom: degreesOfFreedom,
                information: information)
        ).get()
    }
}

extension RepeatedMeasures {
    /// The growth study, whole or without the measurements that Little & Rubin left out, or the simulated one.
    static func reference(_ name: String) throws -> RepeatedMeasures {
        let isGrowth = name != "repeated"
        let table = try Rows.reference(isGrowth ? "growth" : "repeated")
        let left: Set = [2, 5, 8, 9, 12, 15, 22, 23, 26]
        let columns = table.columns
        var rows: [[(occasion: Int, response: Double)]] = Array(repeating: [], count: (table.groups.max() ?? -1) + 1)
        var regressors = Array(repeating: Array(repeating: 0.0, count: rows.count), count: isGrowth ? 1 : 2)
        for (row, person) in table.groups.enumerated() {
            let occasion = try Int(#require(columns["occasion"])[row])
            regressors[0][person] = try #require(columns["male"])[row]
            if !isGrowth { regressors[1][person] = try #require(columns["age"])[row] }
            guard name != "incomplete" || occasion != 1 || !left.contains(person) else { continue }
            rows[person].append((occasion, try #require(columns["score"])[row]))
        }
        return RepeatedMeasures(rows, occasionCount: isGrowth ? 4 : 5, regressors: regressors)
    }

    /// From each person's rows.
    init(_ rows: [[(occasion: Int, response: Double)]], occasionCount: Int, regressors: [[Double]]) {
        var offsets = [0]
        for person in rows { offsets.append((offsets.last ?? 0) + person.count) }
        self.init(
            occasionCount: occasionCount, personCount: rows.count, offsets: offsets,
            occasions: rows.flatMap { $0.map { Int32($0.occasion) } }, responses: rows.flatMap { $0.map(\.response) },
            regressors: regressors)
    }
}
