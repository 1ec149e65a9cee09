extension CloneCensorWeighting {
    /// What is compared between strategies.
    public enum Measure: Sendable, Hashable {
        /// The mean of the outcome at each interval, among entries for which it was seen.
        case mean
        /// The probability of an event of a cause up to the end of each interval, other causes competing: Aalen and Johansen's
        /// estimator with weighted hazards by interval, h = Σ w of events / Σ w at risk.
        case cumulativeIncidence(cause: Int = 1)

        /// Weighted sums an interval: of the weights, of what is measured, and of events of any cause.
        var sums: Int {
            switch self {
            case .mean: 2
            case .cumulativeIncidence: 3
            }
        }

        /// What an entry adds to each sum, per unit of its weight; nil where nothing was seen.
        func terms(_ outcome: SequentialTrials.Outcome) -> (Double, Double, Double)? {
            switch (self, outcome) {
            case (.mean, .value(let value)): (1, value, 0)
            case (.cumulativeIncidence, .noEvent): (1, 0, 0)
            case (.cumulativeIncidence(let cause), .event(let own)): (1, own == cause ? 1 : 0, 1)
            default: nil
            }
        }

        /// The value at each interval, from the sums interval by interval; nil where there is none.
        func curve(_ sums: some RandomAccessCollection<Double>) -> [Double?] {
            var (free, incidence, isKnown) = (1.0, 0.0, true)
            return intervals(sums).map { total, own, any in
                switch self {
                case .mean: return total > 0 ? own / total : nil
                case .cumulativeIncidence:
                    // Once nobody is left who could have an event, the probability stays.
                    isKnown = isKnown && (total > 0 || free == 0)
                    guard isKnown else { return nil }
                    if total > 0 {
                        incidence += free * own / total
                        free *= max(0, 1 - any / total)
                    }
                    return incidence
                }
            }
        }

        /// How the curve changes, to first order, where somebody's part of the sums is taken away; 0 where there is no value.
        ///
        /// Each interval's mean or hazard changes by exactly that of the sums without the part (the jackknife), which a derivative makes
        /// too small for a part with a large share of the weight; what follows from hazards for the curve is linear.
        func tangent(_ sums: some RandomAccessCollection<Double>, change: some RandomAccessCollection<Double>)
            -> [Double]
        {
            var (free, freeChange, incidenceChange) = (1.0, 0.0, 0.0)
            return zip(intervals(sums), intervals(change)).map { sums, change in
                guard sums.0 > 0 else { return 0 }
                let own = sums.1 / sums.0
                let rest = sums.0 - change.0 > 0 ? sums.0 - change.0 : sums.0
                let ownChange = (change.1 - own * change.0) / rest
                switch self {
                case .mean: return ownChange
                case .cumulativeIncidence:
                    let any = sums.2 / sums.0
                    let anyChange = (change.2 - any * change.0) / rest
                    incidenceChange += freeChange * own + free * ownChange
                    freeChange = freeChange * (1 - any) - free * anyChange
                    free *= 1 - any
                    return incidenceChange
                }
            }
        }

        private func intervals(_ sums: some RandomAccessCollection<Double>) -> [(Double, Double, Double)] {
            var all: [(Double, Double, Double)] = []
            var index = sums.startIndex
            while index < sums.endIndex {
                let second = sums.index(after: index)
                let third = sums.index(after: second)
                all.append((sums[index], sums[second], self.sums == 3 ? sums[third] : 0))
                index = self.sums == 3 ? sums.index(after: third) : third
            }
            return all
        }
    }
}
