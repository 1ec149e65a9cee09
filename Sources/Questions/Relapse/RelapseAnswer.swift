import Disclosure
import Findings
import Presentation

/// Who returns to use, in plain words.
enum RelapseAnswer {
    static func answer(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(Relapse.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        guard let endpoint = settings.endpoints.first else {
            return .unanswered(Relapse.question, reason: "no definition was asked about")
        }
        let trials = finding.all(.returnedShare).compactMap(\.key.group).filter {
            $0.origin == .study && $0.column.text == StudyTrials.column
        }.inOrderOfAppearance()
        // Trials are never pooled into a headline.
        let parts: [StudyPlace?] = trials.isEmpty ? [nil] : trials.prefix(StudyPart.mostTold).map { $0 }
        let leads = parts.compactMap { part -> String? in
            let told = [lead(finding, endpoint, settings, part), readings(finding, endpoint, part)].compactMap(\.self)
            return told.isEmpty ? nil : StudyPart.sentence(told.joined(separator: " "), of: part)
        }
        return PlainAnswer(
            Relapse.question, sentences: PlainAnswer.together(leads) + [pain(finding, endpoint)].compactMap(\.self),
            otherwise: "The shares are withheld, as they rest on few patients.")
    }

    private static func share(
        _ finding: ReleasedFinding, _ endpoint: ReturnEndpoint, _ part: StudyPlace?
    ) -> ReleasedEstimate? {
        finding[.returnedShare, ReturnKey(endpoint: endpoint.term, reading: .rule, group: part)].flatMap {
            $0.number == nil ? nil : $0
        }
    }

    /// “By the definition of CTN-0094 (4 positive weeks in a row), 74.0% (95% CI …) of the patients returned to use; by the others it is
    /// 70.0% to 94.0%.”
    private static func lead(
        _ finding: ReleasedFinding, _ endpoint: ReturnEndpoint, _ settings: RelapseSettings, _ part: StudyPlace?
    ) -> String? {
        guard let first = share(finding, endpoint, part) else { return nil }
        let others = settings.endpoints.dropFirst().compactMap { share(finding, $0, part) }
            .sorted { ($0.number ?? 0) < ($1.number ?? 0) }
        let range: String =
            switch others.count {
            case 0: ""
            case 1: "; by the other definition it is \(EstimateText(others[0]).value)"
            default:
                "; by the other definitions it is \(EstimateText(others[0]).value) to \(EstimateText(others[others.count - 1]).value)"
            }
        return "By the definition of \(endpoint.title) (\(RelapseTables.rule(endpoint))), "
            + "\(EstimateText(first).sentence) of the patients returned to use\(range)."
    }

    /// What the share rests on, and what it is when weeks without a result are read otherwise.
    private static func readings(
        _ finding: ReleasedFinding, _ endpoint: ReturnEndpoint, _ part: StudyPlace?
    ) -> String? {
        guard endpoint.missing == .positive,
            let unseen = finding[.unseenReturnShare, ReturnKey(endpoint: endpoint.term, group: part)],
            unseen.number != nil
        else { return nil }
        let seen = finding[.returnedShare, ReturnKey(endpoint: endpoint.term, reading: .seenOnly, group: part)]
        let imputed = finding[
            .returnedShare, ReturnKey(endpoint: endpoint.term, reading: .imputed, oddsFactor: 1, group: part)]
        let others = [
            imputed.flatMap {
                $0.number == nil ? nil : "\(EstimateText($0).value) where they are imputed from the weeks before"
            },
            seen.flatMap { $0.number == nil ? nil : "\(EstimateText($0).value) where only what was seen counts" },
        ].compactMap(\.self)
        let rest = others.isEmpty ? "" : "; the share is \(Wording.list(others))"
        return
            "Weeks without a result count as use: \(EstimateText(unseen).sentence) of these returns rest on such weeks alone, "
            + "of patients who were not seen\(rest)."
    }

    /// Whether pain goes before return to use.
    private static func pain(_ finding: ReleasedFinding, _ endpoint: ReturnEndpoint) -> String? {
        PainAnswer.sentence(
            "return to use",
            finding.all(.returnHazardRatio).filter { $0.key.endpoint == endpoint.term }.map {
                PainAnswer.Ratio(
                    predictor: $0.key.predictor, model: $0.key.model, instrument: $0.key.instrument,
                    estimate: $0.estimate)
            })
    }
}
