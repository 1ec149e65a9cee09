import Estimation
import Foundation

/// Responses of persons at planned occasions, NaN where missing, as the tests of imputation need them.
struct PlannedOccasions {
    /// By person.
    var responses: [[Double]]
    var regressors: [[Double]]

    var data: RepeatedMeasures {
        var (offsets, occasions, values) = ([0], [Int32](), [Double]())
        for row in responses {
            for (occasion, response) in row.enumerated() where !response.isNaN {
                occasions.append(Int32(occasion))
                values.append(response)
            }
            offsets.append(values.count)
        }
        return RepeatedMeasures(
            occasionCount: responses.first?.count ?? 0, personCount: responses.count, offsets: offsets,
            occasions: occasions, responses: values, regressors: regressors)
    }

    /// The study of three groups that References/reference-imputation.R wrote.
    struct ThreeGroups {
        let study: PlannedOccasions
        let groups: ReferenceImputation.Groups
        let lastOccasions: [Int?]
        let mean = RepeatedMeasuresMean([
            .intercept(at: [0, 1, 2, 3, 4]), .regressor(0, at: [1, 2, 3, 4]), .regressor(1, at: [1, 2, 3, 4]),
            .common(2),
        ])
        let analysis = ReferenceImputation.Analysis(baseline: 0, covariates: [2])

        init(scale: Double = 1, origin: Double = 0) throws {
            let table = try ReferenceNumbers.table("reference-imputation")
            let columns = (0..<5).map { table["y\($0)"] ?? [] }
            let group = table["group"] ?? []
            study = PlannedOccasions(
                responses: group.indices.map { person in columns.map { origin + scale * $0[person] } },
                regressors: [group.map { $0 == 1 ? 1 : 0 }, group.map { $0 == 2 ? 1 : 0 }, table["x"] ?? []])
            groups = .init(ofPerson: group.map { Int($0) }, reference: 0, regressorsInReference: [0: 0, 1: 0])
            lastOccasions = (table["last"] ?? []).map { $0.isNaN ? nil : Int($0) }
        }

        func draw(
            _ options: ReferenceImputation.Options = .init(imputations: 2), executor: BlockExecutor = .serial
        ) -> FitOutcome<ReferenceImputation> {
            ReferenceImputation.draw(
                study.data, mean: mean, groups: groups, lastOccasions: lastOccasions, options: options,
                executor: executor)
        }
    }

    /// The antidepressant study of the DIA working group on missing data, as changes from baseline; the drug is group 1.
    struct Antidepressant {
        let study: PlannedOccasions
        let groups: ReferenceImputation.Groups
        let mean = RepeatedMeasuresMean([
            .intercept(at: [0, 1, 2, 3]), .regressor(0, at: [0, 1, 2, 3]), .regressor(1, at: [0, 1, 2, 3]),
        ])
        let analysis = ReferenceImputation.Analysis(covariates: [1])

        init() throws {
            let table = try ReferenceNumbers.table("antidepressant")
            let weeks = ["week1", "week2", "week4", "week6"].map { table[$0] ?? [] }
            let drug = (table["placebo"] ?? []).map { 1 - $0 }
            study = PlannedOccasions(
                responses: drug.indices.map { person in weeks.map { $0[person] } },
                regressors: [drug, table["baseline"] ?? []])
            groups = .init(ofPerson: drug.map { Int($0) }, reference: 0, regressorsInReference: [0: 0])
        }

        func draw(_ options: ReferenceImputation.Options) -> FitOutcome<ReferenceImputation> {
            ReferenceImputation.draw(study.data, mean: mean, groups: groups, options: options)
        }
    }
}
