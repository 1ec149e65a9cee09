import Findings

/// What share of patients had no withdrawal around day 7, in plain words.
enum Day7Answer {
    static func answer(_ finding: Finding) -> PlainAnswer {
        let shares = Day7Shares(finding)
        let question = "How many patients were free of withdrawal on day \(shares.day)?"
        guard finding.status == .estimated else {
            return .unanswered(finding, question)
        }
        if let overall = shares.overall, let lead = lead(overall, shares) {
            var more = details(overall, shares)
            more += shares.variables.compactMap { byVariable($0, shares) }
            return PlainAnswer(id: finding.id, question: question, lead: lead, more: more, isEstimated: true)
        }
        let scales = shares.groups.filter { $0.variable == "scale" }
        let sentences = scales.flatMap { group in
            (lead(group, shares).map { ["\(group.label): \($0)"] } ?? []) + details(group, shares)
        }
        var more = Array(sentences.dropFirst())
        more += shares.variables.filter { $0 != "scale" }.compactMap { byVariable($0, shares) }
        return PlainAnswer(
            id: finding.id, question: question,
            lead: sentences.first ?? "The shares are given by group only; see the figure and the table.", more: more,
            isEstimated: true)
    }

    /// “Of 1,234 patients assessed around day 7, 62.3% (95% CI 59.5 to 65.0) had no withdrawal.”
    private static func lead(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let assessed = group.assessed else { return nil }
        guard assessed.value?.isWithheld != true, assessed.n?.isWithheld != true else {
            return
                "The share without withdrawal around day \(shares.day) is withheld, as it would point at few patients."
        }
        guard assessed.n?.number != 0 else { return "No patient was assessed around day \(shares.day)." }
        let patients = assessed.n?.number.map { NumberText.count($0, "patient", "patients") } ?? "the patients"
        return "Of \(patients) assessed around day \(shares.day), \(EstimateText(assessed).sentence) had no withdrawal."
    }

    private static func details(_ group: Day7Shares.Group, _ shares: Day7Shares) -> [String] {
        [
            notAssessed(group, shares), bounds(group), claim(group, shares), tipping(group, shares),
            weighted(group, shares),
        ].compactMap { $0 }
    }

    /// “669 of 1,903 patients (35.2%) were not assessed in the window (days 4 to 10).”
    private static func notAssessed(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let missing = group.notAssessed else { return nil }
        let window = shares.window.map { "in the window (\($0))" } ?? "in the window"
        guard let value = missing.value?.number else {
            return missing.value == nil
                ? nil : "How many patients were not assessed \(window) is withheld, as it would point at few patients."
        }
        guard value > 0 else { return "Every patient was assessed \(window)." }
        guard let events = missing.events?.number, let n = missing.n?.number else {
            return "\(NumberText.percent(value)) of the patients were not assessed \(window)."
        }
        let verb = events == 1 ? "was" : "were"
        return "\(NumberText.count(events)) of \(NumberText.count(n, "patient", "patients")) "
            + "(\(NumberText.percent(value))) \(verb) not assessed \(window)."
    }

    /// “Counting everyone who was not assessed as in withdrawal gives 41.0% (…); counting them as free of it, 75.2% (…).”
    private static func bounds(_ group: Day7Shares.Group) -> String? {
        guard let worst = group.shares["missing_as_withdrawal"], let best = group.shares["best_case"] else {
            return nil
        }
        if worst.value?.isWithheld == true, best.value?.isWithheld == true {
            return
                "The shares that count those who were not assessed are withheld, as they would point at few patients."
        }
        if let assessed = group.assessed?.value, worst.value == assessed, best.value == assessed { return nil }
        return "Counting everyone who was not assessed as in withdrawal gives \(EstimateText(worst).sentence); "
            + "counting them all as free of it gives \(EstimateText(best).sentence)."
    }

    /// Where the claim stands against the three intervals.
    private static func claim(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let claim = shares.claim else { return nil }
        let name = "The claimed \(NumberText.level(claim))"
        let places = Day7Shares.denominators.prefix(3).compactMap { denominator -> (String, Int)? in
            guard let lower = group.shares[denominator]?.lower?.number,
                let upper = group.shares[denominator]?.upper?.number
            else { return nil }
            return (denominator, claim > upper ? 1 : claim < lower ? -1 : 0)
        }
        guard let first = places.first else {
            return "\(name) cannot be set against intervals that are withheld."
        }
        let test =
            group.tests["assessed"]?.p?.number.map {
                " (exact test among those assessed: \(NumberText.pValue($0)))"
            } ?? ""
        let number = places.count
        let which =
            number == 1 ? "the interval" : number == 2 ? "both intervals" : "all three intervals"
        if places.allSatisfy({ $0.1 == first.1 }) {
            switch first.1 {
            case 1:
                let meaning =
                    number == 3
                    ? "; no assumption about the patients who were not assessed brings the share up to it" : ""
                return "\(name) lies above \(which)\(test)\(meaning)."
            case -1: return "\(name) lies below \(which)\(test)."
            default: return "\(name) lies within \(which)\(test): the data do not contradict it."
            }
        }
        let parts = places.map { denominator, place in
            (place > 0 ? "above" : place < 0 ? "below" : "within") + " the interval " + condition(denominator)
        }
        return "\(name) lies \(Wording.list(parts))\(test): the verdict hangs on the patients who were not assessed."
    }

    /// “The share of all patients reaches the claimed 80% only if at least 88.1% of those not assessed were free …”
    private static func tipping(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let claim = shares.claim, let tipping = group.tipping?.value?.number, (0...1).contains(tipping) else {
            return nil
        }
        let assessed = group.assessed?.value?.number.map { "; of those assessed, \(NumberText.percent($0)) were" } ?? ""
        return "The share of all patients reaches the claimed \(NumberText.level(claim)) only if at least "
            + "\(NumberText.percent(tipping)) of those not assessed were free of withdrawal\(assessed)."
    }

    /// “Weighted by age and site to stand for those not assessed, the patients assessed give 61.0% (…), presuming …”
    private static func weighted(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let share = group.shares["weighted"], let value = share.value else { return nil }
        guard !value.isWithheld else {
            return "The share weighted for those not assessed is withheld, as it would point at few patients."
        }
        let left =
            shares.weightedWithout.map {
                " The patients of \($0) are left out of it: hardly any of them was assessed, or none."
            } ?? ""
        return "Weighted by \(Wording.list(shares.weightedBy)) to stand for those not assessed too, the patients "
            + "assessed give \(EstimateText(share).sentence). This presumes that, among patients alike in these, being "
            + "assessed had nothing to do with withdrawal.\(left)"
    }

    private static func condition(_ denominator: String) -> String {
        switch denominator {
        case "missing_as_withdrawal": "with everyone not assessed counted as in withdrawal"
        case "best_case": "with everyone not assessed counted as free of it"
        default: "among those assessed"
        }
    }

    /// “By arm, the share among those assessed ran from 48.9% (…) to 71.2% (…).”
    private static func byVariable(_ variable: String, _ shares: Day7Shares) -> String? {
        let groups = shares.groups.filter { $0.variable == variable }
        let shown = groups.filter { $0.assessed?.value?.number != nil }
        let hidden = groups.count { $0.assessed?.value?.isWithheld == true }
        let order = shown.sorted { ($0.assessed?.value?.number ?? 0) < ($1.assessed?.value?.number ?? 0) }
        let note =
            hidden == 0
            ? "" : " \(Wording.capitalized(NumberText.count(Double(hidden), "group is", "groups are"))) withheld."
        guard shown.count > 1, let low = order.first, let high = order.last, let lowest = low.assessed,
            let highest = high.assessed
        else { return nil }
        return "By \(Wording.variable(variable)), the share among those assessed ran from "
            + "\(EstimateText(lowest).value) (\(low.label)) to \(EstimateText(highest).value) (\(high.label)).\(note)"
    }
}
