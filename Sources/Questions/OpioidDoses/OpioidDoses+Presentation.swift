import Disclosure
import Findings
import Presentation

extension OpioidDoses {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        if let reason = finding.reason {
            page.answer = .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        } else {
            page.answer = PlainAnswer(
                question, sentences: [typicalDose(finding), commonest(finding)].compactMap(\.self),
                otherwise: "The doses are withheld, as they rest on few patients; see the table.")
        }
        page.add([doses(finding), drugs(finding), withoutFactor(finding)])
    }

    /// The dose of the patient in the middle.
    private static func typicalDose(_ finding: ReleasedFinding) -> String? {
        for rule in BuprenorphineRule.allCases {
            let key = DoseKey(denominator: .onTherapy, buprenorphine: rule)
            guard let median = finding[.doseMedian, key], median.number != nil else { continue }
            let limits = [Quantity.doseLowerQuartile, .doseUpperQuartile].compactMap { finding[$0, key] }
            let quartiles =
                limits.count == 2 && limits.allSatisfy { $0.number != nil }
                ? ", half of the patients between \(EstimateText(limits[0]).value) and \(EstimateText(limits[1]).value)"
                : ""
            return
                "The median patient took \(EstimateText(median).value) MME a day on the days with an opioid\(quartiles) "
                + "(\(finding.setting("factors") ?? ""), \(rule.label), \(EstimateText.count(median.n)) patients whose every dose converts)."
        }
        return nil
    }

    private static func commonest(_ finding: ReleasedFinding) -> String? {
        guard let (key, share) = finding.all(.patientsTaking).first, share.number != nil, let drug = key.drug else {
            return nil
        }
        return "The drug of most patients was \(drug.label): \(EstimateText(share).sentence) of those exposed."
    }

    private static func doses(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Morphine milligram equivalents a day, over patients",
            heads: [
                .init("Average over"), .init("Patients", isNumeric: true), .init("Median (quartiles)", isNumeric: true),
                .init(Quantity.highDoseShare.label, isNumeric: true),
            ],
            note:
                "Four denominators are in use and give numbers that lie far apart; name the one you quote. An equivalent describes "
                + "exposure and never sets a dose.")
        for rule in BuprenorphineRule.allCases {
            let rows = DoseDenominator.allCases.compactMap { denominator -> [String]? in
                let key = DoseKey(denominator: denominator, buprenorphine: rule)
                guard let median = finding[.doseMedian, key] else { return nil }
                let quartiles = [Quantity.doseLowerQuartile, .doseUpperQuartile].map { quantity in
                    finding[quantity, key].map { $0.number == nil ? EstimateText.cell($0) : EstimateText($0).value }
                        ?? EstimateText.absent
                }
                return [
                    Wording.capitalized(denominator.label), EstimateText.count(median.n),
                    "\(EstimateText.cell(median)) (\(quartiles.joined(separator: " to ")))",
                    EstimateText.cell(finding[.highDoseShare, key]),
                ]
            }
            guard !rows.isEmpty else { continue }
            table.group(Wording.capitalized(rule.label))
            for row in rows { table.row(row) }
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func drugs(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Patients with each opioid, of those with an exposure",
            heads: [.init("Drug"), .init("Patients", isNumeric: true), .init("Share (95% interval)", isNumeric: true)])
        for (key, share) in finding.all(.patientsTaking) {
            guard let drug = key.drug else { continue }
            table.row([Wording.capitalized(drug.label), EstimateText.count(share.events), EstimateText(share).cell])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func withoutFactor(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Exposures that no factor converts",
            heads: [.init("Drug"), .init("Route"), .init("Exposures", isNumeric: true)],
            note:
                "`recode` turns a word into a drug that has a factor; `mme: {set: NAME, factors: {DRUG: FACTOR}}` adds one."
        )
        for (key, rows) in finding.all(.rowsWithoutFactor) {
            guard let drug = key.drug, let route = key.route else { continue }
            table.row([
                Wording.capitalized(drug.label), Wording.capitalized(route.label), EstimateText.count(rows.value),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }
}

extension OpioidDoses {
    static let reportingItems: [ReportedItem] = [
        .strobe(.characteristics, in: .numbers, isPart: true),
        .recordPE(.dose, in: .methods),
        .recordPE(.severalDrugs, in: .methods),
    ]
}
