import Foundation

/// The one place that rounds numbers for people; everything before it is full precision.
///
/// Percentages have one decimal, p-values three, estimates as many as their standard error allows; thousands are set apart
/// with a comma and a minus is U+2212.
public enum NumberText {
    /// A number with a fixed count of decimals: `−1,234.50`. What rounds to zero has no sign.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        let digits = String(format: "%.\(max(0, decimals))f", abs(value))
        let parts = digits.split(separator: ".", maxSplits: 1)
        var text = grouped(String(parts.first ?? "0"))
        if parts.count == 2 { text += "." + parts[1] }
        let isZero = !digits.contains { $0 != "0" && $0 != "." }
        return value < 0 && !isZero ? "\u{2212}" + text : text
    }

    /// A count: `1,234`.
    public static func count(_ value: Double) -> String {
        fixed(value, decimals: 0)
    }

    /// A count: `1,234`.
    public static func count(_ value: Int) -> String {
        let digits = grouped(String(value.magnitude))
        return value < 0 ? "\u{2212}" + digits : digits
    }

    /// A count with its noun: `no patients`, `1 patient`, `1,234 patients`.
    public static func count(_ value: Double, _ singular: String, _ plural: String) -> String {
        switch value {
        case 0: "no \(plural)"
        case 1: "1 \(singular)"
        default: "\(count(value)) \(plural)"
        }
    }

    /// A share as a percentage without its sign: 0.6234 is `62.3`.
    public static func percentNumber(_ share: Double) -> String {
        fixed(share * 100, decimals: 1)
    }

    /// A share as a percentage: 0.6234 is `62.3%`.
    public static func percent(_ share: Double) -> String {
        percentNumber(share) + "%"
    }

    /// A round share such as a confidence level or a claim: 0.95 is `95%`, 0.975 is `97.5%`.
    public static func level(_ share: Double) -> String {
        let percentage = share * 100
        let isWhole = abs(percentage - percentage.rounded()) < 1e-9
        return fixed(percentage, decimals: isWhole ? 0 : 1) + "%"
    }

    /// A p-value: `p < 0.001`, `p = 0.042`, `p > 0.999`.
    public static func pValue(_ p: Double) -> String {
        if p < 0.001 { return "p < 0.001" }
        if p > 0.999 { return "p > 0.999" }
        return "p = " + fixed(p, decimals: 3)
    }

    /// A p-value for a column headed p: `< 0.001`, `0.042`.
    public static func pCell(_ p: Double) -> String {
        let text = pValue(p).dropFirst(2)
        // A sign at the end of a line, and its number on the next, read badly in a narrow column.
        return text.hasPrefix("= ") ? String(text.dropFirst(2)) : String(text.replacing(" ", with: "\u{00A0}"))
    }

    /// A number that a study file or the tool fixed, with the decimals that it has, 6 at most: 1.2000000000000002 is `1.2`.
    public static func plain(_ value: Double) -> String {
        var text = fixed(value, decimals: 6)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// The decimals that a standard error allows, from 0 to 6: its three leading digits, from 100 to 354, allow two
    /// significant digits of it; from 355 to 949, one; from 950 it reads as 1.0 of the next power. (Particle Data
    /// Group, Review of Particle Physics 2024, introduction, section 5.3; doi:10.1103/PhysRevD.110.030001.)
    public static func decimals(standardError: Double) -> Int {
        guard standardError > 0, standardError.isFinite else { return 2 }
        let exponent = log10(standardError).rounded(.down)
        let leading = standardError / pow(10, exponent)
        let decimals = leading < 3.55 ? 1 - exponent : -exponent
        return Int(min(6, max(0, decimals)))
    }

    /// The decimals that show three significant digits of a number without a standard error, from 0 to 6.
    public static func decimals(value: Double) -> Int {
        guard value != 0, value.isFinite else { return 1 }
        return min(6, max(0, 2 - Int(log10(abs(value)).rounded(.down))))
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A number in a format. Without an error of its own, ``NumberFormat/byError`` shows three significant digits.
    public static func text(_ value: Double, _ format: NumberFormat) -> String {
        switch format {
        case .percent: percent(value)
        case .count: count(value)
        case .fixed(let decimals): fixed(value, decimals: decimals)
        case .byError: value == value.rounded() ? count(value) : fixed(value, decimals: decimals(value: value))
        }
    }

    /// A number of prose, with the noun that it counts.
    public static func text(_ measured: Measured) -> String {
        guard let noun = measured.noun else { return text(measured.value, measured.format) }
        return count(measured.value, noun.singular, noun.plural)
    }
}
