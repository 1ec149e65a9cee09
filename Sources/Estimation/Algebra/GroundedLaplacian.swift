/// A network of conductances between numbered nodes and from nodes to the ground: the symmetric positive definite matrix with -c off
/// the diagonal, and on it the sum of a node's conductances.
///
/// Its elimination adds, multiplies and divides numbers that are not negative and never subtracts, so pivots and inverse keep their
/// digits however near to singular the matrix is (Grassmann, Taksar & Heyman 1985, doi:10.1287/opre.33.5.1107).
///
/// Row k holds the nodes from the lowest one that it is joined to up to k - 1, which elimination in order does not go beyond.
struct GroundedLaplacian: Sendable {
    /// The lowest node that each node is joined to, itself where it is joined to none below.
    private let first: [Int]
    /// The highest node whose row reaches down to this one.
    private let reach: [Int]
    /// Element (k, j), j < k, stands at `base[k] + j`.
    private let base: [Int]
    private var conductances: [Double]
    private var ground: [Double]

    var dimension: Int { first.count }

    /// A network without conductances, with room for each pair (j, k), j < k, of `pairs`.
    init(dimension: Int, pairs: some Sequence<(Int, Int)>) {
        var first = Array(0..<dimension)
        for (j, k) in pairs { first[k] = min(first[k], j) }
        var reach = Array(0..<dimension)
        var base = [Int](repeating: 0, count: dimension)
        var count = 0
        for k in 0..<dimension {
            base[k] = count - first[k]
            count += k - first[k]
            // Rows ascend, so the last to write is the highest.
            for j in first[k]..<k { reach[j] = k }
        }
        (self.first, self.reach, self.base) = (first, reach, base)
        conductances = Array(repeating: 0, count: count)
        ground = Array(repeating: 0, count: dimension)
    }

    /// Adds a conductance between the nodes of one of the pairs, j < k.
    mutating func add(_ conductance: Double, _ j: Int, _ k: Int) {
        conductances[base[k] + j] += conductance
    }

    /// Adds a conductance to the ground.
    mutating func addToGround(_ conductance: Double, _ k: Int) {
        ground[k] += conductance
    }

    /// The nodes above `i` that it is joined to when those below it are gone.
    private func neighbours(_ i: Int) -> [Int] {
        ((i + 1)..<(reach[i] + 1)).filter { first[$0] <= i }
    }

    /// The elimination, in O(Σ neighbours²).
    func factored() -> Factor {
        var network = self
        var totals = [Double](repeating: 0, count: dimension)
        for i in 0..<dimension {
            let neighbours = neighbours(i)
            let joined = neighbours.map { network.conductances[base[$0] + i] }
            let total = joined.reduce(network.ground[i], +)
            totals[i] = total
            for (position, k) in neighbours.enumerated() where joined[position] > 0 {
                let share = joined[position] / total
                network.ground[k] += share * network.ground[i]
                for below in 0..<position {
                    network.conductances[base[k] + neighbours[below]] += share * joined[below]
                }
            }
        }
        return Factor(network: network, totals: totals)
    }

    /// The eliminated network.
    struct Factor: Sendable {
        fileprivate let network: GroundedLaplacian
        /// Each node's conductances to the ground and to the nodes above it when those below are gone: the pivots.
        fileprivate let totals: [Double]

        /// Whether every node is joined to the ground.
        var isPositiveDefinite: Bool { totals.allSatisfy { $0 > 0 && $0.isFinite } }

        /// A⁻¹b.
        func solve(_ b: [Double]) -> [Double] {
            var x = b
            for i in x.indices {
                for k in network.neighbours(i) {
                    x[k] += network.conductances[network.base[k] + i] / totals[i] * x[i]
                }
            }
            for i in x.indices.reversed() {
                for k in network.neighbours(i) {
                    x[i] += network.conductances[network.base[k] + i] * x[k]
                }
                x[i] /= totals[i]
            }
            return x
        }

        /// The diagonal of A⁻¹, by the recurrence of Takahashi, Fagan & Chen (1973), without a subtraction either.
        func inverseDiagonal() -> [Double] {
            // Elements of the inverse where the network has room; the diagonal apart.
            var inverse = network.conductances
            var diagonal = [Double](repeating: 0, count: totals.count)
            for i in totals.indices.reversed() {
                let neighbours = network.neighbours(i)
                let shares = neighbours.map { network.conductances[network.base[$0] + i] / totals[i] }
                var sums = [Double](repeating: 0, count: neighbours.count)
                for (position, k) in neighbours.enumerated() {
                    sums[position] += shares[position] * diagonal[k]
                    for below in 0..<position {
                        let element = inverse[network.base[k] + neighbours[below]]
                        sums[position] += shares[below] * element
                        sums[below] += shares[position] * element
                    }
                }
                diagonal[i] = 1 / totals[i]
                for (position, k) in neighbours.enumerated() {
                    inverse[network.base[k] + i] = sums[position]
                    diagonal[i] += shares[position] * sums[position]
                }
            }
            return diagonal
        }
    }
}
