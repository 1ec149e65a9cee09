import Disclosure
import Findings
import Presentation

/// What share of patients had no withdrawal around day 7, in plain words.
enum Day7Answer {
    static func answer(_ finding: ReleasedFinding, _ shares: Day7Shares) -> PlainAnswer {
        let question = "How many patients were free of withdrawal on day \(shares.day)?"
        if let reason = finding.reason { return .unanswered(question, reason: reason) }
        // The shares themselves come first, of each trial or scale; then what may be said of each.
        let told = shares.headline.count > StudyPart.mostTold ? [] : shares.headline
        let leads = told.compactMap { group in
            lead(group, shares).map { StudyPart.sentence($0, of: group.patients.place) }
        }
        let others = shares.breakdowns.dropFirst(shares.everybody == nil && !leads.isEmpty ? 1 : 0)
        return PlainAnswer(
            question,
            sentences: PlainAnswer.together(leads) + [notPlanned(shares)].compactMap(\.self)
                + told.flatMap { sentences(of: $0, shares) } + others.compactMap(byColumn),
            otherwise: "The shares are in the table.")
    }

    private static func sentences(of group: Day7Shares.Group, _ shares: Day7Shares) -> [String] {
        let own = [notAssessed(group, shares), bounds(group), claim(group, shares)]
        // Of one of several, the table has the rest.
        let further = group.patients == .everybody ? [tipping(group, shares), weighted(group, shares)] : []
        return (own + further).compactMap { $0.map { StudyPart.sentence($0, of: group.patients.place) } }
    }

    /// “Trial 27 did not assess withdrawal in the window (days 4 to 10) and has no part in these shares.”
    private static func notPlanned(_ shares: Day7Shares) -> String? {
        shares.notPlanned.map {
            "\(Wording.capitalized($0)) did not assess withdrawal in the window (\(shares.window)) and has no part in these shares."
        }
    }

    /// “Of 1,234 patients assessed around day 7, 62.3% (95% CI 59.5 to 65.0) had no withdrawal.”
    private static func lead(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let assessed = group.assessed else { return nil }
        guard !assessed.isWithheld, let n = assessed.n?.number else {
            return
                "The share without withdrawal around day \(shares.day) is withheld, as it would point at few patients."
        }
        return "Of \(NumberText.count(n, "patient", "patients")) assessed around day \(shares.day), "
            + "\(EstimateText(assessed).sentence) had no withdrawal."
    }

    /// “669 of 1,903 patients (35.2%) were not assessed in the window (days 4 to 10).”
    private static func notAssessed(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let missing = group.notAssessed else { return nil }
        let window = "in the window (\(shares.window))"
        guard let value = missing.number, let events = missing.events?.number, let n = missing.n?.number else {
            return "How many patients were not assessed \(window) is withheld, as it would point at few patients."
        }
        guard value > 0 else { return "Every patient was assessed \(window)." }
        let verb = events == 1 ? "was" : "were"
        return "\(NumberText.count(events)) of \(NumberText.count(n, "patient", "patients")) "
            + "(\(NumberText.percent(value))) \(verb) not assessed \(window)."
    }

    /// “In the worst case, with everyone who was not assessed counted as in withdrawal, it is 41.0% (…); in the best case, …”
    private static func bounds(_ group: Day7Shares.Group) -> String? {
        guard let worst = group.shares[.missingAsWithdrawal], let best = group.shares[.bestCase] else { return nil }
        if worst.isWithheld || best.isWithheld {
            return
                "The shares that count those who were not assessed are withheld, as they would point at few patients."
        }
        if let assessed = group.assessed?.value, worst.value == assessed, best.value == assessed { return nil }
        return "In the worst case, with everyone who was not assessed counted as in withdrawal, the share is "
            + "\(EstimateText(worst).sentence); in the best case, with all of them counted as free of it, "
            + "\(EstimateText(best).sentence)."
    }

    /// Where the claim stands against the three intervals.
    private static func claim(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let claim = shares.claim else { return nil }
        let name = "The claimed \(NumberText.level(claim))"
        let places = Denominator.counted.compactMap { denominator -> (denominator: Denominator, side: Int)? in
            guard let limits = group.shares[denominator]?.limits else { return nil }
            return (denominator, claim > limits.upper ? 1 : claim < limits.lower ? -1 : 0)
        }
        guard let first = places.first else {
            return "\(name) cannot be set against intervals that are withheld."
        }
        let test =
            group.test?.p?.number.map { " (exact test among those assessed: \(NumberText.pValue($0)))" } ?? ""
        let number = places.count
        let which = number == 1 ? "the interval" : number == 2 ? "both intervals" : "all three intervals"
        if places.allSatisfy({ $0.side == first.side }) {
            switch first.side {
            case 1:
                let meaning =
                    number == 3
                    ? "; no assumption about the patients who were not assessed brings the share up to it" : ""
                return "\(name) lies above \(which)\(test)\(meaning)."
            case -1: return "\(name) lies below \(which)\(test)."
            default: return "\(name) lies within \(which)\(test): the data do not contradict it."
            }
        }
        let parts = places.map { place in
            (place.side > 0 ? "above" : place.side < 0 ? "below" : "within") + " the interval "
                + condition(place.denominator)
        }
        return "\(name) lies \(Wording.list(parts))\(test): the verdict depends on the patients who were not assessed."
    }

    /// “The share of all patients reaches the claimed 80% only if at least 88.1% of those not assessed were free …”
    private static func tipping(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let claim = shares.claim, let tipping = group.tipping?.number, (0...1).contains(tipping) else {
            return nil
        }
        let assessed = group.assessed?.number.map { "; of those assessed, \(NumberText.percent($0)) were" } ?? ""
        return "The share of all patients reaches the claimed \(NumberText.level(claim)) only if at least "
            + "\(NumberText.percent(tipping)) of those not assessed were free of withdrawal\(assessed)."
    }

    /// “Weighted by age and site to stand for those not assessed, the patients assessed give 61.0% (…), presuming …”
    private static func weighted(_ group: Day7Shares.Group, _ shares: Day7Shares) -> String? {
        guard let share = group.shares[.weighted], let value = share.value, let columns = shares.weightedBy else {
            return nil
        }
        guard !value.isWithheld else {
            return "The share weighted for those not assessed is withheld, as it would point at few patients."
        }
        let left =
            shares.weightedWithout.map {
                " The patients of \($0) are left out of it: hardly any of them was assessed, or none."
            } ?? ""
        return "Weighted by \(columns) to stand for those not assessed too, the patients assessed give "
            + "\(EstimateText(share).sentence). This presumes that, among patients alike in these, being assessed had "
            + "nothing to do with withdrawal.\(left)"
    }

    private static func condition(_ denominator: Denominator) -> String {
        switch denominator {
        case .missingAsWithdrawal: "of the worst case"
        case .bestCase: "of the best case"
        case .assessed, .weighted: "among those assessed"
        }
    }

    /// “By arm, the share among those assessed ran from 48.9% (…) to 71.2% (…).”
    private static func byColumn(_ breakdown: Day7Shares.Breakdown) -> String? {
        let shown = breakdown.groups.compactMap { group in
            group.assessed.flatMap { share in share.number.map { (label: group.label, share: share, number: $0) } }
        }
        let hidden = breakdown.groups.count { $0.assessed?.isWithheld == true }
        let note =
            hidden == 0
            ? "" : " \(Wording.capitalized(NumberText.count(Double(hidden), "group is", "groups are"))) withheld."
        guard shown.count > 1 else {
            return breakdown.groups.count > 1 && hidden > 0
                ? "By \(breakdown.name), too few groups may be shown to compare them.\(note)" : nil
        }
        let order = shown.sorted { $0.number < $1.number }
        guard let low = order.first, let high = order.last else { return nil }
        return "By \(breakdown.name), the share among those assessed ran from \(EstimateText(low.share).value) "
            + "(\(low.label)) to \(EstimateText(high.share).value) (\(high.label)).\(note)"
    }
}
