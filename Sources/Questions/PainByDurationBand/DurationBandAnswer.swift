import Disclosure
import Findings
import Presentation

/// Mean pain by band of exposure, in plain words.
struct DurationBandAnswer {
    private let finding: ReleasedFinding

    init(_ finding: ReleasedFinding) {
        self.finding = finding
    }

    /// The means of the first and the last band, then the shares above the lowest level.
    var answer: PlainAnswer {
        if let reason = finding.reason { return .unanswered(PainByDurationBand.question, reason: reason) }
        return PlainAnswer(
            PainByDurationBand.question,
            sentences: finding.instruments.flatMap { instrument in
                prevalentUse(instrument).map { [$0] } ?? [means(instrument), shares(instrument)].compactMap(\.self)
            },
            otherwise: "Too few bands may be shown to compare; see the table.")
    }

    /// Why bands are not compared as short and long exposure, where too many patients were exposed before anybody looked.
    private func prevalentUse(_ instrument: InstrumentInfo) -> String? {
        guard let share = finding[.bandPrevalentShare, BandKey(instrument: instrument)], let number = share.number,
            number > TrendSubject.mostPrevalent
        else { return nil }
        return
            "Short and long exposure cannot be compared: \(EstimateText(share).sentence) of the patients were exposed already "
            + "when their record begins, and how long they had been is not known. The table has the scores by days on record."
    }

    /// “The mean score on the numeric rating scale was 4.2 (…) at 0–29 days of exposure and 5.0 (…) at 365+ days (linear trend
    /// across bands: p < 0.001).”
    private func means(_ instrument: InstrumentInfo) -> String? {
        let means = finding.all(.bandMean).filter { $0.key.instrument == instrument && $0.estimate.number != nil }
        guard means.count > 1, let first = means.first, let last = means.last, let from = first.key.band,
            let to = last.key.band, let start = first.estimate.number, let end = last.estimate.number
        else { return nil }
        let meaning =
            instrument.isHigherMorePain || start == end
            ? "" : ", which is \(instrument.meaning(ofHigher: end > start))"
        return "The mean score on the \(instrument.title) was \(EstimateText(first.estimate).sentence) at "
            + "\(from.days) of exposure and \(EstimateText(last.estimate).sentence) at \(to.days)\(meaning)"
            + "\(trend(.linearTrendAcrossBands, BandKey(instrument: instrument)))."
    }

    /// “Of the patients whose longest exposure lies at 0–29 days, 62% (…) scored above 0 at the end of it; …”, for the lowest
    /// level: whether there was any pain, or a change from the least.
    private func shares(_ instrument: InstrumentInfo) -> String? {
        let all = finding.all(.levelShare).filter { $0.key.instrument == instrument }
        let shares = all.filter { $0.key.above == all.first?.key.above && $0.estimate.number != nil }
        guard shares.count > 1, let first = shares.first, let last = shares.last, let cut = first.key.cutName,
            let from = first.key.band, let to = last.key.band
        else { return nil }
        return "Of the patients whose longest exposure lies at \(from.days), \(EstimateText(first.estimate).sentence) "
            + "scored \(cut) at the last assessment there; of those at \(to.days), \(EstimateText(last.estimate).sentence)"
            + "\(trend(.cochranArmitage, BandKey(instrument: instrument, above: first.key.above)))."
    }

    /// ` (linear trend across bands: p < 0.001)`, or nothing.
    private func trend(_ test: DeclaredTest<BandKey>, _ key: BandKey) -> String {
        finding[test, key]?.p?.number.map { " (\(test.label): \(NumberText.pValue($0)))" } ?? ""
    }
}
