import Disclosure
import Findings
import Presentation

/// The tables of one instrument: how much scores vary, over all and by band; against exposure; against what comes after.
struct VariabilityTables {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo
    let settings: PainVariabilitySettings

    var all: [PageTable?] { [sizes, comparisons, events] }

    private func key(
        _ measure: VariabilityMeasure? = nil, _ adjustment: VariabilityAdjustment? = nil, band: BandPlace? = nil,
        event: VariabilityEvent? = nil
    ) -> VariabilityKey {
        VariabilityKey(
            instrument: instrument, measure: measure, band: band, adjustment: adjustment, event: event)
    }

    /// An index's size, whichever quantity it is.
    private func size(_ measure: VariabilityMeasure, _ band: BandPlace?) -> ReleasedEstimate? {
        [Quantity.typicalVariability, .acuteChangeShare, .meanAutocorrelation].lazy.compactMap {
            finding[$0, key(measure, band: band)]
        }.first
    }

    private var sizes: PageTable? {
        let bands = finding.all(.variabilityPatients).filter { $0.key.instrument == instrument }.map(\.key.band)
        guard !bands.isEmpty else { return nil }
        let usual = finding[.usualInterval, key()].map { "Median days from score to score: \(EstimateText($0).value)." }
        let power = finding[.timeExponent, key()].map { "\u{03BB} is \(EstimateText($0).value)." }
        var table = PageTable(
            "How much a patient's scores on the \(instrument.title) vary, in \(instrument.unitWords) where no other unit is said, by days "
                + "of exposure, with 95% intervals",
            heads: [.init("Days of exposure"), .init("Patients", isNumeric: true)]
                + VariabilityMeasure.allCases.map { .init(Wording.capitalized($0.label), isNumeric: true) },
            note: [
                "Of patients with at least \(settings.scores) scored days in the row's exposures: roots of means over patients.",
                usual,
                power,
                finding.setting("acute_change").map {
                    "An acute change is one of \($0) \(instrument.unitWords) or more."
                },
            ].compactMap(\.self).joined(separator: " "))
        for band in bands {
            table.row(
                [band?.label ?? "All", EstimateText.count(finding[.variabilityPatients, key(band: band)]?.value)]
                    + VariabilityMeasure.allCases.map { EstimateText.cell(size($0, band)) })
        }
        return table
    }

    private var comparisons: PageTable? {
        let both =
            finding[.patientsWithBoth, key()].map {
                ", in \(EstimateText.count($0.value)) patients with scores enough before and after"
            } ?? ""
        var table = PageTable(
            "How variability goes with exposure: ratios, with 95% intervals",
            heads: [
                .init("Index"), .init("Per 30 days, across patients", isNumeric: true),
                .init("At the same mean score", isNumeric: true),
                .init("Late against early, the same patients", isNumeric: true),
                .init("At the same mean score", isNumeric: true),
            ],
            note:
                "Late is from day \(settings.lateFrom) of exposure on\(both). Of the autocorrelation the difference stands in place of a "
                + "ratio.")
        for measure in VariabilityMeasure.allCases {
            let trend: Quantity<VariabilityKey> = measure == .autocorrelation ? .autocorrelationSlope : .ratioPerMonth
            let across = VariabilityAdjustment.allCases.map { finding[trend, key(measure, $0)] }
            let within = VariabilityAdjustment.allCases.map { finding[.lateToEarly, key(measure, $0)] }
            guard (across + within).contains(where: { $0 != nil }) else { continue }
            table.row(
                [Wording.capitalized(measure.label)] + (across + within).map { EstimateText.cell($0) })
        }
        return table.rows.isEmpty ? nil : table
    }

    private var events: PageTable? {
        let ratios = finding.all(.variabilityHazardRatio).filter { $0.key.instrument == instrument }
        guard !ratios.isEmpty else { return nil }
        var table = PageTable(
            "Events after day \(settings.landmark) by variability up to it: hazard ratio for \(instrument.oneUnit) more, at the same "
                + "mean score, with 95% intervals",
            heads: [
                .init("Event"), .init("Index"), .init("At risk", isNumeric: true), .init("With event", isNumeric: true),
                .init(Quantity.variabilityHazardRatio.label, isNumeric: true), PValueCells.heads[0],
                .init("p, the same over time", isNumeric: true),
            ])
        for (key, ratio) in ratios {
            table.row([
                Wording.capitalized(key.event?.label ?? ""), key.measure?.label ?? "", EstimateText.count(ratio.n),
                EstimateText.count(ratio.events), EstimateText(ratio).cell,
                PValueCells.cell(finding[.variabilityHazardIsOne, key]?.p),
                PValueCells.cell(finding[.variabilityHazardIsProportional, key]?.p),
            ])
        }
        return table
    }
}
