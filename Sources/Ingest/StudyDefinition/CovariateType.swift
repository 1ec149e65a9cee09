import Cohort
import StudyFile

/// What a column of patients holds.
enum CovariateType: Sendable {
    case numeric
    case categorical
}

extension StudyDefinition {
    /// The type of a patients' column: what the study file says, else what its name or its use means; `nil` is to be
    /// found out from its values.
    func type(of covariate: String) -> CovariateType? {
        if let known = Self.type(of: covariate, declared: covariateTypes, indexRule: indexRule) { return known }
        if dayColumns.contains(covariate) { return .numeric }
        return groupColumns.contains(covariate) ? .categorical : nil
    }

    /// The type that a column has whatever is asked of it.
    static func type(
        of covariate: String, declared: [String: CovariateType], indexRule: IndexRule
    ) -> CovariateType? {
        if let declared = declared[covariate] { return declared }
        if case .patientColumn(covariate) = indexRule { return .numeric }
        switch covariate {
        case "age", ObservationStart.column, ObservationEnd.column, RandomizationDay.column: return .numeric
        case let name where PlannedFollowUp.Column(rawValue: name) != nil: return .numeric
        case "sex", "race", "site", "arm", "trial": return .categorical
        default: return nil
        }
    }

    /// Columns of patients that hold a study day: by their name or their use, or by `types: {COLUMN: day}`.
    static func dayColumns(index: IndexRule, clock: StudyClock, types: StudyMapping?) -> Set<String> {
        var names: Set<String> = [
            ObservationStart.column, ObservationEnd.column, RandomizationDay.column,
            PlannedFollowUp.Column.end.rawValue,
            PlannedFollowUp.Column.secondRandomization.rawValue,
        ]
        if case .patientColumn(let column) = index { names.insert(column) }
        if case .column(let column) = clock.origin { names.insert(column.name) }
        for entry in types?.entries ?? [] where (try? entry.value.text(as: "type")) == "day" { names.insert(entry.key) }
        return names
    }

    /// Whether a column of patients sets a clock: what it says counts from person to person and is looked at when all of it is read.
    func setsClock(_ covariate: String) -> Bool {
        if case .patientColumn(covariate) = indexRule { return true }
        if case .column(let column) = clock.origin { return column.name == covariate }
        return false
    }
}
