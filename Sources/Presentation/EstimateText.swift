import Disclosure
import Findings
import Foundation

/// How a released estimate reads, in a sentence and in a table's cell.
public struct EstimateText: Sendable {
    /// What stands for a number that is not shown.
    public static let withheld = "withheld"
    /// What stands for a number that does not exist.
    public static let absent = "\u{2014}"

    private let estimate: ReleasedEstimate
    /// What marks a number that stands from an earlier release.
    public static let standing = "\u{2020}"
    /// What is smaller is zero but for the rounding of a computation.
    private static let rounding = 1e-12

    /// The text of an estimate.
    public init(_ estimate: ReleasedEstimate) {
        self.estimate = estimate
    }

    /// Whether the value is a share, which reads as a percentage.
    private var isShare: Bool { estimate.quantity.format == .percent }

    /// The value alone: `62.3%`, `0.117`, `withheld`; with a mark where it stands from an earlier release.
    public var value: String {
        estimate.asOf == nil || estimate.value?.number == nil ? plainValue : plainValue + Self.standing
    }

    private var plainValue: String {
        Self.text(estimate.value) { number in
            if isShare { return NumberText.percent(number) }
            let text = NumberText.fixed(number, decimals: decimals(of: number))
            // A spread on the boundary is zero, not a small number that was rounded.
            let isZero = !text.contains { $0.isNumber && $0 != "0" }
            return isZero && (abs(number) < Self.rounding || estimate.lower?.number == 0) ? "0" : text
        }
    }

    /// The interval's limits, `59.5 to 65.0`, or nothing where there is no interval to show.
    public var limits: String? {
        guard let lower = estimate.lower?.number, let upper = estimate.upper?.number else { return nil }
        return "\(limit(lower)) to \(limit(upper))"
    }

    /// The value with its interval for a sentence: `62.3% (95% CI 59.5 to 65.0)`.
    public var sentence: String {
        guard let limits else { return value }
        return "\(value) (\(Self.intervalName(estimate.level)) \(limits))"
    }

    /// The value with its limits for a cell: `62.3% (59.5 to 65.0)`.
    public var cell: String {
        guard let limits else { return value }
        return "\(value) (\(limits))"
    }

    /// The same of an estimate that may be absent.
    public static func cell(_ estimate: ReleasedEstimate?) -> String {
        estimate.map { EstimateText($0).cell } ?? absent
    }

    /// A limit of the interval in the precision of the value, without a percent sign.
    public func limit(_ number: Double) -> String {
        isShare ? NumberText.percentNumber(number) : NumberText.fixed(number, decimals: decimals(of: number))
    }

    /// `95% CI`.
    public static func intervalName(_ level: Double?) -> String {
        "\(NumberText.level(level ?? 0.95)) CI"
    }

    /// A measure as text: a number through `format`, `withheld`, or a dash.
    public static func text(_ measure: Measure?, _ format: (Double) -> String) -> String {
        switch measure {
        case .number(let number): format(number)
        case .withheld: withheld
        case nil: absent
        }
    }

    /// A count as text.
    public static func count(_ measure: Measure?) -> String {
        text(measure) { NumberText.count($0) }
    }

    /// A measure with fixed decimals.
    public static func fixed(_ measure: Measure?, decimals: Int) -> String {
        text(measure) { NumberText.fixed($0, decimals: decimals) }
    }

    /// A share as text.
    public static func percent(_ measure: Measure?) -> String {
        text(measure) { NumberText.percent($0) }
    }

    /// As many decimals as all of the estimate's numbers have, unless this one was released with fewer.
    private func decimals(of number: Double) -> Int {
        guard let digits = estimate.digits, number != 0 else { return decimals }
        return min(decimals, max(0, digits - 1 - Int(log10(abs(number)).rounded(.down))))
    }

    /// Decimals of the quantity's format; without one by the standard error, else by the interval's width, else by the value's
    /// own size.
    public var decimals: Int {
        switch estimate.quantity.format {
        case .fixed(let decimals): return decimals
        case .count: return 0
        case .percent: return 1
        case .byError: break
        }
        if let se = estimate.se?.number, se > 0 { return NumberText.decimals(standardError: se) }
        if let lower = estimate.lower?.number, let upper = estimate.upper?.number, upper > lower {
            return NumberText.decimals(standardError: (upper - lower) / 3.92)
        }
        guard let number = estimate.value?.number else { return 1 }
        return number == number.rounded() ? 0 : NumberText.decimals(value: number)
    }
}

extension ReleasedEstimate {
    /// The value, where it may be shown.
    public var number: Double? { value?.number }

    /// The limits, where both may be shown.
    public var limits: (lower: Double, upper: Double)? {
        guard let lower = lower?.number, let upper = upper?.number else { return nil }
        return (lower, upper)
    }

    /// Whether the interval excludes a value; `nil` without an interval that may be shown.
    public func excludes(_ value: Double) -> Bool? {
        limits.map { $0.lower > value || $0.upper < value }
    }
}
