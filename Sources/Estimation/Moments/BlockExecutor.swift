import Synchronization

/// How work on numbered blocks is carried out: one after the other, or on several threads.
///
/// Estimation cuts its sums into fixed blocks and reduces the blocks' results from left to right, so every estimate is
/// the same to the last bit whatever the executor does. The caller brings the threads:
///
///     let executor = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body) }
public struct BlockExecutor: Sendable {
    /// Calls `body` once for each of `0..<blocks`, in any order, and returns when all calls have returned.
    public typealias Perform = @Sendable (_ blocks: Int, _ body: @Sendable (Int) -> Void) -> Void

    /// Told how far long work of many pieces of one kind has come: what they are called, how many are done, and of how many. From any
    /// thread, and not in order.
    public typealias Watch = @Sendable (_ pieces: String, _ done: Int, _ total: Int) -> Void

    private let perform: Perform
    /// How many blocks are carried out at a time, at most.
    public let threads: Int
    private var watch: Watch?

    /// An executor that carries out blocks as `perform` does.
    public init(threads: Int = 1, _ perform: @escaping Perform) {
        self.perform = perform
        self.threads = threads
    }

    /// The same with somebody who is told how far it is.
    public func watched(by watch: @escaping Watch) -> BlockExecutor {
        var executor = self
        executor.watch = watch
        return executor
    }

    /// One block after the other on the calling thread.
    public static let serial = BlockExecutor { blocks, body in
        for block in 0..<blocks {
            body(block)
        }
    }

    /// The results of `transform` for each run of at most `size` consecutive indices below `count`, in order.
    ///
    /// The cut into blocks depends on `count` and `size` alone.
    ///
    /// - Parameter pieces: what the indices are called where somebody watches: "bootstrap samples". `nil` for work of which nobody is told.
    public func mapBlocks<Value: Sendable>(
        of count: Int, size: Int, counting pieces: String? = nil, _ transform: @Sendable (Range<Int>) -> Value
    ) -> [Value] {
        guard count > 0, size > 0 else { return [] }
        let blocks = (count - 1) / size + 1
        @Sendable func range(_ block: Int) -> Range<Int> {
            block * size..<block * size + min(size, count - block * size)
        }
        guard blocks > 1 else { return [transform(range(0))] }

        let slots = Mutex([Value?](repeating: nil, count: blocks))
        let done = Mutex(0)
        perform(blocks) { block in
            let value = transform(range(block))
            slots.withLock { $0[block] = value }
            guard let pieces, let watch else { return }
            watch(
                pieces,
                done.withLock {
                    $0 += range(block).count; return $0
                }, count)
        }
        return slots.withLock { $0 }.enumerated().map { block, value in value ?? transform(range(block)) }
    }
}

extension Array {
    /// The elements of all the arrays, one array after the other, copied once. Each array is let go of as soon as it is copied.
    consuming func concatenated<Part>() -> [Part] where Element == [Part] {
        var parts = self
        var all: [Part] = []
        all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        for number in parts.indices {
            all += parts[number]
            parts[number] = []
        }
        return all
    }
}
