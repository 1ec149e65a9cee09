import Cohort
import Estimation
import Findings

/// The slope of each of a column's subgroups, from a mixed model of its own scores alone: no subgroup lends another its variance.
struct SubgroupSlopes: Sendable {
    /// The slope of one subgroup.
    struct Slope: Sendable {
        let member: IndependentEstimates.Member
        let interval: ConfidenceInterval
        /// Who has scores in the model.
        let persons: PersonSet
        /// Whether slopes could be let vary between its patients.
        let hasRandomSlope: Bool
    }

    /// What the slopes are of: exposed scores alone, or held against unexposed ones over the same time.
    let model: TrendModelName
    /// By level.
    let slopes: [Result<Slope, NotEstimable>]

    /// The slopes against unexposed scores where every subgroup has enough of these, else those of exposed scores alone.
    static func of(
        _ column: SubgroupColumn, _ line: MainTrend, _ comparison: TimeComparison?, of study: Study
    ) -> SubgroupSlopes {
        if let comparison, column.levels.allSatisfy({ comparison.canCompare($0) }) {
            let compared = study.executor.mapSideBySide(column.levels.count) { level in
                comparison.slope(among: column.levels[level].everyone, level: study.level)
            }
            if compared.allSatisfy({ (try? $0.get()) != nil }) {
                return SubgroupSlopes(model: .againstUnexposed, slopes: compared)
            }
        }
        return SubgroupSlopes(
            model: .unadjusted,
            slopes: study.executor.mapSideBySide(column.levels.count) { level in
                let persons = column.levels[level].exposed
                let model = TrendModel(
                    name: .unadjusted, moments: line.moments.line.choosing(groups: persons.persons),
                    fixed: [TrendMoments.exposure], slope: TrendMoments.exposure, quantities: [])
                return model.slopeOfExposure(of: persons, level: study.level)
            })
    }
}

extension TrendModel {
    /// The coefficient of exposure, the first predictor, with what its standard error is measured against.
    fileprivate func slopeOfExposure(
        of persons: PersonSet, level: ConfidenceLevel
    ) -> Result<SubgroupSlopes.Slope, NotEstimable> {
        fitted(executor: .serial).flatMap { fitted in
            guard let inference = fitted.fit.inference(ofFixedEffect: 1, level: level).fit,
                inference.degreesOfFreedom > 0
            else { return .failure(.varianceNotIdentified) }
            return .success(
                SubgroupSlopes.Slope(
                    member: .init(inference.estimate, degreesOfFreedom: inference.degreesOfFreedom),
                    interval: inference.interval, persons: persons, hasRandomSlope: fitted.hasRandomSlope))
        }
    }
}

extension TimeComparison {
    /// Whether a subgroup has unexposed courses enough to tell its own time from its exposure.
    fileprivate func canCompare(_ level: SubgroupColumn.Level) -> Bool {
        level.everyone.intersection(comparators).count >= Self.fewest
    }

    /// The slope of exposure beside the subgroup's own course over time. What is the same on all of its scores, such as whether somebody
    /// is ever exposed, has no part in it.
    fileprivate func slope(
        among everyone: PersonSet, level: ConfidenceLevel
    ) -> Result<SubgroupSlopes.Slope, NotEstimable> {
        let persons = PersonSet(ascending: everyone.persons.lazy.filter { moments.rowCount(ofGroup: $0) > 0 })
        let own = moments.choosing(groups: persons.persons)
        var left = [layout.exposedNow, layout.everExposed].compactMap(\.self)
        while true {
            let model = TrendModel(
                name: .againstUnexposed, moments: own,
                fixed: [TrendMoments.exposure, Layout.time] + layout.curve + left, slope: Layout.time, quantities: [])
            let slope = model.slopeOfExposure(of: persons, level: level)
            switch slope {
            case .failure(.constantColumn(let name)), .failure(.collinear(let name)):
                guard let same = left.firstIndex(where: { layout.columns[$0].name == name }) else { return slope }
                left.remove(at: same)
            default: return slope
            }
        }
    }
}
