/// How much what is imputed for those who left must be shifted before the conclusion changes: the values of δ at which an end of the
/// pooled interval meets the null (Yan, Lee & Li 2009, J Biopharm Stat 19:1085; Carpenter & Kenward 2013, chapter 10).
///
/// The conclusion is whether the interval excludes the null, and on which side. A reader then judges whether a δ that large is credible.
public struct TippingDelta: Sendable, Hashable {
    /// What the estimate is compared with.
    public let null: Double
    /// The interval's level.
    public let level: ConfidenceLevel
    /// Whether the interval excludes the null at δ = 0.
    public let excludesNullAtZero: Bool
    /// The δ nearest to 0 from below at which the conclusion changes; nil where none within `searched` does.
    public let below: Double?
    /// The δ nearest to 0 from above at which the conclusion changes; nil where none within `searched` does.
    public let above: Double?
    /// The range of δ that was searched.
    public let searched: ClosedRange<Double>
}

extension TippingDelta {
    /// Searches a range of δ around 0 for the conclusion's nearest changes.
    ///
    /// Each side is looked at in `steps`, so that a conclusion that changes and changes back within one is not seen; the change in a step
    /// is then found by the Illinois form of false position (Dowell & Jarratt 1971, doi:10.1007/BF01934364), to 1e-9 standard errors of
    /// the estimate.
    ///
    /// - Parameters:
    ///   - range: Must be finite and contain 0.
    ///   - steps: On each side, 1 or more.
    ///   - estimate: The pooled estimate at a δ.
    static func search(
        within range: ClosedRange<Double>, steps: Int, null: Double, level: ConfidenceLevel,
        estimate: (Double) throws(NotEstimable) -> PooledEstimate
    ) throws(NotEstimable) -> TippingDelta {
        guard null.isFinite else { throw .invalidArgument(name: "null", needed: "a finite number") }
        guard range.contains(0), range.lowerBound.isFinite, range.upperBound.isFinite else {
            throw .invalidArgument(name: "the range of delta", needed: "finite and around 0")
        }
        func trial(_ delta: Double) throws(NotEstimable) -> Trial {
            let pooled = try estimate(delta)
            guard let interval = pooled.interval(level: level) else { throw .nonFinite }
            return Trial(
                delta: delta, lower: interval.lower - null, upper: interval.upper - null,
                standardError: pooled.estimate.standardError)
        }
        let unshifted = try trial(0)
        func change(towards end: Double) throws(NotEstimable) -> Double? {
            guard end != 0 else { return nil }
            var near = unshifted
            for step in 1...max(1, steps) {
                let far = try trial(end * Double(step) / Double(max(1, steps)))
                guard far.conclusion == near.conclusion else { return try crossing(near, far, trial) }
                near = far
            }
            return nil
        }
        return TippingDelta(
            null: null, level: level, excludesNullAtZero: unshifted.conclusion != .open,
            below: try change(towards: range.lowerBound), above: try change(towards: range.upperBound), searched: range)
    }

    /// The interval's ends less the null at a δ.
    private struct Trial {
        enum Conclusion { case belowNull, open, aboveNull }

        let delta: Double, lower: Double, upper: Double, standardError: Double

        var conclusion: Conclusion {
            lower > 0 ? .aboveNull : upper < 0 ? .belowNull : .open
        }
    }

    /// Where between two trials of different conclusions the end that tells them apart is the null: of `near`'s conclusion, or of
    /// `far`'s where `near` has none.
    private static func crossing(
        _ near: Trial, _ far: Trial, _ trial: (Double) throws(NotEstimable) -> Trial
    ) throws(NotEstimable) -> Double {
        let deciding = near.conclusion == .open ? far.conclusion : near.conclusion
        func end(_ trial: Trial) -> Double { deciding == .aboveNull ? trial.lower : trial.upper }
        var (old, new) = ((delta: near.delta, end: end(near)), (delta: far.delta, end: end(far)))
        for _ in 0..<100 {
            let delta = new.delta - new.end * (new.delta - old.delta) / (new.end - old.end)
            guard delta != new.delta, delta != old.delta else { return delta }
            let middle = try trial(delta)
            let value = end(middle)
            if abs(value) <= 1e-9 * middle.standardError { return delta }
            if (value < 0) == (new.end < 0) {
                // The end that stays counts half, or it would stay for good.
                old.end /= 2
            } else {
                old = new
            }
            new = (delta, value)
        }
        return new.delta
    }
}
