import Disclosure
import Findings
import Presentation

extension Rotation {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: RotationSettings, on page: inout QuestionPage
    ) {
        let described = [patients(finding), pairs(finding), doses(finding)]
        guard let instrument = finding.all(.initiators).first?.key.instrument else {
            page.answer = finding.reason.map { .unanswered(question, reason: $0) }
            page.add(described + [SelfControlledWords.table(finding)])
            return
        }
        let words = EmulationWords(finding: finding, instrument: instrument)
        let isCompared = !words.differences(.perProtocol).isEmpty
        page.answer =
            finding.reason.map { .unanswered(question, reason: $0) }
            ?? PlainAnswer(
                question,
                sentences: PlainAnswer.together(words.lead + (isCompared ? [whatCouldChangeIt(finding)] : []))
                    + words.beforeAndAfter + words.shares + dose(finding),
                otherwise: "Too few numbers may be shown to say; see the tables.")
        page.add(
            described + EmulationTables.tables(finding, instrument) + [SelfControlledWords.table(finding)])
        page.add(
            EmulationFigure.plan(finding, instrument, name: id, title: "Pain on the same opioid and after a rotation"),
            title: "Pain on the same opioid and after a rotation")
        page.notebook.append(EmulationFigure.notebook(id, heading: "The same opioid, or a rotation"))
    }

    /// “By what was begun in the first month, whatever came later, the difference was 0.2 (…). Why the opioid was changed …”
    private static func whatCouldChangeIt(_ finding: ReleasedFinding) -> String {
        let begun = finding.all(.strategyDifference).last {
            $0.key.outcome == .score && $0.key.analysis == .intentionToTreat
        }
        let reading = begun.flatMap { $0.estimate.number == nil ? nil : $0 }.map {
            "By what was begun in the first month, whatever came later, the difference was "
                + "\(EstimateText($0.estimate).sentence). "
        }
        return (reading ?? "") + "Why the opioid was changed is not recorded and could change this either way."
    }

    /// “The median dose was 80 MME a day before the first rotation and 64 after it; it was lower after in 62% …”
    private static func dose(_ finding: ReleasedFinding) -> [String] {
        func median(_ time: RotationTime) -> ReleasedEstimate? {
            finding[.rotationMedian, RotationKey(time: time)].flatMap { $0.number == nil ? nil : $0 }
        }
        guard let before = median(.before), let after = median(.after) else { return [] }
        let fell = finding[.doseFellShare, RotationKey()].flatMap { share in
            share.number.map { _ in
                "; it was lower after than before in \(EstimateText(share).sentence) of the patients"
            }
        }
        return [
            "The median dose was \(EstimateText(before).value) MME a day before the first rotation and "
                + "\(EstimateText(after).value) after it\(fell ?? ""). Morphine equivalents compare groups and never set the dose of "
                + "a rotation."
        ]
    }

    // MARK: - Tables

    private static func patients(_ finding: ReleasedFinding) -> PageTable? {
        guard let alone = finding[.onOneOpioid, RotationKey()] else { return nil }
        var table = PageTable(
            "Patients on one opioid, and what became of it",
            heads: [.init("Patients"), .init("Number", isNumeric: true)],
            note:
                "Rotations and changes of route are counted at any time, the other two from a patient's first month of entry on."
        )
        table.row([Quantity.onOneOpioid.label, EstimateText.count(alone.value)])
        for (key, count) in finding.all(.rotated) {
            let most = key.overlap.map { NumberText.count(Double($0), "day", "days") } ?? ""
            table.row(["\(Quantity.rotated.label), \(most) of both at most", EstimateText.count(count.value)])
        }
        for quantity in [Quantity.routeChanged, .unnamedChange] {
            guard let count = finding[quantity, RotationKey()] else { continue }
            table.row([quantity.label, EstimateText.count(count.value)])
        }
        for (key, count) in finding.all(.departed) {
            table.row([
                "\(Quantity.departed.label): \(key.departure?.label ?? "")", EstimateText.count(count.value),
            ])
        }
        return table
    }

    private static func pairs(_ finding: ReleasedFinding) -> PageTable? {
        let pairs = finding.all(.rotatedPair)
        guard !pairs.isEmpty else { return nil }
        var table = PageTable(
            "First rotations, from what to what",
            heads: [.init("Rotation"), .init(Quantity.rotatedPair.label, isNumeric: true)],
            note: "Pairs that few patients have are counted together.")
        for (key, count) in pairs {
            table.row([Wording.capitalized(key.pair?.label ?? ""), EstimateText.count(count.value)])
        }
        return table
    }

    private static func doses(_ finding: ReleasedFinding) -> PageTable? {
        let medians = finding.all(.rotationMedian)
        guard !medians.isEmpty else { return nil }
        var table = PageTable(
            "Dose before and after the first rotation, in morphine milligram equivalents a day",
            heads: [
                .init("Days"), .init("Patients", isNumeric: true), .init("Median (quartiles)", isNumeric: true),
                .init(Quantity.doseFellShare.label, isNumeric: true),
            ],
            note:
                "All opioids together; patients with a known dose on both sides. Such numbers never set the dose of a rotation."
        )
        for (key, median) in medians {
            let quartiles = [finding[.rotationLowerQuartile, key], finding[.rotationUpperQuartile, key]].map {
                $0.map { EstimateText($0).value } ?? EstimateText.absent
            }
            table.row([
                Wording.capitalized(key.time?.label ?? ""), EstimateText.count(median.n),
                "\(EstimateText(median).value) (\(quartiles.joined(separator: " to ")))",
                key.time == .after ? EstimateText.cell(finding[.doseFellShare, RotationKey()]) : "",
            ])
        }
        return table
    }
}

extension Rotation {
    static let emulatesTrial = true
    static let reportingItems = EmulationItems.all
}
