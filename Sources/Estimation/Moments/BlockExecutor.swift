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

    private let perform: Perform
    /// How many blocks are carried out at a time, at most.
    public let threads: Int

    /// An executor that carries out blocks as `perform` does.
    public init(threads: Int = 1, _ perform: @escaping Perform) {
        self.perform = perform
        self.threads = threads
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
    public func mapBlocks<Value: Sendable>(
        of count: Int, size: Int, _ transform: @Sendable (Range<Int>) -> Value
    ) -> [Value] {
        guard count > 0, size > 0 else { return [] }
        let blocks = (count - 1) / size + 1
        @Sendable func range(_ block: Int) -> Range<Int> {
            block * size..<block * size + min(size, count - block * size)
        }
        guard blocks > 1 else { return [transform(range(0))] }

        let slots = Mutex([Value?](repeating: nil, count: blocks))
        perform(blocks) { block in
            let value = transform(range(block))
            slots.withLock { $0[block] = value }
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
