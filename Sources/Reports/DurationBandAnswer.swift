import Findings

/// Mean pain by band of exposure, in plain words.
enum DurationBandAnswer {
    static func answer(_ finding: Finding) -> PlainAnswer {
        let question = "How does pain compare between short and long exposure?"
        guard finding.status == .estimated else {
            return .unanswered(finding, question)
        }
        let sentences = finding.levels(of: "instrument").flatMap { instrument in
            [sentence(finding, instrument), shares(finding, instrument)].compactMap(\.self)
        }
        return PlainAnswer(
            id: finding.id, question: question,
            lead: sentences.first ?? "Too few bands may be shown to compare; see the table.",
            more: Array(sentences.dropFirst()), isEstimated: true)
    }

    /// “Mean NRS pain score was 4.2 (…) at 0–29 days of exposure and 5.0 (…) at 365+ days (linear trend p < 0.001).”
    private static func sentence(_ finding: Finding, _ instrument: String) -> String? {
        let means = finding.estimates(named: "mean").filter {
            $0.group["instrument"] == instrument && $0.value?.number != nil
        }
        guard means.count > 1, let first = means.first, let last = means.last,
            let from = first.group["band"], let to = last.group["band"]
        else { return nil }
        let trend = finding.test("linear_trend_across_bands", ["instrument": instrument])?.p?.number.map {
            " (linear trend across bands: \(NumberText.pValue($0)))"
        }
        return "The mean \(Wording.instrument(instrument)) was \(EstimateText(first).sentence) at "
            + "\(Wording.band(from)) days of exposure and \(EstimateText(last).sentence) at "
            + "\(Wording.band(to)) days\(trend ?? "")."
    }

    /// “Of the patients whose longest exposure lies at 0–29 days, 62% (…) scored above 0 at the end of it; …”, for the lowest
    /// level: whether there was any pain, or a change from the least.
    private static func shares(_ finding: Finding, _ instrument: String) -> String? {
        let all = finding.estimates(named: "level_share").filter { $0.group["instrument"] == instrument }
        let shares = all.filter { $0.group["term"] == all.first?.group["term"] && $0.value?.number != nil }
        guard shares.count > 1, let first = shares.first, let last = shares.last, let cut = first.group["term"],
            let from = first.group["band"], let to = last.group["band"]
        else { return nil }
        let test = finding.test("cochran_armitage", ["instrument": instrument, "term": cut])
        let trend = test?.p?.number.map { " (\(Wording.test("cochran_armitage")): \(NumberText.pValue($0)))" }
        return
            "Of the patients whose longest exposure lies at \(Wording.band(from)) days, \(EstimateText(first).sentence) "
            + "scored \(cut) at the last assessment there; of those at \(Wording.band(to)) days, "
            + "\(EstimateText(last).sentence)\(trend ?? "")."
    }
}
