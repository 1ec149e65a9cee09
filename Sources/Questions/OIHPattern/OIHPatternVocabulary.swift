import Findings

/// What a number of `oih_pattern` is about.
struct OIHPatternKey: GroupKey {
    let instrument: InstrumentInfo
    var pattern: PatternTerm?
    var fact: PatternFact?
    var rule: PatternRule.Name?
    /// Other thresholds than the main ones.
    var thresholds: PatternThresholds?

    static let pattern = Axis("pattern", label: "Pattern")
    static let fact = Axis("fact", label: "Fact")
    static let rule = Axis("rule", label: "Rule")
    static let change = Axis("meaningful_change", label: "Meaningful change")
    static let window = Axis("window", label: "Window, in days")
    static let doseChange = Axis("dose_change", label: "Least change of the dose")
    static let axes: [Axis] = [.instrument, pattern, fact, rule, change, window, doseChange]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let pattern { coordinates.append(Coordinate(Self.pattern, pattern)) }
        if let fact { coordinates.append(Coordinate(Self.fact, fact)) }
        if let rule { coordinates.append(Coordinate(Self.rule, rule)) }
        if let thresholds {
            coordinates.append(Coordinate(Self.change, .setting(thresholds.change)))
            coordinates.append(Coordinate(Self.window, .setting(Double(thresholds.window))))
            coordinates.append(Coordinate(Self.doseChange, .setting(thresholds.doseChange)))
        }
        return coordinates
    }
}

extension Quantity where Key == OIHPatternKey {
    static let patternJudged = Quantity(
        "judged_share", label: "Of whom a rise can be judged", unit: .share, format: .percent,
        meaning: "Share of the patients with scores and exposures of whom it can be told whether pain rose")
    static let patternClassShare = Quantity(
        "class_share", label: "Share", unit: .share, format: .percent,
        meaning: "Share of the patients judged whose course the decision table puts into the class")
    static let patternChance = Quantity(
        "class_share_by_chance", label: "By chance", unit: .share, format: .percent,
        meaning: """
            Share that the same table puts into the class where each patient's scores stand in random order on the days that were scored
            """)
    static let patternRuleShare = Quantity(
        "rule_share", label: "Meet the rule", unit: .share, format: .percent,
        meaning: "Share of the patients judged whose facts meet the rule, whichever others they meet")
    static let patternFactKnown = Quantity(
        "fact_known_share", label: "Known", unit: .share, format: .percent,
        meaning: "Share of the patients judged of whom the fact is known")
    static let patternFactShare = Quantity(
        "fact_share", label: "So, where known", unit: .share, format: .percent,
        meaning: "Share of the patients of whom the fact is known in whom it is so")
    static let patternSame = Quantity(
        "same_class_share", label: "Same class", unit: .share, format: .percent,
        meaning: "Share of the patients judged whom other thresholds put into the same class as the main ones")
    static let patternCohen = Quantity(
        "cohen_kappa", label: "Cohen's kappa", unit: .named("kappa"), format: .fixed(2),
        meaning: "Agreement of other thresholds with the main ones beyond chance")
    static let patternFleiss = Quantity(
        "fleiss_kappa", label: "Fleiss' kappa", unit: .named("kappa"), format: .fixed(2),
        meaning: "Agreement of all thresholds of the grid beyond chance")
}
