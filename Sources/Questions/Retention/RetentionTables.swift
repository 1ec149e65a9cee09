import Disclosure
import Findings
import Presentation

/// The tables of retention.
enum RetentionTables {
    static func tables(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> [PageTable?] {
        [
            shares(finding, settings), curves(finding, settings), hazards(finding, settings), tests(finding),
        ]
    }

    /// All, and each level: a column a day and gap.
    private static func shares(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> PageTable? {
        let all = finding.all(.retainedShare)
        let columns = settings.days.flatMap { day in settings.gaps.map { (day: day, gap: $0) } }.filter { column in
            all.contains { $0.key.day == column.day && $0.key.gap == column.gap }
        }
        guard !columns.isEmpty else { return nil }
        var table = PageTable(
            "Patients seen to stay in treatment",
            heads: [.init("Patients with"), .init("Started", isNumeric: true)]
                + columns.map { .init("Day \($0.day), gaps to \($0.gap)", isNumeric: true) },
            note:
                "Percent of those who started (95% interval). A gap is a run of days without medication; a longer one ends treatment."
        )
        var column: StudyWord?
        for place in all.map(\.key.group).inOrderOfAppearance() {
            if let place, place.column != column {
                column = place.column
                table.group(Wording.capitalized(Wording.phrase(place.column.text)))
            }
            let shares = columns.map { finding[.retainedShare, RetentionKey(gap: $0.gap, day: $0.day, group: place)] }
            table.row(
                [place?.label ?? "All", EstimateText.count(shares.first??.n)] + shares.map { EstimateText.cell($0) })
        }
        return table
    }

    private static func curves(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> PageTable? {
        let all = finding.all(.leftByDay)
        guard let gap = settings.gaps.first, !all.isEmpty else { return nil }
        let days = all.compactMap(\.key.day).inOrderOfAppearance().sorted()
        let means = finding.all(.meanDaysInTreatment)
        var table = PageTable(
            "Left treatment by the end of a day (a gap of more than \(gap) days)",
            heads: [.init("Patients with")] + days.map { .init("Day \($0)", isNumeric: true) }
                + [.init("Mean days in treatment", isNumeric: true)],
            note:
                "Cumulative incidence, with death, transfer and prison competing. Means are of the first days that are followed in every level of a column."
        )
        for place in all.map(\.key.group).inOrderOfAppearance() {
            let shares = days.map { finding[.leftByDay, RetentionKey(gap: gap, day: $0, group: place)] }
            let mean = means.first { $0.key.group == place }?.estimate
            table.row(
                [place.map { "\(Wording.capitalized(Wording.phrase($0.column.text))): \($0.label)" } ?? "All"]
                    + shares.map { $0.map { EstimateText($0).value } ?? EstimateText.absent } + [
                        EstimateText.cell(mean)
                    ])
        }
        return table
    }

    private static func hazards(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> PageTable? {
        let all = finding.all(.leavingHazardRatio)
        guard let instrument = all.first?.key.instrument else { return nil }
        var table = PageTable(
            "Pain and leaving treatment: hazard ratios",
            heads: [
                .init("Per unit of \(instrument.title)"), .init("Model"), .init("Patients", isNumeric: true),
                .init("Hazard ratio (95% interval)", isNumeric: true), .init("Proportional: p", isNumeric: true),
            ],
            note:
                "Change and variability are those up to day \(settings.landmark), among patients then still in treatment."
        )
        for (key, ratio) in all {
            table.row([
                Wording.capitalized(key.predictor.label), key.model.label, EstimateText.count(ratio.n),
                EstimateText(ratio).cell, PValueCells.cell(finding[.leavingProportionalHazards, key]?.p),
            ])
        }
        return table
    }

    private static func tests(_ finding: ReleasedFinding) -> PageTable? {
        PValueCells.table(of: finding, families: EventFamily.all) { test in
            if let key = test.key as? RetentionHazardKey {
                return Wording.capitalized("\(key.predictor.label), \(key.model.label)")
            }
            let column = (test.key as? RetentionKey)?.group?.column.text
            return "\(Wording.capitalized(test.test.label)): \(column.map(Wording.phrase) ?? "")"
        }
    }
}
