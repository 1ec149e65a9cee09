/// Ordered categories that were observed on whole days, cluster by cluster, in 5 bytes an observation: for regressions on days that
/// are formed of millions of observations, of which no other copy is made.
public struct ClusteredLevels: Sendable {
    /// The observations of some clusters that follow one another.
    public struct Block: Sendable {
        /// The day of each observation.
        fileprivate(set) var days: [Int32] = []
        /// The category of each observation.
        fileprivate(set) var categories: [UInt8] = []
        /// Behind the last observation of each cluster.
        fileprivate(set) var ends: [Int32] = []

        /// A block without clusters, with room for so many observations of so many clusters.
        public init(observations: Int = 0, clusters: Int = 0) {
            days.reserveCapacity(observations)
            categories.reserveCapacity(observations)
            ends.reserveCapacity(clusters)
        }

        /// Adds an observation of the cluster that is not ended, on a day from 0 on.
        @inlinable @inline(__always)
        public mutating func append(day: Int, category: UInt8) {
            add(Int32(truncatingIfNeeded: max(0, day)), category)
        }

        @usableFromInline
        mutating func add(_ day: Int32, _ category: UInt8) {
            days.append(day)
            categories.append(category)
        }

        /// Ends a cluster, with observations or without.
        public mutating func endCluster() {
            ends.append(Int32(truncatingIfNeeded: days.count))
        }

        /// Gives each category another number: that at its position.
        public mutating func renumber(_ numbers: [UInt8]) {
            for row in categories.indices { categories[row] = numbers[Int(categories[row])] }
        }
    }

    /// Of equally many clusters each, but for the last.
    let blocks: [Block]
    /// Clusters in each block but the last.
    let blockSize: Int
    /// Categories, observed or not.
    public let width: Int
    /// Days from 0 to the last that was observed.
    public let dayCount: Int
    /// Clusters with an observation.
    public let clusters: Int
    /// Observations of each category on each day: day-major, ``width`` a day.
    public let counts: [Int]

    /// Observations of categories below `width`, in blocks of `blockSize` clusters each but for the last.
    public init(_ blocks: [Block], blockSize: Int, width: Int, executor: BlockExecutor = .serial) {
        let tallies = executor.mapBlocks(of: blocks.count, size: 1) { numbers in
            var (counts, clusters) = ([Int](), 0)
            for block in blocks[numbers] {
                var start: Int32 = 0
                for end in block.ends {
                    clusters += end > start ? 1 : 0
                    start = end
                }
                for row in block.days.indices {
                    let cell = Int(block.days[row]) * width + Int(block.categories[row])
                    if cell >= counts.count {
                        counts += Array(repeating: 0, count: max(cell + 1 - counts.count, counts.count))
                    }
                    counts[cell] += 1
                }
            }
            return (counts: counts, clusters: clusters)
        }
        var counts: [Int] = []
        for tally in tallies {
            if tally.counts.count > counts.count {
                counts += Array(repeating: 0, count: tally.counts.count - counts.count)
            }
            for (cell, count) in tally.counts.enumerated() { counts[cell] += count }
        }
        dayCount = counts.lastIndex { $0 > 0 }.map { $0 / max(1, width) + 1 } ?? 0
        counts += Array(repeating: 0, count: max(0, dayCount * width - counts.count))
        self.counts = Array(counts.prefix(dayCount * width))
        clusters = tallies.reduce(0) { $0 + $1.clusters }
        self.blocks = blocks
        self.blockSize = blockSize
        self.width = width
    }

    /// Observations.
    public var observations: Int { counts.reduce(0, +) }

    /// Calls `body` for every cluster with an observation, in order, with its number and its observations' days and categories.
    public func forEachCluster(
        _ body: (_ cluster: Int, _ days: ArraySlice<Int32>, _ categories: ArraySlice<UInt8>) -> Void
    ) {
        for number in blocks.indices { forEachCluster(ofBlock: number, body) }
    }

    @inline(__always)
    func forEachCluster(
        ofBlock number: Int,
        _ body: (_ cluster: Int, _ days: ArraySlice<Int32>, _ categories: ArraySlice<UInt8>) -> Void
    ) {
        let block = blocks[number]
        var start = 0
        for (position, end) in block.ends.enumerated() {
            let rows = start..<Int(end)
            start = Int(end)
            if !rows.isEmpty { body(number * blockSize + position, block.days[rows], block.categories[rows]) }
        }
    }
}
