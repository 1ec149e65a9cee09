import Disclosure
import Findings
import Presentation

/// Pain by visit and group, and the differences under several assumptions.
enum PainCourseTables {
    static func tables(_ finding: ReleasedFinding) -> [PageTable?] {
        finding.instruments.flatMap { [means(finding, $0), differences(finding, $0), shifts(finding, $0)] }
            + [PValueCells.table(of: finding, families: PainCourse.families, row: rowName)]
    }

    private static func rowName(_ test: ReleasedTest) -> String {
        guard let key = test.key as? PainCourseKey else { return Wording.capitalized(test.test.label) }
        let about = [title(key.group, key.part), key.day.map { "day \(NumberText.count($0))" }].compactMap(\.self)
        return "\(Wording.capitalized(test.test.label)): \(about.joined(separator: ", "))"
    }

    /// “Trial 27, arm: A against B”.
    private static func title(_ group: StudyPlace?, _ part: StudyPlace?) -> String {
        let own = group.map { $0.reference == nil ? "\($0.column.text): \($0.label)" : $0.label } ?? "all patients"
        return part.map { "\(StudyPart.title($0)), \(own)" } ?? Wording.capitalized(own)
    }

    private static func means(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let rows = finding.all(.observedMean).filter { $0.key.instrument == instrument }
        guard !rows.isEmpty else { return nil }
        var table = PageTable(
            "Score on the \(instrument.title) by visit, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Day"), .init(Quantity.scoredShare.label, isNumeric: true),
                .init(Quantity.observedMean.label, isNumeric: true), .init(Quantity.meanAtVisit.label, isNumeric: true),
                .init(Quantity.changeFromBaseline.label, isNumeric: true),
            ], note: instrument.directionNote)
        var last: [StudyPlace?]?
        for (key, observed) in rows {
            let own = [key.group, key.part]
            if own != last { table.group(title(key.group, key.part)) }
            last = own
            let modelled = key.by(.kenwardRoger)
            table.row([
                key.day == 0 ? "0 (baseline)" : key.day.map { NumberText.count($0) } ?? "",
                EstimateText.cell(finding[.scoredShare, key]), EstimateText.cell(observed),
                EstimateText.cell(finding[.meanAtVisit, modelled]),
                EstimateText.cell(finding[.changeFromBaseline, modelled]),
            ])
        }
        return table
    }

    private static func differences(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let rows = finding.all(.differenceAtVisit).filter {
            $0.key.instrument == instrument && $0.key.method == .kenwardRoger
        }
        guard !rows.isEmpty else { return nil }
        let others = CourseMethod.allCases.dropFirst()
        var table = PageTable(
            "Difference between groups by visit, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Day"), .init(Quantity.changeDifference.label, isNumeric: true),
                .init("Mixed model", isNumeric: true),
            ]
                + others.map { .init(head($0), isNumeric: true) },
            note: [
                instrument.directionNote,
                "The difference of changes since the baseline is of groups that chance did not make. Those who left are, from their last score on: at random, given the mean course of the reference group, or given its changes.",
            ].compactMap(\.self).joined(separator: " "))
        var last: [StudyPlace?]?
        for (key, difference) in rows {
            let own = [key.group, key.part]
            if own != last { table.group(title(key.group, key.part)) }
            last = own
            table.row(
                [
                    key.day.map { NumberText.count($0) } ?? "", EstimateText.cell(finding[.changeDifference, key]),
                    EstimateText.cell(difference),
                ]
                    + others.map { EstimateText.cell(finding[.differenceAtVisit, key.by($0)]) })
        }
        return table
    }

    private static func head(_ method: CourseMethod) -> String {
        switch method {
        case .kenwardRoger: "Mixed model"
        case .satterthwaite: "Satterthwaite"
        case .imputed: "Imputed at random"
        case .jumpToReference: "Jump to reference"
        case .copyIncrements: "Copy increments"
        }
    }

    /// The last difference with points added to what is imputed.
    private static func shifts(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let rows = finding.all(.differenceAtVisit).filter { $0.key.instrument == instrument && $0.key.delta != nil }
        guard !rows.isEmpty else { return nil }
        var table = PageTable(
            "Difference at the last visit if those who left scored otherwise than imputed, in \(instrument.unitWords)",
            heads: [.init("Points added"), .init("Difference", isNumeric: true)], note: instrument.directionNote)
        var last: [StudyPlace?]?
        for (key, difference) in rows {
            let own = [key.group, key.part]
            if own != last { table.group(title(key.group, key.part)) }
            last = own
            table.row([key.delta.map { NumberText.plain($0) } ?? "", EstimateText.cell(difference)])
        }
        for (key, tipping) in finding.all(.courseTippingDelta) where key.instrument == instrument {
            table.row([
                "\(Quantity.courseTippingDelta.label): \(title(key.group, key.part))", EstimateText.cell(tipping),
            ])
        }
        return table
    }
}
