import Disclosure
import Findings
import Presentation

/// The tables of the decision table: classes, the rules themselves, facts, agreement.
enum OIHPatternTables {
    static func tables(
        _ finding: ReleasedFinding, _ key: OIHPatternKey, _ settings: OIHPatternSettings
    ) -> [PageTable?] {
        [classes(finding, key), rules(finding, key, settings), facts(finding, key), agreement(finding, key)]
    }

    private static func classes(_ finding: ReleasedFinding, _ key: OIHPatternKey) -> PageTable? {
        var table = PageTable(
            "Patients by what their course is compatible with, with 95% intervals",
            heads: [
                .init("Class"), .init("Patients", isNumeric: true),
                .init(Quantity.patternClassShare.label, isNumeric: true),
                .init(Quantity.patternChance.label, isNumeric: true),
            ],
            note: "By chance: each patient's scores in random order on the days that were scored. \(OIHPattern.limit)")
        for pattern in PatternTerm.allCases {
            var own = key
            own.pattern = pattern
            guard let share = finding[.patternClassShare, own] else { continue }
            table.row([
                Wording.capitalized(pattern.label), EstimateText.count(share.events), EstimateText.cell(share),
                EstimateText.percent(finding[.patternChance, own]?.value),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    /// The decision table, from the rules that are applied.
    private static func rules(
        _ finding: ReleasedFinding, _ key: OIHPatternKey, _ settings: OIHPatternSettings
    ) -> PageTable? {
        var table = PageTable(
            "The decision table: a course is compatible with the pattern where these facts are so",
            heads: [
                .init("Rule"), .init("Known to be so"), .init("Known not to be so"), .init("Not known to be so"),
                .init("Reason"), .init("Source"), .init("Patients", isNumeric: true),
            ],
            note: """
                A course that meets rules of several patterns is compatible with several; one that meets none cannot be told. Rules that \
                rest on weak evidence are \(settings.weakEvidence.label). Patients who meet a rule, whichever others they meet.
                """)
        for rule in PatternRule.table {
            var own = key
            own.rule = rule.name
            guard let share = finding[.patternRuleShare, own] else { continue }
            func facts(_ facts: [PatternFact]) -> String {
                facts.isEmpty ? EstimateText.absent : facts.map(\.label).joined(separator: "; ")
            }
            table.row([
                rule.name.label, facts(rule.needs), facts(rule.excludes), facts(rule.excludesIfKnown),
                rule.reason.text, rule.source.text, EstimateText.cell(share),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func facts(_ finding: ReleasedFinding, _ key: OIHPatternKey) -> PageTable? {
        var table = PageTable(
            "What is known of the facts, of the patients judged, with 95% intervals",
            heads: [
                .init("Fact"), .init("Known of", isNumeric: true),
                .init(Quantity.patternFactKnown.label, isNumeric: true), .init("So", isNumeric: true),
                .init(Quantity.patternFactShare.label, isNumeric: true),
            ], note: "What is not recorded is unknown, and not absent.")
        for fact in PatternFact.allCases {
            var own = key
            own.fact = fact
            guard let known = finding[.patternFactKnown, own] else { continue }
            let share = finding[.patternFactShare, own]
            table.row([
                Wording.capitalized(fact.label), EstimateText.count(known.events), EstimateText(known).value,
                EstimateText.count(share?.events), EstimateText.cell(share),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func agreement(_ finding: ReleasedFinding, _ key: OIHPatternKey) -> PageTable? {
        let all = finding.all(.patternSame)
        guard !all.isEmpty else { return nil }
        var table = PageTable(
            "How many patients stay in their class when thresholds change",
            heads: [
                .init("Meaningful change", isNumeric: true), .init("Window, days", isNumeric: true),
                .init("Least change of the dose", isNumeric: true),
                .init(Quantity.patternSame.label, isNumeric: true),
                .init(Quantity.patternCohen.label, isNumeric: true),
            ],
            note: finding[.patternFleiss, key].map { kappa in
                "\(kappa.quantity.label) of all thresholds together: \(EstimateText(kappa).value). Patients who cannot be judged are a class "
                    + "of their own. Kappa is 1 where all agree and 0 where as many do as by chance."
            })
        for (own, share) in all {
            guard let thresholds = own.thresholds else { continue }
            let kappa = finding[.patternCohen, own].map { EstimateText($0).value } ?? EstimateText.absent
            table.row([
                NumberText.plain(thresholds.change), NumberText.count(thresholds.window),
                NumberText.percent(thresholds.doseChange), EstimateText.cell(share), kappa,
            ])
        }
        return table
    }
}
