import Disclosure
import Findings
import Presentation

/// The tables of return to use.
enum RelapseTables {
    static func tables(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> [PageTable?] {
        [
            shares(finding, settings), groups(finding, settings), readings(finding, settings),
            incidence(finding, settings), hazards(finding, settings), tests(finding),
        ]
    }

    /// Everybody, by definition.
    private static func shares(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> PageTable? {
        var table = PageTable(
            "Return to use within the planned follow-up, by definition",
            heads: [
                .init("Definition"), .init("Patients", isNumeric: true), .init("Returned", isNumeric: true),
                .init("Share (95% interval)", isNumeric: true),
                .init("Of these without a positive screen", isNumeric: true),
            ],
            note:
                "The last column tells in how many of those who returned no week of the stretch had a positive screen: they were not seen."
        )
        for endpoint in settings.endpoints {
            guard let share = finding[.returnedShare, ReturnKey(endpoint: endpoint.term, reading: .rule)] else {
                continue
            }
            table.row([
                "\(endpoint.title): \(rule(endpoint))", EstimateText.count(share.n), EstimateText.count(share.events),
                EstimateText(share).cell,
                EstimateText.cell(finding[.unseenReturnShare, ReturnKey(endpoint: endpoint.term)]),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    /// A definition's rule in words, without numbers of patients.
    static func rule(_ endpoint: ReturnEndpoint) -> String {
        let weeks =
            endpoint.positives == endpoint.width
            ? "\(endpoint.width) positive weeks in a row"
            : "\(endpoint.positives) positive weeks of \(endpoint.width) in a row"
        return endpoint.fromWeek > 1 ? "\(weeks), from week \(endpoint.fromWeek)" : weeks
    }

    /// The levels of the columns and of pain before, a definition a column.
    private static func groups(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> PageTable? {
        let places = finding.all(.returnedShare).filter { $0.key.reading == .rule }.compactMap(\.key.group)
            .inOrderOfAppearance()
        guard !places.isEmpty else { return nil }
        var table = PageTable(
            "Return to use by group",
            heads: [.init("Patients with"), .init("Patients", isNumeric: true)]
                + settings.endpoints.map { .init($0.title, isNumeric: true) },
            note: "Percent of the group's patients (95% interval), by each definition.")
        var column: StudyWord?
        for place in places {
            if place.column != column {
                column = place.column
                table.group(Wording.capitalized(Wording.phrase(place.column.text)))
            }
            let shares = settings.endpoints.map { endpoint in
                finding[.returnedShare, ReturnKey(endpoint: endpoint.term, reading: .rule, group: place)]
            }
            table.row(
                [place.label, EstimateText.count(shares.first??.n)] + shares.map { EstimateText.cell($0) })
        }
        return table
    }

    /// What other readings of the weeks without a result give.
    private static func readings(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> PageTable? {
        var table = PageTable(
            "Return to use by what a week without a result is taken for",
            heads: [.init("Weeks without a result")] + settings.endpoints.map { .init($0.title, isNumeric: true) },
            note:
                "Imputed from the weeks before; a factor multiplies the odds of use in the weeks without a result, which no data can tell."
        )
        func row(_ label: String, _ key: (ReturnEndpoint) -> ReturnKey) {
            let shares = settings.endpoints.map { finding[.returnedShare, key($0)] }
            guard shares.contains(where: { $0 != nil }) else { return }
            table.row([label] + shares.map { EstimateText.cell($0) })
        }
        row("As the definition reads them") { ReturnKey(endpoint: $0.term, reading: .rule) }
        for factor in settings.oddsFactors.sorted(by: >) {
            row(factor == 1 ? "Imputed, at the odds of seen weeks" : "Imputed, odds times \(TidyTable.cell(factor))") {
                ReturnKey(endpoint: $0.term, reading: .imputed, oddsFactor: factor)
            }
        }
        row("Counted as negative, mixed weeks too") { ReturnKey(endpoint: $0.term, reading: .seenOnly) }
        return table.rows.count > 1 ? table : nil
    }

    private static func incidence(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> PageTable? {
        let all = finding.all(.returnedByWeek)
        guard let endpoint = settings.endpoints.first, !all.isEmpty else { return nil }
        let weeks = all.compactMap(\.key.week).inOrderOfAppearance().sorted()
        let places = all.map(\.key.group).inOrderOfAppearance()
        let horizon = finding.all(.meanWeeksFree).map(\.key)
        var table = PageTable(
            "Return to use by the end of a week (\(endpoint.title))",
            heads: [.init("Patients with")] + weeks.map { .init("Week \($0)", isNumeric: true) }
                + [.init("Mean weeks before return", isNumeric: true)],
            note:
                "Cumulative incidence, with death, transfer and prison competing. Means are of the first weeks that are followed in every level of a column."
        )
        for place in places {
            let shares = weeks.map {
                finding[.returnedByWeek, ReturnKey(endpoint: endpoint.term, week: $0, group: place)]
            }
            let mean = horizon.first { $0.group == place }.flatMap { finding[.meanWeeksFree, $0] }
            table.row(
                [place.map { "\(Wording.capitalized(Wording.phrase($0.column.text))): \($0.label)" } ?? "All"]
                    + shares.map { $0.map { EstimateText($0).value } ?? EstimateText.absent }
                    + [EstimateText.cell(mean)])
        }
        return table
    }

    private static func hazards(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> PageTable? {
        let all = finding.all(.returnHazardRatio)
        guard let instrument = all.first?.key.instrument else { return nil }
        var table = PageTable(
            "Pain and return to use: hazard ratios",
            heads: [
                .init("Per unit of \(instrument.title)"), .init("Definition"), .init("Model"),
                .init("Patients", isNumeric: true), .init("Hazard ratio (95% interval)", isNumeric: true),
                .init("Proportional: p", isNumeric: true),
            ],
            note:
                "Change and variability are those up to week \(settings.landmark), among patients who had not returned by then."
        )
        for (key, ratio) in all {
            let test = finding[.returnProportionalHazards, key]
            table.row([
                Wording.capitalized(key.predictor.label), key.endpoint.label, key.model.label,
                EstimateText.count(ratio.n), EstimateText(ratio).cell, PValueCells.cell(test?.p),
            ])
        }
        return table
    }

    private static func tests(_ finding: ReleasedFinding) -> PageTable? {
        PValueCells.table(of: finding, families: EventFamily.all) { test in
            if let key = test.key as? ReturnHazardKey {
                return Wording.capitalized("\(key.predictor.label), \(key.model.label)")
            }
            let column = (test.key as? ReturnKey)?.group?.column.text
            return "\(Wording.capitalized(test.test.label)): \(column.map(Wording.phrase) ?? "")"
        }
    }
}
