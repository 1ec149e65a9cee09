import Dispatch
import Estimation
import Synchronization

extension BlockExecutor {
    /// Carries out blocks on at most `threads` threads of Dispatch. Which thread takes which block is left open: results
    /// go by block number, so they do not depend on it.
    public static func dispatch(threads: Int) -> BlockExecutor {
        guard threads > 1 else { return .serial }
        return BlockExecutor(threads: threads) { blocks, body in
            let next = Atomic<Int>(0)
            DispatchQueue.concurrentPerform(iterations: min(threads, blocks)) { _ in
                while true {
                    let block = next.add(1, ordering: .relaxed).oldValue
                    guard block < blocks else { return }
                    body(block)
                }
            }
        }
    }
}

extension BlockExecutor {
    /// The results of a few long pieces of work, in order, some of them at a time. Each may use the executor itself; inside a
    /// `concurrentPerform`, a further one would have one thread.
    func mapSideBySide<Value: Sendable>(_ count: Int, _ transform: @escaping @Sendable (Int) -> Value) -> [Value] {
        guard threads > 1, count > 1 else { return (0..<count).map(transform) }
        let work = SideBySide(count: count, transform: transform)
        let helpers = DispatchGroup()
        for _ in 1..<min(threads, count) { DispatchQueue.global().async(group: helpers) { work.takeTurns() } }
        work.takeTurns()
        helpers.wait()
        return work.values
    }
}

/// Pieces of work of which each thread takes the next that nobody has taken.
private final class SideBySide<Value: Sendable>: Sendable {
    private let next = Atomic<Int>(0)
    private let results: Mutex<[Value?]>
    private let count: Int
    private let transform: @Sendable (Int) -> Value

    init(count: Int, transform: @escaping @Sendable (Int) -> Value) {
        self.count = count
        self.transform = transform
        results = Mutex(Array(repeating: nil, count: count))
    }

    func takeTurns() {
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < count else { return }
            let value = transform(number)
            results.withLock { $0[number] = value }
        }
    }

    /// In order; all of them, once nobody takes any more.
    var values: [Value] { results.withLock { $0.compactMap { $0 } } }
}

/// How people are cut into blocks for parallel passes. The size is fixed, so sums are formed in the same order on any
/// number of threads.
enum PeopleBlock {
    static let size = 1024
}
