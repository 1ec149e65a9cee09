/// The masses of a `TurnbullSurvival` curve that make the log likelihood Σ w log P largest, P the mass that an interval holds.
///
/// Mass j is m(j). The pull on it is d(j) = Σ w / P over the intervals that hold it. The Kuhn-Tucker conditions are d = n where there is
/// mass and d <= n where there is none (Gentleman & Geyer 1994, doi:10.1093/biomet/81.3.618).
///
/// As a function of the heights of the curve between the masses, the information is a network of conductances w / P², each between
/// the heights on both sides of an interval, with 1 and 0 as the ground: `GroundedLaplacian`. Each mass ends where somebody's
/// interval does, so each height is joined to a higher one, and in the end to the ground: the optimum is one, the information never
/// singular.
struct TurnbullOptimum: Sendable {
    /// People whose intervals hold the same masses.
    struct Interval: Sendable, Hashable {
        /// The masses that it holds, by number; not empty.
        var masses: Range<Int>
        /// The people, above 0.
        var count: Double
    }

    /// Exactly 0 where the optimum has no mass.
    let masses: [Double]
    /// The variance of the curve's height after each mass, with the masses that are 0 held there; 0 after the last.
    let variances: [Double]
    /// The largest miss of a Kuhn-Tucker condition, relative to n.
    let kuhnTuckerError: Double

    /// The largest miss of a Kuhn-Tucker condition that is let pass, relative to n.
    static let tolerance = 1e-9
    /// A smaller mass is rounding of 0.
    private static let rounding = 1e-13
    private static let iterations = 200
    /// Choices of the masses above 0; the first is nearly always right.
    private static let rounds = 50

    /// Finds the optimum for masses 0..<`massCount`, each held by an interval.
    init(_ intervals: [Interval], massCount: Int) throws(NotEstimable) {
        let people = intervals.reduce(0.0) { $0 + $1.count }
        let within = try Self.interiorPoint(intervals, massCount, people)
        var supported = within.supported
        for _ in 0..<Self.rounds {
            let polished = try Self.polish(intervals, within.masses, supported)
            var masses = [Double](repeating: 0, count: massCount)
            for (mass, value) in zip(supported, polished) where value > Self.rounding { masses[mass] = value }
            let remaining = supported.filter { masses[$0] > 0 }
            guard remaining.count == supported.count else {
                supported = remaining
                continue
            }
            let misses = zip(masses, Likelihood(intervals, masses).pulls).map { mass, pull in
                mass > 0 ? abs(pull / people - 1) : max(0, pull / people - 1)
            }
            let worst = misses.max() ?? 0
            guard worst <= Self.tolerance else {
                supported = masses.indices.filter { masses[$0] > 0 || misses[$0] > Self.tolerance }
                continue
            }
            kuhnTuckerError = worst
            self.masses = masses
            variances = try Self.variances(intervals, masses, supported)
            return
        }
        throw .didNotConverge(iterations: Self.rounds)
    }

    /// Approaches the optimum from within, where each mass has a slack z = n - d > 0: Newton steps towards m z = μ with μ brought to 0
    /// as fast as the steps allow (Mehrotra 1992, doi:10.1137/0802028), as far as there are digits to tell which masses go to 0 and
    /// which slacks.
    private static func interiorPoint(
        _ intervals: [Interval], _ massCount: Int, _ people: Double
    ) throws(NotEstimable) -> (masses: [Double], supported: [Int]) {
        var masses = [Double](repeating: 1 / Double(massCount), count: massCount)
        var slacks = [Double](repeating: people, count: massCount)
        for _ in 0..<iterations {
            let likelihood = Likelihood(intervals, masses)
            let gap = zip(masses, slacks).reduce(0.0) { $0 + $1.0 * $1.1 }
            let residual = zip(likelihood.pulls, slacks).reduce(0.0) { max($0, abs($1.0 + $1.1 - people - gap)) }
            if gap <= 1e-13 * people, residual <= 1e-8 * people {
                return (masses, masses.indices.filter { masses[$0] * people > slacks[$0] })
            }
            let factor = likelihood.information(plus: zip(slacks, masses).map { $0 / $1 }).factored()
            guard factor.isPositiveDefinite else { break }

            /// The Newton step towards a common product μ of masses and slacks, and how much of it stays within.
            func step(_ product: Double) -> (masses: [Double], slacks: [Double], length: Double) {
                let change = likelihood.massChange(factor, plus: masses.map { product / $0 })
                let slackChange = masses.indices.map {
                    product / masses[$0] - slacks[$0] - slacks[$0] / masses[$0] * change[$0]
                }
                var length = 1.0
                for (value, change) in zip(masses + slacks, change + slackChange) where change < 0 {
                    length = min(length, -0.995 * value / change)
                }
                return (change, slackChange, length)
            }
            let straight = step(0)
            let gapAhead = masses.indices.reduce(0.0) {
                $0 + (masses[$1] + straight.length * straight.masses[$1])
                    * (slacks[$1] + straight.length * straight.slacks[$1])
            }
            let share = gapAhead / gap
            let chosen = step(share * share * share * gap / Double(massCount))
            for mass in masses.indices {
                masses[mass] += chosen.length * chosen.masses[mass]
                slacks[mass] += chosen.length * chosen.slacks[mass]
            }
        }
        throw .didNotConverge(iterations: iterations)
    }

    /// Newton steps on the masses numbered `supported` alone, to the last digits, or until one is at 0 or below and has to be left out.
    private static func polish(
        _ intervals: [Interval], _ masses: [Double], _ supported: [Int]
    ) throws(NotEstimable) -> [Double] {
        let own = try restricted(intervals, to: supported, of: masses.count)
        var values = scaledToOne(supported.map { masses[$0] })
        var last = Double.infinity
        for _ in 0..<iterations {
            let likelihood = Likelihood(own, values)
            let factor = likelihood.information().factored()
            guard factor.isPositiveDefinite else { break }
            let change = likelihood.massChange(factor)
            let next = zip(values, change).map { $0 + $1 }
            guard next.allSatisfy({ $0 > 0 }) else { return next }
            values = scaledToOne(next)
            let largest = zip(change, values).reduce(0.0) { max($0, abs($1.0) / $1.1) }
            // Steps shrink as squares until rounding is all that is left of them.
            if largest < 1e-6, largest >= last / 2 || largest < Double.ulpOfOne { return values }
            last = largest
        }
        throw .didNotConverge(iterations: iterations)
    }

    /// By mass: the delta method on the information of the masses above 0.
    private static func variances(
        _ intervals: [Interval], _ masses: [Double], _ supported: [Int]
    ) throws(NotEstimable) -> [Double] {
        let own = try restricted(intervals, to: supported, of: masses.count)
        let diagonal = Likelihood(own, supported.map { masses[$0] }).information().factored().inverseDiagonal()
        var variances = [Double](repeating: 0, count: masses.count)
        for (mass, variance) in zip(supported, diagonal) { variances[mass] = variance }
        return variances
    }

    /// The intervals over the masses numbered `supported` alone.
    private static func restricted(
        _ intervals: [Interval], to supported: [Int], of massCount: Int
    ) throws(NotEstimable) -> [Interval] {
        var rank = [Int](repeating: 0, count: massCount + 1)
        for mass in supported { rank[mass + 1] = 1 }
        for mass in 0..<massCount { rank[mass + 1] += rank[mass] }
        let own = intervals.map {
            Interval(masses: rank[$0.masses.lowerBound]..<rank[$0.masses.upperBound], count: $0.count)
        }
        guard own.allSatisfy({ !$0.masses.isEmpty }) else { throw .didNotConverge(iterations: iterations) }
        return own
    }

    private static func scaledToOne(_ masses: [Double]) -> [Double] {
        let sum = CompensatedSum(masses).value
        return masses.map { $0 / sum }
    }
}

/// The log likelihood's derivatives at given masses.
private struct Likelihood {
    private let intervals: [TurnbullOptimum.Interval]
    /// The mass that each interval holds. Differences of sums of 32 digits: a small mass beside large ones keeps its own.
    private let held: [Double]
    /// d for each mass.
    let pulls: [Double]

    init(_ intervals: [TurnbullOptimum.Interval], _ masses: [Double]) {
        var sums = [DoubleDouble.zero]
        sums.reserveCapacity(masses.count + 1)
        var sum = DoubleDouble.zero
        for mass in masses {
            sum += DoubleDouble(mass)
            sums.append(sum)
        }
        held = intervals.map { (sums[$0.masses.upperBound] - sums[$0.masses.lowerBound]).high }
        var changes = [CompensatedSum](repeating: CompensatedSum(), count: masses.count + 1)
        for (interval, held) in zip(intervals, held) {
            changes[interval.masses.lowerBound].add(interval.count / held)
            changes[interval.masses.upperBound].add(-interval.count / held)
        }
        var pull = CompensatedSum()
        pulls = masses.indices.map { mass in
            pull.merge(changes[mass])
            return pull.value
        }
        self.intervals = intervals
    }

    /// The information about the heights after each mass but the last, with a conductance of `own` more across each mass.
    func information(plus own: [Double] = []) -> GroundedLaplacian {
        let last = pulls.count
        let singles = own.indices.map { $0..<($0 + 1) }
        let inner = (intervals.map(\.masses) + singles).lazy.filter { $0.lowerBound > 0 && $0.upperBound < last }
        var network = GroundedLaplacian(
            dimension: last - 1, pairs: inner.map { ($0.lowerBound - 1, $0.upperBound - 1) })
        /// Height k is node k - 1; heights 0 and `last` are 1 and 0, the ground.
        func add(_ conductance: Double, across masses: Range<Int>) {
            switch (masses.lowerBound > 0, masses.upperBound < last) {
            case (true, true): network.add(conductance, masses.lowerBound - 1, masses.upperBound - 1)
            case (true, false): network.addToGround(conductance, masses.lowerBound - 1)
            case (false, true): network.addToGround(conductance, masses.upperBound - 1)
            case (false, false): break
            }
        }
        for (interval, held) in zip(intervals, held) {
            add(interval.count / (held * held), across: interval.masses)
        }
        for (masses, conductance) in zip(singles, own) { add(conductance, across: masses) }
        return network
    }

    /// The Newton step of the masses, which sums to 0, with a pull of `own` more on each.
    func massChange(_ information: GroundedLaplacian.Factor, plus own: [Double] = []) -> [Double] {
        let forces = own.isEmpty ? pulls : zip(pulls, own).map { $0 + $1 }
        let heights = information.solve((1..<max(1, forces.count)).map { forces[$0] - forces[$0 - 1] })
        return forces.indices.map { mass in
            (mass > 0 ? heights[mass - 1] : 0) - (mass < heights.count ? heights[mass] : 0)
        }
    }
}
