import Disclosure
import Findings
import Presentation

/// What the screens said week by week, and the cumulative incidence of return to use by pain before.
enum RelapseFigure {
    static let resultsTitle = "Weekly urine results"
    static let incidenceTitle = "Return to use over the weeks"

    /// The share of each result, week by week.
    static func results(_ finding: ReleasedFinding) -> FigurePlan? {
        let all = finding.all(.weeklyResultShare).filter { $0.estimate.number != nil }
        return ShareLines.plan(
            zip(ResultTerm.allCases, FigureColor.series).map { term, color in
                ShareLines.Line(
                    id: term.rawValue, label: Wording.capitalized(term.result == .mixed ? "both" : term.label),
                    color: color,
                    points: all.filter { $0.key.result == term }.map { ($0.key.week, $0.estimate) })
            }, name: "relapse_results", title: resultsTitle, axis: "Share of the patients followed", time: .week,
            caption:
                "Of the patients followed through each week, with 95% intervals. A week with positive and negative results is a line of its own."
        )
    }

    /// The cumulative incidence by band of pain before; of all patients where pain is not known.
    static func incidence(_ finding: ReleasedFinding, _ settings: RelapseSettings) -> FigurePlan? {
        guard let endpoint = settings.endpoints.first else { return nil }
        let all = finding.all(.returnedByWeek).filter { $0.estimate.number != nil }
        let byPain = all.compactMap(\.key.group).filter { $0.origin == .tool }.inOrderOfAppearance()
        let groups: [StudyPlace?] = byPain.count > 1 ? byPain.map { $0 } : [nil]
        return ShareLines.plan(
            zip(groups, FigureColor.series).map { group, color in
                ShareLines.Line(
                    id: group?.level?.text ?? "all",
                    label: group.map { "\(Wording.capitalized($0.label)) pain before" } ?? "All patients",
                    color: color,
                    points: all.filter { $0.key.group == group }.compactMap { key, estimate in
                        key.week.map { ($0, estimate) }
                    })
            }, name: "relapse_incidence", title: incidenceTitle, axis: "Returned to use", time: .week,
            caption:
                "Cumulative incidence by the definition of \(endpoint.title) (\(RelapseTables.rule(endpoint))), with 95% intervals."
        )
    }
}
