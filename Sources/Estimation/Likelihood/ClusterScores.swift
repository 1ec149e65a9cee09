/// The middle of a cluster-robust sandwich: Σ s s' over the clusters' summed scores s in standardised units.
struct ClusterScores: Sendable {
    let products: SymmetricMatrix
    let clusters: Int
}
