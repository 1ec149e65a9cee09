import Cohort

extension [Adjustment] {
    /// Age and sex, each where somebody has a value: what groups are made alike in where a study file names nothing.
    static func usual(in cohort: Cohort) -> [Adjustment] {
        ["age", "sex"].filter { name in
            switch cohort.patients.covariate(named: name)?.values {
            case .numeric(let values): values.contains { $0 != nil }
            case .categorical(_, let codes): codes.contains { $0 != nil }
            case nil: false
            }
        }.map { Adjustment(column: $0) }
    }
}
