/// The outcomes of an exact test that speak against its null hypothesis at least as much as the one observed.
struct ExactTails {
    /// Their probability: the exact p-value.
    let all: Double
    /// The part of it that speaks against the null hypothesis exactly as much as the one observed.
    let tied: Double

    /// The exact p-value with half the probability of ties: Lancaster's (1961, doi:10.1080/01621459.1961.10482105) mid-p.
    var mid: Double { max(0, all - tied / 2) }

    /// Two-sided, the outcomes no likelier than the one observed: the method of small p-values, as R's `binom.test` and
    /// `fisher.test`, with their relative tolerance of 1e-7 for ties that rounding would break.
    init(
        _ observed: Int, under null: some UnimodalCounts, _ alternative: ProportionTest.Alternative
    ) throws(DistributionError) {
        let probability = null.probability(of: observed)
        switch alternative {
        case .less:
            (all, tied) = (min(1, try null.atMost(observed)), probability)
        case .greater:
            (all, tied) = (min(1, try null.atLeast(observed)), probability)
        case .twoSided:
            guard observed != null.mode else {
                let neighbours = [observed - 1, observed + 1].filter(null.support.contains)
                let twins = neighbours.map(null.probability).filter { $0 >= probability * (1 - Self.tolerance) }
                (all, tied) = (1, probability + twins.reduce(0, +))
                return
            }
            let isBelow = observed < null.mode
            let near = isBelow ? try null.atMost(observed) : try null.atLeast(observed)
            guard let far = Self.firstBeyondMode(no: probability * (1 + Self.tolerance), null, upwards: isBelow) else {
                (all, tied) = (min(1, near), probability)
                return
            }
            all = min(1, near + (isBelow ? try null.atLeast(far) : try null.atMost(far)))
            let twin = null.probability(of: far)
            tied = probability + (twin >= probability * (1 - Self.tolerance) ? twin : 0)
        }
    }

    private static let tolerance = 1e-7

    /// The value nearest to the mode, itself included, on one side of it with a probability of at most `limit`; nil where there
    /// is none.
    private static func firstBeyondMode(no limit: Double, _ null: some UnimodalCounts, upwards: Bool) -> Int? {
        let reach = upwards ? null.support.upperBound - null.mode : null.mode - null.support.lowerBound
        func value(_ steps: Int) -> Int { upwards ? null.mode + steps : null.mode - steps }
        // The probabilities fall, so the first that is low enough is found by bisection.
        var (low, high) = (0, reach + 1)
        while low < high {
            let middle = low + (high - low) / 2
            if null.probability(of: value(middle)) <= limit { high = middle } else { low = middle + 1 }
        }
        return low <= reach ? value(low) : nil
    }
}

extension Binomial: UnimodalCounts {
    var support: ClosedRange<Int> { 0...trials }

    var mode: Int { min(trials, Int(((Double(trials) + 1) * probabilityOfSuccess).rounded(.down))) }

    func atMost(_ value: Int) throws(DistributionError) -> Double {
        try lowerTail(value)
    }

    func atLeast(_ value: Int) throws(DistributionError) -> Double {
        try upperTail(value - 1)
    }
}
