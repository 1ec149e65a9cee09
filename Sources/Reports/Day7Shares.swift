import Findings

/// The day-7 finding as the report needs it: a line for everybody and for each group, with the denominators side by side.
struct Day7Shares {
    /// The denominators in the order of the report.
    static let denominators = ["assessed", "missing_as_withdrawal", "best_case", "weighted"]

    /// Everybody, or the patients at one level of one study variable.
    struct Group {
        /// The study variable (`arm`, `site`, `scale` …); absent for everybody.
        let variable: String?
        /// Its value; absent for everybody.
        let level: String?
        /// Shares with the Wilson interval (weighted ones with a t interval on the logit scale), by denominator.
        let shares: [String: Estimate]
        /// The same shares with the exact interval.
        let exact: [String: Estimate]
        /// Share of patients without an assessment in the window.
        let notAssessed: Estimate?
        /// Share of those not assessed who would have to be free for the share of everyone to be the claim.
        let tipping: Estimate?
        /// As many patients of equal weight would say as much as the weighted share.
        let effectiveSize: Estimate?
        /// Exact tests against the claim, by denominator.
        let tests: [String: HypothesisTest]

        /// `Everybody`, or the level.
        var label: String {
            guard let variable, let level else { return "Everybody" }
            return Wording.level(level, of: variable)
        }

        /// The share among those assessed.
        var assessed: Estimate? {
            shares["assessed"]
        }
    }

    /// Everybody first, then each variable's levels, in the order of the finding.
    let groups: [Group]
    /// The claimed share, if the study names one.
    let claim: Double?
    /// The day, `7` unless the study says otherwise.
    let day: String
    /// The window in words, `days 4 to 10`, where the finding states it.
    let window: String?
    /// The columns that the weights rest on, where there are weights.
    let weightedBy: [String]
    /// The patients for whom the weighted share does not stand, in words.
    let weightedWithout: String?

    init(_ finding: Finding) {
        let shares = finding.estimates(named: "no_withdrawal_share")
        let others = finding.estimates(named: "not_assessed_share")
        let tipping = finding.estimates(named: "tipping_share")
        let sizes = finding.estimates(named: "effective_sample_size")
        let keys = (shares + others).map(Self.key).inOrderOfAppearance()
        let sorted = keys.filter { $0.isEmpty } + keys.filter { !$0.isEmpty }
        groups = sorted.map { key in
            let own = shares.filter { Self.key($0) == key }
            return Group(
                variable: key.first, level: key.last,
                shares: Self.byDenominator(own.filter { $0.interval != "clopper_pearson" }),
                exact: Self.byDenominator(own.filter { $0.interval == "clopper_pearson" }),
                notAssessed: others.first { Self.key($0) == key },
                tipping: tipping.first { Self.key($0) == key },
                effectiveSize: sizes.first { Self.key($0) == key },
                tests: Dictionary(
                    finding.tests.filter {
                        $0.name == "exact_binomial_against_claim" && Self.key($0.group) == key
                    }.map { ($0.group["denominator"] ?? "assessed", $0) }, uniquingKeysWith: { first, _ in first }))
        }
        let claims = finding.tests.compactMap { $0.group["claim"] } + [finding.settings["claim"]].compactMap { $0 }
        claim = claims.lazy.compactMap { Double($0) }.first
        day = finding.settings["day"] ?? "7"
        window = finding.settings["window"].map(Self.windowText)
        weightedBy =
            finding.settings["weighted_by"]?.split(separator: ", ").map { Wording.variable(String($0)) } ?? []
        weightedWithout = finding.settings["weighted_without"]
    }

    /// Everybody's line, if the study has one (several withdrawal scales are not pooled).
    var overall: Group? {
        groups.first { $0.variable == nil }
    }

    /// The study variables, in the order of the finding.
    var variables: [String] {
        groups.compactMap(\.variable).inOrderOfAppearance()
    }

    /// The denominators that any group has.
    var denominators: [String] {
        Self.denominators.filter { name in groups.contains { $0.shares[name] != nil } }
    }

    /// The variable and its level; nothing for everybody.
    private static func key(_ estimate: Estimate) -> [String] {
        key(estimate.group)
    }

    private static func key(_ group: [String: String]) -> [String] {
        let own = group.filter { $0.key != "denominator" && $0.key != "claim" }.sorted { $0.key < $1.key }
        return own.first.map { [$0.key, $0.value] } ?? []
    }

    private static func byDenominator(_ estimates: [Estimate]) -> [String: Estimate] {
        Dictionary(
            estimates.map { ($0.group["denominator"] ?? "assessed", $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// `[4, 10]`, `4-10` or `4 to 10` as `days 4 to 10`.
    static func windowText(_ setting: String) -> String {
        let numbers = setting.split { !$0.isASCII || !$0.isNumber }
        guard numbers.count == 2 else { return "window \(setting)" }
        return "days \(numbers[0]) to \(numbers[1])"
    }
}
