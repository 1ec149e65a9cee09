import Dispatch
import Estimation
import Synchronization
import Testing

@Suite("Block executor")
struct BlockExecutorTests {
    /// Every index once, in order, whatever the sizes.
    @Test(arguments: [(0, 4), (1, 4), (4, 4), (5, 4), (1000, 7), (-3, 4), (3, 0)])
    func cutsAndJoins(_ count: Int, _ size: Int) {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        for executor in [BlockExecutor.serial, threads] {
            let joined = executor.mapBlocks(of: count, size: size) { Array($0) }.flatMap(\.self)
            #expect(joined == Array(0..<(size > 0 ? max(0, count) : 0)))
        }
    }

    @Test("who watches is told of every piece of counted work, and of no other")
    func watched() {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        for executor in [BlockExecutor.serial, threads] {
            let told = Mutex<[(pieces: String, done: Int, total: Int)]>([])
            let watched = executor.watched { pieces, done, total in told.withLock { $0.append((pieces, done, total)) } }
            let sums = watched.mapBlocks(of: 10, size: 3, counting: "samples") { $0.reduce(0, +) }
            #expect(sums == executor.mapBlocks(of: 10, size: 3) { $0.reduce(0, +) })
            _ = watched.mapBlocks(of: 10, size: 3) { $0.count }
            let all = told.withLock { $0 }
            #expect(all.count == 4)
            #expect(all.allSatisfy { $0.pieces == "samples" && $0.total == 10 })
            #expect(all.map(\.done).max() == 10)
        }
    }

    /// An executor that forgets blocks costs time, not results.
    @Test func forgottenBlocksAreMadeUpFor() {
        let forgetful = BlockExecutor { _, body in body(1) }
        #expect(forgetful.mapBlocks(of: 10, size: 3) { $0.count } == [3, 3, 3, 1])
    }
}
