import Disclosure
import Findings
import Presentation

extension PainByDurationBand {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: PainByDurationBandSettings,
        on page: inout QuestionPage
    ) {
        page.answer = DurationBandAnswer(finding).answer
        page.add(
            finding.instruments.flatMap { [bandTable(finding, $0), levelTable(finding, $0)] }
                + [PValueCells.table(of: finding, families: families, row: rowName)])
        // Beside a line, the bands stand in its figure.
        guard run.finding(PainTrend.id) == nil else { return }
        PainByExposureFigure.add(trend: nil, bands: finding, to: &page)
    }

    private static func bandTable(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let keys = finding.all(.bandMeanDays).map(\.key).filter { $0.instrument == instrument }
        guard !keys.isEmpty else { return nil }
        var table = PageTable(
            "Mean score on the \(instrument.title) by band of exposure, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Days of exposure"), .init("Patients", isNumeric: true),
                .init(Quantity.bandAssessments.label, isNumeric: true),
                .init(Quantity.bandMeanDays.label, isNumeric: true), .init(Quantity.bandMean.label, isNumeric: true),
            ], note: instrument.directionNote)
        for key in keys {
            let days = finding[.bandMeanDays, key]
            table.row([
                key.band?.label ?? "", EstimateText.count(days?.n),
                EstimateText.count(finding[.bandAssessments, key]?.value), EstimateText.cell(days),
                EstimateText.cell(finding[.bandMean, key]),
            ])
        }
        return table
    }

    /// The bands by ordered levels: shares above each, and odds ratios.
    private static func levelTable(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        let keys = finding.all(.levelShare).map(\.key).filter { $0.instrument == instrument }
        let cuts = keys.map(\.above).inOrderOfAppearance()
        let bands = keys.map(\.band).inOrderOfAppearance()
        guard let first = bands.first ?? nil else { return nil }
        let ratios = Dictionary(
            finding.all(.bandOddsRatio).filter { $0.key.instrument == instrument }.map { ($0.key.band, $0.estimate) },
            uniquingKeysWith: { first, _ in first })
        var table = PageTable(
            "The \(instrument.title) as ordered levels, with 95% intervals",
            heads: [.init("Days of exposure"), .init("Patients", isNumeric: true)]
                + cuts.map {
                    let cut = BandKey(instrument: instrument, above: $0).cutName ?? ""
                    return .init(Wording.capitalized(cut), isNumeric: true)
                } + [.init(Quantity.bandOddsRatio.label, isNumeric: true)],
            note: [
                "Each patient counts once, at the last score in the band of their longest exposure; odds ratios are against "
                    + "\(first.days).", instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for band in bands {
            let shares = cuts.map { finding[.levelShare, BandKey(instrument: instrument, band: band, above: $0)] }
            table.row(
                [band?.label ?? "", EstimateText.count(shares.first??.n)]
                    + (shares + [ratios[band]]).map { EstimateText.cell($0) })
        }
        return table
    }

    /// A test as a table's row: what it tests, and of which band or cut.
    private static func rowName(_ test: ReleasedTest) -> String {
        let key = test.key as? BandKey
        let about = key?.band?.days ?? key?.cutName
        return Wording.capitalized(test.test.label) + (about.map { ", \($0)" } ?? "")
    }
}

extension PainByDurationBand {
    static let reportingItems: [ReportedItem] = [
        .strobe(.quantitative, in: .methods),
        .strobe(.outcomes, in: .numbers),
        .strobe(.boundaries, in: .numbers),
    ]
}
