/// A scale of opioid withdrawal. Scales are never pooled silently: results say which one they rest on.
public enum WithdrawalScale: String, Sendable, Hashable, CaseIterable {
    /// Clinical Opiate Withdrawal Scale, 11 items scored by an observer, 0–48 (Wesson & Ling 2003,
    /// 10.1080/02791072.2003.10400007).
    case cows
    /// Subjective Opiate Withdrawal Scale, 16 items of 0–4, 0–64 (Handelsman 1987, 10.3109/00952998709001515).
    /// Gossop's Short Opiate Withdrawal Scale is another scale and is not accepted under this name.
    case sows

    /// Lowest and highest possible score.
    public var range: ClosedRange<Int> {
        switch self {
        case .cows: 0...48
        case .sows: 0...64
        }
    }

    /// The grade of a score, or `nil` outside the scale's range.
    ///
    /// COWS: 0–4 none, 5–12 mild, 13–24 moderate, 25–36 moderately severe, 37+ severe. SOWS: 0 none, 1–10 mild,
    /// 11–20 moderate, 21+ severe.
    public func grade(ofScore score: Int) -> WithdrawalGrade? {
        guard range.contains(score) else { return nil }
        switch (self, score) {
        case (.cows, ...4), (.sows, 0): return WithdrawalGrade.none
        case (.cows, ...12), (.sows, ...10): return .mild
        case (.cows, ...24), (.sows, ...20): return .moderate
        case (.cows, ...36): return .moderatelySevere
        default: return .severe
        }
    }

    /// What counts as no withdrawal, in words; printed with every share.
    public var meaningOfNone: String {
        switch self {
        case .cows: "COWS at most 4"
        case .sows: "SOWS 0"
        }
    }
}

/// How bad withdrawal is. The order of cases is the order of severity.
public enum WithdrawalGrade: UInt8, Sendable, Hashable, Comparable, CaseIterable {
    /// No withdrawal.
    case none
    /// Mild.
    case mild
    /// Moderate.
    case moderate
    /// Moderately severe: a COWS grade only.
    case moderatelySevere
    /// Severe.
    case severe

    /// Less severe grades come first.
    public static func < (left: WithdrawalGrade, right: WithdrawalGrade) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The grade of data that come graded 0 none, 1 mild, 2 moderate, 3 severe; `nil` for another number.
    public init?(numericGrade: Int) {
        switch numericGrade {
        case 0: self = .none
        case 1: self = .mild
        case 2: self = .moderate
        case 3: self = .severe
        default: return nil
        }
    }
}
