import Findings

/// How an estimate reads, in a sentence and in a table's cell.
struct EstimateText {
    /// What stands for a number that is not shown.
    static let withheld = "withheld"
    /// What stands for a number that does not exist.
    static let absent = "\u{2014}"

    let estimate: Estimate

    init(_ estimate: Estimate) {
        self.estimate = estimate
    }

    /// Whether the value is a share, which reads as a percentage.
    var isShare: Bool {
        estimate.unit == "share" || estimate.name == "share" || estimate.name.hasSuffix("_share")
    }

    /// The value alone: `62.3%`, `0.117`, `withheld`.
    var value: String {
        Self.text(estimate.value) { number in
            isShare ? NumberText.percent(number) : NumberText.fixed(number, decimals: decimals)
        }
    }

    /// The interval's limits, `59.5 to 65.0`, or nothing where there is no interval to show.
    var limits: String? {
        guard let lower = estimate.lower?.number, let upper = estimate.upper?.number else { return nil }
        return "\(limit(lower)) to \(limit(upper))"
    }

    /// The value with its interval for a sentence: `62.3% (95% CI 59.5 to 65.0)`.
    var sentence: String {
        guard let limits else { return value }
        return "\(value) (\(Self.intervalName(estimate.level)) \(limits))"
    }

    /// The value with its limits for a cell: `62.3% (59.5 to 65.0)`.
    var cell: String {
        guard let limits else { return value }
        return "\(value) (\(limits))"
    }

    /// A limit of the interval in the precision of the value, without a percent sign.
    func limit(_ number: Double) -> String {
        isShare ? NumberText.percentNumber(number) : NumberText.fixed(number, decimals: decimals)
    }

    /// `95% CI`.
    static func intervalName(_ level: Double?) -> String {
        "\(NumberText.level(level ?? 0.95)) CI"
    }

    /// A measure as text: a number through `format`, `withheld`, or a dash.
    static func text(_ measure: Measure?, _ format: (Double) -> String) -> String {
        switch measure {
        case .number(let number): format(number)
        case .withheld: withheld
        case nil: absent
        }
    }

    /// A count as text.
    static func count(_ measure: Measure?) -> String {
        text(measure) { NumberText.count($0) }
    }

    /// Decimals by the standard error, else by the interval's width, else by the value's own size.
    var decimals: Int {
        if let se = estimate.se?.number, se > 0 { return NumberText.decimals(standardError: se) }
        if let lower = estimate.lower?.number, let upper = estimate.upper?.number, upper > lower {
            return NumberText.decimals(standardError: (upper - lower) / 3.92)
        }
        guard let number = estimate.value?.number else { return 1 }
        if estimate.name == "log_likelihood" { return 2 }
        return number == number.rounded() ? 0 : NumberText.decimals(value: number)
    }
}
