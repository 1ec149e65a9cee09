extension RankDistribution {
    /// Twice the Jonckheere-Terpstra count (an equal pair counts one) of groups of these sizes, where values stand in
    /// runs of equals of the lengths `ties`, ascending. Nil where there would be more than a million states.
    ///
    /// Runs are dealt to the groups one after the other, every share as likely as chance makes it; what remains to be
    /// counted depends only on how many values each group has by then.
    static func doubledJonckheereTerpstra(_ sizes: [Int], ties: [Int]) -> RankDistribution? {
        let n = sizes.reduce(0, +)
        let doubledPairs = sizes.reduce(n * n) { $0 - $1 * $1 }
        let states = sizes.reduce(1.0) { $0 * Double($1 + 1) }
        guard states * Double(doubledPairs + 1) <= 1_000_000 else { return nil }

        // By the groups' filling, a number with one digit a group: the probability of each count so far.
        var masses = [[Double]](repeating: [], count: Int(states))
        masses[0] = [1]
        var open = n
        for tie in ties {
            var next = [[Double]](repeating: [], count: masses.count)
            let ways = binomialCoefficient(open, tie)
            for state in masses.indices where !masses[state].isEmpty {
                deal(tie, to: Filling(state, sizes)) { share in
                    next[state + share.step].add(masses[state], times: share.ways / ways, movedBy: share.gain)
                }
            }
            masses = next
            open -= tie
        }
        return RankDistribution(probabilities: masses[masses.count - 1])
    }

    /// How many values each group has and how many more it takes.
    private struct Filling {
        let placed: [Int]
        let free: [Int]
        /// What one value more in a group adds to the state's number.
        let strides: [Int]

        init(_ state: Int, _ sizes: [Int]) {
            var strides = [Int]()
            var placed = [Int]()
            var stride = 1
            for size in sizes {
                strides.append(stride)
                placed.append(state / stride % (size + 1))
                stride *= size + 1
            }
            self.strides = strides
            self.placed = placed
            free = zip(sizes, placed).map { $0 - $1 }
        }
    }

    /// One way to share a run among the groups.
    private struct Share {
        /// To the state's number.
        var step = 0
        /// To twice the count.
        var gain = 0
        /// In how many ways the groups' places can be taken so.
        var ways = 1.0
    }

    private static func deal(
        _ values: Int, to filling: Filling, group: Int = 0, below: Int = 0, equal: Int = 0, _ share: Share = Share(),
        _ body: (Share) -> Void
    ) {
        guard group < filling.free.count else {
            if values == 0 { body(share) }
            return
        }
        for count in 0...min(values, filling.free[group]) {
            var next = share
            next.step += count * filling.strides[group]
            next.gain += count * (2 * below + equal)
            next.ways *= binomialCoefficient(filling.free[group], count)
            deal(
                values - count, to: filling, group: group + 1, below: below + filling.placed[group],
                equal: equal + count, next, body)
        }
    }

    /// n over k, exact for n up to 50.
    private static func binomialCoefficient(_ n: Int, _ k: Int) -> Double {
        stride(from: 1, through: min(k, n - k), by: 1).reduce(1) { $0 * Double(n - min(k, n - k) + $1) / Double($1) }
    }
}

extension [Double] {
    /// Adds `factor` · `other`, moved up by `offset` places, and grows to hold it.
    fileprivate mutating func add(_ other: [Double], times factor: Double, movedBy offset: Int) {
        if count < other.count + offset {
            self += Array(repeating: 0, count: other.count + offset - count)
        }
        for (place, value) in other.enumerated() {
            self[place + offset] += factor * value
        }
    }
}
