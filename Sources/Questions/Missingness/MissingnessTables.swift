import Disclosure
import Findings
import Presentation

/// What is missing, what the end could be, and what the trend is under each handling.
struct MissingnessTables {
    let finding: ReleasedFinding

    /// Scores taken by visit, and patterns.
    func visits(_ instrument: InstrumentInfo) -> PageTable? {
        var table = PageTable(
            "Scores taken and missing, with 95% intervals",
            heads: [
                .init("Scores"), .init("Patients", isNumeric: true), .init("Of", isNumeric: true),
                .init("Share", isNumeric: true),
            ])
        let whole = VisitMissingKey(instrument: instrument)
        if let ever = finding[.everScored, whole] { add(Quantity.everScored.label, ever, to: &table) }
        if let taken = finding[.scoresTaken, whole] {
            table.row([Quantity.scoresTaken.label, "", "", EstimateText(taken).cell])
        }
        let patterns = finding.all(.missingPatternShare).filter { $0.key.instrument == instrument }
        if !patterns.isEmpty { table.group("Patients by which of their due scores they have") }
        for (key, share) in patterns {
            add(Wording.capitalized(key.pattern?.label ?? ""), share, to: &table)
        }
        let visits = finding.all(.visitScored).filter { $0.key.instrument == instrument }
        if !visits.isEmpty { table.group("Scored, of the patients due") }
        for (key, share) in visits { add("Day \(NumberText.count(key.day ?? 0))", share, to: &table) }
        return table.rows.isEmpty ? nil : table
    }

    private func add(_ name: String, _ share: ReleasedEstimate, to table: inout PageTable) {
        table.row([
            name, EstimateText.count(share.events), EstimateText.count(share.n), EstimateText(share).cell,
        ])
    }

    /// The last planned visit, at worst and at best.
    func end(_ instrument: InstrumentInfo) -> PageTable? {
        let means = finding.all(.meanAtEnd).filter { $0.key.instrument == instrument }
        guard let day = means.first?.key.day else { return nil }
        let change = finding.setting(Missingness.Setting.meaningfulChange)
        var table = PageTable(
            "Day \(NumberText.count(day)), the last planned visit: what the missing scores could make of it, with 95% intervals",
            heads: [
                .init("Missing scores"), .init("Mean score", isNumeric: true), .init("Improved", isNumeric: true),
            ],
            note: [
                change.map { "Improved: less pain than at the baseline by \($0) \(instrument.unitWords) or more." },
                instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for (key, mean) in means {
            table.row([
                Wording.capitalized(key.bound.label), EstimateText(mean).cell,
                EstimateText.cell(finding[.improvedShare, key]),
            ])
        }
        return table
    }

    /// The trend under each handling of those who left.
    func slopes(_ instrument: InstrumentInfo) -> PageTable? {
        let slopes = finding.all(.slopeUnder).filter { $0.key.instrument == instrument }
        var table = PageTable(
            "The slope with those who left taken otherwise, in \(instrument.unitWords) per 30 days of exposure, with 95% intervals",
            heads: [.init("Those who left"), .init("Patients", isNumeric: true), .init("Slope", isNumeric: true)],
            note: instrument.directionNote)
        for (key, slope) in slopes where key.handling != nil {
            table.row([name(key), EstimateText.count(slope.n), EstimateText(slope).cell])
        }
        for (key, delta) in finding.all(.leaverTippingDelta) where key.instrument == instrument {
            table.row([
                "\(Quantity.leaverTippingDelta.label), \(key.side?.label ?? "")", "", EstimateText(delta).cell,
            ])
        }
        let quarters = slopes.filter { $0.key.quarter != nil }
        if !quarters.isEmpty { table.group("Quarters of patients by how long they were seen while exposed") }
        for (key, slope) in quarters {
            let limit = finding[.quarterLimit, key]?.number.map { ", up to \(NumberText.count($0, "day", "days"))" }
            table.row([
                Wording.capitalized(key.quarter?.label ?? "") + (limit ?? ""),
                EstimateText.count(finding[.quarterPatients, key]?.value),
                EstimateText(slope).cell,
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    private func name(_ key: HandlingKey) -> String {
        let label = Wording.capitalized(key.handling?.label ?? "")
        guard key.handling == .imputed, let delta = key.delta else { return label }
        return label.replacing("\u{03B4}", with: "\u{03B4} = \(NumberText.plain(delta))")
    }

    /// Whether leaving goes with pain, and what the weights do.
    func leaving(_ instrument: InstrumentInfo) -> PageTable? {
        var table = PageTable(
            "Leaving, and the weights for it, with 95% intervals",
            heads: [.init("Estimate"), .init("Patients", isNumeric: true), .init("Value", isNumeric: true)])
        let (whole, weighted) = (
            HandlingKey(instrument: instrument), HandlingKey(instrument: instrument, handling: .weighted)
        )
        for (quantity, key) in [
            (Quantity.leftShare, whole), (.leavingOddsRatio, whole), (.weightMean, weighted), (.weightSD, weighted),
            (.weightHigh, weighted), (.effectiveDays, weighted),
        ] {
            guard let estimate = finding[quantity, key] else { continue }
            table.row([
                quantity.label, estimate.n == nil ? "" : EstimateText.count(estimate.n), EstimateText(estimate).cell,
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    /// How those without a score at the end differ.
    var characteristics: PageTable? {
        var table = PageTable(
            "Patients without a score at their last visit due, against those with one",
            heads: [.init("Characteristic"), .init(Quantity.missingDifference.label, isNumeric: true)],
            note: """
                Of numbers, above 0 where those without a score have the higher one; of categories, a distance without a sign. Above 0.1 it is \
                often read as an imbalance.
                """)
        for (key, difference) in finding.all(.missingDifference) {
            table.row([Wording.capitalized(Wording.phrase(key.variable.label)), EstimateText(difference).cell])
        }
        return table.rows.isEmpty ? nil : table
    }
}
