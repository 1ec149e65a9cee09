import Cohort

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
}
