import Estimation

extension NotEstimable {
    /// In words for a report, which may hold no count of patients that could be small.
    var withoutCounts: String {
        switch self {
        case .tooFewGroups: "there are too few patients"
        case .tooFewObservations: "there are too few scores"
        case .oneObservationPerGroup: "no patient has more than one score"
        default: description
        }
    }
}
