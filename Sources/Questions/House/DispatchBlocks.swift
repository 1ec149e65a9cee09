import Dispatch
import Estimation
import Synchronization

extension BlockExecutor {
    /// Carries out blocks on at most `threads` threads of Dispatch. Which thread takes which block is left open: results
    /// go by block number, so they do not depend on it.
    public static func dispatch(threads: Int) -> BlockExecutor {
        guard threads > 1 else { return .serial }
        return BlockExecutor { blocks, body in
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

/// How people are cut into blocks for parallel passes. The size is fixed, so sums are formed in the same order on any
/// number of threads.
enum PeopleBlock {
    static let size = 1024
}
