import Estimation
import Findings

/// The mixed model for repeated measures of some courses: a mean for each visit and group, alike at the baseline where chance made the
/// groups (Liang & Zeger 2000, Sankhya B 62:134; Coffman et al. 2016, 10.1002/sim.6986), columns that are held constant, and a covariance
/// of the visits that is the same in all groups.
struct CourseModel {
    let courses: ComparedCourses
    let data: RepeatedMeasures
    let mean: RepeatedMeasuresMean
    /// By regressor, the mean over the patients of what is held constant; groups come before.
    private let covariateMeans: [Double]

    init(_ courses: ComparedCourses) {
        self.courses = courses
        let scores = courses.scores
        var place = [Int?](repeating: nil, count: scores.visits.occasionCount)
        for (number, occasion) in courses.occasions.enumerated() { place[occasion] = number }
        var offsets = [0]
        var occasions: [Int32] = []
        var responses: [Double] = []
        for person in courses.persons {
            for row in scores.rows(of: person) {
                guard let own = place[Int(scores.occasions[row])] else { continue }
                occasions.append(Int32(own))
                responses.append(scores.scores[row])
            }
            offsets.append(occasions.count)
        }
        let groups = courses.groups.indices.dropFirst().map { group in
            courses.groupOfPerson.map { $0 == group ? 1.0 : 0 }
        }
        let covariates = (courses.adjustment?.terms ?? []).map { term in courses.persons.map { term.values[$0] } }
        covariateMeans = covariates.map { values in
            values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        }
        data = RepeatedMeasures(
            occasionCount: courses.occasions.count, personCount: courses.persons.count, offsets: offsets,
            occasions: occasions, responses: responses, regressors: groups + covariates)
        let all = Array(courses.occasions.indices)
        mean = RepeatedMeasuresMean(
            [.intercept(at: all)] + groups.indices.map { .regressor($0, at: Array(courses.compared)) }
                + covariates.indices.map { .common(groups.count + $0) })
    }

    /// Regressors that tell groups apart.
    var groupRegressors: Range<Int> { 0..<(courses.groups.count - 1) }

    /// Regressors that are held constant.
    var covariateRegressors: [Int] { covariateMeans.indices.map { $0 + groupRegressors.count } }

    /// What gives a group's mean at a visit from the coefficients, at the covariates' means.
    func weights(_ group: Int, at place: Int) -> [Double] {
        mean.weights(at: place, regressors: groupRegressors.map { $0 + 1 == group ? 1 : 0 } + covariateMeans)
    }

    /// What gives a group's mean less the reference's.
    func differenceWeights(_ group: Int, at place: Int) -> [Double] {
        zip(weights(group, at: place), weights(0, at: place)).map { $0 - $1 }
    }

    /// What gives the change of a group's mean since the first visit less the reference's.
    func changeDifferenceWeights(_ group: Int, at place: Int) -> [Double] {
        zip(changeWeights(group, at: place), changeWeights(0, at: place)).map { $0 - $1 }
    }

    /// What gives the change of a group's mean since the first visit.
    func changeWeights(_ group: Int, at place: Int) -> [Double] {
        zip(weights(group, at: place), weights(group, at: 0)).map { $0 - $1 }
    }
}

extension CourseModel {
    /// The model, with the first covariance in the order of fallback that can be estimated.
    func fitted(executor: BlockExecutor) -> FitOutcome<RepeatedMeasuresModel.Fit> {
        RepeatedMeasuresModel.fit(data, mean: mean, executor: executor)
    }

    /// The same fit with Satterthwaite's degrees of freedom.
    func satterthwaite(
        _ fit: RepeatedMeasuresModel.Fit, executor: BlockExecutor
    ) -> FitOutcome<RepeatedMeasuresModel.Fit> {
        RepeatedMeasuresModel.fit(
            data, mean: mean,
            options: .init(covariances: [fit.structure], degreesOfFreedom: .satterthwaite), personWeights: nil,
            from: fit.responseCovariance, executor: executor)
    }
}
