import Foundation

/// The hazard at each time with events, and what follows from it for each row, at given standardised coefficients.
struct CoxHazards: Sendable {
    /// What rows meet at a time with events, or up to and with it.
    private struct Hazard: Sendable {
        /// The run it belongs to.
        let run: CoxPartialLikelihood.Run
        /// For those at risk.
        var met: Double
        /// How much less for those with an event at this very time.
        let notMet: Double
        /// Σ mean covariate · hazard for the two.
        var meanMet: [Double]
        let meanNotMet: [Double]
        /// The covariate expected of an event.
        let expected: [Double]
    }

    /// By stratum, ascending in time; `met` and `meanMet` up to and with the time.
    private let cumulative: [[Hazard]]
    /// By stratum, the unit of the hazards: exp of minus this.
    private let units: [Double]
    private let predictor: [Double]

    init(_ likelihood: CoxPartialLikelihood, _ coefficients: [Double]) {
        var hazards = [[Hazard]](repeating: [], count: likelihood.strata.count)
        let predictor = likelihood.linearPredictor(coefficients)
        let units = likelihood.strata.map { stratum in
            stratum.rows.reduce(-Double.infinity) { max($0, predictor[$1]) }
        }
        likelihood.forEachEventTime(coefficients) { stratum, run, event in
            let factor = exp(units[stratum] - event.largestPredictor)
            hazards[stratum].append(
                Hazard(
                    run: run, met: factor * event.hazard, notMet: factor * event.hazardNotMet,
                    meanMet: event.meanHazard.map { factor * $0 },
                    meanNotMet: event.meanHazardNotMet.map { factor * $0 }, expected: event.expectedCovariate))
        }
        self.predictor = predictor
        self.units = units
        cumulative = hazards.map { backward in
            var forward = Array(backward.reversed())
            for k in forward.indices.dropFirst() {
                forward[k].met += forward[k - 1].met
                for i in forward[k].meanMet.indices { forward[k].meanMet[i] += forward[k - 1].meanMet[i] }
            }
            return forward
        }
    }

    /// Each row's part of the score: an event's covariates less their expectation, less the row's risk times what it met of
    /// (x - mean) dH (Therneau, Grambsch & Fleming 1990, doi:10.1093/biomet/77.1.147), times the row's weight.
    ///
    /// Row after row. Their sum over rows is the score, which is zero at the maximum.
    func scoreResiduals(_ likelihood: CoxPartialLikelihood) -> [Double] {
        var residuals: [Double] = []
        residuals.reserveCapacity(likelihood.positions.count * likelihood.dimension)
        for (index, stratum) in likelihood.strata.enumerated() {
            var latest = -1
            for run in stratum.runs {
                if run.events > 0 { latest += 1 }
                let hazard = cumulative[index][latest]
                for row in run.rows {
                    let isEvent = likelihood.isEvent[row]
                    let weight = likelihood.weights[row]
                    let risk = exp(predictor[row] - units[index])
                    let met = hazard.met - (isEvent ? hazard.notMet : 0)
                    for k in 0..<likelihood.dimension {
                        let x = likelihood.covariate(k, of: row)
                        let meanMet = hazard.meanMet[k] - (isEvent ? hazard.meanNotMet[k] : 0)
                        let surprise = isEvent ? x - hazard.expected[k] : 0
                        residuals.append(weight * (surprise - risk * (x * met - meanMet)))
                    }
                }
            }
        }
        return residuals
    }

    /// The cumulative hazard of a stratum at covariates of zero, which are the centers in own units.
    func baseline(
        _ likelihood: CoxPartialLikelihood, stratum: Int, _ counts: [EventCounts]
    ) -> CoxRegression.BaselineHazard {
        let factor = exp(-units[stratum])
        return CoxRegression.BaselineHazard(
            stratum: likelihood.strata[stratum].label, times: cumulative[stratum].map { counts[$0.run.rank].time },
            cumulativeHazard: cumulative[stratum].map { $0.met * factor })
    }
}

extension CoxPartialLikelihood {
    /// Sums of rows' vectors, row after row, over the rows with the same label, in order of first appearance.
    func summed(_ vectors: [Double], by labels: [Int]) -> [Double] {
        var slots: [Int: Int] = [:]
        slots.reserveCapacity(labels.count)
        var sums: [Double] = []
        sums.reserveCapacity(vectors.count)
        for (row, label) in labels.enumerated() {
            let vector = vectors[row * dimension..<(row + 1) * dimension]
            if let slot = slots[label] {
                for (k, value) in vector.enumerated() { sums[slot + k] += value }
            } else {
                slots[label] = sums.count
                sums += vector
            }
        }
        return sums
    }
}
