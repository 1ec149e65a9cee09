/// Which observations of a likelihood belong together.
enum ObservedClusters: Sendable {
    /// A cluster for each observation, in order; and the row of each where rows are repeated.
    case listed(ClusterIndex, rowOfObservation: [Int32]?)
    /// As levels have them.
    case levels(ClusteredLevels, rowOfCell: [Int32], count: Int)

    /// Clusters.
    var count: Int {
        switch self {
        case .listed(let index, _): index.count
        case .levels(_, _, let count): count
        }
    }

    /// The clusters that were given, or else those that repeated rows come in; nil without either. Throws where there is one alone.
    init?(_ clusters: [Int]?, _ frequencies: RowFrequencies) throws(NotEstimable) {
        if let clusters {
            let index = try ClusterIndex(clusters, rows: frequencies.observations)
            if case .listed(let rows)? = frequencies.repeated {
                self = .listed(index, rowOfObservation: rows)
            } else {
                self = .listed(index, rowOfObservation: nil)
            }
        } else if case .levels(let levels, let rowOfCell)? = frequencies.repeated {
            var count = 0
            levels.forEachCluster { _, days, categories in
                let isIn = zip(days, categories).contains { rowOfCell[Int($0) * levels.width + Int($1)] >= 0 }
                count += isIn ? 1 : 0
            }
            guard count >= 2 else { throw .tooFewGroups(found: count, needed: 2) }
            self = .levels(levels, rowOfCell: rowOfCell, count: count)
        } else {
            return nil
        }
    }
}
