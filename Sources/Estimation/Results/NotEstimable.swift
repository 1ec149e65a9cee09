/// Why something cannot be estimated from the data at hand.
public enum NotEstimable: Error, Sendable, Hashable, CustomStringConvertible {
    /// No rows.
    case noObservations
    /// As many parameters as rows, or more.
    case tooFewObservations(found: Int, needed: Int)
    /// Fewer groups with rows than the spread between groups needs.
    case tooFewGroups(found: Int, needed: Int)
    /// No group has a second row, so spread between groups and residual spread are one.
    case oneObservationPerGroup
    /// The response is the same on all rows.
    case constantResponse(name: String)
    /// So many values are equal that their median, or that of their differences, is theirs whatever the others are.
    case mostlyTied(name: String)
    /// A predictor is the same on all rows.
    case constantColumn(name: String)
    /// A predictor, or the response, is the same on all rows of each group, so that no group tells anything of it.
    case constantWithinGroups(name: String)
    /// A predictor is a linear function of those before it.
    case collinear(name: String)
    /// NaN or an infinite value among the rows, sums beyond the largest double, or a caller's own sums of no whole number of rows.
    case nonFinite
    /// A column that the moments do not have.
    case unknownColumn(position: Int)
    /// The model explains the response exactly: no residual spread is left to measure against.
    case noResidualVariation
    /// The likelihood is flat in a direction of the variance parameters.
    case varianceNotIdentified
    /// The optimiser stopped before the optimum.
    case didNotConverge(iterations: Int)
    /// A predictor, or a combination of them, tells the outcomes apart without error, so its coefficient has no bound.
    case separated(name: String)
    /// A category that no observation is in.
    case emptyCategory(name: String)
    /// Nothing was observed at both, so that how they go together cannot be told.
    case neverTogether(first: String, second: String)
    /// Nothing that was followed happened.
    case noEvents
    /// Every observation is censored.
    case allCensored
    /// A weight that is negative or not finite, or weights that add up to nothing.
    case unusableWeights
    /// The model could not be fitted to more of the resamples than is allowed.
    case tooManyFailedResamples(failed: Int, drawn: Int)
    /// A value outside what the method takes: which one, and what it takes.
    case invalidArgument(name: String, needed: String)

    /// In words that a report can print.
    public var description: String {
        switch self {
        case .noObservations:
            "there are no observations"
        case .tooFewObservations(let found, let needed):
            "there are too few observations: \(found), and at least \(needed) are needed"
        case .tooFewGroups(let found, let needed):
            "there are too few groups: \(found), and at least \(needed) are needed"
        case .oneObservationPerGroup:
            "no group has more than one observation"
        case .constantResponse(let name):
            "\(name) has the same value on all observations"
        case .mostlyTied(let name):
            "\(name) are mostly equal to each other"
        case .constantColumn(let name):
            "the predictor \(name) has the same value on all observations"
        case .constantWithinGroups(let name):
            "\(name) does not vary within any group"
        case .collinear(let name):
            "the predictor \(name) is a linear function of the other predictors"
        case .nonFinite:
            "some values are not finite numbers"
        case .unknownColumn(let position):
            "there is no column number \(position)"
        case .noResidualVariation:
            "the model leaves next to no residual variation"
        case .varianceNotIdentified:
            "the observations cannot tell the variance parameters apart"
        case .didNotConverge(let iterations):
            "the optimiser did not converge in \(iterations) iterations"
        case .separated(let name):
            "\(name) tells the outcomes apart without error, so its effect has no bound"
        case .emptyCategory(let name):
            "no observation is in the category \(name)"
        case .neverTogether(let first, let second):
            "no group was observed at both \(first) and \(second)"
        case .noEvents:
            "no event was observed"
        case .allCensored:
            "every observation is censored"
        case .unusableWeights:
            "the weights are not usable: each must be finite and not negative, and their sum above zero"
        case .tooManyFailedResamples(let failed, let drawn):
            "the model could not be fitted to \(failed) of \(drawn) resamples, more than is allowed"
        case .invalidArgument(let name, let needed):
            "\(name) must be \(needed)"
        }
    }
}
