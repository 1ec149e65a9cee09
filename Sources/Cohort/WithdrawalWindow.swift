/// How long after a reduction or a stop symptoms may be withdrawal's.
public struct WithdrawalWindow: Sendable, Hashable {
    /// Days, the first one at the lower dose among them. Acute withdrawal lasts 4 to 10 days after short-acting opioids and 10 to 20 after
    /// long-acting ones (WHO 2009, Clinical guidelines for withdrawal management, ISBN 978-92-9061-430-2).
    public var days: Int
    /// The least reduction, as a share of the highest dose of the days before.
    public var leastFall: Double

    /// A window; by default 14 days after a reduction of at least a tenth. The defaults are this tool's.
    public init(days: Int = 14, leastFall: Double = 0.10) {
        self.days = days
        self.leastFall = leastFall
    }
}

extension DoseTimeline {
    /// Whether a day follows a reduction or a stop so soon that the person may be in withdrawal.
    ///
    /// It does if its dose is lower, by at least the window's share, than the highest dose of the window's days before it: after one
    /// reduction on day d these are the days d to d + 13, a taper in small steps keeps the window open, and a dose that is given again
    /// closes it. A day without the drug after one of unknown dose follows a stop.
    ///
    /// - Returns: `nil` where the dose of the day, or of days before it that could decide, is not known.
    /// - Complexity: log n in the person's steps, and the steps of the window.
    public func isWithdrawalProne(on day: StudyDay, _ window: WithdrawalWindow) -> Bool? {
        guard let first = steps.first, let last = steps.last, first.start <= day, day <= last.end else { return nil }
        let number = index(of: Int(day.rawValue))
        guard let dose = steps[number].state.dose else { return nil }
        let earliest = Int(day.rawValue) - window.days
        var isKnown = Int(first.start.rawValue) <= earliest
        for step in steps[..<number].reversed() {
            guard Int(step.end.rawValue) >= earliest else { break }
            switch step.state {
            case .milligrams(let before):
                if dose < before, dose <= before * (1 - window.leastFall) * Self.slack { return true }
            case .unknownDose:
                if steps[number].state == .free { return true }
                isKnown = false
            case .unobserved: isKnown = false
            case .free: break
            }
        }
        return isKnown ? false : nil
    }
}
