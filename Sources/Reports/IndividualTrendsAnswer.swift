import Findings

/// How differently patients go, in plain words.
enum IndividualTrendsAnswer {
    static func answer(_ finding: Finding) -> PlainAnswer {
        let question = "Do all patients go the same way?"
        guard finding.status == .estimated else {
            return .unanswered(finding, question, preface: PlainAnswer.cannotSay)
        }
        let sentences = finding.levels(of: "instrument").flatMap { Self.sentences(finding, $0) }
        return PlainAnswer(
            id: finding.id, question: question,
            lead: sentences.first ?? "The shares are withheld, as they rest on few patients; see the table.",
            more: Array(sentences.dropFirst()), isEstimated: true)
    }

    private static func sentences(_ finding: Finding, _ instrument: String) -> [String] {
        func estimate(_ name: String, _ further: [String: String] = [:]) -> Estimate? {
            finding.estimate(name, ["instrument": instrument].merging(further) { $1 }).flatMap {
                $0.value?.number == nil ? nil : $0
            }
        }
        var sentences: [String] = []
        let change = finding.settings["meaningful_change"].flatMap(Double.init).map { change in
            "\(NumberText.fixed(change, decimals: change == change.rounded() ? 0 : 1)) \(Wording.points(instrument))"
        }
        if let worse = estimate("worsening_share"), let change {
            let better = estimate("improving_share").map { "\(EstimateText($0).sentence) improved by as much" }
            sentences.append(
                "On their own line from first to last score, \(EstimateText(worse).sentence) of patients worsened by at least "
                    + "\(change); \(better ?? "those who improved by as much are too few to show").")
        }
        if let low = estimate("slope_quantile", ["quantile": "0.1"]),
            let high = estimate("slope_quantile", ["quantile": "0.9"]), let lower = low.value?.number,
            let upper = high.value?.number
        {
            sentences.append(
                "The middle four fifths of patients have own slopes from \(NumberText.fixed(lower, decimals: 2)) to "
                    + "\(NumberText.fixed(upper, decimals: 2)) \(Wording.points(instrument)) per 30 days; with few scores each, part of "
                    + "that is chance.")
        }
        return sentences
    }
}
