import Foundation

/// A risk set at a time with events, and what these add to the partial likelihood.
///
/// Efron (1977, doi:10.1080/01621459.1977.10480613): of d tied events, the k-th (k = 0...d-1) meets a risk set that holds
/// each of the d with the share 1 - k/d. Breslow (1974, doi:10.2307/2529620): all meet the whole. With weights, each of the
/// d has their mean weight.
struct EventTime: Sendable {
    /// Σ risk, Σ risk · x and the upper triangle of Σ risk · xx' over rows.
    private struct Sums: Sendable {
        var risk = 0.0
        var first: [Double]
        var second: [Double]

        init(dimension: Int) {
            first = Array(repeating: 0, count: dimension)
            second = Array(repeating: 0, count: SymmetricMatrix.packedCount(dimension))
        }

        mutating func add(_ values: [Double], at base: Int, risk added: Double) {
            risk += added
            var next = 0
            for i in first.indices {
                let scaled = added * values[base + i]
                first[i] += scaled
                for j in i..<first.count {
                    second[next] += scaled * values[base + j]
                    next += 1
                }
            }
        }

        mutating func scale(by factor: Double) {
            risk *= factor
            for i in first.indices { first[i] *= factor }
            for k in second.indices { second[k] *= factor }
        }
    }

    /// Of those at risk. Risks are in units of its exponential, a common factor that has no part in the likelihood: so none
    /// is too large for a double, nor all of them too small.
    private(set) var largestPredictor = -Double.infinity
    private var all: Sums
    private var dying: Sums
    private var events = 0.0
    private var eventWeight = 0.0
    private var eventPredictor = 0.0
    private var eventCovariates: [Double]

    /// This time's part of the log partial likelihood.
    private(set) var logLikelihood = 0.0
    /// The sum of the sizes of its terms.
    private(set) var magnitude = 0.0
    /// This time's part of the score: the events' covariates less their expectation.
    private(set) var score: [Double]
    /// The upper triangle of this time's part of the information.
    private(set) var information: [Double]
    /// The increment of the cumulative hazard, times exp(`largestPredictor`), as are all below but the last.
    private(set) var hazard = 0.0
    /// How much less of it those with an event at this time have passed through.
    private(set) var hazardNotMet = 0.0
    /// Σ mean covariate · hazard over the terms of `hazard`.
    private(set) var meanHazard: [Double]
    /// The same over the terms of `hazardNotMet`.
    private(set) var meanHazardNotMet: [Double]
    /// The covariate expected of an event.
    private(set) var expectedCovariate: [Double]

    /// Nobody at risk yet.
    init(dimension: Int) {
        all = Sums(dimension: dimension)
        dying = all
        let zeros = [Double](repeating: 0, count: dimension)
        (eventCovariates, score, meanHazard, meanHazardNotMet, expectedCovariate) = (zeros, zeros, zeros, zeros, zeros)
        information = all.second
    }

    /// Begins a time: those at risk stay, the events are of one time.
    mutating func begin() {
        guard events > 0 else { return }
        dying.scale(by: 0)
        (events, eventWeight, eventPredictor) = (0, 0, 0)
        for k in eventCovariates.indices { eventCovariates[k] = 0 }
    }

    /// Adds a row to the risk set: its covariates are `values` from `base` on.
    mutating func add(
        _ values: [Double], at base: Int, predictor: Double, weight: Double, isEvent: Bool
    ) {
        if predictor > largestPredictor {
            let factor = exp(largestPredictor - predictor)
            all.scale(by: factor)
            dying.scale(by: factor)
            largestPredictor = predictor
        }
        let risk = weight * exp(predictor - largestPredictor)
        all.add(values, at: base, risk: risk)
        guard isEvent else { return }
        dying.add(values, at: base, risk: risk)
        events += 1
        eventWeight += weight
        eventPredictor += weight * predictor
        for k in eventCovariates.indices { eventCovariates[k] += weight * values[base + k] }
    }

    /// Works out what this time's events add, when all its rows are in.
    mutating func finish(_ ties: CoxRegression.Ties) {
        // Σ over the d events of (their share that has gone)^a / (risk set)^b, times the mean weight.
        var (whole, gone) = (0.0, 0.0)
        var (whole2, mixed2, gone2) = (0.0, 0.0, 0.0)
        let common = eventWeight * largestPredictor
        logLikelihood = eventPredictor - common
        magnitude = abs(eventPredictor) + abs(common)
        let meanWeight = eventWeight / events
        func meet(_ share: Double, weight: Double) {
            let risk = all.risk - share * dying.risk
            let term = weight * log(risk)
            logLikelihood -= term
            magnitude += abs(term)
            let inverse = weight / risk
            whole += inverse
            gone += share * inverse
            whole2 += inverse / risk
            mixed2 += share * inverse / risk
            gone2 += share * share * inverse / risk
        }
        switch ties {
        case .breslow: meet(0, weight: eventWeight)
        case .efron: for k in 0..<Int(events) { meet(Double(k) / events, weight: meanWeight) }
        }
        hazard = whole
        hazardNotMet = gone
        for i in score.indices {
            let expected = all.first[i] * whole - dying.first[i] * gone
            score[i] = eventCovariates[i] - expected
            expectedCovariate[i] = expected / eventWeight
            meanHazard[i] = all.first[i] * whole2 - dying.first[i] * mixed2
            meanHazardNotMet[i] = all.first[i] * mixed2 - dying.first[i] * gone2
        }
        var next = 0
        for i in score.indices {
            for j in i..<score.count {
                let means = all.first[i] * meanHazard[j] - dying.first[i] * meanHazardNotMet[j]
                information[next] = all.second[next] * whole - dying.second[next] * gone - means
                next += 1
            }
        }
    }
}
