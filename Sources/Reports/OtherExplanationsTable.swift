import Findings

/// The other explanations of a trend in one table, a heading over each.
struct OtherExplanationsTable {
    /// An explanation: its question, the estimates that belong to it, and the test of all of them together.
    private struct Section {
        let question: String
        let names: [String]
        var groupKey: String?
        var test: String?
    }

    private static let sections = [
        Section(question: "Does pain drive the dose?", names: ["dose_after_pain", "pain_after_dose"]),
        Section(
            question: "Is it one part of the patients?", names: ["slope"], groupKey: "stratum",
            test: "slopes_are_equal_across_strata"),
        Section(
            question: "How strong must something unmeasured be?",
            names: ["difference_over_contrast", "score_sd", "e_value", "e_value_of_limit"]),
        Section(question: "Is it regression to the mean?", names: ["expected_fall", "observed_fall"]),
        Section(question: "Do those in pain leave?", names: ["follow_up_end", "usual_gap", "dropout_odds_ratio"]),
        Section(
            question: "What if those who left went on otherwise?", names: ["slope"], groupKey: "pattern"),
        Section(question: "Where would the conclusion change?", names: ["tipping_delta"]),
    ]

    let finding: Finding
    let instrument: String

    var table: PageTable? {
        let own = finding.estimates.filter { $0.group["instrument"] == instrument }
        guard !own.isEmpty else { return nil }
        var table = PageTable(
            "What else could explain the trend of the \(Wording.instrument(instrument)), with 95% intervals",
            heads: [
                .init("Quantity"), .init("Patients", isNumeric: true), .init("Estimate", isNumeric: true),
                .init("Unit"),
            ] + TestTable.pHeads,
            note: "\u{03B4}: how much steeper those who left are taken to go on than was seen of them. "
                + TestTable.pNote)
        for section in Self.sections {
            let estimates = section.names.flatMap { name in
                own.filter { $0.name == name && section.groupKey.map($0.group.keys.contains) ?? true }
            }
            guard !estimates.isEmpty else { continue }
            table.group(section.question)
            for estimate in estimates {
                table.row(
                    [
                        name(estimate), EstimateText.count(estimate.n), EstimateText(estimate).cell, unit(estimate),
                    ] + pCells(of: estimate.name), isIndented: true)
            }
            if let test = section.test {
                table.row(
                    [Wording.capitalized(Wording.test(test)), "", "", ""] + pCells(test), isIndented: true)
            }
        }
        return table
    }

    private func pCells(_ test: String) -> [String] {
        TestTable.pCells(finding.test(test, ["instrument": instrument]))
    }

    private func pCells(of name: String) -> [String] {
        switch name {
        case "dose_after_pain", "pain_after_dose": pCells("\(name)_is_zero")
        case "dropout_odds_ratio": pCells("dropout_does_not_depend_on_last_score")
        default: TestTable.pHeads.map { _ in "" }
        }
    }

    private func name(_ estimate: Estimate) -> String {
        let days = estimate.group["contrast_days"] ?? ""
        return switch estimate.name {
        case "dose_after_pain": "Daily dose after a score \(Wording.onePoint(instrument)) higher"
        case "pain_after_dose": "Score after twice the daily dose"
        case "difference_over_contrast": "Slope over \(days) days of exposure"
        case "score_sd": "SD of scores about the line"
        case "e_value": "E-value of the slope over \(days) days"
        case "e_value_of_limit": "E-value of its interval's nearer limit"
        case "expected_fall": "Fall of high first scores expected by chance"
        case "observed_fall": "Fall observed"
        case "follow_up_end": "End of follow-up, by nine in ten last scores"
        case "usual_gap": "Usual gap between scores"
        case "dropout_odds_ratio": "Odds of leaving, score \(Wording.onePoint(instrument)) higher"
        case "tipping_delta": "Tipping \u{03B4}, \(estimate.group["side"] == "below" ? "less" : "more") steep"
        default: slope(estimate.group)
        }
    }

    private func slope(_ group: [String: String]) -> String {
        if let stratum = group["stratum"] { return "Slope, \(stratum) first scores\(limits(of: stratum))" }
        let delta = group["delta"].map { ", \u{03B4} = " + $0.replacing("-", with: "\u{2212}") }
        return switch group["pattern"] {
        case "stayed": "Slope, those who stayed"
        case "left": "Slope, those who left, as seen"
        default: "Slope, all\(delta ?? "")"
        }
    }

    /// “ (up to 3.9)” for a stratum with an upper limit.
    private func limits(of stratum: String) -> String {
        guard let limit = finding.estimate("stratum_limit", ["instrument": instrument, "stratum": stratum]),
            let value = limit.value?.number
        else { return "" }
        return " (up to \(NumberText.fixed(value, decimals: 1)))"
    }

    private func unit(_ estimate: Estimate) -> String {
        let points = Wording.points(instrument)
        return switch estimate.name {
        case "slope", "tipping_delta": "\(points) per 30 days"
        case "dose_after_pain": "doublings of daily MME"
        case "pain_after_dose", "difference_over_contrast", "score_sd", "expected_fall", "observed_fall": points
        case "dropout_odds_ratio": "odds ratio"
        default: estimate.unit ?? ""
        }
    }
}
