import Presentation

/// The items of reporting guidelines that a report answers whatever it was asked.
enum ReportItems {
    static let all: [ReportedItem] = strobe + recordPE + target

    private static let strobe: [ReportedItem] = [
        .strobe(.objectives, in: .head, isPart: true), .strobe(.objectives, in: .answers, isPart: true),
        .strobe(.design, in: .methods, isPart: true), .strobe(.participants, in: .methods, isPart: true),
        .strobe(.variables, in: .methods), .strobe(.variables, in: .definitions),
        .strobe(.sources, in: .inputs, isPart: true), .strobe(.bias, in: .methods), .strobe(.bias, in: .cautions),
        .strobe(.quantitative, in: .definitions), .strobe(.methods, in: .methods),
        .strobe(.missing, in: .methods), .strobe(.keyResults, in: .answers, isPart: true),
        .strobe(.limitations, in: .cautions, isPart: true),
    ]

    private static let recordPE: [ReportedItem] = [
        .recordPE(.design, in: .methods), .recordPE(.selectionCodes, in: .methods, isPart: true),
        .recordPE(.entry, in: .methods, isPart: true), .recordPE(.codes, in: .definitions, isPart: true),
        .recordPE(.exposureDefinition, in: .definitions), .recordPE(.exposureSource, in: .inputs, isPart: true),
        .recordPE(.exposureWindow, in: .definitions), .recordPE(.attribution, in: .methods),
        .recordPE(.comparator, in: .methods), .recordPE(.severalDrugs, in: .definitions),
        .recordPE(.cleaning, in: .quality, isPart: true), .recordPE(.persons, in: .quality, isPart: true),
        .recordPE(.misclassification, in: .cautions, isPart: true),
        .recordPE(.indication, in: .methods, isPart: true), .recordPE(.sharing, in: .head, isPart: true),
    ]

    private static let target: [ReportedItem] = [
        .target(.abstractSources, in: .inputs, isPart: true), .target(.question, in: .answers, isPart: true),
        .target(.sources, in: .inputs, isPart: true), .target(.interpretation, in: .answers, isPart: true),
        .target(.limitations, in: .cautions, isPart: true), .target(.registration, in: .head, isPart: true),
        .target(.sharing, in: .inputs, isPart: true),
    ]
}
