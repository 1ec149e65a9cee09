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
        let told = [lead, others, unseen, readings].compactMap { $0(finding, settings, endpoint, parts) }
        return PlainAnswer(
            Relapse.question, sentences: told + [pain(finding, endpoint)].compactMap(\.self),
            otherwise: "The shares are withheld, as they rest on few patients.")
    }

    private static func key(
        _ endpoint: ReturnEndpoint, _ part: StudyPlace?, _ reading: ReturnReading? = .rule, factor: Double? = nil
    ) -> ReturnKey {
        ReturnKey(endpoint: endpoint.term, reading: reading, oddsFactor: factor, group: part)
    }

    /// “73.8% (95% CI …) of the patients returned to use in trial 27 and …”, by the definition that leads.
    private static func lead(
        _ finding: ReleasedFinding, _ settings: RelapseSettings, _ endpoint: ReturnEndpoint, _ parts: [StudyPlace?]
    ) -> String? {
        let shares = StudyPart.list(parts) { part in
            finding[.returnedShare, key(endpoint, part)].flatMap { $0.number == nil ? nil : EstimateText($0).sentence }
        }
        return shares.map {
            "By the definition of \(endpoint.title) (\(RelapseTables.rule(endpoint))), of the patients \($0) returned to use."
        }
    }

    /// From the least to the greatest share by the other definitions.
    private static func others(
        _ finding: ReleasedFinding, _ settings: RelapseSettings, _ endpoint: ReturnEndpoint, _ parts: [StudyPlace?]
    ) -> String? {
        let ranges = StudyPart.list(parts) { part -> String? in
            let shares = settings.endpoints.dropFirst().compactMap { finding[.returnedShare, key($0, part)] }
                .filter { $0.number != nil }.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
            guard let least = shares.first, let most = shares.last else { return nil }
            return shares.count == 1
                ? EstimateText(least).value : "\(EstimateText(least).value) to \(EstimateText(most).value)"
        }
        return ranges.map { "By the other definitions it is \($0)." }
    }

    /// How many of the returns rest on weeks without a result alone.
    private static func unseen(
        _ finding: ReleasedFinding, _ settings: RelapseSettings, _ endpoint: ReturnEndpoint, _ parts: [StudyPlace?]
    ) -> String? {
        guard endpoint.missing == .positive else { return nil }
        let shares = StudyPart.list(parts) { part in
            finding[.unseenReturnShare, key(endpoint, part, nil)].flatMap {
                $0.number == nil ? nil : EstimateText($0).value
            }
        }
        return shares.map {
            "Weeks without a result count as use: of these returns \($0) rest on such weeks alone, of patients who were not seen."
        }
    }

    /// The shares by other readings of the weeks without a result.
    private static func readings(
        _ finding: ReleasedFinding, _ settings: RelapseSettings, _ endpoint: ReturnEndpoint, _ parts: [StudyPlace?]
    ) -> String? {
        func shares(_ reading: ReturnReading, factor: Double? = nil) -> String? {
            StudyPart.list(parts) { part in
                finding[.returnedShare, key(endpoint, part, reading, factor: factor)].flatMap {
                    $0.number == nil ? nil : EstimateText($0).value
                }
            }
        }
        let told = [
            shares(.imputed, factor: 1).map { "\($0) where they are imputed from the weeks before" },
            shares(.seenOnly).map { "\($0) where only what was seen counts" },
        ].compactMap(\.self)
        return told.isEmpty ? nil : "With such weeks read otherwise, the share is \(told.joined(separator: ", and "))."
    }

    /// Whether pain goes before return to use.
    private static func pain(_ finding: ReleasedFinding, _ endpoint: ReturnEndpoint) -> String? {
        PainAnswer.sentence(
            "return to use",
            finding.all(.returnHazardRatio).filter { $0.key.endpoint == endpoint.term }.map {
                PainAnswer.Ratio(
                    predictor: $0.key.predictor, model: $0.key.model, instrument: $0.key.instrument,
                    estimate: $0.estimate, test: finding[.returnHazardIsOne, $0.key])
            })
    }
}
