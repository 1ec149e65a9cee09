import Estimation
import Findings

/// The intervals of a comparison of strategies.
///
/// Means and their differences go by t. Of shares, p ± t · SE holds the truth too seldom where few had the event and not at all where
/// nobody had (of no difference in responders at 30% in 73 to 99% of 150 simulated studies, least in the smallest groups): they go by
/// Wilson's interval with their effective size, and their differences by the limits of both.
struct EmulationIntervals {
    private let fit: CloneCensorWeighting.Fit
    private let areShares: Bool
    /// By strategy and interval.
    private let persons: [[PersonSet]]
    private let level: ConfidenceLevel

    init(_ fit: CloneCensorWeighting.Fit, areShares: Bool, persons: [[PersonSet]], level: ConfidenceLevel) {
        (self.fit, self.areShares, self.persons, self.level) = (fit, areShares, persons, level)
    }

    /// Of a strategy's mean or share.
    func own(_ strategy: Int, _ estimate: CloneCensorWeighting.Estimate) -> ConfidenceInterval? {
        guard areShares else { return plain(estimate) }
        let number = estimate.interval
        guard let size = fit.strategies[strategy].intervals.first(where: { $0.interval == number })?.effectiveSampleSize
        else { return nil }
        // Several entries of a patient are no more than the patient.
        return .wilson(
            share: min(1, max(0, estimate.value)), standardError: estimate.standardError,
            effectiveSize: min(size, Double(persons[strategy][number].count)),
            degreesOfFreedom: estimate.degreesOfFreedom, level: level)
    }

    /// Of a strategy less the first one.
    func difference(_ strategy: Int, _ estimate: CloneCensorWeighting.Estimate) -> ConfidenceInterval? {
        guard areShares else { return plain(estimate) }
        func at(_ strategy: Int) -> CloneCensorWeighting.Estimate? {
            fit.curve(strategy).first { $0.interval == estimate.interval }
        }
        guard let one = at(strategy), let other = at(0), let ownLimits = own(strategy, one),
            let otherLimits = own(0, other)
        else { return nil }
        let product = 2 * one.standardError * other.standardError
        let squares =
            one.standardError * one.standardError + other.standardError * other.standardError
            - estimate.standardError * estimate.standardError
        return .hybrid(
            (one.value, ownLimits), minus: (other.value, otherLimits),
            correlation: product > 0 ? min(1, max(-1, squares / product)) : 0)
    }

    private func plain(_ estimate: CloneCensorWeighting.Estimate) -> ConfidenceInterval? {
        .studentT(
            estimate: estimate.value, standardError: estimate.standardError,
            degreesOfFreedom: estimate.degreesOfFreedom, level: level)
    }
}
