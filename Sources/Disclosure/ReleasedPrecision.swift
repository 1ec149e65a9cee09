import Findings
import Foundation

/// How exactly a number is released.
///
/// An estimate times the number of its patients is a sum: from the sums of all patients and of all but one follows that one's value. With
/// ``digits`` significant digits the sum stays open by more than one patient's value. (Rounding: Hundepool et al., Statistical Disclosure
/// Control, 2012, 10.1002/9781118348239, chapter 5.) Counts of patients and rows, and shares of which both counts are shown, tell
/// nothing more by their digits and keep them all; so do numbers of the study file.
///
/// The rule of rounding: the decimal number with ``digits`` significant digits that is nearest to the stored number, of two as near the
/// one that ends in an even digit.
struct ReleasedPrecision: Sendable {
    /// Significant digits of an estimate; `nil` where all stay.
    let digits: Int?

    /// - Parameter policy: one that withholds nothing rounds nothing.
    init(_ policy: DisclosurePolicy) {
        digits = policy.withholds ? 3 : nil
    }

    /// A number to the digits that are released. Keeps the order of numbers, their signs and zero.
    func rounded(_ value: Double) -> Double {
        guard let digits, value != 0 else { return value }
        return Double(String(format: "%.\(digits - 1)e", value)) ?? value
    }

    /// The value of an estimate.
    ///
    /// - Parameter showsCounts: whether the counts beside it are shown.
    func value(of estimate: Estimate, showsCounts: Bool) -> Double? {
        estimate.value.map { isExact($0, estimate, showsCounts) ? $0 : rounded($0) }
    }

    private func isExact(_ value: Double, _ estimate: Estimate, _ showsCounts: Bool) -> Bool {
        if estimate.basis == .noPerson { return true }
        switch estimate.quantity.unit {
        case .patients, .rows: return value == value.rounded()
        case .share, .shareOfRows:
            guard showsCounts, let events = estimate.events, let n = estimate.n else { return false }
            return value * Double(n) == Double(events) || value == Double(events) / Double(n)
        case .days, .score, .scorePer, .perScore, .named: return false
        }
    }

    /// The limits of an interval around a released value. Rounded as it is, they lie on either side of it; where the value keeps its
    /// digits a limit close to it can pass it, and goes to the next number outwards.
    func limits(_ interval: Estimate.Interval?, around value: Double?) -> (lower: Double?, upper: Double?) {
        func limit(_ limit: Double?, outwards sign: Double) -> Double? {
            guard let limit else { return nil }
            let near = rounded(limit)
            // Where the value lies outside of its interval, that is no work of rounding.
            guard let digits, let value, sign * (limit - value) >= 0, sign * (near - value) < 0 else { return near }
            let step = pow(10, log10(abs(near)).rounded(.down) - Double(digits - 1))
            return rounded(near + sign * step)
        }
        return (limit(interval?.lower, outwards: -1), limit(interval?.upper, outwards: 1))
    }

    /// Degrees of freedom: whole ones are a count, and stand or fall with the patients whom they tell of.
    func degreesOfFreedom(_ value: Double?) -> Double? {
        value.map { $0 == $0.rounded() ? $0 : rounded($0) }
    }

    /// A number of a sentence: counts keep their digits.
    func rounded(_ measured: Measured) -> Measured {
        measured.format == .count && measured.value == measured.value.rounded()
            ? measured : measured.rounded(rounded)
    }
}
