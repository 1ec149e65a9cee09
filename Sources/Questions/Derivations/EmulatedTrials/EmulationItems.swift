import Presentation

/// The items of reporting guidelines that an emulated trial answers. The target trial's own protocol is the author's: what is emulated of
/// it stands under the methods.
enum EmulationItems {
    static let all: [ReportedItem] = [
        .strobe(.bias, in: .methods),
        .strobe(.loss, in: .methods),
        .strobe(.sensitivity, in: .methods),
        .strobe(.outcomes, in: .numbers),
        .strobe(.estimates, in: .numbers),
        .strobe(.absolute, in: .numbers),
        .strobe(.otherAnalyses, in: .numbers),
        .recordPE(.entry, in: .methods),
        .recordPE(.comparator, in: .methods),
        .recordPE(.assumptions, in: .numbers),
        .recordPE(.severalDesigns, in: .methods),
        .recordPE(.indication, in: .cautions, isPart: true),
        .target(.eligibility, in: .methods, isPart: true),
        .target(.strategies, in: .methods, isPart: true),
        .target(.followUp, in: .methods, isPart: true),
        .target(.outcomes, in: .methods, isPart: true),
        .target(.contrasts, in: .methods, isPart: true),
        .target(.identification, in: .methods, isPart: true),
        .target(.analysis, in: .methods, isPart: true),
        .target(.ownEligibility, in: .methods),
        .target(.ownStrategies, in: .methods),
        .target(.ownAssignment, in: .methods),
        .target(.ownFollowUp, in: .methods),
        .target(.ownOutcomes, in: .methods),
        .target(.ownContrasts, in: .methods),
        .target(.ownIdentification, in: .methods),
        .target(.ownVariables, in: .methods),
        .target(.ownAnalysis, in: .methods),
        .target(.ownSensitivity, in: .methods),
        .target(.selection, in: .numbers, isPart: true),
        .target(.baseline, in: .numbers, isPart: true),
        .target(.outcomeNumbers, in: .numbers, isPart: true),
        .target(.estimates, in: .numbers),
        .target(.sensitivity, in: .numbers),
    ]
}
