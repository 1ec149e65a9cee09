import Estimation
import Findings

/// Each patient's mean contrast of a direction, with the error that her scores give it, and all of them pooled.
struct PersonContrasts: Sendable {
    /// A patient's mean over her changes.
    struct Own: Sendable {
        let person: Int
        let value: Double
        /// What the residual variance of one score is multiplied by.
        let varianceFactor: Double
        /// Mean days from before to after.
        let days: Double
        let changes: Int
    }

    let all: [Own]
    let persons: PersonSet

    init(_ climbers: [DoseLadders.Climber], _ analysis: DechallengeAnalysis, _ direction: DoseDirection, slope: Double)
    {
        all = climbers.compactMap { climber in
            let own = (climber.contrasts[analysis] ?? []).filter { $0.direction == direction }
            guard !own.isEmpty else { return nil }
            let count = Double(own.count)
            return Own(
                person: climber.person, value: own.reduce(0) { $0 + $1.difference(beyond: slope) } / count,
                varianceFactor: own.reduce(0) { $0 + $1.varianceFactor } / (count * count),
                days: own.reduce(0) { $0 + $1.days } / count, changes: own.count)
        }
        persons = PersonSet(ascending: all.map(\.person))
    }

    /// How many changes there are.
    var changes: Int { all.reduce(0) { $0 + $1.changes } }

    /// Mean days from before to after, over patients.
    private var days: Double { all.reduce(0) { $0 + $1.days } / Double(max(1, all.count)) }

    /// The mean of the patients' contrasts with its t interval; `nil` below two patients.
    func plainMean(slopeError: Double, level: ConfidenceLevel) -> (estimate: ErredValue, interval: ConfidenceInterval?)?
    {
        let moments = OnlineMoments(all.map(\.value))
        guard let mean = moments.mean, let error = moments.standardErrorOfMean else { return nil }
        return located(mean, error, slopeError: slopeError, level: level)
    }

    private func located(
        _ mean: Double, _ error: Double, slopeError: Double, level: ConfidenceLevel
    ) -> (estimate: ErredValue, interval: ConfidenceInterval?) {
        let whole = (error * error + days * days * slopeError * slopeError).squareRoot()
        let interval =
            whole > 0
            ? ConfidenceInterval.studentT(
                estimate: mean, standardError: whole, degreesOfFreedom: Double(all.count - 1), level: level) : nil
        return (ErredValue(value: mean, standardError: whole), interval)
    }

    /// The patients' contrasts as estimates of differences that are normal over patients, each with the error of its scores.
    func pooled(residualVariance: Double, level: ConfidenceLevel) -> FitOutcome<RandomEffectsPooling> {
        RandomEffectsPooling.fit(
            estimates: all.map(\.value),
            standardErrors: all.map { ($0.varianceFactor * residualVariance).squareRoot() }, level: level)
    }

    /// Everything that is told of pooled contrasts.
    func summary(
        _ pooling: RandomEffectsPooling, residualVariance: Double, slopeError: Double, level: ConfidenceLevel
    ) -> Summary {
        let mean = located(
            pooling.pooled.value, pooling.hartungKnappError, slopeError: slopeError, level: level)
        let spread = pooling.betweenVariance
        let width = (spread + mean.estimate.standardError * mean.estimate.standardError).squareRoot()
        let other =
            all.count > 2 && width > 0
            ? ConfidenceInterval.studentT(
                estimate: mean.estimate.value, standardError: width, degreesOfFreedom: Double(all.count - 2),
                level: level) : nil
        let shrunken = all.map { own in
            let error = own.varianceFactor * residualVariance
            return mean.estimate.value + spread / (spread + error) * (own.value - mean.estimate.value)
        }
        return Summary(mean: mean.estimate, interval: mean.interval, ofAnother: other, shrunken: shrunken)
    }

    /// Mean, where another patient's difference lies, and each patient's shrunken towards the mean.
    struct Summary: Sendable {
        let mean: ErredValue
        let interval: ConfidenceInterval?
        let ofAnother: ConfidenceInterval?
        /// In the order of ``PersonContrasts/all``; nobody's is shown.
        let shrunken: [Double]
    }

    /// The residual variance of a score about its window's mean and the line, equal in all patients and windows; `nil` where no window
    /// has two scores.
    static func residualVariance(_ climbers: [DoseLadders.Climber], slope: Double) -> Double? {
        var (squares, freedom) = (0.0, 0)
        for contrast in climbers.lazy.flatMap({ $0.contrasts[.main] ?? [] }) {
            for window in [contrast.before, contrast.after] {
                squares += window.squares(about: slope)
                freedom += window.count - 1
            }
        }
        return freedom > 0 ? squares / Double(freedom) : nil
    }
}

/// A number with its standard error.
struct ErredValue: Sendable, Hashable {
    let value: Double
    let standardError: Double
}
