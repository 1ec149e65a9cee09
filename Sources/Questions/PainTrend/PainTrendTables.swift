import Disclosure
import Findings
import Presentation

/// The detailed tables of an instrument: the slope by every model, and what else the models say.
struct PainTrendTables {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo

    /// In the order of the page; none where no slope was estimated.
    var all: [PageTable] {
        guard let slopes = TrendSlopes(finding, instrument: instrument).table else { return [] }
        return [slopes] + [parameters, furtherTerms, oddsRatios, shape].compactMap(\.self)
    }

    /// The models of the straight line alone.
    private static let plainModels: [TrendModelName] = [.unadjusted, .withinBetween]
    /// What they estimate, in the order of the table.
    private static let plainQuantities: [Quantity<TrendKey>] = [
        .intercept, .slope, .sdIntercept, .sdSlope, .correlation, .sdResidual, .logLikelihood, .r2Marginal,
        .r2Conditional,
    ]
    /// What the other models hold constant, or let bend.
    private static let furtherQuantities: [Quantity<TrendKey>] = [
        .coefficient, .curvature, .doseDoubling, .interaction,
    ]

    private func own(_ quantity: Quantity<TrendKey>) -> [(key: TrendKey, estimate: ReleasedEstimate)] {
        finding.all(quantity).filter { $0.key.instrument == instrument }
    }

    /// Every parameter of the models with the straight line alone.
    private var parameters: PageTable? {
        let models = Self.plainModels.filter { model in
            Self.plainQuantities.contains { own($0).contains { $0.key.model == model } }
        }
        guard !models.isEmpty else { return nil }
        var table = PageTable(
            "Mixed models of the score on the \(instrument.title); slopes in \(Unit.scorePer("30 days").words(instrument)) of exposure, "
                + "with 95% intervals",
            heads: [.init("Parameter")] + models.map { .init($0.label, isNumeric: true) },
            note: intervals)
        for quantity in Self.plainQuantities {
            let terms = own(quantity).filter { $0.key.model.map(models.contains) == true }.map(\.key.term)
            for term in terms.inOrderOfAppearance() {
                let cells = models.map { model in
                    EstimateText.cell(finding[quantity, TrendKey(instrument: instrument, model: model, term: term)])
                }
                table.row([Self.label(quantity, term)] + cells)
            }
        }
        return table
    }

    private static func label(_ quantity: Quantity<TrendKey>, _ term: TrendTerm?) -> String {
        switch term {
        case nil: quantity.label
        case .within?, .between?: "Slope \(term?.label ?? "")"
        case let term?: "Slope, \(term.label)"
        }
    }

    /// What the other models hold constant, or let bend.
    private var furtherTerms: PageTable? {
        let own = Self.furtherQuantities.flatMap { quantity in
            self.own(quantity).map { (label: Self.label(quantity, $0.key), key: $0.key, estimate: $0.estimate) }
        }
        guard !own.isEmpty else { return nil }
        var table = PageTable(
            "What the other models hold constant or let bend, with 95% intervals",
            heads: [.init("Term"), .init("Estimate", isNumeric: true), .init("Unit")])
        for model in TrendModelName.allCases {
            let rows = own.filter { $0.key.model == model }
            if !rows.isEmpty { table.group(model.label) }
            for row in rows {
                table.row(
                    [
                        row.label, EstimateText(row.estimate).cell,
                        row.estimate.quantity.unit.words(instrument),
                    ], isIndented: true)
            }
        }
        return table
    }

    private static func label(_ quantity: Quantity<TrendKey>, _ key: TrendKey) -> String {
        guard let variable = key.variable else { return quantity.label }
        return Wording.capitalized(variable.label)
    }

    /// The scores as ordered levels.
    private var oddsRatios: PageTable? {
        let own = own(.oddsRatio)
        guard !own.isEmpty else { return nil }
        var table = PageTable(
            "Odds ratio of a higher score on the \(instrument.title) per 30 days of exposure, with 95% intervals",
            heads: [.init("Model"), .init("Odds ratio", isNumeric: true)] + PValueCells.heads,
            note: [
                "A cumulative link has one ratio for every cut between levels; the logistic models show whether that holds.",
                instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for (key, ratio) in own {
            table.row(
                [key.slopeLabel, EstimateText(ratio).cell] + PValueCells.cells(finding[.oddsRatioIsOne, key]))
        }
        return table
    }

    /// The tests of the line's shape.
    private var shape: PageTable? {
        PValueCells.table(of: finding, families: [(TrendFamily.shape.rawValue, TrendFamily.shape.label)]) { test in
            let model = (test.key as? TrendKey)?.model
            return Wording.capitalized(test.test.label) + (model.map { ", \($0.label)" } ?? "")
        }
    }

    /// The unadjusted slope by every interval, and whether patients' slopes differ at all.
    private var intervals: String? {
        let key = TrendKey(instrument: instrument, model: .unadjusted)
        let limits = finding.every(.slope, key).compactMap { slope in
            EstimateText(slope).limits.map { "\($0) (\(Wording.interval(slope.interval ?? "")))" }
        }
        let alike = finding[.slopesAreAlike, key].flatMap { test in
            test.p.map { p in
                "\(Wording.capitalized(test.test.label)): \(EstimateText.text(p) { NumberText.pValue($0) })."
            }
        }
        let sentences = [limits.count > 1 ? "The unadjusted slope lies in \(Wording.list(limits))." : nil, alike]
        let note = sentences.compactMap(\.self).joined(separator: " ")
        return note.isEmpty ? nil : note
    }
}
