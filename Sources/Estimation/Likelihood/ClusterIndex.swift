/// Rows that belong together: which of `count` clusters each is in.
struct ClusterIndex: Sendable {
    /// 0..<count for each row, numbered by first appearance.
    let ofRow: [Int]
    let count: Int

    /// Throws unless there is a cluster for each of `rows` rows, and two clusters at least.
    init(_ clusters: [Int], rows: Int) throws(NotEstimable) {
        guard clusters.count == rows else {
            throw .invalidArgument(name: "clusters", needed: "one cluster for each of the \(rows) observations")
        }
        var numbers = [Int: Int]()
        // Rows of a cluster mostly stand together.
        var last: (cluster: Int, number: Int)?
        ofRow = clusters.map { cluster in
            if let last, last.cluster == cluster { return last.number }
            let number = numbers[cluster, default: numbers.count]
            numbers[cluster] = number
            last = (cluster, number)
            return number
        }
        count = numbers.count
        guard count >= 2 else { throw .tooFewGroups(found: count, needed: 2) }
    }
}
