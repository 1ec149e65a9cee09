import Disclosure
import Findings
import Presentation

/// The tables of opioid use: over time, durations, long-term therapy, switches, restarts, amounts that are not known.
enum OpioidUseTables {
    /// Steps in the page's table; further ones are in the CSV.
    private static let mostSteps = 31

    static func tables(_ finding: ReleasedFinding, _ settings: OpioidUseSettings) -> [PageTable?] {
        [
            overTime(finding, settings), durations(finding), longTerm(finding), switches(finding), restarts(finding),
            unknown(finding),
        ]
    }

    private static func overTime(_ finding: ReleasedFinding, _ settings: OpioidUseSettings) -> PageTable? {
        let all = finding.all(.coveredShare)
        let groups = all.map(\.key.group).inOrderOfAppearance()
        let times = all.map(\.key.time).inOrderOfAppearance()
        var table = PageTable(
            "Patients covered on at least one day of the \(settings.step.label), of those observed on all of its days",
            heads: [
                .init("\(Wording.capitalized(settings.step.label)) since \(settings.clock.label)"),
                .init("Observed", isNumeric: true),
            ] + groups.map { .init(Wording.capitalized($0.label), isNumeric: true) },
            note: """
                A patient on two drugs counts for both. A share is withheld where it tells a few patients apart from the one shown before.
                """)
        for time in times {
            let shares = groups.map { finding[.coveredShare, CoverageKey(group: $0, time: time)] }
            let observed = shares.first { $0?.n?.isWithheld == false } ?? shares.first ?? nil
            table.row(
                [NumberText.count(time.number), EstimateText.count(observed?.n)]
                    + shares.map { share in share.map { EstimateText($0).value } ?? EstimateText.absent })
        }
        return table.rows.isEmpty
            ? nil : table.shortened(to: mostSteps, othersIn: "tables/\(OpioidUse.id).csv")
    }

    private static func durations(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "How long patients took opioids",
            heads: [
                .init("Per patient"), .init("Patients", isNumeric: true), .init("Median (quartiles)", isNumeric: true),
            ],
            note:
                "The length by Kaplan and Meier counts an era that is not seen to end for as long as it was seen; interval in brackets."
        )
        for measure in UseMeasure.allCases {
            let key = MeasureKey(measure: measure)
            add(
                Wording.capitalized(measure.label) + (measure == .firstDay ? "" : ", in days"),
                finding[.useMedian, key], [finding[.useLowerQuartile, key], finding[.useUpperQuartile, key]], to: &table
            )
        }
        add(
            "Exposure eras", finding[.erasMedian, Overall()],
            [finding[.erasLowerQuartile, Overall()], finding[.erasUpperQuartile, Overall()]], to: &table)
        for quantity in [Quantity.firstEraMedian, .stillRunningShare, .severalErasShare] {
            guard let estimate = finding[quantity, Overall()] else { continue }
            table.row([quantity.label, EstimateText.count(estimate.n), EstimateText(estimate).cell])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func add(
        _ label: String, _ median: ReleasedEstimate?, _ quartiles: [ReleasedEstimate?], to table: inout PageTable
    ) {
        guard let median else { return }
        let limits = quartiles.map { $0.map { EstimateText($0).value } ?? EstimateText.absent }
        table.row([
            label, EstimateText.count(median.n), "\(EstimateText(median).value) (\(limits.joined(separator: " to ")))",
        ])
    }

    private static func longTerm(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Patients with an exposure on long-term opioid therapy, by three definitions",
            heads: [
                .init("Definition"), .init("Judged", isNumeric: true), .init("Share (95% interval)", isNumeric: true),
            ],
            note:
                "A patient whose unknown doses decide is not judged. The definitions give shares that lie far apart; name the one you quote."
        )
        for term in LongTermTerm.allCases {
            guard let share = finding[.longTermShare, LongTermKey(definition: term)] else { continue }
            table.row([Wording.capitalized(term.label), EstimateText.count(share.n), EstimateText(share).cell])
        }
        let agreements = LongTermAgreement.allCases.compactMap { agreement in
            finding[.longTermAgreementShare, LongTermKey(agreement: agreement)].map { (agreement, $0) }
        }
        if !agreements.isEmpty { table.group("Of those judged by each of them") }
        for (agreement, share) in agreements {
            table.row([Wording.capitalized(agreement.label), EstimateText.count(share.n), EstimateText(share).cell])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func switches(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.switchShare)
        guard !all.isEmpty else { return nil }
        var table = PageTable(
            "Switches of the drug within an era",
            heads: [
                .init("From"), .init("To"), .init("Patients", isNumeric: true),
                .init("Of those who switched", isNumeric: true),
            ],
            note: "A patient who made several counts for each.")
        for (key, share) in all {
            table.row([
                key.from.map { Wording.capitalized($0.label) } ?? "Others",
                key.to.map { Wording.capitalized($0.label) } ?? "Others",
                EstimateText.count(share.events), EstimateText(share).cell,
            ])
        }
        return table
    }

    private static func restarts(_ finding: ReleasedFinding) -> PageTable? {
        let all = finding.all(.restartShare)
        guard !all.isEmpty else { return nil }
        var table = PageTable(
            "Restart after the first era, with death competing",
            heads: [
                .init("Within days"), .init("Patients whose first era ended", isNumeric: true),
                .init("Share (95% interval)", isNumeric: true),
            ], note: "Days since the last day on which the era could have gone on.")
        for (key, share) in all {
            table.row([NumberText.count(key.days), EstimateText.count(share.n), EstimateText(share).cell])
        }
        return table
    }

    private static func unknown(_ finding: ReleasedFinding) -> PageTable? {
        var table = PageTable(
            "Rows whose amount is not known", heads: [.init("What"), .init("Rows", isNumeric: true)],
            note: "Exposures count for duration all the same.")
        for quantity in [Quantity.unknownDoseRows, .withoutFactorRows, .unknownMOUDRows] {
            guard let rows = finding[quantity, Overall()] else { continue }
            table.row([quantity.label, EstimateText.count(rows.value)])
        }
        return table.rows.isEmpty ? nil : table
    }
}
